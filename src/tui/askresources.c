/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Picking resources, above the form that asks for access: what is typed is looked for among all that the customer has. Those
 * that cannot be picked stand there too, with why. */
#include "base/i18n.h"
#include "tui/ask.h"
#include "tui/record.h"
#include "tui/screens.h"
#include "wording/phrases.h"
#include "wording/plain.h"

#define TEXT_LIMIT 80
#define PAGE 200 /* rows that are read at once */
#define GAP 2
#define NAME_WIDEST 40
#define GROUP_WIDEST 24
#define SUMMARY 5 /* rows about the one that is selected, and those that are picked */

typedef struct {
    LbScreen screen;
    LbAsk *ask; /* borrowed: its screen stands below this one */
    LbField text;
    GPtrArray *pages; /* LbResourcePage* */
    GPtrArray *rows;  /* LbFoundResource*, borrowed from the pages */
    GArray *ids;      /* int64_t */
    GHashTable *known;
    LbList list;
    LbPager summary;
    char *message; /* NULL: none */
} Resources;

static void
free_page(gpointer page)
{
    lb_resource_page_free(page);
}

static void
free_screen(LbScreen *screen)
{
    Resources *self = (Resources *)screen;
    lb_field_clear(&self->text);
    g_ptr_array_unref(self->rows);
    g_ptr_array_unref(self->pages);
    g_array_unref(self->ids);
    g_hash_table_unref(self->known);
    lb_pager_clear(&self->summary);
    g_free(self->message);
    g_free(self);
}

/* Looking */

/* Adds the page behind the last row. */
static bool
read_page(Resources *self, GError **error)
{
    const LbApp *app = self->screen.app;
    const LbAsk *ask = self->ask;
    const LbFoundResource *last =
        self->rows->len > 0 ? g_ptr_array_index(self->rows, self->rows->len - 1) : NULL;
    const LbResource *picked =
        ask->resources->len > 0 ? g_ptr_array_index(ask->resources, 0) : NULL;
    LbResourceQuery query = { .ticket = ask->ticket,
                              .service = ask->service,
                              .scenario = ask->scenario,
                              .subscription = picked != NULL ? picked->subscription : NULL,
                              .text = self->text.text->str,
                              .after = last != NULL ? last->resource->key : NULL,
                              .limit = PAGE };
    LbResourcePage *page = lb_service_find_resources(app->service, app->actor, &query, error);
    if (page == NULL)
        return false;
    g_ptr_array_add(self->pages, page);
    for (guint i = 0; i < page->found->len; i++) {
        LbFoundResource *found = g_ptr_array_index(page->found, i);
        int64_t id = lb_record_intern(self->known, found->resource->key);
        g_ptr_array_add(self->rows, found);
        g_array_append_val(self->ids, id);
    }
    return true;
}

static void
list_rows(Resources *self)
{
    lb_list_set(&self->list, (const int64_t *)(void *)self->ids->data, (int)self->ids->len);
}

/* Selects the first that can be picked, where one can. */
static void
select_first(Resources *self)
{
    for (guint i = 0; i < self->rows->len; i++) {
        const LbFoundResource *row = g_ptr_array_index(self->rows, i);
        if (row->refusal == LB_REFUSAL_NONE) {
            lb_list_select(&self->list, g_array_index(self->ids, int64_t, i));
            return;
        }
    }
}

static const LbResourcePage *
last_page(const Resources *self)
{
    return self->pages->len > 0 ? g_ptr_array_index(self->pages, self->pages->len - 1) : NULL;
}

/* Reads as far as it was read before. */
static bool
load(LbScreen *screen, GError **error)
{
    Resources *self = (Resources *)screen;
    guint wanted = self->pages->len;
    bool fresh = self->list.selected == 0, read = true;
    g_ptr_array_set_size(self->rows, 0);
    g_ptr_array_set_size(self->pages, 0);
    g_array_set_size(self->ids, 0);
    do
        read = read_page(self, error);
    while (read && self->pages->len < wanted && last_page(self)->more);
    list_rows(self);
    if (fresh)
        select_first(self);
    return read;
}

static void
look(Resources *self)
{
    GError *error = NULL;
    if (!load(&self->screen, &error))
        lb_app_fail(self->screen.app, error);
}

/* What is looked for has changed. */
static void
search(Resources *self)
{
    g_ptr_array_set_size(self->rows, 0);
    g_ptr_array_set_size(self->pages, 0);
    self->list.selected = 0;
    self->list.index = 0;
    look(self);
}

static const LbFoundResource *
selected(const Resources *self)
{
    return self->list.count > 0 ? g_ptr_array_index(self->rows, self->list.index) : NULL;
}

/* Drawing */

static int
summary_rows(int height)
{
    return height >= 12 ? SUMMARY : SUMMARY - 1;
}

static char *
say_refusal(LbRefusal refusal)
{
    g_autoptr(GError) error = NULL;
    lb_refuse(&error, refusal, NULL);
    return g_strdup(error->message);
}

