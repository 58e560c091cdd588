/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What passes to a terminal: text, controls and whole sane sequences, in whatever pieces they come. */
#include <criterion/criterion.h>
#include <glib.h>
#include <string.h>

#include "replay/sequence.h"

static void
take(LbSequence *sequence, const char *bytes, size_t length, GString *pieces)
{
    LbPiece piece;
    while (lb_sequence_next(sequence, &bytes, &length, &piece)) {
        g_string_append_len(pieces, piece.bytes, (gssize)piece.length);
        g_string_append_c(pieces, '|');
    }
}

/* Each character in a call of its own, the pieces of text put together again. */
static char *
take_slowly(const char *bytes)
{
    LbSequence sequence = { 0 };
    g_autoptr(GString) all = g_string_new(NULL);
    for (const char *at = bytes; *at != '\0'; at = g_utf8_next_char(at)) {
        g_autoptr(GString) pieces = g_string_new(NULL);
        take(&sequence, at, (size_t)(g_utf8_next_char(at) - at), pieces);
        g_string_append(all, pieces->str);
    }
    return g_string_free(g_steal_pointer(&all), FALSE);
}

static char *
without_bars(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "|", -1);
    return g_strjoinv("", parts);
}

static const struct {
    const char *bytes;
    const char *pieces;
} cases[] = {
    { "plain", "plain|" },
    { "a\r\nb", "a|\r|\n|b|" },
    { "\033[1;31mred\033[m", "\033[1;31m|red|\033[m|" },
    { "\033[?1049h", "\033[?1049h|" },
    { "\033(Bx\0337", "\033(B|x|\0337|" },
    /* Strings: titles, clipboards, images, anything. */
    { "a\033]0;title\007b", "a|b|" },
    { "a\033]52;c;aGk=\033\\b", "a|b|" },
    { "a\033P1$r0m\033\\b", "a|b|" },
    { "\033_G\033\\\033^x\033\\\033Xy\033\\z", "z|" },
    { "\033]0;ä\033[2J", "\033[2J|" },
    { "\033]0;x\030y", "y|" },
    { "\033]never ends \r\n \033", "" },
    /* Controls within, beginning anew, giving up. */
    { "\033[1\r;2H", "\r|\033[1;2H|" },
    { "\033\r]0;x\007y", "\r|y|" },
    { "\033[1\033[2J", "\033[2J|" },
    { "\033[1\0302J", "2J|" },
    { "\033[1\0322J", "2J|" },
    { "\033\033\033[A", "\033[A|" },
    { "\033[1ä2J", "ä2J|" },
    { "\033ä]x", "ä]x|" },
    { "a\x7f\x7f"
      "b",
      "a|b|" },
    /* What libvterm cannot do safely, or would make another terminal of it. */
    { "\033#6\033%@\033[?69hx\033[2;3'}\033[1 @\033[?25;69l\033[>c\033P", "x|" },
    { "\033[?1;25l\033[!p\033[?1J\033)B", "\033[?1;25l|\033[!p|\033[?1J|\033)B|" },
    /* Numbers and lengths that nobody has use for. */
    { "\033[99999A\033[100000Ax", "\033[99999A|x|" },
    { "\033[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16mx\033[;;;;;;;;;;;;;;;;my",
      "\033[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16m|x|y|" },
};

Test(sequence, passes_text_controls_and_sane_sequences)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        LbSequence sequence = { 0 };
        g_autoptr(GString) pieces = g_string_new(NULL);
        take(&sequence, cases[i].bytes, strlen(cases[i].bytes), pieces);
        cr_assert_str_eq(pieces->str, cases[i].pieces, "case %zu: %s", i, pieces->str);
    }
}

Test(sequence, pieces_of_output_make_no_difference)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *slow = take_slowly(cases[i].bytes);
        g_autofree char *plain = without_bars(slow);
        g_autofree char *expected = without_bars(cases[i].pieces);
        cr_assert_str_eq(plain, expected, "case %zu", i);
    }
}

Test(sequence, one_without_end_takes_no_memory_and_ends)
{
    LbSequence sequence = { 0 };
    g_autoptr(GString) pieces = g_string_new(NULL);
    take(&sequence, "\033[", 2, pieces);
    for (int i = 0; i < 1000; i++)
        take(&sequence, "1;1;1;1;", 8, pieces);
    take(&sequence, "mtext", 5, pieces);
    cr_assert_str_eq(pieces->str, "text|");
    for (int i = 0; i < 1000; i++)
        take(&sequence, "\033((((((((", 9, pieces);
    g_string_truncate(pieces, 0);
    take(&sequence, "0text", 5, pieces);
    cr_assert_str_eq(pieces->str, "text|");
}
