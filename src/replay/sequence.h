/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a terminal is told, taken apart: text, single controls, whole control sequences. Nothing else passes: titles, clipboards and
 * all other strings are dropped, and so is every sequence that is longer or has larger numbers than any in use. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Bytes of a sequence, at most. */
#define LB_SEQUENCE_MOST 128

/* The state between two pieces of output: all zero at the beginning. Plain: may be copied. */
typedef struct {
    int state; /* src/replay/sequence.c */
    char held[LB_SEQUENCE_MOST];
    size_t length;
} LbSequence;

/* A piece: text (valid UTF-8 of whole characters, no control but maybe U+0080 to U+009F), one control, or one sequence
 * from its ESC to its end. Borrowed: from the bytes, or from the LbSequence until the next call. */
typedef struct {
    const char *bytes;
    size_t length;
} LbPiece;

/* Takes the first piece of @length @bytes, valid UTF-8 of whole characters, and moves both behind it. False: there
 * is none left. */
bool lb_sequence_next(LbSequence *sequence, const char **bytes, size_t *length, LbPiece *piece);
