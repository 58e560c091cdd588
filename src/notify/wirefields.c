/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Structures as JSON objects. */
#include "notify/wirefields.h"

#include <limits.h>

#include "notify/error.h"

static void
write_text(JsonObject *object, const char *name, const char *text)
{
    if (text == NULL)
        return;
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    json_object_set_string_member(object, name, valid);
}

static void
write_texts(JsonObject *object, const char *name, const GPtrArray *texts)
{
    JsonArray *list = json_array_new();
    for (guint i = 0; i < texts->len; i++) {
        g_autofree char *valid = g_utf8_make_valid(g_ptr_array_index(texts, i), -1);
        json_array_add_string_element(list, valid);
    }
    json_object_set_array_member(object, name, list);
}

void
lb_wire_fields_write(const LbWireField *fields, const void *structure, JsonObject *object)
{
    for (const LbWireField *field = fields; field->name != NULL; field++) {
        const void *place = (const char *)structure + field->offset;
        switch (field->kind) {
        case LB_WIRE_TEXT:
            write_text(object, field->name, *(char *const *)place);
            break;
        case LB_WIRE_INT:
            json_object_set_int_member(object, field->name, *(const int *)place);
            break;
        case LB_WIRE_INT64:
            json_object_set_int_member(object, field->name, *(const int64_t *)place);
            break;
        case LB_WIRE_BOOL:
            json_object_set_boolean_member(object, field->name, *(const bool *)place);
            break;
        case LB_WIRE_NAME:
            write_text(object, field->name, lb_names_get(field->names, *(const int *)place));
            break;
        case LB_WIRE_TEXTS:
            write_texts(object, field->name, *(GPtrArray *const *)place);
            break;
        }
    }
}

static bool
read_texts(GPtrArray *texts, JsonNode *node)
{
    JsonArray *list = JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    if (list == NULL || json_array_get_length(list) > LB_WIRE_TEXTS_MOST)
        return false;
    for (guint i = 0; i < json_array_get_length(list); i++) {
        JsonNode *text = json_array_get_element(list, i);
        if (!JSON_NODE_HOLDS_VALUE(text) || json_node_get_value_type(text) != G_TYPE_STRING)
            return false;
        g_ptr_array_add(texts, json_node_dup_string(text));
    }
    return true;
}

static bool
read_value(const LbWireField *field, void *place, JsonNode *node)
{
    GType type = JSON_NODE_HOLDS_VALUE(node) ? json_node_get_value_type(node) : G_TYPE_NONE;
    gint64 number = type == G_TYPE_INT64 ? json_node_get_int(node) : 0;
    switch (field->kind) {
    case LB_WIRE_TEXT:
        if (type == G_TYPE_STRING)
            *(char **)place = json_node_dup_string(node);
        return type == G_TYPE_STRING;
    case LB_WIRE_INT:
        *(int *)place = (int)CLAMP(number, INT_MIN, INT_MAX);
        return type == G_TYPE_INT64 && number >= INT_MIN && number <= INT_MAX;
    case LB_WIRE_INT64:
        *(int64_t *)place = number;
        return type == G_TYPE_INT64;
    case LB_WIRE_BOOL:
        if (type == G_TYPE_BOOLEAN)
            *(bool *)place = json_node_get_boolean(node);
        return type == G_TYPE_BOOLEAN;
    case LB_WIRE_NAME:
        return type == G_TYPE_STRING &&
               lb_names_find(field->names, json_node_get_string(node), place);
    case LB_WIRE_TEXTS:
        return read_texts(*(GPtrArray **)place, node);
    }
    return false;
}

bool
lb_wire_fields_read(const LbWireField *fields, void *structure, JsonObject *object, GError **error)
{
    for (const LbWireField *field = fields; field->name != NULL; field++) {
        JsonNode *node = json_object_get_member(object, field->name);
        if (node == NULL && field->kind == LB_WIRE_TEXT)
            continue;
        if (node == NULL || !read_value(field, (char *)structure + field->offset, node)) {
            g_set_error(error, LB_NOTIFY_ERROR, LB_NOTIFY_ERROR_WIRE, "\"%s\" %s", field->name,
                        node == NULL ? "is missing" : "is not what it has to be");
            return false;
        }
        json_object_remove_member(object, field->name);
    }
    return true;
}
