/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Playing. Wherever it goes, it shows events in their order from a screen that was saved before: what is seen after a jump is what playing
 * shows. */
#include "replay/player.h"

#include <string.h>

#include "replay/trail.h"

/* What an event takes besides its bytes. */
#define EVENT_WORK 32

const LbPlayerLimits lb_player_limits = { .memory = (size_t)32 * 1024 * 1024,
                                          .spacing = (uint64_t)128 * 1024,
                                          .piece = (size_t)256 * 1024 };

typedef enum {
    GOAL_NONE,
    GOAL_TIME,     /* up to .time */
    GOAL_COUNT,    /* up to .count events; then .time is the position */
    GOAL_FORWARD,  /* to the next match */
    GOAL_BACKWARD, /* up to .count events, keeping the last match in .hit */
} GoalKind;

typedef struct {
    GoalKind kind;
    int64_t time;
    uint64_t count;
    uint64_t hit;  /* 0: none */
    uint64_t base; /* events before the piece that is searched backward */
    bool placed;   /* the screen stands before it */
    uint64_t origin;
    int64_t origin_time;
} Goal;

struct LbPlayer {
    LbReplayReader *reader;
    LbEmulator *screen;
    LbTrail *trail;
    size_t piece;
    LbReplayPlace place; /* behind what is shown */
    uint64_t count;      /* events that are shown */
    uint64_t work;
    LbReplayEvent next;
    bool has_next;
    int64_t position;
    int64_t now;
    bool ticked;
    int speed;
    int64_t idle;
    bool paused;
    bool following;
    Goal goal;
    LbPlayerSearch search;
    char *text;
    GPtrArray *matches; /* for each row, it or NULL */
    bool stale;         /* nothing is known of any row */
};

LbPlayer *
lb_player_new(LbReplayReader *reader, const LbPlayerLimits *limits)
{
    LbPlayer *player = g_new0(LbPlayer, 1);
    player->reader = reader;
    player->screen = lb_emulator_new(80, 24);
    player->trail = lb_trail_new(limits->memory, limits->spacing);
    player->piece = limits->piece;
    player->matches = g_ptr_array_new_with_free_func(g_free);
    player->place = lb_replay_reader_place(reader);
    lb_trail_visit(player->trail, player->screen, 0, 0, &player->place);
    return player;
}

void
lb_player_free(LbPlayer *player)
{
    if (player == NULL)
        return;
    lb_replay_reader_free(player->reader);
    lb_emulator_free(player->screen);
    lb_trail_free(player->trail);
    g_ptr_array_unref(player->matches);
    g_free(player->text);
    g_free(player);
}

static LbReplayStep
peek(LbPlayer *player, GError **error)
{
    if (player->has_next)
        return LB_REPLAY_EVENT;
    LbReplayStep step = lb_replay_reader_next(player->reader, &player->next, error);
    player->has_next = step == LB_REPLAY_EVENT;
    return step;
}

static void
show_next(LbPlayer *player)
{
    const LbReplayEvent *event = &player->next;
    uint64_t before = lb_emulator_effort(player->screen);
    if (event->kind == LB_REPLAY_RESIZE)
        lb_emulator_resize(player->screen, event->columns, event->rows);
    else
        lb_emulator_feed(player->screen, event->bytes, event->length);
    player->has_next = false;
    player->place = lb_replay_reader_place(player->reader);
    player->count++;
    player->work += event->length + EVENT_WORK + lb_emulator_effort(player->screen) - before;
    lb_trail_visit(player->trail, player->screen, player->count, player->work, &player->place);
}

static bool
restore(LbPlayer *player, const LbMark *mark, GError **error)
{
    player->has_next = false;
    if (!lb_replay_reader_seek(player->reader, &mark->place, error))
        return false;
    lb_emulator_restore(player->screen, mark->state);
    player->place = mark->place;
    player->count = mark->count;
    player->work = mark->work;
    return true;
}

static const char *
match_at(const GPtrArray *matches, unsigned row)
{
    return row < matches->len ? g_ptr_array_index(matches, row) : NULL;
}

/* The row when it has the text. The caller frees it. */
static char *
match_row(const LbPlayer *player, unsigned row)
{
    g_autofree char *line = lb_emulator_row(player->screen, row);
    return strstr(line, player->text) != NULL ? g_steal_pointer(&line) : NULL;
}

