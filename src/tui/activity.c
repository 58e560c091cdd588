/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The activity log, newest first: of all that the reader may see, or of one person; narrowed by filters
 * (logquery.c, logform.c). */
#include "base/i18n.h"
#include "base/time.h"
#include "tui/find.h"
#include "tui/list.h"
#include "tui/logreading.h"
#include "tui/pager.h"
#include "tui/screens.h"
#include "wording/logdetails.h"
#include "wording/phrases.h"
#include "wording/plain.h"

#define MOST 5000 /* entries that going to the end reads at once */
#define GAP 2
#define ROOMY 76
#define WIDE 100
#define TENANT_COLUMNS 16

typedef struct {
    LbScreen screen;
    LbLogQuery base;     /* what this log is of */
    LbLogReading read;   /* of what it is narrowed to */
    GArray *ids;         /* int64_t: sequence */
    GHashTable *tenants; /* char* id: char* name, of those that are listed */
    bool oversees;
    bool following;
    LbList list;
} Activity;

static void
free_screen(LbScreen *screen)
{
    Activity *self = (Activity *)screen;
    lb_log_query_clear(&self->base);
    lb_log_reading_clear(&self->read);
    g_array_unref(self->ids);
    g_hash_table_unref(self->tenants);
    g_free(self);
}

/* Reading */

/* Takes over what was read. */
static void
settle(Activity *self)
{
    const LbApp *app = self->screen.app;
    g_array_set_size(self->ids, 0);
    for (guint i = 0; i < self->read.entries->len; i++) {
        const LbActivity *entry = g_ptr_array_index(self->read.entries, i);
        g_array_append_val(self->ids, entry->sequence);
        if (self->oversees && entry->tenant != NULL &&
            !g_hash_table_contains(self->tenants, entry->tenant))
            g_hash_table_insert(self->tenants, g_strdup(entry->tenant),
                                lb_service_tenant_name(app->service, app->actor, entry->tenant));
    }
    lb_list_set(&self->list, (const int64_t *)(void *)self->ids->data, (int)self->ids->len);
    if (self->following)
        lb_list_act(&self->list, LB_ACTION_FIRST);
}

static bool
load(LbScreen *screen, GError **error)
{
    Activity *self = (Activity *)screen;
    const LbApp *app = screen->app;
    if (!lb_service_oversees(app->service, app->actor, &self->oversees, error) ||
        !lb_log_reading_load(&self->read, error))
        return false;
    settle(self);
    return true;
}

static void
read_on(Activity *self, int count)
{
    GError *error = NULL;
    bool read = lb_log_reading_go_on(&self->read, count, &error);
    settle(self);
    if (!read)
        lb_app_fail(self->screen.app, error);
}

/* Drawing */

static char *
found(const Activity *self)
{
    g_autofree char *number = lb_phrase_number(self->read.count);
    g_autofree char *sentence =
        g_strdup_printf(self->read.more ? _("more than %s found") : _("%s found"), number);
    /* While a search has not come to its end, what it found is all that is known. */
    if (self->read.more && lb_log_reading_is_search(&self->read)) {
        g_free(sentence);
        sentence = g_strdup_printf(_("%s found so far"), number);
    }
    return g_steal_pointer(&sentence);
}

/* Columns of the list. */
typedef struct {
    LbTimeStyle style;
    int time, operation, request, caller, tenant, what; /* where each begins; 0: not shown */
} Columns;

static Columns
columns_in(const Activity *self, int width)
{
    bool roomy = width >= ROOMY, wide = width >= WIDE;
    Columns columns = { .style = roomy ? LB_TIME_STAMP : LB_TIME_SHORT, .time = 3 };
    columns.operation = columns.time + (roomy ? 19 : 9) + GAP;
    columns.request = columns.operation + (roomy ? 24 : 20) + GAP;
    columns.caller = columns.request + 6 + GAP;
    if (!wide)
        return columns;
    int rest = columns.caller + 28 + GAP;
    columns.tenant = self->oversees ? rest : 0;
    columns.what = self->oversees ? rest + TENANT_COLUMNS + GAP : rest;
    return columns;
}

/* Puts @text, which is cut before @next (0: before the edge). */
static void
put_cell(LbPane pane, int x, int next, int y, LbStyle style, const char *text)
{
    int room = (next != 0 ? next - GAP : pane.width - 1) - x;
    g_autofree char *cut = lb_cut_middle(text, MAX(room, 0));
    if (x != 0)
        lb_pane_put(pane, x, y, style, cut);
}

