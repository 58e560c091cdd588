/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who was asked, who was not, why, and what became of the mails: a text to scroll, which begins with the answer to whoever
 * reads it. */
#include "service/asked.h"
#include "base/i18n.h"
#include "tui/canvas.h"
#include "tui/screens.h"
#include "tui/texts.h"
#include "wording/asked.h"
#include "wording/weighing.h"

typedef struct {
    LbText text;
    LbAskedView *view;
    bool to_rules; /* what the rules said is to come into sight */
} Asked;

static void
free_screen(LbScreen *screen)
{
    lb_asked_view_free(((Asked *)screen)->view);
    lb_text_free(screen);
}

static bool
load(LbScreen *screen, GError **error)
{
    Asked *self = (Asked *)screen;
    LbAskedView *view =
        lb_service_asked(screen->app->service, screen->app->actor, self->text.number, error);
    if (view == NULL)
        return false;
    lb_asked_view_free(self->view);
    self->view = view;
    return true;
}

static const LbStyle styles[] = {
    [LB_ASKED_BLANK] = LB_STYLE_TEXT, [LB_ASKED_ANSWER] = LB_STYLE_STRONG,
    [LB_ASKED_TITLE] = LB_STYLE_TEXT, [LB_ASKED_PERSON] = LB_STYLE_STRONG,
    [LB_ASKED_TEXT] = LB_STYLE_TEXT,  [LB_ASKED_QUOTE] = LB_STYLE_TEXT,
};

static void
add_line(LbPager *pager, const LbAskedLine *line, int width)
{
    g_autofree char *first = g_strnfill(1 + 2 * (gsize)line->level, ' ');
    g_autofree char *rest = g_strconcat(first, "  ", NULL);
    g_autofree char *row = lb_story_row(line);
    if (line->kind == LB_ASKED_QUOTE) {
        lb_pager_quote(pager, width, first, line->text);
        return;
    }
    if (line->kind == LB_ASKED_BLANK) {
        lb_pager_add(pager, width, LB_STYLE_TEXT, "", "", "");
        return;
    }
    lb_pager_add(pager, width, styles[line->kind], first, rest, row);
}

/* The provider's side of it: rule by rule, and who has answered internally. */
static void
add_weighing(Asked *self, const LbWeighing *weighing, int width)
{
    LbPager *pager = &self->text.pager;
    g_autofree char *ruled = lb_phrase_ruled(weighing);
    if (ruled == NULL)
        return;
    if (self->to_rules)
        pager->top = (int)pager->lines->len;
    lb_pager_add(pager, width, LB_STYLE_STRONG, " ", " ", _("Rules"));
    lb_pager_add(pager, width, LB_STYLE_TEXT, " ", "   ", ruled);
    for (guint i = 0; i < weighing->steps->len; i++) {
        const LbWeighed *weighed = g_ptr_array_index(weighing->steps, i);
        g_autofree char *line = lb_phrase_weighed(weighed);
        lb_pager_add(pager, width, weighed->matched ? LB_STYLE_STRONG : LB_STYLE_TEXT, "   ",
                     "     ", line);
    }
    for (guint i = 0; i < weighing->voices->len; i++) {
        const LbEndorsement *voice = g_ptr_array_index(weighing->voices, i);
        g_autofree char *line = lb_phrase_voice(voice, self->text.screen.app->zone);
        lb_pager_add(pager, width, LB_STYLE_TEXT, " ", "   ", line);
        lb_pager_quote(pager, width, "   ", voice->reason);
    }
}

static void
layout(LbScreen *screen, int width, int height)
{
    Asked *self = (Asked *)screen;
    const LbApp *app = screen->app;
    g_autoptr(GPtrArray) lines =
        lb_phrase_story(self->view, app->actor->account, app->zone, app->administers);
    lb_pager_empty(&self->text.pager);
    for (guint i = 0; i < lines->len; i++)
        add_line(&self->text.pager, g_ptr_array_index(lines, i), width - 1);
    add_weighing(self, self->view->view->weighing, width - 1);
    self->to_rules = false;
    lb_text_fit(&self->text, height);
}

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("Who was asked"));
}

static const LbAction actions[] = { LB_ACTION_DOWN, LB_ACTION_PAGE_DOWN, LB_ACTION_SEARCH,
                                    LB_ACTION_SEARCH_NEXT, LB_ACTION_NONE };

static const LbScreenOps ops = {
    .place = place,
    .actions = actions,
    .free = free_screen,
    .load = load,
    .layout = layout,
    .render = lb_text_render,
    .act = lb_text_act,
    .find = lb_text_find,
};

LbScreen *
lb_asked_screen_new(LbApp *app, int64_t number)
{
    Asked *self = g_new0(Asked, 1);
    self->text.screen = (LbScreen){ .ops = &ops, .app = app };
    self->text.number = number;
    lb_pager_init(&self->text.pager);
    return &self->text.screen;
}

void
lb_asked_screen_show_rules(LbScreen *screen)
{
    ((Asked *)screen)->to_rules = true;
}