/* Whether @now has a row that @before had nowhere, or more of them. */
static bool
has_more(const GPtrArray *now, const GPtrArray *before)
{
    unsigned rows = 0, rows_before = 0;
    for (unsigned i = 0; i < before->len; i++)
        rows_before += match_at(before, i) != NULL;
    for (unsigned i = 0; i < now->len; i++) {
        const char *line = match_at(now, i);
        bool known = line == NULL;
        for (unsigned j = 0; j < before->len && !known; j++)
            known = g_strcmp0(match_at(before, j), line) == 0;
        if (!known)
            return true;
        rows += line != NULL;
    }
    return rows > rows_before;
}

/* Looks where the screen changed, and says whether matches came. */
static bool
update_matches(LbPlayer *player)
{
    g_autoptr(GPtrArray) before = g_steal_pointer(&player->matches);
    player->matches = g_ptr_array_new_with_free_func(g_free);
    for (unsigned row = 0; row < lb_emulator_rows(player->screen); row++) {
        bool changed = lb_emulator_take_changed(player->screen, row) || player->stale;
        g_ptr_array_add(player->matches,
                        changed ? match_row(player, row) : g_strdup(match_at(before, row)));
    }
    player->stale = false;
    return has_more(player->matches, before);
}

/* Shows the next event and says whether it brought a match. */
static bool
show_and_match(LbPlayer *player)
{
    show_next(player);
    return update_matches(player);
}

static LbPlayerStep
arrive(LbPlayer *player, int64_t position)
{
    player->goal.kind = GOAL_NONE;
    player->position = position;
    return LB_PLAYER_BUSY;
}

static void
go_to_count(LbPlayer *player, uint64_t count, int64_t time)
{
    player->goal.kind = GOAL_COUNT;
    player->goal.placed = false;
    player->goal.count = count;
    player->goal.time = time;
}

static LbPlayerStep
give_up(LbPlayer *player)
{
    player->search = LB_PLAYER_NOT_FOUND;
    go_to_count(player, player->goal.origin, player->goal.origin_time);
    return LB_PLAYER_BUSY;
}

/* Puts the screen before the goal, where it has to be put back. */
static bool
place_before_goal(LbPlayer *player, GError **error)
{
    Goal *goal = &player->goal;
    bool by_time = goal->kind == GOAL_TIME;
    /* Backward, at least one event lies between. */
    uint64_t count = goal->count - (goal->kind == GOAL_BACKWARD && goal->count > 0);
    const LbMark *mark = by_time ? lb_trail_by_time(player->trail, goal->time)
                                 : lb_trail_by_count(player->trail, count);
    bool before = by_time ? player->place.time <= goal->time : player->count <= goal->count;
    bool further = before && player->count >= mark->count && goal->kind != GOAL_BACKWARD;
    if (goal->kind != GOAL_FORWARD && !further && !restore(player, mark, error))
        return false;
    goal->base = mark->count;
    goal->hit = 0;
    goal->placed = true;
    if (goal->kind == GOAL_FORWARD || goal->kind == GOAL_BACKWARD)
        update_matches(player);
    return true;
}

/* All of a piece is searched, backward. */
static LbPlayerStep
end_piece(LbPlayer *player)
{
    Goal *goal = &player->goal;
    if (goal->hit > 0) {
        player->search = LB_PLAYER_FOUND;
        go_to_count(player, goal->hit, goal->time);
        return LB_PLAYER_BUSY;
    }
    if (goal->base == 0)
        return give_up(player);
    goal->count = goal->base;
    goal->placed = false;
    return LB_PLAYER_BUSY;
}

/* One event nearer to the goal, or there. */
static LbPlayerStep
approach(LbPlayer *player, GError **error)
{
    Goal *goal = &player->goal;
    if (goal->kind == GOAL_COUNT && player->count >= goal->count)
        return arrive(player, goal->time);
    if (goal->kind == GOAL_BACKWARD && player->count >= goal->count)
        return end_piece(player);
    LbReplayStep step = peek(player, error);
    if (step == LB_REPLAY_FAILED)
        return LB_PLAYER_FAILED;
    if (step == LB_REPLAY_END && goal->kind == GOAL_FORWARD)
        return give_up(player);
    if (step == LB_REPLAY_END)
        return arrive(player, player->place.time);
    if (goal->kind == GOAL_TIME && player->next.time > goal->time)
        return arrive(player, goal->time);
    if (goal->kind == GOAL_TIME || goal->kind == GOAL_COUNT) {
        show_next(player);
    } else if (show_and_match(player)) {
        goal->hit = player->count;
        goal->time = player->place.time;
        if (goal->kind == GOAL_FORWARD) {
            player->search = LB_PLAYER_FOUND;
            return arrive(player, player->place.time);
        }
    }
    return LB_PLAYER_BUSY;
}

