/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading recordings. One part is open at a time, and no more of it in memory than a few lines. */
#include "replay/reader.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "replay/error.h"
#include "replay/part.h"

#define BUFFER (4 * LB_REPLAY_LINE_MOST)

struct LbReplayReader {
    char *directory;
    int64_t passage;
    int64_t start;
    LbReplayPlace place;
    LbFd fd;
    char *buffer; /* from place.offset on: what was read and not used */
    size_t from;
    size_t to;
    GString *bytes;
};

void
lb_replay_reader_free(LbReplayReader *reader)
{
    if (reader == NULL)
        return;
    lb_fd_close(&reader->fd);
    g_free(reader->directory);
    g_free(reader->buffer);
    g_string_free(reader->bytes, TRUE);
    g_free(reader);
}

static void
prefix_place(const LbReplayReader *reader, GError **error)
{
    g_prefix_error(error, "part %d, byte %" G_GINT64_FORMAT ": ", reader->place.part,
                   reader->place.offset);
}

static void
enter_part(LbReplayReader *reader, LbFd fd, const LbReplayPlace *place)
{
    lb_fd_close(&reader->fd);
    reader->fd = fd;
    reader->place = *place;
    reader->from = reader->to = 0;
}

LbReplayReader *
lb_replay_reader_new(const char *directory, int64_t passage, GError **error)
{
    g_autoptr(LbReplayReader) reader = g_new0(LbReplayReader, 1);
    reader->directory = g_strdup(directory);
    reader->passage = passage;
    reader->bytes = g_string_new(NULL);
    reader->buffer = g_malloc(BUFFER);
    reader->fd = lb_replay_part_open(directory, passage, 1, false, error);
    reader->place = (LbReplayPlace){ .part = 1 };
    return reader->fd >= 0 ? g_steal_pointer(&reader) : NULL;
}

/* Nothing was read: that is the end, unless the file was longer before. */
static bool
check_length(const LbReplayReader *reader, GError **error)
{
    struct stat status;
    if (fstat(reader->fd, &status) != 0) {
        lb_set_errno_error(error, errno, "the recording");
        return false;
    }
    if (status.st_size >= reader->place.offset + (int64_t)(reader->to - reader->from))
        return true;
    g_set_error_literal(error, LB_REPLAY_ERROR, LB_REPLAY_ERROR_FILE,
                        "the file is shorter than it was");
    return false;
}

/* Reads more behind what is there, and stores how much. */
static bool
fill(LbReplayReader *reader, size_t *got, GError **error)
{
    memmove(reader->buffer, reader->buffer + reader->from, reader->to - reader->from);
    reader->to -= reader->from;
    reader->from = 0;
    if (!lb_replay_part_read(reader->fd, reader->place.offset + (int64_t)reader->to,
                             reader->buffer + reader->to, BUFFER - reader->to, got, error))
        return false;
    reader->to += *got;
    return *got > 0 || check_length(reader, error);
}

/* Stores the next line, borrowed, without its LF; NULL when it is not whole. */
static bool
find_line(LbReplayReader *reader, const char **line, size_t *length, GError **error)
{
    for (size_t got = 1; got > 0;) {
        const char *from = reader->buffer + reader->from;
        size_t size = reader->to - reader->from;
        const char *end = memchr(from, '\n', MIN(size, LB_REPLAY_LINE_MOST));
        if (end != NULL) {
            *line = from;
            *length = (size_t)(end - from);
            return true;
        }
        if (size >= LB_REPLAY_LINE_MOST) {
            g_set_error(error, LB_REPLAY_ERROR, LB_REPLAY_ERROR_LONG,
                        "a line of more than %d bytes", LB_REPLAY_LINE_MOST);
            return false;
        }
        if (!fill(reader, &got, error))
            return false;
    }
    *line = NULL;
    return true;
}

