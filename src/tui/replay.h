/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session on the screen, what its files share: it is played, or watched while it goes on. What the recording shows stands between
 * rules; what Lockbox says of it stands above and below. */
#pragma once

#include "replay/player.h"
#include "replay/proof.h"
#include "service/sessions.h"
#include "tui/app.h"
#include "tui/pager.h"
#include "tui/window.h"

typedef struct {
    LbScreen screen;
    int64_t number; /* of the request */
    int which;      /* the session, from 1 */
    LbWatchKind kind;
    LbSession *session; /* as last read; NULL: not opened yet */
    LbPlayer *player;   /* NULL: nothing is to be seen, as .lost says */
    LbProof *proof;
    LbPlayerStep step; /* the last one */
    int64_t due;       /* see LbScreenOps */
    int64_t ticked;    /* when it went on last */
    int64_t clock;     /* the player's, which stands still while it is not seen or paused */
    bool may_stop;
    bool skips;     /* what is idle */
    bool searching; /* the answer was not told yet */
    int64_t target; /* of a jump that goes on; -1: none does */
    char *damage;   /* where the recording cannot be read; NULL: nowhere so far */
    char *lost;     /* why it may not be seen any more */
    bool asks;      /* for a time to go to */
    LbField time;   /* it */
    LbWindow window;
    int head;     /* rows above it */
    LbPager note; /* of Lockbox's, under what it says of the recording */
} LbReplay;

/* Whether the session goes on as far as is known. */
bool lb_replay_goes_on(const LbReplay *replay);

/* How many rows Lockbox needs above the recording, with the rule. */
int lb_replay_head_layout(LbReplay *replay, int width, int most);

/* Draws them. */
void lb_replay_head_render(const LbReplay *replay, LbPane pane);
