/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists of support tickets: a customer's, an engineer's own, and what waits for somebody to take it. */
#include "base/i18n.h"
#include "base/time.h"
#include "tui/find.h"
#include "tui/list.h"
#include "tui/screens.h"
#include "tui/tickettext.h"
#include "wording/elsewhere.h"
#include "wording/phrases.h"
#include "wording/plain.h"

/* Rows that are read at first, and more each time the end is reached. */
#define PAGE 200
#define MOST 5000 /* rows that going to the end reads at once */
#define GAP LB_LIST_GAP
#define LIST_COLUMNS 62 /* beside a ticket */
#define TITLE_ROOM 24   /* columns that say what it is about */
#define TITLE_LEAST 14

/* What the list can be narrowed to. */
typedef struct {
    const char *label; /* untranslated, as what follows */
    LbTicketList list;
    bool closed;
    const char *empty; /* what will stand here */
} Part;

static const Part customers[] = {
    { N_("All"), LB_TICKETS_ALL, false,
      N_("No ticket is open. Where you have a problem, open one with +; an engineer of your "
         "provider takes it.") },
    { N_("Mine"), LB_TICKETS_MINE, false, N_("You have opened no ticket that is still open.") },
    { N_("Closed"), LB_TICKETS_ALL, true, N_("No ticket is closed so far.") },
};

static const Part providers[] = {
    { N_("Mine"), LB_TICKETS_MINE, false,
      N_("No ticket is assigned to you. Those that nobody has taken stand under Unassigned.") },
    { N_("Unassigned"), LB_TICKETS_UNASSIGNED, false,
      N_("Nothing waits. What a customer opens stands here until an engineer takes it.") },
    { N_("All"), LB_TICKETS_ALL, false, N_("No ticket is open.") },
    { N_("Mine, closed"), LB_TICKETS_MINE, true, N_("No ticket of yours is closed so far.") },
    { N_("All, closed"), LB_TICKETS_ALL, true, N_("No ticket is closed so far.") },
};

typedef struct {
    LbScreen screen;
    const Part *parts;
    int count;          /* of the parts */
    int part;           /* -1: the usual one, which is not known yet */
    GPtrArray *tickets; /* LbTicket*, heads */
    GArray *ids;        /* int64_t */
    LbList list;
    int wanted;
    LbTicket *selected; /* with its entries, for where there is room beside the list; NULL: none */
    LbPager text;
} Tickets;

static void
free_ticket(gpointer ticket)
{
    lb_ticket_free(ticket);
}

static void
free_screen(LbScreen *screen)
{
    Tickets *self = (Tickets *)screen;
    g_ptr_array_unref(self->tickets);
    g_array_unref(self->ids);
    lb_ticket_free(self->selected);
    lb_pager_clear(&self->text);
    g_free(self);
}

/* Reading */

/* Begins with what the reader most likely wants. */
static bool
choose_part(Tickets *self, GError **error)
{
    const LbApp *app = self->screen.app;
    LbTicketList usual = LB_TICKETS_ALL;
    if (self->part >= 0)
        return true;
    if (!lb_service_usual_tickets(app->service, app->actor, &usual, error))
        return false;
    self->part = 0;
    while (self->part < self->count - 1 && self->parts[self->part].list != usual)
        self->part++;
    return true;
}

static GPtrArray *
read_rows(const Tickets *self, GError **error)
{
    const LbApp *app = self->screen.app;
    const Part *part = &self->parts[self->part];
    LbTicketFilter filter = { .list = part->list, .closed = part->closed };
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_ticket);
    for (;;) {
        filter.limit = CLAMP(self->wanted - (int)rows->len, 1, 1000);
        g_autoptr(GPtrArray) page = lb_service_tickets(app->service, app->actor, &filter, error);
        if (page == NULL)
            return NULL;
        int count = (int)page->len;
        while (page->len > 0)
            g_ptr_array_add(rows, g_ptr_array_steal_index(page, 0));
        if (count < filter.limit || (int)rows->len >= self->wanted)
            return g_steal_pointer(&rows);
        filter.before = ((const LbTicket *)g_ptr_array_index(rows, rows->len - 1))->number;
    }
}

/* What cannot be read is not shown: never another ticket beside the one that is selected. */
static bool
read_selected(Tickets *self, GError **error)
{
    const LbApp *app = self->screen.app;
    g_clear_pointer(&self->selected, lb_ticket_free);
    if (self->list.selected == 0)
        return true;
    self->selected = lb_service_ticket(app->service, app->actor, self->list.selected, error);
    return self->selected != NULL;
}

