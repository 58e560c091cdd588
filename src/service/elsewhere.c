/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting for tickets that live elsewhere. */
#include "service/elsewhere.h"

#include "base/span.h"
#include "config/ticketsystems.h"
#include "core/reference.h"
#include "service/act.h"
#include "service/reader.h"
#include "service/refused.h"
#include "service/wake.h"
#include "store/looks.h"
#include "store/mirrors.h"
#include "store/tickets.h"

#define FRESH_ENOUGH (10 * LB_SECOND) /* to be looked at no more often */

GStrv
lb_service_ticket_systems(LbService *service, const LbActor *actor, GError **error)
{
    unsigned roles = 0;
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    if (reading == NULL || !lb_reader_admit(service, actor, &roles, error))
        return NULL;
    return lb_roles_ask(roles) ? lb_systems_present(service->store, error) : g_new0(char *, 1);
}

/* Addresses. Their hosts are those of lockbox.conf: what lockboxd notes of a system names none. */

void
lb_service_know_systems(LbService *service, const GPtrArray *systems)
{
    service->systems = systems;
}

void
lb_reader_fill_address(const LbService *service, LbTicket *ticket)
{
    LbTicketMirror *mirror = ticket->mirror;
    const LbTicketSystemSettings *settings =
        mirror != NULL && service->systems != NULL
            ? lb_ticket_systems_find(service->systems, mirror->system)
            : NULL;
    if (settings == NULL || mirror->address != NULL)
        return;
    const char *url = settings->web_url != NULL ? settings->web_url : settings->url;
    mirror->address = lb_reference_address(url, mirror->page, mirror->id);
}

bool
lb_service_find_case(LbService *service, const LbActor *actor, LbRequest *request, GError **error)
{
    LbClockJudgement time;
    LbStanding standing;
    g_autoptr(LbTicket) ticket = NULL;
    if (service->systems == NULL || service->systems->len == 0)
        return true;
    g_autoptr(LbTransaction) reading = lb_reader_begin(service, &time, error);
    if (reading == NULL || !lb_standing_towards_head(service, actor, request->ticket, &time,
                                                     &standing, &ticket, error))
        return false;
    if (ticket == NULL || lb_authorize(LB_VERB_READ_TICKET, &standing) != LB_REFUSAL_NONE)
        return true;
    lb_reader_fill_address(service, ticket);
    g_free(request->case_url);
    request->case_url = g_strdup(ticket->mirror != NULL ? ticket->mirror->address : NULL);
    return true;
}

bool
lb_service_find_elsewhere(LbService *service, const char *system, const char *id, int64_t *number,
                          GError **error)
{
    return lb_mirrors_find(service->store, system, id, number, error);
}

char *
lb_service_elsewhere(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    unsigned roles = 0;
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    if (reading == NULL || !lb_reader_admit(service, actor, &roles, error) || !lb_roles_ask(roles))
        return NULL;
    g_autoptr(LbTicket) ticket = lb_tickets_get(service->store, number, error);
    return ticket != NULL && ticket->mirror != NULL
               ? lb_reference_text(ticket->mirror->system, ticket->mirror->id)
               : NULL;
}

/* Whether what is kept is from a moment ago. */
static bool
is_fresh(LbAct *act, const char *system, const char *id, bool *fresh, GError **error)
{
    int64_t number = 0;
    *fresh = false;
    if (!lb_mirrors_find(act->service->store, system, id, &number, error))
        return false;
    if (number == 0)
        return true;
    g_autoptr(LbTicket) ticket = lb_tickets_get(act->service->store, number, error);
    if (ticket == NULL)
        return false;
    *fresh = ticket->mirror != NULL && ticket->mirror->missing == 0 &&
             ticket->mirror->fetched > act->time.effective - FRESH_ENOUGH;
    return true;
}

/* Nobody would look at what is in a system that there is not. */
static bool
check_system(LbAct *act, const char *system, GError **error)
{
    g_auto(GStrv) present = lb_systems_present(act->service->store, error);
    return present != NULL && (g_strv_contains((const char *const *)present, system) ||
                               lb_refuse(error, LB_REFUSAL_UNKNOWN_TICKET, NULL));
}

/* Counted by the person, so that a second account is no way around. */
static bool
check_flood(LbAct *act, GError **error)
{
    int64_t count = 0, waiting = 0;
    return lb_looks_count(act->service->store, act->actor->person, act->time.effective - LB_HOUR,
                          &count, &waiting, error) &&
           ((count < LB_LOOKS_AN_HOUR && waiting < LB_LOOKS_WAITING) ||
            lb_refuse(error, LB_REFUSAL_TOO_MANY_LOOKS, NULL));
}

static bool
try_to_look(LbService *service, const LbActor *actor, LbLook *look, GError **error)
{
    LbStanding standing;
    bool fresh = false;
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    if (act == NULL || !lb_standing_alone(service, actor, &act->time, &standing, error))
        return false;
    LbRefusal refusal = lb_authorize(LB_VERB_LOOK, &standing);
    if (refusal != LB_REFUSAL_NONE)
        return lb_refuse(error, refusal, NULL);
    if (!check_system(act, look->system, error) ||
        !is_fresh(act, look->system, look->id, &fresh, error))
        return false;
    if (fresh)
        return true;
    look->asked = act->time.effective;
    return check_flood(act, error) && lb_looks_insert(service->store, look, error) &&
           lb_act_commit(act, error);
}

bool
lb_service_look(LbService *service, const LbActor *actor, const char *system, const char *id,
                int64_t *number, GError **error)
{
    GError *refusal = NULL;
    LbLook look = { .principal = actor->principal,
                    .person = actor->person,
                    .system = (char *)system,
                    .id = (char *)id };
    *number = 0;
    if (!try_to_look(service, actor, &look, &refusal)) {
        lb_refused_record(service, actor, LB_VERB_LOOK, 0, refusal);
        g_propagate_error(error, refusal);
        return false;
    }
    *number = look.number;
    if (look.number != 0)
        lb_wake(service->data);
    return true;
}

static bool
tell(const LbLook *look, int64_t *ticket, GError **error)
{
    switch (look->state) {
    case LB_LOOK_WAITING:
        return true;
    case LB_LOOK_FOUND:
        *ticket = look->ticket;
        return true;
    case LB_LOOK_UNKNOWN:
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_TICKET, NULL);
    default:
        return lb_refuse(error, LB_REFUSAL_SYSTEM_SILENT, NULL);
    }
}

bool
lb_service_looked(LbService *service, const LbActor *actor, int64_t number, int64_t *ticket,
                  GError **error)
{
    g_autoptr(GError) failure = NULL;
    *ticket = 0;
    g_autoptr(LbLook) look = lb_looks_get(service->store, number, actor->principal, &failure);
    if (look == NULL && failure == NULL)
        lb_refuse(&failure, LB_REFUSAL_UNKNOWN_TICKET, NULL);
    if (look != NULL && tell(look, ticket, &failure))
        return true;
    lb_refused_record(service, actor, LB_VERB_LOOK, 0, failure);
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}
