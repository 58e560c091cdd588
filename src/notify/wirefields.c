/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Structures as JSON objects. */
#include "notify/wirefields.h"

#include <limits.h>
#include <string.h>

#include "notify/error.h"

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
read_texts(GPtrArray *texts, LbWireValue *list)
{
    for (LbWireValue *text = lb_wire_value_first(list); text != NULL;
         text = lb_wire_value_next(list, text)) {
        if (text->type != LB_WIRE_STRING || texts->len == LB_WIRE_TEXTS_MOST)
            return false;
        g_ptr_array_add(texts, g_strdup(text->text));
    }
    return true;
}

/* Whether it is a whole number between the two. */
static bool
is_within(const LbWireValue *value, int64_t least, int64_t most)
{
    return value->type == LB_WIRE_WHOLE && value->number >= least && value->number <= most;
}

static bool
read_ports(GArray *ports, LbWireValue *list)
{
    for (LbWireValue *each = lb_wire_value_first(list); each != NULL;
         each = lb_wire_value_next(list, each)) {
        unsigned port = (unsigned)each->number;
        if (!is_within(each, 1, PORT_MOST) || ports->len == LB_WIRE_TEXTS_MOST)
            return false;
        g_array_append_val(ports, port);
    }
    return true;
}

static bool
read_numbers(GArray *numbers, LbWireValue *list)
{
    for (LbWireValue *each = lb_wire_value_first(list); each != NULL;
         each = lb_wire_value_next(list, each)) {
        if (each->type != LB_WIRE_WHOLE)
            return false;
        g_array_append_val(numbers, each->number);
    }
    return true;
}

static bool
read_list(const LbWireField *field, void *place, LbWireValue *list)
{
    if (list->type != LB_WIRE_LIST)
        return false;
    if (field->kind == LB_WIRE_TEXTS)
        return read_texts(*(GPtrArray **)place, list);
    return field->kind == LB_WIRE_PORTS ? read_ports(*(GArray **)place, list)
                                        : read_numbers(*(GArray **)place, list);
}

static bool
read_value(const LbWireField *field, void *place, LbWireValue *value)
{
    bool fits = false;
    switch (field->kind) {
    case LB_WIRE_TEXT:
        *(char **)place = value->type == LB_WIRE_STRING ? g_strdup(value->text) : NULL;
        return value->type == LB_WIRE_STRING;
    case LB_WIRE_INT:
        fits = is_within(value, INT_MIN, INT_MAX);
        *(int *)place = fits ? (int)value->number : 0;
        return fits;
    case LB_WIRE_INT64:
        *(int64_t *)place = value->number;
        return value->type == LB_WIRE_WHOLE;
    case LB_WIRE_BOOL:
        *(bool *)place = value->number != 0;
        return value->type == LB_WIRE_TRUE_OR_FALSE;
    case LB_WIRE_NAME:
        return value->type == LB_WIRE_STRING && lb_names_find(field->names, value->text, place);
    case LB_WIRE_PORT:
        fits = is_within(value, 1, PORT_MOST);
        *(unsigned *)place = fits ? (unsigned)value->number : 0;
        return fits;
    case LB_WIRE_TEXTS:
    case LB_WIRE_PORTS:
    case LB_WIRE_NUMBERS:
        return read_list(field, place, value);
    }
    return false;
}

bool
lb_wire_fields_read(const LbWireField *fields, void *structure, LbWireValue *object, GError **error)
{
    for (const LbWireField *field = fields; field->name != NULL; field++) {
        LbWireValue *value = lb_wire_value_find(object, field->name);
        if (value == NULL && field->kind == LB_WIRE_TEXT)
            continue;
        if (value == NULL || !read_value(field, (char *)structure + field->offset, value)) {
            const char *what = value == NULL ? "is missing" : "is not what it has to be";
            return lb_wire_fail(error, what, field->name);
        }
        value->taken = true;
    }
    return true;
}

bool
lb_wire_fail(GError **error, const char *what, const char *name)
{
    g_set_error(error, LB_NOTIFY_ERROR, LB_NOTIFY_ERROR_WIRE, "\"%s\" %s", name, what);
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
lb_wire_is_used_up(LbWireValue *object, GError **error)
{
    const LbWireValue *left = lb_wire_value_left(object);
    return left == NULL || lb_wire_fail(error, "is unknown", left->name);
}

bool
lb_wire_take_object(LbWireValue *object, const char *name, const LbWireField *fields,
                    void *structure, GError **error)
{
    LbWireValue *inner = lb_wire_value_find(object, name);
    if (inner == NULL || inner->type != LB_WIRE_OBJECT)
        return lb_wire_fail(error, "is missing, or is no object", name);
    if (!lb_wire_fields_read(fields, structure, inner, error) ||
        !lb_wire_is_used_up(inner, error)) {
        g_prefix_error(error, "%s: ", name);
        return false;
    }
    inner->taken = true;
    return true;
}

bool
lb_wire_take_list(LbWireValue *object, const char *name, guint most, LbWireElement read,
                  GPtrArray *array, GError **error)
{
    LbWireValue *list = lb_wire_value_find(object, name);
    guint count = 0;
    bool fits = list != NULL && list->type == LB_WIRE_LIST;
    for (LbWireValue *each = fits ? lb_wire_value_first(list) : NULL; each != NULL;
         each = lb_wire_value_next(list, each))
        fits = ++count <= most;
    if (!fits)
        return lb_wire_fail(error, "is missing, no list or too long", name);
    for (LbWireValue *each = lb_wire_value_first(list); each != NULL;
         each = lb_wire_value_next(list, each)) {
        void *element = read(each, error);
        if (element == NULL)
            return false;
        g_ptr_array_add(array, element);
    }
    list->taken = true;
    return true;
}

bool
lb_wire_take_version(LbWireValue *object, int64_t version, GError **error)
{
    LbWireValue *found = lb_wire_value_find(object, "version");
    if (found == NULL || !is_within(found, version, version))
        return lb_wire_fail(error, "is another than this program's", "version");
    found->taken = true;
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
        g_set_error(error, LB_NOTIFY_ERROR, LB_NOTIFY_ERROR_WIRE, "a line of %zu bytes is too long",
                    length);
    return line;
}

LbWireValue *
lb_wire_parse(const char *line, size_t length, size_t limit, GError **error)
{
    if (length > limit) {
        g_set_error(error, LB_NOTIFY_ERROR, LB_NOTIFY_ERROR_WIRE, "a line of %zu bytes is too long",
                    length);
        return NULL;
    }
    LbWireValue *object = lb_wire_value_read(line, length);
    if (object == NULL)
        g_set_error_literal(error, LB_NOTIFY_ERROR, LB_NOTIFY_ERROR_WIRE,
                            "a line is no JSON object");
    return object;
}
