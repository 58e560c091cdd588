/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grants, and what is noted of them. */
#include "store/grants.h"

#include "core/request.h"
#include "store/ours.h"
#include "store/statement.h"

/* What is further ahead was noted by a clock that has been set back since. */
#define FAR (LB_MINUTE * 10)

static const char *
name_of(LbGrantStatus status)
{
    return lb_names_get(lb_grant_status_names, (int)status);
}

bool
lb_access_make(LbStore *store, const LbGrantTerms *terms, int64_t *count, GError **error)
{
    if (!lb_store_run(store, error,
                      "INSERT INTO access_grant (request, resource, resource_name, address, port,"
                      " login, host_keys, ports, provisioner, account, begins, ends, status)"
                      " SELECT r.request, r.key, r.name, t.address, t.port, t.login, t.host_keys,"
                      "  ?2, ?3, ?4, ?5, ?6, 'opening' FROM request_resource r"
                      " JOIN target t ON t.resource = r.key WHERE r.request = ?1 ORDER BY r.key",
                      "isssii", terms->request, terms->ports, terms->provisioner, terms->account,
                      terms->start, terms->end))
        return false;
    *count = lb_store_changes(store);
    return lb_store_run(store, error,
                        "INSERT INTO provisioning (serial, attempts, due)"
                        " SELECT serial, 0, ?2 FROM access_grant WHERE request = ?1",
                        "ii", terms->request, terms->due);
}

#define GRANTS                                                                             \
    "SELECT g.serial, g.request, g.resource, g.resource_name, g.address, g.port, g.login," \
    " g.host_keys, g.ports, g.provisioner, g.account, g.begins, g.ends, g.status,"         \
    " coalesce(g.opened, 0), coalesce(g.closed, 0), g.at_address, g.at_port, g.at_login,"  \
    " g.at_principal, g.at_text, coalesce(p.attempts, 0), coalesce(p.due, 0), p.words,"    \
    " coalesce(p.alarmed, 0), coalesce(q.jit_only, 0) FROM access_grant g"                 \
    " LEFT JOIN provisioning p ON p.serial = g.serial LEFT JOIN request q ON q.number = g.request"

static void
read_ports(LbGrant *grant, const char *text)
{
    g_auto(GStrv) ports = g_strsplit(text, ";", -1);
    for (char **port = ports; *port != NULL; port++) {
        guint64 number = 0;
        if (g_ascii_string_to_unsigned(*port, 10, 1, 65535, &number, NULL))
            lb_grant_add_port(grant, (unsigned)number);
    }
}

static LbConnection *
read_connection(LbStatement *row)
{
    if (lb_column_text(row, 16) == NULL)
        return NULL;
    LbConnection *connection = g_new0(LbConnection, 1);
    connection->address = lb_column_dup(row, 16);
    connection->port = (unsigned)lb_column_int(row, 17);
    connection->login = lb_column_dup(row, 18);
    connection->principal = lb_column_dup(row, 19);
    connection->text = lb_column_dup(row, 20);
    return connection;
}

static LbGrantState *
read_grant(LbStatement *row)
{
    int status = LB_GRANT_FAILED;
    LbGrantState *state = lb_grant_state_new();
    LbGrant *grant = state->grant;
    LbRequest named = { .number = lb_column_int(row, 1), .jit_only = lb_column_int(row, 25) != 0 };
    grant->serial = lb_column_int(row, 0);
    grant->request = lb_request_id(&named);
    grant->account = lb_column_dup(row, 10);
    grant->target = lb_target_read(row, lb_column_text(row, 2), 4);
    read_ports(grant, lb_column_text(row, 8));
    grant->start = lb_column_int(row, 11);
    grant->end = lb_column_int(row, 12);
    lb_names_find(lb_grant_status_names, lb_column_text(row, 13), &status);
    state->request = named.number;
    state->resource_name = lb_column_dup(row, 3);
    state->status = (LbGrantStatus)status;
    state->provisioner = lb_column_dup(row, 9);
    state->connection = read_connection(row);
    state->opened = lb_column_int(row, 14);
    state->closed = lb_column_int(row, 15);
    state->attempts = (int)lb_column_int(row, 21);
    state->due = lb_column_int(row, 22);
    state->words = lb_column_dup(row, 23);
    state->alarmed = lb_column_int(row, 24) != 0;
    return state;
}

static GPtrArray *
read_grants(LbStatement *statement, GError **error)
{
    g_autoptr(GPtrArray) grants =
        g_ptr_array_new_with_free_func((GDestroyNotify)lb_grant_state_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW)
        g_ptr_array_add(grants, read_grant(statement));
    return step == LB_STEP_DONE ? g_steal_pointer(&grants) : NULL;
}

