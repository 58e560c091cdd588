/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting this very program again, or one of ours beside it, for a job that is done better in a process of its own, and what
 * of ours reaches programs that are started. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/* The environment of a program: what @first and @more (NULL: nothing) name, each up to NULL, and of ours nothing but a
 * sanitizer's own settings where we were built with one. The caller frees it. */
GStrv lb_spawn_environment(const char *const *first, const char *const *more);

typedef struct {
    int from; /* of ours; -1: /dev/null, to be written to */
    int to;   /* its number there */
} LbSpawnDescriptor;

typedef struct {
    const char *program;            /* its path; NULL: this very program */
    const char *name, *argument;    /* its whole command line */
    const char *const *environment; /* "NAME=VALUE" besides PATH, up to NULL */
    const LbSpawnDescriptor
        *passed;  /* by ascending number: others below stay, all above are closed */
    size_t count; /* of them, 1 and up */
    bool apart;   /* in a process group of its own */
} LbSpawn;

/* The path of our program @name in the directory of the one that runs; NULL: it cannot be told. The caller frees it. */
char *lb_spawn_beside(const char *name);

/* For a process that is about to learn a secret: nobody looks into it and it leaves no core, a peer that is gone is an error of a write
 * instead of a signal, and libraries find no files of some home directory. */
void lb_spawn_guard(void);

/* Starts it, with signals as a fresh process has them, and nothing else of ours. Stores its id, which is the caller's to
 * reap. Returns 0, or why it cannot be started (errno). */
int lb_spawn_again(const LbSpawn *spawn, pid_t *process);
