/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Request Tracker 5, by its REST 2 interface (https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html). Nothing else knows it.
 *
 * What a customer may see of a ticket is what RT sends its requestors: the transactions "Create" and "Correspond". Those alone
 * are asked for, and taken; comments, notes of outgoing mail and whatever a plugin invents are not known here. */
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "core/terms.h"
#include "tickets/adapter.h"
#include "tickets/history.h"
#include "tickets/mailparts.h"
#include "tickets/members.h"

#define REST "/REST/2.0"
#define ID_DIGITS 15
#define PAGE 100           /* the most that RT puts on one */
#define PEOPLE_MOST 20     /* asked for in one order */
#define COMMENTS_LOOKED 50 /* for a mark: the newest */
#define SYSTEM "RT_System" /* the account of what it does by itself */
#define EPOCH INT64_C(0)   /* what RT has for a time that is not set */

static const char *const public_types[] = { "Create", "Correspond", NULL };
static const char *const comment_types[] = { "Comment", NULL };

static bool
is_id(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length <= ID_DIGITS && text[0] != '0' &&
           strspn(text, "0123456789") == length;
}

static bool
fail(GError **error, LbTicketsError code, const char *words)
{
    g_set_error_literal(error, LB_TICKETS_ERROR, code, words);
    return false;
}

static bool
fail_with_fault(GError **error, const char *what)
{
    g_set_error(error, LB_TICKETS_ERROR, LB_TICKETS_ERROR_FAULT,
                "Request Tracker's answer has no %s, or none that can be read", what);
    return false;
}

/* What RT says about a refusal, or that it said nothing. */
static bool
fail_with_message(GError **error, LbTicketsError code, const char *what,
                  const LbExchangeReply *reply)
{
    const char *message = lb_member_text(lb_node_object(reply->root), "message");
    g_set_error(error, LB_TICKETS_ERROR, code, "Request Tracker %s (%ld): %s", what, reply->status,
                message != NULL ? message : "it does not say why");
    return false;
}

/* The ticket. */

/* One that the token may not see has the same answer as one that there is not, for whoever asks. */
static LbExchangeReply *
ask_ticket(LbExchange *exchange, const char *id, const char *version, GError **error)
{
    g_autofree char *path = g_strdup_printf(REST "/ticket/%s?fields%%5BQueue%%5D=Name", id);
    const LbExchangeCall call = { .path = path, .version = version };
    g_autoptr(LbExchangeReply) reply = lb_exchange_call(exchange, &call, error);
    if (reply == NULL)
        return NULL;
    if (reply->status == 403 || reply->status == 404)
        fail(error, LB_TICKETS_ERROR_MISSING,
             "Request Tracker has no such ticket, or does not show it to this token");
    else if (reply->status != 200 && (reply->status != 304 || version == NULL))
        fail_with_message(error, LB_TICKETS_ERROR_FAULT, "does not show the ticket", reply);
    else
        return g_steal_pointer(&reply);
    return NULL;
}

/* A ticket that was merged answers as the one that it became part of. */
static bool
check_identity(JsonObject *object, const char *id, GError **error)
{
    int64_t number = lb_member_number(object, "id");
    if (number < 0)
        return fail_with_fault(error, "id of the ticket");
    if (number != g_ascii_strtoll(id, NULL, 10)) {
        g_set_error(error, LB_TICKETS_ERROR, LB_TICKETS_ERROR_GONE,
                    "ticket %s became part of ticket %" G_GINT64_FORMAT, id, number);
        return false;
    }
    const char *type = lb_member_text(object, "Type");
    if (g_strcmp0(type, "ticket") != 0)
        return fail(error, LB_TICKETS_ERROR_GONE, "that is no ticket, but a reminder or approval");
    return true;
}

static bool
read_time(JsonObject *object, const char *name, int64_t *time)
{
    const char *text = lb_member_text(object, name);
    return text != NULL && lb_time_from_iso(text, time, NULL) && *time != EPOCH;
}