/* Goes on to the next part when there is one and this one is read. END: neither. */
static LbReplayStep
next_part(LbReplayReader *reader, GError **error)
{
    if (reader->place.part >= LB_REPLAY_PARTS_MOST)
        return LB_REPLAY_END;
    g_autoptr(GError) failure = NULL;
    g_auto(LbFd) next = lb_replay_part_open(reader->directory, reader->passage,
                                            reader->place.part + 1, true, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return LB_REPLAY_FAILED;
    }
    if (next < 0)
        return LB_REPLAY_END;
    /* What came between the last look and that part. */
    size_t got = 0;
    if (!fill(reader, &got, error))
        return LB_REPLAY_FAILED;
    if (got > 0)
        return LB_REPLAY_EVENT;
    if (reader->to > reader->from) {
        g_set_error_literal(error, LB_REPLAY_ERROR, LB_REPLAY_ERROR_CUT,
                            "the last line has no end, but the next part is there");
        return LB_REPLAY_FAILED;
    }
    LbReplayPlace place = { .part = reader->place.part + 1, .time = reader->place.time };
    enter_part(reader, lb_fd_steal(&next), &place);
    return LB_REPLAY_EVENT;
}

/* END: no event, but a line. */
static LbReplayStep
read_line(LbReplayReader *reader, const char *line, size_t length, LbReplayEvent *event,
          GError **error)
{
    int64_t start = 0;
    if (reader->place.offset > 0) {
        if (!lb_replay_line_read(line, length, reader->bytes, event, error))
            return LB_REPLAY_FAILED;
        if (event->time >= reader->place.time)
            return LB_REPLAY_EVENT;
        g_set_error_literal(error, LB_REPLAY_ERROR, LB_REPLAY_ERROR_BACKWARDS,
                            "its time lies before that of the line above");
        return LB_REPLAY_FAILED;
    }
    *event = (LbReplayEvent){ .kind = LB_REPLAY_RESIZE };
    if (!lb_replay_header_read(line, length, &event->columns, &event->rows, &start, error))
        return LB_REPLAY_FAILED;
    /* Changes of the size are events; a later part's header may be ahead of them. */
    if (reader->place.part > 1)
        return LB_REPLAY_END;
    reader->start = start;
    return LB_REPLAY_EVENT;
}

static LbReplayStep
next_event(LbReplayReader *reader, LbReplayEvent *event, GError **error)
{
    for (;;) {
        const char *line = NULL;
        size_t length = 0;
        if (!find_line(reader, &line, &length, error))
            return LB_REPLAY_FAILED;
        LbReplayStep step =
            line == NULL ? next_part(reader, error) : read_line(reader, line, length, event, error);
        if (step == LB_REPLAY_FAILED || (line == NULL && step == LB_REPLAY_END))
            return step;
        if (line == NULL)
            continue;
        reader->from += length + 1;
        reader->place.offset += (int64_t)length + 1;
        if (step == LB_REPLAY_END)
            continue;
        reader->place.time = event->time;
        return step;
    }
}

LbReplayStep
lb_replay_reader_next(LbReplayReader *reader, LbReplayEvent *event, GError **error)
{
    LbReplayStep step = next_event(reader, event, error);
    if (step == LB_REPLAY_FAILED)
        prefix_place(reader, error);
    return step;
}

int64_t
lb_replay_reader_start(const LbReplayReader *reader)
{
    return reader->start;
}

LbReplayPlace
lb_replay_reader_place(const LbReplayReader *reader)
{
    return reader->place;
}

bool
lb_replay_reader_seek(LbReplayReader *reader, const LbReplayPlace *place, GError **error)
{
    if (place->part == reader->place.part) {
        reader->place = *place;
        reader->from = reader->to = 0;
        return true;
    }
    g_auto(LbFd) fd =
        lb_replay_part_open(reader->directory, reader->passage, place->part, false, error);
    if (fd < 0)
        return false;
    enter_part(reader, lb_fd_steal(&fd), place);
    return true;
}
