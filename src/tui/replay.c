/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Playing and watching a session. Nothing here waits: the player is told the time again and again and does a piece of what is
 * to be done. A session is let see by the service, which logs it, and may be taken out of sight at any time. */
#include "tui/replay.h"

#include "base/i18n.h"
#include "base/time.h"
#include "core/recording.h"
#include "core/refusal.h"
#include "replay/error.h"
#include "tui/screens.h"

/* How often a file that may grow is looked at. */
#define LOOK (LB_SECOND / 40)
/* How often the clock of what is played is drawn at least. */
#define CLOCK (LB_SECOND / 4)
#define STEP (10 * LB_SECOND)
#define IDLE (2 * LB_SECOND)
#define PIECE 131072 /* bytes that are compared with the log at once */
#define PAN 8        /* columns */
#define TIME_LIMIT 10

static void
free_screen(LbScreen *screen)
{
    LbReplay *self = (LbReplay *)screen;
    lb_session_free(self->session);
    lb_player_free(self->player);
    lb_proof_free(self->proof);
    g_free(self->damage);
    g_free(self->lost);
    lb_field_clear(&self->time);
    lb_pager_clear(&self->note);
    g_free(self);
}

/* Reading */

/* A recording that broke off is longer than the log was told. */
static void
expect(LbReplay *self)
{
    const LbSession *session = self->session;
    lb_proof_expect(self->proof, session->sha256, lb_session_is_told(session));
}

/* Begins: the service is asked once, and logs it. */
static bool
open_recording(LbReplay *self, GError **error)
{
    LbApp *app = self->screen.app;
    self->session =
        lb_session_watch(app->service, app->actor, self->number, self->which, self->kind, error);
    if (self->session == NULL)
        return false;
    g_autofree char *directory =
        lb_recording_directory(lb_service_data(app->service), self->session->request);
    LbReplayReader *reader = lb_replay_reader_new(directory, self->session->passage, NULL);
    if (reader == NULL) {
        g_set_error_literal(error, LB_REPLAY_ERROR, LB_REPLAY_ERROR_FILE,
                            _("The recording cannot be read: its files are not there."));
        return false;
    }
    self->player = lb_player_new(reader, &lb_player_limits);
    self->proof = lb_proof_new(directory, self->session->passage);
    if (self->kind == LB_WATCH_LIVE)
        lb_player_follow(self->player);
    return true;
}

/* Takes it out of sight, and @why. */
static void
lose(LbReplay *self, char *why)
{
    g_clear_pointer(&self->player, lb_player_free);
    g_clear_pointer(&self->proof, lb_proof_free);
    g_free(self->lost);
    self->lost = why;
    self->may_stop = self->asks = false;
}

/* How the session is by now. */
static bool
read_session(LbReplay *self, GError **error)
{
    LbApp *app = self->screen.app;
    g_autoptr(GPtrArray) sessions =
        lb_service_sessions(app->service, app->actor, self->number, error);
    if (sessions == NULL)
        return false;
    for (guint i = 0; i < sessions->len; i++) {
        const LbSession *session = g_ptr_array_index(sessions, i);
        if (session->number != self->which)
            continue;
        lb_session_free(self->session);
        self->session = g_ptr_array_steal_index(sessions, i);
        return true;
    }
    return true;
}

/* Whether it may be seen, and ended, by now. */
static bool
read_request(LbReplay *self, GError **error)
{
    LbApp *app = self->screen.app;
    LbRequestView *view = lb_service_show(app->service, app->actor, self->number, error);
    if (view == NULL)
        return false;
    unsigned verbs = view->verbs;
    lb_request_view_free(view);
    self->may_stop = (verbs & (1u << LB_VERB_STOP_SESSION)) != 0 && lb_replay_goes_on(self) &&
                     self->session->stopped_by == NULL;
    if ((verbs & (1u << LB_VERB_WATCH)) == 0)
        lose(self, g_strdup(_("You may not see this session any more.")));
    else if (self->session->recording != LB_RECORDING_KEPT)
        lose(self, g_strdup(_("This recording was deleted.")));
    else
        expect(self);
    return true;
}

static bool
load(LbScreen *screen, GError **error)
{
    LbReplay *self = (LbReplay *)screen;
    GError *failure = NULL;
    if (self->lost != NULL)
        return true;
    if (self->session == NULL)
        return open_recording(self, error) && read_request(self, error);
    self->due = 0;
    if (read_session(self, &failure) && read_request(self, &failure))
        return true;
    /* What cannot be read now may be later; but nobody goes on seeing what they may not. */
    if (failure->domain != LB_REFUSAL_ERROR) {
        g_propagate_error(error, failure);
        return false;
    }
    lose(self, g_strdup(failure->message));
    g_error_free(failure);
    return true;
}

/* Going on */

/* What a piece of work came to. */
static void
note_step(LbReplay *self, LbPlayerStep step, GError *error)
{
    self->step = step;
    g_free(self->damage);
    self->damage = error != NULL ? g_strdup(error->message) : NULL;
    if (step == LB_PLAYER_BUSY)
        return;
    self->target = -1;
    if (self->searching && lb_player_found(self->player) == LB_PLAYER_NOT_FOUND)
        lb_app_say(self->screen.app, LB_STYLE_TEXT, g_strdup(_("That is not found.")));
    self->searching = false;
}

