/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a session may stay, and how many there may be at once. Times are microseconds of a clock that only goes
 * forward, whichever; nobody here reads it. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* What the first two of the limits may be at most. */
#define LB_VISIT_PER_KEY_MOST 1000
#define LB_VISIT_TOTAL_MOST 100000

/* 0 is no limit. */
typedef struct {
    int per_key;     /* sessions at once by one key */
    int total;       /* by all */
    int64_t idle;    /* without a key being typed */
    int64_t longest; /* from coming in */
} LbVisitLimits;

typedef struct {
    LbVisitLimits limits;
    int64_t began;
    int64_t touched; /* when the last key was typed; that of coming in counts as one */
} LbVisit;

/* Refuses when the session's time is over at @now. */
bool lb_visit_check(const LbVisit *visit, int64_t now, GError **error);

/* What to say to the person a minute before that, or half the time where it is shorter: when that moment lies after
 * @before, and not after @now. NULL: nothing. The caller frees it. */
char *lb_visit_warning(const LbVisit *visit, int64_t before, int64_t now);
