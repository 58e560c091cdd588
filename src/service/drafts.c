/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of requests that are not sent yet: each account's own, read and written by nobody else. */
#include "store/drafts.h"
#include "service/act.h"
#include "service/asking.h"
#include "service/reader.h"

#define DRAFTS_LIMIT 20

/* Refuses unless @actor is an engineer who may act: a draft is nobody else's, not even to look at. */
static bool
admit(LbService *service, const LbActor *actor, const LbClockJudgement *time, GError **error)
{
    LbStanding standing;
    if (!lb_standing_alone(service, actor, time, &standing, error))
        return false;
    LbRefusal refusal = lb_authorize(LB_VERB_DRAFT, &standing);
    return refusal == LB_REFUSAL_NONE || lb_refuse(error, refusal, NULL);
}

static LbTransaction *
begin_reading(LbService *service, const LbActor *actor, GError **error)
{
    LbClockJudgement time;
    g_autoptr(LbTransaction) reading = lb_reader_begin(service, &time, error);
    if (reading == NULL || !admit(service, actor, &time, error))
        return NULL;
    return g_steal_pointer(&reading);
}

bool
lb_service_keep_draft(LbService *service, const LbActor *actor, const LbDraft *draft,
                      GError **error)
{
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    return act != NULL && admit(service, actor, &act->time, error) &&
           lb_draft_check(draft, error) &&
           lb_drafts_put(service->store, actor->principal, draft, act->time.effective, DRAFTS_LIMIT,
                         error) &&
           lb_act_commit(act, error);
}

bool
lb_service_draft(LbService *service, const LbActor *actor, int64_t number, LbDraft **draft,
                 GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbTransaction) reading = begin_reading(service, actor, error);
    if (reading == NULL)
        return false;
    LbDraft *found = lb_drafts_get(service->store, actor->principal, number, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    *draft = found;
    return true;
}

bool
lb_service_drop_draft(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    return act != NULL && admit(service, actor, &act->time, error) &&
           lb_drafts_drop(service->store, actor->principal, number, error) &&
           lb_act_commit(act, error);
}

static LbDraft *
copy(const LbRequest *request)
{
    LbDraft *draft = lb_draft_new();
    g_autoptr(GStrvBuilder) resources = g_strv_builder_new();
    for (guint i = 0; i < request->resources->len; i++)
        g_strv_builder_add(resources, ((LbResource *)g_ptr_array_index(request->resources, i))->id);
    draft->like = lb_request_id(request);
    draft->ticket = request->ticket;
    draft->service = g_strdup(request->service);
    draft->scenario = g_strdup(request->scenario);
    draft->level = g_strdup(lb_names_get(lb_level_names, (int)request->level));
    draft->hours = request->hours;
    draft->justification = g_strdup(request->justification);
    draft->resources = g_strv_builder_end(resources);
    return draft;
}

LbDraft *
lb_service_copy_request(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbTransaction) reading = begin_reading(service, actor, error);
    if (reading == NULL)
        return NULL;
    /* Somebody else's, though the actor may see it, is as unknown here as one that there is not. */
    g_autoptr(LbRequest) request =
        lb_requests_get_seen(service->store, number, actor->principal, false, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    if (request == NULL || request->requester != actor->principal) {
        lb_refuse(error, LB_REFUSAL_NOT_FOUND, NULL);
        return NULL;
    }
    return copy(request);
}
