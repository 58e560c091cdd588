/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people read of exclusions, narrowed to what the reader may see. */
#include "core/role.h"
#include "service/act.h"
#include "service/exclusions.h"
#include "service/reader.h"
#include "service/refused.h"
#include "store/exclusions.h"

#define PAGE_LIMIT 1000

void
lb_exclusion_view_free(LbExclusionView *view)
{
    if (view == NULL)
        return;
    lb_exclusion_free(view->exclusion);
    g_free(view->digest);
    g_free(view);
}

static unsigned
allowed_verbs(const LbStanding *standing)
{
    unsigned verbs = 0;
    for (const LbName *verb = lb_verb_names; verb->name != NULL; verb++)
        if (lb_verb_about((LbVerb)verb->value) == LB_ABOUT_EXCLUSION &&
            lb_authorize((LbVerb)verb->value, standing) == LB_REFUSAL_NONE)
            verbs |= 1u << verb->value;
    return verbs;
}

static LbExclusionView *
try_to_show(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    LbClockJudgement time;
    g_autoptr(LbTransaction) reading = lb_reader_begin(service, &time, error);
    g_autoptr(LbExclusionView) view = g_new0(LbExclusionView, 1);
    LbStanding standing;
    if (reading == NULL || !lb_standing_towards_exclusion(service, actor, number, &time, &standing,
                                                          &view->exclusion, error))
        return NULL;
    LbRefusal refusal = lb_authorize(LB_VERB_READ_EXCLUSION, &standing);
    if (refusal != LB_REFUSAL_NONE) {
        lb_refuse(error, refusal, NULL);
        return NULL;
    }
    view->digest = lb_exclusion_digest(view->exclusion);
    view->verbs = allowed_verbs(&standing);
    view->now = time.effective;
    return g_steal_pointer(&view);
}

LbExclusionView *
lb_service_show_exclusion(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    GError *refusal = NULL;
    LbExclusionView *view = try_to_show(service, actor, number, &refusal);
    if (view != NULL)
        return view;
    lb_refused_record(service, actor, LB_VERB_READ_EXCLUSION, 0, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

GPtrArray *
lb_service_exclusions(LbService *service, const LbActor *actor, const LbExclusionFilter *filter,
                      GError **error)
{
    unsigned roles = 0;
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    if (reading == NULL || !lb_reader_admit(service, actor, &roles, error))
        return NULL;
    LbExclusionPage page = { .principal = actor->principal,
                             .of = lb_roles_oversee(roles) ? LB_EXCLUSIONS_EVERY
                                   : actor->tenant == NULL ? LB_EXCLUSIONS_OWN
                                                           : LB_EXCLUSIONS_CUSTOMERS,
                             .unacknowledged = filter->unacknowledged,
                             .before = filter->before,
                             .limit = CLAMP(filter->limit, 1, PAGE_LIMIT) };
    return lb_exclusions_page(service->store, &page, error);
}

bool
lb_service_waiting_exclusions(LbService *service, const LbActor *actor, int *count,
                              LbExclusion **newest, GError **error)
{
    unsigned roles = 0;
    int64_t number = 0;
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    *newest = NULL;
    if (reading == NULL || !lb_reader_admit(service, actor, &roles, error) ||
        !lb_exclusions_waiting(service->store, actor->principal, LB_EXCLUSIONS_COUNTED, count,
                               &number, error))
        return false;
    if (number == 0)
        return true;
    *newest = lb_exclusions_get(service->store, number, error);
    return *newest != NULL;
}

bool
lb_service_may_exclude(LbService *service, const LbActor *actor, bool *may, GError **error)
{
    LbStanding standing;
    LbClockJudgement time;
    g_autoptr(LbTransaction) reading = lb_reader_begin(service, &time, error);
    if (reading == NULL || !lb_standing_alone(service, actor, &time, &standing, error))
        return false;
    *may = lb_authorize(LB_VERB_RECORD_EXCLUSION, &standing) == LB_REFUSAL_NONE;
    return true;
}

GPtrArray *
lb_service_find_scopes(LbService *service, const LbActor *actor, const char *text, int limit,
                       GError **error)
{
    bool may = false;
    if (!lb_service_may_exclude(service, actor, &may, error))
        return NULL;
    bool enough = g_utf8_strlen(text, -1) >= LB_SCOPE_TEXT_LEAST;
    return lb_exclusions_find_scopes(service->store, text, may && enough ? limit : 0, error);
}
