/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The child that talks to the collector: lockboxd started again with two pipes and no database, for one batch of messages. */
#pragma once

/* The child's whole life: reads the target and messages from @in, sends them over one connection, ends it in order and tells to
 * @out what became of all of them together (forward/wire.h). Changes the process: SIGPIPE, no core dumps. Whoever started it ends
 * it when it takes too long. Returns the status to exit with, 0 once an answer was written. */
int lb_forward_run(int in, int out);
