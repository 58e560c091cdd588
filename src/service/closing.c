/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ends with a ticket. */
#include "service/closing.h"

#include "service/granting.h"
#include "service/weigh.h"

/* What is stored is not translated. */
#define CLOSED "the ticket was closed"
#define LOST "the ticket is no longer this customer's in the system that it lives in"

/* What Lockbox has opened is told when it is closed. */
static bool
complete(LbAct *act, LbRequest *request, const char *reason, GError **error)
{
    LbStatus from = request->status;
    int64_t ended = MAX(act->time.effective, request->access_start);
    request->ended_by = g_strdup(act->actor->account);
    request->end_reason = g_strdup(reason);
    if (!lb_granting_leave(act, request, LB_STATUS_COMPLETED, ended, error) ||
        !lb_act_put_request(act, request, from, error))
        return false;
    g_autofree char *details = lb_details_of_request(request, reason, 0);
    return lb_act_log(act, LB_OPERATION_COMPLETE, request->tenant, request->number, details,
                      error) &&
           lb_granting_tell(act, request, error);
}

static bool
cancel(LbAct *act, LbRequest *request, const char *reason, GError **error)
{
    LbStatus from = request->status;
    request->status = LB_STATUS_CANCELED;
    request->decided = request->ended = act->time.effective;
    request->decided_by = g_strdup(act->actor->account);
    request->decision_reason = g_strdup(reason);
    if (!lb_act_put_request(act, request, from, error))
        return false;
    if (from == LB_STATUS_INITIALIZING)
        return lb_weigh_end(act, request, LB_JIT_CANCELED, reason, error);
    g_autofree char *details = lb_details_of_request(request, reason, 0);
    return lb_act_log(act, LB_OPERATION_CANCEL, request->tenant, request->number, details, error) &&
           lb_granting_tell_event(act, LB_EVENT_CANCELED, request, error);
}

static bool
end_all(LbAct *act, const GArray *numbers, const char *reason, GError **error)
{
    for (guint i = 0; numbers != NULL && i < numbers->len; i++) {
        g_autoptr(LbRequest) request =
            lb_requests_get(act->service->store, g_array_index(numbers, int64_t, i), error);
        if (request == NULL)
            return false;
        bool waits = lb_status_phase(request->status) == LB_PHASE_WAITS;
        if (!(waits ? cancel : complete)(act, request, reason, error))
            return false;
    }
    return numbers != NULL;
}

bool
lb_closing_end(LbAct *act, int64_t ticket, GError **error)
{
    g_autoptr(GArray) numbers = lb_requests_of_closed(act->service->store, ticket, error);
    return end_all(act, numbers, CLOSED, error);
}

bool
lb_closing_lose(LbAct *act, int64_t ticket, GError **error)
{
    g_autoptr(GArray) numbers = lb_requests_behind(act->service->store, ticket, error);
    return end_all(act, numbers, LOST, error);
}
