/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people read: requests. Every answer is narrowed to what the reader may see. */
#include "core/role.h"
#include "service/askedmails.h"
#include "service/ballot.h"
#include "service/reader.h"
#include "service/refused.h"
#include "service/rules.h"
#include "service/weigh.h"
#include "store/grants.h"
#include "store/outbox.h"
#include "store/readings.h"

#define PAGE_LIMIT 1000

void
lb_request_view_free(LbRequestView *view)
{
    if (view == NULL)
        return;
    lb_request_free(view->request);
    g_free(view->digest);
    lb_weighing_free(view->weighing);
    g_clear_pointer(&view->asked, g_ptr_array_unref);
    g_clear_pointer(&view->grants, g_ptr_array_unref);
    g_free(view);
}

void
lb_service_label(LbService *service, LbRequest *request, const char *language)
{
    const LbScenario *scenario =
        lb_catalogue_find(service->catalogue, request->service, request->scenario);
    g_free(request->scenario_label);
    /* A scenario that has left the catalogue still has its id. */
    request->scenario_label =
        g_strdup(scenario != NULL ? lb_scenario_label(scenario, language) : request->scenario);
}

LbTransaction *
lb_reader_begin(LbService *service, LbClockJudgement *time, GError **error)
{
    LbClockReading clocks;
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    if (reading == NULL || !lb_service_judge_clock(service, time, &clocks, error))
        return NULL;
    return g_steal_pointer(&reading);
}

bool
lb_reader_admit(LbService *service, const LbActor *actor, unsigned *roles, GError **error)
{
    bool enabled = false;
    if (!lb_directory_is_enabled(service->store, actor->principal, actor->key, &enabled, error))
        return false;
    if (!enabled)
        return lb_refuse(error, LB_REFUSAL_DISABLED, NULL);
    return lb_directory_provider_roles(service->store, actor->principal, roles, error);
}

static int64_t
find_reading(GPtrArray *readings, int64_t principal)
{
    for (guint i = 0; i < readings->len; i++) {
        const LbReading *reading = g_ptr_array_index(readings, i);
        if (reading->principal == principal)
            return reading->time;
    }
    return 0;
}

bool
lb_reader_asked(LbService *service, LbRequestView *view, GError **error)
{
    LbRequest *request = view->request;
    g_auto(LbBallot) ballot = { 0 };
    g_autoptr(GPtrArray) mails =
        lb_outbox_list(service->store, request->number, 0, PAGE_LIMIT, error);
    g_autoptr(GPtrArray) readings =
        mails != NULL ? lb_readings_list(service->store, request->number, error) : NULL;
    view->asked = readings != NULL ? lb_ballot_read(service, request, &ballot, error) : NULL;
    if (view->asked == NULL)
        return false;
    for (guint i = 0; i < view->asked->len; i++) {
        LbAsked *asked = g_ptr_array_index(view->asked, i);
        asked->mail_status = g_strdup(lb_asked_mails_state(service, mails, asked->principal));
        asked->opened = find_reading(readings, asked->principal);
    }
    view->given = ballot.given;
    view->within_reach = ballot.within_reach;
    view->fewest_hours = ballot.hours;
    request->approvals = request->status == LB_STATUS_PENDING ? ballot.given : 0;
    return true;
}

/* Labels and reasons are those of the rules that hold now: where they cannot be read, the ids have to do. */
bool
lb_reader_weighing(LbService *service, const LbActor *actor, const LbRequest *request,
                   LbWeighing **weighing, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbWeighing) found = lb_weigh_read(service, request, &failure);
    *weighing = NULL;
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (found == NULL)
        return true;
    g_autoptr(LbRules) rules = lb_rules_read(service, error);
    if (rules == NULL)
        return false;
    lb_weighing_say(found, lb_rules_policy(rules), actor->language);
    *weighing = g_steal_pointer(&found);
    return true;
}

static bool
read_access(LbService *service, LbRequestView *view, GError **error)
{
    int64_t number = view->request->number;
    view->grants = lb_access_of_request(service->store, number, error);
    return view->grants != NULL &&
           lb_access_extends(service->store, number, &view->extends, error) &&
           lb_access_extended_by(service->store, number, &view->extended_by, error);
}

