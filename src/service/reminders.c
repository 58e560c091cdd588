/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reminders, by a high-water mark for each span.
 *
 * The mark is the end, and number, of the last request that was looked at; only what ends behind it is looked at again.
 * Requests begin to wait in any order of their ends, since customers have different times. Still none is lost below the
 * mark. Let a mark have been moved to the end R at the time T: R <= T + span, since only what is due is looked at. Let a
 * request begin to wait at B, at T or later, until E. If it is below the mark, E <= R <= T + span <= B + span: it waits for
 * no longer than the span, and the span does not remind of it anyway. Time here is the effective one, which never goes
 * backwards, and acts come after each other. What began to wait before T was in the index at T, in its place before R or
 * behind it, and ends do not change. */
#include "service/reminders.h"

#include "base/time.h"
#include "service/ballot.h"
#include "service/telling.h"
#include "service/weigh.h"
#include "store/reminders.h"

/* A request that waits, as it is now. */
typedef struct {
    LbRequest *request;
    int64_t begun, end;
    GPtrArray
        *askable; /* LbApprover*: who can still answer, and has not; empty: it has all it needs */
} Waiting;

static void
clear_waiting(Waiting *waiting)
{
    lb_request_free(waiting->request);
    g_clear_pointer(&waiting->askable, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Waiting, clear_waiting)

/* Reads what is needed of @waiting, whose request is there and has the status. */
typedef bool (*ReadWaiting)(LbAct *act, Waiting *waiting, GError **error);

typedef struct {
    LbStatus status;
    LbEvent event;
    int share; /* of the whole time: a span reminds of what waits for longer than this many of it */
    bool ours; /* its customer has not heard of it */
    ReadWaiting read;
} Kind;

static bool
is_missing(GPtrArray *asked, int64_t principal)
{
    for (guint i = 0; i < asked->len; i++) {
        const LbAsked *one = g_ptr_array_index(asked, i);
        if (one->principal == principal)
            return one->missing;
    }
    return false;
}

static bool
read_pending(LbAct *act, Waiting *waiting, GError **error)
{
    LbStore *store = act->service->store;
    const LbRequest *request = waiting->request;
    g_auto(LbBallot) ballot = { 0 };
    waiting->begun = request->notified;
    waiting->end = request->expiration;
    waiting->askable = lb_requests_approvers(store, request->number, error);
    g_autoptr(GPtrArray) asked =
        waiting->askable != NULL ? lb_ballot_read(act->service, request, &ballot, error) : NULL;
    if (asked == NULL)
        return false;
    for (guint i = waiting->askable->len; i-- > 0;) {
        const LbApprover *approver = g_ptr_array_index(waiting->askable, i);
        if (ballot.given >= request->quorum || !is_missing(asked, approver->principal))
            g_ptr_array_remove_index(waiting->askable, i);
    }
    return true;
}

static bool
has_endorsed(const LbWeighing *weighing, const char *person)
{
    for (guint i = 0; i < weighing->voices->len; i++) {
        const LbEndorsement *voice = g_ptr_array_index(weighing->voices, i);
        if (voice->counts && g_strcmp0(voice->person, person) == 0)
            return true;
    }
    return false;
}

static bool
read_held(LbAct *act, Waiting *waiting, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbWeighing) weighing = lb_weigh_read(act->service, waiting->request, &failure);
    if (weighing == NULL && failure == NULL)
        g_set_error(&failure, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT,
                    "what the rules said is gone");
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    waiting->begun = weighing->time;
    waiting->end = weighing->until;
    waiting->askable = lb_weigh_endorsers(act, waiting->request, weighing, error);
    for (guint i = waiting->askable != NULL ? waiting->askable->len : 0; i-- > 0;) {
        const LbApprover *endorser = g_ptr_array_index(waiting->askable, i);
        if (weighing->given >= weighing->approvals || has_endorsed(weighing, endorser->person))
            g_ptr_array_remove_index(waiting->askable, i);
    }
    return waiting->askable != NULL;
}

static const Kind kinds[] = {
    [LB_REMIND_WAITING] = { LB_STATUS_PENDING, LB_EVENT_REMINDER, 1, false, read_pending },
    [LB_REMIND_HELD] = { LB_STATUS_INITIALIZING, LB_EVENT_HELD_REMINDER, 2, true, read_held },
};

/* One look at what one span has to remind of. */
typedef struct {
    LbService *service;
    const int64_t *spans;
    size_t count;
    LbRemind what;
    int64_t span;
} Round;

/* Whether @span reminds of it at all. */
static bool
fits(const Round *round, const Waiting *waiting, int64_t span)
{
    return waiting->end - waiting->begun > span * kinds[round->what].share;
}

/* Whether it is to be told now, by this span and not by a shorter one that has come as well. */
static bool
is_due(const Round *round, const Waiting *waiting, int64_t now)
{
    int64_t left = waiting->end - now;
    if (left <= 0 || left > round->span || !fits(round, waiting, round->span))
        return false;
    for (size_t i = 0; i < round->count; i++) {
        int64_t other = round->spans[i];
        if (other < round->span && left <= other && fits(round, waiting, other))
            return false;
    }
    return true;
}

