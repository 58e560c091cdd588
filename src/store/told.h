/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the activity log has of changes of who may decide (core/change.h), for whoever is told of them. However many there
 * are, no more entries are read than are asked for. */
#pragma once

#include "core/change.h"
#include "store/store.h"

/* Remembers that the entry @sequence tells of a change of @principal's account. */
bool lb_told_put(LbStore *store, int64_t principal, LbChangeKind kind, int64_t sequence,
                 GError **error);

/* A stretch of the log, as one reader is told of it. */
typedef struct {
    int64_t principal; /* the reader */
    bool
        everybody; /* changes of all of the reader's tenant, else those of the reader's own account */
    const char *tenant;  /* the reader's; NULL: the provider */
    int64_t first, last; /* sequences */
} LbToldRange;

/* LbActivity* of changes, oldest first, @limit at most: where there are more, the first of each operation, so that many of
 * one sort hide none of another. The caller frees the array. */
GPtrArray *lb_told_read(LbStore *store, const LbToldRange *range, int limit, GError **error);

/* How many there are, by an index alone. */
bool lb_told_count(LbStore *store, const LbToldRange *range, int64_t *count, GError **error);

/* Whether there is one of which no message tells the reader at @address. */
bool lb_told_misses(LbStore *store, const LbToldRange *range, const char *address, bool *misses,
                    GError **error);

/* Counts how often @account, which is @principal's, itself added or removed a mail address since the time @since, @most
 * at most. Stores the time of the earliest of those. */
bool lb_told_count_moves(LbStore *store, int64_t principal, const char *account, int64_t since,
                         int most, int *count, int64_t *earliest, GError **error);

/* Whether @address was the first one of @principal's account, where it no longer is. */
bool lb_told_was_first(LbStore *store, int64_t principal, const char *address, bool *was,
                       GError **error);
