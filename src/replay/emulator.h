/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A terminal in memory, which answers nothing. What it shows comes out as printable characters, whatever was fed; its whole state can be
 * saved and put back. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A larger terminal is cut to this, a narrower one than two columns widened. */
#define LB_EMULATOR_COLUMNS_MOST 512
#define LB_EMULATOR_ROWS_MOST 256

/* A character and the marks on it, at most. */
#define LB_EMULATOR_CELL_MOST 6

#define LB_EMULATOR_COLOUR_DEFAULT (-1)

typedef struct {
    gunichar characters[LB_EMULATOR_CELL_MOST]; /* none of them harmful */
    int count;                                  /* 0: blank */
    int width; /* columns by lb_text_width(): 1 or 2; 0 for the right half of the cell before */
    bool bold;
    bool underline;
    bool reverse;
    bool altered;   /* shows something else than was written: U+FFFD, or marks are missing */
    int foreground; /* of 256 colours, or LB_EMULATOR_COLOUR_DEFAULT */
    int background;
} LbEmulatorCell;

typedef struct {
    unsigned row;
    unsigned column;
    bool visible;
} LbEmulatorCursor;

typedef struct LbEmulator LbEmulator;
typedef struct LbEmulatorState LbEmulatorState;

/* Lines, escaped, that the screen is about to lose, borrowed: one that is @scrolled off its top, or those that are erased or left with the
 * alternate screen. */
typedef void (*LbEmulatorLost)(char **lines, bool scrolled, void *user);

LbEmulator *lb_emulator_new(unsigned columns, unsigned rows);
void lb_emulator_free(LbEmulator *emulator);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbEmulator, lb_emulator_free)

/* @bytes are valid UTF-8 of whole characters; a control sequence may go on in the next call. */
void lb_emulator_feed(LbEmulator *emulator, const char *bytes, size_t length);
void lb_emulator_resize(LbEmulator *emulator, unsigned columns, unsigned rows);

/* What all that was shown took besides its bytes, in bytes of text: a line that scrolls moves all others. Only grows. */
uint64_t lb_emulator_effort(const LbEmulator *emulator);

unsigned lb_emulator_columns(const LbEmulator *emulator);
unsigned lb_emulator_rows(const LbEmulator *emulator);
LbEmulatorCell lb_emulator_cell(const LbEmulator *emulator, unsigned row, unsigned column);
LbEmulatorCursor lb_emulator_cursor(const LbEmulator *emulator);

/* The row as text without the blanks at its end, made harmless by lb_text_escape(). The caller frees it. */
char *lb_emulator_row(const LbEmulator *emulator, unsigned row);

/* Whether the row may have changed since this was asked last; after lb_emulator_restore() all have. */
bool lb_emulator_take_changed(LbEmulator *emulator, unsigned row);

/* Who hears of lines that get lost; NULL: nobody. Belongs to the state that is saved. */
void lb_emulator_set_lost(LbEmulator *emulator, LbEmulatorLost lost, void *user);

/* All that the screen is, and back to it; only for the screen that it came from. */
LbEmulatorState *lb_emulator_save(const LbEmulator *emulator);
void lb_emulator_restore(LbEmulator *emulator, const LbEmulatorState *state);
void lb_emulator_state_free(LbEmulatorState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbEmulatorState, lb_emulator_state_free)

/* Bytes that it takes. */
size_t lb_emulator_state_size(const LbEmulatorState *state);
