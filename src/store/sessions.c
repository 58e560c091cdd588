/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions. */
#include "store/sessions.h"

#include "store/statement.h"

static LbSessionRow
read_row(LbStatement *row)
{
    return (LbSessionRow){ .passage = lb_column_int(row, 0),
                           .serial = lb_column_int(row, 1),
                           .kind = lb_column_text(row, 2),
                           .port = (unsigned)lb_column_int(row, 3),
                           .resource_name = lb_column_text(row, 4),
                           .account = lb_column_text(row, 5),
                           .address = lb_column_text(row, 6),
                           .begun = lb_column_int(row, 7),
                           .ended = lb_column_int(row, 8),
                           .why = lb_column_text(row, 9),
                           .sent = lb_column_int(row, 10),
                           .received = lb_column_int(row, 11),
                           .sha256 = lb_column_text(row, 12),
                           .recorded = lb_column_int(row, 13) != 0,
                           .bytes = lb_column_int(row, 14),
                           .deleted = lb_column_int(row, 15),
                           .stopped_by = lb_column_text(row, 16),
                           .stopped = lb_column_int(row, 17),
                           .request = lb_column_text(row, 18) };
}

bool
lb_sessions_read(LbStore *store, int64_t request, LbSessionEach each, void *user, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT s.id, s.serial, s.kind, s.port, g.resource_name, s.account, s.address, s.begun,"
        " coalesce(s.ended, 0), s.why, s.sent, s.received, s.sha256, r.passage IS NOT NULL,"
        " coalesce(r.bytes, 0), coalesce(r.deleted, 0), t.account, coalesce(t.time, 0), q.id"
        " FROM request q JOIN access_grant g ON g.request = q.number JOIN passage s ON s.serial = "
        "g.serial"
        " LEFT JOIN recording r ON r.passage = s.id"
        " LEFT JOIN session_stop t ON t.passage = s.id"
        " WHERE q.number = ? ORDER BY s.id",
        "i", request);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbSessionRow row = read_row(statement);
        each(&row, user);
    }
    return step == LB_STEP_DONE;
}

bool
lb_sessions_stop(LbStore *store, int64_t passage, int64_t principal, const char *account,
                 int64_t time, bool *stopped, GError **error)
{
    if (!lb_store_run(store, error,
                      "INSERT INTO session_stop (passage, principal, account, time)"
                      " SELECT id, ?2, ?3, ?4 FROM passage WHERE id = ?1 AND ended IS NULL"
                      " AND NOT EXISTS (SELECT 1 FROM session_stop WHERE passage = ?1)",
                      "iisi", passage, principal, account, time))
        return false;
    *stopped = lb_store_changes(store) == 1;
    return true;
}

bool
lb_sessions_is_stopped(LbStore *store, int64_t passage, bool *stopped, GError **error)
{
    int64_t count = 0;
    if (!lb_store_get_int(store, &count, error,
                          "SELECT count(*) FROM session_stop WHERE passage = ?", "i", passage))
        return false;
    *stopped = count != 0;
    return true;
}
