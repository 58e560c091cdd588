/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One exclusion: work without a request, as it was recorded. Here a customer's approver acknowledges it. */
#include "base/i18n.h"
#include "service/exclusions.h"
#include "tui/confirm.h"
#include "tui/exclusiontext.h"
#include "tui/screens.h"
#include "wording/exclusions.h"

#define WIDEST 100

typedef struct {
    LbScreen screen;
    int64_t number;
    LbExclusionView *view;
    LbPager text;
} Exclusion;

static void
free_screen(LbScreen *screen)
{
    Exclusion *self = (Exclusion *)screen;
    lb_exclusion_view_free(self->view);
    lb_pager_clear(&self->text);
    g_free(self);
}

static bool
load(LbScreen *screen, GError **error)
{
    Exclusion *self = (Exclusion *)screen;
    LbExclusionView *view =
        lb_service_show_exclusion(screen->app->service, screen->app->actor, self->number, error);
    if (view == NULL)
        return false;
    lb_exclusion_view_free(self->view);
    self->view = view;
    return true;
}

static LbNeeds
needs(const LbScreen *screen)
{
    const Exclusion *self = (const Exclusion *)screen;
    return (self->view->verbs & (1u << LB_VERB_ACKNOWLEDGE)) != 0 ? LB_NEED_MAY_ACKNOWLEDGE : 0u;
}

static void
layout(LbScreen *screen, int width, int height)
{
    Exclusion *self = (Exclusion *)screen;
    lb_exclusion_text_fill(&self->text, screen->app, self->view->exclusion, MIN(width, WIDEST) - 1);
    bool whole = (int)self->text.lines->len <= height;
    lb_pager_layout(&self->text, whole ? height : height - 1);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Exclusion *self = (const Exclusion *)screen;
    lb_pane_take_right(&pane, MAX(pane.width - WIDEST, 0));
    lb_pager_render(&self->text, pane);
}

/* Acknowledging */

static int64_t
number_of(const LbQuestion *question)
{
    int64_t number = 0;
    lb_exclusion_parse_id(question->subject, &number);
    return number;
}

/* Another owner did while the question stood. */
static char *
acknowledge_gone(LbApp *app, const LbQuestion *question, GError **error)
{
    g_autoptr(LbExclusionView) view =
        lb_service_show_exclusion(app->service, app->actor, number_of(question), error);
    if (view == NULL || (view->verbs & (1u << LB_VERB_ACKNOWLEDGE)) != 0)
        return NULL;
    return lb_phrase_exclusion_outcome(view->exclusion, app->zone);
}

static char *
acknowledge(LbApp *app, const LbQuestion *question, GError **error)
{
    LbAcknowledgement wanted = { .number = number_of(question),
                                 .shown = question->digest,
                                 .comment = question->text };
    g_autoptr(LbExclusion) exclusion =
        lb_service_acknowledge(app->service, app->actor, &wanted, error);
    if (exclusion == NULL)
        return NULL;
    char *sentence = lb_question_fill(N_("%s is acknowledged."), question->subject, "");
    g_ptr_array_add(app->results, g_strdup(sentence));
    return sentence;
}

static LbScreen *
ask(const Exclusion *self)
{
    LbQuestion *question = lb_question_new();
    question->subject = lb_exclusion_id(self->number);
    question->digest = g_strdup(self->view->digest);
    question->title = g_strdup_printf(_("Acknowledge %s"), question->subject);
    question->consequence =
        g_strdup(_("You say that you have read it. No owner is shown it at the top any more; it "
                   "stays in the list and in the activity log. It approves nothing."));
    question->told = g_strdup(_("Nobody is told by mail; it stands in the activity log, with your "
                                "comment."));
    question->label = N_("Comment");
    question->text_limit = LB_LIMIT_REASON;
    question->verb = N_("acknowledge");
    question->gone = acknowledge_gone;
    question->act = acknowledge;
    return lb_confirm_screen_new(self->screen.app, question);
}

static bool
act(LbScreen *screen, LbAction action)
{
    Exclusion *self = (Exclusion *)screen;
    switch (action) {
    case LB_ACTION_ACKNOWLEDGE:
        lb_app_push(screen->app, ask(self));
        return true;
    case LB_ACTION_EXCLUSIONS:
        return true;
    default:
        return lb_pager_act(&self->text, action);
    }
}

static bool
find(LbScreen *screen, const char *text, bool forward)
{
    return lb_pager_find(&((Exclusion *)screen)->text, text, forward);
}

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("Work without a request"));
}

static const LbAction actions[] = { LB_ACTION_ACKNOWLEDGE, LB_ACTION_PAGE_DOWN, LB_ACTION_SEARCH,
                                    LB_ACTION_SEARCH_NEXT, LB_ACTION_NONE };

static const LbScreenOps ops = {
    .place = place,
    .actions = actions,
    .free = free_screen,
    .load = load,
    .needs = needs,
    .layout = layout,
    .render = render,
    .act = act,
    .find = find,
};

LbScreen *
lb_exclusion_screen_new(LbApp *app, int64_t number)
{
    Exclusion *self = g_new0(Exclusion, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->number = number;
    lb_pager_init(&self->text);
    return &self->screen;
}
