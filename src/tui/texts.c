/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What screens that are text to scroll have in common, and the page of help. */
#include "tui/texts.h"

#include "base/i18n.h"
#include "tui/canvas.h"
#include "tui/screens.h"
#include "wording/plain.h"

#define KEYS 14 /* columns of the keys on the page of help */

static const LbAction actions[] = { LB_ACTION_DOWN, LB_ACTION_PAGE_DOWN, LB_ACTION_SEARCH,
                                    LB_ACTION_SEARCH_NEXT, LB_ACTION_NONE };

void
lb_text_free(LbScreen *screen)
{
    LbText *self = (LbText *)screen;
    lb_request_view_free(self->view);
    lb_pager_clear(&self->pager);
    g_free(self);
}

bool
lb_text_load(LbScreen *screen, GError **error)
{
    LbText *self = (LbText *)screen;
    LbRequestView *view =
        lb_service_show(screen->app->service, screen->app->actor, self->number, error);
    if (view == NULL)
        return false;
    lb_request_view_free(self->view);
    self->view = view;
    return true;
}

void
lb_text_fit(LbText *self, int height)
{
    bool whole = (int)self->pager.lines->len <= height;
    lb_pager_layout(&self->pager, whole ? height : height - 1);
}

void
lb_text_render(const LbScreen *screen, LbPane pane)
{
    lb_pager_render(&((const LbText *)screen)->pager, pane);
}

bool
lb_text_act(LbScreen *screen, LbAction action)
{
    return lb_pager_act(&((LbText *)screen)->pager, action);
}

bool
lb_text_find(LbScreen *screen, const char *text, bool forward)
{
    return lb_pager_find(&((LbText *)screen)->pager, text, forward);
}

LbScreen *
lb_text_new(LbApp *app, const LbScreenOps *ops, int64_t number)
{
    LbText *self = g_new0(LbText, 1);
    self->screen = (LbScreen){ .ops = ops, .app = app };
    self->number = number;
    lb_pager_init(&self->pager);
    return &self->screen;
}

/* Help */

/* How a key of the table is written. The caller frees it. */
static char *
key_name(int key)
{
    static const struct {
        int key;
        const char *name;
    } names[] = {
        { LB_KEY_HOME, "Home" },     { LB_KEY_END, "End" }, { LB_KEY_DELETE, "Del" },
        { LB_KEY_F1, "F1" },         { ' ', N_("Space") },  { LB_KEY_UP, N_("Up") },
        { LB_KEY_DOWN, N_("Down") },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (names[i].key == key)
            return g_strdup(_(names[i].name));
    return g_strdup_printf("%c", (char)key);
}

/* Keys that take more columns than others have a line of their own. */
static void
add_action(LbPager *pager, const LbActionRow *row, int width)
{
    g_autoptr(GString) keys = g_string_new(_(row->key));
    for (size_t i = 1; i < G_N_ELEMENTS(row->keys) && row->keys[i] != LB_KEY_NONE; i++) {
        g_autofree char *name = key_name(row->keys[i]);
        g_string_append_printf(keys, ", %s", name);
    }
    g_autoptr(GString) first = g_string_new(" ");
    lb_plain_pad(first, keys->str, KEYS);
    g_autofree char *rest = g_strnfill(1 + KEYS, ' ');
    bool wide = lb_columns(keys->str) >= KEYS;
    if (wide)
        lb_pager_add(pager, width, LB_STYLE_TEXT, " ", " ", keys->str);
    lb_pager_add(pager, width, LB_STYLE_TEXT, wide ? rest : first->str, rest, _(row->help));
}

static void
layout_help(LbScreen *screen, int width, int height)
{
    LbText *self = (LbText *)screen;
    static const char *const engineers[] = {
        N_("You ask for access because of a support ticket that is assigned to you, or that was "
           "escalated to the DevOps engineers: + on the ticket. Before it is sent you read what "
           "the rules say of it, and the request as the owners will read it."),
        N_("What you fill in is kept as a draft, whatever happens to the connection. A request is "
           "never changed: take it back, and ask anew with + on it."),
        N_("Access ends by itself; hand it back when you are done. Everything is in the activity "
           "log, which the customer reads."),
        N_("Words after | at the left are other people's."),
        NULL,
    };
    static const char *const owners[] = {
        N_("An engineer of your provider asks for access to your resources; nothing opens before "
           "one "
           "of you says yes. A request waits 4 days, or what is agreed with your provider; without "
           "an "
           "answer it expires, and nothing opens."),
        N_("What you approve ends by itself, and you may end it before. Everything is in the "
           "activity "
           "log, which cannot be altered unnoticed."),
        N_("Words after | at the left are other people's."),
        NULL,
    };
    const LbApp *app = screen->app;
    const char *const *paragraphs = app->asks ? engineers : owners;
    LbNeeds others = (app->administers ? 0u : LB_NEED_ADMIN) |
                     (app->asks ? 0u : LB_NEED_ASKS | LB_NEED_OWN) |
                     (app->elsewhere ? 0u : LB_NEED_ELSEWHERE);
    int columns = MIN(width, 100) - 1;
    lb_pager_empty(&self->pager);
    for (const LbActionRow *row = lb_actions; row->action != LB_ACTION_NONE; row++)
        if ((row->needs & others) == 0)
            add_action(&self->pager, row, columns);
    for (size_t i = 0; paragraphs[i] != NULL; i++) {
        lb_pager_add(&self->pager, columns, LB_STYLE_TEXT, "", "", "");
        lb_pager_add(&self->pager, columns, LB_STYLE_TEXT, " ", " ", _(paragraphs[i]));
    }
    lb_text_fit(self, height);
}

static char *
help_place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("Help"));
}

static const LbScreenOps help_ops = {
    .place = help_place,
    .actions = actions,
    .free = lb_text_free,
    .layout = layout_help,
    .render = lb_text_render,
    .act = lb_text_act,
    .find = lb_text_find,
};

LbScreen *
lb_help_screen_new(LbApp *app)
{
    return lb_text_new(app, &help_ops, 0);
}
