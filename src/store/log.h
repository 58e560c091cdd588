/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The activity log. */
#pragma once

#include "core/activity.h"
#include "store/store.h"

/* Adds @entry as the newest: fills sequence, previous and hash. Its time is raised to that of the entry
 * before, should it be smaller. Inside the caller's transaction. */
bool lb_log_append(LbStore *store, LbActivity *entry, GError **error);

/* The newest entry's sequence and hash; 0 and zero bytes for an empty log. */
bool lb_log_head(LbStore *store, int64_t *sequence, uint8_t hash[LB_SHA256_SIZE], GError **error);

/* What a page of the log may be narrowed by; all that are set must hold. Newest first. */
typedef struct {
    const char *tenant;  /* NULL: all, the installation's own entries too */
    const char *request; /* "LB-42"; NULL: any */
    const char *caller;  /* account; NULL: any */
    unsigned operations; /* bits (1 << LbOperation); 0: any */
    int64_t since;       /* time, microseconds UTC; 0: from the beginning */
    int64_t until;       /* 0: to the end */
    int64_t before;      /* sequence: only smaller ones; 0: from the newest */
    int64_t
        after; /* from 0: the whole log after this sequence, oldest first, for verifying; -1: not */
    int64_t reader; /* only entries about requests that this principal may see; 0: any */
    bool own;       /* with a reader: the entries that belong to no request too */
    int limit;
} LbLogFilter;

/* LbActivity*. The caller frees it. */
GPtrArray *lb_log_page(LbStore *store, const LbLogFilter *filter, GError **error);
