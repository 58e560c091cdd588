/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form that asks for access, drawn: its fields, what is wrong at one of them, and what the rules say, which stands beside
 * it on a wide terminal and below it on a narrow one. */
#include "base/i18n.h"
#include "base/time.h"
#include "tui/ask.h"
#include "wording/phrases.h"
#include "wording/plain.h"

#define INDENT 1
#define GAP 3
#define VALUE_COLUMN (LB_FORM_COLUMN + 2) /* behind the mark before what can be stepped through */
#define TALL 18
#define HOURS_COLUMNS 3

/* Columns and rows of the parts. */
typedef struct {
    int form;    /* columns of the form */
    int beside;  /* columns of the rules at its right; 0: they stand below */
    int head;    /* rows above the fields */
    int message; /* rows of what is wrong, or of the hint */
    int indent;  /* columns before what is wrong */
    int gap;     /* blank row above the text */
    int text;    /* rows of the text */
    int rule;    /* a line above what stands below */
    int below;   /* rows of the rules below */
} Room;

/* Where what is wrong is said. */
static int
wrong_field(const LbAsk *ask)
{
    return ask->form.message != NULL ? ask->form.wrong : LB_ASK_TICKET;
}

static const char *
what_is_wrong(const LbAsk *ask)
{
    return ask->form.message != NULL ? ask->form.message : ask->closed;
}

static Room
measure(const LbAsk *ask, int width, int height)
{
    bool tall = height >= TALL, wide = width >= LB_WIDE;
    int wrong = what_is_wrong(ask) != NULL ? (int)ask->wrong.lines->len : 1;
    Room room = { .form = wide ? MIN(width * 3 / 5, LB_FORM_WIDEST) : MIN(width, LB_FORM_WIDEST),
                  .head = tall || ask->restored != 0 || ask->like != NULL ? 1 : 0,
                  .message = CLAMP(wrong, 1, tall ? 5 : 3),
                  .indent = tall ? VALUE_COLUMN : GAP,
                  .gap = height >= TALL + 6 ? 1 : 0 };
    room.beside = wide ? width - room.form - GAP : 0;
    int left = height - room.head - LB_ASK_WHY - room.message - room.gap - 1;
    /* What the rules say keeps a row, wherever what is filled in comes from. */
    if (!wide && left < 2 && room.head > 0) {
        room.head = 0;
        left++;
    }
    if (!wide) {
        room.rule = tall ? 1 : 0;
        room.below = tall ? MAX(left / 2, 1) : left > 2 ? left - 2 : MAX(left - 1, 0);
    }
    room.text = MAX(left - room.rule - room.below, 1);
    return room;
}

void
lb_ask_layout(LbScreen *screen, int width, int height)
{
    LbAsk *ask = (LbAsk *)screen;
    Room room = measure(ask, width, height);
    lb_pager_empty(&ask->wrong);
    if (what_is_wrong(ask) != NULL)
        lb_pager_add(&ask->wrong, room.form - room.indent - 2 * INDENT, LB_STYLE_WARNING, "", "",
                     what_is_wrong(ask));
    room = measure(ask, width, height);
    lb_pager_layout(&ask->wrong, room.message);
    lb_editor_layout(&ask->why, room.form - 2 * INDENT, room.text);
    lb_ask_fill_rules(ask, room.beside > 0 ? room.beside : room.form - INDENT, room.beside == 0);
    int rows = room.beside > 0 ? height - room.head : room.below;
    bool whole = (int)ask->rules.lines->len <= rows;
    lb_pager_layout(&ask->rules, whole ? rows : rows - 1);
}

/* Fields */

static char *
ticket_words(const LbAsk *ask)
{
    const LbTicket *ticket = lb_ask_ticket(ask);
    g_autofree char *id = lb_ticket_id(ask->ticket);
    if (ask->ticket == 0)
        return g_strdup(_("none so far"));
    if (ticket == NULL)
        return g_steal_pointer(&id);
    g_autofree char *tenant = lb_plain_inline(ticket->tenant_name);
    g_autofree char *title = lb_plain_inline(ticket->title);
    return g_strdup_printf("%s   %s   %s", id, tenant, title);
}

/* What was chosen of what cannot be asked for any more. */
static char *
choice_words(const char *id, const char *label)
{
    if (id == NULL)
        return g_strdup(_("none so far"));
    return label != NULL ? lb_plain_inline(label) : g_strdup(_("chosen before"));
}

