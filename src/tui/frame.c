/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Header, tabs, notice and help bar. */
#include "tui/frame.h"

#include "base/i18n.h"
#include "tui/exclusiontext.h"
#include "tui/field.h"
#include "tui/pager.h"
#include "wording/events.h"
#include "wording/mails.h"
#include "wording/plain.h"

/* Rows that only a terminal of this height has to spare. */
#define TALL 20
#define NOTICE_MOST 3
#define ACCOUNT_LEAST 12

static char *
zone_name(const LbApp *app)
{
    gint interval =
        g_time_zone_find_interval(app->zone, G_TIME_TYPE_UNIVERSAL, app->now / LB_SECOND);
    return g_strdup(g_time_zone_get_abbreviation(app->zone, interval));
}

/* The name stands left, the person right; where both do not fit, both are cut. */
static void
render_header(const LbApp *app, LbPane pane)
{
    const LbScreen *screen = lb_app_top(app);
    g_autofree char *zone = zone_name(app);
    int room = pane.width - 4 - lb_columns(zone);
    int x = lb_pane_put(pane, 1, 0, LB_STYLE_STRONG, "Lockbox");
    if (app->test) {
        x = lb_pane_put(pane, x, 0, LB_STYLE_TEXT, "  ");
        x = lb_pane_put(pane, x, 0, LB_STYLE_WARNING,
                        pane.width < 76 ? _("TEST") : _("TEST DATABASE"));
    }
    const char *home =
        app->actor->tenant_name != NULL ? app->actor->tenant_name : _("Customer Lockbox");
    g_autofree char *whole =
        screen->ops->place != NULL ? screen->ops->place(screen) : lb_plain_inline(home);
    g_autofree char *account =
        lb_cut_middle(app->actor->account, MAX(room - x - 6 - lb_columns(whole), ACCOUNT_LEAST));
    int person = pane.width - 1 - lb_columns(zone) - 3 - lb_columns(account);
    lb_pane_put(pane, person, 0, LB_STYLE_TEXT, account);
    lb_pane_put(pane, pane.width - 1 - lb_columns(zone), 0, LB_STYLE_FAINT, zone);
    g_autofree char *place = lb_cut_end(whole, person - x - 5);
    lb_pane_put(pane, x + 3, 0, LB_STYLE_TEXT, place);
    lb_pane_rule(pane, 1, LB_STYLE_FAINT, '-');
}

/* The tabs, and what they are called where there is little room. */
static const struct {
    LbAction action;
    const char *shorter; /* NULL: it has no shorter name */
} tabs[] = {
    { LB_ACTION_OVERVIEW, NULL }, { LB_ACTION_PENDING, NULL },  { LB_ACTION_ACCESS, N_("Open") },
    { LB_ACTION_HISTORY, NULL },  { LB_ACTION_LOG, N_("Log") }, { LB_ACTION_TICKETS, NULL },
    { LB_ACTION_CONSOLE, NULL },
};

/* How the row of tabs is written, from roomy to narrow: how many tabs, from the right, have their shorter names, by how much
 * narrower the gaps are, and whether only the tab that is open has a name. */
typedef struct {
    size_t shortened;
    int less;
    bool bare;
} TabForm;

static const TabForm tab_forms[] = {
    { 0, 0, false }, { 3, 0, false }, { 5, 0, false }, { 5, 1, false }, { 0, 0, true },
};

/* Writes the row of tabs, or only measures it, and returns the column behind it. */
static int
put_tabs(const LbApp *app, LbPane pane, const TabForm *form, bool measures)
{
    size_t count = G_N_ELEMENTS(tabs) - (app->administers ? 0 : 1);
    int gap = (pane.width >= 76 ? 3 : 2) - form->less, x = 1;
    for (size_t i = 0; i < count; i++) {
        const LbActionRow *row = lb_action_row(tabs[i].action);
        bool here = tabs[i].action == app->tab;
        bool shortened = tabs[i].shorter != NULL && i + form->shortened >= G_N_ELEMENTS(tabs);
        int waiting = tabs[i].action == LB_ACTION_PENDING  ? app->waiting
                      : tabs[i].action == LB_ACTION_ACCESS ? app->open
                                                           : 0;
        g_autofree char *number = waiting > 0 ? g_strdup_printf(" %d", waiting) : g_strdup("");
        const char *name = shortened ? _(tabs[i].shorter) : _(row->label);
        const char *label = form->bare && !here ? "" : name;
        if (!measures) {
            int next = lb_pane_put(pane, x, 0, here ? LB_STYLE_STRONG : LB_STYLE_FAINT, row->key);
            next =
                lb_pane_print(pane, next, 0, here ? LB_STYLE_ACCENT : LB_STYLE_TEXT, " %s", label);
            lb_pane_put(pane, next, 0, LB_STYLE_STRONG, number);
        }
        x += lb_columns(row->key) + 1 + lb_columns(label) + lb_columns(number) + gap;
    }
    return x - gap;
}

