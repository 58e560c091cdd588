/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The receipt of a request that has ended, to be read, and the commands that make files of it: a session has no files of its
 * own. */
#include <string.h>

#include "base/i18n.h"
#include "receipt/make.h"
#include "service/receipt.h"
#include "tui/copies.h"
#include "tui/screens.h"
#include "tui/texts.h"
#include "wording/receipts.h"

#define WIDEST 80

typedef struct {
    LbText text;
    JsonObject *receipt; /* NULL before it was read */
} Receipt;

static const struct {
    bool html;
    const char *sentence;
} forms[] = {
    { true, N_("As a page, to be read in a browser and printed:") },
    { false, N_("As JSON, for programs:") },
};

static void
free_screen(LbScreen *screen)
{
    Receipt *self = (Receipt *)screen;
    g_clear_pointer(&self->receipt, json_object_unref);
    lb_text_free(screen);
}

static char *
spell(const Receipt *self, bool html)
{
    g_autofree char *id = lb_request_id(self->text.view->request);
    return lb_receipt_line(self->text.screen.app->spelling, id, html);
}

static bool
load(LbScreen *screen, GError **error)
{
    Receipt *self = (Receipt *)screen;
    LbApp *app = screen->app;
    if (!lb_text_load(screen, error))
        return false;
    g_autoptr(LbReceiptFacts) facts =
        lb_service_receipt(app->service, app->actor, self->text.number, error);
    if (facts == NULL)
        return false;
    g_clear_pointer(&self->receipt, json_object_unref);
    self->receipt = lb_receipt_make(facts);
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_autofree char *command = spell(self, forms[i].html);
        lb_copies_remember(app, _(forms[i].sentence), command);
    }
    return true;
}

static char *
place(const LbScreen *screen)
{
    g_autofree char *id = lb_request_id(((const Receipt *)screen)->text.view->request);
    return g_strdup_printf(_("Receipt of %s"), id);
}

/* Lines that are laid out already keep what they begin with. */
static void
add_laid_out(LbPager *pager, int columns, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        size_t blanks = strspn(*line, " ");
        g_autofree char *first = g_strdup_printf(" %.*s", (int)blanks, *line);
        lb_pager_add(pager, columns, LB_STYLE_TEXT, first, first, *line + blanks);
    }
}

static void
layout(LbScreen *screen, int width, int height)
{
    Receipt *self = (Receipt *)screen;
    LbPager *pager = &self->text.pager;
    int columns = MIN(width, WIDEST) - 1;
    g_autoptr(GString) words = g_string_new(NULL);
    lb_pager_empty(pager);
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_autofree char *command = spell(self, forms[i].html);
        lb_pager_add(pager, columns, LB_STYLE_STRONG, " ", " ", _(forms[i].sentence));
        lb_copies_add(pager, width, command);
    }
    lb_pager_add(pager, columns, LB_STYLE_FAINT, " ", " ",
                 _("Leaving Lockbox writes them once more, to be copied."));
    lb_pager_add(pager, 1, LB_STYLE_TEXT, "", "", "");
    lb_plain_receipt(words, columns - 1, self->receipt);
    add_laid_out(pager, columns, words->str);
    lb_text_fit(&self->text, height);
}

static const LbAction actions[] = { LB_ACTION_SEARCH, LB_ACTION_PAGE_DOWN, LB_ACTION_NONE };

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
lb_receipt_screen_new(LbApp *app, int64_t number)
{
    Receipt *self = g_new0(Receipt, 1);
    self->text.screen = (LbScreen){ .ops = &ops, .app = app };
    self->text.number = number;
    lb_pager_init(&self->text.pager);
    return &self->text.screen;
}
