/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments of a request's timeline in words, for the screen and for plain text. As in wording/phrases.h every text is one
 * line and safe, and the caller frees it. */
#pragma once

#include "service/timeline.h"

/* What happened: "Approve Lockbox Request: 8 hours", "opened the request". */
char *lb_phrase_moment(const LbMoment *moment);

/* Who did it; where nobody did, "(time)" or "(rules)". */
char *lb_phrase_moment_who(const LbMoment *moment);

/* Appends to @words (char*) those that stand behind "timeline LB-42" for what is set in @filter; times as UTC. */
void lb_timeline_words(GPtrArray *words, const LbTimelineFilter *filter);

/* How long after the moment before it, in microseconds: "+3 s", "+2 h 5 min". */
char *lb_phrase_later(int64_t span);
