/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be believed of the clocks: a pure judgement of a reading against what is stored.
 *
 * Effective time never goes backwards. The wall clock is suspect when it differs from the clock of this boot
 * by over an hour, or when, after a boot, it stands over 7 days past the mark. */
#pragma once

#include "store/clockmark.h"

typedef struct {
    bool sane;
    int64_t effective; /* for deciding and expiring; the mark itself while the clock is suspect */
    int64_t latest;    /* for ending access: the latest that any of the clocks says */
    int64_t expected;  /* what the wall clock should say by the clock of this boot */
    int64_t
        steady; /* for waiting: goes on by the clock of this boot whatever the wall clock says */
    LbClockMark next; /* what to store; equal to what was stored while the clock is suspect */
} LbClockJudgement;

/* @stored NULL: a new database, whatever the clocks say holds. */
LbClockJudgement lb_clock_judge(const LbClockMark *stored, const LbClockReading *reading);
