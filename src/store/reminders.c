/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The high-water marks of reminders. What is behind one is never walked again. */
#include "store/reminders.h"

#include "store/statement.h"

/* Each is one step into an index, and from there on no further than what is due. */
static const struct {
    const char *kind;
    const char *due;
} rows[] = {
    [LB_REMIND_WAITING] = { "waiting", "SELECT expiration, number FROM request INDEXED BY"
                                       " request_due WHERE status = 'Pending'"
                                       " AND expiration >= ?1 AND expiration <= ?3"
                                       " AND (expiration > ?1 OR number > ?2)"
                                       " ORDER BY expiration, number LIMIT ?4" },
    [LB_REMIND_HELD] = { "held", "SELECT w.until, w.request FROM weighing w INDEXED BY"
                                 " weighing_until CROSS JOIN request q ON q.number = w.request"
                                 " WHERE w.until <> 0 AND w.until >= ?1 AND w.until <= ?3"
                                 " AND (w.until > ?1 OR w.request > ?2)"
                                 " AND q.status = 'Initializing'"
                                 " ORDER BY w.until, w.request LIMIT ?4" },
};

bool
lb_reminders_reached(LbStore *store, LbRemind what, int64_t span, LbRemindPlace *place,
                     GError **error)
{
    *place = (LbRemindPlace){ 0, 0 };
    g_autoptr(LbStatement) row = lb_statement_new(
        store, error, "SELECT reached, request FROM reminder WHERE kind = ? AND span = ?", "si",
        rows[what].kind, span);
    LbStep step = row != NULL ? lb_statement_step(row, error) : LB_STEP_ERROR;
    if (step == LB_STEP_ROW)
        *place = (LbRemindPlace){ lb_column_int(row, 0), lb_column_int(row, 1) };
    return step != LB_STEP_ERROR;
}

bool
lb_reminders_move(LbStore *store, LbRemind what, int64_t span, const LbRemindPlace *place,
                  GError **error)
{
    return lb_store_run(store, error,
                        "INSERT INTO reminder (kind, span, reached, request) VALUES (?, ?, ?, ?)"
                        " ON CONFLICT (kind, span) DO UPDATE SET reached = excluded.reached,"
                        "  request = excluded.request",
                        "siii", rows[what].kind, span, place->end, place->request);
}

GArray *
lb_reminders_due(LbStore *store, LbRemind what, const LbRemindPlace *after, int64_t until,
                 int limit, GError **error)
{
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(LbRemindPlace));
    g_autoptr(LbStatement) row = lb_statement_new(store, error, rows[what].due, "iiii", after->end,
                                                  after->request, until, (int64_t)limit);
    LbStep step = LB_STEP_ERROR;
    while (row != NULL && (step = lb_statement_step(row, error)) == LB_STEP_ROW) {
        LbRemindPlace place = { lb_column_int(row, 0), lb_column_int(row, 1) };
        g_array_append_val(places, place);
    }
    return step == LB_STEP_DONE ? g_steal_pointer(&places) : NULL;
}
