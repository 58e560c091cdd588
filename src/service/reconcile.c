/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting right, on start, what does not belong together: grants and requests, each of which should have the other. */
#include "service/granting.h"
#include "service/passing.h"
#include "store/grants.h"

/* Whoever goes through ends a moment after access does, and says so. */
#define MOMENT LB_MINUTE

static const LbGrantNews found = { .reconciled = true };

/* One thing is looked at again, and mended, in an act of its own. */
typedef bool (*Mend)(LbAct *act, int64_t id, bool *wrong, GError **error);

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

/* What cannot be mended keeps nothing else from it: the first failure is kept in @failure. Only where somebody else holds
 * the database are the others not tried. */
static void
mend_all(LbService *service, GArray *ids, Mend mend, int *wrong, GError **failure)
{
    for (guint i = 0; ids != NULL && i < ids->len; i++) {
        bool one = false;
        g_autoptr(GError) fault = NULL;
        g_autoptr(LbActor) nobody = lb_actor_new(LB_DOOR_TIME);
        g_autoptr(LbAct) act = lb_act_begin(service, nobody, &fault);
        bool mended = act != NULL && mend(act, g_array_index(ids, int64_t, i), &one, &fault) &&
                      (!one || lb_act_commit(act, &fault));
        *wrong += mended && one ? 1 : 0;
        if (fault != NULL && *failure == NULL)
            *failure = g_error_copy(fault);
        if (g_error_matches(fault, LB_STORE_ERROR, LB_STORE_ERROR_BUSY))
            return;
    }
}

/* Mends what @find finds now. */
static void
look_for(LbService *service, GArray *(*find)(LbStore *, GError **), Mend mend, int *wrong,
         GError **failure)
{
    g_autoptr(GError) fault = NULL;
    g_autoptr(GArray) ids = find(service->store, &fault);
    mend_all(service, ids, mend, wrong, failure);
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
    mend_all(service, left, lb_passing_break, broken, &failure);
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
