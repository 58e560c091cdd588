/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Request Tracker 5, by its REST 2 interface (https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html). It and rtparts.c, which reads
 * texts for it, alone know it.
 *
 * What a customer may see of a ticket is what RT sends its requestors: the transactions "Create" and "Correspond". Those alone
 * are asked for, and taken; comments, notes of outgoing mail and whatever a plugin invents are not known here. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/terms.h"
#include "tickets/adapter.h"
#include "tickets/members.h"
#include "tickets/rtparts.h"

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

static char *
line_of(const char *text)
{
    return lb_text_keep(text, -1, LB_LIMIT_LINE);
}

/* Names of those who asked for support, one line. */
static char *
read_requesters(JsonObject *object)
{
    g_autoptr(GString) names = g_string_new(NULL);
    JsonArray *people = lb_member_array(object, "Requestor");
    for (guint i = 0; people != NULL && i < json_array_get_length(people); i++) {
        const char *name = lb_member_text(lb_element_object(people, i), "id");
        if (name != NULL && names->len < LB_LIMIT_LINE)
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
    }
    return names->len > 0 ? line_of(names->str) : NULL;
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
        ticket->subject = line_of(subject != NULL ? subject : "");
        ticket->status = line_of(status);
        ticket->group = line_of(queue);
        ticket->requester = read_requesters(object);
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

/* Its history. */

static void
free_words(LbRtWords *words)
{
    g_free(words->author);
    g_free(words->name);
    g_string_free(words->text, TRUE);
    g_free(words);
}

static GPtrArray *
new_list(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)free_words);
}

/* "Anna Abe <anna@fabrikam.example>": people choose their real names themselves, and mail brings them, so the account
 * stands beside. */
static char *
name_of(JsonObject *creator, const char *account)
{
    const char *real = lb_member_text(creator, "RealName");
    if (real == NULL || *real == '\0' || strcmp(real, account) == 0)
        return line_of(account);
    g_autofree char *both = g_strdup_printf("%s <%s>", real, account);
    return g_utf8_strlen(both, -1) <= LB_LIMIT_LINE ? line_of(both) : line_of(account);
}

/* NULL: it is none that was asked for, or not as RT writes them. */
static LbRtWords *
read_words(JsonObject *item, const char *const *types)
{
    const char *type = lb_member_text(item, "Type");
    JsonObject *creator = lb_member_object(item, "Creator");
    const char *account = lb_member_text(creator, "id");
    int64_t id = lb_member_number(item, "id"), time = 0;
    if (type == NULL || !g_strv_contains(types, type) || id <= 0 || account == NULL ||
        !read_time(item, "Created", &time))
        return NULL;
    LbRtWords *words = g_new0(LbRtWords, 1);
    words->transaction = id;
    words->time = time;
    words->author = g_strdup(account);
    words->name = name_of(creator, account);
    words->text = g_string_new(NULL);
    return words;
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
    g_autoptr(JsonBuilder) query = lb_rt_query_new();
    for (size_t i = 0; types[i] != NULL; i++)
        lb_rt_query_add(query, "Type", "=", types[i]);
    g_autofree char *last = g_strdup_printf("%" G_GINT64_FORMAT, before);
    if (before != INT64_MAX)
        lb_rt_query_add(query, "id", "<", last);
    return lb_rt_query_ask(exchange, path, query, holder, error);
}

