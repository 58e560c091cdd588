/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process that goes through to a target: lockbox starts itself again for it, with the person's standard input, output
 * and terminal, a pipe of orders and one of events. It has no database, no key of ours and no way to another target. */
#pragma once

#include <stdbool.h>

#define LB_PROXY_ARGUMENT "proxy"
#define LB_PROXY_ORDERS 3 /* descriptors */
#define LB_PROXY_EVENTS 4

/* Runs it. Returns the exit status: 0 when the last event says how it ended. */
int lb_proxy_run(void);