static LbExternalTicket *
read_ticket(const LbExchangeReply *reply, const char *id, GError **error)
{
    g_autoptr(LbExternalTicket) ticket = lb_external_ticket_new();
    JsonObject *object = lb_node_object(reply->root);
    const char *subject = lb_member_text(object, "Subject");
    const char *status = lb_member_text(object, "Status");
    const char *queue = lb_member_text(lb_member_object(object, "Queue"), "Name");
    if (!check_identity(object, id, error))
        return NULL;
    if (status == NULL || queue == NULL || *queue == '\0')
        fail_with_fault(error,
                        status == NULL ? "status" : "queue: the token needs the right SeeQueue");
    else if (!read_time(object, "Created", &ticket->opened))
        fail_with_fault(error, "time of creation");
    else if (!read_time(object, "LastUpdated", &ticket->updated))
        fail_with_fault(error, "time of its last change");
    else {
        ticket->id = g_strdup(id);
        ticket->subject = lb_history_line(subject != NULL ? subject : "");
        ticket->status = lb_history_line(status);
        ticket->group = lb_history_line(queue);
        g_autofree char *people = lb_array_join(lb_member_array(object, "Requestor"), "id");
        ticket->requester = people != NULL ? lb_history_line(people) : NULL;
        ticket->version = g_strdup(reply->version);
        return g_steal_pointer(&ticket);
    }
    return NULL;
}

/* Which statuses mean that work goes on is configured in RT (its lifecycles), so RT is asked. */
static bool
ask_whether_open(LbExchange *exchange, const char *id, bool *open, GError **error)
{
    g_autofree char *path =
        g_strdup_printf(REST "/tickets?query=id%%3D%s%%20AND%%20Status%%3D%%27__Active__%%27", id);
    const LbExchangeCall call = { .path = path };
    g_autoptr(LbExchangeReply) reply = lb_exchange_call(exchange, &call, error);
    if (reply == NULL)
        return false;
    JsonArray *items = lb_member_array(lb_node_object(reply->root), "items");
    if (reply->status != 200)
        return fail_with_message(error, LB_TICKETS_ERROR_FAULT,
                                 "does not say whether the ticket is open", reply);
    if (items == NULL)
        return fail_with_fault(error, "list of tickets");
    *open = false;
    for (guint i = 0; i < json_array_get_length(items); i++)
        if (lb_member_number(lb_element_object(items, i), "id") == g_ascii_strtoll(id, NULL, 10))
            *open = true;
    return true;
}

/* Lists, asked for by POST. */

/* Adds a row to a query by JSON: rows about one field are alternatives, fields have to hold all. */
static void
add_text(JsonArray *query, const char *field, const char *operation, const char *value)
{
    JsonObject *row = json_object_new();
    json_object_set_string_member(row, "field", field);
    json_object_set_string_member(row, "operator", operation);
    json_object_set_string_member(row, "value", value);
    json_array_add_object_element(query, row);
}

static void
add_number(JsonArray *query, const char *field, const char *operation, int64_t number)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);
    add_text(query, field, operation, text);
}

/* Asks @query at @path. Returns the list of what was found, which lives as long as *@holder, which the caller frees; NULL with an
 * error. */
static JsonArray *
ask_query(LbExchange *exchange, const char *path, JsonArray *query, LbExchangeReply **holder,
          GError **error)
{
    g_autoptr(JsonNode) body = json_node_init_array(json_node_alloc(), query);
    const LbExchangeCall call = { .path = path, .body = body };
    g_autoptr(LbExchangeReply) reply = lb_exchange_call(exchange, &call, error);
    if (reply == NULL)
        return NULL;
    JsonArray *items = lb_member_array(lb_node_object(reply->root), "items");
    if (reply->status != 200 || items == NULL) {
        g_set_error(error, LB_TICKETS_ERROR, LB_TICKETS_ERROR_FAULT,
                    "Request Tracker does not show the ticket's history (%ld)", reply->status);
        return NULL;
    }
    *holder = g_steal_pointer(&reply);
    return items;
}

/* Its history. */

