/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line that somebody typed behind "ssh HOST", taken apart by a grammar of our own: no shell, no
 * variables, no patterns.
 *
 *     line   = [word] *(1*blank word)        blank = space or tab, also at both ends
 *     word   = bare | quoted | "--" name "=" quoted
 *     bare   = 1*(ASCII letter | digit | one of  . _ - : / @ + = , ( ) )
 *     quoted = ' *(character but ') '        taken as it is
 *            | " *(character | \" | \\) "    no other use of \ and "
 *
 * A character between quotes is any of valid UTF-8 but controls; a line feed is one. wording/spelling.h writes
 * such lines. */
#pragma once

#include <glib.h>
#include <stddef.h>

#include "core/malformed.h"

#define LB_LINE_LIMIT 4096 /* bytes */
#define LB_LINE_WORDS 128

/* The words of @line, @length bytes of it, perhaps none. NULL with USAGE (commands/result.h) when it is not
 * of that form, and then in @how what is wrong; the error names a place and never repeats what was typed. The caller frees
 * the vector. */
GStrv lb_line_split(const char *line, size_t length, LbMalformed *how, GError **error);
