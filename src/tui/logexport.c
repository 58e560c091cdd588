/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that write what the log's filters let through to a file. A session has no files of its own: the person
 * gives them on their side. */
#include "base/i18n.h"
#include "tui/copies.h"
#include "tui/screens.h"
#include "wording/logwords.h"

static const struct {
    const char *form;
    const char *sentence;
} forms[] = {
    { "csv", N_("As a table for a spreadsheet (CSV):") },
    { "jsonl", N_("As JSON, an entry a line:") },
};

typedef struct {
    LbScreen screen;
    char *commands[G_N_ELEMENTS(forms)];
} Export;

static void
free_screen(LbScreen *screen)
{
    Export *self = (Export *)screen;
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
        g_free(self->commands[i]);
    g_free(self);
}

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("Activity log"));
}

static void
put_paragraph(LbPane *pane, LbStyle style, const char *text)
{
    LbPager pager;
    lb_pager_init(&pager);
    lb_pager_add(&pager, MIN(pane->width, 80) - 1, style, " ", " ", text);
    lb_pager_layout(&pager, (int)pager.lines->len);
    lb_pager_render(&pager, lb_pane_take_top(pane, pager.height));
    lb_pager_clear(&pager);
}

static void
put_command(LbPane *pane, const char *command)
{
    LbPager pager;
    lb_pager_init(&pager);
    lb_copies_add(&pager, pane->width, command);
    lb_pager_layout(&pager, (int)pager.lines->len);
    lb_pager_render(&pager, lb_pane_take_top(pane, pager.height));
    lb_pager_clear(&pager);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Export *self = (const Export *)screen;
    int gap = pane.height >= 15 ? 1 : 0;
    put_paragraph(&pane, LB_STYLE_TEXT,
                  _("These commands write all that the filters let through:"));
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        lb_pane_take_top(&pane, gap);
        put_paragraph(&pane, LB_STYLE_STRONG, _(forms[i].sentence));
        lb_pane_take_top(&pane, gap);
        put_command(&pane, self->commands[i]);
    }
    lb_pane_take_top(&pane, gap);
    put_paragraph(&pane, LB_STYLE_FAINT, _("Leaving Lockbox writes them once more, to be copied."));
}

static const LbAction actions[] = { LB_ACTION_NONE };

static const LbScreenOps ops = {
    .place = place,
    .actions = actions,
    .free = free_screen,
    .render = render,
};

static char *
spell(const LbApp *app, const LbLogQuery *query, const char *form)
{
    LbActivityFilter filter = lb_log_query_filter(query);
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(words, g_strdup("log"));
    lb_log_words_add(words, "--export", g_strdup(form));
    lb_log_words(words, &filter, app->zone);
    g_ptr_array_add(words, NULL);
    g_autofree char *line = lb_spelling_line(app->spelling, (const char *const *)words->pdata);
    return g_strdup_printf("%s > log.%s", line, form);
}

LbScreen *
lb_log_export_screen_new(LbApp *app, const LbLogQuery *query)
{
    Export *self = g_new0(Export, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        self->commands[i] = spell(app, query, forms[i].form);
        lb_copies_remember(app, _(forms[i].sentence), self->commands[i]);
    }
    return &self->screen;
}
