/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the just-in-time rules said of each request, and who has approved internally. */
#pragma once

#include "core/weighing.h"
#include "store/directory.h"
#include "store/store.h"

/* Keeps @weighing, with its rules as @trace, a JSON text, for ever. */
bool lb_weighings_insert(LbStore *store, int64_t request, const LbWeighing *weighing,
                         const char *trace, GError **error);

/* What is kept, without its steps, which are in @trace; NULL without error where nothing is: the request is older than
 * the rules. The caller frees both. */
LbWeighing *lb_weighings_get(LbStore *store, int64_t request, char **trace, GError **error);

/* An answer, with what stands behind it. */
typedef struct {
    int64_t request;
    const LbEndorsement *answer;
    const char *digest; /* of what was shown */
    int64_t key;        /* 0: none */
    const char *evidence;
} LbEndorsementRow;

bool lb_endorsements_put(LbStore *store, const LbEndorsementRow *row, GError **error);

/* LbEndorsement*, in the order in which they were given; which of them count is not said here. The caller frees the
 * array. */
GPtrArray *lb_endorsements_read(LbStore *store, int64_t request, GError **error);

/* All enabled accounts of the provider's that hold one of @roles, bits (1 << LbRole), each once, by account:
 * LbApprover*. The caller frees the array. */
GPtrArray *lb_endorsers(LbStore *store, unsigned roles, GError **error);

/* Numbers (int64_t) of at most @limit requests whose time for internal approval is over at @now. The caller frees
 * it. */
GArray *lb_weighings_lapsed(LbStore *store, int64_t now, int limit, GError **error);
