/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts read back from a receipt. What it says wrong becomes something else, or nothing, so that a receipt made from it again
 * differs there: this is how it is checked. */
#include <string.h>

#include "receipt/make.h"
#include "receipt/parts.h"

static char *
dup_text(JsonObject *object, const char *name)
{
    return g_strdup(lb_part_text(object, name));
}

static void
read_hash(JsonObject *object, const char *name, uint8_t hash[LB_SHA256_SIZE])
{
    const char *text = lb_part_text(object, name);
    if (text == NULL || strlen(text) != 2 * LB_SHA256_SIZE)
        return;
    for (size_t i = 0; i < LB_SHA256_SIZE; i++) {
        int high = g_ascii_xdigit_value(text[2 * i]), low = g_ascii_xdigit_value(text[2 * i + 1]);
        hash[i] = (uint8_t)((MAX(high, 0) << 4) | MAX(low, 0));
    }
}

static LbRequest *
read_request(JsonObject *receipt)
{
    LbRequest *request = lb_request_new();
    JsonObject *properties = json_object_get_object_member(receipt, "properties");
    JsonArray *resources = json_object_get_array_member(properties, "resources");
    int level = LB_LEVEL_READ;
    const char *name = lb_part_text(properties, "level");
    if (name != NULL)
        lb_names_find(lb_level_names, name, &level);
    request->instance = dup_text(receipt, "instance");
    request->jit_only = json_object_get_boolean_member(receipt, "jitOnly");
    request->number = lb_part_number(properties, "number");
    request->tenant = dup_text(properties, "tenantId");
    request->subscription = dup_text(properties, "subscriptionId");
    for (guint i = 0; i < json_array_get_length(resources); i++) {
        LbResource *resource =
            lb_resource_from_id(json_array_get_string_element(resources, i), NULL);
        if (resource != NULL)
            g_ptr_array_add(request->resources, resource);
    }
    g_ptr_array_sort(request->resources, lb_resource_compare);
    request->service = dup_text(properties, "service");
    request->scenario = dup_text(properties, "scenario");
    request->level = (LbLevel)level;
    request->hours = (int)CLAMP(lb_part_number(properties, "hours"), 0, LB_HOURS_MAX);
    request->justification = dup_text(properties, "justification");
    request->ticket = lb_part_number(properties, "ticket");
    request->ticket_title = dup_text(properties, "ticketTitle");
    request->ticket_opened_by = dup_text(properties, "ticketOpenedBy");
    request->requester_account = dup_text(properties, "requester");
    request->requester_role = dup_text(properties, "requesterRole");
    request->created = lb_part_time(properties, "createdDateTime");
    request->notified = lb_part_time(properties, "notifiedDateTime");
    request->expiration = lb_part_time(properties, "expirationDateTime");
    return request;
}

static LbActivity *
read_entry(JsonObject *object)
{
    LbActivity *entry = g_new0(LbActivity, 1);
    int operation = -1;
    lb_names_find(lb_operation_names, lb_part_text(object, "operation"), &operation);
    entry->sequence = lb_part_number(object, "sequence");
    entry->time = lb_part_time(object, "dateTime");
    entry->tenant = dup_text(object, "tenant");
    entry->operation = (LbOperation)operation;
    entry->request = dup_text(object, "request");
    entry->caller = dup_text(object, "caller");
    entry->person = dup_text(object, "person");
    entry->door = dup_text(object, "door");
    entry->fingerprint = dup_text(object, "key");
    entry->evidence = dup_text(object, "evidence");
    entry->address = dup_text(object, "address");
    entry->details = dup_text(object, "details");
    read_hash(object, "previous", entry->previous);
    read_hash(object, "hash", entry->hash);
    return entry;
}

static LbWinEvent *
read_event(JsonObject *object)
{
    LbWinEvent *event = lb_winevent_new();
    int kind = LB_WINEVENT_OTHER;
    lb_names_find(lb_winevent_kind_names, lb_part_text(object, "kind"), &kind);
    event->time = lb_part_time(object, "dateTime");
    event->kind = (LbWinEventKind)kind;
    event->channel = dup_text(object, "channel");
    event->provider = dup_text(object, "provider");
    event->id = (uint32_t)lb_part_number(object, "id");
    event->record = (uint64_t)lb_part_number(object, "record");
    event->computer = dup_text(object, "computer");
    event->account = dup_text(object, "account");
    event->target = dup_text(object, "target");
    event->group = dup_text(object, "group");
    event->logon_type = (int)lb_part_number(object, "logonType");
    event->logon = (uint64_t)lb_part_number(object, "logon");
    event->source = dup_text(object, "source");
    event->process = dup_text(object, "process");
    event->command = dup_text(object, "command");
    event->service = dup_text(object, "service");
    event->cleared = dup_text(object, "cleared");
    return event;
}

static void
read_events(JsonObject *windows, LbReceiptFacts *facts)
{
    JsonArray *kinds = json_object_get_array_member(windows, "kinds");
    JsonArray *events = json_object_get_array_member(windows, "events");
    for (guint i = 0; i < json_array_get_length(kinds); i++) {
        JsonObject *row = json_array_get_object_element(kinds, i);
        int kind = 0;
        if (lb_names_find(lb_winevent_kind_names, lb_part_text(row, "kind"), &kind))
            facts->kinds[kind] = lb_part_number(row, "events");
    }
    for (guint i = 0; i < json_array_get_length(events); i++)
        g_ptr_array_add(facts->events, read_event(json_array_get_object_element(events, i)));
}

LbReceiptFacts *
lb_receipt_facts_of(JsonObject *receipt)
{
    LbReceiptFacts *facts = lb_receipt_facts_new();
    JsonArray *entries = json_object_get_array_member(receipt, "entries");
    JsonObject *head = json_object_get_object_member(receipt, "head");
    facts->test = json_object_get_boolean_member(receipt, "test");
    facts->request = read_request(receipt);
    for (guint i = 0; i < json_array_get_length(entries); i++)
        g_ptr_array_add(facts->entries, read_entry(json_array_get_object_element(entries, i)));
    read_events(json_object_get_object_member(receipt, "windowsEvents"), facts);
    facts->head = lb_part_number(head, "sequence");
    facts->time = lb_part_time(head, "dateTime");
    read_hash(head, "hash", facts->hash);
    return facts;
}
