/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What time does: requests expire, access ends. */
#include "service/deadlines.h"

#include "service/alarm.h"
#include "service/granting.h"
#include "service/refused.h"
#include "service/telling.h"
#include "service/weigh.h"
#include "store/clockmark.h"
#include "store/grants.h"
#include "store/weighings.h"

typedef struct {
    LbStatus from;
    LbStatus to;
    LbOperation operation;
    LbEvent event;
} Deadline;

static const Deadline expiry = { LB_STATUS_PENDING, LB_STATUS_EXPIRED, LB_OPERATION_EXPIRE,
                                 LB_EVENT_EXPIRED };
static const Deadline lapse = { LB_STATUS_INITIALIZING, LB_STATUS_EXPIRED, LB_OPERATION_EXPIRE,
                                LB_EVENT_EXPIRED };
static const Deadline access_over = { LB_STATUS_APPROVED, LB_STATUS_COMPLETED,
                                      LB_OPERATION_COMPLETE, LB_EVENT_COMPLETED };

/* When it is over. A request that waits for internal approval has that in what the rules said of it. */
static bool
find_end(LbService *service, const LbRequest *request, const Deadline *deadline, int64_t *end,
         GError **error)
{
    *end = deadline == &expiry ? request->expiration : request->access_end;
    if (deadline != &lapse)
        return true;
    g_autoptr(LbWeighing) weighing = lb_weigh_read(service, request, error);
    if (weighing == NULL)
        return false;
    *end = weighing->until;
    return true;
}

/* What takes long to open is over at the same time. */
static bool
stands_at(const LbRequest *request, const Deadline *deadline)
{
    return request->status == deadline->from ||
           (deadline == &access_over && request->status == LB_STATUS_APPROVING);
}

/* Whether the deadline has really passed, now that the request and the time stand still. */
static bool
has_passed(const LbAct *act, const LbRequest *request, const Deadline *deadline, int64_t end)
{
    if (!stands_at(request, deadline))
        return false;
    if (deadline == &access_over)
        return end <= act->time.latest;
    return act->time.sane && end != 0 && end <= act->time.effective;
}

/* Whatever is damaged of a request, it ends: where it cannot be read whole, its own row has to do. */
static LbRequest *
read_request(LbService *service, int64_t number, GError **error)
{
    g_autoptr(LbRequest) request = lb_requests_get(service->store, number, NULL);
    g_autoptr(GError) failure = NULL;
    if (request == NULL)
        request = lb_requests_get_bare(service->store, number, &failure);
    if (request == NULL && failure == NULL)
        g_set_error(&failure, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT, "its row is missing");
    if (failure != NULL)
        g_propagate_error(error, g_steal_pointer(&failure));
    return g_steal_pointer(&request);
}

static bool
move_on(LbAct *act, LbRequest *request, const Deadline *deadline, int64_t end, GError **error)
{
    LbStatus from = request->status;
    request->status = deadline->to;
    /* When it was over, which may be long before anybody looked; the log has both. */
    request->ended = end;
    return (deadline != &access_over ||
            lb_granting_leave(act, request, deadline->to, end, error)) &&
           lb_act_put_request(act, request, from, error);
}

/* Where there is something to close, it is told when it has been. */
static bool
tell(LbAct *act, const LbRequest *request, const Deadline *deadline, GError **error)
{
    g_autofree char *details = lb_details_of_request(request, NULL, 0);
    g_autoptr(GPtrArray) approvers =
        lb_requests_approvers(act->service->store, request->number, error);
    return approvers != NULL &&
           lb_act_log(act, deadline->operation, request->tenant, request->number, details, error) &&
           (request->status != deadline->to ||
            lb_act_tell(act, deadline->event, request, approvers, true, error));
}

static bool
end_one(LbAct *act, int64_t number, const Deadline *deadline, bool *ended, GError **error)
{
    g_autoptr(LbRequest) request = read_request(act->service, number, error);
    int64_t end = 0;
    if (request == NULL ||
        (stands_at(request, deadline) && !find_end(act->service, request, deadline, &end, error)))
        return false;
    *ended = has_passed(act, request, deadline, end);
    if (!*ended)
        return true;
    return move_on(act, request, deadline, end, error) &&
           (deadline == &lapse ? lb_weigh_end(act, request, LB_JIT_LAPSED, NULL, error)
                               : tell(act, request, deadline, error));
}

