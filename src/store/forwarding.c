/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one row of the table forwarding, and hashes of the log to compare with. */
#include "store/forwarding.h"

#include <string.h>

#include "store/statement.h"

bool
lb_forwarding_get(LbStore *store, LbForwardState *state, GError **error)
{
    g_autoptr(LbStatement) row = lb_statement_new(
        store, error,
        "SELECT position, server, handed, fault, since, tried, attempts,"
        " (SELECT coalesce(max(sequence), 0) FROM activity),"
        " (SELECT time FROM activity WHERE sequence > position ORDER BY sequence LIMIT 1)"
        " FROM forwarding",
        "");
    LbStep step = row != NULL ? lb_statement_step(row, error) : LB_STEP_ERROR;
    if (step != LB_STEP_ROW)
        return step == LB_STEP_DONE;
    state->position = lb_column_int(row, 0);
    state->server = lb_column_dup(row, 1);
    state->handed = lb_column_int(row, 2);
    state->fault = lb_column_dup(row, 3);
    state->since = lb_column_int(row, 4);
    state->tried = lb_column_int(row, 5);
    state->attempts = lb_column_int(row, 6);
    state->newest = lb_column_int(row, 7);
    state->waiting = lb_column_int(row, 8);
    return true;
}

bool
lb_forwarding_put(LbStore *store, int64_t from, int64_t to, const char *server, int64_t now,
                  GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE forwarding SET position = ?2, server = ?3, handed = ?4,"
                        " fault = NULL, since = NULL, tried = NULL, attempts = 0"
                        " WHERE position = ?1",
                        "iisi", from, to, server, now);
}

bool
lb_forwarding_put_fault(LbStore *store, const char *fault, int64_t now, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE forwarding SET fault = ?1, since = coalesce(since, ?2), tried = ?2,"
                        " attempts = attempts + 1",
                        "si", fault, now);
}

bool
lb_forwarding_put_back(LbStore *store, int64_t position, bool mended, GError **error)
{
    return lb_store_run(store, error, "UPDATE forwarding SET position = ?1 WHERE position >= ?1",
                        "i", position) &&
           (!mended || lb_store_run(store, error,
                                    "UPDATE forwarding SET fault = NULL, since = NULL,"
                                    " tried = NULL, attempts = 0",
                                    ""));
}

bool
lb_forwarding_hash(LbStore *store, int64_t sequence, bool *there, uint8_t hash[LB_SHA256_SIZE],
                   GError **error)
{
    g_autoptr(LbStatement) row = lb_statement_new(
        store, error, "SELECT hash FROM activity WHERE sequence = ?", "i", sequence);
    LbStep step = row != NULL ? lb_statement_step(row, error) : LB_STEP_ERROR;
    size_t size = 0;
    const void *bytes = step == LB_STEP_ROW ? lb_column_blob(row, 0, &size) : NULL;
    *there = size == LB_SHA256_SIZE;
    if (*there)
        memcpy(hash, bytes, LB_SHA256_SIZE);
    return step != LB_STEP_ERROR;
}
