/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the activity log has been forwarded. */
#pragma once

#include "base/sha256.h"
#include "core/forwarding.h"
#include "store/store.h"

/* Fills @state, which is empty, with what is noted and where the log ends. */
bool lb_forwarding_get(LbStore *store, LbForwardState *state, GError **error);

/* Entries behind @from up to @to were handed over to @server at @now, and nothing is wrong any more. Nothing is noted where
 * forwarding does not stand at @from any more. */
bool lb_forwarding_put(LbStore *store, int64_t from, int64_t to, const char *server, int64_t now,
                       GError **error);

/* An attempt at @now was in vain, because of @fault. */
bool lb_forwarding_put_fault(LbStore *store, const char *fault, int64_t now, GError **error);

/* Goes on behind the entry @position, which is no further than forwarding has come. @mended: nothing is wrong any more. */
bool lb_forwarding_put_back(LbStore *store, int64_t position, bool mended, GError **error);

/* Stores in @there whether the log has an entry @sequence, and its @hash. */
bool lb_forwarding_hash(LbStore *store, int64_t sequence, bool *there, uint8_t hash[LB_SHA256_SIZE],
                        GError **error);
