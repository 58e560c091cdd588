/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passages. */
#include "store/passages.h"

#include "store/statement.h"

bool
lb_passages_begin(LbStore *store, LbPassageRow *row, GError **error)
{
    if (!lb_store_run(store, error,
                      "INSERT INTO passage (serial, kind, port, principal, account, address, begun)"
                      " VALUES (?, ?, ?, ?, ?, ?, ?)",
                      "isiissi", row->serial, row->kind, (int64_t)row->port, row->principal,
                      row->account, row->address, row->begun))
        return false;
    row->id = lb_store_last_id(store);
    return true;
}

bool
lb_passages_put(LbStore *store, const LbPassageNews *news, bool *found, GError **error)
{
    if (!lb_store_run(store, error,
                      "UPDATE passage SET sent = ?3, received = ?4, sha256 = coalesce(?5, sha256),"
                      " ended = nullif(?6, 0), why = ?7"
                      " WHERE id = ?1 AND (?2 = 0 OR principal = ?2) AND ended IS NULL",
                      "iiiisis", news->id, news->principal, news->sent, news->received,
                      news->sha256, news->ended, news->why))
        return false;
    *found = lb_store_changes(store) == 1;
    return true;
}

bool
lb_passages_are_open(LbStore *store, int64_t id, int64_t principal, int64_t now, bool *open,
                     GError **error)
{
    int64_t count = 0;
    if (!lb_store_get_int(
            store, &count, error,
            "SELECT count(*) FROM passage s JOIN access_grant g ON g.serial = s.serial"
            " JOIN request q ON q.number = g.request WHERE s.id = ?1 AND s.principal = ?2"
            " AND s.ended IS NULL AND g.status = 'open' AND g.ends > ?3"
            " AND q.status = 'Approved' AND q.requester = ?2 AND q.access_end > ?3",
            "iii", id, principal, now))
        return false;
    *open = count == 1;
    return true;
}

GArray *
lb_passages_left(LbStore *store, int64_t closed, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT s.id FROM passage s INDEXED BY passage_open"
        " JOIN access_grant g ON g.serial = s.serial"
        " WHERE s.ended IS NULL AND g.closed IS NOT NULL AND g.closed < ? ORDER BY s.id",
        "i", closed);
    return lb_numbers_read(statement, error);
}

bool
lb_passages_get(LbStore *store, int64_t id, int64_t *serial, int64_t *sent, int64_t *received,
                GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error, "SELECT serial, sent, received FROM passage WHERE id = ?", "i", id);
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return false;
    *serial = lb_column_int(statement, 0);
    *sent = lb_column_int(statement, 1);
    *received = lb_column_int(statement, 2);
    return true;
}
