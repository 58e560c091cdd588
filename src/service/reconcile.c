/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting right, on start, what does not belong together: grants and requests, each of which should have the other. */
#include "service/granting.h"
#include "service/passing.h"
#include "store/grants.h"

/* Whoever goes through ends a moment after access does, and says so. */
#define MOMENT LB_MINUTE

static const LbGrantNews found = { .reconciled = true };

static bool
close_stray(LbAct *act, int64_t serial, bool *wrong, GError **error)
{
    g_autoptr(LbGrantState) state = lb_granting_state(act, serial, error);
    if (state == NULL)
        return false;
    *wrong = state->status == LB_GRANT_OPENING || state->status == LB_GRANT_OPEN;
    return !*wrong || lb_granting_close(act, state, &found, error);
}

static bool
remember(LbAct *act, int64_t serial, bool *wrong, GError **error)
{
    g_autoptr(LbGrantState) state = lb_granting_state(act, serial, error);
    if (state == NULL)
        return false;
    *wrong = true;
    g_autoptr(LbRequest) request = lb_granting_request(act, state->request);
    return lb_access_note(act->service->store, serial, 0, act->time.steady, NULL, false, error) &&
           lb_granting_log(act, LB_OPERATION_CLOSE_ACCESS, state, request, &found, error);
}

/* The entry about a request whose grants are not there names none. */
static bool
log_request(LbAct *act, const LbRequest *request, GError **error)
{
    g_autofree char *about = lb_details_of_request(request, NULL, 0);
    g_autoptr(JsonNode) root = json_from_string(about, error);
    if (root == NULL)
        return false;
    json_object_set_boolean_member(json_node_get_object(root), "reconciled", TRUE);
    g_autofree char *text = lb_details_write(json_node_get_object(root));
    return lb_act_log(act, LB_OPERATION_CLOSE_ACCESS, request->tenant, request->number, text,
                      error);
}

static bool
follow(LbAct *act, int64_t number, bool *wrong, GError **error)
{
    g_autoptr(LbRequest) request = lb_granting_request(act, number);
    if (request == NULL)
        return true;
    return lb_granting_follow(act, request, NULL, wrong, error) &&
           (!*wrong || (log_request(act, request, error) && lb_granting_tell(act, request, error)));
}

/* Mends what @find finds now. */
static void
look_for(LbService *service, GArray *(*find)(LbStore *, GError **), LbActDeed mend, int *wrong,
         GError **failure)
{
    g_autoptr(GError) fault = NULL;
    g_autoptr(GArray) ids = find(service->store, &fault);
    lb_act_each(service, ids, NULL, mend, wrong, failure);
    if (*failure == NULL)
        *failure = g_steal_pointer(&fault);
}

static bool
conclude(GError *failure, GError **error)
{
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

bool
lb_granting_break(LbService *service, int *broken, GError **error)
{
    LbClockJudgement time;
    LbClockReading reading;
    GError *failure = NULL;
    if (!lb_service_judge_clock(service, &time, &reading, error))
        return false;
    g_autoptr(GArray) left = lb_passages_left(service->store, time.effective - MOMENT, &failure);
    lb_act_each(service, left, NULL, lb_passing_break, broken, &failure);
    return conclude(failure, error);
}

bool
lb_grants_reconcile(LbService *service, int *wrong, GError **error)
{
    GError *failure = NULL;
    *wrong = 0;
    look_for(service, lb_access_stray, close_stray, wrong, &failure);
    look_for(service, lb_access_forgotten, remember, wrong, &failure);
    look_for(service, lb_access_requests, follow, wrong, &failure);
    lb_granting_break(service, wrong, failure == NULL ? &failure : NULL);
    return conclude(failure, error);
}
