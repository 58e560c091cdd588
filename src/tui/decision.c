/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialogs that decide. What is typed ahead or pasted decides nothing: keys are ignored for a moment after the
 * dialog has opened, Enter counts only when a hand pressed it by itself, and an approval wants the number of the
 * request. */
#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "core/status.h"
#include "tui/part.h"
#include "tui/screens.h"
#include "wording/phrases.h"
#include "wording/plain.h"

#define QUIET (300 * LB_SECOND / 1000)
#define REASON_LIMIT 500
#define LABEL_COLUMNS 12

enum { FIELD_NUMBER, FIELD_REASON, FIELD_HOURS };

typedef struct {
    LbScreen screen;
    LbVerb verb;
    LbRequestView *view; /* as it is now; its request never changes in what was asked */
    int64_t number;
    char *digest; /* of what was shown */
    int hours;
    LbField typed; /* the number of the request */
    LbField reason;
    int focus;
    int64_t quiet_until; /* of LbInput.time */
    char *message;
    bool over; /* there is nothing to decide any more */
    LbPager head;
} Decision;

static void
free_screen(LbScreen *screen)
{
    Decision *self = (Decision *)screen;
    lb_request_view_free(self->view);
    g_free(self->digest);
    g_free(self->message);
    lb_field_clear(&self->typed);
    lb_field_clear(&self->reason);
    lb_pager_clear(&self->head);
    g_free(self);
}

static void
say(Decision *self, const char *message)
{
    g_free(self->message);
    self->message = g_strdup(message);
}

/* Somebody else was first, or time ran out: says who and when, else why. */
static void
end(Decision *self)
{
    g_autoptr(GError) why = NULL;
    self->over = true;
    g_autofree char *outcome = lb_phrase_outcome(self->view, self->screen.app->zone);
    if (outcome == NULL && self->verb != LB_VERB_REVOKE &&
        self->view->why_not_approve != LB_REFUSAL_NONE)
        lb_refuse(&why, self->view->why_not_approve, NULL);
    say(self, outcome != NULL ? outcome
              : why != NULL   ? why->message
                              : _("This can no longer be decided by you."));
}

static bool
load(LbScreen *screen, GError **error)
{
    Decision *self = (Decision *)screen;
    LbRequestView *view =
        lb_service_show(screen->app->service, screen->app->actor, self->number, error);
    if (view == NULL)
        return false;
    lb_request_view_free(self->view);
    self->view = view;
    if ((view->verbs & (1u << self->verb)) == 0 && !self->over)
        end(self);
    return true;
}

static int64_t
until(const LbScreen *screen)
{
    return lb_request_until(((const Decision *)screen)->view->request);
}

/* Drawing */

static char *
names_of(const LbRequest *request)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < request->resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(request->resources, i);
        g_autofree char *name = lb_plain_inline(resource->name);
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", name);
    }
    return g_strdup(names->str);
}

static char *
consequence(const Decision *self)
{
    const LbRequest *request = self->view->request;
    g_autofree char *who = lb_plain_inline(request->requester_account);
    g_autofree char *what = lb_plain_inline(request->scenario_label);
    g_autofree char *names = names_of(request);
    if (self->verb == LB_VERB_DENY)
        return g_strdup_printf(_("%s gets no access to %s, and reads your reason."), who, names);
    if (self->verb == LB_VERB_REVOKE)
        return g_strdup_printf(_("%s loses access to %s now, and reads your reason."), who, names);
    int64_t until = self->screen.app->now + self->hours * LB_HOUR;
    g_autofree char *time = lb_time_format(until, self->screen.app->zone, LB_TIME_FULL);
    return g_strdup_printf(_("%s gets %s to %s, from now until %s."), who, what, names, time);
}

static char *
title_of(const Decision *self)
{
    g_autofree char *id = lb_request_id(self->view->request);
    if (self->verb == LB_VERB_APPROVE)
        return g_strdup_printf(_("Approve %s"), id);
    if (self->verb == LB_VERB_DENY)
        return g_strdup_printf(_("Deny %s"), id);
    return g_strdup_printf(_("End the access of %s"), id);
}

static void
layout(LbScreen *screen, int width, int height)
{
    Decision *self = (Decision *)screen;
    g_autofree char *text = consequence(self);
    lb_pager_empty(&self->head);
    lb_pager_add(&self->head, MIN(width, 80) - 1, LB_STYLE_TEXT, "   ", "   ", text);
    /* The fields below need eight rows. */
    lb_pager_layout(&self->head, MIN((int)self->head.lines->len, MAX(height - 9, 1)));
}

/* Draws "Label   ____" and returns the column where the field begins. */
static int
put_label(LbPane pane, int y, const char *label, bool focused)
{
    int x = lb_pane_put(pane, 3, y, focused ? LB_STYLE_ACCENT : LB_STYLE_TEXT, label);
    return MAX(x + 2, 3 + LABEL_COLUMNS);
}

