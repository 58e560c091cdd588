/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out where an actor stands, for the one table in core/authorize.c. */
#include "service/ballot.h"
#include "service/weigh.h"
#include "store/exclusions.h"
#include "store/tickets.h"

bool
lb_standing_alone(LbService *service, const LbActor *actor, const LbClockJudgement *time,
                  LbStanding *standing, GError **error)
{
    bool enabled = false;
    *standing = (LbStanding){ .relation = LB_RELATION_NONE, .status = LB_STATUS_UNKNOWN };
    if (!lb_directory_is_enabled(service->store, actor->principal, actor->key, &enabled, error) ||
        !lb_directory_provider_roles(service->store, actor->principal, &standing->roles, error))
        return false;
    bool acts = actor->door == LB_DOOR_SESSION ||
                (actor->door == LB_DOOR_AS && lb_service_is_test(service));
    standing->gates = (enabled ? LB_GATE_ENABLED : 0) | (acts ? LB_GATE_MAY_ACT : 0) |
                      (time->sane ? LB_GATE_CLOCK_SANE : 0);
    return true;
}

/* What holds of a request that waits for the provider's own people: its time, whom its rule names, who has answered. */
static bool
relate_internally(LbService *service, const LbActor *actor, const LbRequest *request, int64_t now,
                  LbStanding *standing, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbWeighing) weighing = lb_weigh_read(service, request, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (weighing == NULL)
        return true;
    if (weighing->until != 0 && weighing->until <= now)
        standing->gates &= ~(unsigned)LB_GATE_IN_TIME;
    if ((standing->roles & weighing->approvers) != 0)
        standing->gates |= LB_GATE_NAMED;
    for (guint i = 0; i < weighing->voices->len; i++) {
        const LbEndorsement *voice = g_ptr_array_index(weighing->voices, i);
        if (voice->counts && g_strcmp0(voice->person, actor->person) == 0)
            standing->gates &= ~(unsigned)LB_GATE_VOTE_OPEN;
    }
    return true;
}

static bool
relate(LbService *service, const LbActor *actor, const LbRequest *request, LbStanding *standing,
       GError **error)
{
    unsigned here = 0;
    bool asked = false, settled = false, approved = false;
    if (!lb_directory_roles_at(service->store, actor->principal, request->subscription, &here,
                               error) ||
        !lb_requests_was_asked(service->store, request->number, actor->principal, &asked, error) ||
        !lb_directory_is_settled(service->store, actor->principal, actor->key,
                                 request->notified_entry, &settled, error) ||
        !lb_ballot_has_approved(service, actor, request, &approved, error))
        return false;
    if (settled)
        standing->gates |= LB_GATE_SETTLED;
    standing->roles |= here;
    standing->gates |= approved ? 0 : LB_GATE_VOTE_OPEN;
    if (!lb_request_is_asked_by(request, actor->person))
        standing->gates |= LB_GATE_OTHER_PERSON;
    /* Who asked and who is the same person stands last: no other tie outweighs it. It is the person of then, else
     * whoever keeps the directory could take the customer's no from an owner by making them the engineer. */
    if (here != 0)
        standing->relation = LB_RELATION_HOLDS;
    if (asked)
        standing->relation = LB_RELATION_ASKED;
    if (standing->roles != 0 && g_strcmp0(actor->person, request->requester_person) == 0)
        standing->relation = LB_RELATION_SAME_PERSON;
    if (actor->principal == request->requester)
        standing->relation = LB_RELATION_REQUESTER;
    return true;
}

/* Nobody opens access for work that is over. */
static bool
look_at_ticket(LbService *service, const LbRequest *request, LbStanding *standing, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbTicket) ticket = lb_tickets_get(service->store, request->ticket, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (ticket != NULL && ticket->open)
        standing->gates |= LB_GATE_TICKET_OPEN;
    return true;
}

