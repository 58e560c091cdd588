/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording as plain text, to be read and searched: the lines that scrolled off, those that were erased by the screenful, and what stood at
 * the end. What was written over within a line is seen only by playing the recording. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "replay/reader.h"

/* One harmless line without LF, borrowed. */
typedef void (*LbReplayLine)(const char *line, void *user);

/* Hands each line of what is left to read in @reader to @line. When reading fails, those up to there. */
bool lb_replay_text(LbReplayReader *reader, LbReplayLine line, void *user, GError **error);