static bool
load(LbScreen *screen, GError **error)
{
    Tickets *self = (Tickets *)screen;
    if (!choose_part(self, error))
        return false;
    GPtrArray *rows = read_rows(self, error);
    if (rows == NULL)
        return false;
    g_ptr_array_unref(self->tickets);
    self->tickets = rows;
    g_array_set_size(self->ids, 0);
    for (guint i = 0; i < rows->len; i++)
        g_array_append_val(self->ids, ((const LbTicket *)g_ptr_array_index(rows, i))->number);
    lb_list_set(&self->list, (const int64_t *)(void *)self->ids->data, (int)self->ids->len);
    return read_selected(self, error);
}

/* Drawing */

static void
render_parts(const Tickets *self, LbPane pane)
{
    int x = 1;
    for (int i = 0; i < self->count; i++)
        x = lb_pane_print(pane, x, 0, i == self->part ? LB_STYLE_ACCENT : LB_STYLE_TEXT,
                          i == self->part ? "[%s]" : " %s ", _(self->parts[i].label)) +
            1;
}

/* Columns of the list; what a ticket is about takes what the others leave. 0: left out. */
typedef struct {
    int id, severity, title, tenant, state, when;
} Widths;

static int
state_columns(void)
{
    int columns = lb_columns(_("State"));
    for (LbTicketState state = LB_TICKET_UNASSIGNED; state <= LB_TICKET_CLOSED; state++) {
        g_autofree char *mark = lb_phrase_ticket_mark(state);
        columns = MAX(columns, lb_columns(mark));
    }
    return columns;
}

static char *
format_time(const Tickets *self, const LbTicket *ticket)
{
    int64_t time = ticket->open || ticket->closed == 0 ? ticket->opened : ticket->closed;
    return lb_time_format(time, self->screen.app->zone, LB_TIME_DAY);
}

static Widths
measure(const Tickets *self, int width)
{
    Widths widths = { .id = lb_columns(_("Ticket")),
                      .severity = lb_columns(_("Sev")),
                      .state = state_columns(),
                      .when = lb_columns(_("Opened")) };
    int tenant = lb_columns(_("Customer"));
    for (guint i = 0; i < self->tickets->len; i++) {
        const LbTicket *ticket = g_ptr_array_index(self->tickets, i);
        g_autofree char *id = lb_ticket_id(ticket->number);
        g_autofree char *when = format_time(self, ticket);
        widths.id = MAX(widths.id, lb_columns(id));
        widths.when = MAX(widths.when, lb_columns(when));
        tenant = MAX(tenant, lb_columns(ticket->tenant_name != NULL ? ticket->tenant_name : ""));
    }
    int room = width - 3 - 1 - widths.id - widths.severity - widths.state - 3 * GAP;
    widths.tenant = self->parts == providers ? MIN(tenant, 20) : 0;
    widths.title = room - widths.when - GAP - (widths.tenant > 0 ? widths.tenant + GAP : 0);
    /* In a narrow place when it was opened is left out, then whose it is: both stand in the ticket. */
    if (widths.title < TITLE_ROOM) {
        widths.title += widths.when + GAP;
        widths.when = 0;
    }
    if (widths.title < TITLE_LEAST && widths.tenant > 0) {
        widths.title += widths.tenant + GAP;
        widths.tenant = 0;
    }
    widths.title = MAX(widths.title, 4);
    return widths;
}

static void
render_row(const Tickets *self, const LbTicket *ticket, const Widths *widths, LbPane pane, int y)
{
    bool selected = ticket->number == self->list.selected;
    LbTicketState state = lb_ticket_state(ticket);
    g_autofree char *id = lb_ticket_id(ticket->number);
    g_autofree char *title = lb_plain_inline(ticket->title);
    g_autofree char *tenant = lb_plain_inline(ticket->tenant_name);
    g_autofree char *mark = lb_phrase_ticket_mark(state);
    g_autofree char *when = format_time(self, ticket);
    lb_pane_put(pane, 1, y, LB_STYLE_STRONG, selected ? ">" : " ");
    int x = lb_list_put_cell(pane, 3, y, widths->id, LB_STYLE_STRONG, id);
    x = lb_list_put_cell(
        pane, x, y, widths->severity, LB_STYLE_TEXT,
        ticket->mirror == NULL ? lb_names_get(lb_severity_names, (int)ticket->severity) : "-");
    x = lb_list_put_cell(pane, x, y, widths->title, LB_STYLE_TEXT, title);
    x = lb_list_put_cell(pane, x, y, widths->tenant, LB_STYLE_TEXT, tenant);
    x = lb_list_put_cell(pane, x, y, widths->state, lb_ticket_style(state), mark);
    lb_list_put_cell(pane, x, y, widths->when, LB_STYLE_TEXT, when);
    if (selected)
        lb_pane_restyle(pane, y, LB_STYLE_SELECTED);
}

