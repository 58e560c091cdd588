/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people read of tickets, narrowed to what the reader may see. */
#include "core/role.h"
#include "service/act.h"
#include "service/reader.h"
#include "service/refused.h"
#include "service/tickets.h"
#include "store/tickets.h"

#define PAGE_LIMIT 1000

void
lb_ticket_view_free(LbTicketView *view)
{
    if (view == NULL)
        return;
    lb_ticket_free(view->ticket);
    g_free(view);
}

static unsigned
allowed_verbs(const LbStanding *standing)
{
    unsigned verbs = 0;
    for (const LbName *verb = lb_verb_names; verb->name != NULL; verb++)
        if (lb_verb_about((LbVerb)verb->value) == LB_ABOUT_TICKET &&
            lb_authorize((LbVerb)verb->value, standing) == LB_REFUSAL_NONE)
            verbs |= 1u << verb->value;
    return verbs;
}

static LbTicketView *
try_to_show(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    g_autoptr(LbTicketView) view = g_new0(LbTicketView, 1);
    LbClockJudgement time;
    LbClockReading clocks;
    LbStanding standing;
    if (reading == NULL || !lb_service_judge_clock(service, &time, &clocks, error) ||
        !lb_standing_towards_ticket(service, actor, number, &time, &standing, &view->ticket, error))
        return NULL;
    LbRefusal refusal = lb_authorize(LB_VERB_READ_TICKET, &standing);
    if (refusal != LB_REFUSAL_NONE) {
        lb_refuse(error, refusal, NULL);
        return NULL;
    }
    view->verbs = allowed_verbs(&standing);
    view->now = time.effective;
    return g_steal_pointer(&view);
}

LbTicketView *
lb_service_show_ticket(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    GError *refusal = NULL;
    LbTicketView *view = try_to_show(service, actor, number, &refusal);
    if (view != NULL)
        return view;
    lb_refused_record(service, actor, LB_VERB_READ_TICKET, 0, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

LbTicket *
lb_service_ticket(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    g_autoptr(LbTicketView) view = lb_service_show_ticket(service, actor, number, error);
    return view != NULL ? g_steal_pointer(&view->ticket) : NULL;
}

/* Of what waits an engineer wants what he or she may take. */
static LbTicketList
narrow(LbTicketList list, unsigned roles)
{
    bool support = (roles & (1u << LB_ROLE_SUPPORT_ENGINEER)) != 0;
    bool devops = (roles & (1u << LB_ROLE_DEVOPS_ENGINEER)) != 0;
    if (list != LB_TICKETS_UNASSIGNED || support == devops || lb_roles_oversee(roles))
        return list;
    return support ? LB_TICKETS_FOR_SUPPORT : LB_TICKETS_FOR_DEVOPS;
}

GPtrArray *
lb_service_tickets(LbService *service, const LbActor *actor, const LbTicketFilter *filter,
                   GError **error)
{
    unsigned roles = 0;
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    if (reading == NULL || !lb_reader_admit(service, actor, &roles, error))
        return NULL;
    LbTicketPage page = { .principal = actor->principal,
                          .account = actor->account,
                          .ours = roles != 0,
                          .list = narrow(filter->list, roles),
                          .closed = filter->closed,
                          .before = filter->before,
                          .limit = CLAMP(filter->limit, 1, PAGE_LIMIT) };
    return lb_tickets_page(service->store, &page, error);
}

bool
lb_service_usual_tickets(LbService *service, const LbActor *actor, LbTicketList *list,
                         GError **error)
{
    unsigned roles = 0;
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    if (reading == NULL || !lb_reader_admit(service, actor, &roles, error))
        return false;
    bool overseer = roles == 0 || lb_roles_oversee(roles);
    *list = overseer ? LB_TICKETS_ALL : LB_TICKETS_MINE;
    return true;
}
