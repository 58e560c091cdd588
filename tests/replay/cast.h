/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings for tests, written as the proxy and lockbox write them. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/file.h"
#include "replay/reader.h"

typedef struct {
    char *directory;
    bool own; /* goes with it */
    int64_t passage;
    unsigned columns;
    unsigned rows;
    int part;
    LbFd fd;
    int64_t time; /* of what is added next */
} Cast;

/* A recording 7 with its first part, of 80 x 24. */
Cast *cast_new(void);

/* The same of @passage in @directory, which is there, of that size. */
Cast *cast_new_in(const char *directory, int64_t passage, unsigned columns, unsigned rows);
void cast_free(Cast *cast);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cast, cast_free)

/* Begins the next part, with nothing in it and with its header. */
void cast_open_part(Cast *cast);
void cast_next_part(Cast *cast);

/* Bytes of the file as they are. */
void cast_raw(Cast *cast, const char *bytes);
void cast_raw_length(Cast *cast, const char *bytes, size_t length);

/* One event, @after seconds behind the one before. */
void cast_show(Cast *cast, double after, const char *bytes);
void cast_show_length(Cast *cast, double after, const char *bytes, size_t length);
void cast_resize(Cast *cast, double after, unsigned columns, unsigned rows);

LbReplayReader *cast_read(const Cast *cast);
