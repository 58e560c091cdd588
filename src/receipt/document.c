/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Receipts written, read and compared along their shape. */
#include "receipt/document.h"

#include <string.h>

#include "base/i18n.h"
#include "base/jsonscan.h"
#include "receipt/shape.h"

G_DEFINE_QUARK(lb_receipt_error_quark, lb_receipt_error)

/* Writing */

static void
write_unit(GString *out, gunichar unit)
{
    g_string_append_printf(out, "\\u%04x", unit);
}

static void
write_text(GString *out, const char *text)
{
    g_string_append_c(out, '"');
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (character == '"' || character == '\\')
            g_string_append_printf(out, "\\%c", (char)character);
        else if (character == '\n')
            g_string_append(out, "\\n");
        else if (character >= 0x10000) { /* JSON writes it as two units of UTF-16 */
            write_unit(out, 0xd800 + ((character - 0x10000) >> 10));
            write_unit(out, 0xdc00 + (character & 0x3ff));
        } else if (character < ' ' || character > '~' || strchr("<>&", (int)character) != NULL)
            write_unit(out, character);
        else
            g_string_append_c(out, (char)character);
    }
    g_string_append_c(out, '"');
}

static void
write_line_end(GString *out, int level)
{
    g_string_append_printf(out, "\n%*s", 2 * level, "");
}

static void write_object(GString *out, JsonObject *object, const LbShape *shape, int level);

static void
write_array(GString *out, JsonArray *array, const LbShape *shape, int level)
{
    guint length = json_array_get_length(array);
    g_string_append_c(out, '[');
    for (guint i = 0; i < length; i++) {
        g_string_append(out, i > 0 ? "," : "");
        write_line_end(out, level + 1);
        if (shape->kind == LB_SHAPE_TEXTS)
            write_text(out, json_array_get_string_element(array, i));
        else
            write_object(out, json_array_get_object_element(array, i), shape->inner, level + 1);
    }
    if (length > 0)
        write_line_end(out, level);
    g_string_append_c(out, ']');
}

static void
write_value(GString *out, JsonNode *node, const LbShape *shape, int level)
{
    switch (shape->kind) {
    case LB_SHAPE_TEXT:
    case LB_SHAPE_MAYBE:
        if (JSON_NODE_HOLDS_NULL(node))
            g_string_append(out, "null");
        else
            write_text(out, json_node_get_string(node));
        break;
    case LB_SHAPE_NUMBER:
        g_string_append_printf(out, "%" G_GINT64_FORMAT, json_node_get_int(node));
        break;
    case LB_SHAPE_FLAG:
        g_string_append(out, json_node_get_boolean(node) ? "true" : "false");
        break;
    case LB_SHAPE_OBJECT:
        write_object(out, json_node_get_object(node), shape->inner, level);
        break;
    case LB_SHAPE_TEXTS:
    case LB_SHAPE_OBJECTS:
        write_array(out, json_node_get_array(node), shape, level);
        break;
    }
}

static void
write_object(GString *out, JsonObject *object, const LbShape *shape, int level)
{
    g_string_append_c(out, '{');
    for (const LbShape *member = shape; member->name != NULL; member++) {
        g_string_append(out, member > shape ? "," : "");
        write_line_end(out, level + 1);
        g_string_append_printf(out, "\"%s\": ", member->name);
        write_value(out, json_object_get_member(object, member->name), member, level + 1);
    }
    write_line_end(out, level);
    g_string_append_c(out, '}');
}

char *
lb_receipt_write(JsonObject *receipt)
{
    GString *out = g_string_new(NULL);
    write_object(out, receipt, lb_receipt_shape, 0);
    g_string_append_c(out, '\n');
    return g_string_free(out, FALSE);
}

/* Reading */

static bool G_GNUC_PRINTF(3, 4) fail(GError **error, LbReceiptError code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *words = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, LB_RECEIPT_ERROR, (int)code, words);
    return false;
}

/* Where a member stands: "sessions[0].sha256". The caller frees it. */
static char *
place_of(const char *path, const char *name)
{
    return g_strconcat(path, *path != '\0' ? "." : "", name, NULL);
}

static bool
is_value(JsonNode *node, GType type)
{
    return JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == type;
}

static bool
is_of_kind(JsonNode *node, LbShapeKind kind)
{
    switch (kind) {
    case LB_SHAPE_TEXT:
        return is_value(node, G_TYPE_STRING);
    case LB_SHAPE_MAYBE:
        return JSON_NODE_HOLDS_NULL(node) || is_value(node, G_TYPE_STRING);
    case LB_SHAPE_NUMBER:
        return is_value(node, G_TYPE_INT64);
    case LB_SHAPE_FLAG:
        return is_value(node, G_TYPE_BOOLEAN);
    case LB_SHAPE_OBJECT:
        return JSON_NODE_HOLDS_OBJECT(node);
    default:
        return JSON_NODE_HOLDS_ARRAY(node);
    }
}

static bool check_object(JsonObject *object, const LbShape *shape, const char *path,
                         GError **error);

static bool
check_array(JsonArray *array, const LbShape *shape, const char *place, GError **error)
{
    bool texts = shape->kind == LB_SHAPE_TEXTS;
    for (guint i = 0; i < json_array_get_length(array); i++) {
        JsonNode *node = json_array_get_element(array, i);
        g_autofree char *item = g_strdup_printf("%s[%u]", place, i);
        if (!is_of_kind(node, texts ? LB_SHAPE_TEXT : LB_SHAPE_OBJECT))
            return fail(error, LB_RECEIPT_ERROR_SYNTAX, _("%s is not what stands there"), item);
        if (!texts && !check_object(json_node_get_object(node), shape->inner, item, error))
            return false;
    }
    return true;
}

