/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of recordings as lockboxd and the operator meet them, private to src/service: to be counted and removed, never
 * read. The account of sessions owns them and may have put anything in their place: no link is followed. */
#pragma once

#include "service/act.h"

/* What is there of a recording. */
typedef struct {
    int64_t bytes; /* of all parts */
    int parts;     /* in a row, from the first */
    bool strange;  /* one of them is no plain file, or something else stands for a directory */
    bool open;     /* others than who made them could read it */
} LbRecordingFiles;

/* Looks at the recording of @passage of request @id ("LB-42"). What is not there is counted as none. */
bool lb_recording_files_look(const LbService *service, const char *id, int64_t passage,
                             LbRecordingFiles *files, GError **error);

/* Removes its files, and the directory of the request when it has become empty. Well done too where there are none. */
bool lb_recording_files_remove(const LbService *service, const char *id, int64_t passage,
                               GError **error);
