/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request, where it is decided. On a wide terminal the ticket behind it stands beside it. */
#include "base/i18n.h"
#include "service/elsewhere.h"
#include "service/receipt.h"
#include "tui/part.h"
#include "tui/screens.h"
#include "tui/tickettext.h"
#include "wording/plain.h"
#include "wording/sessions.h"

#define TICKET_GAP 3

typedef struct {
    LbScreen screen;
    int64_t number;
    LbRequestPart part;
    LbTicket *ticket; /* NULL: it may not be read */
    LbPager history;
    bool reads_ticket; /* the keys scroll the ticket */
} Detail;

static void
free_screen(LbScreen *screen)
{
    Detail *self = (Detail *)screen;
    lb_request_part_clear(&self->part);
    lb_pager_clear(&self->history);
    lb_ticket_free(self->ticket);
    g_free(self);
}

static bool
load(LbScreen *screen, GError **error)
{
    Detail *self = (Detail *)screen;
    const LbApp *app = screen->app;
    lb_service_note_reading(app->service, app->actor, self->number);
    LbRequestView *view = lb_service_show(app->service, app->actor, self->number, error);
    if (view == NULL)
        return false;
    lb_service_find_case(app->service, app->actor, view->request, NULL);
    lb_request_part_set(&self->part, view);
    g_autoptr(GPtrArray) sessions =
        lb_service_sessions(app->service, app->actor, self->number, NULL);
    lb_request_part_set_sessions(&self->part,
                                 sessions != NULL ? lb_phrase_sessions(sessions) : NULL);
    lb_ticket_free(self->ticket);
    self->ticket = lb_service_ticket(app->service, app->actor, view->request->ticket, NULL);
    return true;
}

/* What can be decided here, by its key. */
static const struct {
    LbAction action;
    LbVerb verb;
    LbNeed need;
} decisions[] = {
    { LB_ACTION_APPROVE, LB_VERB_APPROVE, LB_NEED_MAY_APPROVE },
    { LB_ACTION_DENY, LB_VERB_DENY, LB_NEED_MAY_DENY },
    { LB_ACTION_ENDORSE, LB_VERB_ENDORSE, LB_NEED_MAY_ENDORSE },
    { LB_ACTION_DECLINE, LB_VERB_DECLINE, LB_NEED_MAY_DECLINE },
    { LB_ACTION_REVOKE, LB_VERB_REVOKE, LB_NEED_MAY_REVOKE },
    { LB_ACTION_CANCEL, LB_VERB_CANCEL, LB_NEED_MAY_CANCEL },
    { LB_ACTION_COMPLETE, LB_VERB_COMPLETE, LB_NEED_MAY_COMPLETE },
    { LB_ACTION_EXTEND, LB_VERB_EXTEND, LB_NEED_MAY_EXTEND },
};

static LbNeeds
needs(const LbScreen *screen)
{
    const LbRequestView *view = ((const Detail *)screen)->part.view;
    unsigned verbs = view->verbs;
    LbNeeds holds = LB_NEED_SELECTION;
    if (screen->app->asks && view->request->requester == screen->app->actor->principal)
        holds |= LB_NEED_OWN;
    for (size_t i = 0; i < G_N_ELEMENTS(decisions); i++)
        if ((verbs & (1u << decisions[i].verb)) != 0)
            holds |= decisions[i].need;
    if (view->grants->len > 0)
        holds |= LB_NEED_OPENED;
    if (lb_service_has_receipt(view))
        holds |= LB_NEED_ENDED;
    if ((verbs & (1u << LB_VERB_CONNECT)) != 0 && view->grants->len > 0)
        holds |= LB_NEED_MAY_CONNECT;
    return holds;
}

static int64_t
until(const LbScreen *screen)
{
    return lb_request_deadline(((const Detail *)screen)->part.view->request);
}

/* The request needs no more than this; the ticket gets the rest. */
static int
part_width(const Detail *self, int width)
{
    return width >= LB_WIDE && self->ticket != NULL ? MAX(width * 3 / 5, 70) : width;
}

