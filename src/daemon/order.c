/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders and results as lines, both ways by the same tables. Whether a grant or a key is one is for who carries the
 * order out to say; here it is only whether all is there. */
#include "daemon/order.h"

#include "access/provisioner.h"
#include "base/text.h"
#include "base/wirefields.h"
#include "core/address.h"

/* Both ends are one program; a version guards against one that was replaced while it ran. */
#define VERSION 1

const LbName lb_order_act_names[] = {
    { LB_ORDER_OPEN, "open", NULL },
    { LB_ORDER_CLOSE, "close", NULL },
    { LB_ORDER_SIGN, "sign", NULL },
    { LB_ORDER_KRL, "krl", NULL },
    { 0, NULL, NULL },
};

/* What an act needs. */
static const struct {
    bool grant, provisioner, public_key;
} needs[] = {
    [LB_ORDER_OPEN] = { true, true, false },
    [LB_ORDER_CLOSE] = { true, true, false },
    [LB_ORDER_SIGN] = { true, false, true },
    [LB_ORDER_KRL] = { false, false, false },
};

static const LbWireField order_fields[] = {
    { LB_WIRE_NAMED(LbOrder, act, lb_order_act_names) },
    { LB_WIRE_FIELD(LbOrder, instance, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbOrder, provisioner, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbOrder, keys, LB_WIRE_TEXTS) },
    { LB_WIRE_FIELD(LbOrder, revoked, LB_WIRE_NUMBERS) },
    { LB_WIRE_FIELD(LbOrder, revision, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbOrder, public_key, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbOrder, start, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbOrder, end, LB_WIRE_INT64) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField settings_fields[] = {
    { LB_WIRE_FIELD(LbOrderSettings, private_directory, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbOrderSettings, krl, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbOrderSettings, script, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbOrderSettings, user, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbOrderSettings, time_limit, LB_WIRE_INT64) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField grant_fields[] = {
    { LB_WIRE_FIELD(LbGrant, serial, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbGrant, request, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbGrant, account, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbGrant, ports, LB_WIRE_PORTS) },
    { LB_WIRE_FIELD(LbGrant, start, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbGrant, end, LB_WIRE_INT64) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField target_fields[] = {
    { LB_WIRE_FIELD(LbTarget, resource, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbTarget, address, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbTarget, port, LB_WIRE_PORT) },
    { LB_WIRE_FIELD(LbTarget, login, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbTarget, host_keys, LB_WIRE_TEXTS) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField result_fields[] = {
    { LB_WIRE_FIELD(LbOrderResult, done, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD(LbOrderResult, retryable, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD(LbOrderResult, words, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbOrderResult, certificate, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField connection_fields[] = {
    { LB_WIRE_FIELD(LbConnection, address, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbConnection, port, LB_WIRE_PORT) },
    { LB_WIRE_FIELD(LbConnection, login, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbConnection, principal, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbConnection, text, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

LbOrder *
lb_order_new(LbOrderAct act)
{
    LbOrder *order = g_new0(LbOrder, 1);
    order->act = act;
    order->keys = g_ptr_array_new_with_free_func(g_free);
    order->revoked = g_array_new(FALSE, FALSE, sizeof(int64_t));
    return order;
}

void
lb_order_free(LbOrder *order)
{
    if (order == NULL)
        return;
    g_free(order->instance);
    g_free(order->provisioner);
    lb_grant_free(order->grant);
    g_ptr_array_unref(order->keys);
    g_array_unref(order->revoked);
    g_free(order->public_key);
    g_free(order->settings.private_directory);
    g_free(order->settings.krl);
    g_free(order->settings.script);
    g_free(order->settings.user);
    g_free(order);
}

LbOrderResult *
lb_order_result_failed(bool retryable, const char *words)
{
    LbOrderResult *result = g_new0(LbOrderResult, 1);
    result->retryable = retryable;
    result->words = lb_text_brief(words, -1, LB_PROVISION_WORDS_LIMIT);
    return result;
}

void
lb_order_result_free(LbOrderResult *result)
{
    if (result == NULL)
        return;
    g_free(result->words);
    lb_connection_free(result->connection);
    g_free(result->certificate);
    g_free(result);
}

/* Writing. */

char *
lb_order_to_line(const LbOrder *order, GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    json_object_set_int_member(object, "version", VERSION);
    lb_wire_fields_write(order_fields, order, object);
    lb_wire_add_object(object, "settings", settings_fields, &order->settings);
    lb_wire_add_object(object, "grant", grant_fields, order->grant);
    if (order->grant != NULL)
        lb_wire_add_object(object, "target", target_fields, order->grant->target);
    return lb_wire_print(object, LB_ORDER_LIMIT, error);
}

char *
lb_order_result_to_line(const LbOrderResult *result, GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    lb_wire_fields_write(result_fields, result, object);
    lb_wire_add_object(object, "connection", connection_fields, result->connection);
    return lb_wire_print(object, LB_ORDER_RESULT_LIMIT, error);
}

/* Reading. */

static bool
take_grant(JsonObject *object, LbOrder *order, GError **error)
{
    order->grant = lb_grant_new();
    LbTarget *target = g_new0(LbTarget, 1);
    target->host_keys = g_ptr_array_new_with_free_func(g_free);
    order->grant->target = target;
    if (!lb_wire_take_object(object, "grant", grant_fields, order->grant, error) ||
        !lb_wire_take_object(object, "target", target_fields, target, error))
        return false;
    return (target->resource != NULL && target->address != NULL && target->login != NULL) ||
           lb_wire_fail(error, "is not whole", "target");
}

/* Whether what the act needs is there. */
static bool
is_whole(const LbOrder *order, GError **error)
{
    if (needs[order->act].grant && order->instance == NULL)
        return lb_wire_fail(error, "is missing", "instance");
    if (order->settings.private_directory == NULL || order->settings.krl == NULL)
        return lb_wire_fail(error, "are not whole", "settings");
    if (needs[order->act].provisioner != (order->provisioner != NULL))
        return lb_wire_fail(error, "does not go with the act", "provisioner");
    if (needs[order->act].public_key != (order->public_key != NULL))
        return lb_wire_fail(error, "does not go with the act", "public_key");
    return order->revision >= 0 || lb_wire_fail(error, "is negative", "revision");
}

LbOrder *
lb_order_from_line(const char *line, size_t length, GError **error)
{
    g_autoptr(JsonObject) object = lb_wire_parse(line, length, LB_ORDER_LIMIT, error);
    g_autoptr(LbOrder) order = lb_order_new(LB_ORDER_KRL);
    if (object == NULL || !lb_wire_take_version(object, VERSION, error) ||
        !lb_wire_fields_read(order_fields, order, object, error) ||
        !lb_wire_take_object(object, "settings", settings_fields, &order->settings, error))
        return NULL;
    if (needs[order->act].grant && !take_grant(object, order, error))
        return NULL;
    bool good = lb_wire_is_used_up(object, error) && is_whole(order, error);
    return good ? g_steal_pointer(&order) : NULL;
}

/* It is shown to people. */
static bool
is_harmless(const char *text, LbTextKind kind, size_t limit)
{
    g_autofree char *accepted = text != NULL ? lb_text_accept(text, -1, kind, limit, NULL) : NULL;
    return g_strcmp0(accepted, text) == 0;
}

static bool
take_connection(JsonObject *object, LbOrderResult *result, GError **error)
{
    result->connection = g_new0(LbConnection, 1);
    const LbConnection *connection = result->connection;
    if (!lb_wire_take_object(object, "connection", connection_fields, result->connection, error))
        return false;
    g_autofree char *address =
        connection->address != NULL ? lb_address_canonical(connection->address) : NULL;
    bool good = g_strcmp0(address, connection->address) == 0 && address != NULL &&
                connection->login != NULL && lb_target_login_is_valid(connection->login) &&
                is_harmless(connection->principal, LB_TEXT_LINE, LB_ADDRESS_LIMIT) &&
                is_harmless(connection->text, LB_TEXT_LINES, LB_CONNECTION_TEXT_LIMIT);
    return good || lb_wire_fail(error, "leads nowhere", "connection");
}

/* Words go into the log and onto screens. */
static bool
are_words(const char *words)
{
    g_autofree char *brief =
        words != NULL ? lb_text_brief(words, -1, LB_PROVISION_WORDS_LIMIT) : NULL;
    return g_strcmp0(brief, words) == 0;
}

LbOrderResult *
lb_order_result_from_line(const char *line, size_t length, LbOrderAct act, GError **error)
{
    g_autoptr(JsonObject) object = lb_wire_parse(line, length, LB_ORDER_RESULT_LIMIT, error);
    g_autoptr(LbOrderResult) result = g_new0(LbOrderResult, 1);
    if (object == NULL || !lb_wire_fields_read(result_fields, result, object, error))
        return NULL;
    if (result->done && act == LB_ORDER_OPEN && !take_connection(object, result, error))
        return NULL;
    if (!lb_wire_is_used_up(object, error))
        return NULL;
    if ((result->certificate != NULL) != (result->done && act == LB_ORDER_SIGN)) {
        lb_wire_fail(error, "does not go with the act", "certificate");
        return NULL;
    }
    if (!are_words(result->words) || (!result->done && result->words == NULL)) {
        lb_wire_fail(error, "are none", "words");
        return NULL;
    }
    return g_steal_pointer(&result);
}
