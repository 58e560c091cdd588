/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON of provisioning scripts. The answer is read field by field; what is not known is refused, since a slip in a
 * name would otherwise go unnoticed. */
#include "access/contract.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "access/error.h"
#include "base/i18n.h"
#include "base/jsonscan.h"
#include "base/span.h"
#include "base/text.h"
#include "base/time.h"
#include "core/address.h"

#define VERSION 1

static void
add_text(JsonBuilder *builder, const char *name, const char *text)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, text);
}

static void
add_number(JsonBuilder *builder, const char *name, int64_t number)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, number);
}

static void
add_texts(JsonBuilder *builder, const char *name, const GPtrArray *texts)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_array(builder);
    for (guint i = 0; texts != NULL && i < texts->len; i++)
        json_builder_add_string_value(builder, g_ptr_array_index(texts, i));
    json_builder_end_array(builder);
}

static void
add_time(JsonBuilder *builder, const char *name, const char *seconds_name, int64_t time)
{
    g_autofree char *iso = lb_time_to_iso(time);
    add_text(builder, name, iso);
    add_number(builder, seconds_name, time / LB_SECOND);
}

static void
add_target(JsonBuilder *builder, const LbProvisionOrder *order)
{
    const LbTarget *target = order->grant->target;
    g_autofree char *principal = lb_target_principal(order->instance, target);
    add_text(builder, "resource", target->resource);
    add_text(builder, "address", target->address);
    add_number(builder, "port", target->port);
    add_text(builder, "login", target->login);
    add_text(builder, "principal", principal);
    add_texts(builder, "hostKeys", target->host_keys);
    json_builder_set_member_name(builder, "ports");
    json_builder_begin_array(builder);
    for (guint i = 0; i < order->grant->ports->len; i++)
        json_builder_add_int_value(builder, g_array_index(order->grant->ports, unsigned, i));
    json_builder_end_array(builder);
}

