/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a terminal showed, as lines of asciicast v2: what came out, and changes of its size; never what was typed. Each line
 * is valid UTF-8 and JSON on its own, of ASCII where a terminal or a reader could take harm, whatever bytes came. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Bytes of a line with its LF, at most. */
#define LB_CAST_LINE_MOST 32768

/* What is left of a character whose other bytes are still to come: all zero at the beginning. */
typedef struct {
    char tail[4];
    size_t length;
} LbCast;

/* The first line of a recording: the size at the beginning, when that was (microseconds UTC), and what TERM was. The
 * caller frees it. */
char *lb_cast_header(unsigned columns, unsigned rows, int64_t start, const char *terminal);

/* Appends to @lines what @length @bytes showed @time microseconds after the beginning. A character that is not
 * whole waits for the rest; what is none is U+FFFD. */
void lb_cast_output(LbCast *cast, int64_t time, const char *bytes, size_t length, GString *lines);

/* Likewise at the end: nothing waits any more. */
void lb_cast_finish(LbCast *cast, int64_t time, GString *lines);

void lb_cast_resize(int64_t time, unsigned columns, unsigned rows, GString *lines);

/* Whether @line (without LF, NUL behind it) is one that the functions above write, header excepted: for whoever keeps lines that another process
 * made. */
bool lb_cast_is_line(const char *line, size_t length);
