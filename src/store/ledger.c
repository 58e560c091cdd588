/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger of rows. */
#include "store/ledger.h"

#include <string.h>

#include "base/columns.h"
#include "store/ledgerrows.h"
#include "store/statement.h"

struct LbLedgerCursor {
    LbStatement *statement;
    LbLedgerRow row;
};

bool
lb_ledger_begin(LbStore *store, bool first, GError **error)
{
    if (first)
        return true;
    /* There is one base, and it is taken over by the first entry that has a part of the ledger at all. */
    return lb_store_run(store, error,
                        "DELETE FROM touched WHERE base = 0 OR EXISTS (SELECT 1 FROM ledger)", "");
}

/* The first and the last change of each row, where it is another one in the end. */
#define TOUCHED                                                                           \
    " FROM (SELECT min(id) AS first, max(id) AS last FROM touched GROUP BY kind, name) n" \
    " JOIN touched f ON f.id = n.first JOIN touched l ON l.id = n.last"                   \
    " WHERE f.before IS NOT l.after"

/* Of rows that were there and still are, only what has changed. */
static bool
take_changed(LbStore *store, int64_t sequence, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT f.kind, f.name, f.before, l.after" TOUCHED
                         " AND f.before IS NOT NULL AND l.after IS NOT NULL",
                         "");
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        g_autofree char *was = NULL, *is = NULL;
        lb_columns_differ(lb_column_text(statement, 2), lb_column_text(statement, 3), &was, &is);
        if (!lb_store_run(store, error,
                          "INSERT INTO ledger (sequence, kind, name, before, after)"
                          " VALUES (?, ?, ?, ?, ?)",
                          "issss", sequence, lb_column_text(statement, 0),
                          lb_column_text(statement, 1), was, is))
            return false;
    }
    return step == LB_STEP_DONE;
}

bool
lb_ledger_take(LbStore *store, int64_t sequence, LbLedgerSeal *seal, GError **error)
{
    int64_t touched = 0, base = 0;
    *seal = (LbLedgerSeal){ 0 };
    if (!lb_store_get_int(store, &touched, error, "SELECT EXISTS (SELECT 1 FROM touched)", ""))
        return false;
    if (touched == 0)
        return true;
    if (!lb_store_get_int(store, &base, error,
                          "SELECT EXISTS (SELECT 1 FROM touched WHERE base = 1)", "") ||
        !lb_store_run(store, error,
                      "INSERT INTO ledger (sequence, kind, name, before, after)"
                      " SELECT ?, f.kind, f.name, f.before, l.after" TOUCHED
                      " AND (f.before IS NULL OR l.after IS NULL)",
                      "i", sequence) ||
        !take_changed(store, sequence, error) ||
        !lb_store_run(store, error, "DELETE FROM touched", "") ||
        !lb_ledger_read_seal(store, sequence, seal, error))
        return false;
    seal->base = base != 0;
    return true;
}

bool
lb_ledger_settle(LbStore *store, bool *settled, GError **error)
{
    int64_t untold = 0;
    /* clang-format off */
    bool read = lb_store_get_int(
        store, &untold, error,
        "SELECT EXISTS (SELECT 1 FROM"
        "  (SELECT min(id) AS first, max(id) AS last, max(base) AS base FROM touched"
        "   GROUP BY kind, name) n"
        "  JOIN touched f ON f.id = n.first JOIN touched l ON l.id = n.last"
        "  WHERE CASE n.base WHEN 1 THEN f.after ELSE f.before END IS NOT l.after)", "");
    /* clang-format on */
    *settled = untold == 0;
    return read && lb_store_run(store, error, "DELETE FROM touched WHERE base = 0", "");
}

bool
lb_ledger_read_seal(LbStore *store, int64_t sequence, LbLedgerSeal *seal, GError **error)
{
    g_autoptr(LbSha256) sha = lb_sha256_new();
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT kind, name, before, after FROM ledger INDEXED BY ledger_sequence"
                         " WHERE sequence = ? ORDER BY kind, name",
                         "i", sequence);
    LbStep step = LB_STEP_ERROR;
    *seal = (LbLedgerSeal){ 0 };
    lb_sha256_add_text(sha, "lockbox ledger 1");
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        for (int column = 0; column < 4; column++)
            lb_sha256_add_text(sha, lb_column_text(statement, column));
        seal->rows++;
    }
    lb_sha256_finish(sha, seal->digest);
    return step == LB_STEP_DONE;
}