bool
lb_standing_towards(LbService *service, const LbActor *actor, int64_t number,
                    const LbClockJudgement *time, LbStanding *standing, LbRequest **request,
                    GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (!lb_standing_alone(service, actor, time, standing, error))
        return false;
    g_autoptr(LbRequest) found = lb_requests_get_seen(service->store, number, actor->principal,
                                                      lb_roles_oversee(standing->roles), &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (found == NULL) {
        standing->roles = 0; /* those of the provider would see it, were it there */
        return true;
    }
    standing->status = found->status;
    if (found->status != LB_STATUS_INITIALIZING)
        standing->gates |= LB_GATE_NAMED; /* it is too late for whomever */
    if (found->expiration == 0 || found->expiration > time->effective)
        standing->gates |= LB_GATE_IN_TIME;
    if (found->access_end > time->latest)
        standing->gates |= LB_GATE_ACCESS_OPEN;
    if (!relate(service, actor, found, standing, error) ||
        !look_at_ticket(service, found, standing, error) ||
        (found->status == LB_STATUS_INITIALIZING &&
         !relate_internally(service, actor, found, time->effective, standing, error)))
        return false;
    *request = g_steal_pointer(&found);
    return true;
}

bool
lb_standing_at_ticket(LbService *service, const LbActor *actor, const LbTicket *ticket,
                      LbStanding *standing, GError **error)
{
    unsigned here = 0;
    bool ours = standing->roles != 0;
    bool read = ticket->subscription != NULL
                    ? lb_directory_roles_at(service->store, actor->principal, ticket->subscription,
                                            &here, error)
                    : lb_directory_roles_somewhere(service->store, actor->principal, &here, error);
    if (!read)
        return false;
    standing->roles |= here;
    standing->ticket = lb_ticket_state(ticket);
    standing->gates |= ticket->mirror == NULL ? LB_GATE_TICKET_HERE : 0;
    standing->relation = ours ? LB_RELATION_NONE : LB_RELATION_SEES;
    const char *tie = ours ? ticket->assignee : ticket->opened_by;
    if (tie != NULL && g_ascii_strcasecmp(tie, actor->account) == 0)
        standing->relation = ours ? LB_RELATION_ASSIGNEE : LB_RELATION_OPENER;
    return true;
}

static bool
stand_towards(LbService *service, const LbActor *actor, int64_t number, bool head,
              LbStanding *standing, LbTicket **ticket, GError **error)
{
    g_autoptr(GError) failure = NULL;
    bool ours = standing->roles != 0;
    g_autoptr(LbTicket) found =
        head && ours
            ? lb_tickets_get(service->store, number, &failure)
            : lb_tickets_get_seen(service->store, number, actor->principal, ours, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (found == NULL) {
        standing->roles = 0; /* the provider's people would see it, were it there */
        return true;
    }
    if (!lb_standing_at_ticket(service, actor, found, standing, error))
        return false;
    *ticket = g_steal_pointer(&found);
    return true;
}

bool
lb_standing_towards_ticket(LbService *service, const LbActor *actor, int64_t number,
                           const LbClockJudgement *time, LbStanding *standing, LbTicket **ticket,
                           GError **error)
{
    return lb_standing_alone(service, actor, time, standing, error) &&
           stand_towards(service, actor, number, false, standing, ticket, error);
}

bool
lb_standing_towards_head(LbService *service, const LbActor *actor, int64_t number,
                         const LbClockJudgement *time, LbStanding *standing, LbTicket **ticket,
                         GError **error)
{
    return lb_standing_alone(service, actor, time, standing, error) &&
           stand_towards(service, actor, number, true, standing, ticket, error);
}

static bool
relate_to_exclusion(LbService *service, const LbActor *actor, const LbExclusion *exclusion,
                    LbStanding *standing, GError **error)
{
    unsigned here = 0;
    if (!lb_directory_roles_at(service->store, actor->principal, exclusion->subscription, &here,
                               error))
        return false;
    standing->roles |= here;
    standing->exclusion = lb_exclusion_state(exclusion);
    if (g_strcmp0(actor->person, exclusion->recorder_person) != 0 &&
        g_strcmp0(actor->person, exclusion->recorder_person_now) != 0)
        standing->gates |= LB_GATE_OTHER_RECORDER;
    if (here != 0)
        standing->relation = LB_RELATION_HOLDS;
    if (standing->roles != 0 && g_strcmp0(actor->person, exclusion->recorder_person) == 0)
        standing->relation = LB_RELATION_SAME_PERSON;
    if (actor->principal == exclusion->recorder)
        standing->relation = LB_RELATION_RECORDER;
    return true;
}

bool
lb_standing_towards_exclusion(LbService *service, const LbActor *actor, int64_t number,
                              const LbClockJudgement *time, LbStanding *standing,
                              LbExclusion **exclusion, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (!lb_standing_alone(service, actor, time, standing, error))
        return false;
    g_autoptr(LbExclusion) found = lb_exclusions_get_seen(
        service->store, number, actor->principal, lb_roles_oversee(standing->roles), &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (found == NULL) {
        standing->roles = 0; /* those of the provider would see it, were it there */
        return true;
    }
    if (!relate_to_exclusion(service, actor, found, standing, error))
        return false;
    *exclusion = g_steal_pointer(&found);
    return true;
}
