/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Structures as JSON objects. */
#include "base/wirefields.h"

#include <limits.h>
#include <string.h>

#include "base/error.h"
#include "base/jsonscan.h"

#define PORT_MOST 65535

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

static void
write_ports(JsonObject *object, const char *name, const GArray *ports)
{
    JsonArray *list = json_array_new();
    for (guint i = 0; i < ports->len; i++)
        json_array_add_int_element(list, g_array_index(ports, unsigned, i));
    json_object_set_array_member(object, name, list);
}

static void
write_numbers(JsonObject *object, const char *name, const GArray *numbers)
{
    JsonArray *list = json_array_new();
    for (guint i = 0; i < numbers->len; i++)
        json_array_add_int_element(list, g_array_index(numbers, int64_t, i));
    json_object_set_array_member(object, name, list);
}

/* The kinds whose members may be left out. */
static bool
is_optional(LbWireKind kind)
{
    return kind == LB_WIRE_TEXT || kind == LB_WIRE_SOME_INT || kind == LB_WIRE_SOME_INT64 ||
           kind == LB_WIRE_FLAG;
}

static void
write_number(JsonObject *object, const LbWireField *field, int64_t number)
{
    if (number != 0 || !is_optional(field->kind))
        json_object_set_int_member(object, field->name, number);
}

static void
write_bool(JsonObject *object, const LbWireField *field, bool value)
{
    if (value || !is_optional(field->kind))
        json_object_set_boolean_member(object, field->name, value);
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
        case LB_WIRE_SOME_INT:
            write_number(object, field, *(const int *)place);
            break;
        case LB_WIRE_INT64:
        case LB_WIRE_SOME_INT64:
            write_number(object, field, *(const int64_t *)place);
            break;
        case LB_WIRE_BOOL:
        case LB_WIRE_FLAG:
            write_bool(object, field, *(const bool *)place);
            break;
        case LB_WIRE_NAME:
            write_text(object, field->name, lb_names_get(field->names, *(const int *)place));
            break;
        case LB_WIRE_TEXTS:
            write_texts(object, field->name, *(GPtrArray *const *)place);
            break;
        case LB_WIRE_PORT:
            json_object_set_int_member(object, field->name, *(const unsigned *)place);
            break;
        case LB_WIRE_PORTS:
            write_ports(object, field->name, *(GArray *const *)place);
            break;
        case LB_WIRE_NUMBERS:
            write_numbers(object, field->name, *(GArray *const *)place);
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

/* The whole number that @node is. */
static bool
read_number(JsonNode *node, int64_t least, int64_t most, int64_t *number)
{
    if (!JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_INT64)
        return false;
    *number = json_node_get_int(node);
    return *number >= least && *number <= most;
}

static bool
read_port(unsigned *port, JsonNode *node)
{
    int64_t number = 0;
    bool right = read_number(node, 1, PORT_MOST, &number);
    if (right)
        *port = (unsigned)number;
    return right;
}

static bool
read_ports(GArray *ports, JsonNode *node)
{
    JsonArray *list = JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    if (list == NULL || json_array_get_length(list) > LB_WIRE_TEXTS_MOST)
        return false;
    for (guint i = 0; i < json_array_get_length(list); i++) {
        unsigned port = 0;
        if (!read_port(&port, json_array_get_element(list, i)))
            return false;
        g_array_append_val(ports, port);
    }
    return true;
}

static bool
read_numbers(GArray *numbers, JsonNode *node)
{
    JsonArray *list = JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    for (guint i = 0; list != NULL && i < json_array_get_length(list); i++) {
        int64_t number = 0;
        if (!read_number(json_array_get_element(list, i), INT64_MIN, INT64_MAX, &number))
            return false;
        g_array_append_val(numbers, number);
    }
    return list != NULL;
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
    case LB_WIRE_SOME_INT:
        *(int *)place = (int)CLAMP(number, INT_MIN, INT_MAX);
        return type == G_TYPE_INT64 && number >= INT_MIN && number <= INT_MAX;
    case LB_WIRE_INT64:
    case LB_WIRE_SOME_INT64:
        *(int64_t *)place = number;
        return type == G_TYPE_INT64;
    case LB_WIRE_BOOL:
    case LB_WIRE_FLAG:
        if (type == G_TYPE_BOOLEAN)
            *(bool *)place = json_node_get_boolean(node);
        return type == G_TYPE_BOOLEAN;
    case LB_WIRE_NAME:
        return type == G_TYPE_STRING &&
               lb_names_find(field->names, json_node_get_string(node), place);
    case LB_WIRE_TEXTS:
        return read_texts(*(GPtrArray **)place, node);
    case LB_WIRE_PORT:
        return read_port(place, node);
    case LB_WIRE_PORTS:
        return read_ports(*(GArray **)place, node);
    case LB_WIRE_NUMBERS:
        return read_numbers(*(GArray **)place, node);
    }
    return false;
}

