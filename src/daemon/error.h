/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of src/daemon. */
#pragma once

#include <glib.h>

#define LB_DAEMON_ERROR (lb_daemon_error_quark())

typedef enum {
    LB_DAEMON_ERROR_TAKEN,         /* another lockboxd serves this data directory */
    LB_DAEMON_ERROR_CONFIGURATION, /* lockbox.conf, or the file of rules, cannot be used */
    LB_DAEMON_ERROR_OWNER,         /* the data directory is somebody else's */
    LB_DAEMON_ERROR_LIMIT,         /* of descriptors */
    LB_DAEMON_ERROR_ACCESS,        /* what a worker was to do about access failed */
    LB_DAEMON_ERROR_FULL,          /* as much is kept as was agreed, or nearly */
    LB_DAEMON_ERROR_TICKETS,       /* a system where tickets live does not do what is asked */
    LB_DAEMON_ERROR_REQUEST,       /* what came through the socket is not a request */
} LbDaemonError;

GQuark lb_daemon_error_quark(void);
