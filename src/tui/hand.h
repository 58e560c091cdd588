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

/* Whether keys are taken at the time of @input. */
bool lb_hand_is_ready(const LbHand *hand, const LbInput *input);

/* Whether an Enter at that time was pressed by itself: the end of a line that was pasted may come a little later than
 * the line. */
bool lb_hand_presses(const LbHand *hand, const LbInput *input);

/* To be called behind each key, with whether keys were taken when it came. */
void lb_hand_note(LbHand *hand, const LbInput *input, bool ready);
