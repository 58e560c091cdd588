/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody did on a target, kept below the data directory: recordings/LB-42/PASSAGE-PART.cast, asciicast v2. A part
 * ends at 16 MiB, and a recording with its 64th. Only who made the files reads them (0600); whoever is of the group of their
 * directories (2770) can delete them. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/sha256.h"

typedef struct LbRecording LbRecording;

/* How large one may be. */
typedef struct {
    size_t part; /* bytes of a part */
    int parts;
    uint64_t
        spare; /* bytes that its file system keeps for others: a part begins only where there is room for both */
} LbRecordingLimits;

/* 256 MiB are spared: the database is there too, and whoever fills the disk must not keep access from being ended. */
extern const LbRecordingLimits lb_recording_limits;

/* Begins the one of passage @id of @request ("LB-42"): makes its directory and first part. @terminal: what TERM was. */
LbRecording *lb_recording_new(const char *data, const char *request, int64_t id,
                              const char *terminal, const LbRecordingLimits *limits,
                              GError **error);
void lb_recording_free(LbRecording *recording);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbRecording, lb_recording_free)

/* Appends a line, @length bytes without LF. Each part begins with a header of its own, with the size that the terminal
 * has then. LB_BASE_ERROR_LIMIT when it is full. */
bool lb_recording_add(LbRecording *recording, const char *line, size_t length, GError **error);

/* Makes all of it durable, and returns the SHA-256 over all bytes of all parts in their order so far, 64 hexadecimal
 * digits, which the caller frees. NULL on error. */
char *lb_recording_settle(LbRecording *recording, GError **error);

/* Bytes of all parts so far. */
int64_t lb_recording_bytes(const LbRecording *recording);