static void
render_titles(const Activity *self, LbPane pane)
{
    Columns at = columns_in(self, pane.width);
    lb_pane_put(pane, at.time, 0, LB_STYLE_FAINT, _("Time"));
    lb_pane_put(pane, at.operation, 0, LB_STYLE_FAINT, _("Operation"));
    lb_pane_put(pane, at.request, 0, LB_STYLE_FAINT, _("Request"));
    lb_pane_put(pane, at.caller, 0, LB_STYLE_FAINT, _("By"));
    put_cell(pane, at.tenant, at.what, 0, LB_STYLE_FAINT, _("Tenant"));
    put_cell(pane, at.what, 0, 0, LB_STYLE_FAINT, _("What"));
}

static const char *
tenant_of(const Activity *self, const LbActivity *entry)
{
    const char *name =
        entry->tenant != NULL ? g_hash_table_lookup(self->tenants, entry->tenant) : NULL;
    return name != NULL ? name : entry->tenant != NULL ? entry->tenant : "";
}

static void
render_entry(const Activity *self, const LbActivity *entry, LbPane pane, int y)
{
    bool selected = entry->sequence == self->list.selected;
    Columns at = columns_in(self, pane.width);
    g_autofree char *time = lb_time_format(entry->time, self->screen.app->zone, at.style);
    g_autofree char *caller = lb_plain_inline(entry->caller);
    g_autofree char *tenant = lb_plain_inline(tenant_of(self, entry));
    g_autofree char *what = lb_phrase_details_short(entry->details);
    const char *operation = _(lb_names_label(lb_operation_names, (int)entry->operation));
    g_autofree char *name = lb_cut_middle(operation, at.request - GAP - at.operation);
    lb_pane_put(pane, 1, y, LB_STYLE_STRONG, selected ? ">" : " ");
    lb_pane_put(pane, at.time, y, LB_STYLE_TEXT, time);
    lb_pane_put(pane, at.operation, y, LB_STYLE_STRONG, name);
    int next = at.tenant != 0 ? at.tenant : at.what;
    const char *by = *caller != '\0' ? caller : _("(time)");
    int x = lb_pane_put(pane, at.request, y, LB_STYLE_TEXT,
                        entry->request != NULL ? entry->request : "");
    /* Where there is no room for what it was, that stands where a request would. */
    bool squeezed = entry->request == NULL && at.what == 0 && *what != '\0';
    g_autofree char *both = g_strdup_printf("%s: %s", by, what);
    put_cell(pane, squeezed ? at.request : MAX(at.caller, x + 1), next, y, LB_STYLE_TEXT,
             squeezed ? both : by);
    put_cell(pane, at.tenant, at.what, y, LB_STYLE_TEXT, tenant);
    g_autofree char *short_what = lb_cut_end(what, at.what != 0 ? pane.width - 1 - at.what : 0);
    if (at.what != 0)
        lb_pane_put(pane, at.what, y, LB_STYLE_TEXT, short_what);
    if (selected)
        lb_pane_restyle(pane, y, LB_STYLE_SELECTED);
}

/* The selected entry, as far as there is room; Enter opens all of it. */
static void
render_summary(const Activity *self, LbPane pane)
{
    if (self->list.count == 0 || pane.height == 0)
        return;
    const LbActivity *entry = g_ptr_array_index(self->read.entries, self->list.index);
    g_autofree char *time = lb_time_format(entry->time, self->screen.app->zone, LB_TIME_EXACT);
    g_autofree char *caller = lb_plain_inline(entry->caller);
    g_autofree char *address = lb_plain_inline(entry->address);
    g_autofree char *key = lb_plain_inline(entry->fingerprint);
    g_autofree char *details = lb_phrase_details(entry->details);
    g_autoptr(GString) who = g_string_new(*caller != '\0' ? caller : _("(time)"));
    if (*address != '\0')
        g_string_append_printf(who, _(", from %s"), address);
    if (*key != '\0')
        g_string_append_printf(who,
                               entry->evidence != NULL ? _(", key %s, multi-factor yes")
                                                       : _(", key %s, multi-factor no"),
                               key);
    lb_pane_rule(pane, 0, LB_STYLE_FAINT, '-');
    int x = lb_pane_put(pane, 1, 1, LB_STYLE_STRONG, time) + 3;
    x = lb_pane_print(pane, x, 1, LB_STYLE_TEXT, _("entry %lld"), (long long)entry->sequence) + 3;
    if (entry->request != NULL)
        x = lb_pane_put(pane, x, 1, LB_STYLE_TEXT, entry->request) + 3;
    if (self->oversees)
        lb_pane_put(pane, x, 1, LB_STYLE_TEXT, tenant_of(self, entry));
    lb_pane_put(pane, 1, 2, LB_STYLE_TEXT, who->str);
    LbPager pager;
    lb_pager_init(&pager);
    lb_pager_quote(&pager, pane.width - 1, " ", details);
    lb_pane_take_top(&pane, 3);
    lb_pager_layout(&pager, pane.height);
    lb_pager_render(&pager, pane);
    lb_pager_clear(&pager);
}

