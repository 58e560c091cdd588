/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The activity log: appended to, and read in pages. */
#include "store/log.h"

#include <string.h>

#include "store/statement.h"
#include "store/visible.h"

bool
lb_log_head(LbStore *store, int64_t *sequence, uint8_t hash[LB_SHA256_SIZE], GError **error)
{
    *sequence = 0;
    memset(hash, 0, LB_SHA256_SIZE);
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error, "SELECT sequence, hash FROM activity ORDER BY sequence DESC LIMIT 1", "");
    if (statement == NULL)
        return false;
    LbStep step = lb_statement_step(statement, error);
    if (step != LB_STEP_ROW)
        return step == LB_STEP_DONE;
    size_t size = 0;
    const void *bytes = lb_column_blob(statement, 1, &size);
    *sequence = lb_column_int(statement, 0);
    if (size == LB_SHA256_SIZE)
        memcpy(hash, bytes, LB_SHA256_SIZE);
    return true;
}

bool
lb_log_append(LbStore *store, LbActivity *entry, GError **error)
{
    int64_t newest = 0, time = INT64_MIN;
    if (!lb_log_head(store, &newest, entry->previous, error) ||
        !lb_store_get_int(store, &time, error, "SELECT time FROM activity WHERE sequence = ?", "i",
                          newest))
        return false;
    entry->sequence = newest + 1;
    entry->time = MAX(entry->time, time);
    g_autoptr(LbSha256) sha = lb_sha256_new();
    lb_activity_hash(sha, entry, entry->hash);
    return lb_store_run(
        store, error,
        "INSERT INTO activity (sequence, time, tenant, operation, request, caller, person,"
        " door, fingerprint, address, details, previous, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        "iisssssssssbb", entry->sequence, entry->time, entry->tenant,
        lb_names_get(lb_operation_names, (int)entry->operation), entry->request, entry->caller,
        entry->person, entry->door, entry->fingerprint, entry->address, entry->details,
        entry->previous, (size_t)LB_SHA256_SIZE, entry->hash, (size_t)LB_SHA256_SIZE);
}

static void
read_hash(LbStatement *row, int column, uint8_t hash[LB_SHA256_SIZE])
{
    size_t size = 0;
    const void *bytes = lb_column_blob(row, column, &size);
    memset(hash, 0, LB_SHA256_SIZE);
    if (size == LB_SHA256_SIZE)
        memcpy(hash, bytes, LB_SHA256_SIZE);
}

static LbActivity *
read_entry(LbStatement *row)
{
    LbActivity *entry = g_new0(LbActivity, 1);
    int operation = -1; /* a name that is not ours has no hash that could be right */
    lb_names_find(lb_operation_names, lb_column_text(row, 3), &operation);
    entry->sequence = lb_column_int(row, 0);
    entry->time = lb_column_int(row, 1);
    entry->tenant = lb_column_dup(row, 2);
    entry->operation = (LbOperation)operation;
    entry->request = lb_column_dup(row, 4);
    entry->caller = lb_column_dup(row, 5);
    entry->person = lb_column_dup(row, 6);
    entry->door = lb_column_dup(row, 7);
    entry->fingerprint = lb_column_dup(row, 8);
    entry->address = lb_column_dup(row, 9);
    entry->details = lb_column_dup(row, 10);
    read_hash(row, 11, entry->previous);
    read_hash(row, 12, entry->hash);
    return entry;
}

#define ENTRY_COLUMNS                                                                          \
    "SELECT a.sequence, a.time, a.tenant, a.operation, a.request, a.caller, a.person, a.door," \
    " a.fingerprint, a.address, a.details, a.previous, a.hash FROM activity a WHERE "

/* Alternatives with a fixed first column each, so that SQLite walks one of the indexes by sequence. */
#define COMMON                                                                                    \
    " (?2 IS NULL OR a.tenant = ?2) AND (?3 IS NULL OR a.request = ?3)"                           \
    " AND (?4 IS NULL OR a.caller = ?4 COLLATE NOCASE)"                                           \
    " AND (?5 = 0 OR (SELECT 1 FROM json_each(?6) o WHERE o.value = a.operation))"                \
    " AND a.time >= ?7 AND (?8 = 0 OR a.time < ?8) AND a.sequence < ?9"                           \
    " AND (?1 = 0 OR (?10 = 1 AND a.request IS NULL)"                                             \
    "  OR EXISTS (SELECT 1 FROM request q WHERE q.number = CAST(substr(a.request, 4) AS INTEGER)" \
    "   AND " LB_VISIBLE_REQUEST "))"                                                             \
    " ORDER BY a.sequence DESC LIMIT ?11"

static const char *
choose_query(const LbLogFilter *filter)
{
    if (filter->request != NULL)
        return ENTRY_COLUMNS "a.request = ?3 AND" COMMON;
    if (filter->tenant != NULL)
        return ENTRY_COLUMNS "a.tenant = ?2 AND" COMMON;
    return ENTRY_COLUMNS COMMON;
}

/* The wanted operations as a JSON array of names. */
static char *
operation_list(unsigned operations)
{
    GString *list = g_string_new("[");
    for (const LbName *row = lb_operation_names; row->name != NULL; row++)
        if ((operations & (1u << row->value)) != 0)
            g_string_append_printf(list, "%s\"%s\"", list->len > 1 ? "," : "", row->name);
    return g_string_free(g_string_append_c(list, ']'), FALSE);
}

static LbStatement *
query(LbStore *store, const LbLogFilter *filter, GError **error)
{
    if (filter->after >= 0)
        return lb_statement_new(store, error,
                                ENTRY_COLUMNS "a.sequence > ?1 ORDER BY a.sequence LIMIT ?2", "ii",
                                filter->after, (int64_t)filter->limit);
    g_autofree char *operations = operation_list(filter->operations);
    int64_t before = filter->before > 0 ? filter->before : INT64_MAX;
    return lb_statement_new(store, error, choose_query(filter), "isssisiiiii", filter->reader,
                            filter->tenant, filter->request, filter->caller,
                            (int64_t)filter->operations, operations, filter->since, filter->until,
                            before, (int64_t)filter->own, (int64_t)filter->limit);
}

GPtrArray *
lb_log_page(LbStore *store, const LbLogFilter *filter, GError **error)
{
    g_autoptr(LbStatement) statement = query(store, filter, error);
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func((GDestroyNotify)lb_activity_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW)
        g_ptr_array_add(entries, read_entry(statement));
    return step == LB_STEP_DONE ? g_steal_pointer(&entries) : NULL;
}
