/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grants within an act. */
#include "service/granting.h"

#include "service/telling.h"

#include "store/grants.h"

/* In the log and with the request: what is stored is not translated. */
#define TARGET_CHANGED "the target was changed"

/* Making */

static char *
ports_of(LbService *service, const LbRequest *request)
{
    GString *ports = g_string_new(NULL);
    const LbScenario *scenario =
        lb_catalogue_find(service->catalogue, request->service, request->scenario);
    const int *port = scenario != NULL ? scenario->ports : NULL;
    for (int i = 0; port != NULL && port[i] != 0; i++)
        g_string_append_printf(ports, "%s%d", i > 0 ? ";" : "", port[i]);
    return g_string_free(ports, FALSE);
}

bool
lb_granting_make(LbAct *act, LbRequest *request, GError **error)
{
    int64_t count = 0;
    g_autofree char *ports = ports_of(act->service, request);
    LbGrantTerms terms = { .request = request->number,
                           .account = request->requester_account,
                           .ports = ports,
                           .provisioner = act->service->provisioner,
                           .start = request->access_start,
                           .end = request->access_end,
                           .due = act->time.steady };
    if (!lb_access_make(act->service->store, &terms, &count, error))
        return false;
    request->status = count > 0 ? LB_STATUS_APPROVING : LB_STATUS_APPROVED;
    return true;
}

/* Ending */

static bool
is_live(const LbGrantState *state)
{
    return state->status == LB_GRANT_OPENING || state->status == LB_GRANT_OPEN;
}

/* It is closed at once, whatever was noted of attempts to open it. */
static bool
end_grant(LbAct *act, const LbGrantState *state, GError **error)
{
    bool changed = false;
    LbStore *store = act->service->store;
    int64_t serial = state->grant->serial;
    return lb_access_move(store, serial, state->status, LB_GRANT_CLOSING, act->time.effective,
                          &changed, error) &&
           lb_access_note(store, serial, 0, act->time.steady, NULL, false, error);
}

static int
left_of(const LbGrantCount *count)
{
    return count->of[LB_GRANT_OPENING] + count->of[LB_GRANT_OPEN] + count->of[LB_GRANT_CLOSING] +
           count->of[LB_GRANT_FAILING];
}

bool
lb_granting_leave(LbAct *act, LbRequest *request, LbStatus to, int64_t ended, GError **error)
{
    LbGrantCount count;
    LbStore *store = act->service->store;
    g_autoptr(GPtrArray) grants = lb_access_of_request(store, request->number, error);
    for (guint i = 0; grants != NULL && i < grants->len; i++)
        if (is_live(g_ptr_array_index(grants, i)) &&
            !end_grant(act, g_ptr_array_index(grants, i), error))
            return false;
    if (grants == NULL || !lb_access_count(store, request->number, &count, error))
        return false;
    bool left = left_of(&count) > 0;
    LbStatus leaving = to == LB_STATUS_REVOKED ? LB_STATUS_REVOKING : LB_STATUS_COMPLETING;
    request->status = left ? leaving : to;
    request->ended = left ? 0 : ended;
    return true;
}

/* The request follows its grants */

static LbStatus
next_status(LbStatus status, const LbGrantCount *count)
{
    bool left = left_of(count) > 0;
    switch (status) {
    case LB_STATUS_APPROVING:
        if (count->of[LB_GRANT_OPENING] > 0)
            return status;
        if (count->of[LB_GRANT_OPEN] > 0)
            return LB_STATUS_APPROVED;
        return count->of[LB_GRANT_CLOSING] > 0 ? LB_STATUS_COMPLETING : LB_STATUS_ERROR;
    case LB_STATUS_APPROVED:
        if (count->all == 0 || count->of[LB_GRANT_OPENING] + count->of[LB_GRANT_OPEN] > 0)
            return status;
        return left ? LB_STATUS_COMPLETING : LB_STATUS_COMPLETED;
    case LB_STATUS_REVOKING:
        return left ? status : LB_STATUS_REVOKED;
    case LB_STATUS_COMPLETING:
        return left ? status : LB_STATUS_COMPLETED;
    default:
        return status;
    }
}

bool
lb_granting_follow(LbAct *act, LbRequest *request, const char *reason, bool *moved, GError **error)
{
    LbGrantCount count;
    *moved = false;
    if (!lb_access_count(act->service->store, request->number, &count, error))
        return false;
    LbStatus from = request->status, to = next_status(from, &count);
    if (to == from)
        return true;
    request->status = to;
    if (lb_status_phase(to) == LB_PHASE_OVER)
        request->ended = MAX(act->time.effective, request->access_start);
    if (to != LB_STATUS_APPROVED && request->end_reason == NULL)
        request->end_reason = g_strdup(reason);
    return lb_requests_update(act->service->store, request, from, 0, moved, error);
}

