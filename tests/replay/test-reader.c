/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading recordings: what was written comes back, what is not of that form is refused by name, and what grows is read as it
 * grows. */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/span.h"
#include "proxy/cast.h"
#include "replay/cast.h"
#include "replay/error.h"

static LbReplayStep
next(LbReplayReader *reader, LbReplayEvent *event)
{
    g_autoptr(GError) error = NULL;
    LbReplayStep step = lb_replay_reader_next(reader, event, &error);
    cr_assert_neq(step, LB_REPLAY_FAILED, "%s", error != NULL ? error->message : "no error");
    return step;
}

static void
expect_output(LbReplayReader *reader, int64_t time, const char *bytes)
{
    LbReplayEvent event;
    cr_assert_eq(next(reader, &event), LB_REPLAY_EVENT);
    cr_assert_eq(event.kind, LB_REPLAY_OUTPUT);
    cr_assert_eq(event.time, time);
    cr_assert_eq(event.length, strlen(bytes));
    cr_assert_eq(memcmp(event.bytes, bytes, event.length), 0, "%s", event.bytes);
}

static void
expect_size(LbReplayReader *reader, unsigned columns, unsigned rows)
{
    LbReplayEvent event;
    cr_assert_eq(next(reader, &event), LB_REPLAY_EVENT);
    cr_assert_eq(event.kind, LB_REPLAY_RESIZE);
    cr_assert_eq(event.columns, columns);
    cr_assert_eq(event.rows, rows);
}

static void
expect_end(LbReplayReader *reader)
{
    LbReplayEvent event;
    cr_assert_eq(next(reader, &event), LB_REPLAY_END);
}

/* Twice: a damaged place stays one. */
static void
expect_refusal(LbReplayReader *reader, LbReplayError code, const char *what)
{
    for (int i = 0; i < 2; i++) {
        g_autoptr(GError) error = NULL;
        LbReplayEvent event;
        cr_assert_eq(lb_replay_reader_next(reader, &event, &error), LB_REPLAY_FAILED, "%s", what);
        cr_assert(g_error_matches(error, LB_REPLAY_ERROR, (int)code), "%s: %s", what,
                  error->message);
    }
}

Test(reader, limits_are_those_of_what_is_written)
{
    cr_assert_eq(LB_REPLAY_LINE_MOST, LB_CAST_LINE_MOST);
}

Test(reader, what_was_written_comes_back)
{
    g_autoptr(Cast) cast = cast_new();
    cast_show(cast, 0.5, "a\"b\\c\r\n\033[1m\t\x7f ä€😀");
    cast_resize(cast, 1, 132, 50);
    cast_show(cast, 0, "\xff\xc3");
    g_autoptr(LbReplayReader) reader = cast_read(cast);
    expect_size(reader, 80, 24);
    cr_assert_eq(lb_replay_reader_start(reader), 1764000000 * LB_SECOND);
    expect_output(reader, LB_SECOND / 2, "a\"b\\c\r\n\033[1m\t\x7f ä€😀");
    expect_size(reader, 132, 50);
    expect_output(reader, LB_SECOND * 3 / 2, "\xef\xbf\xbd");
    expect_output(reader, LB_SECOND * 3 / 2, "\xef\xbf\xbd");
    expect_end(reader);
}

/* But NUL, with which a terminal does nothing, and which is not recorded. */
Test(reader, each_byte_comes_back)
{
    char all[256];
    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    g_autoptr(Cast) cast = cast_new();
    cast_show_length(cast, 0, all, 128);
    g_autoptr(LbReplayReader) reader = cast_read(cast);
    LbReplayEvent event;
    expect_size(reader, 80, 24);
    cr_assert_eq(next(reader, &event), LB_REPLAY_EVENT);
    cr_assert_eq(event.length, 127);
    cr_assert_eq(memcmp(event.bytes, all + 1, 127), 0);
}

Test(reader, parts_are_one_stream)
{
    g_autoptr(Cast) cast = cast_new();
    cast_show(cast, 1, "one");
    cast_next_part(cast);
    cast_next_part(cast);
    cast_show(cast, 1, "two");
    g_autoptr(LbReplayReader) reader = cast_read(cast);
    expect_size(reader, 80, 24);
    expect_output(reader, LB_SECOND, "one");
    LbReplayPlace place = lb_replay_reader_place(reader);
    expect_output(reader, 2 * LB_SECOND, "two");
    expect_end(reader);
    cr_assert(lb_replay_reader_seek(reader, &place, NULL));
    expect_output(reader, 2 * LB_SECOND, "two");
    expect_end(reader);
}

