/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a recording: DIRECTORY/PASSAGE-PART.cast, parts from 01 on. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/file.h"

#define LB_REPLAY_PARTS_MOST 99

/* Opens a part for reading, a regular file; -1 with IO or FILE, or without an error where there is none and @may_miss. */
LbFd lb_replay_part_open(const char *directory, int64_t passage, int part, bool may_miss,
                         GError **error);

/* Reads up to @size bytes at @offset, and stores how many: 0 at the end. Fails with IO. */
bool lb_replay_part_read(int fd, int64_t offset, char *bytes, size_t size, size_t *got,
                         GError **error);