static int64_t
next_due(const LbReplay *self, int64_t now)
{
    int64_t wait = lb_player_wait(self->player);
    if (self->step == LB_PLAYER_BUSY || lb_proof_state(self->proof) == LB_PROOF_LOOKING)
        return 0;
    if (self->step == LB_PLAYER_FAILED || lb_player_paused(self->player))
        return -1;
    if (self->step == LB_PLAYER_AT_END)
        return lb_replay_goes_on(self) ? now + LOOK : -1;
    return now + (wait >= 0 ? MIN(wait, CLOCK) : CLOCK);
}

static bool
tick(LbScreen *screen, int64_t now)
{
    LbReplay *self = (LbReplay *)screen;
    g_autoptr(GError) error = NULL;
    if (self->player == NULL)
        return false;
    LbProofState before = lb_proof_state(self->proof);
    int64_t position = lb_player_position(self->player);
    self->clock += CLAMP(now - self->ticked, 0, 2 * CLOCK);
    self->ticked = now;
    LbPlayerStep last = self->step, step = lb_player_tick(self->player, self->clock, &error);
    note_step(self, step, error);
    if (step != LB_PLAYER_BUSY)
        lb_proof_tick(self->proof, PIECE);
    self->due = next_due(self, now);
    return position != lb_player_position(self->player) || step != last ||
           lb_proof_state(self->proof) != before;
}

static int64_t
due(const LbScreen *screen)
{
    const LbReplay *self = (const LbReplay *)screen;
    return self->player != NULL ? self->due : -1;
}

static bool
attended(const LbScreen *screen)
{
    const LbReplay *self = (const LbReplay *)screen;
    return self->player != NULL && lb_replay_goes_on(self) && !lb_player_paused(self->player);
}

/* Drawing */

static void
layout(LbScreen *screen, int width, int height)
{
    LbReplay *self = (LbReplay *)screen;
    self->head = lb_replay_head_layout(self, width, height);
    if (self->player != NULL)
        lb_window_layout(&self->window, lb_player_emulator(self->player), width,
                         MAX(height - self->head, 1));
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const LbReplay *self = (const LbReplay *)screen;
    lb_replay_head_render(self, lb_pane_take_top(&pane, self->head));
    if (self->player != NULL)
        lb_window_render(&self->window, lb_player_emulator(self->player), pane,
                         !self->asks && !screen->app->searching);
}

/* Keys */

static LbNeeds
needs(const LbScreen *screen)
{
    const LbReplay *self = (const LbReplay *)screen;
    LbNeeds holds = self->may_stop ? LB_NEED_MAY_STOP : 0;
    if (self->player == NULL)
        return 0;
    return holds | LB_NEED_RECORDING | (lb_replay_goes_on(self) ? LB_NEED_LIVE : 0);
}

static void
jump(LbReplay *self, int64_t time)
{
    self->target = MAX(time, 0);
    lb_player_jump(self->player, self->target);
}

/* From where it will be, so that a key may be pressed several times. */
static void
step_by(LbReplay *self, int64_t span)
{
    int64_t from = self->target >= 0 && self->target < INT64_MAX ? self->target
                                                                 : lb_player_position(self->player);
    jump(self, from + span);
}

static void
ask_time(LbReplay *self)
{
    lb_field_clear(&self->time);
    lb_field_init(&self->time, TIME_LIMIT, false);
    self->asks = true;
}

static void
skip_idle(LbReplay *self)
{
    self->skips = !self->skips;
    lb_player_set_idle(self->player, self->skips ? IDLE : 0);
}

/* Moving within the recording, by its action. */
static const struct {
    LbAction action;
    int64_t span;
} steps[] = {
    { LB_ACTION_EARLIER, -STEP },
    { LB_ACTION_LATER, STEP },
    { LB_ACTION_MUCH_EARLIER, -LB_MINUTE },
    { LB_ACTION_MUCH_LATER, LB_MINUTE },
};

/* Moving what is in sight of it. */
static const struct {
    LbAction action;
    int columns, rows;
} pans[] = {
    { LB_ACTION_PAN_UP, 0, -1 },
    { LB_ACTION_PAN_DOWN, 0, 1 },
    { LB_ACTION_PAN_LEFT, -PAN, 0 },
    { LB_ACTION_PAN_RIGHT, PAN, 0 },
};

static bool
move(LbReplay *self, LbAction action)
{
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        if (steps[i].action != action)
            continue;
        step_by(self, steps[i].span);
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(pans); i++) {
        if (pans[i].action != action)
            continue;
        lb_window_move(&self->window, pans[i].columns, pans[i].rows);
        return true;
    }
    return false;
}

/* The time until it goes on again is none of the recording's. */
static void
set_paused(LbReplay *self, bool paused)
{
    lb_player_set_paused(self->player, paused);
    self->ticked = self->screen.app->input_time;
}