/* NULL: it is none that was asked for, or not as RT writes them. */
static LbWords *
read_words(JsonObject *item, const char *const *types)
{
    const char *type = lb_member_text(item, "Type");
    JsonObject *creator = lb_member_object(item, "Creator");
    const char *account = lb_member_text(creator, "id");
    int64_t id = lb_member_number(item, "id"), time = 0;
    if (type == NULL || !g_strv_contains(types, type) || id <= 0 || account == NULL ||
        !read_time(item, "Created", &time))
        return NULL;
    return lb_words_new(id, time, account, lb_member_text(creator, "RealName"));
}

/* The page of transactions before @before; pages are told apart by that and not by numbers, since new ones come meanwhile. */
static JsonArray *
ask_page(LbExchange *exchange, const char *id, const char *const *types, int64_t before,
         LbExchangeReply **holder, GError **error)
{
    g_autofree char *path = g_strdup_printf(
        REST "/ticket/%s/history?fields=Type,Created,Creator&fields%%5BCreator%%5D=RealName"
             "&per_page=%d&orderby=id&order=DESC",
        id, PAGE);
    g_autoptr(JsonArray) query = json_array_new();
    for (size_t i = 0; types[i] != NULL; i++)
        add_text(query, "Type", "=", types[i]);
    if (before != INT64_MAX)
        add_number(query, "id", "<", before);
    return ask_query(exchange, path, query, holder, error);
}

/* The newest @most of these types and one more, newest first; NULL in an error. */
static GPtrArray *
ask_history(LbExchange *exchange, const char *id, const char *const *types, guint most,
            GError **error)
{
    g_autoptr(GPtrArray) history = lb_history_new();
    int64_t before = INT64_MAX;
    for (bool more = true; more && history->len <= most;) {
        g_autoptr(LbExchangeReply) holder = NULL;
        JsonArray *items = ask_page(exchange, id, types, before, &holder, error);
        if (items == NULL)
            return NULL;
        int64_t oldest = before;
        for (guint i = 0; i < json_array_get_length(items); i++) {
            JsonObject *item = lb_element_object(items, i);
            int64_t number = lb_member_number(item, "id");
            LbWords *words = number < oldest ? read_words(item, types) : NULL;
            oldest = number > 0 ? MIN(oldest, number) : oldest;
            if (words != NULL)
                g_ptr_array_add(history, words);
        }
        more = json_array_get_length(items) >= PAGE && oldest < before;
        before = oldest;
    }
    if (history->len > most + 1)
        g_ptr_array_set_size(history, (gint)most + 1);
    return g_steal_pointer(&history);
}

/* The texts of its history. */

static LbPart *
read_part(JsonObject *item)
{
    int64_t id = lb_member_number(item, "id");
    int64_t transaction = lb_member_number(item, "TransactionId");
    const char *file = lb_member_text(item, "Filename");
    if (id <= 0 || transaction <= 0)
        return NULL;
    LbPart *part = lb_part_new(id, transaction, lb_member_text(item, "ContentType"));
    part->length = lb_member_number(item, "ContentLength");
    part->file = file != NULL && *file != '\0';
    return part;
}

static bool
list_parts(LbExchange *exchange, const char *id, const LbPartQuery *wanted, GPtrArray *parts,
           bool *whole, GError **error)
{
    g_autofree char *path = g_strdup_printf(
        REST "/ticket/%s/attachments?fields=TransactionId,ContentType,Filename,ContentLength"
             "&per_page=%d&orderby=id&order=%s",
        id, PAGE, wanted->forward ? "ASC" : "DESC");
    g_autoptr(JsonArray) query = json_array_new();
    g_autoptr(LbExchangeReply) holder = NULL;
    for (guint i = wanted->first; i < wanted->end; i++)
        add_number(query, "TransactionId", "=",
                   ((const LbWords *)g_ptr_array_index(wanted->history, i))->id);
    if (wanted->last != 0)
        add_number(query, "id", wanted->forward ? ">" : "<", wanted->last);
    JsonArray *items = ask_query(exchange, path, query, &holder, error);
    if (items == NULL)
        return false;
    guint count = json_array_get_length(items);
    *whole = count < PAGE;
    for (guint i = 0; i < count && i < PAGE; i++) {
        LbPart *part = read_part(lb_element_object(items, i));
        if (part != NULL)
            g_ptr_array_add(parts, part);
    }
    return true;
}

