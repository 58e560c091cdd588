/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain text for people: other people's words made safe, wrapped so that no line of theirs can begin where ours
 * begin, and quoted. */
#pragma once

#include <glib.h>

/* @text as part of a line of ours: harmful characters visible, every run of white space one space. NULL is "".
 * The caller frees it. */
char *lb_plain_inline(const char *text);

/* Columns that @text takes on a terminal. */
int lb_plain_columns(const char *text);

/* Appends @text, which is safe already, in lines of at most @width columns: the first begins with @first, the
 * others with @rest. A word that is longer than a line is cut into lines. */
void lb_plain_wrap(GString *out, int width, const char *first, const char *rest, const char *text);

/* Where the rows of @text begin when it is laid out in @columns columns, as bytes (gsize), the first at 0. Nothing of the
 * text is left out: blanks at the end of a row, which may stand beyond its last column, and the LF that ends a line belong
 * to their row. A text that ends with LF has an empty row behind it. @text is safe already. The caller frees the array. */
GArray *lb_plain_rows(const char *text, int columns);

/* Appends @text, other people's words, with @indent and "| " at the left of every line, made safe and wrapped.
 * NULL and "" append nothing. */
void lb_plain_quote(GString *out, int width, const char *indent, const char *text);

/* Appends @text and blanks up to @columns, and at least one. */
void lb_plain_pad(GString *out, const char *text, int columns);
