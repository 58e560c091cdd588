/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines out of a stream of bytes, however it comes. */
#include "base/lines.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"

Test(lines, bytes_in_any_pieces_give_the_same_lines)
{
    static const char stream[] = "one\n\nthree and more\nfo";
    for (size_t piece = 1; piece < sizeof stream; piece++) {
        g_autoptr(LbLines) lines = lb_lines_new(100);
        g_autoptr(GString) seen = g_string_new(NULL);
        for (size_t at = 0; at < strlen(stream); at += piece) {
            cr_assert(lb_lines_feed(lines, stream + at, MIN(piece, strlen(stream) - at), NULL));
            size_t length = 0;
            for (char *line = lb_lines_take(lines, &length); line != NULL;
                 line = lb_lines_take(lines, &length)) {
                cr_assert_eq(strlen(line), length);
                g_string_append_printf(seen, "[%s]", line);
                g_free(line);
            }
        }
        cr_assert_str_eq(seen->str, "[one][][three and more]");
        cr_assert(!lb_lines_is_empty(lines));
        cr_assert(lb_lines_feed(lines, "\n", 1, NULL));
        g_free(lb_lines_take(lines, NULL));
        cr_assert(lb_lines_is_empty(lines));
    }
}

Test(lines, a_line_without_end_is_refused_at_the_limit)
{
    g_autoptr(LbLines) lines = lb_lines_new(10);
    g_autoptr(GError) error = NULL;
    cr_assert(lb_lines_feed(lines, "123456789", 9, NULL));
    cr_assert(!lb_lines_feed(lines, "0", 1, &error));
    cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_WIRE));
}
