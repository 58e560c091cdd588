/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON documents by JsonBuilder. */
#include "commands/json.h"

#include <json-glib/json-glib.h>

#include "base/jsonparts.h"
#include "base/sha256.h"
#include "commands/jsongrants.h"
#include "commands/jsonrules.h"
#include "commands/result.h"
#include "core/reference.h"
#include "core/status.h"

#define PROVIDER "Microsoft.CustomerLockbox"

static void G_GNUC_PRINTF(3, 4)
    put_format(JsonBuilder *builder, const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    lb_json_add_text_member(builder, name, text);
}

static void
begin_array(JsonBuilder *builder, const char *name)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_array(builder);
}

static void
put_azure_properties(JsonBuilder *builder, const LbRequest *request, const char *id)
{
    g_autofree char *ids = lb_request_join_resources(request, false);
    g_autofree char *types = lb_request_join_resources(request, true);
    lb_json_add_text_member(builder, "requestId", id);
    lb_json_add_text_member(builder, "justification", request->justification);
    lb_json_add_text_member(builder, "status", lb_status_name(request->status));
    lb_json_add_time_member(builder, "createdDateTime", request->created);
    lb_json_add_time_member(builder, "expirationDateTime", request->expiration);
    /* The API's own examples have "duration": "8", described as hours. */
    put_format(builder, "duration", "%d", request->hours);
    lb_json_add_text_member(builder, "resourceIds", ids);
    lb_json_add_text_member(builder, "resourceType", types);
    put_format(builder, "supportRequest", "TK-%" G_GINT64_FORMAT, request->ticket);
    lb_json_add_text_member(builder, "supportCaseUrl", request->case_url);
    lb_json_add_text_member(builder, "workItemSource", "Lockbox");
    lb_json_add_text_member(builder, "subscriptionId", request->subscription);
}