/* Rows of each part in a pane of @height rows. */
typedef struct {
    int filters, titles, list, reach, summary;
} Rows;

static Rows
rows_in(const Activity *self, int height)
{
    Rows rows = { .summary = height >= 15 ? 5 : height >= 12 ? 4 : height >= 7 ? 2 : 0 };
    rows.filters = height >= 15 ? 3 : 2;
    rows.titles = height >= 12 ? 1 : 0;
    rows.reach = !self->read.reach.whole && lb_log_reading_is_search(&self->read) ? 1 : 0;
    rows.list = MAX(height - rows.filters - rows.titles - rows.reach - rows.summary, 1);
    return rows;
}

static void
layout(LbScreen *screen, int width, int height)
{
    Activity *self = (Activity *)screen;
    (void)width;
    lb_list_layout(&self->list, rows_in(self, height).list);
}

static void
render_list(const Activity *self, LbPane pane)
{
    int last = MIN(self->list.top + self->list.height, self->list.count);
    for (int i = self->list.top; i < last; i++)
        render_entry(self, g_ptr_array_index(self->read.entries, i), pane, i - self->list.top);
    if (self->list.count > 0)
        return;
    lb_pane_put(pane, 3, 0, LB_STYLE_TEXT,
                lb_log_query_equal(&self->read.query, &self->base)
                    ? _("Nothing is logged so far. Every act on a request leaves an entry here.")
                    : _("No entry matches. z shows all again."));
}

/* How far a search has come. */
static void
render_reach(const Activity *self, LbPane pane)
{
    g_autofree char *time =
        lb_time_format(self->read.reach.time, self->screen.app->zone, LB_TIME_STAMP);
    lb_pane_print(pane, 3, 0, LB_STYLE_WARNING, _("Searched back to %s. Down or G searches on."),
                  time);
}

static void
render_operations(const Activity *self, LbPane pane)
{
    if (self->following) {
        const char *word = _("following");
        lb_pane_put(lb_pane_take_right(&pane, lb_columns(word) + 1), 0, 0, LB_STYLE_ACCENT, word);
    }
    lb_log_query_render_operations(&self->read.query, pane);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Activity *self = (const Activity *)screen;
    Rows rows = rows_in(self, pane.height);
    LbPane summary = lb_pane_take_bottom(&pane, rows.summary);
    LbPane filters = lb_pane_take_top(&pane, rows.filters);
    g_autofree char *right = found(self);
    render_operations(self, lb_pane_take_top(&filters, 1));
    lb_log_query_render_words(&self->read.query, lb_pane_take_top(&filters, 1), screen->app->zone,
                              self->oversees, right);
    render_titles(self, lb_pane_take_top(&pane, rows.titles));
    render_summary(self, summary);
    if (rows.reach > 0)
        render_reach(self, lb_pane_take_bottom(&pane, rows.reach));
    render_list(self, pane);
}

/* Acting */

/* Reads what the filters, which have changed, let through. */
static void
read_filtered(Activity *self)
{
    GError *error = NULL;
    self->read.wanted = LB_LOG_READING_PAGE;
    lb_log_reading_forget(&self->read);
    if (!load(&self->screen, &error))
        lb_app_fail(self->screen.app, error);
}

void
lb_activity_screen_narrow(LbScreen *screen, const LbLogQuery *query)
{
    Activity *self = (Activity *)screen;
    lb_log_query_copy(&self->read.query, query);
    read_filtered(self);
}

