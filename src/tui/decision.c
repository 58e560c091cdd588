/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialogs that decide. What is typed ahead or pasted decides nothing: keys are ignored for a moment after the
 * dialog has opened, Enter counts only when a hand pressed it by itself, and an approval wants the number of the
 * request. */
#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "core/status.h"
#include "tui/confirm.h"
#include "tui/decisionkind.h"
#include "tui/hand.h"
#include "tui/part.h"
#include "tui/screens.h"
#include "wording/phrases.h"
#include "wording/plain.h"
#include "wording/votes.h"

#define REASON_LIMIT 500
#define NUMBER_LIMIT 19
#define LABEL_COLUMNS 12
#define WIDEST 80

enum { FIELD_NUMBER, FIELD_REASON, FIELD_HOURS };

typedef struct {
    LbScreen screen;
    const LbDecisionKind *kind;
    LbRequestView *view; /* as it is now; its request never changes in what was asked */
    int64_t number;
    char *digest; /* of what was shown */
    int hours;
    LbField typed; /* the number of the request */
    LbField reason;
    int focus;
    LbHand hand;
    char *message;
    bool over;    /* there is nothing to decide any more */
    LbPager head; /* what this will do */
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

static bool
approves(const Decision *self)
{
    return self->kind->verb == LB_VERB_APPROVE;
}

/* More time may be asked for than there was; the rules say how much. */
static int
most_hours(const Decision *self)
{
    return self->kind->verb == LB_VERB_EXTEND ? LB_HOURS_MAX : lb_phrase_most_hours(self->view);
}

/* Somebody else was first, or time ran out: says who and when, else why. */
static void
end(Decision *self)
{
    g_autoptr(GError) why = NULL;
    self->over = true;
    g_autofree char *outcome = lb_phrase_outcome(self->view, self->screen.app->zone);
    if (outcome == NULL && approves(self) && self->view->why_not_approve != LB_REFUSAL_NONE)
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
    self->hours = MIN(self->hours, most_hours(self));
    if ((view->verbs & (1u << self->kind->verb)) == 0 && !self->over)
        end(self);
    return true;
}

static int64_t
until(const LbScreen *screen)
{
    return lb_request_deadline(((const Decision *)screen)->view->request);
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

static void
fill_head(Decision *self, int width, const char *resources)
{
    g_autofree char *who = lb_plain_inline(self->view->request->requester_account);
    g_autofree char *text = lb_question_fill(self->kind->consequence, who, resources);
    g_autofree char *approval = approves(self) ? lb_phrase_approval(self->view) : NULL;
    lb_pager_empty(&self->head);
    lb_pager_add(&self->head, width, LB_STYLE_TEXT, "   ", "   ", text);
    if (approval != NULL)
        lb_pager_add(&self->head, width, LB_STYLE_STRONG, "   ", "   ", approval);
}

/* All names where there is room for them; the fields below need six rows. */
static void
layout(LbScreen *screen, int width, int height)
{
    Decision *self = (Decision *)screen;
    int columns = MIN(width, WIDEST) - 1, rows = MAX(height - 8, 2);
    g_autofree char *names = names_of(self->view->request);
    fill_head(self, columns, names);
    if ((int)self->head.lines->len > rows) {
        g_autofree char *few = lb_phrase_resources(self->view->request);
        fill_head(self, columns, few);
    }
    lb_pager_layout(&self->head, (int)self->head.lines->len);
}

/* Draws "Label   ____" and returns the column where the field begins. */
static int
put_label(LbPane pane, int y, const char *label, bool focused)
{
    int x = lb_pane_put(pane, 3, y, focused ? LB_STYLE_ACCENT : LB_STYLE_TEXT, label);
    return MAX(x + 2, 3 + LABEL_COLUMNS);
}

/* When access would end stands beside its hours; where others have to approve too, nobody knows. */
static void
render_hours(const Decision *self, LbPane pane)
{
    const LbApp *app = self->screen.app;
    int most = most_hours(self);
    int x = put_label(pane, 0, _("Hours"), self->focus == FIELD_HOURS);
    x = lb_pane_print(pane, x, 0, LB_STYLE_STRONG, "%d", self->hours) + 3;
    g_autofree char *end_of_access =
        lb_time_format(app->now + self->hours * LB_HOUR, app->zone, LB_TIME_FULL);
    if (!approves(self))
        x = lb_pane_put(pane, x, 0, LB_STYLE_TEXT, _("from their answer")) + 3;
    else if (self->view->given + 1 >= self->view->request->quorum)
        x = lb_pane_print(pane, x, 0, LB_STYLE_STRONG, _("until %s"), end_of_access) + 3;
    else
        x = lb_pane_put(pane, x, 0, LB_STYLE_TEXT, _("at most, from the last approval")) + 3;
    g_autofree char *hint = g_strdup_printf(_("1 to %d by + and -"), most);
    if (most > 1 && x + lb_columns(hint) < pane.width)
        lb_pane_put(pane, x, 0, LB_STYLE_FAINT, hint);
}

static void
render_reason(const Decision *self, LbPane pane)
{
    bool focused = self->focus == FIELD_REASON;
    LbPane row = lb_pane_take_top(&pane, 1);
    int x = put_label(row, 0, _("Reason"), focused);
    const char *note = self->kind->reason ? _("needed") : _("may stay empty");
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
        g_strdup_printf(approves(self) ? _("To approve, type the number of the request, %s:")
                                       : _("To endorse it, type the number of the request, %s:"),
                        id);
    int x = lb_pane_put(pane, 3, 0, focused ? LB_STYLE_ACCENT : LB_STYLE_TEXT, label) + 1;
    lb_pane_take_right(&pane, MAX(pane.width - x - 10, 0));
    lb_field_render(&self->typed, pane, x, 0, focused && !self->over);
}

static void
render_fields(const Decision *self, LbPane *pane, bool tall)
{
    if (self->kind->hours)
        render_hours(self, lb_pane_take_top(pane, 1));
    render_reason(self, lb_pane_take_top(pane, 1));
    lb_pane_take_top(pane, tall ? 1 : 0);
    if (self->kind->number)
        render_number(self, lb_pane_take_top(pane, 1));
    lb_pane_take_top(pane, 1);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Decision *self = (const Decision *)screen;
    bool tall = pane.height >= 15;
    g_autofree char *id = lb_request_id(self->view->request);
    g_autofree char *title = lb_question_fill(self->kind->title, id, "");
    pane.width = MIN(pane.width, WIDEST);
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_pane_put(lb_pane_take_top(&pane, 1), 1, 0, LB_STYLE_STRONG, title);
    lb_pane_take_top(&pane, tall ? 1 : 0);
    if (!self->over) {
        lb_pager_render(&self->head, lb_pane_take_top(&pane, self->head.height));
        lb_pane_take_top(&pane, 1);
        render_fields(self, &pane, tall);
    }
    lb_hand_render_message(self->message, pane);
}

static const LbKeyHelp *
keys(const LbScreen *screen)
{
    static const LbKeyHelp over[] = { { "Esc", N_("back") }, { NULL, NULL } };
    const Decision *self = (const Decision *)screen;
    return self->over ? over : self->kind->keys;
}

/* Deciding */

static bool
is_confirmed(Decision *self)
{
    g_autofree char *number = g_strdup_printf("%lld", (long long)self->number);
    if (self->kind->number && strcmp(self->typed.text->str, number) != 0) {
        self->focus = FIELD_NUMBER;
        say(self, self->typed.text->len == 0 ? _("Type the number of the request first.")
                                             : _("That is not the number of this request."));
        return false;
    }
    g_autofree char *reason = g_strstrip(g_strdup(self->reason.text->str));
    if (!self->kind->reason || *reason != '\0')
        return true;
    say(self, _(self->kind->unreasoned));
    return false;
}

static LbRequest *
do_it(Decision *self, GError **error)
{
    LbApp *app = self->screen.app;
    g_autofree char *reason = g_strstrip(g_strdup(self->reason.text->str));
    LbDecision decision = { .number = self->number,
                            .shown = self->digest,
                            .hours = self->kind->hours ? self->hours : 0,
                            .reason = *reason != '\0' ? reason : NULL };
    return self->kind->act(app->service, app->actor, &decision, error);
}

static void decide(Decision *self);

static void
decide_again(LbApp *app, int64_t number, gpointer data)
{
    (void)app;
    (void)number;
    decide(data);
}

/* Whether the ticket behind the request is looked at anew now, where it lives, and the rest done afterwards. */
static bool
awaits_ticket(Decision *self, const GError *refusal)
{
    return g_error_matches(refusal, LB_REFUSAL_ERROR, LB_REFUSAL_TICKET_STALE) &&
           lb_elsewhere_await(self->screen.app, self->view->request->ticket, decide_again, self,
                              NULL);
}

/* What was refused because the request has moved on is over; the rest can be mended and tried again. */
static void
refuse(Decision *self, GError *error)
{
    if (awaits_ticket(self, error)) {
        g_error_free(error);
        return;
    }
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
    char *sentence = lb_phrase_done(self->kind->verb, request, app->zone);
    g_ptr_array_add(app->results, g_strdup(sentence));
    lb_app_pop(app);
    lb_app_reload(app);
    lb_app_say(app, request->status == LB_STATUS_APPROVED ? LB_STYLE_OPEN : LB_STYLE_STRONG,
               sentence);
}

/* Keys */

static void
move_focus(Decision *self, int step)
{
    int first = self->kind->number ? FIELD_NUMBER : FIELD_REASON;
    int count = (self->kind->hours ? FIELD_HOURS : FIELD_REASON) + 1 - first;
    self->focus = first + (self->focus - first + step + count) % count;
}

static bool
change_hours(Decision *self, int key)
{
    int ascii = lb_key_ascii(key), step = ascii == '+' ? 1 : ascii == '-' ? -1 : 0;
    if (step == 0 || !self->kind->hours || self->focus == FIELD_REASON)
        return false;
    self->hours = CLAMP(self->hours + step, 1, most_hours(self));
    return true;
}

/* An input method hands over full-width digits all at once; everything else is typed digit by digit. */
static void
type_number(Decision *self, const LbInput *input)
{
    if (!input->hasty || lb_key_ascii(input->key) != input->key) {
        lb_field_type(&self->typed, input->key);
        return;
    }
    lb_field_clear(&self->typed);
    lb_field_init(&self->typed, NUMBER_LIMIT, true);
    lb_hand_pause(&self->hand, input);
    say(self, _("That came too fast for fingers. Type the number key by key."));
}

static void
type_text(Decision *self, const LbInput *input)
{
    if (change_hours(self, input->key))
        return;
    if (self->focus == FIELD_REASON)
        lb_field_type(&self->reason, input->key);
    else if (self->focus == FIELD_NUMBER)
        type_number(self, input);
}

static void
press_enter(Decision *self, const LbInput *input)
{
    if (lb_hand_presses(&self->hand, input))
        decide(self);
    else
        say(self, _("Nothing is decided: that Enter came too fast for a finger. Press it again."));
}

static void
type_key(Decision *self, const LbInput *input)
{
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

static void
type(LbScreen *screen, const LbInput *input)
{
    Decision *self = (Decision *)screen;
    LbHandKey key = lb_hand_take(&self->hand, screen->app, input, self->over);
    if (key == LB_HAND_PASTED)
        say(self, _("Pasted text is not taken here. Type it."));
    else if (key == LB_HAND_TYPED)
        type_key(self, input);
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
    self->kind = lb_decision_kind(verb);
    self->number = view->request->number;
    self->digest = g_strdup(view->digest);
    self->hours =
        verb == LB_VERB_EXTEND ? view->request->hours_granted : lb_phrase_most_hours(view);
    self->focus = self->kind->number ? FIELD_NUMBER : FIELD_REASON;
    self->hand = lb_hand_new(app);
    lb_field_init(&self->typed, NUMBER_LIMIT, true);
    lb_field_init(&self->reason, REASON_LIMIT, false);
    lb_pager_init(&self->head);
    return &self->screen;
}
