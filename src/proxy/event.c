/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events, read as strictly as they are written. */
#include "proxy/event.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/jsonscan.h"
#include "base/text.h"
#include "core/address.h"
#include "core/sshkey.h"
#include "proxy/cast.h"
#include "proxy/channel.h"
#include "proxy/error.h"

#define WORDS_MOST 300

void
lb_proxy_event_clear(LbProxyEvent *event)
{
    g_clear_pointer(&event->text, g_free);
}

static const char *
text_of(JsonNode *node)
{
    bool right = JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING;
    return right ? json_node_get_string(node) : NULL;
}

static bool
read_key(JsonNode *node, LbProxyEvent *event)
{
    const char *line = text_of(node);
    g_autoptr(LbSshKey) key = line != NULL ? lb_sshkey_parse(line, NULL) : NULL;
    if (key == NULL)
        return false;
    event->kind = LB_PROXY_SAYS_KEY;
    event->text = g_strdup_printf("%s %s", key->type, key->blob);
    return true;
}

static bool
read_reached(JsonNode *node, LbProxyEvent *event)
{
    const char *address = text_of(node);
    event->kind = LB_PROXY_SAYS_REACHED;
    event->text = address != NULL ? lb_address_canonical(address) : NULL;
    return event->text != NULL && lb_address_is_literal(event->text);
}

static bool
read_typed(JsonNode *node, LbProxyEvent *event)
{
    event->kind = LB_PROXY_SAYS_TYPED;
    return JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_INT64;
}

/* The two elements of an array, of @type both. */
static JsonArray *
pair_of(JsonNode *node, GType type)
{
    JsonArray *array = JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    if (array == NULL || json_array_get_length(array) != 2)
        return NULL;
    for (guint i = 0; i < 2; i++) {
        JsonNode *each = json_array_get_element(array, i);
        if (!JSON_NODE_HOLDS_VALUE(each) || json_node_get_value_type(each) != type)
            return NULL;
    }
    return array;
}

static bool
read_count(JsonNode *node, LbProxyEvent *event)
{
    JsonArray *pair = pair_of(node, G_TYPE_INT64);
    if (pair == NULL)
        return false;
    event->kind = LB_PROXY_SAYS_COUNT;
    event->sent = json_array_get_int_element(pair, 0);
    event->received = json_array_get_int_element(pair, 1);
    return event->sent >= 0 && event->received >= 0;
}

static bool
read_end(JsonNode *node, LbProxyEvent *event)
{
    JsonArray *pair = pair_of(node, G_TYPE_STRING);
    int value = 0;
    if (pair == NULL ||
        !lb_names_find(lb_proxy_end_names, json_array_get_string_element(pair, 0), &value))
        return false;
    const char *words = json_array_get_string_element(pair, 1);
    event->kind = LB_PROXY_SAYS_CLOSED;
    event->end = (LbProxyEnd)value;
    event->text = *words != '\0' ? lb_text_brief(words, -1, WORDS_MOST) : NULL;
    return true;
}

static const struct {
    const char *name;
    bool (*read)(JsonNode *node, LbProxyEvent *event);
} readers[] = {
    { "key", read_key },     { "reached", read_reached }, { "typed", read_typed },
    { "count", read_count }, { "end", read_end },
};

static bool
read_object(JsonObject *object, LbProxyEvent *event)
{
    if (json_object_get_size(object) != 1)
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(readers); i++) {
        JsonNode *node = json_object_get_member(object, readers[i].name);
        if (node != NULL)
            return readers[i].read(node, event);
    }
    return false;
}

bool
lb_proxy_event_read(LbProxyEvent *event, const char *line, size_t length, GError **error)
{
    LbJsonScan scan = { 0 };
    size_t used = 0;
    *event = (LbProxyEvent){ .kind = LB_PROXY_SAYS_LINE };
    if (lb_cast_is_line(line, length))
        return true;
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    bool right = length < LB_EVENT_LINE_MOST && line[0] == '{' &&
                 lb_json_scan(&scan, line, length, &used) == NULL && scan.complete &&
                 used == length && g_utf8_validate_len(line, length, NULL) &&
                 json_parser_load_from_data(parser, line, (gssize)length, NULL) &&
                 read_object(json_node_get_object(json_parser_get_root(parser)), event);
    if (!right) {
        lb_proxy_event_clear(event);
        g_set_error_literal(error, LB_PROXY_ERROR, LB_PROXY_ERROR_EVENT, "a line is no event");
    }
    return right;
}
