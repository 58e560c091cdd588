/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What time does: requests expire, access ends. */
#include "service/deadlines.h"

#include "service/act.h"
#include "store/clockmark.h"

typedef struct {
    LbStatus from;
    LbStatus to;
    LbOperation operation;
    LbEvent event;
} Deadline;

static const Deadline expiry = { LB_STATUS_PENDING, LB_STATUS_EXPIRED, LB_OPERATION_EXPIRE,
                                 LB_EVENT_EXPIRED };
static const Deadline access_over = { LB_STATUS_APPROVED, LB_STATUS_COMPLETED,
                                      LB_OPERATION_COMPLETE, LB_EVENT_COMPLETED };

/* Whether the deadline has really passed, now that the request and the time stand still. */
static bool
has_passed(const LbAct *act, const LbRequest *request, const Deadline *deadline)
{
    if (request->status != deadline->from)
        return false;
    if (deadline == &expiry)
        return act->time.sane && request->expiration <= act->time.effective;
    return request->access_end <= act->time.latest;
}

static bool
end_one(LbService *service, int64_t number, const Deadline *deadline, bool *ended, GError **error)
{
    g_autoptr(LbActor) time = lb_actor_new(LB_DOOR_TIME);
    g_autoptr(LbAct) act = lb_act_begin(service, time, error);
    g_autoptr(LbRequest) request =
        act != NULL ? lb_requests_get(service->store, number, error) : NULL;
    if (request == NULL)
        return false;
    *ended = has_passed(act, request, deadline);
    if (!*ended)
        return true;
    request->status = deadline->to;
    request->ended = MAX(act->time.effective, request->access_start);
    bool changed = false;
    g_autoptr(GPtrArray) approvers = lb_requests_approvers(service->store, number, error);
    g_autofree char *details = lb_details_of_request(request, NULL, 0);
    return approvers != NULL &&
           lb_requests_update(service->store, request, deadline->from, 0, &changed, error) &&
           changed &&
           lb_act_log(act, deadline->operation, request->tenant, number, details, error) &&
           lb_act_tell(act, deadline->event, request, approvers, true, error) &&
           lb_act_commit(act, error);
}

static bool
end_all(LbService *service, GArray *numbers, const Deadline *deadline, int *ended, GError **error)
{
    if (numbers == NULL)
        return false;
    for (guint i = 0; i < numbers->len; i++) {
        bool one = false;
        if (!end_one(service, g_array_index(numbers, int64_t, i), deadline, &one, error))
            return false;
        *ended += one ? 1 : 0;
    }
    return true;
}

bool
lb_deadlines_run(LbService *service, int limit, int *ended, GError **error)
{
    *ended = 0;
    LbClockJudgement time;
    LbClockReading reading;
    if (!lb_service_judge_clock(service, &time, &reading, error))
        return false;
    g_autoptr(GArray) over = lb_requests_over(service->store, time.latest, limit, error);
    if (!end_all(service, over, &access_over, ended, error))
        return false;
    if (!time.sane)
        return true;
    g_autoptr(GArray) expired = lb_requests_expired(service->store, time.effective, limit, error);
    return end_all(service, expired, &expiry, ended, error);
}

bool
lb_deadlines_beat(LbService *service, int64_t process, GError **error)
{
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    LbClockJudgement judgement;
    LbClockReading reading;
    if (transaction == NULL || !lb_service_judge_clock(service, &judgement, &reading, error) ||
        !lb_heartbeat_put(service->store, reading.wall, process, error))
        return false;
    if (judgement.sane && !lb_clockmark_put(service->store, &judgement.next, error))
        return false;
    return lb_transaction_commit(transaction, error);
}
