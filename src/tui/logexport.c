/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that write what the filters of the log, or of a timeline, let through to a file. A session has no files of
 * its own: the person gives them on their side. */
#include "base/i18n.h"
#include "tui/copies.h"
#include "tui/screens.h"
#include "wording/logwords.h"
#include "wording/timeline.h"

typedef struct {
    const char *form;
    const char *sentence;
} Form;

static const Form log_forms[] = {
    { "csv", N_("As a table for a spreadsheet (CSV):") },
    { "jsonl", N_("As JSON, an entry a line:") },
    { NULL, NULL },
};

static const Form timeline_forms[] = {
    { "jsonl", N_("As JSON, a moment a line:") },
    { NULL, NULL },
};

typedef struct {
    LbScreen screen;
    char *place;
    const Form *forms;
    GPtrArray *commands; /* char*, one for each of them */
} Export;

static void
free_screen(LbScreen *screen)
{
    Export *self = (Export *)screen;
    g_free(self->place);
    g_ptr_array_unref(self->commands);
    g_free(self);
}

static char *
place(const LbScreen *screen)
{
    return g_strdup(((const Export *)screen)->place);
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
    for (guint i = 0; i < self->commands->len; i++) {
        lb_pane_take_top(&pane, gap);
        put_paragraph(&pane, LB_STYLE_STRONG, _(self->forms[i].sentence));
        lb_pane_take_top(&pane, gap);
        put_command(&pane, g_ptr_array_index(self->commands, i));
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

/* Takes @place. */
static Export *
new_screen(LbApp *app, char *place, const Form *forms)
{
    Export *self = g_new0(Export, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->place = place;
    self->forms = forms;
    self->commands = g_ptr_array_new_with_free_func(g_free);
    return self;
}

/* Adds the command of @words, which it ends, that writes the next form to the file @name. */
static void
add(Export *self, GPtrArray *words, const char *name)
{
    LbApp *app = self->screen.app;
    const Form *form = &self->forms[self->commands->len];
    g_ptr_array_add(words, NULL);
    g_autofree char *line = lb_spelling_line(app->spelling, (const char *const *)words->pdata);
    char *command = g_strdup_printf("%s > %s.%s", line, name, form->form);
    g_ptr_array_add(self->commands, command);
    lb_copies_remember(app, _(form->sentence), command);
}

static GPtrArray *
new_words(const char *verb)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(words, g_strdup(verb));
    return words;
}

LbScreen *
lb_log_export_screen_new(LbApp *app, const LbLogQuery *query)
{
    Export *self = new_screen(app, g_strdup(_("Activity log")), log_forms);
    LbActivityFilter filter = lb_log_query_filter(query);
    for (const Form *form = log_forms; form->form != NULL; form++) {
        g_autoptr(GPtrArray) words = new_words("log");
        lb_log_words_add(words, "--export", g_strdup(form->form));
        lb_log_words(words, &filter, app->zone);
        add(self, words, "log");
    }
    return &self->screen;
}

LbScreen *
lb_timeline_export_screen_new(LbApp *app, const char *id, unsigned kinds)
{
    Export *self = new_screen(app, g_strdup_printf(_("Timeline of %s"), id), timeline_forms);
    LbTimelineFilter filter = { .kinds = kinds };
    for (const Form *form = timeline_forms; form->form != NULL; form++) {
        g_autoptr(GPtrArray) words = new_words("timeline");
        g_ptr_array_add(words, g_strdup(id));
        lb_log_words_add(words, "--export", g_strdup(form->form));
        lb_timeline_words(words, &filter);
        add(self, words, id);
    }
    return &self->screen;
}
