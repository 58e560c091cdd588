/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One support ticket: its history, what its reader may do, and the requests that were made because of it. */
#include "base/i18n.h"
#include "tui/confirm.h"
#include "tui/list.h"
#include "tui/part.h"
#include "tui/screens.h"
#include "tui/tickettext.h"
#include "wording/phrases.h"
#include "wording/plain.h"

#define WIDEST 100
#define GAP 2

typedef struct {
    LbScreen screen;
    int64_t number;
    LbTicketView *view;
    LbPager text;
    GArray *ids; /* int64_t: numbers of the requests */
    LbList list;
} Ticket;

static void
free_screen(LbScreen *screen)
{
    Ticket *self = (Ticket *)screen;
    lb_ticket_view_free(self->view);
    lb_pager_clear(&self->text);
    g_array_unref(self->ids);
    g_free(self);
}

static bool
load(LbScreen *screen, GError **error)
{
    Ticket *self = (Ticket *)screen;
    LbTicketView *view =
        lb_service_show_ticket(screen->app->service, screen->app->actor, self->number, error);
    if (view == NULL)
        return false;
    lb_ticket_view_free(self->view);
    self->view = view;
    g_array_set_size(self->ids, 0);
    for (guint i = 0; i < view->requests->len; i++)
        g_array_append_val(self->ids,
                           ((const LbRequest *)g_ptr_array_index(view->requests, i))->number);
    lb_list_set(&self->list, (const int64_t *)(void *)self->ids->data, (int)self->ids->len);
    return true;
}

/* What can be done here. */
static const struct {
    LbAction action;
    LbVerb verb;
    LbNeed need;
} deeds[] = {
    { LB_ACTION_TAKE_TICKET, LB_VERB_TAKE, LB_NEED_MAY_TAKE },
    { LB_ACTION_REPLY, LB_VERB_REPLY, LB_NEED_MAY_REPLY },
    { LB_ACTION_NOTE, LB_VERB_NOTE, LB_NEED_MAY_NOTE },
    { LB_ACTION_ESCALATE, LB_VERB_ESCALATE, LB_NEED_MAY_ESCALATE },
    { LB_ACTION_CLOSE_TICKET, LB_VERB_CLOSE_TICKET, LB_NEED_MAY_CLOSE },
};

static LbNeeds
needs(const LbScreen *screen)
{
    const Ticket *self = (const Ticket *)screen;
    LbNeeds holds = self->list.selected != 0 ? LB_NEED_SELECTION : 0;
    for (size_t i = 0; i < G_N_ELEMENTS(deeds); i++)
        if ((self->view->verbs & (1u << deeds[i].verb)) != 0)
            holds |= deeds[i].need;
    if ((self->view->verbs & (1u << LB_VERB_SUBMIT)) != 0)
        holds |= LB_NEED_ASKS;
    return holds;
}

/* Drawing */

/* Rows of the requests below, with the rule and the title above them; the text keeps more than half. */
static int
request_rows(const Ticket *self, int height)
{
    return self->list.count > 0 ? MIN(self->list.count, CLAMP(height / 2 - 4, 1, 5)) + 2 : 0;
}

static void
layout(LbScreen *screen, int width, int height)
{
    Ticket *self = (Ticket *)screen;
    int requests = request_rows(self, height), room = height - requests;
    lb_ticket_text_fill(&self->text, screen->app, self->view->ticket, MIN(width, WIDEST) - 1);
    bool whole = (int)self->text.lines->len <= room;
    lb_pager_layout(&self->text, whole ? room : room - 1);
    lb_list_layout(&self->list, requests - 2);
}

static void
render_request(const Ticket *self, const LbRequest *request, int status_columns, LbPane pane, int y)
{
    bool selected = request->number == self->list.selected;
    g_autofree char *id = lb_request_id(request);
    g_autofree char *status = lb_phrase_standing(request);
    g_autofree char *asked = lb_phrase_asked_for(request);
    lb_pane_put(pane, 1, y, LB_STYLE_STRONG, selected ? ">" : " ");
    int x = MAX(lb_pane_put(pane, 3, y, LB_STYLE_STRONG, id) + GAP, 3 + 6 + GAP);
    lb_pane_put(pane, x, y, lb_standing_style(request), status);
    x += status_columns + GAP;
    g_autofree char *fitted = lb_cut_middle(asked, MAX(pane.width - 1 - x, 0));
    lb_pane_put(pane, x, y, LB_STYLE_TEXT, fitted);
    if (selected)
        lb_pane_restyle(pane, y, LB_STYLE_SELECTED);
}

static void
render_requests(const Ticket *self, LbPane pane)
{
    int columns = 0, last = MIN(self->list.top + self->list.height, self->list.count);
    for (int i = self->list.top; i < last; i++) {
        const LbRequest *request = g_ptr_array_index(self->view->requests, i);
        g_autofree char *status = lb_phrase_standing(request);
        columns = MAX(columns, lb_columns(status));
    }
    lb_pane_rule(pane, 0, LB_STYLE_FAINT, '-');
    lb_pane_put(pane, 1, 1, LB_STYLE_FAINT, _("Asked for because of it"));
    if (self->list.count > self->list.height) {
        g_autofree char *place =
            g_strdup_printf(_("%d-%d of %d"), self->list.top + 1, last, self->list.count);
        lb_pane_put_right(pane, 1, LB_STYLE_FAINT, place);
    }
    lb_pane_take_top(&pane, 2);
    for (int i = self->list.top; i < last; i++)
        render_request(self, g_ptr_array_index(self->view->requests, i), columns, pane,
                       i - self->list.top);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Ticket *self = (const Ticket *)screen;
    int rows = request_rows(self, pane.height);
    if (rows > 0)
        render_requests(self, lb_pane_take_bottom(&pane, rows));
    lb_pane_take_right(&pane, MAX(pane.width - WIDEST, 0));
    lb_pager_render(&self->text, pane);
}

