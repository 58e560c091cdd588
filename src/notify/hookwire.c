/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders to send to a webhook, and results, as lines. */
#include "notify/hookwire.h"

#include "base/text.h"
#include "base/wirefields.h"

/* Both ends are one program; a version guards against one that was replaced while it ran. */
#define VERSION 2

static const LbWireField order_fields[] = {
    { LB_WIRE_FIELD(LbHookOrder, url, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbHookOrder, headers, LB_WIRE_TEXTS) },
    { LB_WIRE_FIELD(LbHookOrder, body, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbHookOrder, allowed, LB_WIRE_TEXTS) },
    { LB_WIRE_FIELD(LbHookOrder, plain, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD(LbHookOrder, ca_file, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbHookOrder, timeout, LB_WIRE_INT) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField result_fields[] = {
    { LB_WIRE_FIELD(LbHookResult, status, LB_WIRE_INT) },
    { LB_WIRE_FIELD(LbHookResult, retry_after, LB_WIRE_SOME_INT) },
    { LB_WIRE_FIELD(LbHookResult, peer, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbHookResult, fault, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbHookResult, words, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

LbHookOrder *
lb_hook_order_new(void)
{
    LbHookOrder *order = g_new0(LbHookOrder, 1);
    order->headers = g_ptr_array_new_with_free_func(g_free);
    order->allowed = g_ptr_array_new_with_free_func(g_free);
    return order;
}

void
lb_hook_order_free(LbHookOrder *order)
{
    if (order == NULL)
        return;
    g_free(order->url);
    g_ptr_array_unref(order->headers);
    g_free(order->body);
    g_ptr_array_unref(order->allowed);
    g_free(order->ca_file);
    g_free(order);
}

void
lb_hook_order_configure(LbHookOrder *order, char *const *networks, bool plain, const char *ca_file,
                        int timeout)
{
    for (; networks != NULL && *networks != NULL; networks++)
        g_ptr_array_add(order->allowed, g_strdup(*networks));
    order->plain = plain;
    order->ca_file = g_strdup(ca_file);
    order->timeout = timeout;
}

LbHookResult *
lb_hook_result_failed(const char *fault, const char *words)
{
    LbHookResult *result = g_new0(LbHookResult, 1);
    result->fault = g_strdup(fault);
    result->words = lb_text_brief(words, -1, LB_HOOK_WORDS_LIMIT);
    return result;
}

void
lb_hook_result_free(LbHookResult *result)
{
    if (result == NULL)
        return;
    g_free(result->peer);
    g_free(result->fault);
    g_free(result->words);
    g_free(result);
}

char *
lb_hook_order_to_line(const LbHookOrder *order, GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    json_object_set_int_member(object, "version", VERSION);
    lb_wire_fields_write(order_fields, order, object);
    return lb_wire_print(object, LB_HOOK_LIMIT, error);
}

char *
lb_hook_result_to_line(const LbHookResult *result, GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    lb_wire_fields_write(result_fields, result, object);
    return lb_wire_print(object, LB_HOOK_LIMIT, error);
}

LbHookOrder *
lb_hook_order_from_line(const char *line, size_t length, GError **error)
{
    g_autoptr(JsonObject) object = lb_wire_parse(line, length, LB_HOOK_LIMIT, error);
    g_autoptr(LbHookOrder) order = lb_hook_order_new();
    if (object == NULL || !lb_wire_take_version(object, VERSION, error) ||
        !lb_wire_fields_read(order_fields, order, object, error) ||
        !lb_wire_is_used_up(object, error))
        return NULL;
    bool whole = order->url != NULL && order->body != NULL && order->timeout > 0;
    if (!whole)
        lb_wire_fail(error, "is not whole", "order");
    return whole ? g_steal_pointer(&order) : NULL;
}

/* It goes into the database and onto screens. */
static bool
is_word(const char *text)
{
    g_autofree char *brief = lb_text_brief(text, -1, LB_HOOK_WORDS_LIMIT);
    return text == NULL || g_strcmp0(brief, text) == 0;
}

LbHookResult *
lb_hook_result_from_line(const char *line, size_t length, GError **error)
{
    g_autoptr(JsonObject) object = lb_wire_parse(line, length, LB_HOOK_LIMIT, error);
    g_autoptr(LbHookResult) result = g_new0(LbHookResult, 1);
    if (object == NULL || !lb_wire_fields_read(result_fields, result, object, error) ||
        !lb_wire_is_used_up(object, error))
        return NULL;
    bool answered = result->status >= 100 && result->status <= 599;
    bool good = (answered || result->status == 0) && answered == (result->fault == NULL) &&
                result->words != NULL && is_word(result->words) && result->retry_after >= 0 &&
                is_word(result->peer) && is_word(result->fault);
    if (!good)
        lb_wire_fail(error, "is not whole", "result");
    return good ? g_steal_pointer(&result) : NULL;
}
