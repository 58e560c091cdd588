/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines out of a stream of bytes. */
#include "base/lines.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

struct LbLines {
    size_t limit;
    GByteArray *bytes;
    size_t searched; /* bytes at the beginning that are known to have no LF */
};

LbLines *
lb_lines_new(size_t limit)
{
    LbLines *lines = g_new0(LbLines, 1);
    lines->limit = limit;
    lines->bytes = g_byte_array_new();
    return lines;
}

void
lb_lines_free(LbLines *lines)
{
    if (lines == NULL)
        return;
    if (lines->bytes->len > 0)
        explicit_bzero(lines->bytes->data, lines->bytes->len);
    g_byte_array_unref(lines->bytes);
    g_free(lines);
}

static const guint8 *
find_end(const LbLines *lines)
{
    if (lines->bytes->len == lines->searched)
        return NULL;
    return memchr(lines->bytes->data + lines->searched, '\n', lines->bytes->len - lines->searched);
}

bool
lb_lines_feed(LbLines *lines, const void *bytes, size_t length, GError **error)
{
    if (length > 0)
        g_byte_array_append(lines->bytes, bytes, (guint)length);
    if (find_end(lines) != NULL)
        return true;
    lines->searched = lines->bytes->len;
    if (lines->bytes->len < lines->limit)
        return true;
    g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_WIRE, "a line is longer than %zu bytes",
                lines->limit);
    return false;
}

char *
lb_lines_take(LbLines *lines, size_t *length)
{
    const guint8 *end = find_end(lines);
    if (end == NULL)
        return NULL;
    size_t size = (size_t)(end - lines->bytes->data);
    char *line = g_strndup((const char *)lines->bytes->data, size);
    if (length != NULL)
        *length = size;
    explicit_bzero(lines->bytes->data, size);
    g_byte_array_remove_range(lines->bytes, 0, (guint)size + 1);
    lines->searched = 0;
    return line;
}

bool
lb_lines_is_empty(const LbLines *lines)
{
    return lines->bytes->len == 0;
}

bool
lb_lines_read(LbLines *lines, int fd, char **line, size_t *length, GError **error)
{
    char buffer[4096];
    while ((*line = lb_lines_take(lines, length)) == NULL) {
        ssize_t got = read(fd, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_WIRE, "read: %s", g_strerror(errno));
            return false;
        }
        if (got == 0 && !lb_lines_is_empty(lines))
            g_set_error_literal(error, LB_BASE_ERROR, LB_BASE_ERROR_WIRE,
                                "the input ends within a line");
        if (got == 0)
            return false;
        bool fits = lb_lines_feed(lines, buffer, (size_t)got, error);
        explicit_bzero(buffer, sizeof buffer);
        if (!fits)
            return false;
    }
    return true;
}
