/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reminding those who can still answer of what soon expires. lockboxd calls this; a test may too. */
#pragma once

#include "service/service.h"

/* Reminds of at most @limit requests, each in a transaction of its own: of those that wait for their customer, or for
 * internal approval, and end by one of the @count @spans (microseconds, none twice) from now or earlier. Of each span once;
 * of several that have come at once, as after lockboxd was down, only of the shortest. A span reminds of what began to wait
 * longer than it before its end, of internal approval, which waits for a day and not for days, longer than twice of it.
 * Stores in @passed how many requests it has looked at, reminded of or not: @limit when more may be due.
 *
 * While the clock is suspect it reminds of nothing. One that is damaged is passed over, and its fault returned after all. */
bool lb_reminders_run(LbService *service, const int64_t *spans, size_t count, int limit,
                      int *passed, GError **error);
