/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline of a request as JSON; see json.h for lists, @next and @test.
 *
 * A moment: kind (asked, …), dateTime, source (log, rules, mail, reading, windows), account (who did it, or to whom the mail
 * went), and what it is of its source, of which all but one are null: entry (as in "log"), weighing (as in "show"), mail
 * (event, queuedDateTime), event (as in "events"). */
#pragma once

#include "service/timeline.h"

/* @moments: LbMoment*. The caller frees it. */
char *lb_json_timeline(GPtrArray *moments, const char *next, bool test);

/* One of them, with requestId (@request) and test, in one line. The caller frees it. */
char *lb_json_moment(const LbMoment *moment, const char *request, bool test);
