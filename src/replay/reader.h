/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of one recording, DIRECTORY/PASSAGE-PART.cast, as one stream of events. Whatever stands in them is somebody's attack
 * until it was read; what is read may still grow. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "replay/line.h"

/* Between two events. */
typedef struct {
    int part;       /* from 1 */
    int64_t offset; /* in its file */
    int64_t time;   /* of the event before, microseconds since the beginning */
} LbReplayPlace;

typedef enum {
    LB_REPLAY_FAILED, /* reading again fails again */
    LB_REPLAY_END,    /* nothing more so far; later there may be */
    LB_REPLAY_EVENT,
} LbReplayStep;

typedef struct LbReplayReader LbReplayReader;

/* Opens the first part. Fails as lb_replay_reader_next() does. */
LbReplayReader *lb_replay_reader_new(const char *directory, int64_t passage, GError **error);
void lb_replay_reader_free(LbReplayReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbReplayReader, lb_replay_reader_free)

/* Reads one event; the first is the size at the beginning. @event borrows its bytes until the next call. Fails with any error of LB_REPLAY_ERROR,
 * which names part and byte, and with IO. A last line without its end has not come yet. */
LbReplayStep lb_replay_reader_next(LbReplayReader *reader, LbReplayEvent *event, GError **error);

/* When the recording began, microseconds UTC; 0 before its first line was there. */
int64_t lb_replay_reader_start(const LbReplayReader *reader);

/* Where the next event is read, and to go back there. Fails with IO and FILE. */
LbReplayPlace lb_replay_reader_place(const LbReplayReader *reader);
bool lb_replay_reader_seek(LbReplayReader *reader, const LbReplayPlace *place, GError **error);
