/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Webhooks, and what is owed to them. */
#include "store/webhooks.h"

#include "base/span.h"
#include "store/statement.h"

#define FORGET_MOST 50 /* at a time */

bool
lb_webhooks_insert(LbStore *store, const LbWebhook *webhook, const char *salt, int64_t *id,
                   GError **error)
{
    if (!lb_store_run(store, error,
                      "INSERT INTO webhook (tenant, url, events, salt, created)"
                      " VALUES (?, ?, ?, ?, ?)",
                      "ssssi", webhook->tenant, webhook->url, webhook->events, salt,
                      webhook->created))
        return false;
    *id = lb_store_last_id(store);
    return true;
}

bool
lb_webhooks_count(LbStore *store, const char *tenant, int64_t *count, GError **error)
{
    *count = 0;
    return lb_store_get_int(store, count, error,
                            "SELECT count(*) FROM webhook WHERE tenant IS ? AND removed IS NULL",
                            "s", tenant);
}

#define COLUMNS                                                                           \
    "SELECT w.id, w.tenant, t.name, w.url, w.events, w.created, w.generation, w.overlap," \
    " coalesce(w.disabled, 0), w.why, w.failures, coalesce(w.accepted, 0),"               \
    " (SELECT count(*) FROM webhook_message m INDEXED BY webhook_message_open"            \
    "   WHERE m.webhook = w.id AND m.status IN ('queued', 'sending')),"                   \
    " (SELECT count(*) FROM webhook_message m INDEXED BY webhook_message_failed"          \
    "   WHERE m.webhook = w.id AND m.status = 'failed'), w.salt, w.pause,"                \
    " CASE WHEN w.disabled IS NULL THEN 0 ELSE (SELECT count(*) FROM webhook_message m"   \
    "   INDEXED BY webhook_message_webhook"                                               \
    "   WHERE m.webhook = w.id AND m.status = 'withdrawn') END"                           \
    " FROM webhook w LEFT JOIN tenant t ON t.id = w.tenant WHERE w.removed IS NULL"

static LbWebhook *
read_webhook(LbStatement *row)
{
    LbWebhook *webhook = g_new0(LbWebhook, 1);
    webhook->id = lb_column_int(row, 0);
    webhook->tenant = lb_column_dup(row, 1);
    webhook->tenant_name = lb_column_dup(row, 2);
    webhook->url = lb_column_dup(row, 3);
    webhook->events = lb_column_dup(row, 4);
    webhook->created = lb_column_int(row, 5);
    webhook->generation = lb_column_int(row, 6);
    webhook->overlap = lb_column_int(row, 7);
    webhook->disabled = lb_column_int(row, 8);
    webhook->why = lb_column_dup(row, 9);
    webhook->failures = (int)lb_column_int(row, 10);
    webhook->accepted = lb_column_int(row, 11);
    webhook->waiting = lb_column_int(row, 12);
    webhook->given_up = lb_column_int(row, 13);
    webhook->pause = lb_column_int(row, 15);
    webhook->withdrawn = lb_column_int(row, 16);
    return webhook;
}

LbWebhook *
lb_webhooks_get(LbStore *store, int64_t id, char **salt, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, COLUMNS " AND w.id = ?", "i", id);
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return NULL;
    if (salt != NULL)
        *salt = lb_column_dup(statement, 14);
    return read_webhook(statement);
}

GPtrArray *
lb_webhooks_page(LbStore *store, int64_t after, int limit, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)lb_webhook_free);
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error, COLUMNS " AND w.id > ? ORDER BY w.id LIMIT ?", "ii", after, (int64_t)limit);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW)
        g_ptr_array_add(rows, read_webhook(statement));
    return step == LB_STEP_DONE ? g_steal_pointer(&rows) : NULL;
}

bool
lb_webhooks_rotate(LbStore *store, int64_t id, int64_t overlap, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE webhook SET generation = generation + 1, overlap = ?2"
                        " WHERE id = ?1",
                        "ii", id, overlap);
}

static bool
withdraw(LbStore *store, int64_t id, int64_t now, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE webhook_message SET status = 'withdrawn', settled = ?2"
                        " WHERE webhook = ?1 AND status IN ('queued', 'sending')",
                        "ii", id, now);
}

bool
lb_webhooks_disable(LbStore *store, int64_t id, const char *why, int64_t now, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE webhook SET disabled = ?3, why = ?2"
                        " WHERE id = ?1 AND disabled IS NULL",
                        "isi", id, why, now) &&
           withdraw(store, id, now, error);
}