/* The newest @most of these types and one more, newest first; NULL in an error. */
static GPtrArray *
ask_history(LbExchange *exchange, const char *id, const char *const *types, guint most,
            GError **error)
{
    g_autoptr(GPtrArray) history = new_list();
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
            LbRtWords *words = number < oldest ? read_words(item, types) : NULL;
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

/* Whose words they are. */

static void
collect(GHashTable *people, JsonObject *member)
{
    const char *account = lb_member_text(member, "id");
    if (account != NULL)
        g_hash_table_add(people, g_strdup(account));
}

static GHashTable *
collect_role(JsonObject *ticket, const char *role)
{
    GHashTable *people = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    JsonArray *members = lb_member_array(ticket, role);
    collect(people, lb_member_object(ticket, role));
    for (guint i = 0; members != NULL && i < json_array_get_length(members); i++)
        collect(people, lb_element_object(members, i));
    return people;
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

/* Requestors are the customer's, who owns or watches the ticket for the provider is the provider's, as is whoever is staff.
 * Anybody else has written from outside: their words never count as the provider's. */
static bool
tell_sides(LbExchange *exchange, JsonObject *ticket, GPtrArray *history, GError **error)
{
    g_autoptr(GHashTable) customers = collect_role(ticket, "Requestor");
    g_autoptr(GHashTable) staff = collect_role(ticket, "Owner");
    g_autoptr(GHashTable) watching = collect_role(ticket, "AdminCc");
    g_hash_table_add(staff, g_strdup(SYSTEM));
    int asked = 0;
    for (guint i = 0; i < history->len; i++) {
        LbRtWords *words = g_ptr_array_index(history, i);
        bool provider = false;
        if (g_hash_table_contains(customers, words->author))
            continue;
        if (!g_hash_table_contains(staff, words->author) &&
            !g_hash_table_contains(watching, words->author)) {
            if (asked++ < PEOPLE_MOST &&
                !ask_whether_staff(exchange, words->author, &provider, error))
                return false;
            g_hash_table_add(provider ? staff : customers, g_strdup(words->author));
        }
        words->provider = g_hash_table_contains(staff, words->author) ||
                          g_hash_table_contains(watching, words->author);
    }
    return true;
}

static void
add_entries(LbExternalTicket *ticket, const GPtrArray *history)
{
    for (guint i = history->len; i > 0; i--) {
        const LbRtWords *words = g_ptr_array_index(history, i - 1);
        LbTicketEntry *entry = g_new0(LbTicketEntry, 1);
        entry->time = words->time;
        entry->author = g_strdup(words->name);
        entry->side = words->provider ? LB_SIDE_PROVIDER : LB_SIDE_CUSTOMER;
        entry->text = lb_text_keep(words->text->str, (gssize)words->text->len, LB_LIMIT_KEPT_TEXT);
        g_ptr_array_add(ticket->entries, entry);
    }
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
    g_autoptr(GPtrArray) history =
        ask_history(exchange, id, public_types, LB_EXTERNAL_ENTRIES_MOST, error);
    if (history == NULL ||
        !lb_rt_read_texts(exchange, id, history, LB_EXTERNAL_TEXT_MOST, &ticket->shortened,
                          error) ||
        !tell_sides(exchange, lb_node_object(reply->root), history, error))
        return NULL;
    add_entries(ticket, history);
    lb_external_ticket_shorten(ticket);
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
    if (comments == NULL ||
        !lb_rt_read_texts(exchange, order->ticket, comments, LB_EXTERNAL_TEXT_MOST, &cut, error))
        return false;
    for (guint i = 0; i < comments->len; i++) {
        const LbRtWords *words = g_ptr_array_index(comments, i);
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
    JsonArray *queues = lb_member_array(lb_node_object(reply->root), "items");
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; queues != NULL && i < json_array_get_length(queues); i++) {
        const char *name = lb_member_text(lb_element_object(queues, i), "Name");
        if (name != NULL)
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
    }
    if (names->len == 0)
        return fail(
            error, LB_TICKETS_ERROR_REFUSED,
            "the token's account sees no queue: it needs the rights SeeQueue and ShowTicket");
    bool staff = false;
    if (!ask_whether_staff(exchange, SYSTEM, &staff, error))
        return false;
    *words = g_strdup_printf("Request Tracker %s with the queues: %s", version, names->str);
    return true;
}

const LbTicketAdapter lb_rt_adapter = {
    .name = "rt",
    .credential = "Authorization: token ",
    .is_id = is_id,
    .test = test,
    .fetch = fetch,
    .comment = comment,
};
