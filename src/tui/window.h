/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What another terminal shows, in a pane of any size: the part with its cursor where it is larger, or the part that the person
 * has moved to; with rules around it where it is smaller. */
#pragma once

#include <stdbool.h>

#include "replay/emulator.h"
#include "tui/canvas.h"

typedef struct {
    int left, top;     /* the first column and row in sight */
    int width, height; /* of what is in sight */
    bool moved;        /* by the person: the cursor may be out of sight */
} LbWindow;

/* Fits it into @width columns and @height rows. */
void lb_window_layout(LbWindow *window, const LbEmulator *emulator, int width, int height);

/* Draws it; the cursor where it is shown, and @cursor says so. */
void lb_window_render(const LbWindow *window, const LbEmulator *emulator, LbPane pane, bool cursor);

/* Moves by so many columns and rows, from the next layout on. */
void lb_window_move(LbWindow *window, int columns, int rows);

/* "columns 21-80 of 300, rows 3-20 of 100"; NULL: all is in sight. The caller frees it. */
char *lb_window_phrase(const LbWindow *window, const LbEmulator *emulator);