LbGrantState *
lb_access_get(LbStore *store, int64_t serial, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, GRANTS " WHERE g.serial = ?", "i", serial);
    g_autoptr(GPtrArray) found = read_grants(statement, error);
    return found != NULL && found->len == 1 ? g_ptr_array_steal_index(found, 0) : NULL;
}

GPtrArray *
lb_access_of_request(LbStore *store, int64_t request, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error, GRANTS " WHERE g.request = ? ORDER BY g.resource", "i", request);
    return read_grants(statement, error);
}

GPtrArray *
lb_access_of_resource(LbStore *store, const char *resource, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        GRANTS " WHERE g.resource = ? AND g.status IN ('opening', 'open') ORDER BY g.serial", "s",
        resource);
    return read_grants(statement, error);
}

bool
lb_access_count(LbStore *store, int64_t request, LbGrantCount *count, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error, "SELECT status FROM access_grant WHERE request = ?", "i", request);
    LbStep step = LB_STEP_ERROR;
    *count = (LbGrantCount){ 0 };
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        int status = LB_GRANT_FAILED;
        lb_names_find(lb_grant_status_names, lb_column_text(statement, 0), &status);
        count->of[status]++;
        count->all++;
    }
    return step == LB_STEP_DONE;
}

bool
lb_access_move(LbStore *store, int64_t serial, LbGrantStatus from, LbGrantStatus to, int64_t now,
               bool *changed, GError **error)
{
    if (!lb_store_run(store, error,
                      "UPDATE access_grant SET status = ?3,"
                      " closed = CASE WHEN ?3 IN ('closed', 'failed') THEN ?4 ELSE closed END"
                      " WHERE serial = ?1 AND status = ?2",
                      "issi", serial, name_of(from), name_of(to), now))
        return false;
    *changed = lb_store_changes(store) == 1;
    return true;
}

bool
lb_access_open(LbStore *store, int64_t serial, const LbConnection *connection, int64_t now,
               bool *changed, GError **error)
{
    if (!lb_store_run(store, error,
                      "UPDATE access_grant SET status = 'open', opened = ?2, at_address = ?3,"
                      " at_port = ?4, at_login = ?5, at_principal = ?6, at_text = ?7"
                      " WHERE serial = ?1 AND status = 'opening'",
                      "iisisss", serial, now, connection->address, (int64_t)connection->port,
                      connection->login, connection->principal, connection->text))
        return false;
    *changed = lb_store_changes(store) == 1;
    return true;
}

bool
lb_access_note(LbStore *store, int64_t serial, int attempts, int64_t due, const char *words,
               bool alarmed, GError **error)
{
    return lb_store_run(store, error,
                        "INSERT INTO provisioning (serial, attempts, due, words, alarmed)"
                        " VALUES (?, ?, ?, ?, ?)"
                        " ON CONFLICT (serial) DO UPDATE SET attempts = excluded.attempts,"
                        "  due = excluded.due, words = excluded.words, alarmed = excluded.alarmed",
                        "iiisi", serial, (int64_t)attempts, due, words, (int64_t)alarmed);
}

bool
lb_access_done(LbStore *store, int64_t serial, GError **error)
{
    return lb_store_run(store, error, "DELETE FROM provisioning WHERE serial = ?", "i", serial);
}

GArray *
lb_access_due(LbStore *store, const LbGrantsDue *due, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT p.serial FROM provisioning p JOIN access_grant g ON g.serial = p.serial"
        " WHERE (p.due <= ?1 OR p.due > ?2) AND (g.status IN ('closing', 'failing')"
        "  OR (g.status = 'opening' AND ?4 = 1 AND g.ends > ?3 AND EXISTS"
        "   (SELECT 1 FROM request q WHERE q.number = g.request AND q.status = 'Approving')))"
        " ORDER BY g.status = 'opening', p.due, p.serial LIMIT ?5",
        "iiiii", due->steady, due->steady + FAR, due->latest, (int64_t)due->opens,
        (int64_t)due->limit);
    return lb_numbers_read(statement, error);
}

/* Of grant g: it was opened by a script, which was told the keys of requester q, to one that has been revoked since. */
#define LOST_KEY                                                                    \
    "(g.status = 'open' AND g.at_principal IS NULL AND EXISTS (SELECT 1 FROM key k" \
    " WHERE k.principal = q.requester AND k.revoked >= g.begins))"

