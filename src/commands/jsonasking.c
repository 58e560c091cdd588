/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON documents for whoever asks for access. */
#include "commands/jsonasking.h"

#include <json-glib/json-glib.h>

#include "base/jsonparts.h"
#include "commands/json.h"
#include "commands/jsonrules.h"

static void
put_refusal(JsonBuilder *builder, LbRefusal refusal)
{
    lb_json_add_text_member(builder, "refusal",
                            refusal != LB_REFUSAL_NONE ? lb_refusal_name(refusal) : NULL);
}

static JsonBuilder *
begin_list(void)
{
    JsonBuilder *builder = json_builder_new();
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "value");
    json_builder_begin_array(builder);
    return builder;
}

static void
put_ports(JsonBuilder *builder, const LbScenario *scenario)
{
    json_builder_set_member_name(builder, "ports");
    json_builder_begin_array(builder);
    for (const int *port = scenario->ports; port != NULL && *port != 0; port++)
        json_builder_add_int_value(builder, *port);
    json_builder_end_array(builder);
}

static void
put_offer(JsonBuilder *builder, const LbOffer *offer)
{
    const LbScenario *scenario = offer->scenario;
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "service", scenario->service);
    lb_json_add_text_member(builder, "serviceLabel", offer->service_label);
    lb_json_add_text_member(builder, "scenario", scenario->id);
    lb_json_add_text_member(builder, "label", offer->label);
    lb_json_add_text_member(builder, "exposes", offer->exposes);
    lb_json_add_text_member(builder, "stage", lb_names_get(lb_stage_names, (int)scenario->stage));
    put_ports(builder, scenario);
    json_builder_set_member_name(builder, "customerData");
    json_builder_add_boolean_value(builder, scenario->touches_data);
    put_refusal(builder, offer->refusal);
    json_builder_end_object(builder);
}

char *
lb_json_offers(const LbOffers *offers, bool test)
{
    g_autoptr(JsonBuilder) builder = begin_list();
    g_autofree char *ticket = lb_ticket_id(offers->ticket->number);
    for (guint i = 0; i < offers->offers->len; i++)
        put_offer(builder, g_ptr_array_index(offers->offers, i));
    json_builder_end_array(builder);
    lb_json_add_text_member(builder, "nextLink", NULL);
    lb_json_add_text_member(builder, "ticket", ticket);
    lb_json_add_text_member(builder, "tenantId", offers->ticket->tenant);
    lb_json_add_text_member(builder, "tenantName", offers->ticket->tenant_name);
    lb_json_add_number_member(builder, "hours", offers->hours);
    return lb_json_finish(builder, test);
}

static void
put_resource(JsonBuilder *builder, const LbFoundResource *found)
{
    const LbResource *resource = found->resource;
    bool known = resource->os != LB_OS_NONE;
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "id", resource->id);
    lb_json_add_text_member(builder, "name", resource->name);
    lb_json_add_text_member(builder, "type", resource->type);
    lb_json_add_text_member(builder, "resourceGroup", resource->group);
    lb_json_add_text_member(builder, "subscriptionId", resource->subscription);
    lb_json_add_text_member(builder, "subscriptionName", found->subscription_name);
    lb_json_add_text_member(builder, "deploymentModel",
                            lb_names_get(lb_model_names, (int)resource->model));
    lb_json_add_text_member(builder, "os",
                            known ? lb_names_get(lb_os_names, (int)resource->os) : NULL);
    lb_json_add_flag_member(builder, "reached", resource->reached);
    put_refusal(builder, found->refusal);
    json_builder_end_object(builder);
}

char *
lb_json_resources(const LbResourcePage *page, const char *next, bool test)
{
    g_autoptr(JsonBuilder) builder = begin_list();
    for (guint i = 0; i < page->found->len; i++)
        put_resource(builder, g_ptr_array_index(page->found, i));
    json_builder_end_array(builder);
    lb_json_add_text_member(builder, "nextLink", next);
    if (page->count >= 0)
        lb_json_add_number_member(builder, "count", page->count);
    else
        lb_json_add_text_member(builder, "count", NULL);
    return lb_json_finish(builder, test);
}

char *
lb_json_preview(const LbPreview *preview, bool test)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    lb_json_put_properties(builder, preview->request, true);
    lb_json_put_weighing(builder, preview->weighing);
    lb_json_add_number_member(builder, "told", preview->told);
    lb_json_add_number_member(builder, "needed", preview->quorum);
    json_builder_end_object(builder);
    return lb_json_finish(builder, test);
}