bool
lb_wire_fields_read(const LbWireField *fields, void *structure, JsonObject *object, GError **error)
{
    for (const LbWireField *field = fields; field->name != NULL; field++) {
        JsonNode *node = json_object_get_member(object, field->name);
        if (node == NULL && is_optional(field->kind))
            continue;
        if (node == NULL || !read_value(field, (char *)structure + field->offset, node)) {
            const char *what = node == NULL ? "is missing" : "is not what it has to be";
            return lb_wire_fail(error, what, field->name);
        }
        json_object_remove_member(object, field->name);
    }
    return true;
}

bool
lb_wire_fail(GError **error, const char *what, const char *name)
{
    g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_WIRE, "\"%s\" %s", name, what);
    return false;
}

void
lb_wire_add_object(JsonObject *object, const char *name, const LbWireField *fields,
                   const void *structure)
{
    if (structure == NULL)
        return;
    JsonObject *inner = json_object_new();
    lb_wire_fields_write(fields, structure, inner);
    json_object_set_object_member(object, name, inner);
}

bool
lb_wire_is_used_up(JsonObject *object, GError **error)
{
    g_autoptr(GList) left = json_object_get_members(object);
    return left == NULL || lb_wire_fail(error, "is unknown", left->data);
}

bool
lb_wire_take_object(JsonObject *object, const char *name, const LbWireField *fields,
                    void *structure, GError **error)
{
    JsonNode *node = json_object_get_member(object, name);
    if (node == NULL || !JSON_NODE_HOLDS_OBJECT(node))
        return lb_wire_fail(error, "is missing, or is no object", name);
    JsonObject *inner = json_node_get_object(node);
    if (!lb_wire_fields_read(fields, structure, inner, error) ||
        !lb_wire_is_used_up(inner, error)) {
        g_prefix_error(error, "%s: ", name);
        return false;
    }
    json_object_remove_member(object, name);
    return true;
}

bool
lb_wire_take_list(JsonObject *object, const char *name, guint most, LbWireElement read,
                  GPtrArray *array, GError **error)
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

bool
lb_wire_take_version(JsonObject *object, int64_t version, GError **error)
{
    JsonNode *node = json_object_get_member(object, "version");
    int64_t found = 0;
    if (node == NULL || !read_number(node, version, version, &found))
        return lb_wire_fail(error, "is another than this program's", "version");
    json_object_remove_member(object, "version");
    return true;
}

char *
lb_wire_print(JsonObject *object, size_t limit, GError **error)
{
    g_autoptr(JsonNode) root = json_node_init_object(json_node_alloc(), object);
    g_autofree char *text = json_to_string(root, FALSE);
    size_t length = strlen(text);
    char *line = length < limit ? g_strconcat(text, "\n", NULL) : NULL;
    explicit_bzero(text, length);
    if (line == NULL)
        g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_WIRE, "a line of %zu bytes is too long",
                    length);
    return line;
}

/* The parser is lenient about what stands where and has no bound of depth; the scan has. */
static bool
is_object(const char *line, size_t length)
{
    LbJsonScan scan = { 0 };
    size_t used = 0;
    const char *reason = lb_json_scan(&scan, line, length, &used);
    if (reason != NULL || !scan.complete || *line != '{')
        return false;
    return used == length || (used + 1 == length && line[used] == '\n');
}

JsonObject *
lb_wire_parse(const char *line, size_t length, size_t limit, GError **error)
{
    if (length > limit) {
        g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_WIRE, "a line of %zu bytes is too long",
                    length);
        return NULL;
    }
    g_autoptr(JsonParser) parser = json_parser_new();
    /* The parser's words may quote the line, and with it a password. */
    if (!is_object(line, length) ||
        !json_parser_load_from_data(parser, line, (gssize)length, NULL)) {
        g_set_error_literal(error, LB_BASE_ERROR, LB_BASE_ERROR_WIRE, "a line is no JSON object");
        return NULL;
    }
    return json_node_dup_object(json_parser_get_root(parser));
}
