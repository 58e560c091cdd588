/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox. */
#include "store/outbox.h"

#include "base/span.h"
#include "store/statement.h"

bool
lb_outbox_insert(LbStore *store, const LbMessage *message, int64_t principal, GError **error)
{
    return lb_store_run(
        store, error,
        "INSERT INTO outbox (event, request, principal, address, language, time_zone,"
        " approver, message_id, queued, log_first, log_sequence, log_head, status, due, ticket,"
        " exclusion, alternate, token)"
        " VALUES (?1, nullif(?2, 0), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?12, ?10, ?11, 'queued', 0,"
        " nullif(?13, 0), nullif(?14, 0), ?15, ?16)",
        "siisssisiisiiiis", lb_names_get(lb_event_names, (int)message->event),
        message->request != NULL ? message->request->number : 0, principal, message->address,
        message->language, message->time_zone, (int64_t)message->approver, message->message_id,
        message->queued, message->log_sequence, message->log_head, message->log_first,
        message->ticket != NULL ? message->ticket->number : 0,
        message->exclusion != NULL ? message->exclusion->number : 0, (int64_t)message->alternate,
        message->token);
}

/* One that was leased and given up has a time when it is due, and one that is sent again an answer: either may have
 * arrived, and its recipient would take another with its Message-ID for the same. As the partial index outbox_untried says it. */
#define UNTRIED "status = 'queued' AND attempts = 0 AND due = 0 AND answer IS NULL"
#define TO_ADDRESS "principal = ?1 AND address = ?2 COLLATE NOCASE"

bool
lb_outbox_find_waiting(LbStore *store, const LbMessage *message, int64_t principal, int64_t *id,
                       int64_t *last, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT id, log_sequence FROM outbox WHERE " TO_ADDRESS " AND " UNTRIED
        " AND event = ?3 AND approver = ?4"
        " AND (SELECT caller FROM activity WHERE sequence = log_sequence)"
        "  IS (SELECT caller FROM activity WHERE sequence = ?5) ORDER BY id DESC LIMIT 1",
        "issii", principal, message->address, lb_names_get(lb_event_names, (int)message->event),
        (int64_t)message->approver, message->log_sequence);
    *id = *last = 0;
    LbStep step = statement != NULL ? lb_statement_step(statement, error) : LB_STEP_ERROR;
    if (step == LB_STEP_ROW) {
        *id = lb_column_int(statement, 0);
        *last = lb_column_int(statement, 1);
    }
    return step != LB_STEP_ERROR;
}

bool
lb_outbox_extend(LbStore *store, int64_t id, const LbMessage *message, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE outbox SET log_sequence = ?2, log_head = ?3 WHERE id = ?1", "iis",
                        id, message->log_sequence, message->log_head);
}

bool
lb_outbox_has_accepted(LbStore *store, int64_t principal, const char *address, bool *accepted,
                       GError **error)
{
    int64_t found = 0;
    if (!lb_store_get_int(store, &found, error,
                          "SELECT EXISTS (SELECT 1 FROM outbox WHERE " TO_ADDRESS
                          " AND status IN ('accepted', 'bounced'))",
                          "is", principal, address))
        return false;
    *accepted = found != 0;
    return true;
}

bool
lb_outbox_drop_untried(LbStore *store, int64_t principal, const char *address, GError **error)
{
    return lb_store_run(store, error,
                        "DELETE FROM outbox WHERE " TO_ADDRESS " AND " UNTRIED
                        " AND event = 'changed'",
                        "is", principal, address);
}

