/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rules said, and internal answers. */
#include "store/weighings.h"

#include "store/statement.h"

#define ENDORSE "endorse"
#define DECLINE "decline"

static char *
join_roles(unsigned roles)
{
    GString *names = g_string_new(NULL);
    for (int role = LB_ROLE_OWNER; role <= LB_ROLE_ADMIN; role++)
        if ((roles & (1u << role)) != 0)
            g_string_append_printf(names, "%s%s", names->len > 0 ? ";" : "",
                                   lb_role_name((LbRole)role));
    return g_string_free(names, FALSE);
}

static unsigned
split_roles(const char *names)
{
    g_auto(GStrv) words = g_strsplit(names, ";", -1);
    unsigned roles = 0;
    for (char **word = words; *word != NULL; word++) {
        LbRole role = LB_ROLE_OWNER;
        if (lb_role_from_name(*word, &role))
            roles |= 1u << role;
    }
    return roles;
}

bool
lb_weighings_insert(LbStore *store, int64_t request, const LbWeighing *weighing, const char *trace,
                    GError **error)
{
    g_autofree char *approvers = join_roles(weighing->approvers);
    return lb_store_run(
        store, error,
        "INSERT INTO weighing (request, time, ruling, approvers, approvals, customer, until, trace)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        "iissiiis", request, weighing->time, lb_names_get(lb_ruling_names, (int)weighing->ruling),
        approvers, (int64_t)weighing->approvals, (int64_t)weighing->asks_customer, weighing->until,
        trace);
}

LbWeighing *
lb_weighings_get(LbStore *store, int64_t request, char **trace, GError **error)
{
    g_autoptr(LbStatement) row = lb_statement_new(
        store, error,
        "SELECT time, ruling, approvers, approvals, customer, until, trace FROM weighing"
        " WHERE request = ?",
        "i", request);
    if (row == NULL || lb_statement_step(row, error) != LB_STEP_ROW)
        return NULL;
    LbWeighing *weighing = lb_weighing_new();
    int ruling = LB_RULING_REFUSE;
    lb_names_find(lb_ruling_names, lb_column_text(row, 1), &ruling);
    weighing->time = lb_column_int(row, 0);
    weighing->ruling = (LbRuling)ruling;
    weighing->approvers = split_roles(lb_column_text(row, 2));
    weighing->approvals = (int)lb_column_int(row, 3);
    weighing->asks_customer = lb_column_int(row, 4) != 0;
    weighing->until = lb_column_int(row, 5);
    *trace = lb_column_dup(row, 6);
    return weighing;
}

bool
lb_endorsements_put(LbStore *store, const LbEndorsementRow *row, GError **error)
{
    const LbEndorsement *answer = row->answer;
    return lb_store_run(
        store, error,
        "INSERT INTO endorsement"
        " (request, person, principal, role, decision, reason, digest, time, key, evidence)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?) ON CONFLICT (request, person) DO UPDATE"
        " SET principal = excluded.principal, role = excluded.role, decision = excluded.decision,"
        "  reason = excluded.reason, digest = excluded.digest, time = excluded.time,"
        "  key = excluded.key, evidence = excluded.evidence",
        "isissssiis", row->request, answer->person, answer->principal, answer->role,
        answer->endorses ? ENDORSE : DECLINE, answer->reason, row->digest, answer->time, row->key,
        row->evidence);
}

GPtrArray *
lb_endorsements_read(LbStore *store, int64_t request, GError **error)
{
    g_autoptr(LbStatement) row = lb_statement_new(
        store, error,
        "SELECT e.principal, p.account, e.person, e.role, e.decision = '" ENDORSE "', e.reason,"
        " e.time FROM endorsement e JOIN principal p ON p.id = e.principal WHERE e.request = ?"
        " ORDER BY e.time, e.person",
        "i", request);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)lb_endorsement_free);
    LbStep step = LB_STEP_ERROR;
    while (row != NULL && (step = lb_statement_step(row, error)) == LB_STEP_ROW) {
        LbEndorsement *answer = g_new0(LbEndorsement, 1);
        answer->principal = lb_column_int(row, 0);
        answer->account = lb_column_dup(row, 1);
        answer->person = lb_column_dup(row, 2);
        answer->role = lb_column_dup(row, 3);
        answer->endorses = lb_column_int(row, 4) != 0;
        answer->reason = lb_column_dup(row, 5);
        answer->time = lb_column_int(row, 6);
        g_ptr_array_add(all, answer);
    }
    return step == LB_STEP_DONE ? g_steal_pointer(&all) : NULL;
}

GPtrArray *
lb_endorsers(LbStore *store, unsigned roles, GError **error)
{
    bool leads = (roles & (1u << LB_ROLE_SUPPORT_LEAD)) != 0;
    bool managers = (roles & (1u << LB_ROLE_DEVOPS_MANAGER)) != 0;
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT p.id, p.account, p.person, p.name, p.mail, p.language, p.time_zone, min(r.role),"
        " r.scope FROM role_assignment r JOIN principal p ON p.id = r.principal"
        " WHERE r.scope = '/' AND p.tenant IS NULL AND p.enabled = 1 AND p.kind = 'User'"
        " AND r.role IN (?, ?) GROUP BY p.id ORDER BY p.account",
        "ss", leads ? lb_role_name(LB_ROLE_SUPPORT_LEAD) : NULL,
        managers ? lb_role_name(LB_ROLE_DEVOPS_MANAGER) : NULL);
    return lb_approvers_read(statement, error);
}

GArray *
lb_weighings_lapsed(LbStore *store, int64_t now, int limit, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT q.number FROM request q JOIN weighing w ON w.request = q.number"
                         " WHERE q.status = 'Initializing' AND w.until <> 0 AND w.until <= ?"
                         " ORDER BY w.until LIMIT ?",
                         "ii", now, (int64_t)limit);
    return lb_numbers_read(statement, error);
}
