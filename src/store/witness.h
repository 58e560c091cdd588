/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the database says to a mail that bears witness to the log. */
#pragma once

#include "base/sha256.h"
#include "store/store.h"

/* Stores in @there whether the log has the entry @sequence, and its @hash; and in @sent whether the outbox has a mail with this
 * @message_id. */
bool lb_witness_read(LbStore *store, int64_t sequence, const char *message_id, bool *there,
                     uint8_t hash[LB_SHA256_SIZE], bool *sent, GError **error);