static void
step_operation(Activity *self, int step)
{
    lb_log_query_step(&self->read.query, step);
    read_filtered(self);
}

static void
follow(Activity *self)
{
    self->following = !self->following;
    if (self->following)
        lb_app_reload(self->screen.app);
}

static bool
move(Activity *self, LbAction action)
{
    int before = self->list.index;
    if (!lb_list_act(&self->list, action))
        return false;
    self->following = false;
    bool at_end = self->list.index >= self->list.count - 1;
    bool goes_down =
        action == LB_ACTION_DOWN || action == LB_ACTION_PAGE_DOWN || action == LB_ACTION_LAST;
    if (!at_end || !goes_down || self->read.reach.whole)
        return true;
    read_on(self, action == LB_ACTION_LAST ? MOST : LB_LOG_READING_PAGE);
    if (action == LB_ACTION_LAST || before == self->list.index)
        lb_list_act(&self->list, action);
    return true;
}

static bool
act(LbScreen *screen, LbAction action)
{
    Activity *self = (Activity *)screen;
    LbApp *app = screen->app;
    switch (action) {
    case LB_ACTION_OPEN:
        lb_app_push(app, lb_log_entry_screen_new(app, self->list.selected));
        return true;
    case LB_ACTION_FILTER:
        lb_app_push(app, lb_log_form_screen_new(screen, &self->read.query, self->oversees));
        return true;
    case LB_ACTION_UNFILTER:
        lb_activity_screen_narrow(screen, &self->base);
        return true;
    case LB_ACTION_EXPORT:
        lb_app_push(app, lb_log_export_screen_new(app, &self->read.query));
        return true;
    case LB_ACTION_FOLLOW:
        follow(self);
        return true;
    case LB_ACTION_RIGHT:
    case LB_ACTION_LEFT:
        step_operation(self, action == LB_ACTION_RIGHT ? 1 : -1);
        return true;
    case LB_ACTION_REFRESH:
        lb_log_reading_forget(&self->read);
        return false;
    default:
        return move(self, action);
    }
}

static bool
find(LbScreen *screen, const char *text, bool forward)
{
    Activity *self = (Activity *)screen;
    int count = self->list.count, step = forward ? 1 : count - 1;
    for (int tries = 0, i = self->list.index; tries < count; tries++) {
        i = (i + step) % count;
        const LbActivity *entry = g_ptr_array_index(self->read.entries, i);
        const char *operation = _(lb_names_label(lb_operation_names, (int)entry->operation));
        if (lb_find_in(entry->request, text) || lb_find_in(entry->caller, text) ||
            lb_find_in(entry->details, text) || lb_find_in(operation, text)) {
            self->following = false;
            return lb_list_select(&self->list, entry->sequence);
        }
    }
    return false;
}

static LbNeeds
needs(const LbScreen *screen)
{
    const Activity *self = (const Activity *)screen;
    return LB_NEED_LOG | (self->list.selected != 0 ? LB_NEED_SELECTION : 0u) |
           (lb_log_query_equal(&self->read.query, &self->base) ? 0u : LB_NEED_FILTERED);
}

static const LbAction actions[] = { LB_ACTION_OPEN,   LB_ACTION_FILTER, LB_ACTION_EXPORT,
                                    LB_ACTION_FOLLOW, LB_ACTION_EVENTS, LB_ACTION_UNFILTER,
                                    LB_ACTION_SEARCH, LB_ACTION_NONE };

static const LbScreenOps ops = {
    .actions = actions,
    .free = free_screen,
    .load = load,
    .needs = needs,
    .layout = layout,
    .render = render,
    .act = act,
    .find = find,
};

/* Takes @caller. */
static LbScreen *
new_screen(LbApp *app, char *caller)
{
    Activity *self = g_new0(Activity, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->base = (LbLogQuery){ .operation = LB_LOG_ANY, .caller = caller };
    lb_log_reading_init(&self->read, app, &self->base);
    self->ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    self->tenants = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return &self->screen;
}

LbScreen *
lb_activity_screen_new(LbApp *app)
{
    return new_screen(app, NULL);
}

LbScreen *
lb_activity_screen_new_of(LbApp *app, const char *caller)
{
    return new_screen(app, g_strdup(caller));
}
