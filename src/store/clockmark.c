/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stored side of the clock rules, and lockboxd's sign of life. */
#include "store/clockmark.h"

#include "store/statement.h"

bool
lb_clockmark_get(LbStore *store, LbClockMark *mark, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, "SELECT mark, boot_id, wall, boot FROM clock", "");
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return false;
    mark->mark = lb_column_int(statement, 0);
    g_strlcpy(mark->reference.boot_id, lb_column_text(statement, 1),
              sizeof mark->reference.boot_id);
    mark->reference.wall = lb_column_int(statement, 2);
    mark->reference.boot = lb_column_int(statement, 3);
    return true;
}

bool
lb_clockmark_put(LbStore *store, const LbClockMark *mark, GError **error)
{
    return lb_store_run(store, error,
                        "INSERT INTO clock (one, mark, boot_id, wall, boot) VALUES (1, ?, ?, ?, ?)"
                        " ON CONFLICT (one) DO UPDATE SET mark = excluded.mark,"
                        "  boot_id = excluded.boot_id, wall = excluded.wall, boot = excluded.boot",
                        "isii", mark->mark, mark->reference.boot_id, mark->reference.wall,
                        mark->reference.boot);
}

bool
lb_heartbeat_put(LbStore *store, int64_t beat, int64_t process, GError **error)
{
    return lb_store_run(
        store, error,
        "INSERT INTO heartbeat (one, beat, process) VALUES (1, ?, ?)"
        " ON CONFLICT (one) DO UPDATE SET beat = excluded.beat, process = excluded.process",
        "ii", beat, process);
}

bool
lb_heartbeat_get(LbStore *store, int64_t *beat, GError **error)
{
    *beat = 0;
    return lb_store_get_int(store, beat, error, "SELECT beat FROM heartbeat", "");
}
