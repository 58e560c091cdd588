/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values in structured data of syslog.
 *
 * A value is written in two steps. Collectors change control characters, and terminals obey them: so each harmful character
 * (base/text.h), each byte that is not UTF-8, and the percent sign itself becomes %XX for each of its bytes, in hexadecimal
 * digits, as in RFC 3986. Then ", \ and ] get a backslash before them (RFC 5424, 6.3.3). What is read is the very same bytes. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Bytes that one character takes at most, as it is written: four of UTF-8, each as %XX. */
#define LB_FORWARD_UNIT_MOST 12

/* Writes the first character of @text, which is not empty, to @unit, and stores how many bytes that are. Returns the text behind
 * it. A value may be parted between units and nowhere else. */
const char *lb_forward_value_next(const char *text, char unit[LB_FORWARD_UNIT_MOST],
                                  size_t *length);

/* Appends the whole of @text as it is written. */
void lb_forward_value_append(GString *out, const char *text);

/* Reads a value that begins at @text, behind its quotation mark, and ends before @end; appends it to @value. Returns where its
 * closing quotation mark stands; NULL when it has none, a %XX is wrong or a byte in it is 0. */
const char *lb_forward_value_read(const char *text, const char *end, GString *value);
