/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telling a hand from a paste by the time that passes between keys. */
#include "tui/hand.h"

#define QUIET (300 * LB_SECOND / 1000)

LbHand
lb_hand_new(LbApp *app)
{
    app->flush = true;
    return (LbHand){ .quiet_until = app->input_time + QUIET };
}

void
lb_hand_pause(LbHand *hand, const LbInput *input)
{
    hand->quiet_until = input->time + QUIET;
}

bool
lb_hand_is_ready(const LbHand *hand, const LbInput *input)
{
    return input->time >= hand->quiet_until;
}

bool
lb_hand_presses(const LbHand *hand, const LbInput *input)
{
    return !input->hasty && input->time >= hand->enter_after;
}

/* A stream of keys does not get in by lasting longer. */
void
lb_hand_note(LbHand *hand, const LbInput *input, bool ready)
{
    if (input->hasty && !ready)
        lb_hand_pause(hand, input);
    if (input->hasty)
        hand->enter_after = input->time + QUIET;
}
