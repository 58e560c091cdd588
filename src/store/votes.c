/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Votes. */
#include "store/votes.h"

#include "store/statement.h"

void
lb_vote_row_free(LbVoteRow *row)
{
    if (row == NULL)
        return;
    g_free(row->person);
    g_free(row->reason);
    g_free(row->digest);
    g_free(row->evidence);
    g_free(row);
}

bool
lb_votes_put(LbStore *store, const LbVoteRow *row, GError **error)
{
    return lb_store_run(
        store, error,
        "INSERT INTO vote"
        " (request, person, principal, decision, hours, reason, digest, time, key, evidence)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?) ON CONFLICT (request, person) DO UPDATE"
        " SET principal = excluded.principal, decision = excluded.decision, hours = excluded.hours,"
        "  reason = excluded.reason, digest = excluded.digest, time = excluded.time,"
        "  key = excluded.key, evidence = excluded.evidence",
        "isisissiis", row->request, row->person, row->principal,
        lb_names_get(lb_vote_names, (int)row->vote), (int64_t)row->hours, row->reason, row->digest,
        row->time, row->key, row->evidence);
}

static LbVoteRow *
read_vote(LbStatement *statement)
{
    int vote = LB_VOTE_NONE;
    lb_names_find(lb_vote_names, lb_column_text(statement, 3), &vote);
    LbVoteRow *row = g_new0(LbVoteRow, 1);
    row->request = lb_column_int(statement, 0);
    row->person = lb_column_dup(statement, 1);
    row->principal = lb_column_int(statement, 2);
    row->vote = (LbVote)vote;
    row->hours = (int)lb_column_int(statement, 4);
    row->reason = lb_column_dup(statement, 5);
    row->digest = lb_column_dup(statement, 6);
    row->time = lb_column_int(statement, 7);
    row->key = lb_column_int(statement, 8);
    row->evidence = lb_column_dup(statement, 9);
    return row;
}

GPtrArray *
lb_votes_read(LbStore *store, int64_t request, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT request, person, principal, decision, hours, reason, digest, time, key, evidence"
        " FROM vote WHERE request = ? ORDER BY time, person",
        "i", request);
    g_autoptr(GPtrArray) votes = g_ptr_array_new_with_free_func((GDestroyNotify)lb_vote_row_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW)
        g_ptr_array_add(votes, read_vote(statement));
    return step == LB_STEP_DONE ? g_steal_pointer(&votes) : NULL;
}