/* A recording that is damaged on the way ends there. */
static LbPlayerStep
fail(LbPlayer *player)
{
    if (player->search == LB_PLAYER_SEARCHING)
        player->search = LB_PLAYER_NOT_FOUND;
    player->goal.kind = GOAL_NONE;
    player->position = player->place.time;
    return LB_PLAYER_FAILED;
}

static LbPlayerStep
pursue(LbPlayer *player, GError **error)
{
    for (size_t work = 0; work < player->piece && player->goal.kind != GOAL_NONE;) {
        if (!player->goal.placed && !place_before_goal(player, error))
            return fail(player);
        uint64_t before = player->work;
        if (approach(player, error) == LB_PLAYER_FAILED)
            return fail(player);
        work += player->work > before ? (size_t)(player->work - before) : 0;
    }
    return LB_PLAYER_BUSY;
}

static int64_t
scale(int64_t time, int speed)
{
    return speed >= 0 ? time * (INT64_C(1) << speed) : time / (INT64_C(1) << -speed);
}

/* Where nothing happens for long, the position moves on to where little is left of that. */
static void
skip_idle(LbPlayer *player)
{
    if (player->idle > 0 && player->next.time - player->place.time > player->idle)
        player->position = MAX(player->position, player->next.time - player->idle);
}

static LbPlayerStep
play(LbPlayer *player, GError **error)
{
    uint64_t limit = player->work + player->piece;
    while (player->work < limit) {
        LbReplayStep step = peek(player, error);
        if (step == LB_REPLAY_FAILED)
            return fail(player);
        if (step == LB_REPLAY_END) {
            player->position = player->place.time;
            return LB_PLAYER_AT_END;
        }
        if (!player->following)
            skip_idle(player);
        if (!player->following && player->next.time > player->position)
            return LB_PLAYER_WAITS;
        show_next(player);
        player->position = MAX(player->position, player->place.time);
    }
    return LB_PLAYER_BUSY;
}

LbPlayerStep
lb_player_tick(LbPlayer *player, int64_t now, GError **error)
{
    int64_t passed = player->ticked ? MAX(now - player->now, 0) : 0;
    player->now = now;
    player->ticked = true;
    if (player->goal.kind != GOAL_NONE)
        return pursue(player, error);
    if (player->paused)
        return LB_PLAYER_WAITS;
    if (!player->following)
        player->position += scale(passed, player->speed);
    return play(player, error);
}

int64_t
lb_player_wait(const LbPlayer *player)
{
    if (player->goal.kind != GOAL_NONE)
        return 0;
    if (player->paused || !player->has_next)
        return -1;
    int64_t left = player->following ? 0 : MAX(player->next.time - player->position, 0);
    return scale(left, -player->speed) + (player->speed > 0 && left > 0);
}

void
lb_player_set_speed(LbPlayer *player, int speed)
{
    player->speed = CLAMP(speed, LB_PLAYER_SPEED_LEAST, LB_PLAYER_SPEED_MOST);
}

void
lb_player_set_paused(LbPlayer *player, bool paused)
{
    player->paused = paused;
    player->following = player->following && !paused;
}

void
lb_player_set_idle(LbPlayer *player, int64_t idle)
{
    player->idle = MAX(idle, 0);
}

void
lb_player_follow(LbPlayer *player)
{
    player->goal.kind = GOAL_NONE;
    player->paused = false;
    player->following = true;
}

void
lb_player_jump(LbPlayer *player, int64_t time)
{
    player->following = false;
    player->search = LB_PLAYER_NOT_ASKED;
    player->goal = (Goal){ .kind = GOAL_TIME, .time = MAX(time, 0) };
}

void
lb_player_search(LbPlayer *player, const char *text, bool forward)
{
    player->following = false;
    g_free(player->text);
    player->text = g_strdup(text);
    player->stale = true;
    player->search = LB_PLAYER_SEARCHING;
    player->goal = (Goal){ .kind = forward ? GOAL_FORWARD : GOAL_BACKWARD,
                           .count = player->count - (player->count > 0),
                           .origin = player->count,
                           .origin_time = player->position };
}

LbPlayerSearch
lb_player_found(const LbPlayer *player)
{
    return player->search;
}

int64_t
lb_player_position(const LbPlayer *player)
{
    return player->position;
}

int
lb_player_speed(const LbPlayer *player)
{
    return player->speed;
}

bool
lb_player_paused(const LbPlayer *player)
{
    return player->paused;
}

bool
lb_player_following(const LbPlayer *player)
{
    return player->following;
}

LbEmulator *
lb_player_emulator(const LbPlayer *player)
{
    return player->screen;
}

size_t
lb_player_memory(const LbPlayer *player)
{
    return lb_trail_size(player->trail);
}