static void
layout(LbScreen *screen, int width, int height)
{
    Detail *self = (Detail *)screen;
    int left = part_width(self, width);
    lb_request_part_layout(&self->part, screen->app, left, height);
    self->reads_ticket = self->reads_ticket && left < width;
    if (left == width)
        return;
    lb_ticket_text_fill(&self->history, screen->app, self->ticket, width - left - TICKET_GAP);
    bool whole = (int)self->history.lines->len <= height;
    lb_pager_layout(&self->history, whole ? height : height - 1);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Detail *self = (const Detail *)screen;
    int left = part_width(self, pane.width);
    LbPane request = lb_pane_take_left(&pane, left);
    lb_request_part_render(&self->part, screen->app, request);
    if (pane.width == 0)
        return;
    lb_pane_take_left(&pane, TICKET_GAP);
    lb_pager_render(&self->history, pane);
    if (self->reads_ticket)
        lb_pane_put(pane, 0, pane.height - 1, LB_STYLE_ACCENT, ">");
}

static bool
decide(Detail *self, LbAction action)
{
    LbApp *app = self->screen.app;
    for (size_t i = 0; i < G_N_ELEMENTS(decisions); i++)
        if (decisions[i].action == action)
            return lb_app_push(app,
                               lb_decision_screen_new(app, decisions[i].verb, self->part.view));
    return false;
}

static bool
scroll(Detail *self, LbAction action)
{
    bool beside = lb_pager_overflows(&self->history) && self->history.lines->len > 0;
    if (action == LB_ACTION_NEXT_PART && beside) {
        self->reads_ticket = !self->reads_ticket;
        return true;
    }
    return self->reads_ticket ? lb_pager_act(&self->history, action)
                              : lb_request_part_act(&self->part, action);
}

static bool
act(LbScreen *screen, LbAction action)
{
    Detail *self = (Detail *)screen;
    LbApp *app = screen->app;
    switch (action) {
    case LB_ACTION_APPROVE:
    case LB_ACTION_DENY:
    case LB_ACTION_ENDORSE:
    case LB_ACTION_DECLINE:
    case LB_ACTION_REVOKE:
    case LB_ACTION_CANCEL:
    case LB_ACTION_COMPLETE:
    case LB_ACTION_EXTEND:
        return decide(self, action);
    case LB_ACTION_WAYS:
        return lb_app_push(app, lb_ways_screen_new(app, self->number));
    case LB_ACTION_COPY_REQUEST:
        lb_ask_open_like(app, self->number);
        return true;
    case LB_ACTION_TICKET:
        lb_app_push(app, lb_ticket_screen_new(app, self->part.view->request->ticket));
        return true;
    case LB_ACTION_TIMELINE:
        lb_app_push(app, lb_timeline_screen_new(app, self->part.view->request));
        return true;
    case LB_ACTION_SESSIONS:
        return lb_app_push(app, lb_sessions_screen_new(app, self->number));
    case LB_ACTION_RECEIPT:
        return lb_app_push(app, lb_receipt_screen_new(app, self->number));
    case LB_ACTION_ASKED:
        lb_app_push(app, lb_asked_screen_new(app, self->number));
        return true;
    default:
        return scroll(self, action);
    }
}

static bool
find(LbScreen *screen, const char *text, bool forward)
{
    Detail *self = (Detail *)screen;
    return lb_pager_find(&self->part.words, text, forward);
}

static char *
place(const LbScreen *screen)
{
    const LbRequest *request = ((const Detail *)screen)->part.view->request;
    g_autofree char *names =
        g_strdup_printf("%s / %s", request->tenant_name, request->subscription_name);
    return lb_plain_inline(names);
}

static const LbAction actions[] = {
    LB_ACTION_APPROVE,  LB_ACTION_DENY,         LB_ACTION_ENDORSE, LB_ACTION_DECLINE,
    LB_ACTION_REVOKE,   LB_ACTION_CANCEL,       LB_ACTION_WAYS,    LB_ACTION_EXTEND,
    LB_ACTION_COMPLETE, LB_ACTION_COPY_REQUEST, LB_ACTION_TICKET,  LB_ACTION_TIMELINE,
    LB_ACTION_SESSIONS, LB_ACTION_RECEIPT,      LB_ACTION_ASKED,   LB_ACTION_SEARCH,
    LB_ACTION_NONE,
};

static const LbScreenOps ops = {
    .place = place,
    .actions = actions,
    .free = free_screen,
    .load = load,
    .needs = needs,
    .until = until,
    .layout = layout,
    .render = render,
    .act = act,
    .find = find,
};

LbScreen *
lb_detail_screen_new(LbApp *app, int64_t number)
{
    Detail *self = g_new0(Detail, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->number = number;
    lb_request_part_init(&self->part);
    lb_pager_init(&self->history);
    return &self->screen;
}
