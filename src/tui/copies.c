/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands to be copied. */
#include "tui/copies.h"

#include "base/text.h"

void
lb_copies_add(LbPager *pager, int width, const char *command)
{
    const LbStyle style = LB_STYLE_ACCENT;
    for (const char *begin = command; *begin != '\0';) {
        const char *end = begin;
        int columns = 0;
        while (*end != '\0' && columns + lb_text_width(g_utf8_get_char(end)) <= width) {
            columns += lb_text_width(g_utf8_get_char(end));
            end = g_utf8_next_char(end);
        }
        /* A character that is wider than the whole row stands over the edge. */
        end = end == begin ? g_utf8_next_char(begin) : end;
        g_ptr_array_add(pager->lines, g_strndup(begin, (gsize)(end - begin)));
        g_array_append_val(pager->styles, style);
        begin = end;
    }
}

void
lb_copies_remember(LbApp *app, const char *sentence, const char *command)
{
    g_autofree char *copy = g_strdup_printf("%s\n%s", sentence, command);
    if (!g_ptr_array_find_with_equal_func(app->copies, copy, g_str_equal, NULL))
        g_ptr_array_add(app->copies, g_steal_pointer(&copy));
}
