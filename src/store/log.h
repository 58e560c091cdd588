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

/* What a page of the log may be narrowed by; all that are set must hold. Newest first, unless told. */
typedef struct {
    const char *tenant;  /* NULL: all, the installation's own entries too */
    const char *request; /* "LB-42"; NULL: any */
    const char *caller;  /* account; NULL: any */
    const char *text; /* looked for in request, caller, person, address, fingerprint and details, in
                            any case of ASCII letters; NULL: any */
    uint64_t named;   /* with a text: LB_OPERATION_BIT() of those whose entries hold it too */
    uint64_t operations; /* the same of those that are asked for; 0: any */
    int64_t since;       /* time, microseconds UTC; 0: from the beginning */
    int64_t until;       /* 0: to the end */
    int64_t before;      /* sequence: only smaller ones; 0: from the newest */
    int64_t newer;       /* sequence: only greater ones */
    int64_t
        after; /* from 0: the whole log after this sequence, oldest first, for verifying; -1: not */
    int64_t reader; /* only entries about requests that this principal may see; 0: any */
    bool own;       /* with a reader: the entries that belong to no request too */
    bool forward;   /* oldest first, from @newer on */
    int64_t
        window; /* where no index has just what is asked for, look at no more entries than this; 0: at
                       all of them */
    int limit;
} LbLogFilter;

/* How far was looked for a page. */
typedef struct {
    int64_t newest; /* sequence of the newest entry that there was */
    int64_t back;   /* sequence: what is not older was looked at */
    int64_t time;   /* of that entry, microseconds UTC */
    bool whole;     /* and there is nothing older to look at */
} LbLogReach;

/* LbActivity*; stores in @reach, unless NULL, how far was looked for them, newest first. The caller frees it. */
GPtrArray *lb_log_page(LbStore *store, const LbLogFilter *filter, LbLogReach *reach,
                       GError **error);

/* Counts what the filter lets through, @most entries of its index at most; @more: there are others behind those. Stores -1 where
 * no index has what is asked for. before, newer and window do not count. */
bool lb_log_count(LbStore *store, const LbLogFilter *filter, int64_t most, int64_t *count,
                  bool *more, GError **error);
