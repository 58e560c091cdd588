/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings that are kept, by index alone: by tenant and end, and those whose files are left. */
#include "store/keeping.h"

#include "base/span.h"
#include "store/statement.h"

/* The tenants that have any are found by leaping from one to the next. */
#define TENANTS                                                                          \
    "(WITH RECURSIVE has (tenant) AS ("                                                  \
    " SELECT min(tenant) FROM recording INDEXED BY recording_kept WHERE deleted IS NULL" \
    " UNION ALL SELECT (SELECT min(r.tenant) FROM recording r INDEXED BY recording_kept" \
    "  WHERE r.deleted IS NULL AND r.tenant > has.tenant)"                               \
    "  FROM has WHERE has.tenant IS NOT NULL)"                                           \
    " SELECT tenant FROM has WHERE tenant IS NOT NULL)"

bool
lb_keeping_get(LbStore *store, const char *tenant, LbKeeping *own, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error, "SELECT days, mebibytes FROM keeping WHERE tenant = ?", "s", tenant);
    LbStep step = statement != NULL ? lb_statement_step(statement, error) : LB_STEP_ERROR;
    *own = (LbKeeping){ 0 };
    if (step == LB_STEP_ROW)
        *own = (LbKeeping){ .days = (int)lb_column_int(statement, 0),
                            .mebibytes = (int)lb_column_int(statement, 1) };
    return step != LB_STEP_ERROR;
}

bool
lb_keeping_put(LbStore *store, const char *tenant, const LbKeeping *own, GError **error)
{
    return lb_store_run(store, error,
                        "INSERT INTO keeping (tenant, days, mebibytes)"
                        " VALUES (?, nullif(?, 0), nullif(?, 0)) ON CONFLICT (tenant) DO UPDATE"
                        " SET days = excluded.days, mebibytes = excluded.mebibytes",
                        "sii", tenant, (int64_t)own->days, (int64_t)own->mebibytes);
}

bool
lb_keeping_sum(LbStore *store, const char *tenant, int64_t *bytes, GError **error)
{
    return lb_store_get_int(store, bytes, error,
                            "SELECT coalesce(sum(bytes), 0) FROM recording"
                            " INDEXED BY recording_kept WHERE tenant = ? AND deleted IS NULL",
                            "s", tenant);
}

bool
lb_keeping_begin(LbStore *store, int64_t passage, const char *tenant, GError **error)
{
    return lb_store_run(store, error, "INSERT INTO recording (passage, tenant) VALUES (?, ?)", "is",
                        passage, tenant);
}

bool
lb_keeping_tell(LbStore *store, int64_t passage, int64_t bytes, int64_t ended, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE recording SET bytes = iif(?2 < 0, bytes, ?2), ended = nullif(?3, 0)"
                        " WHERE passage = ?1 AND ended IS NULL",
                        "iii", passage, bytes, ended);
}

GPtrArray *
lb_keeping_filling(LbStore *store, int percent, int mebibytes, int limit, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT t.name, (SELECT sum(r.bytes) FROM recording r INDEXED BY recording_kept"
        "  WHERE r.tenant = h.tenant AND r.deleted IS NULL) AS kept, coalesce(k.mebibytes, ?2) AS "
        "most"
        " FROM " TENANTS " h JOIN tenant t ON t.id = h.tenant"
        " LEFT JOIN keeping k ON k.tenant = h.tenant"
        " WHERE kept * 100 >= most * ?1 * 1048576 ORDER BY t.name LIMIT ?3",
        "iii", (int64_t)percent, (int64_t)mebibytes, (int64_t)limit);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)lb_filling_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbFilling *row = g_new0(LbFilling, 1);
        row->name = lb_column_dup(statement, 0);
        row->bytes = lb_column_int(statement, 1);
        row->keeping.mebibytes = (int)lb_column_int(statement, 2);
        g_ptr_array_add(rows, row);
    }
    return step == LB_STEP_DONE ? g_steal_pointer(&rows) : NULL;
}

void
lb_kept_free(LbKept *kept)
{
    if (kept == NULL)
        return;
    g_free(kept->id);
    g_free(kept->tenant);
    g_free(kept->sha256);
    g_free(kept);
}

