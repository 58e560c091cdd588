/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of a recording, in the form that recordings have: JSON, but no more of it than that. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Bytes of a line with its LF, at most. */
#define LB_REPLAY_LINE_MOST 32768

/* Columns and rows of a terminal, at most. */
#define LB_REPLAY_SIZE_MOST 65535

typedef enum {
    LB_REPLAY_OUTPUT, /* bytes came out */
    LB_REPLAY_RESIZE, /* the terminal has another size */
} LbReplayKind;

typedef struct {
    int64_t time; /* microseconds since the beginning */
    LbReplayKind kind;
    const char *bytes; /* valid UTF-8, which may hold NUL and any other character; borrowed */
    size_t length;
    unsigned columns;
    unsigned rows;
} LbReplayEvent;

/* Reads @line (without LF). @event borrows its bytes from @bytes, which is overwritten. Otherwise: LINE. */
bool lb_replay_line_read(const char *line, size_t length, GString *bytes, LbReplayEvent *event,
                         GError **error);

/* Reads the first line of a part: the size, and when that part began (microseconds UTC). Otherwise: HEADER. */
bool lb_replay_header_read(const char *line, size_t length, unsigned *columns, unsigned *rows,
                           int64_t *start, GError **error);