#define UNSENT "not sent: the webhook was disabled before"

bool
lb_webhooks_enable(LbStore *store, int64_t id, GError **error)
{
    if (!lb_store_run(store, error,
                      "UPDATE webhook SET disabled = NULL, why = NULL, failures = 0, pause = 0"
                      " WHERE id = ? AND disabled IS NOT NULL AND removed IS NULL",
                      "i", id))
        return false;
    return lb_store_changes(store) == 0 ||
           lb_store_run(store, error,
                        "UPDATE webhook_message SET status = 'failed',"
                        " answer = coalesce(answer, '" UNSENT "')"
                        " WHERE webhook = ? AND status = 'withdrawn'",
                        "i", id);
}

bool
lb_webhooks_remove(LbStore *store, int64_t id, int64_t now, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE webhook SET removed = ?2 WHERE id = ?1 AND removed IS NULL", "ii",
                        id, now) &&
           withdraw(store, id, now, error);
}

/* Owing */

GPtrArray *
lb_webhooks_listening(LbStore *store, const char *tenant, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)lb_webhook_free);
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT id, events FROM webhook INDEXED BY webhook_live"
                         " WHERE tenant IS NULL AND removed IS NULL AND disabled IS NULL"
                         " UNION ALL SELECT id, events FROM webhook INDEXED BY webhook_live"
                         " WHERE tenant = ?1 AND removed IS NULL AND disabled IS NULL ORDER BY 1",
                         "s", tenant);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbWebhook *webhook = g_new0(LbWebhook, 1);
        webhook->id = lb_column_int(statement, 0);
        webhook->events = lb_column_dup(statement, 1);
        g_ptr_array_add(rows, webhook);
    }
    return step == LB_STEP_DONE ? g_steal_pointer(&rows) : NULL;
}

bool
lb_webhooks_owe(LbStore *store, int64_t webhook, const char *message_id, const char *event,
                int64_t sequence, int64_t queued, GError **error)
{
    return lb_store_run(store, error,
                        "INSERT INTO webhook_message (webhook, message_id, event, sequence, queued)"
                        " VALUES (?, ?, ?, ?, ?)",
                        "issii", webhook, message_id, event, sequence, queued);
}

/* Sending */

void
lb_webhook_message_free(LbWebhookMessage *message)
{
    if (message == NULL)
        return;
    g_free(message->message_id);
    g_free(message->event);
    g_free(message->url);
    g_free(message->salt);
    g_free(message->tenant);
    g_free(message);
}

#define OPEN "webhook_message_open"

/* As the index says it, word for word: else it is not used. */
#define IS_OPEN(row) row "status IN ('queued', 'sending')"

/* The first message of webhook w in @status whose time is @condition; each is one step into the index. */
#define EARLIEST(status, condition)                                             \
    "(SELECT m.id FROM webhook_message m INDEXED BY " OPEN                      \
    " WHERE m.webhook = w.id AND " IS_OPEN("m.") " AND m.status = '" status "'" \
                                                 " AND m.due " condition        \
                                                 " ORDER BY m.due, m.id LIMIT 1)"

/* What is of ?1 or earlier, else of after ?2: so it was before the clock was set back. */
#define EARLIEST_OF(status) EARLIEST(status, "<= ?1") ", " EARLIEST(status, "> ?2")

/* One whose lease has run out, as what became of it could not be recorded, else the next that is due. */
#define DUE "coalesce(" EARLIEST_OF("sending") ", " EARLIEST_OF("queued") ")"

/* Those for whom something waits, each by one step into the index of what is open, however much that is. */
#define OWED                                                                                 \
    "WITH RECURSIVE owed (id) AS (SELECT min(webhook) FROM webhook_message INDEXED BY " OPEN \
    " WHERE " IS_OPEN("") " UNION ALL SELECT (SELECT min(o.webhook) FROM webhook_message o"  \
                          "   INDEXED BY " OPEN                                              \
                          " WHERE " IS_OPEN("o.") " AND o.webhook > owed.id) FROM owed"      \
                                                  " WHERE owed.id IS NOT NULL)"

/* A lease that has run out, or was given before the clock was set back, holds nothing up. */
#define NEXT                                                                              \
    "SELECT w.id FROM owed CROSS JOIN webhook w ON w.id = owed.id"                        \
    " WHERE w.removed IS NULL AND w.disabled IS NULL AND (w.pause <= ?1 OR w.pause > ?2)" \
    " AND (?3 = 0 OR w.failures = 0)"                                                     \
    " AND NOT EXISTS (SELECT 1 FROM webhook_message s INDEXED BY " OPEN                   \
    "   WHERE s.webhook = w.id AND " IS_OPEN("s.") " AND s.status = 'sending'"            \
                                                   "   AND s.due > ?1 AND s.due <= ?2)"   \
                                                   " AND " DUE                            \
                                                   " IS NOT NULL ORDER BY w.tried, w.id LIMIT 1"