static bool
fetch_parts(LbExchange *exchange, const char *id, LbPart *const *parts, guint count, GError **error)
{
    g_autofree char *path = g_strdup_printf(
        REST "/ticket/%s/attachments?fields=Content&per_page=%d&orderby=id", id, PAGE);
    g_autoptr(JsonArray) query = json_array_new();
    g_autoptr(LbExchangeReply) holder = NULL;
    for (guint i = 0; i < count; i++)
        add_number(query, "id", "=", parts[i]->id);
    JsonArray *items = ask_query(exchange, path, query, &holder, error);
    for (guint i = 0; items != NULL && i < json_array_get_length(items); i++) {
        JsonObject *item = lb_element_object(items, i);
        const char *content = lb_member_text(item, "Content");
        if (content != NULL)
            lb_part_fill(parts, count, lb_member_number(item, "id"), content);
    }
    return items != NULL;
}

/* RT calls parts of mails "attachments". */
static const LbPartSource attachments = { list_parts, fetch_parts };

/* Whose words they are. */

typedef struct {
    LbExchange *exchange;
    JsonObject *ticket;
    int asked;
} People;

/* Who owns or watches the ticket for the provider, and RT itself. */
static bool
is_in_charge(JsonObject *ticket, const char *account)
{
    JsonArray *watching = lb_member_array(ticket, "AdminCc");
    const char *owner = lb_member_text(lb_member_object(ticket, "Owner"), "id");
    bool found = strcmp(account, SYSTEM) == 0 || g_strcmp0(account, owner) == 0;
    for (guint i = 0; watching != NULL && !found && i < json_array_get_length(watching); i++)
        found = g_strcmp0(account, lb_member_text(lb_element_object(watching, i), "id")) == 0;
    return found;
}

/* RT calls the accounts of staff "privileged", and tells that to such accounts alone. Of one whose name is a number, has a slash or
 * is "..", something else would be found. */
static bool
ask_whether_staff(LbExchange *exchange, const char *account, bool *staff, GError **error)
{
    *staff = false;
    if (strspn(account, "0123456789.") == strlen(account) || strchr(account, '/') != NULL)
        return true;
    g_autofree char *escaped = g_uri_escape_string(account, "@", FALSE);
    g_autofree char *path = g_strdup_printf(REST "/user/%s", escaped);
    const LbExchangeCall call = { .path = path };
    g_autoptr(LbExchangeReply) reply = lb_exchange_call(exchange, &call, error);
    if (reply == NULL)
        return false;
    if (reply->status == 403)
        return fail(error, LB_TICKETS_ERROR_REFUSED,
                    "the token's account is not privileged, so it is not told who is staff");
    *staff =
        reply->status == 200 && lb_member_number(lb_node_object(reply->root), "Privileged") == 1;
    return true;
}

/* Staff stays staff as a requestor, which it can make itself: else it could ask itself for help in a customer's name. Whoever else
 * writes does so from outside: their words never count as the provider's. */
static bool
is_staff(gpointer data, const char *account, bool *staff, GError **error)
{
    People *people = data;
    *staff = is_in_charge(people->ticket, account);
    return *staff || people->asked++ >= PEOPLE_MOST ||
           ask_whether_staff(people->exchange, account, staff, error);
}

static LbExternalTicket *
fetch(LbExchange *exchange, const char *id, const char *version, GError **error)
{
    g_autoptr(LbExchangeReply) reply = ask_ticket(exchange, id, version, error);
    if (reply == NULL || reply->status == 304)
        return NULL;
    g_autoptr(LbExternalTicket) ticket = read_ticket(reply, id, error);
    if (ticket == NULL || !ask_whether_open(exchange, id, &ticket->open, error))
        return NULL;
    People people = { .exchange = exchange, .ticket = lb_node_object(reply->root) };
    g_autoptr(GPtrArray) history =
        ask_history(exchange, id, public_types, LB_EXTERNAL_ENTRIES_MOST, error);
    if (history == NULL ||
        !lb_parts_read(&attachments, exchange, id, history, LB_EXTERNAL_TEXT_MOST,
                       &ticket->shortened, error) ||
        !lb_history_tell_sides(history, is_staff, &people, error))
        return NULL;
    lb_history_put(history, ticket);
    return g_steal_pointer(&ticket);
}

