/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A terminal in memory, which answers nothing. What it shows comes out as printable characters, whatever was fed; its whole state can be
 * saved and put back. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* A larger terminal is cut to this, a narrower one than two columns widened. */
#define LB_SCREEN_COLUMNS_MOST 512
#define LB_SCREEN_ROWS_MOST 256

/* A character and the marks on it, at most. */
#define LB_CELL_MOST 6

#define LB_COLOUR_DEFAULT (-1)

typedef struct {
    gunichar characters[LB_CELL_MOST]; /* none of them harmful */
    int count;                         /* 0: blank */
    int width; /* columns by lb_text_width(): 1 or 2; 0 for the right half of the cell before */
    bool bold;
    bool underline;
    bool reverse;
    bool altered;   /* shows something else than was written: U+FFFD, or marks are missing */
    int foreground; /* of 256 colours, or LB_COLOUR_DEFAULT */
    int background;
} LbCell;

typedef struct {
    unsigned row;
    unsigned column;
    bool visible;
} LbScreenCursor;

typedef struct LbScreen LbScreen;
typedef struct LbScreenState LbScreenState;

/* Lines, escaped, that the screen is about to lose, borrowed: one that is @scrolled off its top, or those that are erased or left with the
 * alternate screen. */
typedef void (*LbScreenLost)(char **lines, bool scrolled, void *user);

LbScreen *lb_screen_new(unsigned columns, unsigned rows);
void lb_screen_free(LbScreen *screen);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbScreen, lb_screen_free)

/* @bytes are valid UTF-8 of whole characters; a control sequence may go on in the next call. */
void lb_screen_feed(LbScreen *screen, const char *bytes, size_t length);
void lb_screen_resize(LbScreen *screen, unsigned columns, unsigned rows);

unsigned lb_screen_columns(const LbScreen *screen);
unsigned lb_screen_rows(const LbScreen *screen);
LbCell lb_screen_cell(const LbScreen *screen, unsigned row, unsigned column);
LbScreenCursor lb_screen_cursor(const LbScreen *screen);

/* The row as text without the blanks at its end, made harmless by lb_text_escape(). The caller frees it. */
char *lb_screen_row(const LbScreen *screen, unsigned row);

/* Whether the row may have changed since this was asked last; after lb_screen_restore() all have. */
bool lb_screen_take_changed(LbScreen *screen, unsigned row);

/* Who hears of lines that get lost; NULL: nobody. Belongs to the state that is saved. */
void lb_screen_set_lost(LbScreen *screen, LbScreenLost lost, void *user);

/* All that the screen is, and back to it; only for the screen that it came from. */
LbScreenState *lb_screen_save(const LbScreen *screen);
void lb_screen_restore(LbScreen *screen, const LbScreenState *state);
void lb_screen_state_free(LbScreenState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbScreenState, lb_screen_state_free)

/* Bytes that it takes. */
size_t lb_screen_state_size(const LbScreenState *state);