static void
render_tabs(const LbApp *app, LbPane pane)
{
    size_t form = 0;
    while (form + 1 < G_N_ELEMENTS(tab_forms) &&
           put_tabs(app, pane, &tab_forms[form], true) > pane.width)
        form++;
    put_tabs(app, pane, &tab_forms[form], false);
}

/* What an owner has to acknowledge stands above the lists, in two rows at most. */
static void
render_banner(const LbApp *app, LbPane *pane)
{
    LbPager pager;
    if (app->newest == NULL)
        return;
    g_autofree char *text = lb_exclusion_banner(app, app->newest, app->unacknowledged);
    lb_pager_init(&pager);
    lb_pager_add(&pager, pane->width - 1, LB_STYLE_ACCENT, " ", "   ", text);
    lb_pager_layout(&pager, MIN((int)pager.lines->len, 2));
    lb_pager_render(&pager, lb_pane_take_top(pane, pager.height));
    lb_pager_clear(&pager);
}

/* Whether the line about events that nothing explains stands above the list: where one looks first, and beside the log. */
static bool
tells_of_events(const LbApp *app)
{
    return app->unexplained > 0 && (app->tab == LB_ACTION_OVERVIEW || app->tab == LB_ACTION_LOG);
}

static void
render_events(const LbApp *app, LbPane pane)
{
    g_autofree char *text = lb_phrase_unexplained_count(app->unexplained, LB_UNEXPLAINED_MOST);
    int x = lb_pane_put(pane, 1, 0, LB_STYLE_TEXT, text) + 2;
    lb_pane_put(pane, x, 0, LB_STYLE_ACCENT, _(lb_action_row(LB_ACTION_EVENTS)->key));
}

/* Columns that the help for @row takes. */
static int
help_columns(const LbActionRow *row, const char *label)
{
    return lb_columns(_(row->key)) + 1 + lb_columns(label);
}

static int
put_help(LbPane pane, int x, const LbActionRow *row, const char *label)
{
    x = lb_pane_put(pane, x, 0, LB_STYLE_ACCENT, _(row->key));
    return lb_pane_print(pane, x, 0, LB_STYLE_TEXT, " %s", label) + 3;
}

/* Mails that did not arrive, or have not for long, concern whoever runs the place on every screen, until they are sent again. */
static void
render_alarm(const LbApp *app, LbPane pane, const char *text, LbAction action)
{
    const LbActionRow *row = lb_action_row(action);
    const LbScreenOps *ops = lb_app_top(app)->ops;
    bool types = ops->type != NULL && (ops->types == NULL || ops->types(lb_app_top(app)));
    int x = lb_pane_put(pane, 1, 0, LB_STYLE_WARNING, text) + 3;
    if (!types)
        put_help(pane, x, row, _(row->label));
}

static void
render_lost(const LbApp *app, LbPane *pane)
{
    if (app->lost > 0 || app->late > 0) {
        g_autofree char *mails = lb_phrase_lost(app->lost, app->late);
        render_alarm(app, lb_pane_take_top(pane, 1), mails, LB_ACTION_MAILS);
    }
    if (app->hooks_off > 0 || app->hooks_lost > 0) {
        g_autofree char *hooks = lb_phrase_hooks(app->hooks_off, app->hooks_lost);
        render_alarm(app, lb_pane_take_top(pane, 1), hooks, LB_ACTION_WEBHOOKS);
    }
}

/* Whether the help bar offers @row. Work without a request is offered to those who record it: the others are told of it above
 * their lists. */
static bool
is_offered(const LbApp *app, const LbActionRow *row, LbNeeds holds)
{
    if (row->action == LB_ACTION_EXCLUSIONS && !app->records)
        return false;
    return (row->needs & ~holds) == 0;
}

/* As many of the screen's actions as fit, and the two that always work at the end. */
static void
render_help_bar(const LbApp *app, LbPane pane)
{
    const LbScreen *screen = lb_app_top(app);
    const LbActionRow *help = lb_action_row(LB_ACTION_HELP),
                      *leave = lb_action_row(LB_ACTION_LEAVE);
    const char *leaves = screen->tab ? _(leave->label) : _(lb_action_row(LB_ACTION_BACK)->label);
    LbNeeds holds = lb_app_holds(app);
    int room =
        pane.width - 1 - help_columns(help, _(help->label)) - 3 - help_columns(leave, leaves);
    int x = 1;
    if (app->search.text->len > 0)
        holds |= LB_NEED_SEARCHED;
    for (const LbAction *action = screen->ops->actions; *action != LB_ACTION_NONE; action++) {
        const LbActionRow *row = lb_action_row(*action);
        if (is_offered(app, row, holds) && x + help_columns(row, _(row->label)) + 3 <= room)
            x = put_help(pane, x, row, _(row->label));
    }
    x = put_help(pane, x, help, _(help->label));
    put_help(pane, x, leave, leaves);
}

