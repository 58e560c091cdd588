/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process that reads one mail: lockboxd started again, by lockboxctl or lockboxd, with the mail on its standard input. */
#pragma once

/* The argument that makes it of lockboxd. */
#define LB_READER_ARGUMENT "read-mail"

typedef enum {
    LB_READER_DONE,   /* the line was written */
    LB_READER_INPUT,  /* the mail cannot be read: it is too long, or its reading failed */
    LB_READER_OUTPUT, /* the line cannot be written */
    LB_READER_ORPHAN, /* nobody waits for it (daemon/child.h) */
    LB_READER_SYSTEM, /* the process cannot be confined: nothing was read */
} LbReaderEnd;

/* Seconds of computing that it may take. */
#define LB_READER_SECONDS 20

/* Reads one mail of at most LB_INBOUND_MOST bytes from @in to its end and writes what it is to @out, as one line
 * (lb_inbound_to_line()). Before that it gives up what it does not need: it can open nothing any more, and has bounds of time and
 * memory. Returns an LbReaderEnd, its exit status. */
int lb_reader_run(int in, int out);
