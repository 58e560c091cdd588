/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counters of what was refused. */
#include "store/refused.h"

#include "store/statement.h"

void
lb_refused_free(LbRefused *refused)
{
    if (refused == NULL)
        return;
    g_free(refused->who);
    g_free(refused->verb);
    g_free(refused->refusal);
    g_free(refused->tenant);
    g_free(refused);
}

#define SAME_SORT \
    " WHERE who = ? AND verb = ? AND refusal = ? AND tenant = coalesce(?, '') AND known = ?"

static GPtrArray *
read_all(LbStatement *statement, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)lb_refused_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbRefused *row = g_new0(LbRefused, 1);
        row->who = lb_column_dup(statement, 0);
        row->verb = lb_column_dup(statement, 1);
        row->refusal = lb_column_dup(statement, 2);
        row->tenant = lb_column_dup(statement, 3);
        row->known = lb_column_int(statement, 4) != 0;
        row->request = lb_column_int(statement, 5);
        row->first = lb_column_int(statement, 6);
        row->last = lb_column_int(statement, 7);
        row->untold = lb_column_int(statement, 8);
        g_ptr_array_add(rows, row);
    }
    return step == LB_STEP_DONE ? g_steal_pointer(&rows) : NULL;
}

/* The provider has no id, and NULL is never the same in a key. */
#define READ_COLUMNS                                                                           \
    "SELECT who, verb, refusal, nullif(tenant, ''), known, request, first, last, untold FROM " \
    "refused"

LbRefused *
lb_refused_get(LbStore *store, const LbRefused *sort, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, READ_COLUMNS SAME_SORT, "ssssi", sort->who, sort->verb,
                         sort->refusal, sort->tenant, (int64_t)sort->known);
    g_autoptr(GPtrArray) rows = read_all(statement, error);
    return rows != NULL && rows->len == 1 ? g_ptr_array_steal_index(rows, 0) : NULL;
}

bool
lb_refused_put(LbStore *store, const LbRefused *refused, GError **error)
{
    return lb_store_run(
        store, error,
        "INSERT INTO refused (who, verb, refusal, tenant, known, request, first, last, untold)"
        " VALUES (?, ?, ?, coalesce(?, ''), ?, ?, ?, ?, ?)"
        " ON CONFLICT (who, verb, refusal, tenant, known) DO UPDATE SET"
        "  request = excluded.request, first = excluded.first, last = excluded.last,"
        "  untold = excluded.untold",
        "ssssiiiii", refused->who, refused->verb, refused->refusal, refused->tenant,
        (int64_t)refused->known, refused->request, refused->first, refused->last, refused->untold);
}

GPtrArray *
lb_refused_old(LbStore *store, int64_t before, int limit, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, READ_COLUMNS " WHERE first < ? ORDER BY first LIMIT ?", "ii",
                         before, (int64_t)limit);
    return read_all(statement, error);
}

bool
lb_refused_drop(LbStore *store, const LbRefused *refused, GError **error)
{
    return lb_store_run(store, error, "DELETE FROM refused" SAME_SORT, "ssssi", refused->who,
                        refused->verb, refused->refusal, refused->tenant, (int64_t)refused->known);
}