LbWebhookMessage *
lb_webhooks_next(LbStore *store, int64_t now, bool well, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        OWED
        " SELECT n.id, w.id, n.sequence, n.message_id, n.event, w.url, w.salt, w.generation,"
        " w.overlap, n.attempts, n.queued, w.tenant FROM webhook w CROSS JOIN webhook_message n"
        " ON n.id = " DUE " WHERE w.id = (" NEXT ")",
        "iii", now, now + LB_WEBHOOK_FAR, (int64_t)well);
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return NULL;
    LbWebhookMessage *message = g_new0(LbWebhookMessage, 1);
    message->id = lb_column_int(statement, 0);
    message->webhook = lb_column_int(statement, 1);
    message->sequence = lb_column_int(statement, 2);
    message->message_id = lb_column_dup(statement, 3);
    message->event = lb_column_dup(statement, 4);
    message->url = lb_column_dup(statement, 5);
    message->salt = lb_column_dup(statement, 6);
    message->generation = lb_column_int(statement, 7);
    message->overlap = lb_column_int(statement, 8);
    message->attempts = (int)lb_column_int(statement, 9);
    message->queued = lb_column_int(statement, 10);
    message->tenant = lb_column_dup(statement, 11);
    return message;
}

bool
lb_webhooks_lease(LbStore *store, LbWebhookMessage *message, int64_t now, int64_t lease,
                  GError **error)
{
    message->lease = lease;
    return lb_store_run(store, error,
                        "UPDATE webhook_message SET status = 'sending', due = ? WHERE id = ?", "ii",
                        lease, message->id) &&
           lb_store_run(store, error, "UPDATE webhook SET tried = ? WHERE id = ?", "ii", now,
                        message->webhook);
}

bool
lb_webhooks_settle(LbStore *store, const LbWebhookMessage *message, const LbWebhookOutcome *outcome,
                   GError **error)
{
    bool taken = outcome->state == LB_WEBHOOK_ACCEPTED;
    /* One that was removed meanwhile stays withdrawn, whatever was answered; one that somebody else has leased since is theirs. */
    return lb_store_run(store, error,
                        "UPDATE webhook_message SET status = ?2, due = ?3, code = nullif(?4, 0),"
                        " answer = ?5, attempts = attempts + 1,"
                        " settled = CASE ?2 WHEN 'queued' THEN NULL ELSE ?6 END"
                        " WHERE id = ?1 AND status = 'sending' AND due = ?7",
                        "isiisii", message->id,
                        lb_names_get(lb_webhook_state_names, (int)outcome->state), outcome->due,
                        outcome->code, outcome->answer, outcome->now, message->lease) &&
           lb_store_run(store, error,
                        "UPDATE webhook SET failures = CASE ?2 WHEN 1 THEN 0 ELSE failures + 1 END,"
                        " accepted = CASE ?2 WHEN 1 THEN ?3 ELSE accepted END,"
                        " pause = CASE WHEN ?2 = 1 THEN 0 WHEN ?4 <> 0 THEN ?4 ELSE pause END"
                        " WHERE id = ?1",
                        "iiii", message->webhook, (int64_t)taken, outcome->now, outcome->pause);
}

bool
lb_webhooks_give_up(LbStore *store, const LbWebhookMessage *message, const char *why, int64_t now,
                    GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE webhook_message SET status = 'failed', answer = ?2, settled = ?3"
                        " WHERE id = ?1 AND status = 'sending' AND due = ?4",
                        "isii", message->id, why, now, message->lease);
}

#define AGAIN "status = 'queued', due = 0, settled = NULL"

bool
lb_webhooks_resend(LbStore *store, int64_t webhook, const char *message_id, int64_t *count,
                   GError **error)
{
    bool done =
        message_id == NULL
            ? lb_store_run(store, error,
                           "UPDATE webhook_message INDEXED BY webhook_message_failed SET " AGAIN
                           ", attempts = 0 WHERE webhook = ? AND status = 'failed'",
                           "i", webhook)
            : lb_store_run(store, error,
                           "UPDATE webhook_message SET " AGAIN ","
                           " attempts = CASE status WHEN 'queued' THEN attempts ELSE 0 END"
                           " WHERE webhook = ? AND message_id = ? AND status <> 'sending'"
                           " AND (status <> 'queued' OR due > 0)",
                           "is", webhook, message_id);
    *count = done ? lb_store_changes(store) : 0;
    return done;
}

