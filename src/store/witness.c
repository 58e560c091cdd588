/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries and mails that a mail names. */
#include "store/witness.h"

#include <string.h>

#include "store/statement.h"

bool
lb_witness_read(LbStore *store, int64_t sequence, const char *message_id, bool *there,
                uint8_t hash[LB_SHA256_SIZE], bool *sent, GError **error)
{
    int64_t known = 0;
    *there = false;
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error, "SELECT hash FROM activity WHERE sequence = ?", "i", sequence);
    LbStep step = statement != NULL ? lb_statement_step(statement, error) : LB_STEP_ERROR;
    if (step == LB_STEP_ERROR ||
        !lb_store_get_int(store, &known, error, "SELECT 1 FROM outbox WHERE message_id = ?", "s",
                          message_id))
        return false;
    size_t size = 0;
    const void *bytes = step == LB_STEP_ROW ? lb_column_blob(statement, 0, &size) : NULL;
    *there = size == LB_SHA256_SIZE;
    if (*there)
        memcpy(hash, bytes, LB_SHA256_SIZE);
    *sent = known != 0;
    return true;
}
