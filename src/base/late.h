/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bound of time for work that nothing else may end, as where a library waits: when it is over, the process writes the line that
 * was laid ready and ends. One of a process at a time; it takes SIGALRM and alarm() for itself. */
#pragma once

#include <stdbool.h>

typedef struct {
    int said;   /* the status to exit with when the line was written */
    int unsaid; /* when it could not be */
} LbLateEnds;

/* Lays @line ready, which is taken, to be written to @out in @seconds from now (more than 0). False, and nothing is to come, where
 * @line is NULL. What was laid ready before is forgotten. */
bool lb_late_start(int out, char *line, unsigned seconds, const LbLateEnds *ends);

/* The work is done. */
void lb_late_stop(void);