static void
render_hours(const Decision *self, LbPane pane)
{
    int x = put_label(pane, 0, _("Hours"), self->focus == FIELD_HOURS);
    x = lb_pane_print(pane, x, 0, LB_STYLE_STRONG, "%d", self->hours);
    int most = self->view->request->hours;
    if (most > 1)
        lb_pane_print(pane, x + 4, 0, LB_STYLE_FAINT, _("1 to %d, + and - change it"), most);
}

static void
render_reason(const Decision *self, LbPane pane)
{
    bool focused = self->focus == FIELD_REASON;
    LbPane row = lb_pane_take_top(&pane, 1);
    int x = put_label(row, 0, _("Reason"), focused);
    const char *note = self->verb == LB_VERB_APPROVE ? _("may stay empty") : _("needed");
    lb_pane_put_right(row, 0, LB_STYLE_FAINT, note);
    lb_pane_take_right(&row, lb_columns(note) + 2);
    lb_field_render(&self->reason, row, x, 0, focused && !self->over);
}

static void
render_number(const Decision *self, LbPane pane)
{
    bool focused = self->focus == FIELD_NUMBER;
    g_autofree char *id = lb_request_id(self->view->request);
    g_autofree char *label =
        g_strdup_printf(_("To approve, type the number of the request, %s:"), id);
    int x = lb_pane_put(pane, 3, 0, focused ? LB_STYLE_ACCENT : LB_STYLE_TEXT, label) + 1;
    lb_pane_take_right(&pane, MAX(pane.width - x - 10, 0));
    lb_field_render(&self->typed, pane, x, 0, focused && !self->over);
}

static void
render_message(const Decision *self, LbPane pane)
{
    if (self->message == NULL)
        return;
    LbPager pager;
    lb_pager_init(&pager);
    lb_pager_add(&pager, MIN(pane.width, 80) - 1, LB_STYLE_WARNING, "   ", "   ", self->message);
    lb_pager_layout(&pager, (int)pager.lines->len);
    lb_pager_render(&pager, pane);
    lb_pager_clear(&pager);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Decision *self = (const Decision *)screen;
    bool tall = pane.height >= 15;
    g_autofree char *title = title_of(self);
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_pane_put(lb_pane_take_top(&pane, 1), 1, 0, LB_STYLE_STRONG, title);
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_pager_render(
        &self->head,
        lb_pane_take_top(&pane, self->head.height + (lb_pager_overflows(&self->head) ? 1 : 0)));
    lb_pane_take_top(&pane, 1);
    if (!self->over) {
        if (self->verb == LB_VERB_APPROVE)
            render_hours(self, lb_pane_take_top(&pane, 1));
        render_reason(self, lb_pane_take_top(&pane, 1));
        lb_pane_take_top(&pane, tall ? 1 : 0);
        if (self->verb == LB_VERB_APPROVE)
            render_number(self, lb_pane_take_top(&pane, 1));
        lb_pane_take_top(&pane, 1);
    }
    render_message(self, pane);
}

static const LbKeyHelp *
keys(const LbScreen *screen)
{
    static const LbKeyHelp over[] = { { "Esc", N_("back") }, { NULL, NULL } };
    static const LbKeyHelp approve[] = { { "Enter", N_("approve") },
                                         { "Tab", N_("next field") },
                                         { "Esc", N_("back, nothing is decided") },
                                         { NULL, NULL } };
    static const LbKeyHelp deny[] = { { "Enter", N_("deny") },
                                      { "Esc", N_("back, nothing is decided") },
                                      { NULL, NULL } };
    static const LbKeyHelp revoke[] = { { "Enter", N_("end access") },
                                        { "Esc", N_("back, nothing is decided") },
                                        { NULL, NULL } };
    const Decision *self = (const Decision *)screen;
    if (self->over)
        return over;
    return self->verb == LB_VERB_APPROVE ? approve : self->verb == LB_VERB_DENY ? deny : revoke;
}

/* Deciding */

static bool
is_confirmed(Decision *self)
{
    if (self->verb == LB_VERB_APPROVE) {
        g_autofree char *number = g_strdup_printf("%lld", (long long)self->number);
        if (strcmp(self->typed.text->str, number) == 0)
            return true;
        self->focus = FIELD_NUMBER;
        say(self, self->typed.text->len == 0 ? _("Type the number of the request first.")
                                             : _("That is not the number of this request."));
        return false;
    }
    g_autofree char *reason = g_strstrip(g_strdup(self->reason.text->str));
    if (*reason != '\0')
        return true;
    say(self, _("A reason is needed: the engineer reads it."));
    return false;
}

