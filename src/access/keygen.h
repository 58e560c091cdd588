/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ssh-keygen, and a directory for the files of one run of it. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/scratch.h"

/* A directory (base/scratch.h) below @parent, which has to be this user's alone, too (SETTINGS). NULL on error. */
LbScratch *lb_keygen_scratch(const char *parent, GError **error);

/* Removes those below @parent that were left there by who was killed: made, or changed, before @before (seconds UTC). */
void lb_keygen_sweep(const char *parent, int64_t before);

/* Runs ssh-keygen there, in the time zone UTC, with @arguments up to NULL. Returns what it printed, at most
 * @limit bytes, which the caller frees; NULL when it printed more or did not end with status 0 (PROGRAM, with its own words). */
char *lb_keygen_run(const LbScratch *scratch, LbClock *clock, size_t limit,
                    const char *const *arguments, GError **error);
