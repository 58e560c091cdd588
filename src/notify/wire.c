/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines between lockboxd and its delivery child. */
#include "notify/wire.h"

#include <string.h>

#include "base/wirefields.h"
#include "notify/wiretables.h"

/* Both ends are one program; a version guards against one that was replaced while it ran. */
#define VERSION 8

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
    lb_wire_add_object(object, "site", lb_wire_site_fields, settings->site);
    lb_wire_fields_write(lb_wire_settings_fields, settings, object);
    lb_wire_add_object(object, "smtp", lb_wire_smtp_fields, settings->smtp);
    return to_line(object, error);
}

static void
add_request(JsonObject *object, const LbRequest *request)
{
    lb_wire_add_object(object, "request", lb_wire_request_fields, request);
    JsonArray *resources = json_array_new();
    for (guint i = 0; i < request->resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(request->resources, i);
        json_array_add_string_element(resources, resource->id);
    }
    json_object_set_array_member(object, "resources", resources);
}

static void
add_grants(JsonObject *object, const GPtrArray *grants)
{
    JsonArray *list = json_array_new();
    for (guint i = 0; i < grants->len; i++) {
        const LbGrantState *state = g_ptr_array_index(grants, i);
        JsonObject *grant = json_object_new();
        lb_wire_fields_write(lb_wire_grant_fields, state, grant);
        lb_wire_add_object(grant, "target", lb_wire_target_fields, state->grant->target);
        lb_wire_add_object(grant, "connection", lb_wire_connection_fields, state->connection);
        json_array_add_object_element(list, grant);
    }
    json_object_set_array_member(object, "grants", list);
}

static void
add_people(JsonObject *object, const LbPeopleFacts *people)
{
    lb_wire_add_object(object, "people", lb_wire_people_fields, people);
    JsonArray *changes = json_array_new();
    for (guint i = 0; i < people->changes->len; i++) {
        JsonObject *change = json_object_new();
        lb_wire_fields_write(lb_wire_change_fields, g_ptr_array_index(people->changes, i), change);
        json_array_add_object_element(changes, change);
    }
    json_object_set_array_member(object, "changes", changes);
}

char *
lb_wire_message_to_line(const LbMessage *message, GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    lb_wire_fields_write(lb_wire_message_fields, message, object);
    if (message->request != NULL)
        add_request(object, message->request);
    if (message->grants != NULL)
        add_grants(object, message->grants);
    lb_wire_add_object(object, "done", lb_wire_done_fields, message->done);
    if (message->people != NULL)
        add_people(object, message->people);
    lb_wire_add_object(object, "ticket", lb_wire_ticket_fields, message->ticket);
    lb_wire_add_object(object, "exclusion", lb_wire_exclusion_fields, message->exclusion);
    return to_line(object, error);
}

char *
lb_wire_word_to_line(const LbWireWord *word, GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    lb_wire_fields_write(lb_wire_word_fields, word, object);
    return to_line(object, error);
}

