/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON documents by JsonBuilder. */
#include "commands/json.h"

#include <json-glib/json-glib.h>

#include "base/sha256.h"
#include "base/text.h"
#include "base/time.h"
#include "commands/jsonrules.h"
#include "commands/result.h"
#include "core/status.h"

#define PROVIDER "Microsoft.CustomerLockbox"

static void
put_text(JsonBuilder *builder, const char *name, const char *text)
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
put_flag(JsonBuilder *builder, const char *name, bool flag)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_boolean_value(builder, flag);
}

/* A time in the API's form, null for 0. */
static void
put_time(JsonBuilder *builder, const char *name, int64_t time)
{
    g_autofree char *text = time != 0 ? lb_time_to_iso(time) : NULL;
    put_text(builder, name, text);
}

static void G_GNUC_PRINTF(3, 4)
    put_format(JsonBuilder *builder, const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    put_text(builder, name, text);
}

static void
begin_array(JsonBuilder *builder, const char *name)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_array(builder);
}

static char *
finish(JsonBuilder *builder, bool pretty)
{
    g_autoptr(JsonGenerator) generator = json_generator_new();
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    json_generator_set_pretty(generator, pretty);
    json_generator_set_root(generator, root);
    g_autofree char *raw = json_generator_to_data(generator, NULL);
    g_autofree char *safe = lb_text_escape_json(raw);
    return g_strconcat(safe, "\n", NULL);
}

/* The ids of the resources, or their distinct types, joined by commas. */
static char *
join_resources(const LbRequest *request, bool types)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (guint i = 0; i < request->resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(request->resources, i);
        char *word = types ? resource->type : resource->id;
        if (!types || !g_ptr_array_find_with_equal_func(words, word, g_str_equal, NULL))
            g_ptr_array_add(words, word);
    }
    g_ptr_array_add(words, NULL);
    return g_strjoinv(",", (char **)words->pdata);
}

static void
put_azure_properties(JsonBuilder *builder, const LbRequest *request, const char *id)
{
    g_autofree char *ids = join_resources(request, false);
    g_autofree char *types = join_resources(request, true);
    put_text(builder, "requestId", id);
    put_text(builder, "justification", request->justification);
    put_text(builder, "status", lb_status_name(request->status));
    put_time(builder, "createdDateTime", request->created);
    put_time(builder, "expirationDateTime", request->expiration);
    /* The API's own examples have "duration": "8", described as hours. */
    put_format(builder, "duration", "%d", request->hours);
    put_text(builder, "resourceIds", ids);
    put_text(builder, "resourceType", types);
    put_format(builder, "supportRequest", "TK-%" G_GINT64_FORMAT, request->ticket);
    put_text(builder, "supportCaseUrl", NULL);
    put_text(builder, "workItemSource", "Lockbox");
    put_text(builder, "subscriptionId", request->subscription);
}

