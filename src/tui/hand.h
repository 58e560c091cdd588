/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a hand typed it, one key after the other, into a dialog that it had time to see: what is typed ahead or
 * pasted decides nothing. */
#pragma once

#include "tui/app.h"

typedef struct {
    int64_t quiet_until; /* of LbInput.time: no key is taken before */
    int64_t enter_after; /* of LbInput.time: Enter does not count before */
} LbHand;

/* The dialog opens now: what was typed so far is thrown away, and no key is taken for 300 ms. */
LbHand lb_hand_new(LbApp *app);

/* No key is taken for the next 300 ms. */
void lb_hand_pause(LbHand *hand, const LbInput *input);

/* Whether an Enter at that time was pressed by itself: the end of a line that was pasted may come a little later than
 * the line. */
bool lb_hand_presses(const LbHand *hand, const LbInput *input);

/* What a key is to a dialog. */
typedef enum {
    LB_HAND_IGNORED, /* too early, or done already: Esc has left the dialog, Ctrl-C asks whether to leave */
    LB_HAND_PASTED, /* a paste, of which nothing is taken; the dialog should say so */
    LB_HAND_TYPED,  /* the dialog's own */
} LbHandKey;

/* The way of each key into the dialog on top. In one that is @over, where nothing is left to ask, only Esc and Ctrl-C mean
 * something: what was being typed must not become actions elsewhere. */
LbHandKey lb_hand_take(LbHand *hand, LbApp *app, const LbInput *input, bool over);

/* Draws what a dialog answered to the last key, @message (NULL: nothing), at the top of @pane. */
void lb_hand_render_message(const char *message, LbPane pane);
