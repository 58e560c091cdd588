/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes that the transaction made and has not told of. */
#include "store/changes.h"

#include "store/ours.h"
#include "store/statement.h"
#include "store/visible.h"

bool
lb_changes_newest(LbStore *store, int64_t *id, GError **error)
{
    *id = 0;
    return lb_store_get_int(store, id, error, "SELECT coalesce(max(id), 0) FROM change", "");
}

static LbChange *
read_change(LbStatement *row, GError **error)
{
    int kind = 0;
    if (!lb_names_find(lb_change_names, lb_column_text(row, 1), &kind)) {
        g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT,
                    "a change in the database is damaged");
        return NULL;
    }
    LbChange *change = lb_change_new();
    change->id = lb_column_int(row, 0);
    change->kind = (LbChangeKind)kind;
    change->principal = lb_column_int(row, 2);
    change->account = lb_column_dup(row, 3);
    change->tenant = lb_column_dup(row, 4);
    change->before = lb_column_dup(row, 5);
    change->after = lb_column_dup(row, 6);
    change->scope = lb_column_dup(row, 7);
    change->is_new = lb_column_int(row, 8) != 0;
    change->approves = lb_column_int(row, 9) != 0;
    return change;
}

/* A tenant's terms and the provider's people concern everybody who reads of them; of a customer's people only those do
 * who approve, or did before. */
GPtrArray *
lb_changes_page(LbStore *store, int64_t after, int64_t entry, int limit, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT c.id, c.what, coalesce(c.principal, 0), p.account, coalesce(c.tenant, p.tenant),"
        " c.before, c.after, c.scope, coalesce(p.entry >= ?2, 0),"
        " p.tenant IS NULL OR EXISTS (SELECT 1 FROM role_assignment r WHERE r.principal = p.id"
        "  AND r.role IN " LB_APPROVING_ROLES ")"
        " OR EXISTS (SELECT 1 FROM change d WHERE d.principal = p.id AND d.what = 'role-revoked'"
        "  AND d.before IN " LB_APPROVING_ROLES ")"
        " FROM change c LEFT JOIN principal p ON p.id = c.principal"
        " WHERE c.id > ?1 ORDER BY c.id LIMIT ?3",
        "iii", after, entry, (int64_t)limit);
    g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func((GDestroyNotify)lb_change_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbChange *change = read_change(statement, error);
        if (change == NULL)
            return NULL;
        g_ptr_array_add(changes, change);
    }
    return step == LB_STEP_DONE ? g_steal_pointer(&changes) : NULL;
}

GStrv
lb_changes_tenants(LbStore *store, const LbChange *change, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT DISTINCT tenant FROM principal WHERE person IN (?1, ?2)"
                         " AND tenant IS NOT NULL AND tenant IS NOT ?3 ORDER BY tenant",
                         "sss", change->before, change->after, change->tenant);
    return lb_texts_read(statement, error);
}

bool
lb_changes_knows(LbStore *store, const char *tenant, const char *person, bool *knows,
                 GError **error)
{
    int64_t found = 0;
    if (!lb_store_get_int(store, &found, error,
                          "SELECT EXISTS (SELECT 1 FROM principal WHERE person = ? AND tenant = ?)",
                          "ss", person, tenant))
        return false;
    *knows = found != 0;
    return true;
}

bool
lb_changes_clear(LbStore *store, GError **error)
{
    return lb_store_run(store, error, "DELETE FROM change", "");
}

/* Who held a role that approves somewhere in the tenant, or an admin's, before these changes: what has been taken away
 * in the same act counts, wherever it was held, since what covered it then may be gone too. */
#define TOLD_ROLE(role) \
    "(" role " IN " LB_APPROVING_ROLES " OR (p.tenant IS NULL AND " role " = 'Admin'))"

GPtrArray *
lb_changes_readers(LbStore *store, const char *tenant, int64_t entry, GError **error)
{
    /* clang-format off */
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT p.id, p.account, p.person, p.name, p.mail, p.language, p.time_zone, NULL, NULL"
        " FROM principal p WHERE p.tenant IS ?1 AND p.kind = 'User' AND p.entry < ?2"
        " AND (EXISTS (SELECT 1 FROM role_assignment r WHERE r.principal = p.id"
        "  AND " TOLD_ROLE("r.role")
        "  AND (p.tenant IS NULL OR EXISTS (SELECT 1 FROM subscription s"
        "   WHERE s.tenant = p.tenant AND " LB_AT_OR_ABOVE("r") "))"
        "  AND NOT EXISTS (SELECT 1 FROM change g WHERE g.principal = p.id"
        "   AND g.what = 'role-granted' AND g.after = r.role AND g.scope = r.scope))"
        " OR EXISTS (SELECT 1 FROM change t WHERE t.principal = p.id"
        "  AND t.what IN ('role-revoked', 'uncovered') AND " TOLD_ROLE("t.before") "))"
        " ORDER BY p.account",
        "si", tenant, entry);
    /* clang-format on */
    return lb_approvers_read(statement, error);
}
