/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Look-ups in the catalogue. */
#include "core/catalogue.h"

#include <string.h>

#include "core/labels.h"

const LbName lb_stage_names[] = {
    { LB_STAGE_GENERAL, "ga", NULL },
    { LB_STAGE_PREVIEW, "preview", NULL },
    { 0, NULL, NULL },
};

LbCatalogue *
lb_catalogue_new(void)
{
    LbCatalogue *catalogue = g_new0(LbCatalogue, 1);
    catalogue->scenarios = g_ptr_array_new_with_free_func((GDestroyNotify)lb_scenario_free);
    catalogue->services =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
    return catalogue;
}

void
lb_catalogue_free(LbCatalogue *catalogue)
{
    if (catalogue == NULL)
        return;
    g_ptr_array_unref(catalogue->scenarios);
    g_hash_table_unref(catalogue->services);
    g_free(catalogue);
}

void
lb_scenario_free(LbScenario *scenario)
{
    if (scenario == NULL)
        return;
    g_free(scenario->id);
    g_free(scenario->service);
    g_clear_pointer(&scenario->labels, g_hash_table_unref);
    g_clear_pointer(&scenario->exposes, g_hash_table_unref);
    g_strfreev(scenario->types);
    g_free(scenario->ports);
    g_free(scenario);
}

const LbScenario *
lb_catalogue_find(const LbCatalogue *catalogue, const char *service, const char *id)
{
    for (guint i = 0; i < catalogue->scenarios->len; i++) {
        const LbScenario *scenario = g_ptr_array_index(catalogue->scenarios, i);
        if (g_strcmp0(scenario->service, service) == 0 && g_strcmp0(scenario->id, id) == 0)
            return scenario;
    }
    return NULL;
}

const char *
lb_catalogue_service_label(const LbCatalogue *catalogue, const char *id, const char *language)
{
    GHashTable *labels = g_hash_table_lookup(catalogue->services, id);
    return labels != NULL ? lb_labels_get(labels, language) : id;
}

const char *
lb_scenario_label(const LbScenario *scenario, const char *language)
{
    return lb_labels_get(scenario->labels, language);
}

const char *
lb_scenario_exposes(const LbScenario *scenario, const char *language)
{
    return lb_labels_get(scenario->exposes, language);
}

/* Classic platform services are supported, classic machines are not: the list of types says which. */
LbRefusal
lb_scenario_suits(const LbScenario *scenario, const LbResource *resource)
{
    bool listed = false;
    for (char **type = scenario->types; *type != NULL && !listed; type++)
        listed = g_ascii_strcasecmp(*type, resource->type) == 0;
    if (!listed)
        return resource->model == LB_MODEL_CLASSIC ? LB_REFUSAL_CLASSIC_DEPLOYMENT
                                                   : LB_REFUSAL_UNSUITABLE_RESOURCE;
    /* Inventories rarely say the system of a resource: then it is the engineer who knows. */
    bool fits =
        scenario->os == LB_OS_NONE || resource->os == LB_OS_NONE || scenario->os == resource->os;
    return fits ? LB_REFUSAL_NONE : LB_REFUSAL_UNSUITABLE_RESOURCE;
}

#define NAMESPACE "microsoft."

static void
add_once(GPtrArray *texts, char *text)
{
    if (g_ptr_array_find_with_equal_func(texts, text, g_str_equal, NULL))
        g_free(text);
    else
        g_ptr_array_add(texts, text);
}

GStrv
lb_scenario_sought(const LbScenario *scenario)
{
    g_autoptr(GPtrArray) types = g_ptr_array_new();
    for (char **type = scenario->types; *type != NULL; type++) {
        g_autofree char *lower = g_ascii_strdown(*type, -1);
        add_once(types, g_strdup(lower));
        if (g_str_has_prefix(lower, NAMESPACE))
            add_once(types, g_strconcat(NAMESPACE "classic", lower + strlen(NAMESPACE), NULL));
    }
    g_ptr_array_add(types, NULL);
    return (GStrv)g_ptr_array_free(g_steal_pointer(&types), FALSE);
}

LbRefusal
lb_scenario_offered(const LbScenario *scenario, const LbTenant *tenant)
{
    if (tenant->plan < LB_PLAN_DEVELOPER)
        return LB_REFUSAL_BASIC_PLAN;
    if (scenario == NULL)
        return LB_REFUSAL_UNKNOWN_SCENARIO;
    return scenario->stage == LB_STAGE_PREVIEW && !tenant->preview ? LB_REFUSAL_PREVIEW_NOT_ENABLED
                                                                   : LB_REFUSAL_NONE;
}
