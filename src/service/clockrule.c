/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be believed of the clocks. */
#include "service/clockrule.h"

#include <string.h>

#define TOLERANCE LB_HOUR
#define LONGEST_SLEEP (7 * LB_DAY)

LbClockJudgement
lb_clock_judge(const LbClockMark *stored, const LbClockReading *reading)
{
    LbClockJudgement judgement = { .sane = true };
    bool same_boot = false;
    LbClockMark next = { .mark = reading->wall, .reference = *reading };
    if (stored != NULL) {
        same_boot = strcmp(stored->reference.boot_id, reading->boot_id) == 0;
        next.mark = MAX(stored->mark, reading->wall);
        /* A machine that woke up in the past goes on from the mark by the clock of its boot, all of which has passed since
         * the mark. */
        next.reference.wall = MAX(reading->wall, stored->mark + reading->boot);
        if (same_boot)
            next.reference = stored->reference;
        judgement.sane = same_boot || reading->wall - stored->mark <= LONGEST_SLEEP;
    }
    judgement.expected = next.reference.wall + (reading->boot - next.reference.boot);
    if (ABS(reading->wall - judgement.expected) > TOLERANCE)
        judgement.sane = false;
    judgement.next = judgement.sane ? next : *stored;
    /* This boot began after the mark was stored. */
    judgement.steady =
        judgement.sane || same_boot ? judgement.expected : judgement.next.mark + reading->boot;
    judgement.effective = judgement.next.mark;
    judgement.latest = MAX(MAX(reading->wall, judgement.expected), next.mark);
    return judgement;
}
