/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of Windows as JSON. */
#include "commands/jsonevents.h"

#include "base/jsonparts.h"

/* A number that Windows writes so, or null. */
static void
put_hexadecimal(JsonBuilder *builder, const char *name, uint64_t number)
{
    g_autofree char *text = g_strdup_printf("0x%" G_GINT64_MODIFIER "x", number);
    lb_json_add_text_member(builder, name, number != 0 ? text : NULL);
}

static void
put_request(JsonBuilder *builder, int64_t request)
{
    g_autofree char *id = g_strdup_printf("LB-%" G_GINT64_FORMAT, request);
    lb_json_add_text_member(builder, "request", request != 0 ? id : NULL);
}

static void
put_type(JsonBuilder *builder, int type)
{
    if (type != LB_WINEVENT_NO_TYPE)
        lb_json_add_number_member(builder, "logonType", type);
    else
        lb_json_add_text_member(builder, "logonType", NULL);
}

static void
put_why(JsonBuilder *builder, const LbEventRow *row)
{
    const LbExplanation *why = &row->explanation;
    json_builder_set_member_name(builder, "unexplained");
    if (row->request != 0 || row->system || why->how == LB_EXPLAINED) {
        json_builder_add_null_value(builder);
        return;
    }
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "why", lb_names_get(lb_explained_names, (int)why->how));
    put_request(builder, why->request);
    lb_json_add_number_member(builder, "secondsSinceEnd", why->late / G_USEC_PER_SEC);
    json_builder_end_object(builder);
}

void
lb_json_put_event(JsonBuilder *builder, const LbEventRow *row)
{
    const LbWinEvent *event = row->event;
    lb_json_add_number_member(builder, "id", row->id);
    lb_json_add_time_member(builder, "dateTime", event->time);
    lb_json_add_text_member(builder, "kind",
                            lb_names_get(lb_winevent_kind_names, (int)event->kind));
    lb_json_add_number_member(builder, "eventId", event->id);
    lb_json_add_text_member(builder, "channel", event->channel);
    lb_json_add_text_member(builder, "provider", event->provider);
    lb_json_add_number_member(builder, "recordId", (int64_t)event->record);
    lb_json_add_text_member(builder, "computer", event->computer);
    lb_json_add_text_member(builder, "account", event->account);
    lb_json_add_text_member(builder, "target", event->target);
    lb_json_add_text_member(builder, "group", event->group);
    put_type(builder, event->logon_type);
    put_hexadecimal(builder, "logonId", event->logon);
    lb_json_add_text_member(builder, "source", event->source);
    lb_json_add_text_member(builder, "process", event->process);
    lb_json_add_text_member(builder, "command", event->command);
    lb_json_add_text_member(builder, "service", event->service);
    lb_json_add_text_member(builder, "clearedLog", event->cleared);
    lb_json_add_flag_member(builder, "system", row->system);
    lb_json_add_text_member(builder, "tenantId", row->tenant);
    lb_json_add_text_member(builder, "resourceId", row->resource);
    lb_json_add_text_member(builder, "resourceName", row->resource_name);
    put_request(builder, row->request);
    put_why(builder, row);
}

char *
lb_json_events(GPtrArray *events, const char *next, bool test)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "value");
    json_builder_begin_array(builder);
    for (guint i = 0; i < events->len; i++) {
        json_builder_begin_object(builder);
        lb_json_put_event(builder, g_ptr_array_index(events, i));
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    lb_json_add_text_member(builder, "nextLink", next);
    return lb_json_finish(builder, test);
}