LbKept *
lb_keeping_of(LbStore *store, int64_t passage, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT q.number, q.id, r.tenant, s.sha256, r.bytes, r.ended, r.deleted, s.why = 'broken',"
        " (SELECT count(*) FROM access_grant a JOIN passage o ON o.serial = a.serial"
        "   WHERE a.request = g.request AND o.id <= s.id)"
        " FROM recording r JOIN passage s ON s.id = r.passage"
        " JOIN access_grant g ON g.serial = s.serial JOIN request q ON q.number = g.request"
        " WHERE r.passage = ?",
        "i", passage);
    LbStep step = statement != NULL ? lb_statement_step(statement, error) : LB_STEP_ERROR;
    if (step == LB_STEP_DONE)
        g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT,
                    "passage %" G_GINT64_FORMAT " has no recording", passage);
    if (step != LB_STEP_ROW)
        return NULL;
    LbKept *kept = g_new0(LbKept, 1);
    kept->passage = passage;
    kept->request = lb_column_int(statement, 0);
    kept->id = lb_column_dup(statement, 1);
    kept->tenant = lb_column_dup(statement, 2);
    kept->sha256 = lb_column_dup(statement, 3);
    kept->bytes = lb_column_int(statement, 4);
    kept->ended = lb_column_int(statement, 5);
    kept->deleted = lb_column_int(statement, 6);
    kept->broken = lb_column_int(statement, 7) != 0;
    kept->session = (int)lb_column_int(statement, 8);
    return kept;
}

bool
lb_keeping_find(LbStore *store, int64_t number, int session, int64_t *passage, bool *recorded,
                GError **error)
{
    *passage = 0;
    *recorded = false;
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT s.id, EXISTS (SELECT 1 FROM recording r WHERE r.passage = s.id)"
        " FROM access_grant g JOIN passage s ON s.serial = g.serial WHERE g.request = ?1 AND ?2 > 0"
        " ORDER BY s.id LIMIT 1 OFFSET ?2 - 1",
        "ii", number, (int64_t)session);
    LbStep step = statement != NULL ? lb_statement_step(statement, error) : LB_STEP_ERROR;
    if (step == LB_STEP_ROW) {
        *passage = lb_column_int(statement, 0);
        *recorded = lb_column_int(statement, 1) != 0;
    }
    return step != LB_STEP_ERROR;
}

GArray *
lb_keeping_due(LbStore *store, int64_t now, int days, int limit, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT r.passage FROM " TENANTS " h LEFT JOIN keeping k ON k.tenant = h.tenant"
        " CROSS JOIN recording r INDEXED BY recording_kept"
        " WHERE r.tenant = h.tenant AND r.deleted IS NULL"
        " AND r.ended <= ?1 - coalesce(k.days, ?2) * ?3 LIMIT ?4",
        "iiii", now, (int64_t)days, LB_DAY, (int64_t)limit);
    return lb_numbers_read(statement, error);
}

GArray *
lb_keeping_left(LbStore *store, int64_t after, int limit, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT passage FROM recording INDEXED BY recording_left"
                         " WHERE deleted IS NOT NULL AND gone = 0 AND passage > ?"
                         " ORDER BY passage LIMIT ?",
                         "ii", after, (int64_t)limit);
    return lb_numbers_read(statement, error);
}

GArray *
lb_keeping_ended(LbStore *store, int64_t after, int limit, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT passage FROM recording WHERE passage > ? AND ended IS NOT NULL"
                         " AND deleted IS NULL ORDER BY passage LIMIT ?",
                         "ii", after, (int64_t)limit);
    return lb_numbers_read(statement, error);
}

bool
lb_keeping_delete(LbStore *store, int64_t passage, int64_t now, const char *why, GError **error)
{
    if (!lb_store_run(store, error,
                      "UPDATE recording SET deleted = ?2, why = ?3"
                      " WHERE passage = ?1 AND ended IS NOT NULL AND deleted IS NULL",
                      "iis", passage, now, why))
        return false;
    if (lb_store_changes(store) == 1)
        return true;
    g_set_error_literal(error, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT,
                        "the recording changed meanwhile");
    return false;
}

bool
lb_keeping_put_gone(LbStore *store, int64_t passage, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE recording SET gone = 1 WHERE passage = ? AND deleted IS NOT NULL",
                        "i", passage);
}
