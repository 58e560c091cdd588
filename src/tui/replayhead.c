/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Lockbox says above a recording: whose it is, where it is played, whether it is the one that was recorded, and how it
 * ended. */
#include "base/i18n.h"
#include "base/time.h"
#include "tui/replay.h"
#include "wording/plain.h"
#include "wording/sessions.h"

#define HEAD 3    /* two rows and a rule */
#define SOUGHT 16 /* columns of what is searched */

bool
lb_replay_goes_on(const LbReplay *replay)
{
    return replay->session->ended == 0;
}

/* Whether all that there is was shown. */
static bool
is_at_end(const LbReplay *self)
{
    return self->step == LB_PLAYER_AT_END || self->step == LB_PLAYER_FAILED;
}

static void
fill_note(LbReplay *self, int width)
{
    const LbSession *session = self->session;
    lb_pager_empty(&self->note);
    if (self->lost != NULL)
        lb_pager_add(&self->note, width, LB_STYLE_WARNING, " ", " ", self->lost);
    if (self->damage != NULL && self->step == LB_PLAYER_FAILED) {
        g_autofree char *words =
            g_strdup_printf(_("The recording cannot be read any further: %s."), self->damage);
        lb_pager_add(&self->note, width, LB_STYLE_WARNING, " ", " ", words);
    }
    if (self->lost != NULL || lb_replay_goes_on(self) || !is_at_end(self))
        return;
    g_autofree char *time = lb_time_format(session->ended, self->screen.app->zone, LB_TIME_STAMP);
    g_autofree char *end = lb_phrase_session_end(session);
    g_autofree char *words = g_strdup_printf(_("The session ended on %s: %s."), time, end);
    lb_pager_add(&self->note, width, LB_STYLE_STRONG, " ", " ", words);
}

int
lb_replay_head_layout(LbReplay *self, int width, int most)
{
    fill_note(self, width - 1);
    lb_pager_layout(&self->note, MIN((int)self->note.lines->len, MAX(most - HEAD, 1)));
    return MIN(HEAD + MIN((int)self->note.lines->len, self->note.height), most);
}

/* "LB-42 session 1: RECORDING of engineer7@fabrikam.example on vm-web-01". */
static char *
describe(const LbReplay *self)
{
    const LbSession *session = self->session;
    g_autofree char *who = lb_plain_inline(session->account);
    g_autofree char *where = lb_plain_inline(session->resource_name);
    return g_strdup_printf(_("LB-%lld session %d: RECORDING of %s on %s"), (long long)self->number,
                           session->number, who, where);
}

static void
render_title(const LbReplay *self, LbPane pane)
{
    const char *mark = pane.width < 100 ? _("TEST") : _("TEST DATABASE");
    int room = pane.width - 2 - (self->screen.app->test ? lb_columns(mark) + 2 : 0);
    g_autofree char *whole = describe(self);
    g_autofree char *title = lb_cut_middle(whole, room);
    lb_pane_put(pane, 1, 0, LB_STYLE_STRONG, title);
    if (self->screen.app->test)
        lb_pane_put(pane, pane.width - 1 - lb_columns(mark), 0, LB_STYLE_WARNING, mark);
}

static const char *
describe_playing(const LbReplay *self, LbStyle *style)
{
    if (self->target >= 0)
        return _("going there");
    if (lb_player_paused(self->player))
        return _("paused");
    *style = LB_STYLE_OPEN;
    if (lb_replay_goes_on(self) && lb_player_following(self->player))
        return _("LIVE");
    if (is_at_end(self) && !lb_replay_goes_on(self))
        return _("at the end");
    return _("playing");
}

/* What it does now, for the beginning of the second row. */
static char *
describe_step(const LbReplay *self, LbStyle *style)
{
    *style = LB_STYLE_STRONG;
    if (!self->searching)
        return g_strdup(describe_playing(self, style));
    g_autofree char *text = lb_cut_end(self->screen.app->search.text->str, SOUGHT);
    return g_strdup_printf(_("searching for %s"), text);
}

