/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people read of tickets, narrowed to what the reader may see. */
#include "core/role.h"
#include "service/act.h"
#include "service/reader.h"
#include "service/refused.h"
#include "service/tickets.h"
#include "store/tickets.h"

#define PAGE_LIMIT 1000
#define REQUESTS_LIMIT 100

void
lb_ticket_view_free(LbTicketView *view)
{
    if (view == NULL)
        return;
    lb_ticket_free(view->ticket);
    g_clear_pointer(&view->requests, g_ptr_array_unref);
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

/* Only what the reader may open. The provider's roles are in @standing, with those that a customer's account holds here. */
static GPtrArray *
read_requests(LbService *service, const LbActor *actor, int64_t number, const LbStanding *standing,
              GError **error)
{
    bool all = actor->tenant == NULL && lb_roles_oversee(standing->roles);
    g_autoptr(GPtrArray) requests =
        lb_requests_of_ticket(service->store, number, actor->principal, all, REQUESTS_LIMIT, error);
    for (guint i = 0; requests != NULL && i < requests->len; i++)
        lb_service_label(service, g_ptr_array_index(requests, i), actor->language);
    return g_steal_pointer(&requests);
}

static LbTicketView *
try_to_show(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    LbClockJudgement time;
    g_autoptr(LbTransaction) reading = lb_reader_begin(service, &time, error);
    g_autoptr(LbTicketView) view = g_new0(LbTicketView, 1);
    LbStanding standing;
    if (reading == NULL ||
        !lb_standing_towards_ticket(service, actor, number, &time, &standing, &view->ticket, error))
        return NULL;
    LbRefusal refusal = lb_authorize(LB_VERB_READ_TICKET, &standing);
    if (refusal != LB_REFUSAL_NONE) {
        lb_refuse(error, refusal, NULL);
        return NULL;
    }
    view->requests = read_requests(service, actor, number, &standing, error);
    if (view->requests == NULL)
        return NULL;
    lb_reader_fill_address(service, view->ticket);
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
    GPtrArray *tickets = lb_tickets_page(service->store, &page, error);
    for (guint i = 0; tickets != NULL && i < tickets->len; i++)
        lb_reader_fill_address(service, g_ptr_array_index(tickets, i));
    return tickets;
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

/* Opening */

/* Leaves in @held those where the actor may open a ticket; @refusal is why not where there is none. */
static bool
keep_openings(LbService *service, const LbActor *actor, const LbStanding *alone, GPtrArray *held,
              LbRefusal *refusal, GError **error)
{
    *refusal = lb_authorize(LB_VERB_OPEN_TICKET, alone);
    for (guint i = held->len; i > 0; i--) {
        const LbSubscriptionRow *row = g_ptr_array_index(held, i - 1);
        LbStanding standing = *alone;
        unsigned here = 0;
        if (!lb_directory_roles_at(service->store, actor->principal, row->id, &here, error))
            return false;
        standing.roles |= here;
        LbRefusal why = lb_authorize(LB_VERB_OPEN_TICKET, &standing);
        if (why == LB_REFUSAL_NONE)
            continue;
        *refusal = why;
        g_ptr_array_remove_index(held, i - 1);
    }
    return true;
}

bool
lb_reader_check_plan(LbService *service, const char *tenant, GError **error)
{
    g_autoptr(LbTenant) found = lb_directory_tenant(service->store, tenant, error);
    return found != NULL &&
           (found->plan >= LB_PLAN_DEVELOPER || lb_refuse(error, LB_REFUSAL_BASIC_PLAN, NULL));
}

GPtrArray *
lb_service_openings(LbService *service, const LbActor *actor, GError **error)
{
    LbStanding alone;
    LbRefusal refusal = LB_REFUSAL_NONE;
    LbClockJudgement time;
    g_autoptr(LbTransaction) reading = lb_reader_begin(service, &time, error);
    if (reading == NULL || !lb_standing_alone(service, actor, &time, &alone, error))
        return NULL;
    g_autoptr(GPtrArray) held =
        lb_directory_subscriptions_held(service->store, actor->principal, error);
    if (held == NULL || !keep_openings(service, actor, &alone, held, &refusal, error))
        return NULL;
    if (held->len == 0) {
        lb_refuse(error, refusal, NULL);
        return NULL;
    }
    return lb_reader_check_plan(service, actor->tenant, error) ? g_steal_pointer(&held) : NULL;
}