static unsigned
allowed_verbs(const LbStanding *standing)
{
    unsigned verbs = 0;
    for (const LbName *verb = lb_verb_names; verb->name != NULL; verb++)
        if (lb_verb_about((LbVerb)verb->value) == LB_ABOUT_REQUEST &&
            lb_authorize((LbVerb)verb->value, standing) == LB_REFUSAL_NONE)
            verbs |= 1u << verb->value;
    return verbs;
}

LbRequestView *
lb_reader_show(LbService *service, const LbActor *actor, int64_t number,
               const LbClockJudgement *time, LbStanding *standing, GError **error)
{
    g_autoptr(LbRequestView) view = g_new0(LbRequestView, 1);
    if (!lb_standing_towards(service, actor, number, time, standing, &view->request, error))
        return NULL;
    LbRefusal refusal = lb_authorize(LB_VERB_READ, standing);
    if (refusal != LB_REFUSAL_NONE) {
        lb_refuse(error, refusal, NULL);
        return NULL;
    }
    if (!lb_reader_asked(service, view, error) ||
        !lb_reader_weighing(service, actor, view->request, &view->weighing, error) ||
        !read_access(service, view, error))
        return NULL;
    view->digest = lb_request_digest(view->request);
    view->verbs = allowed_verbs(standing);
    view->why_not_approve = lb_authorize(LB_VERB_APPROVE, standing);
    view->now = time->effective;
    lb_service_label(service, view->request, actor->language);
    return g_steal_pointer(&view);
}

static LbRequestView *
try_to_show(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    LbClockJudgement time;
    LbStanding standing;
    g_autoptr(LbTransaction) reading = lb_reader_begin(service, &time, error);
    return reading != NULL ? lb_reader_show(service, actor, number, &time, &standing, error) : NULL;
}

LbRequestView *
lb_service_show(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    GError *refusal = NULL;
    LbRequestView *view = try_to_show(service, actor, number, &refusal);
    if (view != NULL)
        return view;
    lb_refused_record(service, actor, LB_VERB_READ, number, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

static GPtrArray *
try_to_list(LbService *service, const LbActor *actor, const LbListFilter *filter, GError **error)
{
    unsigned roles = 0;
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    if (reading == NULL || !lb_reader_admit(service, actor, &roles, error))
        return NULL;
    LbRequestFilter narrowed = {
        .principal = actor->principal,
        .all = lb_roles_oversee(roles),
        .any_status = filter->any_status,
        .status = filter->status,
        .before = filter->before,
        .limit = CLAMP(filter->limit, 1, PAGE_LIMIT),
    };
    g_autoptr(GPtrArray) requests = lb_requests_list(service->store, &narrowed, error);
    for (guint i = 0; requests != NULL && i < requests->len; i++) {
        LbRequest *request = g_ptr_array_index(requests, i);
        lb_service_label(service, request, actor->language);
        if (!lb_ballot_fill(service, request, error))
            return NULL;
    }
    return g_steal_pointer(&requests);
}

GPtrArray *
lb_service_list(LbService *service, const LbActor *actor, const LbListFilter *filter,
                GError **error)
{
    GError *refusal = NULL;
    GPtrArray *requests = try_to_list(service, actor, filter, &refusal);
    if (requests != NULL)
        return requests;
    lb_refused_record(service, actor, LB_VERB_READ, 0, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

/* Asked beside a list, whose refusal is recorded. */
bool
lb_service_count(LbService *service, const LbActor *actor, LbStatus status, int *count,
                 GError **error)
{
    unsigned roles = 0;
    int64_t number = 0;
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    if (reading == NULL || !lb_reader_admit(service, actor, &roles, error))
        return false;
    LbRequestFilter filter = { .principal = actor->principal,
                               .all = lb_roles_oversee(roles),
                               .status = status };
    if (!lb_requests_count(service->store, &filter, &number, error))
        return false;
    *count = (int)MIN(number, G_MAXINT);
    return true;
}