/* Acting */

static int64_t
number_of(const LbQuestion *question)
{
    int64_t number = 0;
    lb_ticket_parse_id(question->subject, &number);
    return number;
}

/* Somebody else took it while the question stood. */
static char *
take_gone(LbApp *app, const LbQuestion *question, GError **error)
{
    g_autoptr(LbTicketView) view =
        lb_service_show_ticket(app->service, app->actor, number_of(question), error);
    if (view == NULL || (view->verbs & (1u << LB_VERB_TAKE)) != 0)
        return NULL;
    return lb_phrase_ticket_state(view->ticket, app->zone);
}

static char *
take(LbApp *app, const LbQuestion *question, GError **error)
{
    g_autoptr(LbTicket) ticket =
        lb_service_take(app->service, app->actor, number_of(question), error);
    if (ticket == NULL)
        return NULL;
    g_autofree char *id = lb_ticket_id(ticket->number);
    char *sentence = lb_question_fill(N_("%s is assigned to you."), id, "");
    g_ptr_array_add(app->results, g_strdup(sentence));
    return sentence;
}

static LbScreen *
ask_to_take(const Ticket *self)
{
    LbQuestion *question = lb_question_new();
    g_autofree char *id = lb_ticket_id(self->number);
    question->subject = g_strdup(id);
    question->title = g_strdup_printf(_("Take %s"), id);
    question->consequence =
        g_strdup(_("It is assigned to you: you answer the customer, and you may ask for access "
                   "because of it."));
    question->told = g_strdup(_("Nobody is told by mail; it stands in the activity log."));
    question->verb = N_("take");
    question->gone = take_gone;
    question->act = take;
    return lb_confirm_screen_new(self->screen.app, question);
}

static bool
do_deed(Ticket *self, LbAction action)
{
    LbApp *app = self->screen.app;
    for (size_t i = 0; i < G_N_ELEMENTS(deeds); i++) {
        if (deeds[i].action != action)
            continue;
        lb_app_push(app, action == LB_ACTION_TAKE_TICKET
                             ? ask_to_take(self)
                             : lb_answer_screen_new(app, deeds[i].verb, self->view));
        return true;
    }
    return false;
}

/* To the request after the one that is selected, around the end. */
static bool
step(Ticket *self, int step)
{
    int count = self->list.count;
    if (count == 0)
        return false;
    int64_t next = g_array_index(self->ids, int64_t, (self->list.index + step + count) % count);
    lb_list_select(&self->list, next);
    return true;
}

static void
show_timeline(Ticket *self)
{
    LbApp *app = self->screen.app;
    for (guint i = 0; i < self->view->requests->len; i++) {
        const LbRequest *request = g_ptr_array_index(self->view->requests, i);
        if (request->number == self->list.selected)
            lb_app_push(app, lb_timeline_screen_new(app, request));
    }
}

static bool
act(LbScreen *screen, LbAction action)
{
    Ticket *self = (Ticket *)screen;
    LbApp *app = screen->app;
    switch (action) {
    case LB_ACTION_OPEN:
        lb_app_push(app, lb_detail_screen_new(app, self->list.selected));
        return true;
    case LB_ACTION_TIMELINE:
        show_timeline(self);
        return true;
    case LB_ACTION_ASKED:
        lb_app_push(app, lb_asked_screen_new(app, self->list.selected));
        return true;
    case LB_ACTION_NEW_REQUEST:
        lb_ask_open(app, self->number);
        return true;
    case LB_ACTION_TICKET:
        return true;
    case LB_ACTION_NEXT_PART:
        return step(self, 1);
    case LB_ACTION_PREVIOUS_PART:
        return step(self, -1);
    default:
        return do_deed(self, action) || lb_pager_act(&self->text, action);
    }
}

static bool
find(LbScreen *screen, const char *text, bool forward)
{
    return lb_pager_find(&((Ticket *)screen)->text, text, forward);
}

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("Support ticket"));
}

static const LbAction actions[] = {
    LB_ACTION_TAKE_TICKET, LB_ACTION_REPLY,        LB_ACTION_NEW_REQUEST, LB_ACTION_NOTE,
    LB_ACTION_ESCALATE,    LB_ACTION_CLOSE_TICKET, LB_ACTION_OPEN,        LB_ACTION_PAGE_DOWN,
    LB_ACTION_SEARCH,      LB_ACTION_SEARCH_NEXT,  LB_ACTION_NONE,
};

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
lb_ticket_screen_new(LbApp *app, int64_t number)
{
    Ticket *self = g_new0(Ticket, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->number = number;
    self->ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    lb_pager_init(&self->text);
    return &self->screen;
}