bool
lb_granting_tell_event(LbAct *act, LbEvent event, const LbRequest *request, GError **error)
{
    g_autoptr(GPtrArray) approvers =
        lb_requests_approvers(act->service->store, request->number, error);
    return approvers != NULL && lb_act_tell(act, event, request, approvers, true, error);
}

/* That access is open was told when it was approved: only where not all of it opened there is something to add. */
bool
lb_granting_tell(LbAct *act, const LbRequest *request, GError **error)
{
    LbGrantCount count;
    switch (request->status) {
    case LB_STATUS_APPROVED:
        if (!lb_access_count(act->service->store, request->number, &count, error))
            return false;
        if (count.of[LB_GRANT_FAILING] + count.of[LB_GRANT_FAILED] == 0)
            return true;
        return lb_granting_tell_event(act, LB_EVENT_NOT_OPENED, request, error);
    case LB_STATUS_ERROR:
        return lb_granting_tell_event(act, LB_EVENT_NOT_OPENED, request, error);
    case LB_STATUS_REVOKED:
        return lb_granting_tell_event(act, LB_EVENT_REVOKED, request, error);
    case LB_STATUS_COMPLETED:
        return lb_granting_tell_event(act, LB_EVENT_COMPLETED, request, error);
    default:
        return true;
    }
}

/* Entries */

LbGrantState *
lb_granting_state(LbAct *act, int64_t serial, GError **error)
{
    g_autoptr(GError) failure = NULL;
    LbGrantState *state = lb_access_get(act->service->store, serial, &failure);
    if (state == NULL && failure == NULL)
        g_set_error(&failure, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT,
                    "there is no grant %" G_GINT64_FORMAT, serial);
    if (failure != NULL)
        g_propagate_error(error, g_steal_pointer(&failure));
    return state;
}

LbRequest *
lb_granting_request(LbAct *act, int64_t number)
{
    LbRequest *request = lb_requests_get(act->service->store, number, NULL);
    return request != NULL ? request : lb_requests_get_bare(act->service->store, number, NULL);
}

static void
add_text(JsonObject *details, const char *name, const char *text)
{
    if (text != NULL)
        json_object_set_string_member(details, name, text);
}

static void
add_flag(JsonObject *details, const char *name, bool flag)
{
    if (flag)
        json_object_set_boolean_member(details, name, TRUE);
}

bool
lb_granting_log(LbAct *act, LbOperation operation, const LbGrantState *state,
                const LbRequest *request, const LbGrantNews *news, GError **error)
{
    g_autofree char *about =
        request != NULL ? lb_details_of_request(request, NULL, 0) : g_strdup("{}");
    g_autoptr(JsonNode) root = json_from_string(about, error);
    if (root == NULL)
        return false;
    JsonObject *details = json_node_get_object(root);
    json_object_set_int_member(details, "grant", state->grant->serial);
    json_object_set_string_member(details, "resource", state->grant->target->resource);
    json_object_set_string_member(details, "provisioner", state->provisioner);
    add_text(details, "words", news->words);
    if (news->attempts > 0)
        json_object_set_int_member(details, "attempts", news->attempts);
    add_flag(details, "givenUp", news->given_up);
    add_flag(details, "alarm", news->alarm);
    add_flag(details, "reconciled", news->reconciled);
    add_text(details, "reason", news->reason);
    g_autofree char *text = lb_details_write(details);
    return lb_act_log(act, operation, request != NULL ? request->tenant : NULL, state->request,
                      text, error);
}

bool
lb_granting_close(LbAct *act, const LbGrantState *state, const LbGrantNews *news, GError **error)
{
    bool moved = false;
    if (!end_grant(act, state, error))
        return false;
    g_autoptr(LbRequest) request = lb_granting_request(act, state->request);
    return (request == NULL || lb_granting_follow(act, request, news->reason, &moved, error)) &&
           lb_granting_log(act, LB_OPERATION_CLOSE_ACCESS, state, request, news, error) &&
           (!moved || lb_granting_tell(act, request, error));
}

/* What ends access from outside */

bool
lb_granting_end_resource(LbAct *act, const char *key, GError **error)
{
    const LbGrantNews news = { .reason = TARGET_CHANGED };
    g_autoptr(GPtrArray) grants = lb_access_of_resource(act->service->store, key, error);
    for (guint i = 0; grants != NULL && i < grants->len; i++)
        if (!lb_granting_close(act, g_ptr_array_index(grants, i), &news, error))
            return false;
    return grants != NULL;
}
