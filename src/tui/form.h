/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What forms share: fields below each other, each with its label; what belongs into the one that is typed in; what is wrong,
 * said at its field, with the cursor there; the way from field to field; and the one key that sends, pressed by a finger. */
#pragma once

#include "tui/canvas.h"
#include "tui/keys.h"

#define LB_FORM_COLUMN 14 /* where values begin, where no label is longer */
#define LB_FORM_WIDEST 80 /* columns that are still easy to read across */

typedef struct {
    const char *label; /* untranslated, like the hint */
    const char *hint;
} LbFormRow;

typedef struct {
    const LbFormRow *rows;
    int count;     /* of the fields */
    int focus;     /* the field that is typed in */
    int wrong;     /* the one that the message is about */
    char *message; /* NULL: none */
} LbForm;

void lb_form_clear(LbForm *form);

/* Says @message, what is wrong with @field, and goes there. */
void lb_form_say(LbForm *form, int field, const char *message);

/* Takes the message away. */
void lb_form_hush(LbForm *form);

/* Goes to another field: Tab, Down and Enter to the next one, Shift-Tab and Up back, Tab around the end. False for any other
 * key. */
bool lb_form_move(LbForm *form, int key);

/* Whether @input is the Ctrl-X of a finger. One that came too fast sends nothing, and that is said. */
bool lb_form_sends(LbForm *form, const LbInput *input);

/* Draws the label of @field into the first row of @pane; returns the column of its value. */
int lb_form_render_label(const LbForm *form, LbPane pane, int field);

/* Draws @value at @x, between marks where Left and Right choose it, and @beside behind it. */
void lb_form_render_choice(const LbForm *form, LbPane pane, int x, int field, const char *value,
                           const char *beside);

/* Draws at @x what is wrong with a field of @first to @last, or @hint where the one that is typed in is among them. */
void lb_form_render_message(const LbForm *form, LbPane pane, int x, int first, int last,
                            const char *hint);
