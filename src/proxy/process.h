/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program that is started and ended by the process that goes through: in a session of its own, with an environment of
 * its own and no descriptor but 0, 1 and 2. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/file.h"
#include "proxy/terminal.h"

/* Bytes of a file that it may write: a host that makes ssh complain without end fills no disk, but ends it. */
#define LB_PROCESS_FILE_MOST (512 * 1024)

typedef struct {
    pid_t id;   /* 0: none, or it was reaped; its process group has the same number */
    LbFd watch; /* readable once it has ended */
    LbFd
        far; /* what it says: standard output, or the other end of its terminal, where it also hears. Non-blocking */
} LbProcess;

#define LB_PROCESS_NONE ((LbProcess){ .watch = -1, .far = -1 })

typedef struct {
    const char *const *arguments;   /* the first is its path */
    const char *const *environment; /* "NAME=VALUE" */
    const LbTerminal *terminal;     /* NULL: none; it hears and complains to nobody */
} LbProcessPlan;

/* Starts it. It dies when this process does. What cannot be executed ends with status 127. */
bool lb_process_start(LbProcess *process, const LbProcessPlan *plan, GError **error);

/* Whether it has ended, by itself. Stores its status as of waitpid(); nothing of its process group is left then. */
bool lb_process_reap(LbProcess *process, int *status);

/* Ends it and its process group: asks (SIGHUP, SIGTERM), and half a second later does not ask (SIGKILL). */
void lb_process_end(LbProcess *process);

/* Ends it, too, and closes what belongs to it. */
void lb_process_clear(LbProcess *process);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LbProcess, lb_process_clear)
