/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The child "tickets": lockboxd started again with two pipes and no database, to talk to one ticket system. */
#pragma once

/* The argument that makes it of lockboxd. */
#define LB_TICKETS_ARGUMENT "tickets"

/* How the child ends. */
typedef enum {
    LB_TICKETS_END_DONE = 0,    /* end of input */
    LB_TICKETS_END_INPUT = 2,   /* what was read is not what lockboxd writes */
    LB_TICKETS_END_OUTPUT = 3,  /* nobody reads the answers any more */
    LB_TICKETS_END_TIMEOUT = 4, /* an order hung; it was answered "later" */
} LbTicketsEnd;

/* The child's whole life: reads the settings and orders from @in, carries out one after the other, and writes an answer to
 * @out before it reads the next (tickets/wire.h). Settings that cannot work are told in each answer, as REFUSED. Changes the
 * process: SIGPIPE, SIGALRM, HOME, no core dumps. Returns the status to exit with. */
int lb_tickets_run(int in, int out);
