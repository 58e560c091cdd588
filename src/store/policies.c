/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The just-in-time rules in force. */
#include "store/policies.h"

#include "store/statement.h"

void
lb_policy_row_free(LbPolicyRow *row)
{
    if (row == NULL)
        return;
    g_free(row->text);
    g_free(row->sha256);
    g_free(row->told);
    g_free(row);
}

LbPolicyRow *
lb_policies_get(LbStore *store, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error, "SELECT text, sha256, since, entry, told FROM policy WHERE id = 1", "");
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return NULL;
    LbPolicyRow *row = g_new0(LbPolicyRow, 1);
    row->text = lb_column_dup(statement, 0);
    row->sha256 = lb_column_dup(statement, 1);
    row->since = lb_column_int(statement, 2);
    row->entry = lb_column_int(statement, 3);
    row->told = lb_column_dup(statement, 4);
    return row;
}

bool
lb_policies_put(LbStore *store, const LbPolicyRow *row, GError **error)
{
    return lb_store_run(store, error,
                        "INSERT INTO policy (id, text, sha256, since, entry)"
                        " VALUES (1, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                        " text = excluded.text, sha256 = excluded.sha256, since = excluded.since,"
                        " entry = excluded.entry, told = NULL",
                        "ssii", row->text, row->sha256, row->since, row->entry);
}

bool
lb_policies_mark(LbStore *store, const char *told, GError **error)
{
    return lb_store_run(store, error, "UPDATE policy SET told = ?", "s", told);
}
