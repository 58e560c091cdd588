/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running a program that may do anything: for a bounded time, with bounded output, and all of its processes gone
 * afterwards. The caller waits meanwhile. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/clock.h"

/* The account that a program runs as. */
typedef struct {
    uid_t user;
    gid_t group; /* no other groups */
} LbIdentity;

typedef struct {
    const char *path;             /* absolute */
    const char *const *arguments; /* all of them, its own name first, NULL at the end */
    const char *const
        *settings;         /* of its environment, "TZ=UTC", besides PATH and LANG; NULL: none */
    const void *input;     /* what standard input holds */
    size_t input_length;   /* bytes */
    const char *directory; /* where it runs; NULL: in the root directory */
    const LbIdentity *identity; /* NULL: as the caller. Only root may name another */
    size_t output_limit;        /* bytes of standard output that are kept */
    size_t complaint_limit;     /* and of the end of standard error */
    int64_t time_limit;         /* microseconds, after which it is asked to end (SIGTERM) */
    int64_t patience;           /* microseconds more, after which it has to (SIGKILL) */
    LbClock *clock;             /* whose boot clock counts them */
    const int *
        lifeline; /* a descriptor: closed at its other end, everything is ended at once; NULL: none */
} LbProgram;

typedef enum {
    LB_PROGRAM_EXITED,    /* by itself, with a status */
    LB_PROGRAM_SIGNALED,  /* by a signal that was not ours */
    LB_PROGRAM_TIMED_OUT, /* because its time was over, however it ended then */
} LbProgramEnd;

typedef struct {
    LbProgramEnd end;
    int code;        /* the exit status, or the signal */
    char *output;    /* standard output, NUL added; as much as was kept */
    size_t length;   /* bytes of it */
    bool cut;        /* there was more */
    char *complaint; /* the end of standard error, NUL added */
    size_t complaint_length;
} LbProgramResult;

/* Starts @program in a session of its own, with nothing of the caller but what is named above: no descriptor but 0, 1
 * and 2, signals as a fresh process has them, umask 077, no core dumps. Ends when its first process has ended; what else is in
 * its process group then is killed. When the caller dies, so does the first process. What a program puts into another
 * session is out of reach, yet holds nobody up. NULL with @error (IO) when it cannot be started; an absent or
 * unsuitable file is told so. The caller, which has no threads and whose descriptors 0, 1 and 2 are open, frees the result. */
LbProgramResult *lb_program_run(const LbProgram *program, GError **error);
void lb_program_result_free(LbProgramResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbProgramResult, lb_program_result_free)

/* "ended with status 1", "ended by signal 11 (Segmentation fault)", "took too long": for the log. The caller frees it. */
char *lb_program_describe(const LbProgramResult *result);
