/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines between lockboxd and its child "tickets". lockboxd reads answers as hostile: the child has talked to strangers. */
#include "tickets/wire.h"

#include <string.h>

#include "base/wirefields.h"
#include "core/terms.h"
#include "http/http.h"

/* Both ends are one program; a version guards against one that was replaced while it ran. */
#define VERSION 2
#define WORDS_MOST 1000 /* characters */

static const LbWireField system_fields[] = {
    { LB_WIRE_FIELD(LbTicketSystem, kind, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbTicketSystem, url, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbTicketSystem, token, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbTicketSystem, ca_file, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbTicketSystem, networks, LB_WIRE_TEXTS) },
    { LB_WIRE_FIELD(LbTicketSystem, plain, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD(LbTicketSystem, timeout_ms, LB_WIRE_INT) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField order_fields[] = {
    { LB_WIRE_FIELD(LbTicketsOrder, id, LB_WIRE_INT64) },
    { LB_WIRE_NAMED(LbTicketsOrder, act, lb_tickets_act_names) },
    { LB_WIRE_FIELD(LbTicketsOrder, ticket, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbTicketsOrder, version, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbTicketsOrder, text, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbTicketsOrder, mark, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbTicketsOrder, look, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField answer_fields[] = {
    { LB_WIRE_FIELD(LbTicketsAnswer, id, LB_WIRE_INT64) },
    { LB_WIRE_NAMED(LbTicketsAnswer, outcome, lb_tickets_outcome_names) },
    { LB_WIRE_FIELD(LbTicketsAnswer, words, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbTicketsAnswer, retry_after, LB_WIRE_INT) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField ticket_fields[] = {
    { LB_WIRE_FIELD(LbExternalTicket, id, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbExternalTicket, group, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbExternalTicket, subject, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbExternalTicket, status, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbExternalTicket, open, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD(LbExternalTicket, requester, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbExternalTicket, opened, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbExternalTicket, updated, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbExternalTicket, version, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbExternalTicket, shortened, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField entry_fields[] = {
    { LB_WIRE_FIELD(LbTicketEntry, time, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbTicketEntry, author, LB_WIRE_TEXT) },
    { LB_WIRE_NAMED(LbTicketEntry, side, lb_side_names) },
    { LB_WIRE_FIELD(LbTicketEntry, text, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

/* Writing. */

char *
lb_tickets_system_to_line(const LbTicketSystem *system, GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    json_object_set_int_member(object, "version", VERSION);
    lb_wire_fields_write(system_fields, system, object);
    return lb_wire_print(object, LB_TICKETS_LINE_MOST, error);
}

char *
lb_tickets_order_to_line(const LbTicketsOrder *order, GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    lb_wire_fields_write(order_fields, order, object);
    return lb_wire_print(object, LB_TICKETS_LINE_MOST, error);
}

static JsonObject *
write_ticket(const LbExternalTicket *ticket)
{
    JsonObject *object = json_object_new();
    JsonArray *entries = json_array_new();
    lb_wire_fields_write(ticket_fields, ticket, object);
    for (guint i = 0; i < ticket->entries->len; i++) {
        JsonObject *entry = json_object_new();
        lb_wire_fields_write(entry_fields, g_ptr_array_index(ticket->entries, i), entry);
        json_array_add_object_element(entries, entry);
    }
    json_object_set_array_member(object, "entries", entries);
    return object;
}

char *
lb_tickets_answer_to_line(const LbTicketsAnswer *answer, GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    lb_wire_fields_write(answer_fields, answer, object);
    if (answer->ticket != NULL)
        json_object_set_object_member(object, "ticket", write_ticket(answer->ticket));
    return lb_wire_print(object, LB_TICKETS_LINE_MOST, error);
}

/* Reading. */

typedef struct {
    const char *name;
    const char *text;
    glong most; /* characters */
    bool needed;
} Bound;

/* Up to a row without a name. */
static bool
check_texts(const Bound *bounds, GError **error)
{
    for (; bounds->name != NULL; bounds++) {
        if (bounds->text == NULL && bounds->needed)
            return lb_wire_fail(error, "is missing", bounds->name);
        if (bounds->text == NULL)
            continue;
        if (!g_utf8_validate(bounds->text, -1, NULL))
            return lb_wire_fail(error, "is no UTF-8", bounds->name);
        if (g_utf8_strlen(bounds->text, -1) > bounds->most)
            return lb_wire_fail(error, "is too long", bounds->name);
    }
    return true;
}

LbTicketSystem *
lb_tickets_system_from_line(const char *line, size_t length, GError **error)
{
    g_autoptr(JsonObject) object = lb_wire_parse(line, length, LB_TICKETS_LINE_MOST, error);
    g_autoptr(LbTicketSystem) system = lb_ticket_system_new();
    if (object == NULL || !lb_wire_take_version(object, VERSION, error) ||
        !lb_wire_fields_read(system_fields, system, object, error) ||
        !lb_wire_is_used_up(object, error))
        return NULL;
    const Bound bounds[] = {
        { "kind", system->kind, LB_LIMIT_LINE, true },
        { "token", system->token, LB_TICKETS_TOKEN_MOST, true },
        { "url", system->url, LB_LIMIT_TEXT, true },
        { "ca_file", system->ca_file, LB_LIMIT_TEXT, false },
        { NULL, NULL, 0, false },
    };
    return check_texts(bounds, error) ? g_steal_pointer(&system) : NULL;
}

/* What an act has to come with, and nothing else. */
static bool
check_order(const LbTicketsOrder *order, GError **error)
{
    bool comment = order->act == LB_TICKETS_COMMENT;
    const Bound bounds[] = {
        { "ticket", order->ticket, LB_EXTERNAL_ID_MOST, order->act != LB_TICKETS_TEST },
        { "version", order->version, LB_EXTERNAL_VERSION_MOST, false },
        { "text", order->text, LB_TICKETS_COMMENT_MOST, comment },
        { "mark", order->mark, LB_LIMIT_LINE, comment },
        { NULL, NULL, 0, false },
    };
    if (!check_texts(bounds, error))
        return false;
    if (order->ticket != NULL &&
        (order->act == LB_TICKETS_TEST || !lb_external_is_id(order->ticket)))
        return lb_wire_fail(error, "is not what it has to be", "ticket");
    if (order->version != NULL && order->act != LB_TICKETS_FETCH)
        return lb_wire_fail(error, "does not belong there", "version");
    if ((order->text != NULL || order->look) && !comment)
        return lb_wire_fail(error, "does not belong there", order->look ? "look" : "text");
    if (order->mark != NULL && (!comment || !lb_tickets_is_mark(order->mark)))
        return lb_wire_fail(error, "is not what it has to be", "mark");
    return true;
}

LbTicketsOrder *
lb_tickets_order_from_line(const char *line, size_t length, GError **error)
{
    g_autoptr(JsonObject) object = lb_wire_parse(line, length, LB_TICKETS_LINE_MOST, error);
    g_autoptr(LbTicketsOrder) order = g_new0(LbTicketsOrder, 1);
    if (object == NULL || !lb_wire_fields_read(order_fields, order, object, error) ||
        !lb_wire_is_used_up(object, error) || !check_order(order, error))
        return NULL;
    return g_steal_pointer(&order);
}

static void *
read_entry(JsonNode *node, GError **error)
{
    g_autoptr(LbTicketEntry) entry = g_new0(LbTicketEntry, 1);
    JsonObject *object = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
    if (object == NULL) {
        lb_wire_fail(error, "has one that is no object", "entries");
        return NULL;
    }
    if (!lb_wire_fields_read(entry_fields, entry, object, error) ||
        !lb_wire_is_used_up(object, error))
        return NULL;
    const Bound bounds[] = {
        { "author", entry->author, LB_LIMIT_LINE, true },
        { "text", entry->text, LB_LIMIT_KEPT_TEXT, true },
        { NULL, NULL, 0, false },
    };
    if (!check_texts(bounds, error))
        return NULL;
    if (entry->side == LB_SIDE_INTERNAL) {
        lb_wire_fail(error, "is internal, which never comes so far", "side");
        return NULL;
    }
    return g_steal_pointer(&entry);
}

static bool
check_ticket(const LbExternalTicket *ticket, GError **error)
{
    const Bound bounds[] = {
        { "id", ticket->id, LB_EXTERNAL_ID_MOST, true },
        { "group", ticket->group, LB_LIMIT_LINE, true },
        { "subject", ticket->subject, LB_LIMIT_LINE, true },
        { "status", ticket->status, LB_LIMIT_LINE, true },
        { "requester", ticket->requester, LB_LIMIT_LINE, false },
        { "version", ticket->version, LB_EXTERNAL_VERSION_MOST, false },
        { NULL, NULL, 0, false },
    };
    size_t bytes = 0;
    if (!check_texts(bounds, error))
        return false;
    if (!lb_external_is_id(ticket->id))
        return lb_wire_fail(error, "is not what it has to be", "id");
    for (guint i = 0; i < ticket->entries->len; i++)
        bytes += strlen(((const LbTicketEntry *)g_ptr_array_index(ticket->entries, i))->text);
    return bytes <= LB_EXTERNAL_TEXT_MOST || lb_wire_fail(error, "have too much text", "entries");
}

static bool
take_ticket(JsonObject *object, LbTicketsAnswer *answer, GError **error)
{
    JsonNode *node = json_object_get_member(object, "ticket");
    JsonObject *inner =
        node != NULL && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
    if (inner == NULL)
        return lb_wire_fail(error, "is no object", "ticket");
    answer->ticket = lb_external_ticket_new();
    if (!lb_wire_take_list(inner, "entries", LB_EXTERNAL_ENTRIES_MOST, read_entry,
                           answer->ticket->entries, error) ||
        !lb_wire_fields_read(ticket_fields, answer->ticket, inner, error) ||
        !lb_wire_is_used_up(inner, error) || !check_ticket(answer->ticket, error)) {
        g_prefix_error(error, "ticket: ");
        return false;
    }
    json_object_remove_member(object, "ticket");
    return true;
}

LbTicketsAnswer *
lb_tickets_answer_from_line(const char *line, size_t length, GError **error)
{
    g_autoptr(JsonObject) object = lb_wire_parse(line, length, LB_TICKETS_LINE_MOST, error);
    g_autoptr(LbTicketsAnswer) answer = g_new0(LbTicketsAnswer, 1);
    if (object == NULL || !lb_wire_fields_read(answer_fields, answer, object, error))
        return NULL;
    const Bound bounds[] = {
        { "words", answer->words, WORDS_MOST, true },
        { NULL, NULL, 0, false },
    };
    if (!check_texts(bounds, error))
        return NULL;
    if (answer->retry_after < 0 || answer->retry_after > LB_HTTP_RETRY_MOST) {
        lb_wire_fail(error, "is not what it has to be", "retry_after");
        return NULL;
    }
    if (json_object_has_member(object, "ticket") &&
        (answer->outcome != LB_TICKETS_DONE || !take_ticket(object, answer, error))) {
        if (answer->ticket == NULL)
            lb_wire_fail(error, "does not belong there", "ticket");
        return NULL;
    }
    return lb_wire_is_used_up(object, error) ? g_steal_pointer(&answer) : NULL;
}
