/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing into a support ticket: a reply, an internal note, or why it is escalated or closed. Nothing that was typed is
 * lost by a refusal, by another size or by one Esc. On a wide terminal the ticket stands beside it. */
#include <string.h>

#include "base/i18n.h"
#include "tui/confirm.h"
#include "tui/editor.h"
#include "tui/hand.h"
#include "tui/screens.h"
#include "tui/tickettext.h"
#include "wording/plain.h"

#define WIDEST 80
#define TICKET_GAP 3

/* What can be written. */
typedef struct {
    LbVerb verb;
    LbTicket *(*act)(LbService *service, const LbActor *actor, int64_t number, const char *text,
                     GError **error);
    glong limit;
    bool needed;        /* it may not stay empty */
    const char *title;  /* with the ticket's id; untranslated, as what follows */
    const char *ours;   /* what this does, for the provider's people */
    const char *theirs; /* the same for a customer's */
    const char *label;  /* of what is typed */
    const char *empty;  /* what is said where it is needed */
    const char *done;   /* with the ticket's id */
    LbKeyHelp keys[4];
} Kind;

#define BACK              \
    {                     \
        "Esc", N_("back") \
    }

static const Kind kinds[] = {
    { LB_VERB_REPLY,
      lb_service_reply,
      LB_LIMIT_TEXT,
      true,
      N_("Reply to %s"),
      N_("The customer reads it; who opened the ticket is told by mail."),
      N_("Your provider reads it; the engineer who has the ticket is told by mail."),
      N_("Reply"),
      N_("There is nothing to send so far."),
      N_("Your reply is in %s now."),
      { { "Ctrl-X", N_("send") }, BACK, { NULL, NULL } } },
    { LB_VERB_NOTE,
      lb_service_note,
      LB_LIMIT_TEXT,
      true,
      N_("Internal note in %s"),
      N_("No customer sees it, neither here nor in a mail nor in the activity log."),
      NULL,
      N_("Note"),
      N_("There is nothing to keep so far."),
      N_("Your note is in %s now; no customer sees it."),
      { { "Ctrl-X", N_("keep") }, BACK, { NULL, NULL } } },
    { LB_VERB_ESCALATE,
      lb_service_escalate,
      LB_LIMIT_REASON,
      true,
      N_("Escalate %s"),
      N_("It goes to the DevOps engineers, and is yours no longer. No customer sees the reason."),
      NULL,
      N_("Reason"),
      N_("A reason is needed: the DevOps engineers read it."),
      N_("%s is escalated; a DevOps engineer has yet to take it."),
      { { "Ctrl-X", N_("escalate") }, BACK, { NULL, NULL } } },
    { LB_VERB_CLOSE_TICKET,
      lb_service_close_ticket,
      LB_LIMIT_REASON,
      false,
      N_("Close %s"),
      N_("Nobody can reply any more, nor ask for access because of it. Who opened it is told by "
         "mail and reads your last words, if you write any."),
      N_("Nobody can reply any more, nor ask for access because of it. The engineer who has it is "
         "told by mail and reads your last words, if you write any."),
      N_("Last words"),
      NULL,
      N_("%s is closed."),
      { { "Ctrl-X", N_("close") }, BACK, { NULL, NULL } } },
};

typedef struct {
    LbScreen screen;
    const Kind *kind;
    int64_t number;
    LbTicketView *view; /* as it is now */
    LbEditor editor;
    LbPager head;    /* what this does */
    LbPager history; /* the ticket, beside it */
    bool placed;     /* its end has been scrolled to */
    bool leaving;    /* Esc was pressed: another one throws the text away */
    char *message;   /* NULL: none */
} Answer;

static void
free_screen(LbScreen *screen)
{
    Answer *self = (Answer *)screen;
    lb_ticket_view_free(self->view);
    lb_editor_clear(&self->editor);
    lb_pager_clear(&self->head);
    lb_pager_clear(&self->history);
    g_free(self->message);
    g_free(self);
}

static void
say(Answer *self, const char *message)
{
    g_free(self->message);
    self->message = g_strdup(message);
}

/* What others did meanwhile is said when it is sent; the text stays. */
static bool
load(LbScreen *screen, GError **error)
{
    Answer *self = (Answer *)screen;
    LbTicketView *view =
        lb_service_show_ticket(screen->app->service, screen->app->actor, self->number, error);
    if (view == NULL)
        return false;
    lb_ticket_view_free(self->view);
    self->view = view;
    return true;
}

/* Drawing */

static int
part_width(int width)
{
    return width >= LB_WIDE ? MIN(width * 3 / 5, WIDEST) : MIN(width, WIDEST);
}

/* Rows of what does not scroll: title, what this does, label and message, and blank ones where there is room. */
static int
rows_around(const Answer *self, int height)
{
    return (height >= 15 ? 6 : 3) + self->head.height;
}