/* Comments. */

static bool
find_mark(LbExchange *exchange, const LbTicketsOrder *order, bool *found, GError **error)
{
    bool cut = false;
    *found = false;
    g_autoptr(GPtrArray) comments =
        ask_history(exchange, order->ticket, comment_types, COMMENTS_LOOKED, error);
    if (comments == NULL || !lb_parts_read(&attachments, exchange, order->ticket, comments,
                                           LB_EXTERNAL_TEXT_MOST, &cut, error))
        return false;
    for (guint i = 0; i < comments->len; i++) {
        const LbWords *words = g_ptr_array_index(comments, i);
        if (strstr(words->text->str, order->mark) != NULL)
            *found = true;
    }
    return true;
}

static bool
add_comment(LbExchange *exchange, const LbTicketsOrder *order, GError **error)
{
    g_autofree char *path = g_strdup_printf(REST "/ticket/%s/comment", order->ticket);
    g_autofree char *content = g_strdup_printf("%s\n\n[%s]\n", order->text, order->mark);
    JsonObject *object = json_object_new();
    json_object_set_string_member(object, "ContentType", "text/plain");
    json_object_set_string_member(object, "Content", content);
    g_autoptr(JsonNode) body = json_node_init_object(json_node_alloc(), object);
    json_object_unref(object);
    const LbExchangeCall call = { .path = path, .body = body };
    g_autoptr(LbExchangeReply) reply = lb_exchange_call(exchange, &call, error);
    if (reply == NULL)
        return false;
    return reply->status == 201 ||
           fail_with_message(error, LB_TICKETS_ERROR_REFUSED, "does not take the comment", reply);
}

/* RT says the same of a ticket that is not there and of a right that is missing, so the ticket is looked at first. */
static bool
comment(LbExchange *exchange, const LbTicketsOrder *order, GError **error)
{
    bool found = false;
    g_autoptr(LbExchangeReply) reply = ask_ticket(exchange, order->ticket, NULL, error);
    if (reply == NULL || !check_identity(lb_node_object(reply->root), order->ticket, error) ||
        (order->look && !find_mark(exchange, order, &found, error)))
        return false;
    return found || add_comment(exchange, order, error);
}

/* Its version, and the queues that the token sees: what the operator has to map to tenants. */
static bool
test(LbExchange *exchange, char **words, GError **error)
{
    const LbExchangeCall ask_version = { .path = REST "/rt" };
    const LbExchangeCall ask_queues = { .path = REST "/queues/all?fields=Name&per_page=100" };
    g_autoptr(LbExchangeReply) about = lb_exchange_call(exchange, &ask_version, error);
    if (about == NULL)
        return false;
    const char *version = lb_member_text(lb_node_object(about->root), "Version");
    if (about->status != 200 || version == NULL)
        return fail(error, LB_TICKETS_ERROR_FAULT,
                    "what answers there is no Request Tracker with REST 2: its url may lead "
                    "somewhere else");
    g_autoptr(LbExchangeReply) reply = lb_exchange_call(exchange, &ask_queues, error);
    if (reply == NULL)
        return false;
    g_autofree char *names =
        lb_array_join(lb_member_array(lb_node_object(reply->root), "items"), "Name");
    if (names == NULL)
        return fail(
            error, LB_TICKETS_ERROR_REFUSED,
            "the token's account sees no queue: it needs the rights SeeQueue and ShowTicket");
    bool staff = false;
    if (!ask_whether_staff(exchange, SYSTEM, &staff, error))
        return false;
    *words = g_strdup_printf("Request Tracker %s with the queues: %s", version, names);
    return true;
}

const LbTicketAdapter lb_rt_adapter = {
    .name = "rt",
    .credential = "Authorization: token ",
    .page = "/Ticket/Display.html?id=",
    .is_id = is_id,
    .test = test,
    .fetch = fetch,
    .comment = comment,
};
