/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Safe text. What people type must be harmless or is refused; what other systems send is kept as valid
 * UTF-8; whatever its source, text from others is made visible at every output.
 *
 * Harmful are: C0 and C1 controls, DEL, every format character (Unicode category Cf: bidirectional
 * controls, zero-width characters, soft hyphen, tags), line and paragraph separators, the blank Hangul
 * and Khmer fillers, variation selectors, and noncharacters. LF is harmless in multi-line fields. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
    LB_TEXT_LINE,  /* no LF */
    LB_TEXT_LINES, /* LF allowed; CRLF becomes LF */
} LbTextKind;

/* Takes what a person typed: @length bytes (-1: up to NUL), at most @limit characters after CRLF became
 * LF and white space at both ends was removed. Returns the accepted copy, which the caller frees; NULL
 * with EMPTY, LIMIT, UNSAFE (naming the character and its place) or SYNTAX (not UTF-8) in @error. */
char *lb_text_accept(const char *text, gssize length, LbTextKind kind, size_t limit,
                     GError **error);

/* Takes what another system sent: made valid UTF-8 (every bad byte and NUL becomes U+FFFD), CRLF and CR
 * become LF, cut to @limit characters with a visible mark. Never fails. The caller frees it. */
char *lb_text_keep(const char *text, gssize length, size_t limit);

/* Makes every harmful character visible as <U+202E>, every byte that is not UTF-8 as <0xFF>; LF stays
 * under LB_TEXT_LINES and is shown under LB_TEXT_LINE. NULL is "". The caller frees it. */
char *lb_text_escape(const char *text, LbTextKind kind);

/* @length bytes of whatever it is (-1: up to NUL; NULL is "") in one harmless line of at most @limit characters, the last
 * of which is "…" where there was more. The caller frees it. */
char *lb_text_brief(const char *text, gssize length, size_t limit);

/* The JSON document @json, valid UTF-8, with every harmful character but LF as \uXXXX: such characters stand within
 * strings alone, where both spellings mean the same. The caller frees it. */
char *lb_text_escape_json(const char *json);

/* Columns that one character takes on a terminal, as wcwidth() and with it the terminal library have it: 0 for marks
 * that combine, 1 where nothing is known. */
int lb_text_width(gunichar character);

/* Whether one character is harmful by the list above; LF counts as harmful here. */
bool lb_text_is_harmful(gunichar character);
