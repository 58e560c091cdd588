/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes of who opened a request. They decide nothing and stand in no log: whoever reads must not wait for them, nor
 * be kept from reading where they cannot be written. */
#include "store/readings.h"

#include "service/act.h"
#include "service/reader.h"

/* For others' acts, in milliseconds: the next look notes it as well. */
#define PATIENCE 50

/* Whether the actor is one whose reading is noted, and has not read the request before. */
static bool
is_first(LbService *service, const LbActor *actor, int64_t number, const LbClockJudgement *time)
{
    LbStanding standing;
    g_autoptr(LbRequest) request = NULL;
    bool noted = true;
    if (!lb_readings_has(service->store, number, actor->principal, &noted, NULL) || noted ||
        !lb_standing_towards(service, actor, number, time, &standing, &request, NULL) ||
        request == NULL)
        return false;
    bool asked = standing.relation == LB_RELATION_ASKED || lb_roles_approve(standing.roles);
    return asked && (standing.gates & LB_GATE_MAY_ACT) != 0 &&
           (standing.gates & LB_GATE_ENABLED) != 0;
}

static bool
would_note(LbService *service, const LbActor *actor, int64_t number)
{
    LbClockJudgement time;
    g_autoptr(LbTransaction) reading = lb_reader_begin(service, &time, NULL);
    return reading != NULL && is_first(service, actor, number, &time);
}

void
lb_service_note_reading(LbService *service, const LbActor *actor, int64_t number)
{
    if (actor->tenant == NULL || !would_note(service, actor, number))
        return;
    int patience = lb_store_set_patience(service->store, PATIENCE);
    g_autoptr(LbAct) act = lb_act_begin(service, actor, NULL);
    if (act != NULL && is_first(service, actor, number, &act->time) &&
        lb_readings_put(service->store, number, actor->principal, actor->account,
                        act->time.effective, NULL))
        lb_act_commit(act, NULL);
    lb_store_set_patience(service->store, patience);
}
