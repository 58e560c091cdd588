/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where access that is open leads, resource by resource, and the commands that go there. What a script says to the
 * engineer is quoted. */
#include "base/i18n.h"
#include "base/time.h"
#include "core/refusal.h"
#include "tui/copies.h"
#include "tui/screens.h"
#include "tui/texts.h"
#include "wording/grants.h"
#include "wording/passages.h"
#include "wording/phrases.h"
#include "wording/sessions.h"

#define WIDEST 80

/* What is on the screen is said again at the end. */
static void
remember(const LbText *self)
{
    LbApp *app = self->screen.app;
    for (guint i = 0; i < self->view->grants->len; i++) {
        g_autoptr(GPtrArray) ways = lb_ways_of(app->spelling, self->view->grants, i);
        for (guint j = 0; j < ways->len; j++) {
            const LbWay *way = g_ptr_array_index(ways, j);
            g_autofree char *sentence = lb_phrase_way(way);
            lb_copies_remember(app, sentence, way->line);
        }
    }
}

static bool
load(LbScreen *screen, GError **error)
{
    const LbText *self = (LbText *)screen;
    if (!lb_text_load(screen, error))
        return false;
    if ((self->view->verbs & (1u << LB_VERB_CONNECT)) != 0)
        remember(self);
    return true;
}

static int64_t
until(const LbScreen *screen)
{
    return lb_request_deadline(((const LbText *)screen)->view->request);
}

/* Drawing */

static char *
place(const LbScreen *screen)
{
    return lb_request_id(((const LbText *)screen)->view->request);
}

static void
add(LbText *self, int width, LbStyle style, const char *text)
{
    lb_pager_add(&self->pager, width, style, " ", "   ", text);
}

static void
add_blank(LbText *self)
{
    lb_pager_add(&self->pager, 1, LB_STYLE_TEXT, "", "", "");
}

static void
add_grant(LbText *self, int columns, int width, guint index)
{
    const LbApp *app = self->screen.app;
    const LbGrantState *state = g_ptr_array_index(self->view->grants, index);
    g_autofree char *line = lb_phrase_grant(state, self->view->now, app->zone);
    g_autoptr(GPtrArray) ways = lb_ways_of(app->spelling, self->view->grants, index);
    char mark = lb_grant_mark(state);
    LbStyle style = mark == '!' ? LB_STYLE_WARNING : mark == '+' ? LB_STYLE_OPEN : LB_STYLE_TEXT;
    add_blank(self);
    add(self, columns, style, line);
    if (state->connection != NULL)
        lb_pager_quote(&self->pager, columns, "   ", state->connection->text);
    for (guint i = 0; i < ways->len; i++) {
        const LbWay *way = g_ptr_array_index(ways, i);
        g_autofree char *sentence = lb_phrase_way(way);
        add_blank(self);
        add(self, columns, LB_STYLE_STRONG, sentence);
        lb_copies_add(&self->pager, width, way->line);
    }
}

static void
add_resources_without(LbText *self, int columns)
{
    const LbRequest *request = self->view->request;
    for (guint i = 0; i < request->resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(request->resources, i);
        if (lb_grants_find(self->view, resource) != NULL)
            continue;
        g_autofree char *line = lb_phrase_reach(self->view, resource, self->screen.app->zone);
        add_blank(self);
        add(self, columns, LB_STYLE_TEXT, line);
    }
}

static void
layout(LbScreen *screen, int width, int height)
{
    LbText *self = (LbText *)screen;
    const LbApp *app = screen->app;
    const LbRequest *request = self->view->request;
    int columns = MIN(width, WIDEST) - 1;
    bool open = (self->view->verbs & (1u << LB_VERB_CONNECT)) != 0;
    g_autofree char *end = lb_time_format(request->access_end, app->zone, LB_TIME_FULL);
    g_autofree char *left = lb_time_format_span(request->access_end - app->now);
    g_autofree char *seen = lb_phrase_will_be_seen(request->tenant_name);
    g_autofree char *outcome = lb_phrase_outcome(self->view, app->zone);
    g_autofree char *head = g_strdup_printf(
        _("Open until %s (%s left). Leaving Lockbox writes the commands once more."), end, left);
    lb_pager_empty(&self->pager);
    add(self, columns, LB_STYLE_TEXT, open || outcome == NULL ? head : outcome);
    if (open)
        add(self, columns, LB_STYLE_TEXT, seen);
    for (guint i = 0; i < self->view->grants->len; i++)
        add_grant(self, columns, width, i);
    add_resources_without(self, columns);
    lb_text_fit(self, height);
}

static const LbAction actions[] = { LB_ACTION_SEARCH, LB_ACTION_PAGE_DOWN, LB_ACTION_NONE };

static const LbScreenOps ops = {
    .place = place,
    .actions = actions,
    .free = lb_text_free,
    .load = load,
    .until = until,
    .layout = layout,
    .render = lb_text_render,
    .act = lb_text_act,
    .find = lb_text_find,
};

LbScreen *
lb_ways_screen_new(LbApp *app, int64_t number)
{
    return lb_text_new(app, &ops, number);
}
