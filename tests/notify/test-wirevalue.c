/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON of a line: what is none is refused, as the scan and the parser of everything else refuse it, and what is read is what
 * they read. */
#include "notify/wirevalue.h"

#include <criterion/criterion.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "base/jsonscan.h"
#include "notify/hostile.h"
#include "notify/wire.h"

static LbWireValue *
read_line(const char *line)
{
    return lb_wire_value_read(line, strlen(line));
}

/* The object that the two others read together, one for the form and one for the meaning; NULL: none. */
static JsonNode *
read_by_others(const char *line, size_t length)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    LbJsonScan scan = { 0 };
    size_t used = 0;
    if (lb_json_scan(&scan, line, length, &used) != NULL || !scan.complete || *line != '{' ||
        (used != length && (used + 1 != length || line[used] != '\n')) ||
        !json_parser_load_from_data(parser, line, (gssize)length, NULL))
        return NULL;
    return json_parser_steal_root(parser);
}

static void expect_same(LbWireValue *value, JsonNode *node);

/* Where a name stands twice, the others know the last alone. */
static void
expect_same_object(LbWireValue *value, JsonObject *object)
{
    guint count = 0;
    for (LbWireValue *each = lb_wire_value_first(value); each != NULL; count++)
        each = lb_wire_value_next(value, each);
    cr_assert_geq(count, json_object_get_size(object));
    if (count > json_object_get_size(object))
        return;
    for (const LbWireValue *member = NULL; (member = lb_wire_value_left(value)) != NULL;) {
        LbWireValue *found = lb_wire_value_find(value, member->name);
        cr_assert(found == member && json_object_has_member(object, member->name));
        expect_same(found, json_object_get_member(object, member->name));
        found->taken = true;
    }
}

static void
expect_same_list(LbWireValue *value, JsonArray *list)
{
    guint count = 0;
    for (LbWireValue *each = lb_wire_value_first(value); each != NULL;
         each = lb_wire_value_next(value, each), count++) {
        cr_assert_lt(count, json_array_get_length(list));
        expect_same(each, json_array_get_element(list, count));
    }
    cr_assert_eq(count, json_array_get_length(list));
}

static void
expect_same(LbWireValue *value, JsonNode *node)
{
    GType type = JSON_NODE_HOLDS_VALUE(node) ? json_node_get_value_type(node) : G_TYPE_NONE;
    switch (value->type) {
    case LB_WIRE_NULL:
        cr_assert(JSON_NODE_HOLDS_NULL(node));
        break;
    case LB_WIRE_TRUE_OR_FALSE:
        cr_assert(type == G_TYPE_BOOLEAN && value->number == json_node_get_boolean(node));
        break;
    case LB_WIRE_WHOLE:
        cr_assert(type == G_TYPE_INT64 && value->number == json_node_get_int(node));
        break;
    case LB_WIRE_OTHER:
        cr_assert(type == G_TYPE_DOUBLE || type == G_TYPE_INT64); /* which may have run over */
        break;
    case LB_WIRE_STRING:
        cr_assert_eq(type, G_TYPE_STRING, "\"%s\" is %s", value->text, g_type_name(type));
        cr_assert_str_eq(value->text, json_node_get_string(node));
        break;
    case LB_WIRE_LIST:
        cr_assert(JSON_NODE_HOLDS_ARRAY(node));
        expect_same_list(value, json_node_get_array(node));
        break;
    case LB_WIRE_OBJECT:
        cr_assert(JSON_NODE_HOLDS_OBJECT(node));
        expect_same_object(value, json_node_get_object(node));
        break;
    }
}

/* Returns whether it is an object. */
static bool
expect_as_others(const char *line, size_t length)
{
    g_autoptr(LbWireValue) value = lb_wire_value_read(line, length);
    g_autoptr(JsonNode) node = read_by_others(line, length);
    cr_assert((value == NULL) == (node == NULL), "%s is %s", line,
              value == NULL ? "refused" : "read");
    if (value != NULL)
        expect_same(value, node);
    return value != NULL;
}

Test(wirevalue, every_message_is_read_as_it_was_written)
{
    g_autoptr(GArray) occasions = hostile_occasions();
    for (guint i = 0; i < occasions->len; i++) {
        g_autoptr(Letter) letter = hostile_letter(&g_array_index(occasions, Occasion, i));
        g_autofree char *line = lb_wire_message_to_line(letter->message, NULL);
        cr_assert(expect_as_others(line, strlen(line)));
        cr_assert(expect_as_others(line, strlen(line) - 1), "without its LF");
    }
}

static const char sample[] =
    "{\"a\": \"x\\u00e9\\ud83d\\ude00\\n\\\\\\\"\\/y\",\"b\":[1,-20,0,{\"c\":{}},[]],\t\"d\":true,"
    "\"e\":false,\"f\":null,\"g\":1.5e-3,\"h\":-0,\"i\":{\"j\":[\"k\",\"\"]},\"\":12E+1,\"本\":"
    "\"é\"}\n";

