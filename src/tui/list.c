/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Selection and scrolling of a list. */
#include "tui/list.h"

#include <glib.h>

/* The nearest row that can be selected, from @from on in steps of @step; -1 when there is none. */
static int
find_row(const LbList *list, int from, int step)
{
    for (int i = from; i >= 0 && i < list->count; i += step)
        if (list->ids[i] != 0)
            return i;
    return -1;
}

static void
select_index(LbList *list, int index)
{
    list->index = MAX(index, 0);
    list->selected = index >= 0 ? list->ids[index] : 0;
}

/* The row at @index, else the nearest one behind it, else before it. */
static void
select_near(LbList *list, int index)
{
    index = CLAMP(index, 0, MAX(list->count - 1, 0));
    int found = find_row(list, index, 1);
    select_index(list, found >= 0 ? found : find_row(list, index, -1));
}

bool
lb_list_select(LbList *list, int64_t id)
{
    for (int i = 0; i < list->count; i++) {
        if (id == 0 || list->ids[i] != id)
            continue;
        select_index(list, i);
        return true;
    }
    return false;
}

void
lb_list_set(LbList *list, const int64_t *ids, int count)
{
    list->ids = ids;
    list->count = count;
    if (!lb_list_select(list, list->selected))
        select_near(list, list->index);
    lb_list_layout(list, list->height);
}

void
lb_list_layout(LbList *list, int height)
{
    list->height = MAX(height, 1);
    int first = list->index;
    while (first > 0 && list->ids[first - 1] == 0 && list->index - first < list->height - 1)
        first--;
    list->top = MIN(list->top, first);
    list->top = MAX(list->top, list->index - list->height + 1);
    list->top = CLAMP(list->top, 0, MAX(list->count - list->height, 0));
}

bool
lb_list_act(LbList *list, LbAction action)
{
    int page = MAX(list->height - 1, 1), found = -1;
    switch (action) {
    case LB_ACTION_UP:
        found = find_row(list, list->index - 1, -1);
        break;
    case LB_ACTION_DOWN:
        found = find_row(list, list->index + 1, 1);
        break;
    case LB_ACTION_PAGE_UP:
        found = find_row(list, MAX(list->index - page, 0), 1);
        break;
    case LB_ACTION_PAGE_DOWN:
        found = find_row(list, MIN(list->index + page, list->count - 1), -1);
        break;
    case LB_ACTION_FIRST:
        found = find_row(list, 0, 1);
        break;
    case LB_ACTION_LAST:
        found = find_row(list, list->count - 1, -1);
        break;
    default:
        return false;
    }
    if (found >= 0)
        select_index(list, found);
    lb_list_layout(list, list->height);
    return true;
}

int
lb_list_put_cell(LbPane pane, int x, int y, int width, LbStyle style, const char *text)
{
    if (width == 0)
        return x;
    g_autofree char *fitted = lb_cut_middle(text, width);
    lb_pane_put(pane, x, y, style, fitted);
    return x + width + LB_LIST_GAP;
}
