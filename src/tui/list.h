/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which row of a list is selected, and which rows are in sight. The selection follows the row's id, so that rows
 * which come or go above it never move it to another. Rows with id 0 (titles) are never selected. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tui/canvas.h"
#include "tui/keys.h"

typedef struct {
    const int64_t *ids; /* of all rows; borrowed from whoever has the rows */
    int count;
    int64_t selected; /* 0: nothing */
    int index;        /* of the selected row; where it stood, when it has gone */
    int top;          /* first row in sight */
    int height;       /* rows in sight */
} LbList;

/* Takes new rows. The selection stays on its id; when that has gone, it passes to the row that now stands where it
 * stood, or before. */
void lb_list_set(LbList *list, const int64_t *ids, int count);

/* Selects the row with @id, if there is one. */
bool lb_list_select(LbList *list, int64_t id);

/* Keeps the selected row, and a title right above it, in sight of @height rows. */
void lb_list_layout(LbList *list, int height);

/* Moves the selection; false when @action is no movement. */
bool lb_list_act(LbList *list, LbAction action);

/* Columns between the cells of a row. */
#define LB_LIST_GAP 2

/* Draws @text at @x into a cell of @width columns, cut in its middle where it has to be; nothing into one of none. Returns where
 * the next cell begins. */
int lb_list_put_cell(LbPane pane, int x, int y, int width, LbStyle style, const char *text);
