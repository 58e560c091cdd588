/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON documents for whoever asks for access. */
#include "commands/jsonasking.h"

#include <json-glib/json-glib.h>

#include "base/text.h"
#include "commands/json.h"
#include "commands/jsonrules.h"

static void
put(JsonBuilder *builder, const char *name, const char *text)
{
    json_builder_set_member_name(builder, name);
    if (text == NULL) {
        json_builder_add_null_value(builder);
        return;
    }
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    json_builder_add_string_value(builder, valid);
}

static void
put_number(JsonBuilder *builder, const char *name, int64_t number)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, number);
}

static void
put_refusal(JsonBuilder *builder, LbRefusal refusal)
{
    put(builder, "refusal", refusal != LB_REFUSAL_NONE ? lb_refusal_name(refusal) : NULL);
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

static char *
finish(JsonBuilder *builder, bool test)
{
    json_builder_set_member_name(builder, "test");
    json_builder_add_boolean_value(builder, test);
    json_builder_end_object(builder);
    g_autoptr(JsonGenerator) generator = json_generator_new();
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    json_generator_set_pretty(generator, TRUE);
    json_generator_set_root(generator, root);
    g_autofree char *raw = json_generator_to_data(generator, NULL);
    g_autofree char *safe = lb_text_escape_json(raw);
    return g_strconcat(safe, "\n", NULL);
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
    put(builder, "service", scenario->service);
    put(builder, "serviceLabel", offer->service_label);
    put(builder, "scenario", scenario->id);
    put(builder, "label", offer->label);
    put(builder, "exposes", offer->exposes);
    put(builder, "stage", lb_names_get(lb_stage_names, (int)scenario->stage));
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
    put(builder, "nextLink", NULL);
    put(builder, "ticket", ticket);
    put(builder, "tenantId", offers->ticket->tenant);
    put(builder, "tenantName", offers->ticket->tenant_name);
    put_number(builder, "hours", offers->hours);
    return finish(builder, test);
}

static void
put_resource(JsonBuilder *builder, const LbFoundResource *found)
{
    const LbResource *resource = found->resource;
    bool known = resource->os != LB_OS_NONE;
    json_builder_begin_object(builder);
    put(builder, "id", resource->id);
    put(builder, "name", resource->name);
    put(builder, "type", resource->type);
    put(builder, "resourceGroup", resource->group);
    put(builder, "subscriptionId", resource->subscription);
    put(builder, "subscriptionName", found->subscription_name);
    put(builder, "deploymentModel", lb_names_get(lb_model_names, (int)resource->model));
    put(builder, "os", known ? lb_names_get(lb_os_names, (int)resource->os) : NULL);
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
    put(builder, "nextLink", next);
    if (page->count >= 0)
        put_number(builder, "count", page->count);
    else
        put(builder, "count", NULL);
    return finish(builder, test);
}

char *
lb_json_preview(const LbPreview *preview, bool test)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    lb_json_put_properties(builder, preview->request);
    lb_json_put_weighing(builder, preview->weighing);
    put_number(builder, "told", preview->told);
    put_number(builder, "needed", preview->quorum);
    json_builder_end_object(builder);
    return finish(builder, test);
}
