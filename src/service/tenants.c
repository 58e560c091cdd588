/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tenants and what is agreed with them. Changes are told like all that bears on who decides. */
#include <string.h>

#include "base/i18n.h"
#include "service/administer.h"
#include "service/people.h"
#include "store/keeping.h"

#define QUEUE_HOURS_MOST 720

GPtrArray *
lb_tenants_list(LbService *service, const LbActor *actor, GError **error)
{
    g_autoptr(LbTransaction) reading =
        lb_administer_begin_reading(service, actor, LB_VERB_ADMINISTER, error);
    if (reading == NULL)
        return NULL;
    GPtrArray *rows = lb_directory_tenants(service->store, error);
    for (guint i = 0; rows != NULL && i < rows->len; i++) {
        LbTenantRow *row = g_ptr_array_index(rows, i);
        row->keeping = lb_keeping_fill(&row->agreed, &service->recordings);
    }
    return rows;
}

GPtrArray *
lb_tenants_subscriptions(LbService *service, const LbActor *actor, const char *tenant,
                         GError **error)
{
    g_autoptr(LbTransaction) reading =
        lb_administer_begin_reading(service, actor, LB_VERB_ADMINISTER, error);
    if (reading == NULL)
        return NULL;
    return lb_directory_subscription_rows(service->store, tenant, error);
}

LbSubscriptionRow *
lb_tenants_subscription(LbService *service, const LbActor *actor, const char *subscription,
                        GError **error)
{
    g_autofree char *tenant = NULL;
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbTransaction) reading =
        lb_administer_begin_reading(service, actor, LB_VERB_ADMINISTER, error);
    if (reading == NULL)
        return NULL;
    bool found = lb_directory_subscription(service->store, subscription, &tenant, NULL, &failure);
    g_autoptr(GPtrArray) rows =
        found ? lb_directory_subscription_rows(service->store, tenant, &failure) : NULL;
    for (guint i = 0; rows != NULL && i < rows->len; i++) {
        const LbSubscriptionRow *row = g_ptr_array_index(rows, i);
        if (strcmp(row->id, subscription) == 0)
            return g_ptr_array_steal_index(rows, i);
    }
    if (failure != NULL)
        g_propagate_error(error, g_steal_pointer(&failure));
    else
        lb_refuse(error, LB_REFUSAL_UNKNOWN_SUBSCRIPTION, NULL);
    return NULL;
}

/* Writes what is to be changed over what is stored. */
static bool
merge_terms(const LbTenantTerms *terms, LbTenant *tenant, GError **error)
{
    int plan = (int)tenant->plan;
    if (terms->plan != NULL && !lb_names_find(lb_plan_names, terms->plan, &plan)) {
        g_autofree char *allowed = lb_names_join(lb_plan_names);
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE, "(plan: %s)", allowed);
    }
    if (terms->queue_hours < 0 || terms->queue_hours > QUEUE_HOURS_MOST)
        return lb_refuse(error, LB_REFUSAL_HOURS_OUT_OF_RANGE, _("(1 to %d)"), QUEUE_HOURS_MOST);
    if (terms->access_hours < 0 || terms->access_hours > LB_HOURS_MAX)
        return lb_refuse(error, LB_REFUSAL_HOURS_OUT_OF_RANGE, _("(1 to %d)"), LB_HOURS_MAX);
    tenant->plan = (LbPlan)plan;
    tenant->preview = terms->preview >= 0 ? terms->preview != 0 : tenant->preview;
    tenant->queue_hours = terms->queue_hours > 0 ? terms->queue_hours : tenant->queue_hours;
    tenant->access_hours = terms->access_hours > 0 ? terms->access_hours : tenant->access_hours;
    return true;
}

/* Stores in @value what is to hold from now on. */
static bool
merge_limit(int wanted, int most, const char *name, int *value, GError **error)
{
    if (wanted < LB_TERM_STANDARD || wanted > most)
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE, _("(%s: 1 to %d)"), name, most);
    if (wanted != 0)
        *value = wanted == LB_TERM_STANDARD ? 0 : wanted;
    return true;
}

static void
set_limit(JsonObject *details, const char *name, int value)
{
    if (value == 0)
        json_object_set_null_member(details, name);
    else
        json_object_set_int_member(details, name, value);
}

/* They bear on nobody's right to decide, so no trigger tells of them. Shorter ones hold for what was recorded before, too. */
static bool
set_recordings(LbAct *act, const char *tenant, const LbKeeping *wanted, GError **error)
{
    LbKeeping before, now;
    LbStore *store = act->service->store;
    if (!lb_keeping_get(store, tenant, &before, error))
        return false;
    now = before;
    if (!merge_limit(wanted->days, LB_KEEPING_DAYS_MOST, _("days"), &now.days, error) ||
        !merge_limit(wanted->mebibytes, LB_KEEPING_MEBIBYTES_MOST, "MiB", &now.mebibytes, error))
        return false;
    if (now.days == before.days && now.mebibytes == before.mebibytes)
        return true;
    g_autoptr(JsonObject) details = json_object_new();
    set_limit(details, "days", now.days);
    set_limit(details, "mebibytes", now.mebibytes);
    g_autofree char *text = lb_details_write(details);
    return lb_keeping_put(store, tenant, &now, error) &&
           lb_act_log(act, LB_OPERATION_SET_KEEPING, tenant, 0, text, error);
}

bool
lb_tenants_set(LbService *service, const LbActor *actor, const char *tenant,
               const LbTenantTerms *terms, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbAct) act = lb_administer_begin(service, actor, LB_VERB_ADMINISTER, error);
    g_autoptr(LbTenant) stored =
        act != NULL ? lb_directory_tenant(service->store, tenant, &failure) : NULL;
    if (failure != NULL)
        g_propagate_error(error, g_steal_pointer(&failure));
    else if (act != NULL && stored == NULL)
        lb_refuse(error, LB_REFUSAL_UNKNOWN_TENANT, NULL);
    return stored != NULL && merge_terms(terms, stored, error) &&
           lb_directory_set_terms(service->store, stored, error) &&
           set_recordings(act, tenant, &terms->recordings, error) && lb_act_commit(act, error);
}

bool
lb_tenants_set_quorum(LbService *service, const LbActor *actor, const char *subscription,
                      int quorum, GError **error)
{
    bool found = false;
    g_autoptr(LbAct) act = lb_administer_begin(service, actor, LB_VERB_ADMINISTER, error);
    if (act == NULL)
        return false;
    if (quorum < 1 || quorum > LB_QUORUM_MAX)
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE, _("(approvals: 1 to %d)"), LB_QUORUM_MAX);
    if (!lb_directory_set_quorum(service->store, subscription, quorum, &found, error))
        return false;
    if (!found)
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_SUBSCRIPTION, NULL);
    return lb_act_commit(act, error);
}