/* @reached: whether it is known which of them have a target. */
static void
put_resources(JsonBuilder *builder, const LbRequest *request, bool reached)
{
    begin_array(builder, "resources");
    for (guint i = 0; i < request->resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(request->resources, i);
        json_builder_begin_object(builder);
        lb_json_add_text_member(builder, "id", resource->id);
        lb_json_add_text_member(builder, "name", resource->name);
        lb_json_add_text_member(builder, "type", resource->type);
        lb_json_add_text_member(builder, "resourceGroup", resource->group);
        lb_json_add_text_member(builder, "deploymentModel",
                                lb_names_get(lb_model_names, (int)resource->model));
        bool known = resource->os != LB_OS_NONE;
        lb_json_add_text_member(builder, "os",
                                known ? lb_names_get(lb_os_names, (int)resource->os) : NULL);
        if (reached)
            lb_json_add_flag_member(builder, "reached", resource->reached);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
put_own_properties(JsonBuilder *builder, const LbRequest *request, bool reached)
{
    put_resources(builder, request, reached);
    lb_json_add_text_member(builder, "tenantId", request->tenant);
    lb_json_add_text_member(builder, "tenantName", request->tenant_name);
    lb_json_add_text_member(builder, "subscriptionName", request->subscription_name);
    lb_json_add_text_member(builder, "service", request->service);
    lb_json_add_text_member(builder, "scenario", request->scenario);
    lb_json_add_text_member(builder, "scenarioLabel", request->scenario_label);
    lb_json_add_text_member(builder, "level", lb_names_get(lb_level_names, (int)request->level));
    lb_json_add_text_member(builder, "requester", request->requester_account);
    lb_json_add_text_member(builder, "requesterRole", request->requester_role);
    lb_json_add_text_member(builder, "ticketTitle", request->ticket_title);
    lb_json_add_text_member(builder, "ticketOpenedBy", request->ticket_opened_by);
    lb_json_add_time_member(builder, "notifiedDateTime", request->notified);
    lb_json_add_number_member(builder, "quorum", MAX(request->quorum, 1));
    if (request->status == LB_STATUS_PENDING)
        lb_json_add_number_member(builder, "approvals", request->approvals);
    else /* how many would count now says nothing of what was decided */
        lb_json_add_text_member(builder, "approvals", NULL);
    lb_json_add_time_member(builder, "decidedDateTime", request->decided);
    lb_json_add_text_member(builder, "decidedBy", request->decided_by);
    lb_json_add_text_member(builder, "decisionReason", request->decision_reason);
    lb_json_add_number_member(builder, "hoursGranted", request->hours_granted);
    lb_json_add_time_member(builder, "accessStartDateTime", request->access_start);
    lb_json_add_time_member(builder, "accessEndDateTime", request->access_end);
    lb_json_add_time_member(builder, "endedDateTime", request->ended);
    lb_json_add_text_member(builder, "endedBy", request->ended_by);
    lb_json_add_text_member(builder, "endReason", request->end_reason);
}

static void
put_asked(JsonBuilder *builder, const LbRequestView *view)
{
    bool waits = view->request->status == LB_STATUS_PENDING;
    begin_array(builder, "asked");
    for (guint i = 0; i < view->asked->len; i++) {
        const LbAsked *asked = g_ptr_array_index(view->asked, i);
        json_builder_begin_object(builder);
        lb_json_add_text_member(builder, "account", asked->account);
        lb_json_add_text_member(builder, "role", asked->role);
        lb_json_add_text_member(builder, "scope", asked->scope);
        lb_json_add_text_member(builder, "mailStatus", asked->mail_status);
        lb_json_add_time_member(builder, "openedDateTime", asked->opened);
        lb_json_add_text_member(builder, "vote", lb_names_get(lb_vote_names, (int)asked->vote));
        lb_json_add_time_member(builder, "voteDateTime", asked->voted);
        lb_json_add_number_member(builder, "voteHours", asked->hours);
        lb_json_add_flag_member(builder, "voteCounts", asked->counts);
        lb_json_add_flag_member(builder, "missing", waits && asked->missing);
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

static void
put_other(JsonBuilder *builder, const char *name, int64_t number)
{
    if (number != 0)
        put_format(builder, name, "LB-%" G_GINT64_FORMAT, number);
    else
        lb_json_add_text_member(builder, name, NULL);
}

void
lb_json_put_properties(JsonBuilder *builder, const LbRequest *request, bool reached)
{
    g_autofree char *id = request->number != 0 ? lb_request_id(request) : NULL;
    json_builder_set_member_name(builder, "properties");
    json_builder_begin_object(builder);
    put_azure_properties(builder, request, id);
    put_own_properties(builder, request, reached);
}

/* @view is NULL for a request that stands in a list or has just been decided. */
static void
add_request(JsonBuilder *builder, const LbRequest *request, const LbRequestView *view, bool test)
{
    g_autofree char *id = lb_request_id(request);
    json_builder_begin_object(builder);
    put_format(builder, "id", "/subscriptions/%s/providers/" PROVIDER "/requests/%s",
               request->subscription, id);
    lb_json_add_text_member(builder, "name", id);
    lb_json_add_text_member(builder, "type", PROVIDER "/requests");
    lb_json_put_properties(builder, request, view != NULL);
    if (view != NULL) {
        lb_json_add_text_member(builder, "digest", view->digest);
        put_asked(builder, view);
        lb_json_put_weighing(builder, view->weighing);
        put_other(builder, "extends", view->extends);
        put_other(builder, "extendedBy", view->extended_by);
        lb_json_put_grants(builder, view->grants);
        put_allowed(builder, view->verbs);
    }
    json_builder_end_object(builder);
    lb_json_add_flag_member(builder, "test", test);
    json_builder_end_object(builder);
}

char *
lb_json_request(const LbRequest *request, bool test)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    add_request(builder, request, NULL, test);
    return lb_json_write(builder, true);
}

char *
lb_json_view(const LbRequestView *view, bool test)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    add_request(builder, view->request, view, test);
    return lb_json_write(builder, true);
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
    lb_json_add_text_member(builder, "nextLink", next);
    return lb_json_finish(builder, test);
}

char *
lb_json_requests(GPtrArray *requests, const char *next, bool test)
{
    g_autoptr(JsonBuilder) builder = begin_list();
    for (guint i = 0; i < requests->len; i++)
        add_request(builder, g_ptr_array_index(requests, i), NULL, test);
    return finish_list(builder, next, test);
}

/* Where it lives; null where that is here. */
static void
put_mirror(JsonBuilder *builder, const LbTicketMirror *mirror)
{
    json_builder_set_member_name(builder, "elsewhere");
    if (mirror == NULL) {
        json_builder_add_null_value(builder);
        return;
    }
    json_builder_begin_object(builder);
    g_autofree char *reference = lb_reference_text(mirror->system, mirror->id);
    lb_json_add_text_member(builder, "reference", reference);
    lb_json_add_text_member(builder, "system", mirror->system);
    lb_json_add_text_member(builder, "id", mirror->id);
    lb_json_add_text_member(builder, "status", mirror->status);
    lb_json_add_text_member(builder, "url", mirror->address);
    lb_json_add_time_member(builder, "fetchedDateTime", mirror->fetched);
    lb_json_add_time_member(builder, "missingSinceDateTime", mirror->missing);
    lb_json_add_time_member(builder, "silentSinceDateTime", mirror->silent);
    json_builder_set_member_name(builder, "shortened");
    json_builder_add_boolean_value(builder, mirror->shortened);
    json_builder_end_object(builder);
}

static void
add_ticket_head(JsonBuilder *builder, const LbTicket *ticket)
{
    put_format(builder, "name", "TK-%" G_GINT64_FORMAT, ticket->number);
    lb_json_add_text_member(builder, "title", ticket->title);
    lb_json_add_text_member(builder, "severity",
                            lb_names_get(lb_severity_names, (int)ticket->severity));
    lb_json_add_text_member(builder, "status", ticket->open ? "Open" : "Closed");
    lb_json_add_text_member(builder, "state",
                            lb_names_get(lb_ticket_state_names, (int)lb_ticket_state(ticket)));
    lb_json_add_text_member(builder, "tenantId", ticket->tenant);
    lb_json_add_text_member(builder, "tenantName", ticket->tenant_name);
    lb_json_add_text_member(builder, "subscriptionId", ticket->subscription);
    lb_json_add_text_member(builder, "openedBy", ticket->opened_by);
    lb_json_add_text_member(builder, "assignee", ticket->assignee);
    lb_json_add_text_member(builder, "escalatedBy", ticket->escalated_by);
    lb_json_add_text_member(builder, "closedBy", ticket->closed_by);
    lb_json_add_time_member(builder, "openedDateTime", ticket->opened);
    lb_json_add_time_member(builder, "escalatedDateTime", ticket->escalated);
    lb_json_add_time_member(builder, "closedDateTime", ticket->closed);
    put_mirror(builder, ticket->mirror);
}

static void
add_ticket(JsonBuilder *builder, const LbTicket *ticket)
{
    add_ticket_head(builder, ticket);
    begin_array(builder, "entries");
    for (guint i = 0; i < ticket->entries->len; i++) {
        const LbTicketEntry *entry = g_ptr_array_index(ticket->entries, i);
        json_builder_begin_object(builder);
        lb_json_add_time_member(builder, "dateTime", entry->time);
        lb_json_add_text_member(builder, "author", entry->author);
        lb_json_add_text_member(builder, "side", lb_names_get(lb_side_names, (int)entry->side));
        lb_json_add_text_member(builder, "text", entry->text);
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
    return lb_json_finish(builder, test);
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
        lb_json_add_text_member(builder, "details", details);
        return;
    }
    json_builder_set_member_name(builder, "details");
    json_builder_add_value(builder, node);
}

void
lb_json_put_entry(JsonBuilder *builder, const LbActivity *entry)
{
    g_autofree char *previous = lb_sha256_to_hex(entry->previous);
    g_autofree char *hash = lb_sha256_to_hex(entry->hash);
    lb_json_add_number_member(builder, "sequence", entry->sequence);
    lb_json_add_time_member(builder, "eventTimestamp", entry->time);
    lb_json_add_text_member(builder, "operationName",
                            lb_names_get(lb_operation_names, (int)entry->operation));
    lb_json_add_text_member(builder, "displayName",
                            lb_names_label(lb_operation_names, (int)entry->operation));
    lb_json_add_text_member(builder, "requestId", entry->request);
    lb_json_add_text_member(builder, "tenantId", entry->tenant);
    lb_json_add_text_member(builder, "caller", entry->caller);
    lb_json_add_text_member(builder, "person", entry->person);
    lb_json_add_text_member(builder, "door", entry->door);
    lb_json_add_text_member(builder, "fingerprint", entry->fingerprint);
    lb_json_add_text_member(builder, "evidence", entry->evidence);
    lb_json_add_text_member(builder, "callerIpAddress", entry->address);
    put_details(builder, entry->details);
    lb_json_add_text_member(builder, "previous", previous);
    lb_json_add_text_member(builder, "hash", hash);
}

char *
lb_json_log(GPtrArray *entries, const char *next, bool test)
{
    g_autoptr(JsonBuilder) builder = begin_list();
    for (guint i = 0; i < entries->len; i++) {
        json_builder_begin_object(builder);
        lb_json_put_entry(builder, g_ptr_array_index(entries, i));
        json_builder_end_object(builder);
    }
    return finish_list(builder, next, test);
}

char *
lb_json_entry(const LbActivity *entry, bool test)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    lb_json_put_entry(builder, entry);
    lb_json_add_flag_member(builder, "test", test);
    json_builder_end_object(builder);
    return lb_json_write(builder, false);
}

char *
lb_json_actor(const LbActor *actor, GStrv roles, bool test)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "account", actor->account);
    lb_json_add_text_member(builder, "person", actor->person);
    lb_json_add_text_member(builder, "displayName", actor->name);
    lb_json_add_text_member(builder, "tenantId", actor->tenant);
    lb_json_add_text_member(builder, "language", actor->language);
    lb_json_add_text_member(builder, "timeZone", actor->time_zone);
    lb_json_add_text_member(builder, "door", lb_names_get(lb_door_names, (int)actor->door));
    lb_json_add_text_member(builder, "fingerprint", actor->fingerprint);
    lb_json_add_text_member(builder, "evidence",
                            lb_names_get(lb_evidence_names, (int)actor->evidence));
    lb_json_add_text_member(builder, "address", actor->address);
    begin_array(builder, "roles");
    for (char **role = roles; *role != NULL; role++)
        json_builder_add_string_value(builder, *role);
    json_builder_end_array(builder);
    return lb_json_finish(builder, test);
}