static LbMessage *
read_message(LbStatement *row)
{
    LbMessage *message = lb_message_new();
    int event = LB_EVENT_WAITING;
    lb_names_find(lb_event_names, lb_column_text(row, 1), &event);
    message->id = lb_column_int(row, 0);
    message->event = (LbEvent)event;
    if (lb_column_int(row, 2) != 0) {
        message->request = lb_request_new();
        message->request->number = lb_column_int(row, 2);
    }
    if (lb_column_int(row, 16) != 0) {
        message->ticket = g_new0(LbTicketFacts, 1);
        message->ticket->number = lb_column_int(row, 16);
    }
    if (lb_column_int(row, 17) != 0) {
        message->exclusion = g_new0(LbExclusionFacts, 1);
        message->exclusion->number = lb_column_int(row, 17);
    }
    message->address = lb_column_dup(row, 3);
    message->language = lb_column_dup(row, 4);
    message->time_zone = lb_column_dup(row, 5);
    message->approver = lb_column_int(row, 6) != 0;
    message->message_id = lb_column_dup(row, 7);
    message->in_reply_to = lb_column_dup(row, 8);
    message->queued = lb_column_int(row, 9);
    message->log_sequence = lb_column_int(row, 10);
    message->log_head = lb_column_dup(row, 11);
    message->attempts = (int)lb_column_int(row, 12);
    message->first = lb_column_int(row, 13);
    message->log_first = lb_column_int(row, 14);
    message->principal = lb_column_int(row, 15);
    message->account = lb_column_dup(row, 18);
    message->alternate = lb_column_int(row, 19) != 0;
    message->token = lb_column_dup(row, 20);
    message->due = lb_column_int(row, 21);
    return message;
}

/* As the partial index outbox_due says it, word for word: else it is not used. */
#define OPEN "status IN ('queued', 'sending')"

#define EARLIEST(others, due)                                                                     \
    "(SELECT id FROM outbox INDEXED BY outbox_due WHERE " OPEN " AND (request IS NULL) = " others \
    " AND due " due " ORDER BY due, id LIMIT 1)"

/* The next that is due at ?1, else one that is due after ?2: about a request, else about something else. Each of the four is
 * one step into an index. */
#define NEXT                                                                     \
    "coalesce(" EARLIEST("0", "<= ?1") ", " EARLIEST("0", "> ?2") ", " EARLIEST( \
        "1", "<= ?1") ", " EARLIEST("1", "> ?2") ")"

LbMessage *
lb_outbox_next(LbStore *store, int64_t now, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT id, event, request, address, language, time_zone, approver, message_id, "
        "in_reply_to,"
        " queued, log_sequence, log_head, attempts, coalesce(first, 0), log_first, principal,"
        " coalesce(ticket, 0), coalesce(exclusion, 0),"
        " (SELECT p.account FROM principal p WHERE p.id = outbox.principal), alternate, token, due"
        " FROM outbox WHERE id = " NEXT,
        "ii", now, now + LB_RETRY_FAR);
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return NULL;
    return read_message(statement);
}

/* Of the mails to the same address about the same thing: those that a server has taken, or will be given. */
#define EARLIER(index, thing)                                                                   \
    "(SELECT e.message_id FROM outbox e INDEXED BY " index " WHERE e." thing " = outbox." thing \
    "  AND e.address = outbox.address COLLATE NOCASE AND e.id < outbox.id"                      \
    "  AND (e.status IN ('accepted', 'bounced') OR (e.status IN ('queued', 'sending')"          \
    "   AND instr(?2, ' ' || e.event || ' ') = 0)) ORDER BY e.id LIMIT 1)"
#define FIRST_OF_REQUEST EARLIER("outbox_thread", "request")
#define FIRST_OF_TICKET EARLIER("outbox_ticket", "ticket")
#define THREAD                                                                       \
    "CASE WHEN " UNTRIED " THEN coalesce(" FIRST_OF_REQUEST ", " FIRST_OF_TICKET ")" \
    " ELSE in_reply_to END"

/* Which mail it answers, in two steps: UPDATE … RETURNING makes a table of its own each time. */
bool
lb_outbox_lease(LbStore *store, LbMessage *message, int64_t lease, const char *gone, GError **error)
{
    g_autoptr(LbStatement) thread = lb_statement_new(
        store, error, "SELECT " THREAD " FROM outbox WHERE id = ?1", "is", message->id, gone);
    if (thread == NULL || lb_statement_step(thread, error) != LB_STEP_ROW)
        return false;
    g_free(message->in_reply_to);
    message->in_reply_to = lb_column_dup(thread, 0);
    return lb_store_run(
        store, error,
        "UPDATE outbox SET status = 'sending', due = ?2, in_reply_to = ?3 WHERE id = ?1", "iis",
        message->id, lease, message->in_reply_to);
}

