/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Customer Lockbox blade on a terminal: one main loop over keys, size, signals, clock and changes by others. */
#pragma once

#include "core/opening.h"
#include "core/visit.h"
#include "service/service.h"
#include "wording/spelling.h"

/* Whether standard input and output are a terminal that screens can be drawn on. */
bool lb_tui_can_run(void);

/* Shows the blade to @actor, open at @opening, until the person leaves, the connection ends or a signal asks for it. Fails, with the refusal, when the person is not welcome any more or the time of the @visit
 * is over. Appends what was decided, and what became of the request of @opening, to @results (char*, sentences for the normal
 * screen; what stands behind a line feed is a command to copy, on a line of its own), and stores whether that request
 * still waits for an answer that @actor could give. @spelling: how commands are spelled for this person. */
bool lb_tui_run(LbService *service, LbActor *actor, const LbVisit *visit,
                const LbSpelling *spelling, const LbOpening *opening, GPtrArray *results,
                bool *undecided, GError **error);
