/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Receipts from facts. */
#include "receipt/make.h"

#include "core/status.h"
#include "receipt/parts.h"

#define FORMAT 1
#define PROVIDER "Microsoft.CustomerLockbox"

static void G_GNUC_PRINTF(3, 4)
    set_format(JsonObject *object, const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    lb_part_set_text(object, name, text);
}

/* The status that the last step of the story ends with. */
static const char *
status_of(JsonObject *receipt)
{
    JsonArray *story = json_object_get_array_member(receipt, "story");
    guint steps = json_array_get_length(story);
    return steps > 0 ? lb_part_text(json_array_get_object_element(story, steps - 1), "status")
                     : lb_status_name(LB_STATUS_UNKNOWN);
}

static void
put_azure(JsonObject *properties, const LbRequest *request, const char *id, const char *status)
{
    g_autofree char *ids = lb_request_join_resources(request, false);
    g_autofree char *types = lb_request_join_resources(request, true);
    lb_part_set_text(properties, "requestId", id);
    lb_part_set_text(properties, "justification", request->justification);
    lb_part_set_text(properties, "status", status);
    lb_part_set_time(properties, "createdDateTime", request->created);
    lb_part_set_time(properties, "expirationDateTime", request->expiration);
    set_format(properties, "duration", "%d", request->hours);
    lb_part_set_text(properties, "resourceIds", ids);
    lb_part_set_text(properties, "resourceType", types);
    set_format(properties, "supportRequest", "TK-%" G_GINT64_FORMAT, request->ticket);
    /* It follows from lockbox.conf, which may be another tomorrow: a receipt can be made again. */
    lb_part_set_text(properties, "supportCaseUrl", NULL);
    lb_part_set_text(properties, "workItemSource", "Lockbox");
    lb_part_set_text(properties, "subscriptionId", request->subscription);
}

static void
put_ours(JsonObject *properties, const LbRequest *request)
{
    JsonArray *resources = lb_part_add_array(properties, "resources");
    for (guint i = 0; i < request->resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(request->resources, i);
        json_array_add_string_element(resources, resource->id);
    }
    lb_part_set_text(properties, "tenantId", request->tenant);
    lb_part_set_text(properties, "service", request->service);
    lb_part_set_text(properties, "scenario", request->scenario);
    lb_part_set_text(properties, "level", lb_names_get(lb_level_names, (int)request->level));
    json_object_set_int_member(properties, "hours", request->hours);
    json_object_set_int_member(properties, "number", request->number);
    json_object_set_int_member(properties, "ticket", request->ticket);
    lb_part_set_text(properties, "requester", request->requester_account);
    lb_part_set_text(properties, "requesterRole", request->requester_role);
    lb_part_set_text(properties, "ticketTitle", request->ticket_title);
    lb_part_set_text(properties, "ticketOpenedBy", request->ticket_opened_by);
    lb_part_set_time(properties, "notifiedDateTime", request->notified);
}

static void
put_event(JsonArray *events, const LbWinEvent *event)
{
    JsonObject *object = lb_part_add_object(events);
    lb_part_set_time(object, "dateTime", event->time);
    lb_part_set_text(object, "kind", lb_names_get(lb_winevent_kind_names, (int)event->kind));
    lb_part_set_text(object, "channel", event->channel);
    lb_part_set_text(object, "provider", event->provider);
    json_object_set_int_member(object, "id", event->id);
    json_object_set_int_member(object, "record", (int64_t)event->record);
    lb_part_set_text(object, "computer", event->computer);
    lb_part_set_text(object, "account", event->account);
    lb_part_set_text(object, "target", event->target);
    lb_part_set_text(object, "group", event->group);
    json_object_set_int_member(object, "logonType", event->logon_type);
    json_object_set_int_member(object, "logon", (int64_t)event->logon);
    lb_part_set_text(object, "source", event->source);
    lb_part_set_text(object, "process", event->process);
    lb_part_set_text(object, "command", event->command);
    lb_part_set_text(object, "service", event->service);
    lb_part_set_text(object, "cleared", event->cleared);
}

static void
put_events(JsonObject *windows, const LbReceiptFacts *facts)
{
    JsonArray *kinds = lb_part_add_array(windows, "kinds");
    JsonArray *events = lb_part_add_array(windows, "events");
    for (const LbName *row = lb_winevent_kind_names; row->name != NULL; row++) {
        if (facts->kinds[row->value] == 0)
            continue;
        JsonObject *kind = lb_part_add_object(kinds);
        lb_part_set_text(kind, "kind", row->name);
        json_object_set_int_member(kind, "events", facts->kinds[row->value]);
    }
    for (guint i = 0; i < facts->events->len; i++)
        put_event(events, g_ptr_array_index(facts->events, i));
}

static void
put_entry(JsonArray *entries, const LbActivity *entry)
{
    JsonObject *object = lb_part_add_object(entries);
    json_object_set_int_member(object, "sequence", entry->sequence);
    lb_part_set_time(object, "dateTime", entry->time);
    lb_part_set_text(object, "tenant", entry->tenant);
    lb_part_set_text(object, "operation", lb_names_get(lb_operation_names, (int)entry->operation));
    lb_part_set_text(object, "request", entry->request);
    lb_part_set_text(object, "caller", entry->caller);
    lb_part_set_text(object, "person", entry->person);
    lb_part_set_text(object, "door", entry->door);
    lb_part_set_text(object, "key", entry->fingerprint);
    lb_part_set_text(object, "evidence", entry->evidence);
    lb_part_set_text(object, "address", entry->address);
    lb_part_set_text(object, "details", entry->details);
    lb_part_set_hash(object, "previous", entry->previous);
    lb_part_set_hash(object, "hash", entry->hash);
}

static void
put_log(JsonObject *receipt, const LbReceiptFacts *facts)
{
    JsonArray *entries = lb_part_add_array(receipt, "entries");
    JsonObject *head = json_object_new();
    for (guint i = 0; i < facts->entries->len; i++)
        put_entry(entries, g_ptr_array_index(facts->entries, i));
    json_object_set_int_member(head, "sequence", facts->head);
    lb_part_set_time(head, "dateTime", facts->time);
    lb_part_set_hash(head, "hash", facts->hash);
    json_object_set_object_member(receipt, "head", head);
}

JsonObject *
lb_receipt_make(const LbReceiptFacts *facts)
{
    const LbRequest *request = facts->request;
    JsonObject *receipt = json_object_new();
    JsonObject *properties = json_object_new(), *windows = json_object_new();
    g_autofree char *id = lb_request_id(request);
    g_autofree char *digest = lb_request_digest(request);
    json_object_set_int_member(receipt, "lockboxReceipt", FORMAT);
    set_format(receipt, "id", "/subscriptions/%s/providers/" PROVIDER "/requests/%s",
               request->subscription, id);
    lb_part_set_text(receipt, "name", id);
    lb_part_set_text(receipt, "type", PROVIDER "/requests");
    lb_part_set_text(receipt, "digest", digest);
    json_object_set_boolean_member(receipt, "jitOnly", request->jit_only);
    json_object_set_boolean_member(receipt, "test", facts->test);
    lb_part_set_text(receipt, "instance", request->instance);
    lb_receipt_put_doings(receipt, windows, facts->entries);
    put_events(windows, facts);
    json_object_set_object_member(receipt, "windowsEvents", windows);
    put_azure(properties, request, id, status_of(receipt));
    put_ours(properties, request);
    json_object_set_object_member(receipt, "properties", properties);
    put_log(receipt, facts);
    return receipt;
}
