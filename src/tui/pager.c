/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wrapped text that scrolls. */
#include "tui/pager.h"

#include "base/i18n.h"
#include "tui/find.h"
#include "wording/plain.h"

void
lb_pager_init(LbPager *pager)
{
    *pager = (LbPager){ .lines = g_ptr_array_new_with_free_func(g_free),
                        .styles = g_array_new(FALSE, FALSE, sizeof(LbStyle)),
                        .height = 1,
                        .found = -1 };
}

void
lb_pager_clear(LbPager *pager)
{
    g_clear_pointer(&pager->lines, g_ptr_array_unref);
    g_clear_pointer(&pager->styles, g_array_unref);
}

void
lb_pager_empty(LbPager *pager)
{
    g_ptr_array_set_size(pager->lines, 0);
    g_array_set_size(pager->styles, 0);
}

/* Each line of @text, which ends with a line end, is a row. */
static void
append_rows(LbPager *pager, LbStyle style, const char *text)
{
    g_auto(GStrv) rows = g_strsplit(text, "\n", -1);
    for (char **row = rows; *row != NULL && row[1] != NULL; row++) {
        g_ptr_array_add(pager->lines, g_strdup(*row));
        g_array_append_val(pager->styles, style);
    }
}

/* lb_plain_wrap() leaves the last column free, which a canvas has no need for. */
void
lb_pager_add(LbPager *pager, int width, LbStyle style, const char *first, const char *rest,
             const char *text)
{
    g_autoptr(GString) rows = g_string_new(NULL);
    lb_plain_wrap(rows, width + 1, first, rest, text);
    append_rows(pager, style, rows->str);
}

void
lb_pager_add_labeled(LbPager *pager, int width, const char *label, int columns, const char *value)
{
    g_autoptr(GString) first = g_string_new(" ");
    g_autofree char *rest = g_strnfill((gsize)columns + 1, ' ');
    g_autofree char *safe = lb_plain_inline(value);
    lb_plain_pad(first, label, columns);
    lb_pager_add(pager, width, LB_STYLE_TEXT, first->str, rest, *safe != '\0' ? safe : "-");
}

void
lb_pager_quote(LbPager *pager, int width, const char *indent, const char *text)
{
    g_autoptr(GString) rows = g_string_new(NULL);
    lb_plain_quote(rows, width + 1, indent, text);
    append_rows(pager, LB_STYLE_QUOTE, rows->str);
}

static int
last_top(const LbPager *pager)
{
    return MAX((int)pager->lines->len - pager->height, 0);
}

void
lb_pager_layout(LbPager *pager, int height)
{
    pager->height = MAX(height, 1);
    pager->top = CLAMP(pager->top, 0, last_top(pager));
}

bool
lb_pager_overflows(const LbPager *pager)
{
    return (int)pager->lines->len > pager->height;
}

bool
lb_pager_act(LbPager *pager, LbAction action)
{
    int page = MAX(pager->height - 1, 1);
    switch (action) {
    case LB_ACTION_UP:
        pager->top--;
        break;
    case LB_ACTION_DOWN:
        pager->top++;
        break;
    case LB_ACTION_PAGE_UP:
        pager->top -= page;
        break;
    case LB_ACTION_PAGE_DOWN:
        pager->top += page;
        break;
    case LB_ACTION_FIRST:
        pager->top = 0;
        break;
    case LB_ACTION_LAST:
        pager->top = last_top(pager);
        break;
    default:
        return false;
    }
    pager->top = CLAMP(pager->top, 0, last_top(pager));
    return true;
}

bool
lb_pager_find(LbPager *pager, const char *text, bool forward)
{
    int count = (int)pager->lines->len, step = forward ? 1 : count - 1;
    int at = pager->found >= 0 ? pager->found : pager->top - (forward ? 1 : 0);
    for (int tries = 0; tries < count; tries++) {
        at = (at + step + count) % count;
        if (!lb_find_in(g_ptr_array_index(pager->lines, at), text))
            continue;
        pager->found = at;
        if (at < pager->top || at >= pager->top + pager->height)
            pager->top = MIN(at, last_top(pager));
        return true;
    }
    pager->found = -1;
    return false;
}

void
lb_pager_render(const LbPager *pager, LbPane pane)
{
    int last = MIN(pager->top + pager->height, (int)pager->lines->len);
    for (int i = pager->top; i < last; i++)
        lb_pane_put(pane, 0, i - pager->top,
                    i == pager->found ? LB_STYLE_SELECTED
                                      : g_array_index(pager->styles, LbStyle, i),
                    g_ptr_array_index(pager->lines, i));
    if (!lb_pager_overflows(pager))
        return;
    g_autofree char *place =
        g_strdup_printf(_("%d-%d of %d"), pager->top + 1, last, (int)pager->lines->len);
    /* It stands apart from a line that comes so far. */
    const char *line = last > pager->top ? g_ptr_array_index(pager->lines, last - 1) : "";
    bool meets = lb_columns(line) > pane.width - lb_columns(place) - 1;
    g_autofree char *apart = g_strconcat(meets ? "  " : "", place, NULL);
    lb_pane_put_right(pane, pane.height - 1, LB_STYLE_FAINT, apart);
}
