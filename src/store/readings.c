/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes of who opened a request. */
#include "store/readings.h"

#include "store/statement.h"

void
lb_reading_free(LbReading *reading)
{
    if (reading == NULL)
        return;
    g_free(reading->account);
    g_free(reading);
}

bool
lb_readings_put(LbStore *store, int64_t request, int64_t principal, const char *account,
                int64_t time, GError **error)
{
    return lb_store_run(
        store, error,
        "INSERT OR IGNORE INTO reading (request, principal, account, time) VALUES (?, ?, ?, ?)",
        "iisi", request, principal, account, time);
}

bool
lb_readings_has(LbStore *store, int64_t request, int64_t principal, bool *has, GError **error)
{
    int64_t found = 0;
    if (!lb_store_get_int(
            store, &found, error,
            "SELECT EXISTS (SELECT 1 FROM reading WHERE request = ? AND principal = ?)", "ii",
            request, principal))
        return false;
    *has = found != 0;
    return true;
}

GPtrArray *
lb_readings_list(LbStore *store, int64_t request, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT principal, account, time FROM reading WHERE request = ? ORDER BY time, principal",
        "i", request);
    g_autoptr(GPtrArray) readings = g_ptr_array_new_with_free_func((GDestroyNotify)lb_reading_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbReading *reading = g_new0(LbReading, 1);
        g_ptr_array_add(readings, reading);
        reading->principal = lb_column_int(statement, 0);
        reading->account = lb_column_dup(statement, 1);
        reading->time = lb_column_int(statement, 2);
    }
    return step == LB_STEP_DONE ? g_steal_pointer(&readings) : NULL;
}
