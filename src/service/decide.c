/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people decide about a request: approve, deny, cancel, revoke, complete. One table, one way. */
#include "base/i18n.h"
#include "base/text.h"
#include "base/time.h"
#include "service/ballot.h"
#include "service/granting.h"
#include "service/refused.h"
#include "service/telling.h"
#include "service/weigh.h"
#include "store/votes.h"

typedef struct {
    LbVerb verb;
    LbStatus to;
    LbOperation operation;
    LbEvent event;
    bool needs_shown;
    bool needs_reason;
    bool votes;
} Step;

static const Step approve_step = { .verb = LB_VERB_APPROVE,
                                   .to = LB_STATUS_APPROVED,
                                   .operation = LB_OPERATION_APPROVE,
                                   .event = LB_EVENT_APPROVED,
                                   .needs_shown = true,
                                   .votes = true };
static const Step deny_step = { .verb = LB_VERB_DENY,
                                .to = LB_STATUS_DENIED,
                                .operation = LB_OPERATION_DENY,
                                .event = LB_EVENT_DENIED,
                                .needs_reason = true,
                                .votes = true };
static const Step cancel_step = { .verb = LB_VERB_CANCEL,
                                  .to = LB_STATUS_CANCELED,
                                  .operation = LB_OPERATION_CANCEL,
                                  .event = LB_EVENT_CANCELED };
static const Step revoke_step = { .verb = LB_VERB_REVOKE,
                                  .to = LB_STATUS_REVOKED,
                                  .operation = LB_OPERATION_REVOKE,
                                  .event = LB_EVENT_REVOKED,
                                  .needs_reason = true };
static const Step complete_step = { .verb = LB_VERB_COMPLETE,
                                    .to = LB_STATUS_COMPLETED,
                                    .operation = LB_OPERATION_COMPLETE,
                                    .event = LB_EVENT_COMPLETED };

static bool
take_reason(const LbDecision *decision, const Step *step, char **reason, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (decision->reason != NULL && *decision->reason != '\0') {
        *reason = lb_text_accept(decision->reason, -1, LB_TEXT_LINES, LB_LIMIT_REASON, &cause);
        return *reason != NULL || lb_refuse_text(error, "reason", cause);
    }
    return !step->needs_reason || lb_refuse(error, LB_REFUSAL_REASON_NEEDED, NULL);
}

/* "already decided" says by whom and when, in the actor's time. */
static bool
refuse_with_history(const LbActor *actor, const LbRequest *request, LbRefusal refusal,
                    GError **error)
{
    if (refusal != LB_REFUSAL_ALREADY_DECIDED && refusal != LB_REFUSAL_NO_ACCESS_OPEN)
        return lb_refuse(error, refusal, NULL);
    bool is_over = request->access_start != 0 && request->ended != 0;
    int64_t moment = request->ended != 0 ? request->ended : request->decided;
    const char *person = is_over ? request->ended_by : request->decided_by;
    bool leaving = request->ended == 0 && request->ended_by != NULL;
    if (moment == 0 || leaving)
        return lb_refuse(error, refusal, NULL);
    g_autoptr(GTimeZone) zone = lb_time_zone(actor->time_zone);
    g_autofree char *when = lb_time_format(moment, zone, LB_TIME_FULL);
    g_autofree char *who = person != NULL ? lb_text_escape(person, LB_TEXT_LINE) : NULL;
    const char *status = _(lb_status_label(request->status));
    if (who == NULL)
        return lb_refuse(error, refusal, _("(%s, %s)"), status, when);
    return lb_refuse(error, refusal, _("(%s by %s, %s)"), status, who, when);
}

/* The request that the actor may take this step on. The caller frees it. */
static LbRequest *
get_request(LbAct *act, int64_t number, const Step *step, GError **error)
{
    g_autoptr(LbRequest) request = NULL;
    LbStanding standing;
    if (!lb_standing_towards(act->service, act->actor, number, &act->time, &standing, &request,
                             error))
        return NULL;
    LbRefusal refusal = lb_authorize(step->verb, &standing);
    if (refusal == LB_REFUSAL_NONE)
        return g_steal_pointer(&request);
    refuse_with_history(act->actor, request, refusal, error);
    return NULL;
}

static bool
check_terms(const LbRequest *request, const LbDecision *decision, const Step *step, GError **error)
{
    if ((step->needs_shown || decision->shown != NULL) &&
        !lb_request_matches(request, decision->shown))
        return lb_refuse(error, LB_REFUSAL_CHANGED, NULL);
    if (step->verb == LB_VERB_APPROVE && (decision->hours < 0 || decision->hours > request->hours))
        return lb_refuse(error, LB_REFUSAL_HOURS_OUT_OF_RANGE, _("(1 to %d)"), request->hours);
    return true;
}

/* Writes the step's outcome into @request: access of @hours, where it opens. What Lockbox has to open or to close first is
 * not there at once. */
static bool
take_step(LbAct *act, LbRequest *request, const Step *step, int hours, const char *reason,
          GError **error)
{
    int64_t now = act->time.effective;
    request->status = step->to;
    if (step->votes || step->verb == LB_VERB_CANCEL) {
        request->decided = now;
        request->decided_by = g_strdup(act->actor->account);
        request->decision_reason = g_strdup(reason);
    }
    if (step->verb == LB_VERB_APPROVE) {
        request->hours_granted = hours;
        request->access_start = now;
        request->access_end = now + request->hours_granted * LB_HOUR;
        return lb_granting_make(act, request, error);
    }
    request->ended = MAX(now, request->access_start);
    if (step->verb != LB_VERB_REVOKE && step->verb != LB_VERB_COMPLETE)
        return true;
    request->ended_by = g_strdup(act->actor->account);
    request->end_reason = g_strdup(reason);
    return lb_granting_leave(act, request, step->to, request->ended, error);
}

