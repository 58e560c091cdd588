/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of several lines that is typed, wrapped softly and scrolled within its box. It never holds a character that the
 * service refuses as harmful. What is longer than the limit is not taken, and the count says so. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "tui/canvas.h"
#include "tui/keys.h"

typedef struct {
    GString *text;     /* UTF-8; lines are ended by LF */
    gsize cursor;      /* byte */
    glong limit;       /* characters */
    bool full;         /* something of what came last was left out: it is longer than the limit */
    int wanted;        /* column that Up and Down go back to; -1: the cursor's own */
    int top;           /* first row in sight */
    int width, height; /* of the box */
} LbEditor;

/* @limit in characters, line ends among them. The caller clears it. */
void lb_editor_init(LbEditor *editor, glong limit);
void lb_editor_clear(LbEditor *editor);

/* Writes @text, safe or not, with the cursor behind it. */
void lb_editor_set(LbEditor *editor, const char *text);

/* Writes @text, safe or not, where the cursor is: lines stay lines, tabs become blanks, and every other harmful character
 * is shown as <U+001B>. Returns false where not all of it fits: what does is taken. */
bool lb_editor_paste(LbEditor *editor, const char *text);

/* Takes a key; false when it is none for text. Up in the first row and Down in the last are none either, so that they can
 * lead to the field above and below; nor are Tab and Escape ever. Enter begins a line.
 *
 * Besides what a line of text takes (tui/field.h): Up, Down, PgUp and PgDn by rows as they are wrapped; Home and End, or
 * Ctrl-A and Ctrl-E, within the row; Ctrl-Left and Ctrl-Right, or Alt-b and Alt-f, by words; Ctrl-W takes the word before
 * the cursor, Ctrl-U all of the line before it. */
bool lb_editor_type(LbEditor *editor, int key);

/* Takes @input: a key as above or, with LB_KEY_PASTE, what was pasted. Where a terminal does not mark what is pasted, a
 * hasty Tab is text. False for what it does not take. */
bool lb_editor_take(LbEditor *editor, const LbInput *input);

/* Fits the text into a box of that size, at least 2 by 1, with the cursor in sight. */
void lb_editor_layout(LbEditor *editor, int width, int height);

/* Draws the box at the top left of @pane, and the cursor where @focused. To be laid out before. */
void lb_editor_render(const LbEditor *editor, LbPane pane, bool focused);

/* "1,204 of 4,000 characters", with the rows that are in sight where they are not all ("5-10 of 31"); where something did
 * not fit, that. The caller frees it. */
char *lb_editor_count(const LbEditor *editor);

/* Draws what stands above the box into the first row of @pane: @label at the left, the count at the right. */
void lb_editor_render_label(const LbEditor *editor, LbPane pane, const char *label, bool focused);

/* What has been typed, without white space around it; NULL where that is nothing. The caller frees it. */
char *lb_editor_words(const LbEditor *editor);