static void
put_resources(JsonBuilder *builder, const LbRequest *request)
{
    begin_array(builder, "resources");
    for (guint i = 0; i < request->resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(request->resources, i);
        json_builder_begin_object(builder);
        put_text(builder, "id", resource->id);
        put_text(builder, "name", resource->name);
        put_text(builder, "type", resource->type);
        put_text(builder, "resourceGroup", resource->group);
        put_text(builder, "deploymentModel", lb_names_get(lb_model_names, (int)resource->model));
        bool known = resource->os != LB_OS_NONE;
        put_text(builder, "os", known ? lb_names_get(lb_os_names, (int)resource->os) : NULL);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
put_own_properties(JsonBuilder *builder, const LbRequest *request)
{
    put_resources(builder, request);
    put_text(builder, "tenantId", request->tenant);
    put_text(builder, "tenantName", request->tenant_name);
    put_text(builder, "subscriptionName", request->subscription_name);
    put_text(builder, "service", request->service);
    put_text(builder, "scenario", request->scenario);
    put_text(builder, "scenarioLabel", request->scenario_label);
    put_text(builder, "level", lb_names_get(lb_level_names, (int)request->level));
    put_text(builder, "requester", request->requester_account);
    put_text(builder, "requesterRole", request->requester_role);
    put_text(builder, "ticketTitle", request->ticket_title);
    put_text(builder, "ticketOpenedBy", request->ticket_opened_by);
    put_time(builder, "notifiedDateTime", request->notified);
    put_number(builder, "quorum", MAX(request->quorum, 1));
    if (request->status == LB_STATUS_PENDING)
        put_number(builder, "approvals", request->approvals);
    else /* how many would count now says nothing of what was decided */
        put_text(builder, "approvals", NULL);
    put_time(builder, "decidedDateTime", request->decided);
    put_text(builder, "decidedBy", request->decided_by);
    put_text(builder, "decisionReason", request->decision_reason);
    put_number(builder, "hoursGranted", request->hours_granted);
    put_time(builder, "accessStartDateTime", request->access_start);
    put_time(builder, "accessEndDateTime", request->access_end);
    put_time(builder, "endedDateTime", request->ended);
    put_text(builder, "endedBy", request->ended_by);
    put_text(builder, "endReason", request->end_reason);
}

static void
put_asked(JsonBuilder *builder, const LbRequestView *view)
{
    bool waits = view->request->status == LB_STATUS_PENDING;
    begin_array(builder, "asked");
    for (guint i = 0; i < view->asked->len; i++) {
        const LbAsked *asked = g_ptr_array_index(view->asked, i);
        json_builder_begin_object(builder);
        put_text(builder, "account", asked->account);
        put_text(builder, "role", asked->role);
        put_text(builder, "scope", asked->scope);
        put_text(builder, "mailStatus", asked->mail_status);
        put_text(builder, "vote", lb_names_get(lb_vote_names, (int)asked->vote));
        put_time(builder, "voteDateTime", asked->voted);
        put_number(builder, "voteHours", asked->hours);
        put_flag(builder, "voteCounts", asked->counts);
        put_flag(builder, "missing", waits && asked->missing);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
put_allowed(JsonBuilder *builder, unsigned verbs)
{
    begin_array(builder, "allowed");
    for (const LbName *row = lb_verb_names; row->name != NULL; row++)
        if (row->value != LB_VERB_READ && row->value != LB_VERB_READ_TICKET &&
            (verbs & (1u << row->value)) != 0)
            json_builder_add_string_value(builder, row->name);
    json_builder_end_array(builder);
}

void
lb_json_put_properties(JsonBuilder *builder, const LbRequest *request)
{
    g_autofree char *id = request->number != 0 ? lb_request_id(request) : NULL;
    json_builder_set_member_name(builder, "properties");
    json_builder_begin_object(builder);
    put_azure_properties(builder, request, id);
    put_own_properties(builder, request);
}

/* @view is NULL for a request that stands in a list or has just been decided. */
static void
add_request(JsonBuilder *builder, const LbRequest *request, const LbRequestView *view, bool test)
{
    g_autofree char *id = lb_request_id(request);
    json_builder_begin_object(builder);
    put_format(builder, "id", "/subscriptions/%s/providers/" PROVIDER "/requests/%s",
               request->subscription, id);
    put_text(builder, "name", id);
    put_text(builder, "type", PROVIDER "/requests");
    lb_json_put_properties(builder, request);
    if (view != NULL) {
        put_text(builder, "digest", view->digest);
        put_asked(builder, view);
        lb_json_put_weighing(builder, view->weighing);
        put_allowed(builder, view->verbs);
    }
    json_builder_end_object(builder);
    put_flag(builder, "test", test);
    json_builder_end_object(builder);
}

char *
lb_json_request(const LbRequest *request, bool test)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    add_request(builder, request, NULL, test);
    return finish(builder, true);
}

char *
lb_json_view(const LbRequestView *view, bool test)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    add_request(builder, view->request, view, test);
    return finish(builder, true);
}

static JsonBuilder *
begin_list(void)
{
    JsonBuilder *builder = json_builder_new();
    json_builder_begin_object(builder);
    begin_array(builder, "value");
    return builder;
}

static char *
finish_list(JsonBuilder *builder, const char *next, bool test)
{
    json_builder_end_array(builder);
    put_text(builder, "nextLink", next);
    put_flag(builder, "test", test);
    json_builder_end_object(builder);
    return finish(builder, true);
}

char *
lb_json_requests(GPtrArray *requests, const char *next, bool test)
{
    g_autoptr(JsonBuilder) builder = begin_list();
    for (guint i = 0; i < requests->len; i++)
        add_request(builder, g_ptr_array_index(requests, i), NULL, test);
    return finish_list(builder, next, test);
}

static void
add_ticket_head(JsonBuilder *builder, const LbTicket *ticket)
{
    put_format(builder, "name", "TK-%" G_GINT64_FORMAT, ticket->number);
    put_text(builder, "title", ticket->title);
    put_text(builder, "severity", lb_names_get(lb_severity_names, (int)ticket->severity));
    put_text(builder, "status", ticket->open ? "Open" : "Closed");
    put_text(builder, "state", lb_names_get(lb_ticket_state_names, (int)lb_ticket_state(ticket)));
    put_text(builder, "tenantId", ticket->tenant);
    put_text(builder, "tenantName", ticket->tenant_name);
    put_text(builder, "subscriptionId", ticket->subscription);
    put_text(builder, "openedBy", ticket->opened_by);
    put_text(builder, "assignee", ticket->assignee);
    put_text(builder, "escalatedBy", ticket->escalated_by);
    put_text(builder, "closedBy", ticket->closed_by);
    put_time(builder, "openedDateTime", ticket->opened);
    put_time(builder, "escalatedDateTime", ticket->escalated);
    put_time(builder, "closedDateTime", ticket->closed);
}

static void
add_ticket(JsonBuilder *builder, const LbTicket *ticket)
{
    add_ticket_head(builder, ticket);
    begin_array(builder, "entries");
    for (guint i = 0; i < ticket->entries->len; i++) {
        const LbTicketEntry *entry = g_ptr_array_index(ticket->entries, i);
        json_builder_begin_object(builder);
        put_time(builder, "dateTime", entry->time);
        put_text(builder, "author", entry->author);
        put_text(builder, "side", lb_names_get(lb_side_names, (int)entry->side));
        put_text(builder, "text", entry->text);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

/* The ids of the requests that were made because of a ticket. */
static void
put_requests(JsonBuilder *builder, GPtrArray *requests)
{
    json_builder_set_member_name(builder, "requests");
    json_builder_begin_array(builder);
    for (guint i = 0; i < requests->len; i++) {
        g_autofree char *id = lb_request_id(g_ptr_array_index(requests, i));
        json_builder_add_string_value(builder, id);
    }
    json_builder_end_array(builder);
}

static char *
write_ticket(const LbTicket *ticket, const LbTicketView *view, bool test)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    add_ticket(builder, ticket);
    if (view != NULL) {
        put_requests(builder, view->requests);
        put_allowed(builder, view->verbs);
    }
    put_flag(builder, "test", test);
    json_builder_end_object(builder);
    return finish(builder, true);
}

char *
lb_json_ticket(const LbTicket *ticket, bool test)
{
    return write_ticket(ticket, NULL, test);
}

char *
lb_json_ticket_view(const LbTicketView *view, bool test)
{
    return write_ticket(view->ticket, view, test);
}

char *
lb_json_tickets(GPtrArray *tickets, const char *next, bool test)
{
    g_autoptr(JsonBuilder) builder = begin_list();
    for (guint i = 0; i < tickets->len; i++) {
        json_builder_begin_object(builder);
        add_ticket_head(builder, g_ptr_array_index(tickets, i));
        json_builder_end_object(builder);
    }
    return finish_list(builder, next, test);
}

/* The details are JSON of our own making; what cannot be read is handed on as text. */
static void
put_details(JsonBuilder *builder, const char *details)
{
    JsonNode *node = json_from_string(details, NULL);
    if (node == NULL) {
        put_text(builder, "details", details);
        return;
    }
    json_builder_set_member_name(builder, "details");
    json_builder_add_value(builder, node);
}

static void
put_entry(JsonBuilder *builder, const LbActivity *entry)
{
    g_autofree char *previous = lb_sha256_to_hex(entry->previous);
    g_autofree char *hash = lb_sha256_to_hex(entry->hash);
    put_number(builder, "sequence", entry->sequence);
    put_time(builder, "eventTimestamp", entry->time);
    put_text(builder, "operationName", lb_names_get(lb_operation_names, (int)entry->operation));
    put_text(builder, "displayName", lb_names_label(lb_operation_names, (int)entry->operation));
    put_text(builder, "requestId", entry->request);
    put_text(builder, "tenantId", entry->tenant);
    put_text(builder, "caller", entry->caller);
    put_text(builder, "person", entry->person);
    put_text(builder, "door", entry->door);
    put_text(builder, "fingerprint", entry->fingerprint);
    put_text(builder, "evidence", entry->evidence);
    put_text(builder, "callerIpAddress", entry->address);
    put_details(builder, entry->details);
    put_text(builder, "previous", previous);
    put_text(builder, "hash", hash);
}

char *
lb_json_log(GPtrArray *entries, const char *next, bool test)
{
    g_autoptr(JsonBuilder) builder = begin_list();
    for (guint i = 0; i < entries->len; i++) {
        json_builder_begin_object(builder);
        put_entry(builder, g_ptr_array_index(entries, i));
        json_builder_end_object(builder);
    }
    return finish_list(builder, next, test);
}

char *
lb_json_entry(const LbActivity *entry, bool test)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    put_entry(builder, entry);
    put_flag(builder, "test", test);
    json_builder_end_object(builder);
    return finish(builder, false);
}

char *
lb_json_actor(const LbActor *actor, GStrv roles, bool test)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    put_text(builder, "account", actor->account);
    put_text(builder, "person", actor->person);
    put_text(builder, "displayName", actor->name);
    put_text(builder, "tenantId", actor->tenant);
    put_text(builder, "language", actor->language);
    put_text(builder, "timeZone", actor->time_zone);
    put_text(builder, "door", lb_names_get(lb_door_names, (int)actor->door));
    put_text(builder, "fingerprint", actor->fingerprint);
    put_text(builder, "evidence", lb_names_get(lb_evidence_names, (int)actor->evidence));
    put_text(builder, "address", actor->address);
    begin_array(builder, "roles");
    for (char **role = roles; *role != NULL; role++)
        json_builder_add_string_value(builder, *role);
    json_builder_end_array(builder);
    put_flag(builder, "test", test);
    json_builder_end_object(builder);
    return finish(builder, true);
}

static void
put_roles(JsonBuilder *builder, GPtrArray *roles)
{
    begin_array(builder, "roles");
    for (guint i = 0; i < roles->len; i++) {
        const LbAssignment *role = g_ptr_array_index(roles, i);
        json_builder_begin_object(builder);
        put_text(builder, "role", role->role);
        put_text(builder, "scope", role->scope);
        put_text(builder, "source", role->source);
        put_time(builder, "sinceDateTime", role->since);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
put_keys(JsonBuilder *builder, GPtrArray *keys, const char *fingerprint)
{
    begin_array(builder, "keys");
    for (guint i = 0; i < keys->len; i++) {
        const LbKeyRow *key = g_ptr_array_index(keys, i);
        json_builder_begin_object(builder);
        put_text(builder, "type", key->type);
        put_text(builder, "fingerprint", key->fingerprint);
        put_time(builder, "addedDateTime", key->added);
        put_time(builder, "revokedDateTime", key->revoked);
        put_flag(builder, "thisSession", g_strcmp0(key->fingerprint, fingerprint) == 0);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

char *
lb_json_profile(const LbPersonView *view, const char *fingerprint, bool ended, bool test)
{
    const LbPersonRow *person = view->person;
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    put_text(builder, "account", person->account);
    put_text(builder, "person", person->person);
    put_text(builder, "displayName", person->name);
    put_text(builder, "tenantId", person->tenant);
    put_text(builder, "tenantName", person->tenant_name);
    put_text(builder, "mail", person->mail);
    begin_array(builder, "addresses");
    for (char **mail = view->addresses; *mail != NULL; mail++)
        json_builder_add_string_value(builder, *mail);
    json_builder_end_array(builder);
    put_text(builder, "language", person->language);
    put_text(builder, "timeZone", person->time_zone);
    put_roles(builder, view->roles);
    put_keys(builder, view->keys, fingerprint);
    put_flag(builder, "sessionEnded", ended);
    put_flag(builder, "test", test);
    json_builder_end_object(builder);
    return finish(builder, true);
}

char *
lb_json_error(const GError *error, GPtrArray *advice, bool test)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "error");
    json_builder_begin_object(builder);
    put_text(builder, "code", lb_result_code(error));
    put_text(builder, "message", error->message);
    begin_array(builder, "advice");
    for (guint i = 0; i < advice->len; i++)
        json_builder_add_string_value(builder, g_ptr_array_index(advice, i));
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    put_flag(builder, "test", test);
    json_builder_end_object(builder);
    return finish(builder, false);
}