static void
render_list(const Tickets *self, LbPane pane)
{
    Widths widths = measure(self, pane.width);
    LbPane titles = lb_pane_take_top(&pane, 1);
    bool closed = self->parts[self->part].closed;
    int x = lb_list_put_cell(titles, 3, 0, widths.id, LB_STYLE_FAINT, _("Ticket"));
    x = lb_list_put_cell(titles, x, 0, widths.severity, LB_STYLE_FAINT, _("Sev"));
    x = lb_list_put_cell(titles, x, 0, widths.title, LB_STYLE_FAINT, _("About"));
    x = lb_list_put_cell(titles, x, 0, widths.tenant, LB_STYLE_FAINT, _("Customer"));
    x = lb_list_put_cell(titles, x, 0, widths.state, LB_STYLE_FAINT, _("State"));
    lb_list_put_cell(titles, x, 0, widths.when, LB_STYLE_FAINT, closed ? _("Closed") : _("Opened"));
    int last = MIN(self->list.top + self->list.height, self->list.count);
    for (int i = self->list.top; i < last; i++)
        render_row(self, g_ptr_array_index(self->tickets, i), &widths, pane, i - self->list.top);
}

static void
render_empty(const Tickets *self, LbPane pane)
{
    LbPager pager;
    lb_pager_init(&pager);
    lb_pager_add(&pager, MIN(pane.width - 2, 76), LB_STYLE_TEXT, "   ", "   ",
                 _(self->parts[self->part].empty));
    lb_pager_layout(&pager, (int)pager.lines->len);
    lb_pane_take_top(&pane, 1);
    lb_pager_render(&pager, pane);
    lb_pager_clear(&pager);
}

/* The selected ticket below the list, whole where the row had to cut. */
static void
render_summary(const Tickets *self, LbPane pane)
{
    if (self->list.count == 0 || pane.height == 0)
        return;
    LbPager pager;
    lb_pager_init(&pager);
    lb_ticket_text_head(&pager, self->screen.app,
                        g_ptr_array_index(self->tickets, self->list.index), pane.width - 1);
    lb_pane_rule(lb_pane_take_top(&pane, 1), 0, LB_STYLE_FAINT, '-');
    bool whole = (int)pager.lines->len <= pane.height;
    lb_pager_layout(&pager, whole ? pane.height : pane.height - 1);
    lb_pager_render(&pager, pane);
    lb_pager_clear(&pager);
}

static int
summary_rows(int height)
{
    return height >= 15 ? 6 : height >= 8 ? 3 : 0;
}

static void
layout(LbScreen *screen, int width, int height)
{
    Tickets *self = (Tickets *)screen;
    bool wide = width >= LB_WIDE;
    int rows = height - 2 - (height >= 15 ? 1 : 0);
    lb_list_layout(&self->list, rows - (wide ? 0 : summary_rows(height)));
    if (!wide || self->selected == NULL)
        return;
    lb_ticket_text_fill(&self->text, screen->app, self->selected, width - LIST_COLUMNS - GAP - 1);
    bool whole = (int)self->text.lines->len <= height;
    lb_pager_layout(&self->text, whole ? height : height - 1);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Tickets *self = (const Tickets *)screen;
    bool wide = pane.width >= LB_WIDE, tall = pane.height >= 15;
    LbPane summary = lb_pane_take_bottom(&pane, wide ? 0 : summary_rows(pane.height));
    LbPane beside = wide ? lb_pane_take_right(&pane, pane.width - LIST_COLUMNS) : pane;
    render_parts(self, lb_pane_take_top(&pane, 1));
    lb_pane_take_top(&pane, tall ? 1 : 0);
    if (self->list.count == 0) {
        render_empty(self, pane);
        return;
    }
    render_list(self, pane);
    render_summary(self, summary);
    if (!wide || self->selected == NULL)
        return;
    lb_pane_take_left(&beside, GAP);
    lb_pager_render(&self->text, beside);
}

/* Acting */

static LbNeeds
needs(const LbScreen *screen)
{
    const Tickets *self = (const Tickets *)screen;
    return (self->list.selected != 0 ? LB_NEED_SELECTION : 0u) |
           (self->parts == customers ? LB_NEED_OPENER : 0u) |
           (screen->app->asks ? LB_NEED_ASKS : 0u) |
           (screen->app->elsewhere ? LB_NEED_ELSEWHERE : 0u);
}

/* Shows the part beside the one that is shown; false where there is none. */
static bool
show_part(Tickets *self, int step)
{
    GError *error = NULL;
    int part = self->part + step;
    if (part < 0 || part >= self->count)
        return false;
    self->part = part;
    self->wanted = PAGE;
    self->list.selected = 0;
    self->list.index = 0;
    if (!load(&self->screen, &error))
        lb_app_fail(self->screen.app, error);
    return true;
}