static void
render_keys(const LbKeyHelp *row, LbPane pane)
{
    for (int x = 1; row->key != NULL; row++) {
        if (x + lb_columns(_(row->key)) + 1 + lb_columns(_(row->label)) > pane.width)
            return;
        x = lb_pane_put(pane, x, 0, LB_STYLE_ACCENT, _(row->key));
        x = lb_pane_print(pane, x, 0, LB_STYLE_TEXT, " %s", _(row->label)) + 3;
    }
}

static int
notice_rows(const LbPane *pane)
{
    return pane->height >= TALL - 4 ? NOTICE_MOST : 1;
}

/* As many rows above the rule as the text needs: three at most, and one where rows are few. What has no room is cut: nobody
 * scrolls here. */
static void
render_notice(LbPane *pane, LbStyle style, const char *text)
{
    LbPager pager;
    int rows = notice_rows(pane), width = pane->width - 1;
    lb_pager_init(&pager);
    lb_pager_add(&pager, width, style, " ", " ", text);
    if ((int)pager.lines->len > rows) {
        char **last = (char **)&g_ptr_array_index(pager.lines, rows - 1);
        g_autofree char *more =
            g_strconcat(*last, " ", g_strchug((char *)g_ptr_array_index(pager.lines, rows)), NULL);
        g_free(*last);
        *last = lb_cut_end(more, width);
        g_ptr_array_set_size(pager.lines, rows);
    }
    lb_pager_layout(&pager, (int)pager.lines->len);
    lb_pager_render(&pager, lb_pane_take_bottom(pane, pager.height));
    lb_pager_clear(&pager);
}

static const char *
unattended_words(const LbPane *pane)
{
    const char *words =
        _("lockboxd is not running: mails are not sent, and nothing ends by itself.");
    bool fits = notice_rows(pane) > 1 || lb_columns(words) < pane->width - 1;
    return fits ? words : _("lockboxd is not running: no mails, nothing ends by itself.");
}

static void
render_bottom(const LbApp *app, LbPane *pane)
{
    const LbScreen *screen = lb_app_top(app);
    const LbKeyHelp *keys = screen->ops->keys != NULL ? screen->ops->keys(screen) : NULL;
    LbPane bar = lb_pane_take_bottom(pane, 1);
    LbPane rule = lb_pane_take_bottom(pane, 1);
    lb_pane_rule(rule, 0, LB_STYLE_FAINT, '-');
    if (app->searching) {
        int x = lb_pane_put(bar, 1, 0, LB_STYLE_ACCENT, "/");
        lb_field_render(&app->search, bar, x + 1, 0, true);
    } else if (keys != NULL) {
        render_keys(keys, bar);
    } else {
        render_help_bar(app, bar);
    }
    if (app->notice != NULL)
        render_notice(pane, app->notice_style, app->notice);
    else if (app->unattended)
        render_notice(pane, LB_STYLE_WARNING, unattended_words(pane));
}

void
lb_frame_render(LbApp *app)
{
    LbPane pane = lb_canvas_pane(app->canvas);
    LbScreen *screen = lb_app_top(app);
    bool tall = pane.height >= TALL;
    if (!screen->ops->headless)
        render_header(app, lb_pane_take_top(&pane, 2));
    if (!screen->ops->headless)
        render_lost(app, &pane);
    if (screen->tab) {
        render_tabs(app, lb_pane_take_top(&pane, 1));
        lb_pane_take_top(&pane, tall ? 1 : 0);
        render_banner(app, &pane);
        lb_pane_take_top(&pane, tall && app->newest != NULL ? 1 : 0);
        if (tells_of_events(app))
            render_events(app, lb_pane_take_top(&pane, tall ? 2 : 1));
    }
    render_bottom(app, &pane);
    if (screen->ops->layout != NULL)
        screen->ops->layout(screen, pane.width, pane.height);
    screen->ops->render(screen, pane);
}

void
lb_frame_render_small(LbApp *app)
{
    LbPane pane = lb_canvas_pane(app->canvas);
    g_autofree char *whole =
        g_strdup_printf(_("%dx%d is too small: Lockbox needs %dx%d. Nothing is lost. q leaves."),
                        pane.width, pane.height, LB_SMALLEST_WIDTH, LB_SMALLEST_HEIGHT);
    g_autofree char *most =
        g_strdup_printf(_("%dx%d is too small, %dx%d is needed. q leaves."), pane.width,
                        pane.height, LB_SMALLEST_WIDTH, LB_SMALLEST_HEIGHT);
    const char *const forms[] = { whole, most, _("Too small. q leaves.") };
    size_t form = 0;
    while (form + 1 < G_N_ELEMENTS(forms) && lb_columns(forms[form]) > pane.width)
        form++;
    lb_pane_put(pane, 0, 0, LB_STYLE_STRONG, forms[form]);
}