/* What an approval gives at most: 0 for a step that is none. */
static int
hours_of(const LbRequest *request, const LbDecision *decision, const Step *step)
{
    if (step->verb != LB_VERB_APPROVE)
        return 0;
    return decision->hours != 0 ? decision->hours : request->hours;
}

/* Writes the actor's vote and counts what the votes come to with it. */
static bool
vote(LbAct *act, const LbRequest *request, const Step *step, int hours, const char *reason,
     LbBallot *ballot, GError **error)
{
    g_autofree char *digest = lb_request_digest(request);
    const LbActor *actor = act->actor;
    LbVoteRow row = {
        .request = request->number,
        .person = actor->person,
        .principal = actor->principal,
        .vote = step->verb == LB_VERB_APPROVE ? LB_VOTE_APPROVE : LB_VOTE_DENY,
        .hours = hours,
        .reason = (char *)reason,
        .digest = digest,
        .time = act->time.effective,
        .key = actor->key,
        .evidence = (char *)lb_names_get(lb_evidence_names, (int)actor->evidence),
    };
    if (!lb_votes_put(act->service->store, &row, error))
        return false;
    g_autoptr(GPtrArray) asked = lb_ballot_read(act->service, request, ballot, error);
    return asked != NULL;
}

/* A vote that decides nothing yet is told to nobody: it stands on the request and in the log. That access ends is told
 * when it has. */
static bool
record(LbAct *act, const LbRequest *request, const Step *step, const char *details, GError **error)
{
    bool leaving = request->status == LB_STATUS_REVOKING || request->status == LB_STATUS_COMPLETING;
    bool tells = request->status != LB_STATUS_PENDING && !leaving;
    g_autoptr(GPtrArray) approvers =
        lb_requests_approvers(act->service->store, request->number, error);
    return approvers != NULL &&
           lb_act_log(act, step->operation, request->tenant, request->number, details, error) &&
           (!tells || lb_act_tell(act, step->event, request, approvers, true, error)) &&
           lb_act_commit(act, error);
}

/* Takes the step, or, with an approval below the quorum, leaves the request waiting. The deadline is tested once more
 * by the statement that decides. */
static bool
move_on(LbAct *act, LbRequest *request, const LbDecision *decision, const Step *step,
        const char *reason, GError **error)
{
    g_auto(LbBallot) ballot = { 0 };
    LbStatus from = request->status;
    int hours = hours_of(request, decision, step);
    if (step->votes && !vote(act, request, step, hours, reason, &ballot, error))
        return false;
    bool approves = step->verb == LB_VERB_APPROVE, changed = false;
    bool decides = !approves || ballot.given >= request->quorum;
    if (!decides)
        request->approvals = ballot.given;
    else if (!take_step(act, request, step, ballot.hours, reason, error))
        return false;
    int64_t deadline = step->votes ? act->time.effective : 0;
    if (!lb_requests_update(act->service->store, request, from, deadline, &changed, error))
        return false;
    if (!changed)
        return lb_refuse(error, LB_REFUSAL_EXPIRED, NULL);
    if (from == LB_STATUS_INITIALIZING) /* only canceling begins there */
        return lb_weigh_end(act, request, LB_JIT_CANCELED, reason, error) &&
               lb_act_commit(act, error);
    g_autofree char *details = approves
                                   ? lb_details_of_approval(request, reason, hours, ballot.persons)
                                   : lb_details_of_request(request, reason, 0);
    return record(act, request, step, details, error);
}

static LbRequest *
try_to_decide(LbService *service, const LbActor *actor, const LbDecision *decision,
              const Step *step, GError **error)
{
    g_autofree char *reason = NULL;
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    g_autoptr(LbRequest) request =
        act != NULL ? get_request(act, decision->number, step, error) : NULL;
    if (request == NULL || !check_terms(request, decision, step, error) ||
        !take_reason(decision, step, &reason, error) ||
        !move_on(act, request, decision, step, reason, error))
        return NULL;
    lb_service_label(service, request, actor->language);
    return g_steal_pointer(&request);
}

/* What is refused leaves nothing behind but its record. */
static LbRequest *
decide(LbService *service, const LbActor *actor, const LbDecision *decision, const Step *step,
       GError **error)
{
    GError *refusal = NULL;
    LbRequest *request = try_to_decide(service, actor, decision, step, &refusal);
    if (request != NULL)
        return request;
    lb_refused_record(service, actor, step->verb, decision->number, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

LbRequest *
lb_service_approve(LbService *service, const LbActor *actor, const LbDecision *decision,
                   GError **error)
{
    return decide(service, actor, decision, &approve_step, error);
}

LbRequest *
lb_service_deny(LbService *service, const LbActor *actor, const LbDecision *decision,
                GError **error)
{
    return decide(service, actor, decision, &deny_step, error);
}

LbRequest *
lb_service_cancel(LbService *service, const LbActor *actor, const LbDecision *decision,
                  GError **error)
{
    return decide(service, actor, decision, &cancel_step, error);
}

LbRequest *
lb_service_revoke(LbService *service, const LbActor *actor, const LbDecision *decision,
                  GError **error)
{
    return decide(service, actor, decision, &revoke_step, error);
}

LbRequest *
lb_service_complete(LbService *service, const LbActor *actor, const LbDecision *decision,
                    GError **error)
{
    return decide(service, actor, decision, &complete_step, error);
}
