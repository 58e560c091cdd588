/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Collects what is true of an actor, for the one table in core/authorize.c. */
#include "service/act.h"

static bool
collect_of_actor(LbService *service, const LbActor *actor, unsigned *roles, unsigned *facts,
                 GError **error)
{
    bool enabled = false;
    if (!lb_directory_is_enabled(service->store, actor->principal, actor->key, &enabled, error) ||
        !lb_directory_provider_roles(service->store, actor->principal, roles, error))
        return false;
    bool acts = actor->door == LB_DOOR_SESSION ||
                (actor->door == LB_DOOR_AS && lb_service_is_test(service));
    if (enabled)
        *facts |= LB_FACT_ENABLED;
    if (acts)
        *facts |= LB_FACT_MAY_ACT;
    for (LbRole role = LB_ROLE_OWNER; role <= LB_ROLE_ADMIN; role++) {
        if ((*roles & (1u << role)) == 0)
            continue;
        if (lb_role_asks(role))
            *facts |= LB_FACT_ENGINEER;
        if (lb_role_oversees(role))
            *facts |= LB_FACT_SEES;
    }
    return true;
}

static bool
collect_of_relation(LbService *service, const LbActor *actor, const LbRequest *request,
                    unsigned *facts, GError **error)
{
    unsigned roles = 0;
    bool asked = false;
    if (!lb_directory_roles_at(service->store, actor->principal, request->subscription, &roles,
                               error) ||
        !lb_requests_was_asked(service->store, request->number, actor->principal, &asked, error))
        return false;
    bool requester = actor->principal == request->requester;
    if (roles != 0 || asked || requester)
        *facts |= LB_FACT_SEES;
    if (asked)
        *facts |= LB_FACT_ASKED;
    if (requester)
        *facts |= LB_FACT_REQUESTER;
    if (g_strcmp0(actor->person, request->requester_person) != 0)
        *facts |= LB_FACT_OTHER_PERSON;
    for (LbRole role = LB_ROLE_OWNER; role <= LB_ROLE_ADMIN; role++)
        if ((roles & (1u << role)) != 0 && lb_role_approves(role))
            *facts |= LB_FACT_APPROVER_NOW;
    return true;
}

static void
collect_of_state(const LbRequest *request, const LbClockJudgement *time, unsigned *facts)
{
    if (request->status == LB_STATUS_PENDING)
        *facts |= LB_FACT_PENDING | LB_FACT_UNDECIDED;
    if (request->status == LB_STATUS_INITIALIZING)
        *facts |= LB_FACT_UNDECIDED;
    if (request->expiration == 0 || request->expiration > time->effective)
        *facts |= LB_FACT_IN_TIME;
    if (request->status == LB_STATUS_APPROVED && request->access_end > time->latest)
        *facts |= LB_FACT_ACCESS_OPEN;
}

bool
lb_facts_collect(LbService *service, const LbActor *actor, const LbRequest *request,
                 const LbClockJudgement *time, unsigned *facts, GError **error)
{
    unsigned roles = 0;
    *facts = time->sane ? LB_FACT_CLOCK_SANE : 0;
    if (!collect_of_actor(service, actor, &roles, facts, error))
        return false;
    if (request == NULL)
        return true;
    collect_of_state(request, time, facts);
    return collect_of_relation(service, actor, request, facts, error);
}
