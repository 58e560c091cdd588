/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The delivery child: lockboxd started again with two pipes and no database. */
#pragma once

#include "notify/settings.h"
#include "notify/transport.h"

/* How the child ends. In every case lockboxd has to take a message that it gave and that was not answered
 * for one to be tried again later: it may have been delivered, and will then come again as the same mail. */
typedef enum {
    LB_DELIVER_DONE = 0,    /* end of input */
    LB_DELIVER_INPUT = 2,   /* what was read is not what lockboxd writes */
    LB_DELIVER_OUTPUT = 3,  /* nobody reads the results any more */
    LB_DELIVER_TIMEOUT = 4, /* one delivery hung; it was answered "later" */
} LbDeliverEnd;

/* The child's whole life: reads settings and messages from @in, composes and delivers one after the other,
 * and writes a result to @out before it reads the next (notify/wire.h). Settings that cannot work are told
 * in each result. Changes the process: language, SIGPIPE, SIGALRM, HOME, no core dumps. The locale has been
 * started (lb_locale_start()). Returns the status to exit with; words about it go to standard error. */
int lb_deliver_run(int in, int out);

/* The transport that @settings want; they must live as long. NULL with SETTINGS in @error. The caller frees it. */
LbTransport *lb_deliver_transport(const LbDeliverySettings *settings, GError **error);
