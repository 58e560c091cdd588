/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telling a hand from a paste by the time that passes between keys. */
#include "tui/hand.h"

#include "tui/pager.h"
#include "tui/screens.h"

#define QUIET (300 * LB_SECOND / 1000)
#define WIDEST 80

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
lb_hand_presses(const LbHand *hand, const LbInput *input)
{
    return !input->hasty && input->time >= hand->enter_after;
}

/* A stream of keys does not get in by lasting longer. */
static void
note(LbHand *hand, const LbInput *input, bool ready)
{
    if (input->hasty && !ready)
        lb_hand_pause(hand, input);
    if (input->hasty)
        hand->enter_after = input->time + QUIET;
}

LbHandKey
lb_hand_take(LbHand *hand, LbApp *app, const LbInput *input, bool over)
{
    bool ready = input->time >= hand->quiet_until;
    LbHandKey taken = LB_HAND_IGNORED;
    if (input->key == LB_KEY_ESCAPE) {
        lb_app_pop(app);
    } else if (input->key == LB_KEY_CTRL_C) {
        lb_app_push(app, lb_leave_screen_new(app));
    } else if (input->key == LB_KEY_PASTE && !over) {
        lb_hand_pause(hand, input);
        taken = LB_HAND_PASTED;
    } else if (ready && !over) {
        taken = LB_HAND_TYPED;
    }
    note(hand, input, ready);
    return taken;
}

void
lb_hand_render_message(const char *message, LbPane pane)
{
    LbPager pager;
    if (message == NULL)
        return;
    lb_pager_init(&pager);
    lb_pager_add(&pager, MIN(pane.width, WIDEST) - 1, LB_STYLE_WARNING, "   ", "   ", message);
    lb_pager_layout(&pager, (int)pager.lines->len);
    lb_pager_render(&pager, pane);
    lb_pager_clear(&pager);
}
