/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker: lockboxd started again with two pipes and no database, to carry out one order (daemon/order.h). */
#pragma once

/* How it ends. In every case but the first lockboxd knows nothing of what became of the order. */
typedef enum {
    LB_WORKER_DONE = 0,   /* its result is written */
    LB_WORKER_INPUT = 2,  /* what was read is no order */
    LB_WORKER_OUTPUT = 3, /* nobody reads the result */
} LbWorkerEnd;

/* The worker's whole life: reads an order from @in, carries it out and writes the result to @out. A script that it has started is ended when @in is closed at its other end. Changes the process: no
 * core dumps, SIGPIPE. Returns the status to exit with; words about it go to standard error. */
int lb_worker_run(int in, int out);