Test(reader, a_recording_is_followed_while_it_grows)
{
    g_autoptr(Cast) cast = cast_new();
    g_autoptr(LbReplayReader) reader = cast_read(cast);
    expect_size(reader, 80, 24);
    expect_end(reader);
    static const char line[] = "[0.250000, \"o\", \"x\"]\n";
    for (size_t i = 0; i < strlen(line); i++) {
        expect_end(reader);
        cast_raw_length(cast, line + i, 1);
    }
    expect_output(reader, LB_SECOND / 4, "x");
    expect_end(reader);
    cast_open_part(cast);
    expect_end(reader);
    g_autofree char *header = lb_cast_header(80, 24, 0, "xterm");
    cast_raw(cast, header);
    expect_end(reader);
    cast_show(cast, 1, "y");
    expect_output(reader, LB_SECOND, "y");
    expect_end(reader);
}

Test(reader, damaged_lines_are_refused)
{
    static const char *const lines[] = {
        "",
        " ",
        "[]",
        "[1, \"o\", \"x\"]",
        "[1.5, \"o\", \"x\"]",
        "[1.5000000, \"o\", \"x\"]",
        "[-1.000000, \"o\", \"x\"]",
        "[99999999999.000000, \"o\", \"x\"]",
        "[1e3, \"o\", \"x\"]",
        "[1.000000,\"o\",\"x\"]",
        "[1.000000, \"i\", \"x\"]",
        "[1.000000, \"o\", \"x\"",
        "[1.000000, \"o\", \"x\"] ",
        "[1.000000, \"o\", \"x\"][1.000000, \"o\", \"x\"]",
        "[1.000000, \"o\", \"x]",
        "[1.000000, \"o\", \"x\\\"]",
        "[1.000000, \"o\", \"\\x41\"]",
        "[1.000000, \"o\", \"\\u12\"]",
        "[1.000000, \"o\", \"\\u12g4\"]",
        "[1.000000, \"o\", \"\\ud800\"]",
        "[1.000000, \"o\", \"\\udc00\"]",
        "[1.000000, \"o\", \"\\ud800\\u0041\"]",
        "[1.000000, \"o\", \"\xff\"]",
        "[1.000000, \"o\", \"\xed\xa0\x80\"]",
        "[1.000000, \"o\", \"\xc0\x80\"]",
        "[1.000000, \"o\", \"a\tb\"]",
        "[1.000000, \"o\", \"a\033b\"]",
        "[1.000000, \"o\", \"a\rb\"]",
        "[1.000000, \"o\", 1]",
        "[1.000000, \"r\", \"80\"]",
        "[1.000000, \"r\", \"0x24\"]",
        "[1.000000, \"r\", \"80x65536\"]",
        "[1.000000, \"r\", \"80x999999\"]",
        "[1.000000, \"r\", \"-80x24\"]",
        "[1.000000, \"r\", \"80x24 \"]",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(Cast) cast = cast_new();
        cast_raw(cast, lines[i]);
        cast_raw(cast, "\n");
        g_autoptr(LbReplayReader) reader = cast_read(cast);
        expect_size(reader, 80, 24);
        expect_refusal(reader, LB_REPLAY_ERROR_LINE, lines[i]);
    }
}

Test(reader, a_nul_byte_in_a_line_is_refused)
{
    static const char line[] = "[1.000000, \"o\", \"a\0b\"]\n";
    g_autoptr(Cast) cast = cast_new();
    cast_raw_length(cast, line, sizeof line - 1);
    g_autoptr(LbReplayReader) reader = cast_read(cast);
    expect_size(reader, 80, 24);
    expect_refusal(reader, LB_REPLAY_ERROR_LINE, "NUL");
}

Test(reader, damaged_headers_are_refused)
{
    static const char *const headers[] = {
        "",
        "[]",
        "x",
        "{}",
        "{\"version\": 1, \"width\": 80, \"height\": 24, \"timestamp\": 1}",
        "{\"version\": 2, \"width\": 0, \"height\": 24, \"timestamp\": 1}",
        "{\"version\": 2, \"width\": 80, \"height\": 65536, \"timestamp\": 1}",
        "{\"version\": 2, \"width\": 80.5, \"height\": 24, \"timestamp\": 1}",
        "{\"version\": 2, \"width\": \"80\", \"height\": 24, \"timestamp\": 1}",
        "{\"version\": 2, \"width\": [80], \"height\": 24, \"timestamp\": 1}",
        "{\"version\": 2, \"width\": 80, \"height\": 24, \"timestamp\": -1}",
        "{\"version\": 2, \"width\": 80, \"height\": 24}",
        "{\"version\": 2, \"width\": 80, \"height\": 24, \"timestamp\": 1} {}",
        "{'version': 2, 'width': 80, 'height': 24, 'timestamp': 1}",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(headers); i++) {
        g_autoptr(Cast) cast = cast_new();
        cast_open_part(cast);
        cast_raw(cast, headers[i]);
        cast_raw(cast, "\n");
        g_autoptr(LbReplayReader) reader = cast_read(cast);
        expect_size(reader, 80, 24);
        expect_refusal(reader, LB_REPLAY_ERROR_HEADER, headers[i]);
    }
}