bool
lb_outbox_give_back(LbStore *store, const LbMessage *message, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE outbox SET status = 'queued', due = ?2"
                        " WHERE id = ?1 AND status = 'sending'",
                        "ii", message->id, message->due);
}

bool
lb_outbox_hand_on(LbStore *store, int64_t id, const LbApprover *recipient, bool alternate,
                  GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE outbox SET principal = ?2, alternate = ?3, language = ?4,"
                        " time_zone = ?5 WHERE id = ?1",
                        "iiiss", id, recipient->principal, (int64_t)alternate, recipient->language,
                        recipient->time_zone);
}

bool
lb_outbox_withdraw(LbStore *store, int64_t id, const char *why, int64_t now, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE outbox SET status = 'withdrawn', settled = ?3, answer = ?2"
                        " WHERE id = ?1",
                        "isi", id, why, now);
}

bool
lb_outbox_reaches(LbStore *store, int64_t principal, const char *address, bool *enabled,
                  bool *reachable, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT enabled, coalesce(mail, '') = ?2 COLLATE NOCASE OR EXISTS"
                         " (SELECT 1 FROM address a WHERE a.principal = ?1 AND a.mail = ?2)"
                         " FROM principal WHERE id = ?1",
                         "is", principal, address);
    LbStep step = statement != NULL ? lb_statement_step(statement, error) : LB_STEP_ERROR;
    *enabled = step == LB_STEP_ROW && lb_column_int(statement, 0) != 0;
    *reachable = step == LB_STEP_ROW && lb_column_int(statement, 1) != 0;
    return step != LB_STEP_ERROR;
}

bool
lb_outbox_is_due(LbStore *store, int64_t now, bool *due, GError **error)
{
    int64_t found = 0;
    if (!lb_store_get_int(store, &found, error, "SELECT coalesce(" NEXT ", 0)", "ii", now,
                          now + LB_RETRY_FAR))
        return false;
    *due = found != 0;
    return true;
}

bool
lb_outbox_settle(LbStore *store, int64_t id, const char *status, int64_t due, int64_t first,
                 const char *answer, int64_t now, GError **error)
{
    return lb_store_run(
        store, error,
        "UPDATE outbox SET status = ?2, due = ?3, answer = ?4, attempts = attempts + 1,"
        " first = coalesce(first, nullif(?6, 0)),"
        " settled = CASE ?2 WHEN 'queued' THEN NULL ELSE ?5 END"
        " WHERE id = ?1 AND status = 'sending'",
        "isisii", id, status, due, answer, now, first);
}

bool
lb_outbox_release(LbStore *store, int64_t now, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE outbox SET status = 'queued', due = ? WHERE " OPEN
                        " AND status = 'sending'",
                        "i", now);
}

/* As the partial index outbox_lost says it, word for word: else it is not used. */
#define LOST "status IN ('refused', 'failed', 'bounced')"

#define RETRY                                                                                  \
    "UPDATE outbox SET status = 'queued', due = 0, attempts = 0, first = NULL, settled = NULL" \
    ", bounced = NULL, bounce = NULL WHERE " LOST

/* What was put off is not begun anew: for how long it is tried still counts from its first attempt. */
#define HURRY(index)                                             \
    "UPDATE outbox INDEXED BY " index " SET due = 0 WHERE " OPEN \
    " AND due > 0 AND status = 'queued' AND attempts > 0"

/* As outbox_due begins: each value is named, so that it is searched and not walked. */
#define ANYTHING " AND (request IS NULL) IN (0, 1)"

/* Adds to @count what the last statement, which went well if @done, has changed. */
static bool
add_changes(LbStore *store, bool done, int64_t *count)
{
    *count += done ? lb_store_changes(store) : 0;
    return done;
}

bool
lb_outbox_retry_all(LbStore *store, bool bounced, int64_t *count, int64_t *left, GError **error)
{
    *count = 0;
    return add_changes(store,
                       lb_store_run(store, error, RETRY " AND (? = 1 OR status <> 'bounced')", "i",
                                    (int64_t)bounced),
                       count) &&
           add_changes(store, lb_store_run(store, error, HURRY("outbox_due") ANYTHING, ""),
                       count) &&
           lb_store_get_int(store, left, error,
                            "SELECT count(*) FROM outbox INDEXED BY outbox_lost"
                            " WHERE " LOST " AND status = 'bounced'",
                            "");
}