/* Says nothing of the status, which stays what it was. */
static char *
write_details(const Waiting *waiting, guint told, int64_t now)
{
    g_autoptr(JsonObject) details = json_object_new();
    g_autofree char *end = lb_time_to_iso(waiting->end);
    json_object_set_int_member(details, "reminded", told);
    json_object_set_string_member(details, "until", end);
    json_object_set_int_member(details, "hoursLeft", (waiting->end - now + LB_HOUR - 1) / LB_HOUR);
    return lb_details_write(details);
}

/* Where nobody can answer any more, or none of them can be written to, there is nothing to tell, and nothing to log. */
static bool
tell(LbAct *act, const Kind *kind, const Waiting *waiting, GError **error)
{
    const LbRequest *request = waiting->request;
    g_autoptr(GPtrArray) told =
        lb_act_find_told(act, kind->ours ? NULL : request, waiting->askable, error);
    if (told == NULL || told->len == 0)
        return told != NULL;
    g_autofree char *details = write_details(waiting, told->len, act->time.effective);
    const char *tenant = kind->ours ? NULL : request->tenant;
    if (!lb_act_log(act, LB_OPERATION_REMIND, tenant, request->number, details, error))
        return false;
    return kind->ours ? lb_act_tell_endorsers(act, kind->event, request, waiting->askable, error)
                      : lb_act_tell(act, kind->event, request, waiting->askable, false, error);
}

static bool
remind(LbAct *act, const Round *round, const LbRemindPlace *place, GError **error)
{
    const Kind *kind = &kinds[round->what];
    g_auto(Waiting) waiting = { 0 };
    g_autoptr(GError) failure = NULL;
    waiting.request = lb_requests_get(act->service->store, place->request, &failure);
    if (waiting.request == NULL && failure == NULL)
        g_set_error(&failure, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT, "something of it is missing");
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (waiting.request->status != kind->status)
        return true;
    return kind->read(act, &waiting, error) &&
           (!is_due(round, &waiting, act->time.effective) || tell(act, kind, &waiting, error));
}

/* The mark and what is owed stand or fall together. @passes: it is only passed over. */
static bool
pass(const Round *round, const LbRemindPlace *place, bool passes, GError **error)
{
    LbStore *store = round->service->store;
    LbRemindPlace reached;
    g_autoptr(LbActor) nobody = lb_actor_new(LB_DOOR_TIME);
    g_autoptr(LbAct) act = lb_act_begin(round->service, nobody, error);
    if (act == NULL || !lb_reminders_reached(store, round->what, round->span, &reached, error))
        return false;
    bool behind =
        place->end > reached.end || (place->end == reached.end && place->request > reached.request);
    if (!behind || !act->time.sane)
        return true;
    return (passes || remind(act, round, place, error)) &&
           lb_reminders_move(store, round->what, round->span, place, error) &&
           lb_act_commit(act, error);
}

/* Whether another attempt may go well: it is not the request that is wrong. */
static bool
is_passing(const GError *fault)
{
    return g_error_matches(fault, LB_STORE_ERROR, LB_STORE_ERROR_BUSY) ||
           g_error_matches(fault, LB_STORE_ERROR, LB_STORE_ERROR_FAILED);
}

/* One that is damaged must not keep the others from being told for ever. */
static bool
pass_or_leave(const Round *round, const LbRemindPlace *place, GError **failure)
{
    g_autoptr(GError) fault = NULL;
    if (pass(round, place, false, &fault))
        return true;
    bool left = !is_passing(fault) && pass(round, place, true, NULL);
    g_prefix_error(&fault, "LB-%" G_GINT64_FORMAT ": ", place->request);
    if (*failure == NULL)
        *failure = g_steal_pointer(&fault);
    return left;
}

/* What is over by now is not reminded of; before the first mark there is nothing else to begin at. */
static GArray *
find_due(const Round *round, int64_t now, int limit, GError **error)
{
    LbRemindPlace after;
    LbStore *store = round->service->store;
    if (!lb_reminders_reached(store, round->what, round->span, &after, error))
        return NULL;
    if (after.end < now)
        after = (LbRemindPlace){ now, INT64_MAX };
    return lb_reminders_due(store, round->what, &after, now + round->span, limit, error);
}

static void
go_round(const Round *round, int64_t now, int limit, int *passed, GError **failure)
{
    g_autoptr(GError) fault = NULL;
    g_autoptr(GArray) due = find_due(round, now, limit - *passed, &fault);
    if (due == NULL && *failure == NULL)
        *failure = g_steal_pointer(&fault);
    for (guint i = 0; due != NULL && i < due->len; i++) {
        if (!pass_or_leave(round, &g_array_index(due, LbRemindPlace, i), failure))
            return;
        (*passed)++;
    }
}

bool
lb_reminders_run(LbService *service, const int64_t *spans, size_t count, int limit, int *passed,
                 GError **error)
{
    LbClockJudgement time;
    LbClockReading reading;
    GError *failure = NULL;
    *passed = 0;
    if (!lb_service_judge_clock(service, &time, &reading, error))
        return false;
    for (size_t i = 0; i < count && time.sane; i++)
        for (LbRemind what = LB_REMIND_WAITING; what <= LB_REMIND_HELD; what++) {
            Round round = { service, spans, count, what, spans[i] };
            if (*passed < limit)
                go_round(&round, time.effective, limit, passed, &failure);
        }
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}
