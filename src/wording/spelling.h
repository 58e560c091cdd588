/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a command of ours is spelled, to be copied: for the shell of the person who reads it, and within the line behind
 * "ssh HOST", whose grammar stands in commands/line.h. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* How this person reaches us. Borrowed. */
typedef struct {
    const char *host; /* by ssh; NULL: on the console, with the words below before the verb */
    int port;
    const char *data;
    const char *config;
    const char *as;
} LbSpelling;

/* Whether @byte may stand in a word without quotes. */
bool lb_spelling_is_bare(char byte);

/* The line behind "ssh HOST" that is taken apart into @words again. The caller frees it. */
char *lb_spelling_join(const char *const *words);

/* How the person would give the command of @words ("show", "LB-42") in a shell of theirs: by ssh (with a terminal for
 * "open" and "connect"), or on the console as lockbox was called. Quoted where needed, and safe to show. The caller frees it. */
char *lb_spelling_line(const LbSpelling *spelling, const char *const *words);