static char *
picked_words(const LbAsk *ask)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < ask->resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(ask->resources, i);
        g_autofree char *name = lb_plain_inline(resource->name);
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", name);
    }
    return ask->resources->len > 0 ? g_strdup_printf(_("Picked: %s"), names->str)
                                   : g_strdup(_("Nothing is picked so far."));
}

/* "virtual machine, Windows", and that nothing opens there by itself; the caller frees it. */
static char *
kind_words(const LbFoundResource *row)
{
    g_autofree char *kind = lb_phrase_resource(row->resource);
    bool said = row->resource->reached || row->refusal != LB_REFUSAL_NONE;
    return said ? g_steal_pointer(&kind) : g_strdup_printf(_("no target; %s"), kind);
}

/* The selected one whole; its kind alone where the row has no room for it. */
static char *
row_words(const LbFoundResource *row)
{
    g_autofree char *name = lb_plain_inline(row->resource->name);
    g_autofree char *kind = kind_words(row);
    g_autofree char *group = lb_plain_inline(row->resource->group);
    g_autofree char *subscription = lb_plain_inline(row->subscription_name);
    return g_strdup_printf("%s   %s   %s / %s", name, kind, subscription, group);
}

/* Why it cannot be picked matters most; each of the others has one row. */
static void
fill_summary(Resources *self, int width, int rows)
{
    const LbFoundResource *row = selected(self);
    g_autofree char *why = self->message != NULL ? g_strdup(self->message)
                           : row != NULL && row->refusal != LB_REFUSAL_NONE
                               ? say_refusal(row->refusal)
                               : NULL;
    g_autofree char *picked = picked_words(self->ask);
    g_autofree char *cut = lb_cut_end(picked, width - 1);
    bool any = self->ask->resources->len > 0;
    lb_pager_empty(&self->summary);
    if (why != NULL)
        lb_pager_add(&self->summary, width, LB_STYLE_WARNING, " ", " ", why);
    lb_pager_add(&self->summary, width, any ? LB_STYLE_STRONG : LB_STYLE_FAINT, " ", " ", cut);
    if (row == NULL || (int)self->summary.lines->len >= rows)
        return;
    g_autofree char *whole = row_words(row);
    g_autofree char *line = lb_cut_end(whole, width - 1);
    lb_pager_add(&self->summary, width, LB_STYLE_TEXT, " ", " ", line);
}

static void
layout(LbScreen *screen, int width, int height)
{
    Resources *self = (Resources *)screen;
    int summary = summary_rows(height);
    fill_summary(self, MIN(width, LB_WIDE) - 1, summary - 1);
    bool whole = (int)self->summary.lines->len < summary;
    lb_pager_layout(&self->summary, whole ? summary - 1 : summary - 2);
    lb_list_layout(&self->list, height - 2 - summary);
}

/* Columns of the list; the kind takes what is left. */
typedef struct {
    int name, group;
} Widths;

static Widths
measure(const Resources *self)
{
    Widths widths = { .name = 12, .group = 8 };
    int last = MIN(self->list.top + self->list.height, self->list.count);
    for (int i = self->list.top; i < last; i++) {
        const LbFoundResource *row = g_ptr_array_index(self->rows, i);
        g_autofree char *name = lb_plain_inline(row->resource->name);
        g_autofree char *group = lb_plain_inline(row->resource->group);
        widths.name = MIN(MAX(widths.name, lb_columns(name)), NAME_WIDEST);
        widths.group = MIN(MAX(widths.group, lb_columns(group)), GROUP_WIDEST);
    }
    return widths;
}

static void
render_row(const Resources *self, const LbFoundResource *row, const Widths *widths, LbPane pane,
           int y)
{
    bool chosen = row == selected(self), picked = lb_ask_has_picked(self->ask, row->resource);
    bool refused = row->refusal != LB_REFUSAL_NONE;
    LbStyle style = refused ? LB_STYLE_FAINT : picked ? LB_STYLE_STRONG : LB_STYLE_TEXT;
    g_autofree char *whole = lb_plain_inline(row->resource->name);
    g_autofree char *name = lb_cut_middle(whole, widths->name);
    g_autofree char *whole_group = lb_plain_inline(row->resource->group);
    g_autofree char *group = lb_cut_middle(whole_group, widths->group);
    g_autofree char *kind = kind_words(row);
    lb_pane_put(pane, 1, y, LB_STYLE_STRONG, chosen ? ">" : " ");
    lb_pane_put(pane, 3, y, style, refused ? " x " : picked ? "[x]" : "[ ]");
    int x = 7;
    lb_pane_put(pane, x, y, style, name);
    x += widths->name + GAP;
    lb_pane_put(pane, x, y, style, group);
    x += widths->group + GAP;
    lb_pane_put(pane, x, y, style, kind);
    if (chosen)
        lb_pane_restyle(pane, y, LB_STYLE_SELECTED);
}