static void
put_roles(JsonBuilder *builder, GPtrArray *roles)
{
    begin_array(builder, "roles");
    for (guint i = 0; i < roles->len; i++) {
        const LbAssignment *role = g_ptr_array_index(roles, i);
        json_builder_begin_object(builder);
        lb_json_add_text_member(builder, "role", role->role);
        lb_json_add_text_member(builder, "scope", role->scope);
        lb_json_add_text_member(builder, "source", role->source);
        lb_json_add_time_member(builder, "sinceDateTime", role->since);
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
        lb_json_add_text_member(builder, "type", key->type);
        lb_json_add_text_member(builder, "fingerprint", key->fingerprint);
        lb_json_add_time_member(builder, "addedDateTime", key->added);
        lb_json_add_time_member(builder, "revokedDateTime", key->revoked);
        lb_json_add_flag_member(builder, "thisSession",
                                g_strcmp0(key->fingerprint, fingerprint) == 0);
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
    lb_json_add_text_member(builder, "account", person->account);
    lb_json_add_text_member(builder, "person", person->person);
    lb_json_add_text_member(builder, "displayName", person->name);
    lb_json_add_text_member(builder, "tenantId", person->tenant);
    lb_json_add_text_member(builder, "tenantName", person->tenant_name);
    lb_json_add_text_member(builder, "mail", person->mail);
    begin_array(builder, "addresses");
    for (char **mail = view->addresses; *mail != NULL; mail++)
        json_builder_add_string_value(builder, *mail);
    json_builder_end_array(builder);
    lb_json_add_text_member(builder, "language", person->language);
    lb_json_add_text_member(builder, "timeZone", person->time_zone);
    put_roles(builder, view->roles);
    put_keys(builder, view->keys, fingerprint);
    lb_json_add_flag_member(builder, "sessionEnded", ended);
    return lb_json_finish(builder, test);
}

char *
lb_json_error(const GError *error, GPtrArray *advice, bool test)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "error");
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "code", lb_result_code(error));
    lb_json_add_text_member(builder, "message", error->message);
    begin_array(builder, "advice");
    for (guint i = 0; i < advice->len; i++)
        json_builder_add_string_value(builder, g_ptr_array_index(advice, i));
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    lb_json_add_flag_member(builder, "test", test);
    json_builder_end_object(builder);
    return lb_json_write(builder, false);
}