static bool
play(LbReplay *self, LbAction action)
{
    LbPlayer *player = self->player;
    switch (action) {
    case LB_ACTION_PAUSE:
        set_paused(self, !lb_player_paused(player));
        return true;
    case LB_ACTION_FASTER:
        lb_player_set_speed(player, lb_player_speed(player) + 1);
        return true;
    case LB_ACTION_SLOWER:
        lb_player_set_speed(player, lb_player_speed(player) - 1);
        return true;
    case LB_ACTION_SKIP_IDLE:
        skip_idle(self);
        return true;
    case LB_ACTION_LIVE:
        self->target = -1;
        lb_player_follow(player);
        return true;
    case LB_ACTION_FIRST:
        jump(self, 0);
        return true;
    case LB_ACTION_LAST:
        jump(self, INT64_MAX);
        return true;
    case LB_ACTION_GO_TO:
        ask_time(self);
        return true;
    case LB_ACTION_SEE_CURSOR:
        self->window.moved = false;
        return true;
    default:
        return move(self, action);
    }
}

static bool
act(LbScreen *screen, LbAction action)
{
    LbReplay *self = (LbReplay *)screen;
    if (action == LB_ACTION_STOP_SESSION)
        return lb_app_push(screen->app,
                           lb_stop_screen_new(screen->app, self->number, self->session));
    if (self->player == NULL || !play(self, action))
        return false;
    self->due = 0;
    return true;
}

static bool
find(LbScreen *screen, const char *text, bool forward)
{
    LbReplay *self = (LbReplay *)screen;
    if (self->player == NULL)
        return false;
    /* What was found stays in sight. */
    set_paused(self, true);
    lb_player_search(self->player, text, forward);
    self->target = -1;
    self->searching = true;
    self->due = 0;
    return true;
}

/* Reads minutes and seconds, with hours before them or without minutes. */
static bool
read_time(const char *text, int64_t *time)
{
    g_auto(GStrv) parts = g_strsplit(text, ":", 4);
    guint count = g_strv_length(parts);
    int64_t seconds = 0;
    if (count < 1 || count > 3)
        return false;
    for (guint i = 0; i < count; i++) {
        gint64 part = 0;
        if (!g_ascii_string_to_signed(parts[i], 10, 0, i == 0 ? 999999 : 59, &part, NULL))
            return false;
        seconds = seconds * 60 + part;
    }
    *time = seconds * LB_SECOND;
    return true;
}

static void
go_to(LbReplay *self)
{
    int64_t time = 0;
    if (!read_time(self->time.text->str, &time)) {
        lb_app_say(self->screen.app, LB_STYLE_WARNING,
                   g_strdup(_("That is no time of a recording. Type one like 1:30 or 1:02:30.")));
        return;
    }
    self->asks = false;
    self->due = 0;
    jump(self, time);
}

static void
type(LbScreen *screen, const LbInput *input)
{
    LbReplay *self = (LbReplay *)screen;
    if (input->key == LB_KEY_CTRL_C)
        lb_app_push(screen->app, lb_leave_screen_new(screen->app));
    else if (input->key == LB_KEY_ESCAPE)
        self->asks = false;
    else if (input->key == LB_KEY_ENTER)
        go_to(self);
    else if (input->key != LB_KEY_PASTE)
        lb_field_type(&self->time, input->key);
}

static bool
types(const LbScreen *screen)
{
    return ((const LbReplay *)screen)->asks;
}

static const LbKeyHelp *
keys(const LbScreen *screen)
{
    static const LbKeyHelp rows[] = { { "Enter", N_("go there") },
                                      { "Esc", N_("back") },
                                      { NULL, NULL } };
    return types(screen) ? rows : NULL;
}

static const LbAction actions[] = {
    LB_ACTION_PAUSE,      LB_ACTION_LIVE,      LB_ACTION_STOP_SESSION, LB_ACTION_FASTER,
    LB_ACTION_SLOWER,     LB_ACTION_SEARCH,    LB_ACTION_GO_TO,        LB_ACTION_LATER,
    LB_ACTION_EARLIER,    LB_ACTION_SKIP_IDLE, LB_ACTION_PAN_RIGHT,    LB_ACTION_PAN_DOWN,
    LB_ACTION_SEE_CURSOR, LB_ACTION_NONE,
};

static const LbScreenOps ops = {
    .headless = true,
    .actions = actions,
    .keys = keys,
    .free = free_screen,
    .load = load,
    .needs = needs,
    .layout = layout,
    .render = render,
    .act = act,
    .type = type,
    .types = types,
    .tick = tick,
    .due = due,
    .attended = attended,
    .find = find,
};

LbScreen *
lb_replay_screen_new(LbApp *app, int64_t number, int session, LbWatchKind kind)
{
    LbReplay *self = g_new0(LbReplay, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->number = number;
    self->which = session;
    self->kind = kind;
    self->target = -1;
    lb_field_init(&self->time, TIME_LIMIT, false);
    lb_pager_init(&self->note);
    return &self->screen;
}
