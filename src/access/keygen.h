/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ssh-keygen, and a directory for the files of one run of it. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

/* The path of a directory that is this user's alone; freeing removes it with the files in it. */
typedef char LbScratch;

/* Makes one below @parent, which has to be this user's alone, too (SETTINGS). NULL on error. */
LbScratch *lb_scratch_new(const char *parent, GError **error);
void lb_scratch_free(LbScratch *scratch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbScratch, lb_scratch_free)

/* Removes those below @parent that were left there by who was killed: made, or changed, before @before (seconds UTC). */
void lb_scratch_sweep(const char *parent, int64_t before);

/* Writes the file @name into it, mode 0600. */
bool lb_scratch_write(const LbScratch *scratch, const char *name, const void *bytes, size_t length,
                      GError **error);

/* Runs ssh-keygen there, in the time zone UTC, with @arguments up to NULL. Returns what it printed, at most
 * @limit bytes, which the caller frees; NULL when it printed more or did not end with status 0 (PROGRAM, with its own words). */
char *lb_keygen_run(const LbScratch *scratch, LbClock *clock, size_t limit,
                    const char *const *arguments, GError **error);
