/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of JSON objects. json-glib's own functions take the wrong type for a programmer's mistake. */
#include "tickets/members.h"

#include "core/terms.h"

JsonObject *
lb_node_object(JsonNode *node)
{
    return node != NULL && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

JsonArray *
lb_node_array(JsonNode *node)
{
    return node != NULL && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

static JsonNode *
member(JsonObject *object, const char *name)
{
    return object != NULL ? json_object_get_member(object, name) : NULL;
}

static GType
type_of(JsonNode *node)
{
    return node != NULL && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_value_type(node)
                                                       : G_TYPE_NONE;
}

const char *
lb_member_text(JsonObject *object, const char *name)
{
    JsonNode *node = member(object, name);
    return type_of(node) == G_TYPE_STRING ? json_node_get_string(node) : NULL;
}

JsonObject *
lb_member_object(JsonObject *object, const char *name)
{
    return lb_node_object(member(object, name));
}

JsonArray *
lb_member_array(JsonObject *object, const char *name)
{
    return lb_node_array(member(object, name));
}

int64_t
lb_member_number(JsonObject *object, const char *name)
{
    JsonNode *node = member(object, name);
    GType type = type_of(node);
    guint64 number = 0;
    if (type == G_TYPE_INT64)
        return MAX(json_node_get_int(node), -1);
    bool right = type == G_TYPE_STRING && g_ascii_string_to_unsigned(json_node_get_string(node), 10,
                                                                     0, INT64_MAX, &number, NULL);
    return right ? (int64_t)number : -1;
}

JsonObject *
lb_element_object(JsonArray *array, guint index)
{
    return lb_node_object(json_array_get_element(array, index));
}

char *
lb_array_join(JsonArray *array, const char *name)
{
    g_autoptr(GString) texts = g_string_new(NULL);
    for (guint i = 0; array != NULL && i < json_array_get_length(array); i++) {
        const char *text = lb_member_text(lb_element_object(array, i), name);
        if (text != NULL && *text != '\0' && texts->len < LB_LIMIT_LINE)
            g_string_append_printf(texts, "%s%s", texts->len > 0 ? ", " : "", text);
    }
    return texts->len > 0 ? g_strdup(texts->str) : NULL;
}