static bool
check_object(JsonObject *object, const LbShape *shape, const char *path, GError **error)
{
    for (const LbShape *member = shape; member->name != NULL; member++) {
        JsonNode *node = json_object_get_member(object, member->name);
        g_autofree char *place = place_of(path, member->name);
        if (node == NULL)
            return fail(error, LB_RECEIPT_ERROR_SYNTAX, _("%s is missing"), place);
        if (!is_of_kind(node, member->kind))
            return fail(error, LB_RECEIPT_ERROR_SYNTAX, _("%s is not what stands there"), place);
        bool good = true;
        if (member->kind == LB_SHAPE_OBJECT)
            good = check_object(json_node_get_object(node), member->inner, place, error);
        else if (JSON_NODE_HOLDS_ARRAY(node))
            good = check_array(json_node_get_array(node), member, place, error);
        if (!good)
            return false;
    }
    return true;
}

/* What the parser is lenient about, or could be kept busy with. */
static bool
scan(const char *bytes, size_t length, GError **error)
{
    LbJsonScan state = { 0 };
    size_t used = 0;
    if (length > LB_RECEIPT_LIMIT)
        return fail(error, LB_RECEIPT_ERROR_SYNTAX, _("it is larger than any receipt"));
    const char *reason = lb_json_scan(&state, bytes, length, &used);
    if (reason == NULL && !state.complete)
        reason = N_("it ends too early");
    if (reason == NULL && (used + 1 != length || bytes[used] != '\n'))
        reason = N_("something stands behind its end");
    if (reason == NULL)
        return true;
    return fail(error, LB_RECEIPT_ERROR_SYNTAX, _("byte %zu: %s"), used + 1, _(reason));
}

/* There is one spelling: no byte can be another, and no member stand twice, or more than the shape has. */
static bool
is_spelled(JsonObject *receipt, const char *bytes, size_t length, GError **error)
{
    g_autofree char *spelled = lb_receipt_write(receipt);
    size_t at = 0;
    while (at < length && spelled[at] != '\0' && spelled[at] == bytes[at])
        at++;
    return (at == length && spelled[at] == '\0') ||
           fail(error, LB_RECEIPT_ERROR_SYNTAX, _("byte %zu is not what a receipt has there"),
                at + 1);
}

JsonObject *
lb_receipt_read(const char *bytes, size_t length, GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    if (!scan(bytes, length, error))
        return NULL;
    if (!json_parser_load_from_data(parser, bytes, (gssize)length, NULL)) {
        fail(error, LB_RECEIPT_ERROR_SYNTAX, _("it is no JSON"));
        return NULL;
    }
    JsonNode *root = json_parser_get_root(parser);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root)) {
        fail(error, LB_RECEIPT_ERROR_SYNTAX, _("it is no object"));
        return NULL;
    }
    JsonObject *receipt = json_node_get_object(root);
    JsonNode *format = json_object_get_member(receipt, "lockboxReceipt");
    if (format != NULL && is_value(format, G_TYPE_INT64) && json_node_get_int(format) != 1) {
        fail(error, LB_RECEIPT_ERROR_FORMAT,
             _("it is of a format that this program does not know"));
        return NULL;
    }
    if (!check_object(receipt, lb_receipt_shape, "", error) ||
        !is_spelled(receipt, bytes, length, error))
        return NULL;
    return json_object_ref(receipt);
}

/* Comparing */

static char *differ(JsonObject *object, JsonObject *other, const LbShape *shape, const char *path);

/* An element that only one of them has is where they differ. */
static char *
differ_arrays(JsonArray *array, JsonArray *other, const LbShape *shape, const char *place)
{
    guint length = json_array_get_length(array), others = json_array_get_length(other);
    for (guint i = 0; i < MAX(length, others); i++) {
        g_autofree char *item = g_strdup_printf("%s[%u]", place, i);
        if (i >= length || i >= others)
            return g_steal_pointer(&item);
        if (shape->kind == LB_SHAPE_OBJECTS) {
            char *found = differ(json_array_get_object_element(array, i),
                                 json_array_get_object_element(other, i), shape->inner, item);
            if (found != NULL)
                return found;
        } else if (g_strcmp0(json_array_get_string_element(array, i),
                             json_array_get_string_element(other, i)) != 0) {
            return g_steal_pointer(&item);
        }
    }
    return NULL;
}

static char *
differ(JsonObject *object, JsonObject *other, const LbShape *shape, const char *path)
{
    for (const LbShape *member = shape; member->name != NULL; member++) {
        g_autofree char *place = place_of(path, member->name);
        JsonNode *one = json_object_get_member(object, member->name);
        JsonNode *two = json_object_get_member(other, member->name);
        char *found = NULL;
        if (member->kind == LB_SHAPE_OBJECT)
            found =
                differ(json_node_get_object(one), json_node_get_object(two), member->inner, place);
        else if (JSON_NODE_HOLDS_ARRAY(one))
            found =
                differ_arrays(json_node_get_array(one), json_node_get_array(two), member, place);
        else if (!json_node_equal(one, two))
            found = g_steal_pointer(&place);
        if (found != NULL)
            return found;
    }
    return NULL;
}

char *
lb_receipt_differ(JsonObject *receipt, JsonObject *other)
{
    return differ(receipt, other, lb_receipt_shape, "");
}
