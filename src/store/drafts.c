/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that are not sent yet. */
#include "store/drafts.h"

#include "store/statement.h"

bool
lb_drafts_put(LbStore *store, int64_t principal, const LbDraft *draft, int64_t now, int most,
              GError **error)
{
    g_autofree char *resources =
        draft->resources != NULL ? g_strjoinv("\n", draft->resources) : NULL;
    return lb_store_run(store, error,
                        "INSERT OR REPLACE INTO draft (principal, ticket, service, scenario, level,"
                        " hours, justification, resources, kept, turn)"
                        " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, nullif(?8, ''), ?9,"
                        "  coalesce(max(turn), 0) + 1 FROM draft WHERE principal = ?1",
                        "iisssissi", principal, draft->ticket, draft->service, draft->scenario,
                        draft->level, (int64_t)draft->hours, draft->justification, resources,
                        now) &&
           lb_store_run(store, error,
                        "DELETE FROM draft WHERE principal = ?1 AND ticket NOT IN"
                        " (SELECT ticket FROM draft WHERE principal = ?1"
                        "  ORDER BY turn DESC LIMIT ?2)",
                        "ii", principal, (int64_t)most);
}

LbDraft *
lb_drafts_get(LbStore *store, int64_t principal, int64_t ticket, GError **error)
{
    g_autoptr(LbStatement) row = lb_statement_new(
        store, error,
        "SELECT ticket, service, scenario, level, hours, justification, resources, kept FROM draft"
        " WHERE principal = ?1 AND (?2 = -1 OR ticket = ?2) ORDER BY turn DESC LIMIT 1",
        "ii", principal, ticket);
    if (row == NULL || lb_statement_step(row, error) != LB_STEP_ROW)
        return NULL;
    LbDraft *draft = lb_draft_new();
    const char *resources = lb_column_text(row, 6);
    draft->resources = resources != NULL ? g_strsplit(resources, "\n", -1) : NULL;
    draft->ticket = lb_column_int(row, 0);
    draft->service = lb_column_dup(row, 1);
    draft->scenario = lb_column_dup(row, 2);
    draft->level = lb_column_dup(row, 3);
    draft->hours = (int)lb_column_int(row, 4);
    draft->justification = lb_column_dup(row, 5);
    draft->kept = lb_column_int(row, 7);
    return draft;
}

bool
lb_drafts_drop(LbStore *store, int64_t principal, int64_t ticket, GError **error)
{
    return lb_store_run(store, error, "DELETE FROM draft WHERE principal = ?1 AND ticket = ?2",
                        "ii", principal, ticket);
}
