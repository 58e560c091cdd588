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
    return catalogue;
}

void
lb_catalogue_free(LbCatalogue *catalogue)
{
    if (catalogue == NULL)
        return;
    g_ptr_array_unref(catalogue->scenarios);
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
