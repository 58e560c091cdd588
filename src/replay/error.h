/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of src/replay. What the system refused is IO of src/base. */
#pragma once

#include <glib.h>

#define LB_REPLAY_ERROR (lb_replay_error_quark())

typedef enum {
    LB_REPLAY_ERROR_HEADER,    /* the first line of a part is none of asciicast v2 */
    LB_REPLAY_ERROR_LINE,      /* a line is no event, or not in the form that recordings have */
    LB_REPLAY_ERROR_LONG,      /* a line is longer than any of a recording */
    LB_REPLAY_ERROR_BACKWARDS, /* its time lies before that of the line above */
    LB_REPLAY_ERROR_CUT,       /* a part ends within a line, and another follows */
    LB_REPLAY_ERROR_FILE,      /* a part is no regular file, or shorter than it was */
} LbReplayError;

GQuark lb_replay_error_quark(void);
