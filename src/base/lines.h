/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes from a pipe, given back as lines of bounded length: fed by a main loop, or read by a child that has nothing
 * else to do. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct LbLines LbLines;

/* Lines have at most @limit bytes, LF included. */
LbLines *lb_lines_new(size_t limit);

/* Wipes what is still in it. */
void lb_lines_free(LbLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbLines, lb_lines_free)

/* Adds what was read. Lines that are whole should be taken before; false with WIRE in @error when the
 * last line is longer than allowed. */
bool lb_lines_feed(LbLines *lines, const void *bytes, size_t length, GError **error);

/* The next whole line without its LF, NUL added, @length (may be NULL) its bytes; NULL when there is none.
 * The caller frees it. */
char *lb_lines_take(LbLines *lines, size_t *length);

/* Whether nothing is left, not even part of a line: what has to hold at the end of input. */
bool lb_lines_is_empty(const LbLines *lines);

/* Takes the next whole line, reading from @fd and waiting as long as it has to. False at the end of input, with WIRE in
 * @error when that came within a line, or a line is too long. What was read is wiped. */
bool lb_lines_read(LbLines *lines, int fd, char **line, size_t *length, GError **error);
