/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail that was read, as a value and as a line. Not linked with what reads mails. */
#include "notify/inbound.h"

#include <string.h>

#include "base/wirefields.h"

#define VERSION 1
#define HEAD_DIGITS 64

const LbName lb_inbound_kind_names[] = {
    { LB_INBOUND_OTHER, "other", NULL },
    { LB_INBOUND_OURS, "ours", NULL },
    { LB_INBOUND_BOUNCE, "bounce", NULL },
    { LB_INBOUND_AUTO_REPLY, "auto-reply", NULL },
    { 0, NULL, NULL },
};

static const LbWireField letter_fields[] = {
    { LB_WIRE_NAMED(LbInbound, kind, lb_inbound_kind_names) },
    { LB_WIRE_FIELD(LbInbound, message_id, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbInbound, sequence, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbInbound, head, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField token_fields[] = {
    { LB_WIRE_FIELD(LbInboundToken, token, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbInboundToken, field, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField recipient_fields[] = {
    { LB_WIRE_FIELD(LbInboundRecipient, original, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbInboundRecipient, final, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbInboundRecipient, action, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbInboundRecipient, status, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbInboundRecipient, diagnostic, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbInboundRecipient, remote, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

static void
free_token(gpointer data)
{
    LbInboundToken *token = data;
    g_free(token->token);
    g_free(token->field);
    g_free(token);
}

static void
free_recipient(gpointer data)
{
    LbInboundRecipient *recipient = data;
    g_free(recipient->original);
    g_free(recipient->final);
    g_free(recipient->action);
    g_free(recipient->status);
    g_free(recipient->diagnostic);
    g_free(recipient->remote);
    g_free(recipient);
}

LbInbound *
lb_inbound_new(void)
{
    LbInbound *letter = g_new0(LbInbound, 1);
    letter->tokens = g_ptr_array_new_with_free_func(free_token);
    letter->recipients = g_ptr_array_new_with_free_func(free_recipient);
    return letter;
}

void
lb_inbound_free(LbInbound *letter)
{
    if (letter == NULL)
        return;
    g_free(letter->message_id);
    g_free(letter->head);
    g_ptr_array_unref(letter->tokens);
    g_ptr_array_unref(letter->recipients);
    g_free(letter);
}

LbInboundToken *
lb_inbound_token_new(char *token, const char *field)
{
    LbInboundToken *found = g_new0(LbInboundToken, 1);
    *found = (LbInboundToken){ token, g_strdup(field) };
    return found;
}

bool
lb_inbound_recipient_failed(const LbInboundRecipient *recipient)
{
    /* A status that says that all is well contradicts the action: neither is believed. */
    return recipient->action != NULL && g_ascii_strcasecmp(recipient->action, "failed") == 0 &&
           (recipient->status == NULL || recipient->status[0] != '2');
}

char *
lb_inbound_recipient_words(const LbInboundRecipient *recipient)
{
    const char *who = recipient->final != NULL ? recipient->final : recipient->original;
    g_autoptr(GString) words = g_string_new(recipient->action != NULL ? recipient->action : "?");
    if (recipient->status != NULL)
        g_string_append_printf(words, " %s", recipient->status);
    if (who != NULL)
        g_string_append_printf(words, " <%s>", who);
    if (recipient->remote != NULL)
        g_string_append_printf(words, " (%s)", recipient->remote);
    if (recipient->diagnostic != NULL)
        g_string_append_printf(words, ": %s", recipient->diagnostic);
    return g_strdup(words->str);
}

static void
add_list(JsonObject *object, const char *name, const LbWireField *fields, const GPtrArray *members)
{
    JsonArray *list = json_array_new();
    for (guint i = 0; i < members->len; i++) {
        JsonObject *member = json_object_new();
        lb_wire_fields_write(fields, g_ptr_array_index(members, i), member);
        json_array_add_object_element(list, member);
    }
    json_object_set_array_member(object, name, list);
}

char *
lb_inbound_to_line(const LbInbound *letter, GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    json_object_set_int_member(object, "version", VERSION);
    lb_wire_fields_write(letter_fields, letter, object);
    add_list(object, "tokens", token_fields, letter->tokens);
    add_list(object, "recipients", recipient_fields, letter->recipients);
    return lb_wire_print(object, LB_INBOUND_LINE_MOST, error);
}

static bool
read_member(const LbWireField *fields, void *member, JsonNode *node, const char *name,
            GError **error)
{
    if (!JSON_NODE_HOLDS_OBJECT(node))
        return lb_wire_fail(error, "has one that is no object", name);
    JsonObject *object = json_node_get_object(node);
    return lb_wire_fields_read(fields, member, object, error) && lb_wire_is_used_up(object, error);
}

static void *
read_token(JsonNode *node, GError **error)
{
    LbInboundToken *token = g_new0(LbInboundToken, 1);
    if (read_member(token_fields, token, node, "tokens", error) && token->token != NULL &&
        token->field != NULL)
        return token;
    free_token(token);
    if (error != NULL && *error == NULL)
        lb_wire_fail(error, "has one that is not whole", "tokens");
    return NULL;
}

static void *
read_recipient(JsonNode *node, GError **error)
{
    LbInboundRecipient *recipient = g_new0(LbInboundRecipient, 1);
    if (read_member(recipient_fields, recipient, node, "recipients", error))
        return recipient;
    free_recipient(recipient);
    return NULL;
}

/* An entry of the log has a number and a hash, or there is none. */
static bool
check_entry(const LbInbound *letter, GError **error)
{
    bool ours = letter->kind == LB_INBOUND_OURS;
    bool whole = letter->head != NULL && strlen(letter->head) == HEAD_DIGITS &&
                 strspn(letter->head, "0123456789abcdef") == HEAD_DIGITS;
    if (ours && (!whole || letter->sequence < 1))
        return lb_wire_fail(error, "is no hash, or that of no entry", "head");
    return ours || (letter->head == NULL && letter->sequence == 0) ||
           lb_wire_fail(error, "does not belong to this kind", "head");
}

LbInbound *
lb_inbound_from_line(const char *line, size_t length, GError **error)
{
    g_autoptr(JsonObject) object = lb_wire_parse(line, length, LB_INBOUND_LINE_MOST, error);
    g_autoptr(LbInbound) letter = lb_inbound_new();
    if (object == NULL || !lb_wire_take_version(object, VERSION, error) ||
        !lb_wire_fields_read(letter_fields, letter, object, error) ||
        !lb_wire_take_list(object, "tokens", LB_INBOUND_LIST_MOST, read_token, letter->tokens,
                           error) ||
        !lb_wire_take_list(object, "recipients", LB_INBOUND_LIST_MOST, read_recipient,
                           letter->recipients, error) ||
        !lb_wire_is_used_up(object, error) || !check_entry(letter, error))
        return NULL;
    return g_steal_pointer(&letter);
}
