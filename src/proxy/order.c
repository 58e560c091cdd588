/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order as JSON. It comes from our own other half; it is read as strictly as if it did not. */
#include "proxy/order.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/jsonscan.h"
#include "core/address.h"
#include "core/sshkey.h"
#include "core/target.h"
#include "proxy/error.h"

#define VERSION 1
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

const LbName lb_proxy_kind_names[] = {
    { LB_PROXY_CONNECT, "connect", NULL },
    { LB_PROXY_RELAY, "relay", NULL },
    { 0, NULL, NULL },
};

const LbName lb_proxy_end_names[] = {
    { LB_PROXY_END_LEFT, "left", N_("The connection is closed.") },
    { LB_PROXY_END_TIME, "time", N_("The time of access is over. The connection is closed.") },
    { LB_PROXY_END_OVER, "over", N_("Access was ended. The connection is closed.") },
    { LB_PROXY_END_WITHDRAWN, "withdrawn",
      N_("Your account or key may not come in any more. The connection is closed.") },
    { LB_PROXY_END_STOPPED, "stopped",
      N_("The customer ended this session. The connection is closed.") },
    { LB_PROXY_END_IDLE, "idle",
      N_("Nobody has typed for a long time. The connection is closed.") },
    { LB_PROXY_END_LONGEST, "longest",
      N_("The session has been as long as one may be. The connection is closed.") },
    { LB_PROXY_END_TOO_MUCH, "too-much",
      N_("The recording is as long as one may be. The connection is closed.") },
    { LB_PROXY_END_UNRECORDED, "unrecorded",
      N_("The recording cannot be written. The connection is closed.") },
    { LB_PROXY_END_UNCERTIFIED, "uncertified", N_("There is no certificate for this connection.") },
    { LB_PROXY_END_FAILED, "failed", N_("The connection did not come about.") },
    { LB_PROXY_END_BROKEN, "broken", N_("Lockbox itself was ended. The connection is closed.") },
    { 0, NULL, NULL },
};

LbProxyOrder *
lb_proxy_order_new(void)
{
    LbProxyOrder *order = g_new0(LbProxyOrder, 1);
    order->host_keys = g_ptr_array_new_with_free_func(g_free);
    return order;
}

void
lb_proxy_order_free(LbProxyOrder *order)
{
    if (order == NULL)
        return;
    g_free(order->address);
    g_free(order->login);
    g_ptr_array_unref(order->host_keys);
    g_free(order->directory);
    g_free(order->terminal);
    g_free(order->language);
    g_free(order);
}

static bool
is_of(const char *text, const char *characters, size_t most)
{
    size_t length = strlen(text);
    return length > 0 && length <= most && strspn(text, characters) == length;
}

static bool
is_address(const char *text)
{
    g_autofree char *canonical = lb_address_canonical(text);
    return g_strcmp0(canonical, text) == 0;
}

/* The path becomes part of options of ssh, which splits them at blanks and has percent signs of its own. */
static bool
is_directory(const char *text)
{
    return *text == '/' && is_of(text, LETTERS "/._-", 4096) && strstr(text, "..") == NULL;
}

static bool
is_terminal(const char *text)
{
    return is_of(text, LETTERS "+._-", 64);
}

static bool
is_language(const char *text)
{
    return is_of(text, LETTERS "_@-", 64);
}

/* The texts of an order; a shell has all of them, a relay those that are @always there. */
static const struct {
    const char *name;
    size_t offset;
    bool always;
    bool (*is_valid)(const char *text);
} texts[] = {
    { "address", G_STRUCT_OFFSET(LbProxyOrder, address), true, is_address },
    { "language", G_STRUCT_OFFSET(LbProxyOrder, language), true, is_language },
    { "login", G_STRUCT_OFFSET(LbProxyOrder, login), false, lb_target_login_is_valid },
    { "directory", G_STRUCT_OFFSET(LbProxyOrder, directory), false, is_directory },
    { "terminal", G_STRUCT_OFFSET(LbProxyOrder, terminal), false, is_terminal },
};

/* Likewise its numbers. */
static const struct {
    const char *name;
    size_t offset;
    int64_t most;
    bool always;
} numbers[] = {
    { "port", G_STRUCT_OFFSET(LbProxyOrder, port), 65535, true },
    { "columns", G_STRUCT_OFFSET(LbProxyOrder, columns), LB_ORDER_SIDE_MOST, false },
    { "rows", G_STRUCT_OFFSET(LbProxyOrder, rows), LB_ORDER_SIDE_MOST, false },
};

