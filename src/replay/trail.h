/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Screens that were saved on the way through a recording, so that jumping plays no more than what lies between two of them. Their memory is
 * bounded: when it is used up, every second one goes, and those to come are twice as far apart. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "replay/emulator.h"
#include "replay/reader.h"

typedef struct {
    uint64_t count; /* events before */
    uint64_t work;  /* what showing them took, in bytes */
    LbReplayPlace place;
    LbEmulatorState *state;
} LbMark;

typedef struct LbTrail LbTrail;

/* @memory: bytes for all, of which the first and one more are exempt. @spacing: bytes of work between two at first. */
LbTrail *lb_trail_new(size_t memory, uint64_t spacing);
void lb_trail_free(LbTrail *trail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTrail, lb_trail_free)

/* Saves @screen when it is far enough behind the last one; the first time, always. */
void lb_trail_visit(LbTrail *trail, const LbEmulator *screen, uint64_t count, uint64_t work,
                    const LbReplayPlace *place);

/* The last one up to that time, or that number of events; at least the first. Borrowed until the next visit. */
const LbMark *lb_trail_by_time(const LbTrail *trail, int64_t time);
const LbMark *lb_trail_by_count(const LbTrail *trail, uint64_t count);

/* Bytes and number of all. */
size_t lb_trail_size(const LbTrail *trail);
unsigned lb_trail_length(const LbTrail *trail);
