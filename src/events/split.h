/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts the text of a file into <Event> elements, whole as they stand, so that each is read by itself: what damages one
 * does not harm the next, and no more than one is ever held. wevtutil writes them one after the other, without a
 * root or, with /e:Events, in <Events>. */
#pragma once

#include <glib.h>

#include "events/fault.h"

typedef struct LbEventsSplit LbEventsSplit;

/* Who gets the text of each event, lent, and the faults between and about them. */
typedef struct {
    void (*event)(void *who, const GString *text, const LbEventsPlace *place);
    void (*fault)(void *who, LbEventsFault fault, const LbEventsPlace *place);
    void *who;
} LbEventsCut;

/* For a new file. The caller frees it. */
LbEventsSplit *lb_events_split_new(const LbEventsCut *cut);
void lb_events_split_free(LbEventsSplit *split);

/* The next @size bytes of valid UTF-8, which @taken bytes of the file made: an LbEventsPiece. */
void lb_events_split_push(void *split, const char *text, size_t size, size_t taken);

/* The file has ended. */
void lb_events_split_end(LbEventsSplit *split);
