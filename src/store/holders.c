/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holders of a customer's roles. */
#include "store/holders.h"

#include "core/change.h"
#include "store/entries.h"
#include "store/visible.h"

void
lb_holder_free(LbHolder *holder)
{
    if (holder == NULL)
        return;
    g_free(holder->account);
    g_free(holder->person);
    g_free(holder->role);
    g_free(holder->scope);
    g_free(holder);
}

#define COLUMNS                                                                         \
    "SELECT p.id, p.account, p.person, p.kind = 'User', p.enabled, r.role, r.scope,"    \
    " r.role IN " LB_APPROVING_ROLES " AS approves, min(r.since) FROM subscription s, " \
    "role_assignment r JOIN principal p ON p.id = r.principal WHERE s.id = ?1"
#define CONDITIONS                                                     \
    " AND p.tenant = s.tenant AND r.role IN " LB_CUSTOMER_ROLES        \
    " AND " LB_AT_OR_ABOVE("r") " GROUP BY p.id, r.role, r.scope"      \
                                " ORDER BY approves DESC, p.account, " \
                                "length(r.scope), r.scope, r.role LIMIT ?2"

static LbHolder *
read_holder(LbStatement *row)
{
    LbHolder *holder = g_new0(LbHolder, 1);
    holder->principal = lb_column_int(row, 0);
    holder->account = lb_column_dup(row, 1);
    holder->person = lb_column_dup(row, 2);
    holder->user = lb_column_int(row, 3) != 0;
    holder->enabled = lb_column_int(row, 4) != 0;
    holder->role = lb_column_dup(row, 5);
    holder->scope = lb_column_dup(row, 6);
    holder->approves = lb_column_int(row, 7) != 0;
    holder->since = lb_column_int(row, 8);
    return holder;
}

GPtrArray *
lb_holders_read(LbStore *store, const char *subscription, int64_t principal, int limit,
                GError **error)
{
    g_autoptr(LbStatement) statement =
        principal == 0
            ? lb_statement_new(store, error, COLUMNS CONDITIONS, "si", subscription, (int64_t)limit)
            : lb_statement_new(store, error, COLUMNS " AND p.id = ?3" CONDITIONS, "sii",
                               subscription, (int64_t)limit, principal);
    g_autoptr(GPtrArray) holders = g_ptr_array_new_with_free_func((GDestroyNotify)lb_holder_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW)
        g_ptr_array_add(holders, read_holder(statement));
    return step == LB_STEP_DONE ? g_steal_pointer(&holders) : NULL;
}

GPtrArray *
lb_holders_log(LbStore *store, int64_t principal, int limit, GError **error)
{
    g_autofree char *operations = lb_entries_operations(
        LB_OPERATION_BIT(LB_OPERATION_GRANT_ROLE) | LB_OPERATION_BIT(LB_OPERATION_REVOKE_ROLE) |
        LB_OPERATION_BIT(LB_OPERATION_CHANGE_PERSON));
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        LB_ENTRY_COLUMNS "a.sequence IN (SELECT t.sequence FROM json_each(?2) o CROSS JOIN told t"
                         "  WHERE t.principal = ?1 AND t.operation = o.value"
                         "  ORDER BY t.sequence DESC LIMIT ?3) ORDER BY a.sequence DESC",
        "isi", principal, operations, (int64_t)limit);
    return lb_entries_read(statement, error);
}
