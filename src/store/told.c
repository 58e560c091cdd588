/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading changes back from the activity log. */
#include "store/told.h"

#include "store/entries.h"

/* The index is named, not left to be guessed. ?1 tenant, ?2 principal, ?3 operations, ?4 and ?5 the stretch. */
#define OF_TENANT                                                          \
    "activity e INDEXED BY activity_tenant_operation WHERE e.tenant IS ?1" \
    " AND e.operation = o.value AND e.sequence BETWEEN ?4 AND ?5"
#define OF_ACCOUNT                                            \
    "told e WHERE e.principal = ?2 AND e.operation = o.value" \
    " AND e.sequence BETWEEN ?4 AND ?5"

/* Of each operation the first ?6; of those the first of each, then the second of each, until ?6 are there. */
#define FIRST(source)                                                         \
    LB_ENTRY_COLUMNS                                                          \
    "a.sequence IN (SELECT s.sequence FROM (SELECT x.sequence,"               \
    "  row_number() OVER (PARTITION BY o.value ORDER BY x.sequence) AS place" \
    "  FROM json_each(?3) o CROSS JOIN activity x ON x.sequence IN"           \
    "   (SELECT e.sequence FROM " source " ORDER BY e.sequence LIMIT ?6)) s"  \
    " ORDER BY s.place, s.sequence LIMIT ?6) ORDER BY a.sequence"

#define COUNT(source) \
    "SELECT coalesce(sum((SELECT count(*) FROM " source ")), 0) FROM json_each(?3) o"

bool
lb_told_put(LbStore *store, int64_t principal, LbChangeKind kind, int64_t sequence, GError **error)
{
    return lb_store_run(
        store, error, "INSERT INTO told (principal, operation, sequence) VALUES (?, ?, ?)", "isi",
        principal, lb_names_get(lb_operation_names, (int)lb_change_operation(kind)), sequence);
}

GPtrArray *
lb_told_read(LbStore *store, const LbToldRange *range, int limit, GError **error)
{
    g_autofree char *operations = lb_entries_operations(lb_change_operations());
    const char *sql = range->everybody ? FIRST(OF_TENANT) : FIRST(OF_ACCOUNT);
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, sql, "sisiii", range->tenant, range->principal, operations,
                         range->first, range->last, (int64_t)limit);
    return lb_entries_read(statement, error);
}

bool
lb_told_count(LbStore *store, const LbToldRange *range, int64_t *count, GError **error)
{
    g_autofree char *operations = lb_entries_operations(lb_change_operations());
    const char *sql = range->everybody ? COUNT(OF_TENANT) : COUNT(OF_ACCOUNT);
    *count = 0;
    return lb_store_get_int(store, count, error, sql, "sisii", range->tenant, range->principal,
                            operations, range->first, range->last);
}

/* A message to somebody who does not approve, or did not then, tells of the own account alone. */
#define MISSES(source)                                                                   \
    "SELECT EXISTS (SELECT 1 FROM json_each(?3) o CROSS JOIN " source                    \
    " AND NOT EXISTS (SELECT 1 FROM outbox m INDEXED BY outbox_address"                  \
    "  WHERE m.principal = ?2 AND m.address = ?6 COLLATE NOCASE AND m.event = 'changed'" \
    "  AND e.sequence BETWEEN m.log_first AND m.log_sequence"                            \
    "  AND (m.approver = 1 OR EXISTS (SELECT 1 FROM told t WHERE t.principal = ?2"       \
    "   AND t.operation = e.operation AND t.sequence = e.sequence))))"

bool
lb_told_misses(LbStore *store, const LbToldRange *range, const char *address, bool *misses,
               GError **error)
{
    g_autofree char *operations = lb_entries_operations(lb_change_operations());
    const char *sql = range->everybody ? MISSES(OF_TENANT) : MISSES(OF_ACCOUNT);
    int64_t found = 0;
    if (!lb_store_get_int(store, &found, error, sql, "sisiis", range->tenant, range->principal,
                          operations, range->first, range->last, address))
        return false;
    *misses = found != 0;
    return true;
}

#define CHANGES_OF_PERSON                                           \
    " FROM told t CROSS JOIN activity a ON a.sequence = t.sequence" \
    " WHERE t.principal = ?1 AND t.operation = 'ChangePerson'"

bool
lb_told_count_moves(LbStore *store, int64_t principal, const char *account, int64_t since, int most,
                    int *count, int64_t *earliest, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT a.time, a.caller = ?2 AND a.details LIKE '{\"what\":\"address-%'" CHANGES_OF_PERSON
        " ORDER BY t.sequence DESC",
        "is", principal, account);
    LbStep step = LB_STEP_ERROR;
    *count = 0;
    *earliest = 0;
    /* From the newest on, and no further than it takes. */
    while (statement != NULL && *count < most &&
           (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        int64_t time = lb_column_int(statement, 0);
        if (time <= since)
            return true;
        if (lb_column_int(statement, 1) == 0)
            continue;
        (*count)++;
        *earliest = time;
    }
    return step != LB_STEP_ERROR;
}

bool
lb_told_was_first(LbStore *store, int64_t principal, const char *address, bool *was, GError **error)
{
    int64_t found = 0;
    if (!lb_store_get_int(store, &found, error,
                          "SELECT EXISTS (SELECT 1" CHANGES_OF_PERSON
                          " AND CASE WHEN json_valid(a.details)"
                          "  THEN json_extract(a.details, '$.what') = 'mail'"
                          "   AND json_extract(a.details, '$.before') = ?2 COLLATE NOCASE END)",
                          "is", principal, address))
        return false;
    *was = found != 0;
    return true;
}