/* The list goes on where its end is reached. */
static bool
move(Tickets *self, LbAction action)
{
    GError *error = NULL;
    if (!lb_list_act(&self->list, action))
        return false;
    bool end = self->list.index >= self->list.count - 1 && self->list.count >= self->wanted;
    self->text.top = 0;
    if (end)
        self->wanted += action == LB_ACTION_LAST ? MOST : PAGE;
    if (!(end ? load(&self->screen, &error) : read_selected(self, &error)))
        lb_app_fail(self->screen.app, error);
    else if (end && action == LB_ACTION_LAST)
        lb_list_act(&self->list, action);
    return true;
}

static bool
act(LbScreen *screen, LbAction action)
{
    Tickets *self = (Tickets *)screen;
    LbApp *app = screen->app;
    switch (action) {
    case LB_ACTION_OPEN:
    case LB_ACTION_TICKET:
        lb_app_push(app, lb_ticket_screen_new(app, self->list.selected));
        return true;
    case LB_ACTION_NEW_TICKET:
        lb_app_push(app, lb_ticket_form_screen_new(app));
        return true;
    case LB_ACTION_NEW_REQUEST:
        lb_ask_open(app, self->list.selected);
        return true;
    case LB_ACTION_ELSEWHERE:
        lb_app_push(app, lb_elsewhere_screen_new(app));
        return true;
    case LB_ACTION_NEXT_PART:
    case LB_ACTION_RIGHT:
        return show_part(self, 1);
    case LB_ACTION_PREVIOUS_PART:
    case LB_ACTION_LEFT:
        return show_part(self, -1);
    /* Those of requests, which a ticket is none of. */
    case LB_ACTION_TIMELINE:
    case LB_ACTION_ASKED:
        return true;
    default:
        return move(self, action);
    }
}

static bool
matches(const LbTicket *ticket, const char *text)
{
    g_autofree char *id = lb_ticket_id(ticket->number);
    g_autofree char *mark = lb_phrase_ticket_mark(lb_ticket_state(ticket));
    g_autofree char *elsewhere = lb_phrase_elsewhere_short(ticket);
    return lb_find_in(id, text) || lb_find_in(elsewhere, text) || lb_find_in(ticket->title, text) ||
           lb_find_in(ticket->tenant_name, text) || lb_find_in(ticket->opened_by, text) ||
           lb_find_in(ticket->assignee, text) || lb_find_in(mark, text);
}

static bool
find(LbScreen *screen, const char *text, bool forward)
{
    Tickets *self = (Tickets *)screen;
    GError *error = NULL;
    int count = self->list.count, step = forward ? 1 : count - 1;
    for (int tries = 0, i = self->list.index; tries < count; tries++) {
        i = (i + step) % count;
        const LbTicket *ticket = g_ptr_array_index(self->tickets, i);
        if (!matches(ticket, text))
            continue;
        lb_list_select(&self->list, ticket->number);
        if (!read_selected(self, &error))
            lb_app_fail(screen->app, error);
        return true;
    }
    return false;
}

static const LbAction actions[] = {
    LB_ACTION_OPEN,       LB_ACTION_NEW_TICKET, LB_ACTION_NEW_REQUEST, LB_ACTION_ELSEWHERE,
    LB_ACTION_EXCLUSIONS, LB_ACTION_NEXT_PART,  LB_ACTION_SEARCH,      LB_ACTION_SEARCH_NEXT,
    LB_ACTION_REFRESH,    LB_ACTION_ACCOUNT,    LB_ACTION_NONE
};

static char *
place(const LbScreen *screen)
{
    const char *tenant = screen->app->actor->tenant_name;
    return tenant != NULL ? lb_plain_inline(tenant) : g_strdup(_("Support tickets"));
}

static const LbScreenOps ops = {
    .place = place,
    .actions = actions,
    .free = free_screen,
    .load = load,
    .needs = needs,
    .layout = layout,
    .render = render,
    .act = act,
    .find = find,
};

LbScreen *
lb_tickets_screen_new(LbApp *app)
{
    Tickets *self = g_new0(Tickets, 1);
    bool customer = app->actor->tenant != NULL;
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->parts = customer ? customers : providers;
    self->count = customer ? (int)G_N_ELEMENTS(customers) : (int)G_N_ELEMENTS(providers);
    self->part = -1;
    self->tickets = g_ptr_array_new_with_free_func(free_ticket);
    self->ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    self->wanted = PAGE;
    lb_pager_init(&self->text);
    return &self->screen;
}

void
lb_tickets_screen_select(LbScreen *screen, int64_t number)
{
    Tickets *self = (Tickets *)screen;
    if (lb_list_select(&self->list, number))
        read_selected(self, NULL);
}
