/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings: whatever a target writes, each line is valid, harmless and bounded, and plays back what came. */
#include <criterion/criterion.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "base/span.h"
#include "base/text.h"
#include "proxy/cast.h"

/* What the lines would show; each has to be one. */
static char *
play(const GString *lines)
{
    g_autoptr(GString) shown = g_string_new(NULL);
    g_auto(GStrv) each = g_strsplit(lines->str, "\n", -1);
    for (char **line = each; *line != NULL && **line != '\0'; line++) {
        g_autoptr(JsonParser) parser = json_parser_new_immutable();
        cr_assert(lb_cast_is_line(*line, strlen(*line)), "%s", *line);
        cr_assert(json_parser_load_from_data(parser, *line, -1, NULL), "%s", *line);
        JsonArray *array = json_node_get_array(json_parser_get_root(parser));
        cr_assert_eq(json_array_get_length(array), 3);
        if (strcmp(json_array_get_string_element(array, 1), "o") == 0)
            g_string_append(shown, json_array_get_string_element(array, 2));
    }
    return g_string_free(g_steal_pointer(&shown), FALSE);
}

/* What @bytes show when they come in two pieces, cut at @cut. */
static char *
show(const char *bytes, size_t length, size_t cut)
{
    LbCast cast = { 0 };
    g_autoptr(GString) lines = g_string_new(NULL);
    lb_cast_output(&cast, 0, bytes, cut, lines);
    lb_cast_output(&cast, LB_SECOND, bytes + cut, length - cut, lines);
    lb_cast_finish(&cast, 2 * LB_SECOND, lines);
    return play(lines);
}

Test(cast, lines_are_those_of_the_format)
{
    LbCast cast = { 0 };
    g_autoptr(GString) lines = g_string_new(NULL);
    lb_cast_output(&cast, 1500000, "a\"b\\\r\n\033[0m", 10, lines);
    lb_cast_resize(61 * LB_SECOND + 7, 132, 50, lines);
    cr_assert_str_eq(lines->str, "[1.500000, \"o\", \"a\\\"b\\\\\\u000d\\u000a\\u001b[0m\"]\n"
                                 "[61.000007, \"r\", \"132x50\"]\n");
    g_autofree char *header = lb_cast_header(80, 24, 1764000000 * LB_SECOND, "xterm\"\n");
    cr_assert_str_eq(header, "{\"version\": 2, \"width\": 80, \"height\": 24, \"timestamp\": "
                             "1764000000, \"env\": {\"TERM\": \"xterm\\\"\\u000a\"}}\n");
}

Test(cast, a_character_in_two_pieces_is_one)
{
    static const char text[] = "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80 end";
    for (size_t cut = 0; cut < sizeof text; cut++) {
        g_autofree char *shown = show(text, sizeof text - 1, MIN(cut, sizeof text - 1));
        cr_assert_str_eq(shown, text, "cut at %zu: %s", cut, shown);
    }
}

Test(cast, a_character_that_waits_makes_no_line)
{
    LbCast cast = { 0 };
    g_autoptr(GString) lines = g_string_new(NULL);
    lb_cast_output(&cast, 0, "\xe2\x82", 2, lines);
    cr_assert_eq(lines->len, 0);
    lb_cast_finish(&cast, 0, lines);
    cr_assert_str_eq(lines->str, "[0.000000, \"o\", \"\xef\xbf\xbd\"]\n");
}

Test(cast, what_is_no_character_is_replaced_byte_by_byte)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *shown;
    } cases[] = {
        { "a\xff"
          "b",
          3,
          "a\xef\xbf\xbd"
          "b" },
        { "\xc0\x80", 2, "\xef\xbf\xbd\xef\xbf\xbd" },                 /* overlong */
        { "\xed\xa0\x80", 3, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" }, /* a surrogate */
        { "\xf4\x90\x80\x80", 4, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
        { "\xe2\x82"
          "A",
          3,
          "\xef\xbf\xbd\xef\xbf\xbd"
          "A" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        for (size_t cut = 0; cut <= cases[i].length; cut++) {
            g_autofree char *shown = show(cases[i].bytes, cases[i].length, cut);
            cr_assert_str_eq(shown, cases[i].shown, "%zu cut at %zu", i, cut);
        }
}

Test(cast, a_nul_among_the_bytes_of_a_character_hides_nothing)
{
    LbCast cast = { 0 };
    g_autoptr(GString) lines = g_string_new(NULL);
    lb_cast_output(&cast, 0, "\xe2\0x\0", 4, lines);
    cr_assert_str_eq(lines->str, "[0.000000, \"o\", \"\xef\xbf\xbdx\"]\n");
}

Test(cast, no_harmful_character_stands_in_a_line)
{
    LbCast cast = { 0 };
    g_autoptr(GString) lines = g_string_new(NULL);
    g_autoptr(GString) all = g_string_new(NULL);
    for (gunichar character = 1; character <= 0x10ffff; character += character < 0x3000 ? 1 : 61)
        if (g_unichar_validate(character))
            g_string_append_unichar(all, character);
    lb_cast_output(&cast, 0, all->str, all->len, lines);
    for (const char *at = lines->str; *at != '\0'; at = g_utf8_next_char(at))
        cr_assert(*at == '\n' || !lb_text_is_harmful(g_utf8_get_char(at)), "U+%04X",
                  g_utf8_get_char(at));
    g_autofree char *shown = play(lines);
    cr_assert_str_eq(shown, all->str);
}

Test(cast, no_line_is_longer_than_it_may_be)
{
    LbCast cast = { 0 };
    g_autoptr(GString) lines = g_string_new(NULL);
    g_autofree char *bytes = g_malloc(100000);
    memset(bytes, 1, 100000);
    lb_cast_output(&cast, G_MAXINT64, bytes, 100000, lines);
    g_auto(GStrv) each = g_strsplit(lines->str, "\n", -1);
    for (char **line = each; *line != NULL; line++)
        cr_assert_lt(strlen(*line), LB_CAST_LINE_MOST);
    g_autofree char *shown = play(lines);
    cr_assert_eq(strlen(shown), 100000);
}

Test(cast, other_lines_are_told_apart)
{
    static const char *const wrong[] = {
        "",
        "[",
        "{}",
        "[1.0, \"i\", \"typed\"]",
        "[1.0, \"o\", \"x\"",
        "[1.0, \"o\", \"x\"] ",
        "[1.0, \"o\", \"x\"]]",
        "[\"o\", \"x\", 1]",
        "[1.0, \"o\", \"\x01\"]",
        "[1.0, \"o\", \"\xff\"]",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
        cr_assert_not(lb_cast_is_line(wrong[i], strlen(wrong[i])), "%s", wrong[i]);
    cr_assert(lb_cast_is_line("[1.0, \"o\", \"x\"]", 15));
}