char *
lb_proxy_order_write(const LbProxyOrder *order)
{
    bool shell = order->kind == LB_PROXY_CONNECT;
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "version");
    json_builder_add_int_value(builder, VERSION);
    json_builder_set_member_name(builder, "kind");
    json_builder_add_string_value(builder, lb_names_get(lb_proxy_kind_names, (int)order->kind));
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (!shell && !texts[i].always)
            continue;
        json_builder_set_member_name(builder, texts[i].name);
        json_builder_add_string_value(builder, G_STRUCT_MEMBER(char *, order, texts[i].offset));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        if (!shell && !numbers[i].always)
            continue;
        json_builder_set_member_name(builder, numbers[i].name);
        json_builder_add_int_value(builder, G_STRUCT_MEMBER(unsigned, order, numbers[i].offset));
    }
    json_builder_set_member_name(builder, "bootEnd");
    json_builder_add_int_value(builder, order->boot_end);
    json_builder_set_member_name(builder, "localAllowed");
    json_builder_add_boolean_value(builder, order->local_allowed);
    json_builder_set_member_name(builder, "hostKeys");
    json_builder_begin_array(builder);
    for (guint i = 0; shell && i < order->host_keys->len; i++)
        json_builder_add_string_value(builder, g_ptr_array_index(order->host_keys, i));
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    g_autofree char *json = json_to_string(root, FALSE);
    return g_strconcat(json, "\n", NULL);
}

static bool
refuse(GError **error, const char *what)
{
    g_set_error(error, LB_PROXY_ERROR, LB_PROXY_ERROR_ORDER, "the order: %s", what);
    return false;
}

static JsonNode *
take(JsonObject *object, const char *name, GType type)
{
    JsonNode *node = json_object_get_member(object, name);
    bool right =
        node != NULL && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == type;
    return right ? node : NULL;
}

static bool
read_texts(JsonObject *object, LbProxyOrder *order, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (order->kind == LB_PROXY_RELAY && !texts[i].always)
            continue;
        JsonNode *node = take(object, texts[i].name, G_TYPE_STRING);
        if (node == NULL || !texts[i].is_valid(json_node_get_string(node)))
            return refuse(error, texts[i].name);
        G_STRUCT_MEMBER(char *, order, texts[i].offset) = json_node_dup_string(node);
    }
    return true;
}

static bool
read_numbers(JsonObject *object, LbProxyOrder *order, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        if (order->kind == LB_PROXY_RELAY && !numbers[i].always)
            continue;
        JsonNode *node = take(object, numbers[i].name, G_TYPE_INT64);
        int64_t number = node != NULL ? json_node_get_int(node) : 0;
        if (number < 1 || number > numbers[i].most)
            return refuse(error, numbers[i].name);
        G_STRUCT_MEMBER(unsigned, order, numbers[i].offset) = (unsigned)number;
    }
    return true;
}

static bool
read_host_keys(JsonObject *object, LbProxyOrder *order, GError **error)
{
    JsonNode *node = json_object_get_member(object, "hostKeys");
    if (node == NULL || !JSON_NODE_HOLDS_ARRAY(node))
        return refuse(error, "hostKeys");
    JsonArray *array = json_node_get_array(node);
    guint count = json_array_get_length(array);
    bool shell = order->kind == LB_PROXY_CONNECT;
    if (count > LB_TARGET_HOST_KEYS_MOST || shell != (count > 0))
        return refuse(error, "hostKeys");
    for (guint i = 0; i < count; i++) {
        JsonNode *each = json_array_get_element(array, i);
        const char *line = JSON_NODE_HOLDS_VALUE(each) ? json_node_get_string(each) : NULL;
        g_autoptr(LbSshKey) key = line != NULL ? lb_sshkey_parse(line, NULL) : NULL;
        if (key == NULL)
            return refuse(error, "hostKeys");
        g_ptr_array_add(order->host_keys, g_strdup_printf("%s %s", key->type, key->blob));
    }
    return true;
}

static bool
read_members(JsonObject *object, LbProxyOrder *order, GError **error)
{
    JsonNode *version = take(object, "version", G_TYPE_INT64);
    JsonNode *kind = take(object, "kind", G_TYPE_STRING);
    JsonNode *end = take(object, "bootEnd", G_TYPE_INT64);
    JsonNode *local = take(object, "localAllowed", G_TYPE_BOOLEAN);
    int value = 0;
    if (version == NULL || json_node_get_int(version) != VERSION)
        return refuse(error, "version");
    if (kind == NULL || !lb_names_find(lb_proxy_kind_names, json_node_get_string(kind), &value))
        return refuse(error, "kind");
    if (end == NULL || json_node_get_int(end) < 0)
        return refuse(error, "bootEnd");
    if (local == NULL)
        return refuse(error, "localAllowed");
    order->kind = (LbProxyKind)value;
    order->boot_end = json_node_get_int(end);
    order->local_allowed = json_node_get_boolean(local);
    return read_texts(object, order, error) && read_numbers(object, order, error) &&
           read_host_keys(object, order, error);
}

LbProxyOrder *
lb_proxy_order_read(const char *line, size_t length, GError **error)
{
    LbJsonScan scan = { 0 };
    size_t used = 0;
    const char *reason = lb_json_scan(&scan, line, length, &used);
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    if (length > LB_ORDER_LINE_MOST || reason != NULL || line[0] != '{' || !scan.complete ||
        used != length || !g_utf8_validate_len(line, length, NULL) ||
        !json_parser_load_from_data(parser, line, (gssize)length, NULL)) {
        refuse(error, "no JSON object");
        return NULL;
    }
    g_autoptr(LbProxyOrder) order = lb_proxy_order_new();
    JsonObject *object = json_node_get_object(json_parser_get_root(parser));
    return read_members(object, order, error) ? g_steal_pointer(&order) : NULL;
}
