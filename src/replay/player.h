/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays a recording on a screen. It knows no clock: whoever draws the screen calls lb_player_tick() with the time, which does a bounded piece of
 * work and says when it wants to be called again. Jumping and searching are done by such pieces, too. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "replay/emulator.h"
#include "replay/reader.h"

/* Speeds are powers of two: from a quarter to sixteen times. */
#define LB_PLAYER_SPEED_LEAST (-2)
#define LB_PLAYER_SPEED_MOST 4

typedef enum {
    LB_PLAYER_FAILED, /* the recording is damaged behind what is shown, and will be again */
    LB_PLAYER_BUSY,   /* there is more to do at once */
    LB_PLAYER_WAITS,  /* until lb_player_wait() is over, or for being told something */
    LB_PLAYER_AT_END, /* all that there is so far is shown */
} LbPlayerStep;

typedef enum {
    LB_PLAYER_NOT_ASKED,
    LB_PLAYER_SEARCHING,
    LB_PLAYER_FOUND,
    LB_PLAYER_NOT_FOUND, /* and back where it was asked */
} LbPlayerSearch;

typedef struct {
    size_t memory;    /* bytes for saved screens */
    uint64_t spacing; /* bytes of the recording between two, at first */
    size_t piece;     /* bytes of the recording that one tick plays, about */
} LbPlayerLimits;

extern const LbPlayerLimits lb_player_limits;

typedef struct LbPlayer LbPlayer;

/* Plays @reader, which it takes over, from where it stands: its beginning. */
LbPlayer *lb_player_new(LbReplayReader *reader, const LbPlayerLimits *limits);
void lb_player_free(LbPlayer *player);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbPlayer, lb_player_free)

/* Plays what is due at @now (microseconds of any clock that never goes back), or goes on jumping or searching. Fails as lb_replay_reader_next(). */
LbPlayerStep lb_player_tick(LbPlayer *player, int64_t now, GError **error);

/* Microseconds of that clock until something is due; -1: nothing is known to be. */
int64_t lb_player_wait(const LbPlayer *player);

/* How it plays: times two to the power of @speed; not at all; @idle microseconds at most where nothing happens, 0 for all of it. */
void lb_player_set_speed(LbPlayer *player, int speed);
void lb_player_set_paused(LbPlayer *player, bool paused);
void lb_player_set_idle(LbPlayer *player, int64_t idle);

/* Shows whatever comes at once, to watch while it is recorded; ends by jumping, searching and pausing. */
void lb_player_follow(LbPlayer *player);

/* Goes to a time of the recording, or as far as it goes. */
void lb_player_jump(LbPlayer *player, int64_t time);

/* Goes to the next or previous event that brings a row with @text onto the screen, or more such rows. */
void lb_player_search(LbPlayer *player, const char *text, bool forward);
LbPlayerSearch lb_player_found(const LbPlayer *player);

/* Microseconds since the beginning of the recording; events up to there are shown. */
int64_t lb_player_position(const LbPlayer *player);
int lb_player_speed(const LbPlayer *player);
bool lb_player_paused(const LbPlayer *player);
bool lb_player_following(const LbPlayer *player);

/* Borrowed, until the player is freed; changes with each tick. */
LbEmulator *lb_player_emulator(const LbPlayer *player);

/* Bytes of saved screens. */
size_t lb_player_memory(const LbPlayer *player);