bool
lb_webhooks_has_message(LbStore *store, int64_t webhook, const char *message_id, bool *has,
                        GError **error)
{
    int64_t count = 0;
    *has = false;
    if (!lb_store_get_int(store, &count, error,
                          "SELECT count(*) FROM webhook_message"
                          " WHERE webhook = ? AND message_id = ?",
                          "is", webhook, message_id))
        return false;
    *has = count > 0;
    return true;
}

bool
lb_webhooks_release(LbStore *store, int64_t now, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE webhook_message SET status = 'queued', due = ?"
                        " WHERE status IN ('queued', 'sending') AND status = 'sending'",
                        "i", now);
}

bool
lb_webhooks_forget(LbStore *store, int64_t before, GError **error)
{
    return lb_store_run(store, error,
                        "DELETE FROM webhook_message WHERE id IN (SELECT id FROM webhook_message"
                        " WHERE settled IS NOT NULL AND settled < ? ORDER BY settled LIMIT ?)",
                        "ii", before, (int64_t)FORGET_MOST);
}

/* Reading */

#define HISTORY                                                                              \
    "SELECT m.id, m.webhook, w.url, m.message_id, m.event, a.request, m.sequence, m.status," \
    " m.attempts, coalesce(m.code, 0), m.answer, m.queued, max(m.due, m.queued),"            \
    " coalesce(m.settled, 0), w.disabled IS NOT NULL, w.removed IS NOT NULL"                 \
    " FROM webhook_message m CROSS JOIN webhook w ON w.id = m.webhook"                       \
    " CROSS JOIN activity a ON a.sequence = m.sequence WHERE m.id < ?1"

static LbWebhookDelivery *
read_delivery(LbStatement *row)
{
    LbWebhookDelivery *delivery = g_new0(LbWebhookDelivery, 1);
    delivery->id = lb_column_int(row, 0);
    delivery->webhook = lb_column_int(row, 1);
    delivery->url = lb_column_dup(row, 2);
    delivery->message_id = lb_column_dup(row, 3);
    delivery->event = lb_column_dup(row, 4);
    delivery->request = lb_column_dup(row, 5);
    delivery->sequence = lb_column_int(row, 6);
    delivery->status = lb_column_dup(row, 7);
    delivery->attempts = (int)lb_column_int(row, 8);
    delivery->code = lb_column_int(row, 9);
    delivery->answer = lb_column_dup(row, 10);
    delivery->queued = lb_column_int(row, 11);
    delivery->due = lb_column_int(row, 12);
    delivery->settled = lb_column_int(row, 13);
    delivery->disabled = lb_column_int(row, 14) != 0;
    delivery->removed = lb_column_int(row, 15) != 0;
    return delivery;
}

GPtrArray *
lb_webhooks_history(LbStore *store, int64_t webhook, int64_t before, int limit, GError **error)
{
    int64_t end = before != 0 ? before : INT64_MAX;
    g_autoptr(GPtrArray) rows =
        g_ptr_array_new_with_free_func((GDestroyNotify)lb_webhook_delivery_free);
    g_autoptr(LbStatement) statement =
        webhook == 0 ? lb_statement_new(store, error, HISTORY " ORDER BY m.id DESC LIMIT ?2", "ii",
                                        end, (int64_t)limit)
                     : lb_statement_new(store, error,
                                        HISTORY " AND m.webhook = ?3 ORDER BY m.id DESC LIMIT ?2",
                                        "iii", end, (int64_t)limit, webhook);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW)
        g_ptr_array_add(rows, read_delivery(statement));
    return step == LB_STEP_DONE ? g_steal_pointer(&rows) : NULL;
}

bool
lb_webhooks_trouble(LbStore *store, int64_t since, int64_t *disabled, int64_t *given_up,
                    GError **error)
{
    *disabled = *given_up = 0;
    return lb_store_get_int(store, disabled, error,
                            "SELECT count(*) FROM webhook INDEXED BY webhook_live"
                            " WHERE removed IS NULL AND disabled IS NOT NULL",
                            "") &&
           lb_store_get_int(store, given_up, error,
                            "SELECT count(*) FROM webhook_message"
                            " INDEXED BY webhook_message_settled"
                            " WHERE settled IS NOT NULL AND settled >= ? AND status = 'failed'",
                            "i", since);
}