/* "12 of 3,412 found". */
static char *
found_words(const Resources *self)
{
    const LbResourcePage *page = self->pages->len > 0 ? g_ptr_array_index(self->pages, 0) : NULL;
    int64_t count = page != NULL ? page->count : 0;
    g_autofree char *number = lb_phrase_number(count);
    if (count < 0)
        return g_strdup(_("very many"));
    return g_strdup_printf(_("%s found"), number);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Resources *self = (const Resources *)screen;
    lb_pane_take_right(&pane, MAX(pane.width - LB_WIDE, 0));
    LbPane below = lb_pane_take_bottom(&pane, summary_rows(pane.height));
    LbPane head = lb_pane_take_top(&pane, 1);
    g_autofree char *found = found_words(self);
    int x = lb_pane_put(head, 1, 0, LB_STYLE_STRONG, _("Which resources")) + GAP;
    lb_pane_take_right(&head, 1);
    lb_pane_put_right(head, 0, LB_STYLE_FAINT, found);
    lb_pane_take_right(&head, MIN(lb_columns(found) + GAP, MAX(head.width - x - 4, 0)));
    lb_field_render(&self->text, head, x, 0, true);
    lb_pane_take_top(&pane, 1);
    Widths widths = measure(self);
    int last = MIN(self->list.top + self->list.height, self->list.count);
    for (int i = self->list.top; i < last; i++)
        render_row(self, g_ptr_array_index(self->rows, i), &widths, pane, i - self->list.top);
    if (self->list.count == 0)
        lb_pane_put(pane, 3, 1, LB_STYLE_TEXT,
                    self->text.text->len > 0
                        ? _("Nothing like this. Backspace widens the search.")
                        : _("The customer has nothing that this scenario is for."));
    lb_pane_rule(lb_pane_take_top(&below, 1), 0, LB_STYLE_FAINT, '-');
    lb_pager_render(&self->summary, below);
}

static const LbKeyHelp *
keys(const LbScreen *screen)
{
    static const LbKeyHelp help[] = { { N_("Space"), N_("pick") }, { "Enter", N_("done") },
                                      { "Esc", N_("back") },       { "Up/Down", N_("move") },
                                      { "a-z", N_("search") },     { NULL, NULL } };
    (void)screen;
    return help;
}

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("New request"));
}

/* Keys */

/* Picks the selected one, or lets it go. */
static bool
pick(Resources *self)
{
    const LbFoundResource *row = selected(self);
    g_autoptr(GError) error = NULL;
    if (row == NULL)
        return false;
    bool picked = lb_ask_has_picked(self->ask, row->resource);
    bool done = row->refusal != LB_REFUSAL_NONE && !picked
                    ? lb_refuse(&error, row->refusal, NULL)
                    : lb_ask_pick(self->ask, row->resource, &error);
    if (!done)
        self->message = g_strdup_printf(_("It cannot be picked. %s"), error->message);
    return done;
}

/* The first one picked says of which subscription the others are. */
static void
toggle(Resources *self)
{
    guint before = self->ask->resources->len;
    if (pick(self) && (before == 0 || self->ask->resources->len == 0))
        look(self);
}

/* Where nothing was picked, what is selected is meant. */
static void
finish(Resources *self)
{
    if (self->ask->resources->len == 0 && !pick(self))
        return;
    self->ask->form.focus = lb_ask_next_empty(self->ask, LB_ASK_RESOURCES);
    lb_app_pop(self->screen.app);
}

/* The list goes on where its end is reached. */
static void
read_on(Resources *self)
{
    GError *error = NULL;
    const LbResourcePage *page = last_page(self);
    bool end = self->list.index >= self->list.count - 1;
    if (!end || page == NULL || !page->more)
        return;
    if (!read_page(self, &error))
        lb_app_fail(self->screen.app, error);
    list_rows(self);
}

static void
type(LbScreen *screen, const LbInput *input)
{
    Resources *self = (Resources *)screen;
    g_clear_pointer(&self->message, g_free);
    if (input->key == LB_KEY_ESCAPE) {
        lb_app_pop(screen->app);
    } else if (input->key == LB_KEY_CTRL_C) {
        lb_app_push(screen->app, lb_leave_screen_new(screen->app));
    } else if (input->key == LB_KEY_ENTER) {
        finish(self);
    } else if (lb_key_ascii(input->key) == ' ') {
        toggle(self);
    } else if (lb_ask_list_move(&self->list, input->key)) {
        read_on(self);
    } else if (input->key == LB_KEY_PASTE && input->pasted != NULL) {
        lb_field_paste(&self->text, input->pasted);
        search(self);
    } else if (lb_field_type(&self->text, input->key)) {
        search(self);
    }
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
lb_ask_resource_list_new(LbAsk *ask, const char *text)
{
    Resources *self = g_new0(Resources, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = ask->screen.app };
    self->ask = ask;
    self->pages = g_ptr_array_new_with_free_func(free_page);
    self->rows = g_ptr_array_new();
    self->ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    self->known = lb_record_known_new();
    lb_field_init(&self->text, TEXT_LIMIT, false);
    lb_field_paste(&self->text, text);
    lb_pager_init(&self->summary);
    return &self->screen;
}