GArray *
lb_access_over(LbStore *store, int64_t now, int limit, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT g.serial FROM access_grant g INDEXED BY access_grant_resource"
        " LEFT JOIN request q ON q.number = g.request WHERE g.status IN ('opening', 'open')"
        " AND (g.ends <= ? OR " LOST_KEY " OR (q.requester IS NOT NULL AND NOT EXISTS"
        "  (SELECT 1 FROM principal p JOIN role_assignment r ON r.principal = p.id"
        "   WHERE p.id = q.requester AND p.tenant IS NULL AND p.enabled = 1 AND r.scope = '/'"
        "   AND r.role IN " LB_ASKING_ROLES "))) ORDER BY g.serial LIMIT ?",
        "ii", now, (int64_t)limit);
    return lb_numbers_read(statement, error);
}

bool
lb_access_lost_key(LbStore *store, int64_t serial, bool *lost, GError **error)
{
    int64_t count = 0;
    bool found = lb_store_get_int(store, &count, error,
                                  "SELECT count(*) FROM access_grant g JOIN request q"
                                  " ON q.number = g.request WHERE g.serial = ? AND " LOST_KEY,
                                  "i", serial);
    *lost = found && count > 0;
    return found;
}

GArray *
lb_access_revoked(LbStore *store, int64_t since, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT serial FROM access_grant WHERE status IN ('closing', 'failing')"
        " UNION SELECT serial FROM access_grant WHERE ends > ? AND status IN ('closed', 'failed')"
        " ORDER BY 1",
        "i", since);
    return lb_numbers_read(statement, error);
}

GArray *
lb_access_stray(LbStore *store, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT g.serial FROM access_grant g INDEXED BY access_grant_resource"
        " LEFT JOIN request q ON q.number = g.request WHERE g.status IN ('opening', 'open')"
        " AND NOT coalesce(q.status = 'Approving' OR (q.status = 'Approved' AND g.status = 'open'),"
        "  0) ORDER BY g.serial",
        "");
    return lb_numbers_read(statement, error);
}

GArray *
lb_access_forgotten(LbStore *store, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT serial FROM access_grant WHERE status IN ('opening', 'closing', 'failing')"
        " AND serial NOT IN (SELECT serial FROM provisioning) ORDER BY serial",
        "");
    return lb_numbers_read(statement, error);
}

GArray *
lb_access_unfounded(LbStore *store, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT g.serial FROM access_grant g LEFT JOIN request q ON q.number = g.request"
        " WHERE g.status IN ('opening', 'open', 'closing') AND NOT coalesce(CASE g.status"
        "  WHEN 'opening' THEN q.status = 'Approving'"
        "  WHEN 'open' THEN q.status IN ('Approving', 'Approved')"
        "  ELSE q.status IN ('Approving', 'Approved', 'Revoking', 'Completing') END, 0)"
        " ORDER BY g.serial",
        "");
    return lb_numbers_read(statement, error);
}

GArray *
lb_access_empty(LbStore *store, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT number FROM request WHERE status = 'Approved'"
        " AND number IN (SELECT request FROM access_grant)"
        " AND number NOT IN (SELECT request FROM access_grant WHERE status = 'open')"
        " ORDER BY number",
        "");
    return lb_numbers_read(statement, error);
}

GArray *
lb_access_requests(LbStore *store, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT number FROM request WHERE status IN ('Approving', 'Revoking', 'Completing')"
        " OR (status = 'Approved' AND number IN (SELECT request FROM access_grant))"
        " ORDER BY number",
        "");
    return lb_numbers_read(statement, error);
}

GPtrArray *
lb_access_keys(LbStore *store, int64_t request, GError **error)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT k.type || ' ' || k.blob FROM request q JOIN key k ON k.principal = q.requester"
        " WHERE q.number = ? AND k.revoked IS NULL ORDER BY k.id",
        "i", request);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW)
        g_ptr_array_add(keys, lb_column_dup(statement, 0));
    return step == LB_STEP_DONE ? g_steal_pointer(&keys) : NULL;
}

bool
lb_access_extend(LbStore *store, int64_t request, int64_t extends, GError **error)
{
    return lb_store_run(store, error, "INSERT INTO extension (request, extends) VALUES (?, ?)",
                        "ii", request, extends);
}

bool
lb_access_extended_by(LbStore *store, int64_t request, int64_t *number, GError **error)
{
    return lb_store_get_int(store, number, error,
                            "SELECT coalesce(max(request), 0) FROM extension WHERE extends = ?",
                            "i", request);
}

bool
lb_access_extends(LbStore *store, int64_t request, int64_t *extends, GError **error)
{
    *extends = 0;
    return lb_store_get_int(store, extends, error,
                            "SELECT extends FROM extension WHERE request = ?", "i", request);
}