static char *
service_words(const LbAsk *ask)
{
    for (guint i = 0; ask->offers != NULL && i < ask->offers->offers->len; i++) {
        const LbOffer *offer = g_ptr_array_index(ask->offers->offers, i);
        if (g_strcmp0(offer->scenario->service, ask->service) == 0)
            return lb_plain_inline(offer->service_label);
    }
    return choice_words(ask->service, ask->service_label);
}

static char *
scenario_words(const LbAsk *ask)
{
    const LbOffer *offer = lb_ask_offer(ask);
    if (offer != NULL)
        return lb_plain_inline(offer->label);
    return choice_words(ask->scenario, ask->scenario_label);
}

static char *
resource_words(const LbAsk *ask)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < ask->resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(ask->resources, i);
        g_autofree char *name = lb_plain_inline(resource->name);
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", name);
    }
    return names->len > 0 ? g_strdup(names->str) : g_strdup(_("none so far"));
}

/* "2 of 3,412". */
static char *
resource_count(const LbAsk *ask)
{
    g_autofree char *all = lb_phrase_number(ask->suitable);
    if (lb_ask_offer(ask) == NULL)
        return g_strdup("");
    if (ask->suitable < 0)
        return g_strdup_printf(_("%d picked"), (int)ask->resources->len);
    return g_strdup_printf(_("%d of %s"), (int)ask->resources->len, all);
}

static void
render_resources(const LbAsk *ask, LbPane pane, int x)
{
    bool focused = ask->form.focus == LB_ASK_RESOURCES;
    g_autofree char *names = resource_words(ask);
    g_autofree char *count = resource_count(ask);
    g_autofree char *cut = lb_cut_end(names, MAX(pane.width - x - 4 - lb_columns(count), 8));
    lb_pane_print(pane, x, 0, focused ? LB_STYLE_ACCENT : LB_STYLE_STRONG,
                  focused ? "[ %s ]" : "  %s", cut);
    lb_pane_put_right(pane, 0, LB_STYLE_FAINT, count);
}

/* The one that is chosen; the others stand beside it while it is chosen. */
static void
render_level(const LbAsk *ask, LbPane pane, int x)
{
    bool focused = ask->form.focus == LB_ASK_LEVEL;
    for (int level = LB_LEVEL_READ; level <= LB_LEVEL_ADMINISTER; level++) {
        bool chosen = level == (int)ask->level;
        LbStyle style = !chosen ? LB_STYLE_FAINT : focused ? LB_STYLE_ACCENT : LB_STYLE_STRONG;
        const char *name = _(lb_names_label(lb_level_names, level));
        if (focused)
            x = lb_pane_print(pane, x, 0, style, chosen ? "< %s >" : "  %s  ", name) + 1;
        else if (chosen)
            lb_pane_print(pane, x, 0, style, "  %s", name);
    }
}

static void
render_hours(const LbAsk *ask, LbPane pane, int x)
{
    LbPane field = pane;
    lb_pane_take_left(&field, x + 2);
    lb_pane_take_right(&field, MAX(field.width - HOURS_COLUMNS, 0));
    lb_field_render(&ask->hours, field, 0, 0, ask->form.focus == LB_ASK_HOURS);
    if (ask->offers != NULL && lb_ask_hours(ask) != ask->offers->hours) {
        g_autofree char *usual = g_strdup_printf(_("usually %d"), ask->offers->hours);
        lb_pane_put_right(pane, 0, LB_STYLE_FAINT, usual);
    }
}

static void
render_field(const LbAsk *ask, LbPane pane, int field)
{
    char *(*const words[])(const LbAsk *) = { [LB_ASK_TICKET] = ticket_words,
                                              [LB_ASK_SERVICE] = service_words,
                                              [LB_ASK_SCENARIO] = scenario_words };
    int x = lb_form_render_label(&ask->form, pane, field);
    if (field == LB_ASK_RESOURCES) {
        render_resources(ask, pane, x);
    } else if (field == LB_ASK_LEVEL) {
        render_level(ask, pane, x);
    } else if (field == LB_ASK_HOURS) {
        render_hours(ask, pane, x);
    } else {
        g_autofree char *value = words[field](ask);
        lb_form_render_choice(&ask->form, pane, x, field, value, "");
    }
}

const char *
lb_ask_no_ticket(const LbApp *app)
{
    bool support = (app->asks & (1u << LB_ROLE_SUPPORT_ENGINEER)) != 0;
    bool devops = (app->asks & (1u << LB_ROLE_DEVOPS_ENGINEER)) != 0;
    if (!devops)
        return _("None is yours. Take one first.");
    return support ? _("None is yours, and none has been escalated.")
                   : _("None has been escalated to the DevOps engineers so far.");
}