bool
lb_outbox_retry(LbStore *store, int64_t request, int64_t *count, GError **error)
{
    *count = 0;
    return add_changes(store, lb_store_run(store, error, RETRY " AND request = ?", "i", request),
                       count) &&
           add_changes(
               store,
               lb_store_run(store, error, HURRY("outbox_request") " AND request = ?", "i", request),
               count);
}

bool
lb_outbox_retry_one(LbStore *store, int64_t mail, int64_t *count, GError **error)
{
    bool done =
        lb_store_run(store, error,
                     "UPDATE outbox SET due = 0, settled = NULL, status = 'queued',"
                     " bounced = NULL, bounce = NULL,"
                     " attempts = CASE status WHEN 'queued' THEN attempts ELSE 0 END,"
                     " first = CASE status WHEN 'queued' THEN first ELSE NULL END"
                     " WHERE id = ?1 AND (" LOST "  OR (status = 'queued' AND attempts > 0))",
                     "i", mail);
    *count = done ? lb_store_changes(store) : 0;
    return done;
}

bool
lb_outbox_tenant(LbStore *store, int64_t mail, int64_t request, char **tenant, GError **error)
{
    g_autoptr(LbStatement) statement =
        mail != 0
            ? lb_statement_new(
                  store, error,
                  "SELECT CASE WHEN o.request IS NULL THEN p.tenant ELSE q.tenant END FROM outbox o"
                  " JOIN principal p ON p.id = o.principal"
                  " LEFT JOIN request q ON q.number = o.request WHERE o.id = ?",
                  "i", mail)
            : lb_statement_new(store, error, "SELECT tenant FROM request WHERE number = ?", "i",
                               request);
    LbStep step = statement != NULL ? lb_statement_step(statement, error) : LB_STEP_ERROR;
    if (step == LB_STEP_ROW)
        *tenant = lb_column_dup(statement, 0);
    return step != LB_STEP_ERROR;
}

#define LISTED                                                                                     \
    "SELECT o.id, o.event, (SELECT q.id FROM request q WHERE q.number = o.request), p.account, "   \
    "o.address, o.message_id, o.status,"                                                           \
    " o.attempts, o.answer, o.queued, max(o.due, o.queued), coalesce(o.settled, 0), o.principal, " \
    "'TK-' || o.ticket, 'EX-' || o.exclusion, o.alternate, o.bounce, coalesce(o.bounced, 0)"       \
    " FROM outbox o CROSS JOIN principal p ON p.id = o.principal "

bool
lb_outbox_newest(LbStore *store, int64_t *id, GError **error)
{
    *id = 0;
    return lb_store_get_int(store, id, error, "SELECT coalesce(max(id), 0) FROM outbox", "");
}

static LbDeliveryRow *
read_row(LbStatement *statement)
{
    LbDeliveryRow *row = g_new0(LbDeliveryRow, 1);
    row->id = lb_column_int(statement, 0);
    row->event = lb_column_dup(statement, 1);
    row->request = lb_column_dup(statement, 2);
    row->account = lb_column_dup(statement, 3);
    row->address = lb_column_dup(statement, 4);
    row->message_id = lb_column_dup(statement, 5);
    row->status = lb_column_dup(statement, 6);
    row->attempts = (int)lb_column_int(statement, 7);
    row->answer = lb_column_dup(statement, 8);
    row->queued = lb_column_int(statement, 9);
    row->due = lb_column_int(statement, 10);
    row->settled = lb_column_int(statement, 11);
    row->principal = lb_column_int(statement, 12);
    row->ticket = lb_column_dup(statement, 13);
    row->exclusion = lb_column_dup(statement, 14);
    row->alternate = lb_column_int(statement, 15) != 0;
    row->bounce = lb_column_dup(statement, 16);
    row->bounced = lb_column_int(statement, 17);
    return row;
}