static void
layout_history(Answer *self, int width, int height)
{
    lb_ticket_text_fill(&self->history, self->screen.app, self->view->ticket, width);
    bool whole = (int)self->history.lines->len <= height;
    lb_pager_layout(&self->history, whole ? height : height - 1);
    if (!self->placed)
        lb_pager_act(&self->history, LB_ACTION_LAST);
    self->placed = true;
}

static void
layout(LbScreen *screen, int width, int height)
{
    Answer *self = (Answer *)screen;
    int left = part_width(width);
    bool customer = screen->app->actor->tenant != NULL && self->kind->theirs != NULL;
    lb_pager_empty(&self->head);
    lb_pager_add(&self->head, left - 1, LB_STYLE_TEXT, "   ", "   ",
                 _(customer ? self->kind->theirs : self->kind->ours));
    lb_pager_layout(&self->head, MIN((int)self->head.lines->len, height >= 15 ? 4 : 2));
    lb_editor_layout(&self->editor, left - 3 - 1, MAX(height - rows_around(self, height), 1));
    if (width >= LB_WIDE)
        layout_history(self, width - left - TICKET_GAP, height);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Answer *self = (const Answer *)screen;
    bool tall = pane.height >= 15;
    g_autofree char *id = lb_ticket_id(self->number);
    g_autofree char *title = lb_question_fill(self->kind->title, id, "");
    LbPane beside = pane;
    pane = lb_pane_take_left(&beside, part_width(pane.width));
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_pane_put(lb_pane_take_top(&pane, 1), 1, 0, LB_STYLE_STRONG, title);
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_pager_render(&self->head, lb_pane_take_top(&pane, self->head.height));
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_pane_take_left(&pane, 3);
    lb_pane_take_right(&pane, 1);
    lb_editor_render_label(&self->editor, lb_pane_take_top(&pane, 1), _(self->kind->label), true);
    LbPane row = lb_pane_take_top(&pane, 1);
    if (self->message != NULL)
        lb_pane_put(row, 0, 0, LB_STYLE_WARNING, self->message);
    lb_editor_render(&self->editor, pane, true);
    if (beside.width < LB_WIDE - WIDEST)
        return;
    lb_pane_take_left(&beside, TICKET_GAP);
    lb_pager_render(&self->history, beside);
}

static const LbKeyHelp *
keys(const LbScreen *screen)
{
    return ((const Answer *)screen)->kind->keys;
}

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("Support ticket"));
}

/* Sending */

static void
send_text(Answer *self)
{
    LbApp *app = self->screen.app;
    GError *error = NULL;
    g_autofree char *words = lb_editor_words(&self->editor);
    if (words == NULL && self->kind->needed) {
        say(self, _(self->kind->empty));
        return;
    }
    g_autoptr(LbTicket) ticket =
        self->kind->act(app->service, app->actor, self->number, words, &error);
    if (ticket == NULL) {
        say(self, error->message);
        g_error_free(error);
        lb_app_reload(app);
        return;
    }
    g_autofree char *id = lb_ticket_id(ticket->number);
    char *sentence = lb_question_fill(self->kind->done, id, "");
    g_ptr_array_add(app->results, g_strdup(sentence));
    lb_app_pop(app);
    lb_app_reload(app);
    lb_app_say(app, LB_STYLE_STRONG, sentence);
}

/* Keys */

static void
leave(Answer *self, const LbInput *input)
{
    bool kept = self->editor.text->len > 0 && (!self->leaving || input->hasty);
    self->leaving = true;
    if (kept)
        say(self, _("Esc again throws away what you have typed."));
    else
        lb_app_pop(self->screen.app);
}

static void
type(LbScreen *screen, const LbInput *input)
{
    Answer *self = (Answer *)screen;
    g_clear_pointer(&self->message, g_free);
    if (input->key == LB_KEY_ESCAPE) {
        leave(self, input);
        return;
    }
    self->leaving = false;
    if (input->key == LB_KEY_CTRL_C)
        lb_app_push(screen->app, lb_leave_screen_new(screen->app));
    else if (input->key == LB_KEY_CTRL_X && input->hasty)
        say(self, _("Nothing is sent: that came too fast for a finger. Press Ctrl-X again."));
    else if (input->key == LB_KEY_CTRL_X)
        send_text(self);
    else
        lb_editor_take(&self->editor, input);
}

static const LbScreenOps ops = {
    .place = place,
    .keys = keys,
    .free = free_screen,
    .load = load,
    .layout = layout,
    .render = render,
    .type = type,
};

LbScreen *
lb_answer_screen_new(LbApp *app, LbVerb verb, const LbTicketView *view)
{
    Answer *self = g_new0(Answer, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (kinds[i].verb == verb)
            self->kind = &kinds[i];
    self->number = view->ticket->number;
    lb_editor_init(&self->editor, self->kind->limit);
    lb_pager_init(&self->head);
    lb_pager_init(&self->history);
    return &self->screen;
}