char *
lb_contract_write(const LbProvisionOrder *order, const char *act, size_t *length)
{
    const LbGrant *grant = order->grant;
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    add_number(builder, "version", VERSION);
    add_text(builder, "act", act);
    add_text(builder, "instance", order->instance);
    add_number(builder, "grant", grant->serial);
    add_text(builder, "request", grant->request);
    add_text(builder, "account", grant->account);
    add_target(builder, order);
    add_time(builder, "start", "startSeconds", grant->start);
    add_time(builder, "end", "endSeconds", grant->end);
    add_texts(builder, "keys", order->keys);
    json_builder_end_object(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    g_autofree char *json = json_to_string(root, TRUE);
    char *line = g_strconcat(json, "\n", NULL);
    *length = strlen(line);
    return line;
}

static bool
refuse(GError **error, const char *name, const char *why)
{
    g_set_error(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_PROGRAM, "\"%s\" %s", name, why);
    return false;
}

/* The parser is lenient about what stands where; the scan is not, and bounds the depth. */
static JsonObject *
parse(const char *answer, size_t length, GError **error)
{
    LbJsonScan scan = { 0 };
    size_t start = strspn(answer, " \t\r\n"), used = 0;
    const char *reason = lb_json_scan(&scan, answer + start, length - start, &used);
    if (reason == NULL && (answer[start] != '{' || !scan.complete))
        reason = "no whole object";
    const char *rest = answer + start + used;
    if (reason == NULL && strspn(rest, " \t\r\n") != length - start - used)
        reason = "more behind the object";
    if (reason == NULL && !g_utf8_validate_len(answer, length, NULL))
        reason = "no UTF-8";
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    if (reason != NULL || !json_parser_load_from_data(parser, answer + start, (gssize)used, NULL)) {
        g_set_error(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_PROGRAM, "is no JSON object: %s",
                    reason != NULL ? reason : "malformed");
        return NULL;
    }
    JsonNode *root = json_parser_get_root(parser);
    return json_object_ref(json_node_get_object(root));
}

/* Members of an answer. */

static bool
is_of(JsonNode *node, GType type)
{
    return node != NULL && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == type;
}

/* Only names out of @names, up to NULL. */
static bool
check_names(JsonObject *object, const char *const *names, GError **error)
{
    g_autoptr(GList) members = json_object_get_members(object);
    for (GList *member = members; member != NULL; member = member->next) {
        if (g_strv_contains(names, member->data))
            continue;
        g_autofree char *safe = lb_text_brief(member->data, -1, 40);
        return refuse(error, safe, "is not known");
    }
    return true;
}

/* Replaces *@place by the text @name, where it is there. */
static bool
take_text(JsonObject *object, const char *name, LbTextKind kind, size_t limit, char **place,
          GError **error)
{
    JsonNode *node = json_object_get_member(object, name);
    if (node == NULL)
        return true;
    if (!is_of(node, G_TYPE_STRING))
        return refuse(error, name, "is no text");
    char *text = lb_text_accept(json_node_get_string(node), -1, kind, limit, error);
    if (text == NULL) {
        g_prefix_error(error, "\"%s\" ", name);
        return false;
    }
    g_free(*place);
    *place = text;
    return true;
}

static bool
take_address(JsonObject *object, LbConnection *connection, GError **error)
{
    g_autofree char *address = NULL;
    if (!take_text(object, "address", LB_TEXT_LINE, LB_ADDRESS_LIMIT, &address, error))
        return false;
    if (address == NULL)
        return true;
    char *canonical = lb_address_canonical(address);
    if (canonical == NULL)
        return refuse(error, "address", "is none");
    g_free(connection->address);
    connection->address = canonical;
    return true;
}

static bool
take_port(JsonObject *object, LbConnection *connection, GError **error)
{
    JsonNode *node = json_object_get_member(object, "port");
    if (node == NULL)
        return true;
    gint64 port = is_of(node, G_TYPE_INT64) ? json_node_get_int(node) : 0;
    if (port < 1 || port > 65535)
        return refuse(error, "port", "is none");
    connection->port = (unsigned)port;
    return true;
}

static LbProvisionResult *
read_opened(JsonObject *object, const LbGrant *grant, GError **error)
{
    static const char *const names[] = {
        "grant", "status", "address", "port", "login", "text", NULL
    };
    g_autoptr(LbConnection) connection = lb_connection_new(grant->target);
    if (!check_names(object, names, error) || !take_address(object, connection, error) ||
        !take_port(object, connection, error) ||
        !take_text(object, "login", LB_TEXT_LINE, LB_TARGET_LOGIN_LIMIT, &connection->login,
                   error) ||
        !take_text(object, "text", LB_TEXT_LINES, LB_CONNECTION_TEXT_LIMIT, &connection->text,
                   error))
        return NULL;
    if (!lb_target_login_is_valid(connection->login)) {
        refuse(error, "login", "is none");
        return NULL;
    }
    return lb_provision_opened(g_steal_pointer(&connection));
}

static LbProvisionResult *
read_closed(JsonObject *object, const LbGrant *grant, GError **error)
{
    static const char *const names[] = { "grant", "status", NULL };
    (void)grant;
    return check_names(object, names, error) ? lb_provision_closed() : NULL;
}

static LbProvisionResult *
read_failed(JsonObject *object, const LbGrant *grant, GError **error)
{
    static const char *const names[] = { "grant", "status", "words", "retry", NULL };
    (void)grant;
    JsonNode *words = json_object_get_member(object, "words");
    JsonNode *retry = json_object_get_member(object, "retry");
    if (!check_names(object, names, error))
        return NULL;
    if (!is_of(words, G_TYPE_STRING)) {
        refuse(error, "words", "is no text");
        return NULL;
    }
    if (retry != NULL && !is_of(retry, G_TYPE_BOOLEAN)) {
        refuse(error, "retry", "is neither true nor false");
        return NULL;
    }
    g_autofree char *said = g_strconcat("script: ", json_node_get_string(words), NULL);
    return lb_provision_failed(retry == NULL || json_node_get_boolean(retry), said);
}

static LbProvisionResult *(*const readers[])(JsonObject *, const LbGrant *, GError **) = {
    [LB_PROVISION_OPENED] = read_opened,
    [LB_PROVISION_CLOSED] = read_closed,
    [LB_PROVISION_FAILED] = read_failed,
};

/* The status, which must be the one that was asked for, or a failure. */
static bool
take_status(JsonObject *object, LbProvisionOutcome expected, LbProvisionOutcome *status,
            GError **error)
{
    JsonNode *node = json_object_get_member(object, "status");
    int value = 0;
    if (!is_of(node, G_TYPE_STRING) ||
        g_strcmp0(json_node_get_string(node),
                  lb_names_find(lb_provision_outcome_names, json_node_get_string(node), &value)
                      ? lb_names_get(lb_provision_outcome_names, value)
                      : NULL) != 0)
        return refuse(error, "status", "is none");
    *status = (LbProvisionOutcome)value;
    if (*status != expected && *status != LB_PROVISION_FAILED)
        return refuse(error, "status", "is not what was asked for");
    return true;
}

static LbProvisionResult *
read_answer(const char *answer, size_t length, const LbGrant *grant, LbProvisionOutcome expected,
            GError **error)
{
    LbProvisionOutcome status = LB_PROVISION_FAILED;
    g_autoptr(JsonObject) object = parse(answer, length, error);
    if (object == NULL)
        return NULL;
    JsonNode *serial = json_object_get_member(object, "grant");
    if (!is_of(serial, G_TYPE_INT64) || json_node_get_int(serial) != grant->serial) {
        refuse(error, "grant", "is not the one that it is about");
        return NULL;
    }
    return take_status(object, expected, &status, error) ? readers[status](object, grant, error)
                                                         : NULL;
}

LbProvisionResult *
lb_contract_read(const char *answer, size_t length, const LbProvisionOrder *order,
                 LbProvisionOutcome expected)
{
    g_autoptr(GError) error = NULL;
    LbProvisionResult *result = read_answer(answer, length, order->grant, expected, &error);
    if (result != NULL)
        return result;
    g_autofree char *words = g_strconcat("script: its answer: ", error->message, NULL);
    return lb_provision_failed(true, words);
}
