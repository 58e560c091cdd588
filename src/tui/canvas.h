/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A grid of cells in memory, and rectangles of it (panes) that are drawn into. Every text passes lb_pane_put(),
 * which makes it safe and clips it: nothing else writes cells, and nothing here knows a terminal. Columns and rows
 * count from 0 within the pane. Widths are those of wcwidth(), as the terminal library uses them. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "tui/style.h"

/* Bytes of one cell's text: a character with the marks that combine with it. More marks are left out. */
#define LB_CELL_BYTES 20

typedef struct {
    char text[LB_CELL_BYTES]; /* "" in the right half of a wide character */
    signed char columns;      /* 1 or 2; 0 in the right half of a wide character */
    LbStyle style;
    LbPaint paint; /* of LB_STYLE_SHOWN */
} LbCell;

typedef struct {
    int width, height;
    LbCell *cells;
    int cursor_x, cursor_y; /* where text is typed; -1: nowhere */
} LbCanvas;

/* A canvas of blanks. The caller frees it. */
LbCanvas *lb_canvas_new(int width, int height);
void lb_canvas_free(LbCanvas *canvas);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbCanvas, lb_canvas_free)

/* Makes all of it blank, without a cursor. */
void lb_canvas_clear(LbCanvas *canvas);

const LbCell *lb_canvas_cell(const LbCanvas *canvas, int x, int y);

/* All text, a line for each row without blanks at its end. The caller frees it. */
char *lb_canvas_text(const LbCanvas *canvas);

/* The letter of each cell's style in the same shape. The caller frees it. */
char *lb_canvas_styles(const LbCanvas *canvas);

/* A part of a canvas, borrowed. */
typedef struct {
    LbCanvas *canvas;
    int x, y, width, height;
} LbPane;

LbPane lb_canvas_pane(LbCanvas *canvas);

/* Cut @size rows or columns off @pane (as many as there are), and return them. */
LbPane lb_pane_take_top(LbPane *pane, int size);
LbPane lb_pane_take_bottom(LbPane *pane, int size);
LbPane lb_pane_take_left(LbPane *pane, int size);
LbPane lb_pane_take_right(LbPane *pane, int size);

/* Writes @text, safe or not, and returns the column behind it. What does not fit is left out, a wide character
 * that fits by half too. */
int lb_pane_put(LbPane pane, int x, int y, LbStyle style, const char *text);
int lb_pane_print(LbPane pane, int x, int y, LbStyle style, const char *format, ...)
    G_GNUC_PRINTF(5, 6);

/* The same for what another terminal showed: LB_STYLE_SHOWN, as @paint says. */
int lb_pane_put_shown(LbPane pane, int x, int y, const LbPaint *paint, const char *text);

/* The same, ending at the last column. Returns the column where it begins. */
int lb_pane_put_right(LbPane pane, int y, LbStyle style, const char *text);

/* Fills row @y with @character, ASCII. */
void lb_pane_rule(LbPane pane, int y, LbStyle style, char character);

/* Gives row @y, whatever it holds, one style. */
void lb_pane_restyle(LbPane pane, int y, LbStyle style);

/* Shows the cursor there. */
void lb_pane_put_cursor(LbPane pane, int x, int y);

/* Columns that @text takes when it is put. */
int lb_columns(const char *text);

/* @text, made safe, in at most @columns columns: ".." in its middle stands for what is cut. The caller frees it. */
char *lb_cut_middle(const char *text, int columns);

/* The same, cut at its end. The caller frees it. */
char *lb_cut_end(const char *text, int columns);