static LbRequest *
do_it(Decision *self, GError **error)
{
    LbApp *app = self->screen.app;
    g_autofree char *reason = g_strstrip(g_strdup(self->reason.text->str));
    LbDecision decision = { .number = self->number,
                            .shown = self->digest,
                            .hours = self->verb == LB_VERB_APPROVE ? self->hours : 0,
                            .reason = *reason != '\0' ? reason : NULL };
    switch (self->verb) {
    case LB_VERB_APPROVE:
        return lb_service_approve(app->service, app->actor, &decision, error);
    case LB_VERB_DENY:
        return lb_service_deny(app->service, app->actor, &decision, error);
    default:
        return lb_service_revoke(app->service, app->actor, &decision, error);
    }
}

/* What was refused because the request has moved on is over; the rest can be mended and tried again. */
static void
refuse(Decision *self, GError *error)
{
    say(self, error->message);
    g_error_free(error);
    lb_app_reload(self->screen.app);
}

static void
decide(Decision *self)
{
    LbApp *app = self->screen.app;
    GError *error = NULL;
    if (!is_confirmed(self))
        return;
    g_autoptr(LbRequest) request = do_it(self, &error);
    if (request == NULL) {
        refuse(self, error);
        return;
    }
    char *sentence = lb_phrase_done(self->verb, request, app->zone);
    LbStyle style = self->verb == LB_VERB_APPROVE ? LB_STYLE_OPEN : LB_STYLE_STRONG;
    g_ptr_array_add(app->results, g_strdup(sentence));
    /* The dialog is gone from here on. */
    lb_app_pop(app);
    lb_app_reload(app);
    lb_app_say(app, style, sentence);
}

/* Keys */

static void
move_focus(Decision *self, int step)
{
    int fields = self->verb == LB_VERB_APPROVE ? 3 : 1;
    if (fields > 1)
        self->focus = (self->focus + step + fields) % fields;
}

static bool
change_hours(Decision *self, int key)
{
    int ascii = lb_key_ascii(key), step = ascii == '+' ? 1 : ascii == '-' ? -1 : 0;
    if (step == 0 || self->verb != LB_VERB_APPROVE || self->focus == FIELD_REASON)
        return false;
    self->hours = CLAMP(self->hours + step, 1, self->view->request->hours);
    return true;
}

static void
type_text(Decision *self, const LbInput *input)
{
    if (change_hours(self, input->key))
        return;
    if (self->focus == FIELD_REASON) {
        lb_field_type(&self->reason, input->key);
        return;
    }
    if (self->focus != FIELD_NUMBER)
        return;
    if (input->hasty) {
        lb_field_clear(&self->typed);
        lb_field_init(&self->typed, 19, true);
        self->quiet_until = input->time + QUIET;
        say(self, _("That came too fast for fingers. Type the number key by key."));
        return;
    }
    lb_field_type(&self->typed, input->key);
}

static void
press_enter(Decision *self, const LbInput *input)
{
    if (!input->hasty) {
        decide(self);
        return;
    }
    self->quiet_until = input->time + QUIET;
    say(self, _("Nothing is decided: that Enter came too fast for a finger. Press it again."));
}

static void
type(LbScreen *screen, const LbInput *input)
{
    Decision *self = (Decision *)screen;
    LbApp *app = screen->app;
    if (input->key == LB_KEY_ESCAPE || self->over) {
        if (input->time >= self->quiet_until || input->key == LB_KEY_ESCAPE)
            lb_app_pop(app);
        return;
    }
    if (input->key == LB_KEY_CTRL_C) {
        lb_app_push(app, lb_leave_screen_new(app));
        return;
    }
    if (input->key == LB_KEY_PASTE) {
        self->quiet_until = input->time + QUIET;
        say(self, _("Pasted text is not taken here. Type it."));
        return;
    }
    if (input->time < self->quiet_until) {
        /* A stream of keys does not get in by lasting longer. */
        if (input->hasty)
            self->quiet_until = input->time + QUIET;
        return;
    }
    g_clear_pointer(&self->message, g_free);
    if (input->key == LB_KEY_ENTER)
        press_enter(self, input);
    else if (input->key == LB_KEY_TAB || input->key == LB_KEY_DOWN)
        move_focus(self, 1);
    else if (input->key == LB_KEY_BACK_TAB || input->key == LB_KEY_UP)
        move_focus(self, -1);
    else
        type_text(self, input);
}

static const LbScreenOps ops = {
    .keys = keys,
    .free = free_screen,
    .load = load,
    .until = until,
    .layout = layout,
    .render = render,
    .type = type,
};

LbScreen *
lb_decision_screen_new(LbApp *app, LbVerb verb, const LbRequestView *view)
{
    Decision *self = g_new0(Decision, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->verb = verb;
    self->number = view->request->number;
    self->digest = g_strdup(view->digest);
    self->hours = view->request->hours;
    self->focus = verb == LB_VERB_APPROVE ? FIELD_NUMBER : FIELD_REASON;
    self->quiet_until = app->input_time + QUIET;
    app->flush = true;
    lb_field_init(&self->typed, 19, true);
    lb_field_init(&self->reason, REASON_LIMIT, false);
    lb_pager_init(&self->head);
    return &self->screen;
}
