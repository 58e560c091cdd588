/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines between lockboxd and its delivery child. */
#include "notify/wire.h"

#include <string.h>

#include "notify/error.h"
#include "notify/wirefields.h"

/* Both ends are one program; a version guards against one that was replaced while it ran. */
#define VERSION 3

static const LbWireField site_fields[] = {
    { LB_WIRE_FIELD(LbSite, provider, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSite, host, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSite, port, LB_WIRE_INT) },
    { LB_WIRE_FIELD(LbSite, host_key, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSite, from, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSite, test, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField smtp_fields[] = {
    { LB_WIRE_FIELD(LbSmtpSettings, server, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSmtpSettings, name, LB_WIRE_TEXT) },
    { LB_WIRE_NAMED(LbSmtpSettings, security, lb_smtp_security_names) },
    { LB_WIRE_FIELD(LbSmtpSettings, ca_file, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSmtpSettings, user, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSmtpSettings, password, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSmtpSettings, helo, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSmtpSettings, timeout_ms, LB_WIRE_INT) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField settings_fields[] = {
    { LB_WIRE_FIELD(LbDeliverySettings, maildir, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField message_fields[] = {
    { LB_WIRE_FIELD(LbMessage, id, LB_WIRE_INT64) },
    { LB_WIRE_NAMED(LbMessage, event, lb_event_names) },
    { LB_WIRE_FIELD(LbMessage, message_id, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbMessage, in_reply_to, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbMessage, queued, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbMessage, address, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbMessage, language, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbMessage, time_zone, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbMessage, approver, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD(LbMessage, log_sequence, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbMessage, log_head, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbMessage, attempts, LB_WIRE_INT) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField request_fields[] = {
    { LB_WIRE_FIELD(LbRequest, number, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbRequest, jit_only, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD(LbRequest, tenant, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbRequest, tenant_name, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbRequest, subscription, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbRequest, subscription_name, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbRequest, service, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbRequest, scenario, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbRequest, scenario_label, LB_WIRE_TEXT) },
    { LB_WIRE_NAMED(LbRequest, level, lb_level_names) },
    { LB_WIRE_FIELD(LbRequest, hours, LB_WIRE_INT) },
    { LB_WIRE_FIELD(LbRequest, ticket, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbRequest, requester_account, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbRequest, requester_role, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbRequest, created, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbRequest, notified, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbRequest, expiration, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbRequest, quorum, LB_WIRE_INT) },
    { LB_WIRE_FIELD(LbRequest, approvals, LB_WIRE_INT) },
    { LB_WIRE_FIELD(LbRequest, decided, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbRequest, decided_by, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbRequest, hours_granted, LB_WIRE_INT) },
    { LB_WIRE_FIELD(LbRequest, access_start, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbRequest, access_end, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbRequest, ended, LB_WIRE_INT64) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField people_fields[] = {
    { LB_WIRE_FIELD(LbPeopleFacts, tenant, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbPeopleFacts, account, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbPeopleFacts, caller, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbPeopleFacts, more, LB_WIRE_INT) },
    { LB_WIRE_FIELD(LbPeopleFacts, roles, LB_WIRE_TEXTS) },
    { LB_WIRE_FIELD(LbPeopleFacts, keys, LB_WIRE_TEXTS) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField ticket_fields[] = {
    { LB_WIRE_FIELD(LbTicketFacts, number, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbTicketFacts, tenant, LB_WIRE_TEXT) },
    { LB_WIRE_NAMED(LbTicketFacts, severity, lb_severity_names) },
    { LB_WIRE_FIELD(LbTicketFacts, caller, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbTicketFacts, ours, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField exclusion_fields[] = {
    { LB_WIRE_FIELD(LbExclusionFacts, number, LB_WIRE_INT64) },
    { LB_WIRE_NAMED(LbExclusionFacts, kind, lb_exclusion_kind_names) },
    { LB_WIRE_FIELD(LbExclusionFacts, tenant, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbExclusionFacts, subscription, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbExclusionFacts, where, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbExclusionFacts, started, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbExclusionFacts, ended, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbExclusionFacts, recorder, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField change_fields[] = {
    { LB_WIRE_NAMED(LbChange, kind, lb_change_names) },
    { LB_WIRE_FIELD(LbChange, account, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbChange, before, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbChange, after, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbChange, scope, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbChange, outside, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField result_fields[] = {
    { LB_WIRE_FIELD(LbWireResult, id, LB_WIRE_INT64) },
    { LB_WIRE_NAMED(LbWireResult, delivery, lb_delivery_names) },
    { LB_WIRE_FIELD(LbWireResult, answer, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

void
lb_wire_result_free(LbWireResult *result)
{
    if (result == NULL)
        return;
    g_free(result->answer);
    g_free(result);
}

/* Writing. */

static char *
to_line(JsonObject *object, GError **error)
{
    return lb_wire_print(object, LB_WIRE_LIMIT, error);
}

char *
lb_wire_settings_to_line(const LbDeliverySettings *settings, GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    json_object_set_int_member(object, "version", VERSION);
    lb_wire_add_object(object, "site", site_fields, settings->site);
    lb_wire_fields_write(settings_fields, settings, object);
    lb_wire_add_object(object, "smtp", smtp_fields, settings->smtp);
    return to_line(object, error);
}

static void
add_request(JsonObject *object, const LbRequest *request)
{
    lb_wire_add_object(object, "request", request_fields, request);
    JsonArray *resources = json_array_new();
    for (guint i = 0; i < request->resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(request->resources, i);
        json_array_add_string_element(resources, resource->id);
    }
    json_object_set_array_member(object, "resources", resources);
}

static void
add_people(JsonObject *object, const LbPeopleFacts *people)
{
    lb_wire_add_object(object, "people", people_fields, people);
    JsonArray *changes = json_array_new();
    for (guint i = 0; i < people->changes->len; i++) {
        JsonObject *change = json_object_new();
        lb_wire_fields_write(change_fields, g_ptr_array_index(people->changes, i), change);
        json_array_add_object_element(changes, change);
    }
    json_object_set_array_member(object, "changes", changes);
}

char *
lb_wire_message_to_line(const LbMessage *message, GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    lb_wire_fields_write(message_fields, message, object);
    if (message->request != NULL)
        add_request(object, message->request);
    if (message->people != NULL)
        add_people(object, message->people);
    lb_wire_add_object(object, "ticket", ticket_fields, message->ticket);
    lb_wire_add_object(object, "exclusion", exclusion_fields, message->exclusion);
    return to_line(object, error);
}

char *
lb_wire_result_to_line(const LbWireResult *result, GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    lb_wire_fields_write(result_fields, result, object);
    return to_line(object, error);
}

/* Reading. */

static JsonObject *
from_line(const char *line, size_t length, GError **error)
{
    return lb_wire_parse(line, length, LB_WIRE_LIMIT, error);
}

LbDeliverySettings *
lb_wire_settings_from_line(const char *line, size_t length, GError **error)
{
    g_autoptr(JsonObject) object = from_line(line, length, error);
    g_autoptr(LbDeliverySettings) settings = lb_delivery_settings_new();
    if (object == NULL)
        return NULL;
    if (!lb_wire_take_version(object, VERSION, error))
        return NULL;
    settings->site = lb_site_new();
    if (!lb_wire_take_object(object, "site", site_fields, settings->site, error) ||
        !lb_wire_fields_read(settings_fields, settings, object, error))
        return NULL;
    if (json_object_has_member(object, "smtp")) {
        settings->smtp = lb_smtp_settings_new();
        if (!lb_wire_take_object(object, "smtp", smtp_fields, settings->smtp, error))
            return NULL;
    }
    if (!lb_wire_is_used_up(object, error))
        return NULL;
    if ((settings->maildir == NULL) == (settings->smtp == NULL)) {
        lb_wire_fail(error, "must be one of the two, \"maildir\" the other", "smtp");
        return NULL;
    }
    return g_steal_pointer(&settings);
}

/* Makes of an element what the list holds; NULL with @error when it is something else. */
typedef void *(*ReadElement)(JsonNode *node, GError **error);

/* Reads the member @name, a list of at most @most elements, into @array. */
static bool
take_list(JsonObject *object, const char *name, guint most, ReadElement read, GPtrArray *array,
          GError **error)
{
    JsonNode *node = json_object_get_member(object, name);
    JsonArray *list =
        node != NULL && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    if (list == NULL || json_array_get_length(list) > most)
        return lb_wire_fail(error, "is missing, no list or too long", name);
    for (guint i = 0; i < json_array_get_length(list); i++) {
        void *element = read(json_array_get_element(list, i), error);
        if (element == NULL)
            return false;
        g_ptr_array_add(array, element);
    }
    json_object_remove_member(object, name);
    return true;
}

static void *
read_resource(JsonNode *node, GError **error)
{
    bool is_text = JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING;
    LbResource *resource = is_text ? lb_resource_from_id(json_node_get_string(node), NULL) : NULL;
    if (resource == NULL)
        lb_wire_fail(error, "has one that is no resource id", "resources");
    return resource;
}

static void *
read_change(JsonNode *node, GError **error)
{
    g_autoptr(LbChange) change = lb_change_new();
    JsonObject *object = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
    if (object == NULL) {
        lb_wire_fail(error, "has one that is no object", "changes");
        return NULL;
    }
    if (!lb_wire_fields_read(change_fields, change, object, error) ||
        !lb_wire_is_used_up(object, error)) {
        g_prefix_error(error, "changes: ");
        return NULL;
    }
    return g_steal_pointer(&change);
}

static bool
take_request(JsonObject *object, LbMessage *message, GError **error)
{
    message->request = lb_request_new();
    return lb_wire_take_object(object, "request", request_fields, message->request, error) &&
           take_list(object, "resources", LB_LIMIT_RESOURCES, read_resource,
                     message->request->resources, error);
}

static bool
take_people(JsonObject *object, LbMessage *message, GError **error)
{
    message->people = lb_people_facts_new();
    return lb_wire_take_object(object, "people", people_fields, message->people, error) &&
           take_list(object, "changes", LB_PEOPLE_CHANGES_MOST, read_change,
                     message->people->changes, error);
}

static bool
take_ticket(JsonObject *object, LbMessage *message, GError **error)
{
    message->ticket = g_new0(LbTicketFacts, 1);
    return lb_wire_take_object(object, "ticket", ticket_fields, message->ticket, error);
}

static bool
take_exclusion(JsonObject *object, LbMessage *message, GError **error)
{
    message->exclusion = g_new0(LbExclusionFacts, 1);
    return lb_wire_take_object(object, "exclusion", exclusion_fields, message->exclusion, error);
}

/* A message is about one thing. */
static bool
take_matter(JsonObject *object, LbMessage *message, GError **error)
{
    if (json_object_has_member(object, "people"))
        return take_people(object, message, error);
    if (json_object_has_member(object, "ticket"))
        return take_ticket(object, message, error);
    if (json_object_has_member(object, "exclusion"))
        return take_exclusion(object, message, error);
    return take_request(object, message, error);
}

LbMessage *
lb_wire_message_from_line(const char *line, size_t length, GError **error)
{
    g_autoptr(JsonObject) object = from_line(line, length, error);
    g_autoptr(LbMessage) message = lb_message_new();
    if (object == NULL)
        return NULL;
    if (!lb_wire_fields_read(message_fields, message, object, error) ||
        !take_matter(object, message, error) || !lb_wire_is_used_up(object, error))
        return NULL;
    return g_steal_pointer(&message);
}

LbWireResult *
lb_wire_result_from_line(const char *line, size_t length, GError **error)
{
    g_autoptr(JsonObject) object = from_line(line, length, error);
    g_autoptr(LbWireResult) result = g_new0(LbWireResult, 1);
    if (object == NULL || !lb_wire_fields_read(result_fields, result, object, error) ||
        !lb_wire_is_used_up(object, error))
        return NULL;
    if (result->answer == NULL) {
        lb_wire_fail(error, "is missing", "answer");
        return NULL;
    }
    return g_steal_pointer(&result);
}
