/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a list of the console: as wide as what stands in them, as far as there is room. */
#pragma once

#include "tui/console.h"

typedef struct {
    int count;
    int columns[LB_CONSOLE_COLUMNS]; /* 0: left out */
} LbConsoleWidths;

/* Widens the columns to what @cells need. */
void lb_console_measure(LbConsoleWidths *widths, char **cells);

/* Where there is too little room, the widest columns give of theirs first, then the main one, and then the last are left
 * out; what is won by that goes back to the others. */
void lb_console_fit(LbConsoleWidths *widths, const LbConsolePart *part, int room);

/* Draws a row of them, each cut in its middle where it has to be. */
void lb_console_render_cells(const LbConsolePart *part, const LbConsoleWidths *widths,
                             char *const *cells, LbStyle style, LbPane pane, int y);
