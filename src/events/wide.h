/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of a file as valid UTF-8 without the characters that XML forbids, from UTF-8 or, where a byte order mark or a first
 * '<' says so, from UTF-16 of the little end first, as Windows writes it. What is wrong becomes U+FFFD: one bad byte in a
 * command line must not hide the event. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct LbEventsWide LbEventsWide;

/* @size bytes of text, lent, that @taken bytes of the file made: either these very bytes, or one character. */
typedef void (*LbEventsPiece)(void *who, const char *text, size_t size, size_t taken);

/* For a new file; what it says goes to @piece, with @who. The caller frees it. */
LbEventsWide *lb_events_wide_new(LbEventsPiece piece, void *who);
void lb_events_wide_free(LbEventsWide *wide);

/* The next bytes of the file, divided as one likes. */
void lb_events_wide_push(LbEventsWide *wide, const char *bytes, size_t size);

/* The file has ended: what is unfinished becomes U+FFFD. */
void lb_events_wide_end(LbEventsWide *wide);