/* "1:12 / 10:00"; how long it gets is not known while it goes on. */
static char *
describe_time(const LbReplay *self)
{
    int64_t position = lb_player_position(self->player);
    if (self->target >= 0 && self->target < INT64_MAX)
        position = self->target;
    g_autofree char *now = lb_phrase_clock(position);
    if (lb_replay_goes_on(self))
        return g_steal_pointer(&now);
    g_autofree char *all =
        lb_phrase_clock(MAX(self->session->ended - self->session->begun, position));
    return g_strdup_printf("%s / %s", now, all);
}

static char *
describe_speed(const LbReplay *self)
{
    int speed = lb_player_speed(self->player);
    return speed < 0 ? g_strdup_printf("1/%dx", 1 << -speed) : g_strdup_printf("%dx", 1 << speed);
}

/* Whether the files are those that the log has the hash of; of what broke off, the log knows the beginning alone. */
static const char *
describe_proof(const LbReplay *self, LbStyle *style)
{
    LbProofState state = lb_proof_state(self->proof);
    *style = state == LB_PROOF_DIFFERS  ? LB_STYLE_WARNING
             : state == LB_PROOF_AGREES ? LB_STYLE_OPEN
                                        : LB_STYLE_FAINT;
    switch (state) {
    case LB_PROOF_LOOKING:
        return _("compared with the log");
    case LB_PROOF_AGREES:
        return lb_session_is_told(self->session) ? _("agrees with the log")
                                                 : _("agrees with the log so far");
    case LB_PROOF_DIFFERS:
        return _("DOES NOT AGREE WITH THE LOG");
    default:
        return _("not in the log yet");
    }
}

static void
render_state(const LbReplay *self, LbPane pane)
{
    LbStyle style, proof_style;
    g_autofree char *step = describe_step(self, &style);
    const char *proof = describe_proof(self, &proof_style);
    g_autofree char *time = describe_time(self);
    g_autofree char *speed = describe_speed(self);
    int right = pane.width - 1 - lb_columns(proof);
    int x = lb_pane_put(pane, 1, 0, style, step) + 2;
    x = lb_pane_put(pane, x, 0, LB_STYLE_TEXT, time) + 2;
    if (!lb_player_following(self->player) && x + lb_columns(speed) + 2 <= right)
        x = lb_pane_put(pane, x, 0, LB_STYLE_TEXT, speed) + 2;
    if (self->skips && x + lb_columns(_("skips idle")) + 2 <= right)
        lb_pane_put(pane, x, 0, LB_STYLE_TEXT, _("skips idle"));
    lb_pane_put(pane, right, 0, proof_style, proof);
}

static void
render_time(const LbReplay *self, LbPane pane)
{
    int x = lb_pane_put(pane, 1, 0, LB_STYLE_ACCENT, _("Go to")) + 2;
    LbPane room = pane;
    lb_pane_take_right(&room, MAX(pane.width - x - 12, 0));
    lb_field_render(&self->time, room, x, 0, true);
    lb_pane_put(pane, x + 14, 0, LB_STYLE_FAINT, _("as 1:30 or 1:02:30"));
}

/* With what of the recording is in sight, where that is not all. */
static void
render_rule(const LbReplay *self, LbPane pane)
{
    lb_pane_rule(pane, 0, LB_STYLE_FAINT, '-');
    if (self->player == NULL)
        return;
    g_autofree char *part = lb_window_phrase(&self->window, lb_player_emulator(self->player));
    if (part == NULL)
        return;
    g_autofree char *words = g_strdup_printf(" %s ", part);
    lb_pane_put(pane, pane.width - 2 - lb_columns(words), 0, LB_STYLE_TEXT, words);
}

void
lb_replay_head_render(const LbReplay *self, LbPane pane)
{
    render_title(self, lb_pane_take_top(&pane, 1));
    LbPane state = lb_pane_take_top(&pane, 1);
    LbPane rule = lb_pane_take_bottom(&pane, 1);
    if (self->asks)
        render_time(self, state);
    else if (self->player != NULL)
        render_state(self, state);
    lb_pager_render(&self->note, pane);
    render_rule(self, rule);
}
