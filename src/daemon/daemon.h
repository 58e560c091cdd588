/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lockboxd: what time does, and what the outbox owes. One process, one thread, one main loop. */
#pragma once

/* How lockboxd ends; doc/lockboxd.8 tells people. */
typedef enum {
    LB_DAEMON_END_ASKED = 0,         /* by SIGTERM or SIGINT */
    LB_DAEMON_END_FAILED = 1,        /* it could not begin, or lost its database */
    LB_DAEMON_END_USAGE = 2,         /* the command line was wrong */
    LB_DAEMON_END_TAKEN = 3,         /* another one serves this data directory */
    LB_DAEMON_END_CONFIGURATION = 4, /* lockbox.conf cannot be used */
} LbDaemonEnd;

/* Serves the data directory until it is asked to end. @data and @config are what the command line said
 * (config/places.h). Reports to standard error. */
LbDaemonEnd lb_daemon_run(const char *data, const char *config);