Test(wirevalue, with_any_byte_another_it_is_refused_or_read_as_by_others)
{
    size_t length = strlen(sample);
    int objects = 0;
    cr_assert(expect_as_others(sample, length));
    for (size_t at = 0; at < length; at++)
        for (int byte = 0; byte < 256; byte++) {
            g_autofree char *line = g_strdup(sample);
            line[at] = (char)byte;
            objects += expect_as_others(line, length) ? 1 : 0;
        }
    cr_assert_gt(objects, 1000);
}

Test(wirevalue, with_any_byte_more_or_less_it_is_refused_or_read_as_by_others)
{
    static const char marks[] = "{}[]\",:\\/0195eE.+-u tfn\n\x7f";
    size_t length = strlen(sample);
    for (size_t at = 0; at <= length; at++) {
        g_autofree char *begun = g_strndup(sample, at);
        g_autofree char *shorter = g_strconcat(begun, at < length ? sample + at + 1 : "", NULL);
        expect_as_others(begun, at);
        expect_as_others(shorter, strlen(shorter));
        for (const char *mark = marks; *mark != '\0'; mark++) {
            g_autofree char *longer = g_strdup_printf("%s%c%s", begun, *mark, sample + at);
            expect_as_others(longer, strlen(longer));
        }
    }
}

Test(wirevalue, hostile_texts_are_read_as_by_others_or_refused)
{
    g_autoptr(GPtrArray) texts = hostile_texts();
    for (guint i = 0; i < texts->len; i++) {
        const GString *text = g_ptr_array_index(texts, i);
        g_autoptr(GString) line = g_string_new("{\"a\":\"");
        g_string_append_len(line, text->str, (gssize)text->len);
        g_string_append(line, "\"}");
        expect_as_others(line->str, line->len);
        expect_as_others(text->str, text->len);
    }
}

Test(wirevalue, what_is_no_json_is_refused)
{
    static const char *const bad[] = {
        "",
        "{",
        "}",
        "[]",
        "{]",
        "{}}",
        "{} ",
        "{}\n\n",
        " {}",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":1 2}",
        "{\"a\":[1,]}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":01}",
        "{\"a\":-}",
        "{\"a\":-01}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":+1}",
        "{\"a\":1e}",
        "{\"a\":0x1}",
        "{\"a\":nul}",
        "{\"a\":trues}",
        "{\"a\":NaN}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\udc00\"}",
        "{\"a\":\"\\ud800\\u0041\"}",
        "{\"a\":\"\\u0000\"}",
        "{\"a\":\"\\x41\"}",
        "{\"a\":\"\\u00g0\"}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\",
        "{\"a\":\"\\u",
        "{\"a\":\"\xff\"}",
        "{\"a\":1/**/}",
        "{\"a\":1;}",
        "{\"\\u0000\":1}",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(LbWireValue) value = read_line(bad[i]);
        cr_assert_null(value, "%s", bad[i]);
    }
    g_autoptr(LbWireValue) nul = lb_wire_value_read("{\"a\":\"\0\"}", 9);
    cr_assert_null(nul);
}

Test(wirevalue, numbers_beyond_64_bits_and_with_fractions_are_not_whole)
{
    static const struct {
        const char *number;
        LbWireType type;
        int64_t value;
    } numbers[] = {
        { "9223372036854775807", LB_WIRE_WHOLE, INT64_MAX },
        { "-9223372036854775808", LB_WIRE_WHOLE, INT64_MIN },
        { "9223372036854775808", LB_WIRE_OTHER, 0 },
        { "-9223372036854775809", LB_WIRE_OTHER, 0 },
        { "99999999999999999999999999", LB_WIRE_OTHER, 0 },
        { "1.0", LB_WIRE_OTHER, 0 },
        { "1e0", LB_WIRE_OTHER, 0 },
        { "-0", LB_WIRE_WHOLE, 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        g_autofree char *line = g_strdup_printf("{\"a\":%s}", numbers[i].number);
        g_autoptr(LbWireValue) object = read_line(line);
        const LbWireValue *value = lb_wire_value_find(object, "a");
        cr_assert_eq(value->type, numbers[i].type, "%s", line);
        cr_assert(value->type != LB_WIRE_WHOLE || value->number == numbers[i].value, "%s", line);
    }
}

Test(wirevalue, a_member_that_stands_twice_is_found_twice)
{
    g_autoptr(LbWireValue) object = read_line("{\"a\":1,\"a\":2}");
    LbWireValue *first = lb_wire_value_find(object, "a");
    cr_assert_eq(first->number, 1);
    first->taken = true;
    cr_assert_eq(lb_wire_value_left(object)->number, 2);
}

Test(wirevalue, nesting_is_bounded)
{
    for (int depth = 6; depth < 100000; depth = depth < 10 ? depth + 1 : depth * 10) {
        g_autofree char *opening = g_strnfill((gsize)depth, '[');
        g_autofree char *closing = g_strnfill((gsize)depth, ']');
        g_autofree char *line = g_strdup_printf("{\"a\":%s%s}", opening, closing);
        g_autoptr(LbWireValue) object = read_line(line);
        cr_assert_eq(object != NULL, depth <= 7, "%d", depth);
    }
}