Test(reader, a_line_is_bounded)
{
    g_autoptr(Cast) cast = cast_new();
    g_autofree char *most =
        g_strnfill(LB_REPLAY_LINE_MOST - strlen("[1.000000, \"o\", \"\"]\n"), 'x');
    g_autofree char *line = g_strdup_printf("[1.000000, \"o\", \"%s\"]\n", most);
    g_autofree char *more = g_strdup_printf("[1.000000, \"o\", \"%sx\"]\n", most);
    cast_raw(cast, line);
    cast_raw(cast, more);
    g_autoptr(LbReplayReader) reader = cast_read(cast);
    expect_size(reader, 80, 24);
    expect_output(reader, LB_SECOND, most);
    expect_refusal(reader, LB_REPLAY_ERROR_LONG, "long");
}

Test(reader, a_line_without_end_is_refused_before_it_is_read)
{
    g_autoptr(Cast) cast = cast_new();
    cr_assert_eq(ftruncate(cast->fd, INT64_C(8) << 30), 0);
    g_autoptr(LbReplayReader) reader = cast_read(cast);
    expect_size(reader, 80, 24);
    expect_refusal(reader, LB_REPLAY_ERROR_LONG, "sparse");
}

Test(reader, time_goes_on_only)
{
    g_autoptr(Cast) cast = cast_new();
    cast_show(cast, 2, "a");
    cast_show(cast, 0, "b");
    cast_next_part(cast);
    cast_show(cast, -0.000001, "c");
    g_autoptr(LbReplayReader) reader = cast_read(cast);
    expect_size(reader, 80, 24);
    expect_output(reader, 2 * LB_SECOND, "a");
    expect_output(reader, 2 * LB_SECOND, "b");
    expect_refusal(reader, LB_REPLAY_ERROR_BACKWARDS, "across parts");
}

Test(reader, a_part_that_was_cut_is_refused_when_another_follows)
{
    g_autoptr(Cast) cast = cast_new();
    cast_raw(cast, "[1.000000, \"o\", \"x");
    cast_next_part(cast);
    g_autoptr(LbReplayReader) reader = cast_read(cast);
    expect_size(reader, 80, 24);
    expect_refusal(reader, LB_REPLAY_ERROR_CUT, "cut");
}

Test(reader, a_file_that_shrinks_is_refused)
{
    g_autoptr(Cast) cast = cast_new();
    cast_show(cast, 1, "abc");
    g_autoptr(LbReplayReader) reader = cast_read(cast);
    expect_size(reader, 80, 24);
    expect_output(reader, LB_SECOND, "abc");
    cr_assert_eq(ftruncate(cast->fd, 10), 0);
    expect_refusal(reader, LB_REPLAY_ERROR_FILE, "shrunk");
}

Test(reader, only_regular_files_are_read)
{
    g_autoptr(Cast) cast = cast_new();
    g_autofree char *first = g_build_filename(cast->directory, "7-01.cast", NULL);
    g_autofree char *second = g_build_filename(cast->directory, "7-02.cast", NULL);
    cr_assert_eq(mkfifo(second, 0600), 0);
    g_autoptr(LbReplayReader) reader = cast_read(cast);
    expect_size(reader, 80, 24);
    expect_refusal(reader, LB_REPLAY_ERROR_FILE, "a pipe");
    unlink(second);
    cr_assert_eq(symlink(first, second), 0);
    g_autoptr(GError) error = NULL;
    LbReplayEvent event;
    cr_assert_eq(lb_replay_reader_next(reader, &event, &error), LB_REPLAY_FAILED);
    cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_IO));
    unlink(second);
    expect_end(reader);
}

Test(reader, a_recording_that_is_not_there_is_an_error)
{
    g_autoptr(Cast) cast = cast_new();
    g_autoptr(GError) error = NULL;
    cr_assert_null(lb_replay_reader_new(cast->directory, 8, &error));
    cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_IO));
}
