/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Safe text: what is refused, what is kept, what is made visible. */
#include <criterion/criterion.h>
#include <glib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

/* Each is hostile in a line; what it is follows. */
static const char *const hostile[] = {
    "a\x1b[2Jb", /* escape sequence */
    "a\a"
    "b",    /* bell */
    "a\tb", /* tab */
    "a\x7f"
    "b", /* DEL */
    "a\xc2\x9b"
    "31mb", /* C1 CSI */
    "a\xe2\x80\xae"
    "b", /* right-to-left override */
    "a\xe2\x81\xa6"
    "b", /* left-to-right isolate */
    "a\xd8\x9c"
    "b", /* Arabic letter mark */
    "a\xe2\x80\x8b"
    "b", /* zero-width space */
    "a\xe2\x80\x8d"
    "b", /* zero-width joiner */
    "a\xef\xbb\xbf"
    "b", /* byte order mark */
    "a\xc2\xad"
    "b", /* soft hyphen */
    "a\xe2\x80\xa8"
    "b", /* line separator */
    "a\xe3\x85\xa4"
    "b", /* Hangul filler */
    "a\xf3\xa0\x81\x81"
    "b", /* tag character */
    "a\xef\xbf\xbf"
    "b",    /* noncharacter */
    "a\nb", /* line feed, in a line */
    "a\r\nb",
};

Test(text, what_is_harmful_cannot_be_typed)
{
    for (size_t i = 0; i < G_N_ELEMENTS(hostile); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *accepted = lb_text_accept(hostile[i], -1, LB_TEXT_LINE, 100, &error);
        cr_assert_null(accepted, "row %zu was accepted", i);
        cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_UNSAFE), "row %zu: %s", i,
                  error->message);
    }
}

Test(text, what_is_harmful_is_visible_at_output)
{
    for (size_t i = 0; i < G_N_ELEMENTS(hostile); i++) {
        g_autofree char *escaped = lb_text_escape(hostile[i], LB_TEXT_LINE);
        cr_assert_not_null(strstr(escaped, "<U+"), "row %zu: %s", i, escaped);
        for (const char *at = escaped; *at != '\0'; at = g_utf8_next_char(at))
            cr_assert_not(lb_text_is_harmful(g_utf8_get_char(at)), "row %zu: %s", i, escaped);
    }
}

Test(text, bytes_that_are_not_utf8_are_refused_or_shown)
{
    g_autoptr(GError) error = NULL;
    cr_assert_null(lb_text_accept("a\xff", -1, LB_TEXT_LINE, 100, &error));
    cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_SYNTAX));
    g_autofree char *escaped = lb_text_escape("a\xff\xc3", LB_TEXT_LINE);
    cr_assert_str_eq(escaped, "a<0xFF><0xC3>");
    g_autofree char *overlong = lb_text_escape("\xc0\xaf", LB_TEXT_LINE);
    cr_assert_str_eq(overlong, "<0xC0><0xAF>");
}

Test(text, a_nul_inside_is_refused)
{
    g_autoptr(GError) error = NULL;
    cr_assert_null(lb_text_accept("a\0b", 3, LB_TEXT_LINE, 100, &error));
    cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_SYNTAX));
}

Test(text, lines_are_kept_and_line_ends_folded)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *accepted = lb_text_accept(" one\r\ntwo\n\n", -1, LB_TEXT_LINES, 100, &error);
    cr_assert_str_eq(accepted, "one\ntwo");
    g_autofree char *lone = lb_text_accept("one\rtwo", -1, LB_TEXT_LINES, 100, &error);
    cr_assert_null(lone);
}

Test(text, the_limit_counts_characters)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *five = lb_text_accept("株式会社様", -1, LB_TEXT_LINE, 5, &error);
    cr_assert_str_eq(five, "株式会社様");
    g_autofree char *six = lb_text_accept("株式会社様々", -1, LB_TEXT_LINE, 5, &error);
    cr_assert_null(six);
    cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_LIMIT));
    g_clear_error(&error);
    g_autofree char *huge = g_strnfill(10 * 1024 * 1024, 'x');
    cr_assert_null(lb_text_accept(huge, -1, LB_TEXT_LINE, 200, &error));
    cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_LIMIT));
}

Test(text, nothing_is_not_something)
{
    g_autoptr(GError) error = NULL;
    cr_assert_null(lb_text_accept(" \n ", -1, LB_TEXT_LINES, 100, &error));
    cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_EMPTY));
}

Test(text, what_other_systems_send_is_kept_as_valid_utf8)
{
    g_autofree char *kept = lb_text_keep("a\xff\x1b\r\nb\rc\0d", 9, 100);
    cr_assert_str_eq(kept, "a\xef\xbf\xbd\x1b\nb\nc\xef\xbf\xbd");
    g_autofree char *cut = lb_text_keep("0123456789", -1, 8);
    cr_assert_str_eq(cut, "0123\n[…]");
}

Test(text, ordinary_text_of_any_language_is_left_alone)
{
    const char *text = "Ärger, 株式会社コントソ, עברית, e\xcc\x81, 👍, vm-web-01 (50 %)";
    g_autoptr(GError) error = NULL;
    g_autofree char *accepted = lb_text_accept(text, -1, LB_TEXT_LINE, 200, &error);
    cr_assert_str_eq(accepted, text);
    g_autofree char *escaped = lb_text_escape(text, LB_TEXT_LINE);
    cr_assert_str_eq(escaped, text);
}
