/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How wide the columns of a list of the console are. */
#include "tui/consolecells.h"

#define GAP 2
/* Columns below which no cell is cut. */
#define CELL_LEAST 14
#define MAIN_LEAST 22

static int
total(const LbConsoleWidths *widths)
{
    int sum = 0;
    for (int i = 0; i < widths->count; i++)
        sum += widths->columns[i] > 0 ? widths->columns[i] + GAP : 0;
    return sum - GAP;
}

/* The widest of the columns that may be cut and are wider than @least, but not @main; -1 where there is none. */
static int
widest_of(const LbConsoleWidths *widths, const LbConsolePart *part, int least)
{
    int found = -1;
    for (int i = 0; i < widths->count; i++)
        if (i != part->main && ((part->numbers | part->whole) & (1u << i)) == 0 &&
            widths->columns[i] > least &&
            (found < 0 || widths->columns[i] > widths->columns[found]))
            found = i;
    return found;
}

void
lb_console_fit(LbConsoleWidths *widths, const LbConsolePart *part, int room)
{
    LbConsoleWidths whole = *widths;
    int last = widths->count - 1;
    while (total(widths) > room) {
        int widest = widest_of(widths, part, CELL_LEAST);
        if (widest >= 0)
            widths->columns[widest]--;
        else if (widths->columns[part->main] > MAIN_LEAST)
            widths->columns[part->main]--;
        else if (last > part->main)
            widths->columns[last--] = 0;
        else
            return;
    }
    for (int i = 0; i < widths->count; i++)
        if (widths->columns[i] > 0)
            widths->columns[i] = MIN(whole.columns[i], widths->columns[i] + room - total(widths));
}

void
lb_console_measure(LbConsoleWidths *widths, char **cells)
{
    for (int i = 0; i < widths->count; i++)
        widths->columns[i] = MAX(widths->columns[i], lb_columns(cells[i]));
}

void
lb_console_render_cells(const LbConsolePart *part, const LbConsoleWidths *widths,
                        char *const *cells, LbStyle style, LbPane pane, int y)
{
    int x = 3;
    for (int i = 0; i < widths->count; i++) {
        int columns = widths->columns[i];
        if (columns == 0)
            continue;
        bool right = (part->numbers & (1u << i)) != 0;
        g_autofree char *text = lb_cut_middle(cells[i], columns);
        lb_pane_put(pane, right ? x + columns - lb_columns(text) : x, y, style, text);
        x += columns + GAP;
    }
}