char *
lb_wire_result_to_line(const LbWireResult *result, GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    lb_wire_fields_write(lb_wire_result_fields, result, object);
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
    if (!lb_wire_take_object(object, "site", lb_wire_site_fields, settings->site, error) ||
        !lb_wire_fields_read(lb_wire_settings_fields, settings, object, error))
        return NULL;
    if (json_object_has_member(object, "smtp")) {
        settings->smtp = lb_smtp_settings_new();
        if (!lb_wire_take_object(object, "smtp", lb_wire_smtp_fields, settings->smtp, error))
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
    if (!lb_wire_fields_read(lb_wire_change_fields, change, object, error) ||
        !lb_wire_is_used_up(object, error)) {
        g_prefix_error(error, "changes: ");
        return NULL;
    }
    return g_steal_pointer(&change);
}

static void *
read_grant(JsonNode *node, GError **error)
{
    g_autoptr(LbGrantState) state = lb_grant_state_new();
    JsonObject *object = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
    if (object == NULL) {
        lb_wire_fail(error, "has one that is no object", "grants");
        return NULL;
    }
    state->grant->target = lb_target_new("", "", 0, "");
    g_clear_pointer(&state->grant->target->resource, g_free);
    if (json_object_has_member(object, "connection")) {
        state->connection = g_new0(LbConnection, 1);
        if (!lb_wire_take_object(object, "connection", lb_wire_connection_fields, state->connection,
                                 error))
            return NULL;
    }
    if (!lb_wire_take_object(object, "target", lb_wire_target_fields, state->grant->target,
                             error) ||
        !lb_wire_fields_read(lb_wire_grant_fields, state, object, error) ||
        !lb_wire_is_used_up(object, error)) {
        g_prefix_error(error, "grants: ");
        return NULL;
    }
    if (state->resource_name == NULL || state->grant->target->resource == NULL) {
        lb_wire_fail(error, "has one without a resource", "grants");
        return NULL;
    }
    return g_steal_pointer(&state);
}

static bool
take_request(JsonObject *object, LbMessage *message, GError **error)
{
    message->request = lb_request_new();
    if (!lb_wire_take_object(object, "request", lb_wire_request_fields, message->request, error) ||
        !lb_wire_take_list(object, "resources", LB_LIMIT_RESOURCES, read_resource,
                           message->request->resources, error))
        return false;
    if (json_object_has_member(object, "done")) {
        message->done = lb_done_facts_new();
        if (!lb_wire_take_object(object, "done", lb_wire_done_fields, message->done, error))
            return false;
    }
    if (!json_object_has_member(object, "grants"))
        return true;
    message->grants = g_ptr_array_new_with_free_func((GDestroyNotify)lb_grant_state_free);
    return lb_wire_take_list(object, "grants", LB_LIMIT_RESOURCES, read_grant, message->grants,
                             error);
}

static bool
take_people(JsonObject *object, LbMessage *message, GError **error)
{
    message->people = lb_people_facts_new();
    return lb_wire_take_object(object, "people", lb_wire_people_fields, message->people, error) &&
           lb_wire_take_list(object, "changes", LB_PEOPLE_CHANGES_MOST, read_change,
                             message->people->changes, error);
}

static bool
take_ticket(JsonObject *object, LbMessage *message, GError **error)
{
    message->ticket = g_new0(LbTicketFacts, 1);
    return lb_wire_take_object(object, "ticket", lb_wire_ticket_fields, message->ticket, error);
}

static bool
take_exclusion(JsonObject *object, LbMessage *message, GError **error)
{
    message->exclusion = g_new0(LbExclusionFacts, 1);
    return lb_wire_take_object(object, "exclusion", lb_wire_exclusion_fields, message->exclusion,
                               error);
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
    if (!lb_wire_fields_read(lb_wire_message_fields, message, object, error) ||
        !take_matter(object, message, error) || !lb_wire_is_used_up(object, error))
        return NULL;
    return g_steal_pointer(&message);
}

bool
lb_wire_word_from_line(const char *line, size_t length, LbWireWord *word, GError **error)
{
    g_autoptr(JsonObject) object = from_line(line, length, error);
    *word = (LbWireWord){ 0 };
    return object != NULL && lb_wire_fields_read(lb_wire_word_fields, word, object, error) &&
           lb_wire_is_used_up(object, error);
}

LbWireResult *
lb_wire_result_from_line(const char *line, size_t length, GError **error)
{
    g_autoptr(JsonObject) object = from_line(line, length, error);
    g_autoptr(LbWireResult) result = g_new0(LbWireResult, 1);
    if (object == NULL || !lb_wire_fields_read(lb_wire_result_fields, result, object, error) ||
        !lb_wire_is_used_up(object, error))
        return NULL;
    if (result->answer == NULL) {
        lb_wire_fail(error, "is missing", "answer");
        return NULL;
    }
    return g_steal_pointer(&result);
}
