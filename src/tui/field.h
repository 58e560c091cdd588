/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of text that is typed. */
#pragma once

#include <glib.h>

#include "tui/canvas.h"
#include "tui/keys.h"

typedef struct {
    GString *text; /* UTF-8 */
    gsize cursor;  /* byte */
    glong limit;   /* characters */
    bool digits;   /* nothing else is taken; full-width digits count as theirs */
} LbField;

void lb_field_init(LbField *field, glong limit, bool digits);
void lb_field_clear(LbField *field);

/* Writes @text into the field, with the cursor behind it. */
void lb_field_set(LbField *field, const char *text);

/* Writes @text, safe or not, where the cursor is, as one line: line ends and tabs become blanks, and every other harmful
 * character is shown as <U+001B>. What does not fit is left out. */
void lb_field_paste(LbField *field, const char *text);

/* Takes a key; false when it is none for a line of text. */
bool lb_field_type(LbField *field, int key);

/* Draws the field over row @y from column @x to the end of @pane, scrolled so that the cursor is in sight, and shows the
 * cursor where @focused. */
void lb_field_render(const LbField *field, LbPane pane, int x, int y, bool focused);
