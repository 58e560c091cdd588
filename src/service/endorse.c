/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Internal approval. */
#include "service/endorse.h"

#include "base/text.h"
#include "service/refused.h"
#include "service/release.h"
#include "store/weighings.h"

static bool
take_reason(const LbDecision *decision, LbVerb verb, char **reason, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (decision->reason == NULL || *decision->reason == '\0')
        return verb == LB_VERB_ENDORSE || lb_refuse(error, LB_REFUSAL_REASON_NEEDED, NULL);
    *reason = lb_text_accept(decision->reason, -1, LB_TEXT_LINES, LB_LIMIT_REASON, &cause);
    return *reason != NULL || lb_refuse_text(error, "reason", cause);
}

/* The request that the actor may answer; stores the role by which. The caller frees it. */
static LbRequest *
get_request(LbAct *act, const LbDecision *decision, LbVerb verb, unsigned *roles, GError **error)
{
    g_autoptr(LbRequest) request = NULL;
    LbStanding standing;
    if (!lb_standing_towards(act->service, act->actor, decision->number, &act->time, &standing,
                             &request, error))
        return NULL;
    LbRefusal refusal = lb_authorize(verb, &standing);
    bool needs_shown = verb == LB_VERB_ENDORSE || decision->shown != NULL;
    if (refusal == LB_REFUSAL_NONE && needs_shown && !lb_request_matches(request, decision->shown))
        refusal = LB_REFUSAL_CHANGED;
    *roles = standing.roles;
    if (refusal == LB_REFUSAL_NONE)
        return g_steal_pointer(&request);
    lb_refuse(error, refusal, NULL);
    return NULL;
}

static bool
put_answer(LbAct *act, const LbRequest *request, LbVerb verb, unsigned roles, const char *reason,
           GError **error)
{
    const LbActor *actor = act->actor;
    g_autofree char *digest = lb_request_digest(request);
    LbRole role =
        (roles & (1u << LB_ROLE_SUPPORT_LEAD)) != 0 ? LB_ROLE_SUPPORT_LEAD : LB_ROLE_DEVOPS_MANAGER;
    LbEndorsement answer = { .principal = actor->principal,
                             .person = actor->person,
                             .role = (char *)lb_role_name(role),
                             .endorses = verb == LB_VERB_ENDORSE,
                             .reason = (char *)reason,
                             .time = act->time.effective };
    LbEndorsementRow row = { .request = request->number,
                             .answer = &answer,
                             .digest = digest,
                             .key = actor->key,
                             .evidence = lb_names_get(lb_evidence_names, (int)actor->evidence) };
    return lb_endorsements_put(act->service->store, &row, error);
}

/* Raises the version, so that nobody goes on from what was there before. */
static bool
touch(LbAct *act, LbRequest *request, GError **error)
{
    bool changed = false;
    if (!lb_requests_update(act->service->store, request, LB_STATUS_INITIALIZING, 0, &changed,
                            error))
        return false;
    return changed || lb_refuse(error, LB_REFUSAL_ALREADY_DECIDED, NULL);
}

static bool
decline(LbAct *act, LbRequest *request, const char *reason, GError **error)
{
    request->status = lb_jit_rows[LB_JIT_DECLINED].to;
    request->decided = request->ended = act->time.effective;
    request->decided_by = g_strdup(act->actor->account);
    request->decision_reason = g_strdup(reason);
    return touch(act, request, error) && lb_weigh_end(act, request, LB_JIT_DECLINED, reason, error);
}

static bool
endorse(LbAct *act, LbRequest *request, const LbWeighing *weighing, const char *reason,
        GError **error)
{
    if (weighing->given >= weighing->approvals)
        return lb_release(act, request, weighing, LB_JIT_ENDORSED, reason, error);
    if (!touch(act, request, error))
        return false;
    g_autofree char *details = lb_weigh_details(request, weighing, LB_JIT_HELD, reason, 0);
    return lb_act_log(act, LB_OPERATION_ENDORSE, request->tenant, request->number, details, error);
}

static LbRequest *
try_to_answer(LbService *service, const LbActor *actor, const LbDecision *decision, LbVerb verb,
              GError **error)
{
    g_autofree char *reason = NULL;
    unsigned roles = 0;
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    g_autoptr(LbRequest) request =
        act != NULL ? get_request(act, decision, verb, &roles, error) : NULL;
    if (request == NULL || !take_reason(decision, verb, &reason, error))
        return NULL;
    g_autoptr(LbWeighing) before = lb_weigh_read(service, request, error);
    if (before == NULL || !put_answer(act, request, verb, roles & before->approvers, reason, error))
        return NULL;
    g_autoptr(LbWeighing) weighing = lb_weigh_read(service, request, error);
    if (weighing == NULL)
        return NULL;
    bool done = verb == LB_VERB_ENDORSE ? endorse(act, request, weighing, reason, error)
                                        : decline(act, request, reason, error);
    if (!done || !lb_act_commit(act, error))
        return NULL;
    lb_service_label(service, request, actor->language);
    return g_steal_pointer(&request);
}

static LbRequest *
answer(LbService *service, const LbActor *actor, const LbDecision *decision, LbVerb verb,
       GError **error)
{
    GError *refusal = NULL;
    LbRequest *request = try_to_answer(service, actor, decision, verb, &refusal);
    if (request != NULL)
        return request;
    lb_refused_record(service, actor, verb, decision->number, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

LbRequest *
lb_service_endorse(LbService *service, const LbActor *actor, const LbDecision *decision,
                   GError **error)
{
    return answer(service, actor, decision, LB_VERB_ENDORSE, error);
}

LbRequest *
lb_service_decline(LbService *service, const LbActor *actor, const LbDecision *decision,
                   GError **error)
{
    return answer(service, actor, decision, LB_VERB_DECLINE, error);
}
