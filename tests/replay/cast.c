/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings for tests. */
#include "replay/cast.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/span.h"
#include "proxy/cast.h"

static char *
part_path(const Cast *cast, int part)
{
    return g_strdup_printf("%s/%d-%02d.cast", cast->directory, (int)cast->passage, part);
}

void
cast_open_part(Cast *cast)
{
    lb_fd_close(&cast->fd);
    g_autofree char *path = part_path(cast, ++cast->part);
    cast->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    cr_assert_geq(cast->fd, 0);
}

void
cast_next_part(Cast *cast)
{
    g_autofree char *header =
        lb_cast_header(cast->columns, cast->rows, 1764000000 * LB_SECOND, "xterm");
    cast_open_part(cast);
    cast_raw(cast, header);
}

Cast *
cast_new_in(const char *directory, int64_t passage, unsigned columns, unsigned rows)
{
    Cast *cast = g_new0(Cast, 1);
    *cast = (Cast){ .fd = -1,
                    .directory = g_strdup(directory),
                    .passage = passage,
                    .columns = columns,
                    .rows = rows };
    cast_next_part(cast);
    return cast;
}

Cast *
cast_new(void)
{
    g_autofree char *directory = g_dir_make_tmp("lb-replay-XXXXXX", NULL);
    cr_assert_not_null(directory);
    Cast *cast = cast_new_in(directory, 7, 80, 24);
    cast->own = true;
    return cast;
}

void
cast_free(Cast *cast)
{
    lb_fd_close(&cast->fd);
    for (int part = 1; part <= cast->part && cast->own; part++) {
        g_autofree char *path = part_path(cast, part);
        unlink(path);
    }
    if (cast->own)
        rmdir(cast->directory);
    g_free(cast->directory);
    g_free(cast);
}

void
cast_raw_length(Cast *cast, const char *bytes, size_t length)
{
    cr_assert(lb_fd_write_all(cast->fd, bytes, length, NULL));
}

void
cast_raw(Cast *cast, const char *bytes)
{
    cast_raw_length(cast, bytes, strlen(bytes));
}

void
cast_show_length(Cast *cast, double after, const char *bytes, size_t length)
{
    LbCast state = { 0 };
    g_autoptr(GString) lines = g_string_new(NULL);
    cast->time += (int64_t)(after * LB_SECOND);
    lb_cast_output(&state, cast->time, bytes, length, lines);
    lb_cast_finish(&state, cast->time, lines);
    cast_raw_length(cast, lines->str, lines->len);
}

void
cast_show(Cast *cast, double after, const char *bytes)
{
    cast_show_length(cast, after, bytes, strlen(bytes));
}

void
cast_resize(Cast *cast, double after, unsigned columns, unsigned rows)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    cast->time += (int64_t)(after * LB_SECOND);
    lb_cast_resize(cast->time, columns, rows, lines);
    cast_raw_length(cast, lines->str, lines->len);
}

LbReplayReader *
cast_read(const Cast *cast)
{
    g_autoptr(GError) error = NULL;
    LbReplayReader *reader = lb_replay_reader_new(cast->directory, cast->passage, &error);
    cr_assert_not_null(reader, "%s", error != NULL ? error->message : "");
    return reader;
}