bool
lb_ledger_count(LbStore *store, int64_t *rows, GError **error)
{
    return lb_store_get_int(store, rows, error, "SELECT count(*) FROM ledger", "");
}

bool
lb_ledger_count_base(LbStore *store, int64_t *rows, GError **error)
{
    return lb_store_get_int(store, rows, error, "SELECT count(*) FROM touched WHERE base = 1", "");
}

#define NAME(table, key, row) table,
#define STANDING(table, key, row) \
    "SELECT " key("") ", 0, NULL, " row("") ", '" table "' FROM " table " ORDER BY 1",

const char *const lb_ledger_tables[] = { LB_LEDGER_TABLES_ALL(NAME) NULL };
static const char *const standing[] = { LB_LEDGER_TABLES_ALL(STANDING) };

static LbLedgerCursor *
cursor_new(LbStatement *statement)
{
    if (statement == NULL)
        return NULL;
    LbLedgerCursor *cursor = g_new0(LbLedgerCursor, 1);
    cursor->statement = statement;
    return cursor;
}

LbLedgerCursor *
lb_ledger_told(LbStore *store, int table, GError **error)
{
    return cursor_new(lb_statement_new(store, error,
                                       "SELECT name, sequence, before, after, kind FROM ledger"
                                       " WHERE kind = ? ORDER BY name, sequence",
                                       "s", lb_ledger_tables[table]));
}

LbLedgerCursor *
lb_ledger_standing(LbStore *store, int table, GError **error)
{
    return cursor_new(lb_statement_new(store, error, standing[table], ""));
}

LbLedgerCursor *
lb_ledger_of(LbStore *store, int64_t sequence, GError **error)
{
    return cursor_new(lb_statement_new(store, error,
                                       "SELECT name, sequence, before, after, kind FROM ledger"
                                       " INDEXED BY ledger_sequence WHERE sequence = ?"
                                       " ORDER BY kind, name",
                                       "i", sequence));
}

void
lb_ledger_cursor_free(LbLedgerCursor *cursor)
{
    if (cursor == NULL)
        return;
    lb_statement_free(cursor->statement);
    g_free(cursor);
}

bool
lb_ledger_next(LbLedgerCursor *cursor, const LbLedgerRow **row, GError **error)
{
    LbStep step = lb_statement_step(cursor->statement, error);
    *row = NULL;
    if (step != LB_STEP_ROW)
        return step == LB_STEP_DONE;
    cursor->row = (LbLedgerRow){ .name = lb_column_text(cursor->statement, 0),
                                 .sequence = lb_column_int(cursor->statement, 1),
                                 .before = lb_column_text(cursor->statement, 2),
                                 .after = lb_column_text(cursor->statement, 3),
                                 .table = lb_column_text(cursor->statement, 4) };
    *row = &cursor->row;
    return true;
}

/* The schema's objects, and how each was made. */
static GHashTable *
read_guards(LbStore *store, GPtrArray *names, GError **error)
{
    g_autoptr(GHashTable) guards = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT type || ' ' || name, sql FROM sqlite_schema"
                         " WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1",
                         "");
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        char *name = lb_column_dup(statement, 0);
        g_ptr_array_add(names, g_strdup(name));
        g_hash_table_insert(guards, name, lb_column_dup(statement, 1));
    }
    return step == LB_STEP_DONE ? g_steal_pointer(&guards) : NULL;
}

GStrv
lb_ledger_guards(LbStore *store, GError **error)
{
    g_autoptr(LbStore) model = lb_store_new_model(error);
    g_autoptr(GPtrArray) wanted = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) there = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) right = model != NULL ? read_guards(model, wanted, error) : NULL;
    g_autoptr(GHashTable) found = right != NULL ? read_guards(store, there, error) : NULL;
    g_autoptr(GStrvBuilder) wrong = g_strv_builder_new();
    if (found == NULL)
        return NULL;
    for (guint i = 0; i < wanted->len; i++) {
        const char *name = g_ptr_array_index(wanted, i);
        if (g_strcmp0(g_hash_table_lookup(right, name), g_hash_table_lookup(found, name)) != 0)
            g_strv_builder_add(wrong, name);
    }
    for (guint i = 0; i < there->len; i++)
        if (!g_hash_table_contains(right, g_ptr_array_index(there, i)))
            g_strv_builder_add(wrong, g_ptr_array_index(there, i));
    return g_strv_builder_end(wrong);
}
