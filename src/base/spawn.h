/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting this very program again, for a job that is done better in a process of its own. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

typedef struct {
    int from; /* of ours; -1: /dev/null, to be written to */
    int to;   /* its number there */
} LbSpawnDescriptor;

typedef struct {
    const char *name, *argument;    /* its whole command line */
    const char *const *environment; /* "NAME=VALUE" besides PATH, up to NULL */
    const LbSpawnDescriptor *
        passed; /* by ascending number. What is below the first stays, what is above the last is closed */
    size_t count; /* of them, 1 and up */
    bool apart;   /* in a process group of its own */
} LbSpawn;

/* Starts it, with signals as a fresh process has them. No more of ours reaches it than that, but a sanitizer's own settings where it was
 * built with one. Stores its id, which is the caller's to reap. Returns 0, or why it cannot be started (errno). */
int lb_spawn_again(const LbSpawn *spawn, pid_t *process);
