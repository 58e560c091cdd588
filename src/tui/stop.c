/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ending a session that goes on: the number of its request is typed, and then it is asked whether the access goes too, which
 * stays open otherwise. */
#include "base/i18n.h"
#include "tui/confirm.h"
#include "tui/hand.h"
#include "tui/pager.h"
#include "tui/screens.h"
#include "wording/plain.h"
#include "wording/sessions.h"

/* Ending it */

/* The session that @question is about, of all of its request, borrowed; NULL: there is none. */
static const LbSession *
find_session(const GPtrArray *sessions, const LbQuestion *question)
{
    for (guint i = 0; i < sessions->len; i++) {
        const LbSession *session = g_ptr_array_index(sessions, i);
        if (session->number == question->session)
            return session;
    }
    return NULL;
}

static char *
gone(LbApp *app, const LbQuestion *question, GError **error)
{
    g_autoptr(GPtrArray) sessions =
        lb_service_sessions(app->service, app->actor, question->request, error);
    const LbSession *session = sessions != NULL ? find_session(sessions, question) : NULL;
    if (session == NULL || (session->ended == 0 && session->stopped_by == NULL))
        return NULL;
    g_autofree char *end = lb_phrase_session_end(session);
    return g_strdup_printf(_("There is nothing to end any more: %s."), end);
}

static char *
act(LbApp *app, const LbQuestion *question, GError **error)
{
    if (!lb_session_stop(app->service, app->actor, question->request, question->session, error))
        return NULL;
    char *sentence = g_strdup_printf(_("Session %d of LB-%lld is being ended."), question->session,
                                     (long long)question->request);
    g_ptr_array_add(app->results, g_strdup(sentence));
    return sentence;
}

/* What comes then */

typedef struct {
    LbScreen screen;
    int64_t number;
    LbHand hand;
} After;

static void
free_screen(LbScreen *screen)
{
    g_free(screen);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const After *self = (const After *)screen;
    LbPager pager;
    lb_pager_init(&pager);
    lb_pager_add(&pager, MIN(pane.width, 80) - 1, LB_STYLE_STRONG, " ", " ",
                 _("Revoke the access too?"));
    g_autofree char *words = g_strdup_printf(
        _("The session is being ended. The access of LB-%lld is still open, and the "
          "engineer may begin another session until it ends."),
        (long long)self->number);
    lb_pager_add(&pager, MIN(pane.width, 80) - 1, LB_STYLE_TEXT, "   ", "   ", words);
    lb_pager_layout(&pager, (int)pager.lines->len);
    lb_pane_take_top(&pane, 1);
    lb_pager_render(&pager, pane);
    lb_pager_clear(&pager);
}

static void
revoke_access(const After *self)
{
    LbApp *app = self->screen.app;
    GError *error = NULL;
    g_autoptr(LbRequestView) view = lb_service_show(app->service, app->actor, self->number, &error);
    lb_app_pop(app);
    if (view == NULL)
        lb_app_fail(app, error);
    else
        lb_app_push(app, lb_decision_screen_new(app, LB_VERB_REVOKE, view));
}

static void
type(LbScreen *screen, const LbInput *input)
{
    After *self = (After *)screen;
    if (lb_hand_take(&self->hand, screen->app, input, false) != LB_HAND_TYPED || input->hasty)
        return;
    int key = lb_key_ascii(input->key);
    if (key == 'r')
        revoke_access(self);
    else if (key == 'n' || key == 'q')
        lb_app_pop(screen->app);
}

static const LbKeyHelp *
keys(const LbScreen *screen)
{
    static const LbKeyHelp rows[] = { { "r", N_("revoke") }, { "Esc", N_("no") }, { NULL, NULL } };
    (void)screen;
    return rows;
}

static const LbScreenOps after_ops = {
    .keys = keys,
    .free = free_screen,
    .render = render,
    .type = type,
};

/* Where the person may revoke. */
static LbScreen *
next(LbApp *app, const LbQuestion *question)
{
    g_autoptr(LbRequestView) view =
        lb_service_show(app->service, app->actor, question->request, NULL);
    if (view == NULL || (view->verbs & (1u << LB_VERB_REVOKE)) == 0)
        return NULL;
    After *self = g_new0(After, 1);
    self->screen = (LbScreen){ .ops = &after_ops, .app = app };
    self->number = question->request;
    self->hand = lb_hand_new(app);
    return &self->screen;
}

LbScreen *
lb_stop_screen_new(LbApp *app, int64_t number, const LbSession *session)
{
    LbQuestion *question = lb_question_new();
    g_autofree char *who = lb_plain_inline(session->account);
    g_autofree char *where = lb_phrase_session(session);
    question->title =
        g_strdup_printf(_("End session %d of LB-%lld"), session->number, (long long)number);
    question->consequence = g_strdup_printf(_("What %s does now is cut off: %s. It cannot be taken "
                                              "back. Access itself stays open until "
                                              "it is revoked."),
                                            who, where);
    question->told = g_strdup(_("The engineer reads that the customer ended it."));
    question->verb = N_("end session");
    question->request = number;
    question->session = session->number;
    question->proof = g_strdup_printf("%lld", (long long)number);
    question->prompt = g_strdup_printf(_("To end it, type the number of the request, LB-%lld:"),
                                       (long long)number);
    question->gone = gone;
    question->act = act;
    question->next = next;
    return lb_confirm_screen_new(app, question);
}