static bool
expire(LbAct *act, int64_t number, bool *ended, GError **error)
{
    return end_one(act, number, &expiry, ended, error);
}

static bool
let_lapse(LbAct *act, int64_t number, bool *ended, GError **error)
{
    return end_one(act, number, &lapse, ended, error);
}

static bool
end_access(LbAct *act, int64_t number, bool *ended, GError **error)
{
    return end_one(act, number, &access_over, ended, error);
}

/* Stores why a grant has to end; NULL: it has not. What cannot be read of its request leaves it its time. */
static bool
find_reason(LbAct *act, const LbGrantState *state, const char **reason, GError **error)
{
    bool lost = false;
    unsigned roles = 0; /* none of an account that is switched off */
    *reason = state->grant->end <= act->time.latest ? "its time is over" : NULL;
    g_autoptr(LbRequest) request = lb_granting_request(act, state->request);
    if (*reason != NULL || request == NULL)
        return true;
    if (!lb_access_lost_key(act->service->store, state->grant->serial, &lost, error) ||
        !lb_directory_provider_roles(act->service->store, request->requester, &roles, error))
        return false;
    if (lost)
        *reason = "a key that it was opened to was revoked";
    if (!lb_roles_ask(roles))
        *reason = "the account that has it was switched off, or is an engineer's no longer";
    return true;
}

/* A grant ends by its own row, whatever has become of its request, or where that has not taken it along. */
static bool
end_grant(LbAct *act, int64_t serial, bool *ended, GError **error)
{
    LbGrantNews news = { .reason = NULL };
    g_autoptr(LbGrantState) state = lb_granting_state(act, serial, error);
    if (state == NULL || !find_reason(act, state, &news.reason, error))
        return false;
    bool open = state->status == LB_GRANT_OPENING || state->status == LB_GRANT_OPEN;
    *ended = open && news.reason != NULL;
    return !*ended || lb_granting_close(act, state, &news, error);
}

/* Keeps the first failure; takes @fault, which may be NULL. */
static void
keep(GError **failure, GError *fault)
{
    if (*failure == NULL)
        *failure = fault;
    else
        g_clear_error(&fault);
}

/* Ends those of @ids, which it takes; @unread, likewise: why there are none. */
static void
end_each(LbService *service, GArray *ids, GError *unread, const char *what, LbActDeed deed,
         int *ended, GError **failure)
{
    g_autoptr(GArray) taken = ids;
    keep(failure, unread);
    lb_act_each(service, taken, what, deed, ended, failure);
}

/* What ends however suspect the clock is. */
static void
end_what_is_open(LbService *service, const LbClockJudgement *time, int limit, int *ended,
                 GError **failure)
{
    int broken = 0;
    GError *fault = NULL;
    GArray *over = lb_requests_over(service->store, time->latest, limit, &fault);
    end_each(service, over, g_steal_pointer(&fault), "LB-", end_access, ended, failure);
    GArray *grants = lb_access_over(service->store, time->latest, limit, &fault);
    end_each(service, grants, g_steal_pointer(&fault), "grant ", end_grant, ended, failure);
    lb_granting_break(service, &broken, &fault);
    keep(failure, fault);
}

static void
end_what_waits(LbService *service, const LbClockJudgement *time, int limit, int *ended,
               GError **failure)
{
    int told = 0;
    GError *fault = NULL;
    GArray *expired = lb_requests_expired(service->store, time->effective, limit, &fault);
    end_each(service, expired, g_steal_pointer(&fault), "LB-", expire, ended, failure);
    GArray *lapsed = lb_weighings_lapsed(service->store, time->effective, limit, &fault);
    end_each(service, lapsed, g_steal_pointer(&fault), "LB-", let_lapse, ended, failure);
    lb_refused_tell(service, limit, &told, &fault);
    keep(failure, fault);
}

bool
lb_deadlines_run(LbService *service, int limit, int *ended, GError **error)
{
    *ended = 0;
    LbClockJudgement time;
    LbClockReading reading;
    GError *failure = NULL, *fault = NULL;
    if (!lb_service_judge_clock(service, &time, &reading, error))
        return false;
    end_what_is_open(service, &time, limit, ended, &failure);
    if (time.sane)
        end_what_waits(service, &time, limit, ended, &failure);
    else
        lb_alarm_clock(service, &fault);
    keep(&failure, fault);
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
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
