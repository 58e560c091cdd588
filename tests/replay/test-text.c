/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings as plain text. */
#include <criterion/criterion.h>
#include <locale.h>

#include "base/text.h"
#include "replay/cast.h"
#include "replay/error.h"
#include "replay/text.h"

static void
setup(void)
{
    cr_assert_not_null(setlocale(LC_ALL, "C.UTF-8"));
}

TestSuite(text, .init = setup);

static void
add_line(const char *line, void *user)
{
    GString *text = user;
    for (const char *at = line; *at != '\0'; at = g_utf8_next_char(at))
        cr_assert(!lb_text_is_harmful(g_utf8_get_char(at)), "%s", line);
    g_string_append_printf(text, "%s\n", line);
}

static void
expect_text(const Cast *cast, const char *text)
{
    g_autoptr(LbReplayReader) reader = cast_read(cast);
    g_autoptr(GString) lines = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    cr_assert(lb_replay_text(reader, add_line, lines, &error), "%s",
              error != NULL ? error->message : "");
    cr_assert_str_eq(lines->str, text, "%s", lines->str);
}

Test(text, lines_that_scrolled_off_and_those_that_stood_at_the_end)
{
    g_autoptr(Cast) cast = cast_new();
    g_autoptr(GString) expected = g_string_new(NULL);
    for (int i = 1; i <= 100; i++) {
        g_autofree char *line = g_strdup_printf("line %d", i);
        g_autofree char *shown = g_strdup_printf("\033[1m%s\033[m\r\n", line);
        cast_show(cast, 0.1, shown);
        g_string_append_printf(expected, "%s\n", line);
    }
    cast_show(cast, 1, "$ exit");
    g_string_append(expected, "$ exit\n");
    expect_text(cast, expected->str);
}

Test(text, what_was_typed_over_is_said_as_it_stood)
{
    g_autoptr(Cast) cast = cast_new();
    cast_show(cast, 0, "$ cat\b\b\bls\033[K -l\r\n");
    cast_show(cast, 0, "10 %\r50 %\r100 %\r\n");
    expect_text(cast, "$ ls -l\n100 %\n");
}

Test(text, what_is_erased_by_the_screen_is_said)
{
    g_autoptr(Cast) cast = cast_new();
    cast_show(cast, 0, "secret\r\nplan\033[H\033[2J\033[3J$ next");
    cast_show(cast, 0, "\033[H\033[J$ third\033c$ last");
    expect_text(cast, "secret\nplan\n$ next\n$ third\n$ last\n");
}

Test(text, a_program_that_takes_the_screen_is_said_as_it_left_it)
{
    g_autoptr(Cast) cast = cast_new();
    cast_show(cast, 0, "$ vi\033[?1049h\033[Hdraft\033[H");
    cast_show(cast, 0, "final\033[?1049l\r\n$ ");
    expect_text(cast, "final\n$ vi\n$\n");
}

Test(text, the_same_screen_again_is_said_once)
{
    g_autoptr(Cast) cast = cast_new();
    for (int i = 0; i < 50; i++)
        cast_show(cast, 1, "\033[H\033[2Jload 1\r\nload 2");
    expect_text(cast, "load 1\nload 2\n");
}

Test(text, is_harmless)
{
    g_autoptr(Cast) cast = cast_new();
    cast_show(cast, 0,
              "a\u202eb\033]0;title\007\033]52;c;aGk=\007\xc2\x9b"
              "31mc\xff\r\n");
    expect_text(cast, "a<U+202E>b\ufffd31mc\ufffd\n");
}

Test(text, of_a_damaged_recording_is_said_up_to_there)
{
    g_autoptr(Cast) cast = cast_new();
    cast_show(cast, 0, "before");
    cast_raw(cast, "damage\n");
    cast_show(cast, 0, "after");
    g_autoptr(LbReplayReader) reader = cast_read(cast);
    g_autoptr(GString) lines = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    cr_assert_not(lb_replay_text(reader, add_line, lines, &error));
    cr_assert(g_error_matches(error, LB_REPLAY_ERROR, LB_REPLAY_ERROR_LINE));
    cr_assert_str_eq(lines->str, "before\n");
}