/* What belongs into the field that is typed in. */
static char *
hint(const LbAsk *ask)
{
    const LbOffer *offer = lb_ask_offer(ask);
    if (ask->form.focus == LB_ASK_TICKET && ask->tickets->len == 0)
        return g_strdup(lb_ask_no_ticket(ask->screen.app));
    if (ask->form.focus == LB_ASK_TICKET && ask->tickets->len == 1 && ask->ticket != 0)
        return g_strdup(_("The only one because of which you may ask."));
    if (ask->form.focus == LB_ASK_SCENARIO && offer != NULL)
        return lb_plain_inline(offer->exposes);
    return g_strdup(_(ask->form.rows[ask->form.focus].hint));
}

static void
render_fields(const LbAsk *ask, LbPane *pane, const Room *room)
{
    g_autofree char *words = hint(ask);
    bool wrong = what_is_wrong(ask) != NULL;
    for (int field = LB_ASK_TICKET; field < LB_ASK_WHY; field++) {
        render_field(ask, lb_pane_take_top(pane, 1), field);
        if (!wrong || wrong_field(ask) != field)
            continue;
        LbPane message = lb_pane_take_top(pane, room->message);
        lb_pane_take_left(&message, room->indent);
        lb_pager_render(&ask->wrong, message);
    }
    if (wrong && wrong_field(ask) < LB_ASK_WHY)
        return;
    LbPane row = lb_pane_take_top(pane, room->message);
    int indent = CLAMP(row.width - lb_columns(words), GAP, VALUE_COLUMN);
    lb_pane_take_left(&row, wrong ? room->indent : indent);
    g_autofree char *cut = lb_cut_end(words, row.width);
    if (wrong)
        lb_pager_render(&ask->wrong, row);
    else
        lb_pane_put(row, 0, 0, LB_STYLE_FAINT, cut);
}

/* Where what is filled in comes from. */
static void
render_head(const LbAsk *ask, LbPane pane)
{
    g_autofree char *time = lb_time_format(ask->restored, ask->screen.app->zone, LB_TIME_SHORT);
    g_autofree char *origin = ask->like != NULL    ? g_strdup_printf(_("Like %s"), ask->like)
                              : ask->restored != 0 ? g_strdup_printf(_("Draft of %s"), time)
                                                   : NULL;
    if (origin == NULL)
        return;
    int x = lb_pane_put(pane, 0, 0, LB_STYLE_STRONG, origin) + GAP;
    x = lb_pane_put(pane, x, 0, LB_STYLE_ACCENT, "Ctrl-D") + 1;
    lb_pane_put(pane, x, 0, LB_STYLE_TEXT, _("throws it away"));
}

/* One row alone has no room to say which one it is. */
static void
render_below(const LbAsk *ask, LbPane pane)
{
    if (pane.height > 1)
        lb_pager_render(&ask->rules, pane);
    else
        lb_pane_put(pane, 0, 0, g_array_index(ask->rules.styles, LbStyle, ask->rules.top),
                    g_ptr_array_index(ask->rules.lines, ask->rules.top));
}

void
lb_ask_render(const LbScreen *screen, LbPane pane)
{
    const LbAsk *ask = (const LbAsk *)screen;
    Room room = measure(ask, pane.width, pane.height);
    LbPane beside = pane;
    pane = lb_pane_take_left(&beside, room.form);
    LbPane below = lb_pane_take_bottom(&pane, room.below);
    if (room.rule > 0)
        lb_pane_rule(lb_pane_take_bottom(&pane, room.rule), 0, LB_STYLE_FAINT, '-');
    lb_pane_take_left(&pane, INDENT);
    lb_pane_take_right(&pane, INDENT);
    render_head(ask, lb_pane_take_top(&pane, room.head));
    render_fields(ask, &pane, &room);
    lb_pane_take_top(&pane, room.gap);
    lb_editor_render_label(&ask->why, lb_pane_take_top(&pane, 1),
                           _(ask->form.rows[LB_ASK_WHY].label), ask->form.focus == LB_ASK_WHY);
    lb_editor_render(&ask->why, pane, ask->form.focus == LB_ASK_WHY);
    if (room.beside > 0) {
        lb_pane_take_left(&beside, GAP);
        lb_pane_take_top(&beside, room.head);
        lb_pager_render(&ask->rules, beside);
    } else if (below.height > 0) {
        render_below(ask, below);
    }
}