static GPtrArray *
read_rows(LbStatement *statement, GError **error)
{
    g_autoptr(GPtrArray) rows =
        g_ptr_array_new_with_free_func((GDestroyNotify)lb_delivery_row_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW)
        g_ptr_array_add(rows, read_row(statement));
    return step == LB_STEP_DONE ? g_steal_pointer(&rows) : NULL;
}

GPtrArray *
lb_outbox_list(LbStore *store, int64_t request, int64_t after, int limit, GError **error)
{
    g_autoptr(LbStatement) statement =
        request == 0
            ? lb_statement_new(store, error, LISTED "WHERE o.id > ? ORDER BY o.id LIMIT ?", "ii",
                               after, (int64_t)limit)
            : lb_statement_new(store, error,
                               LISTED "WHERE o.request = ? AND o.id > ? ORDER BY o.id LIMIT ?",
                               "iii", request, after, (int64_t)limit);
    return read_rows(statement, error);
}

GPtrArray *
lb_outbox_accepted(LbStore *store, int64_t request, const char *tenant, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         LISTED "WHERE o.request = ?1 AND o.status IN ('accepted', 'bounced')"
                                " AND (?2 IS NULL OR p.tenant = ?2 OR o.principal ="
                                "  (SELECT q.requester FROM request q WHERE q.number = ?1))"
                                " ORDER BY o.settled, o.id",
                         "is", request, tenant);
    return read_rows(statement, error);
}

bool
lb_outbox_count_lost(LbStore *store, int64_t since, int most, int *count, GError **error)
{
    int64_t found = 0;
    if (!lb_store_get_int(store, &found, error,
                          "SELECT count(*) FROM (SELECT 1 FROM outbox INDEXED BY outbox_lost"
                          " WHERE " LOST " AND coalesce(bounced, settled) > ? LIMIT ?)",
                          "ii", since, (int64_t)most))
        return false;
    *count = (int)found;
    return true;
}

bool
lb_outbox_count_late(LbStore *store, int64_t since, int most, int *count, GError **error)
{
    int64_t found = 0;
    if (!lb_store_get_int(store, &found, error,
                          "SELECT count(*) FROM (SELECT 1 FROM outbox INDEXED BY outbox_due"
                          " WHERE " OPEN ANYTHING " AND due > 0"
                          " AND first < ? LIMIT ?)",
                          "ii", since, (int64_t)most))
        return false;
    *count = (int)found;
    return true;
}

/* As the partial index outbox_stuck says it, word for word: else it is not used. */
#define STUCK "o.status NOT IN ('accepted', 'withdrawn') AND o.attempts > 0"

GPtrArray *
lb_outbox_page(LbStore *store, const LbMailFilter *filter, GError **error)
{
    int64_t before = filter->before != 0 ? filter->before : INT64_MAX, limit = filter->limit;
    g_autoptr(LbStatement) statement =
        filter->request != 0
            ? lb_statement_new(store, error,
                               LISTED "WHERE o.request = ?1 AND o.id < ?2"
                                      " AND (?3 = 0 OR (" STUCK ")) ORDER BY o.id DESC LIMIT ?4",
                               "iiii", filter->request, before, (int64_t)filter->stuck, limit)
        : filter->stuck
            ? lb_statement_new(store, error,
                               LISTED "WHERE " STUCK " AND o.id < ? ORDER BY o.id DESC LIMIT ?",
                               "ii", before, limit)
            : lb_statement_new(store, error, LISTED "WHERE o.id < ? ORDER BY o.id DESC LIMIT ?",
                               "ii", before, limit);
    return read_rows(statement, error);
}

LbDeliveryRow *
lb_outbox_row(LbStore *store, int64_t mail, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, LISTED "WHERE o.id = ?", "i", mail);
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return NULL;
    return read_row(statement);
}

LbDeliveryRow *
lb_outbox_by_token(LbStore *store, const char *token, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, LISTED "WHERE o.token = ?", "s", token);
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return NULL;
    return read_row(statement);
}

bool
lb_outbox_bounce(LbStore *store, int64_t mail, const char *words, int64_t now, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE outbox SET status = 'bounced', bounced = ?3, bounce = ?2"
                        " WHERE id = ?1 AND status = 'accepted'",
                        "isi", mail, words, now);
}
