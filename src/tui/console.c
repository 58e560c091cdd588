/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The admin's console: a tab with lists, of which one is in sight. One of them stands alone for a customer's owners. */
#include "tui/console.h"

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "tui/consolecells.h"
#include "tui/list.h"
#include "tui/record.h"
#include "tui/screens.h"

/* Rows that are read at first, and more each time the end is reached. */
#define PAGE 200
#define MOST 5000 /* rows that going to the end reads at once */
#define READ_MOST 1000
#define ANY_KIND (-1)
#define EXTENT_LEAST 10 /* columns; with fewer, what is listed is not named beside the parts */

static const LbConsolePart *const admin_parts[] = { &lb_console_tenants, &lb_console_people,
                                                    &lb_console_roles,   &lb_console_outbox,
                                                    &lb_console_events,  &lb_console_webhooks };
static const LbConsolePart *const owner_parts[] = { &lb_console_events };

typedef struct {
    LbScreen screen;
    const LbConsolePart *const *parts;
    int count, part;   /* of the parts */
    GPtrArray *rows;   /* of the part */
    GArray *ids;       /* int64_t */
    GHashTable *known; /* key -> id */
    LbList list;
    char *text; /* what the list is narrowed by; NULL: by nothing */
    bool all;   /* not only what is listed by itself */
    int kind;   /* of the part's kinds; -1: any */
    int wanted;
    int below; /* rows of the summary */
} Console;

static const LbConsolePart *
part_of(const Console *self)
{
    const LbConsolePart *part = self->parts[self->part];
    return self->all && part->other != NULL ? part->other : part;
}

static gconstpointer
selected(const Console *self)
{
    return self->list.selected != 0 ? g_ptr_array_index(self->rows, self->list.index) : NULL;
}

static void
free_screen(LbScreen *screen)
{
    Console *self = (Console *)screen;
    g_ptr_array_unref(self->rows);
    g_array_unref(self->ids);
    g_hash_table_unref(self->known);
    g_free(self->text);
    g_free(self);
}

/* Reading */

GPtrArray *
lb_console_read(const LbApp *app, const LbConsoleView *view, LbConsoleNext next,
                GDestroyNotify free_row, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(free_row);
    for (bool more = true; more && (int)all->len < view->wanted;) {
        int limit = MIN(view->wanted - (int)all->len, READ_MOST);
        gconstpointer last = all->len > 0 ? g_ptr_array_index(all, all->len - 1) : NULL;
        g_autoptr(GPtrArray) page = next(app, view, last, limit, error);
        if (page == NULL)
            return NULL;
        more = (int)page->len == limit;
        while (page->len > 0)
            g_ptr_array_add(all, g_ptr_array_steal_index(page, 0));
    }
    return g_steal_pointer(&all);
}

static bool
load(LbScreen *screen, GError **error)
{
    Console *self = (Console *)screen;
    LbConsoleView view = {
        .text = self->text, .all = self->all, .kind = self->kind, .wanted = self->wanted
    };
    GPtrArray *rows = part_of(self)->read(screen->app, &view, error);
    if (rows == NULL)
        return false;
    g_ptr_array_unref(self->rows);
    self->rows = rows;
    g_array_set_size(self->ids, 0);
    for (guint i = 0; i < rows->len; i++) {
        g_autofree char *key = part_of(self)->key(g_ptr_array_index(rows, i));
        int64_t id = lb_record_intern(self->known, key);
        g_array_append_val(self->ids, id);
    }
    lb_list_set(&self->list, (const int64_t *)(void *)self->ids->data, (int)self->ids->len);
    return true;
}

static void
reload(Console *self)
{
    GError *error = NULL;
    if (!load(&self->screen, &error))
        lb_app_fail(self->screen.app, error);
}

/* Drawing */

void
lb_console_say(LbPager *pager, int width, LbStyle style, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    lb_pager_add(pager, width, style, " ", "   ", text);
}

char *
lb_console_command(const char *verb, const char *account, const char *rest)
{
    static const char plain[] = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-/@:+=,";
    g_autofree char *quoted = g_shell_quote(account);
    g_autofree char *safe = lb_text_escape(quoted, LB_TEXT_LINE);
    bool simple = *account != '\0' && strspn(account, plain) == strlen(account);
    return g_strdup_printf("lockboxctl %s %s%s%s", verb, simple ? account : safe,
                           *rest != '\0' ? " " : "", rest);
}

static void
render_parts(const Console *self, LbPane pane)
{
    int x = 1;
    const char *const *extents = part_of(self)->extents;
    for (int i = 0; i < self->count && self->count > 1; i++) {
        bool here = i == self->part;
        x = lb_pane_print(pane, x, 0, here ? LB_STYLE_ACCENT : LB_STYLE_TEXT,
                          here ? "[%s]" : " %s ", _(self->parts[i]->label)) +
            1;
    }
    x += self->count > 1 ? 1 : 0;
    if (self->kind != ANY_KIND)
        x = lb_pane_put(pane, x, 0, LB_STYLE_ACCENT,
                        _(lb_names_label(part_of(self)->kinds, self->kind))) +
            2;
    if (self->text != NULL) {
        g_autofree char *cut = lb_cut_middle(self->text, MAX(pane.width - x - 14, 4));
        lb_pane_print(pane, x, 0, LB_STYLE_STRONG, _("with \"%s\""), cut);
        return;
    }
    const char *extent = extents[0] != NULL ? _(extents[self->all ? 1 : 0]) : "";
    int room = pane.width - x;
    g_autofree char *fits = room >= EXTENT_LEAST ? lb_cut_end(extent, room) : NULL;
    lb_pane_put(pane, x, 0, LB_STYLE_STRONG, fits != NULL ? fits : "");
}

typedef struct {
    char *cells[LB_CONSOLE_COLUMNS + 1]; /* ended by NULL */
} Cells;

static void
render_list(const Console *self, LbPane pane)
{
    const LbConsolePart *part = part_of(self);
    int first = self->list.top, last = MIN(first + self->list.height, self->list.count);
    g_autofree Cells *cells = g_new0(Cells, MAX(last - first, 0) + 1);
    char *titles[LB_CONSOLE_COLUMNS + 1] = { NULL };
    LbConsoleWidths widths = { 0 };
    for (; part->titles[widths.count] != NULL; widths.count++)
        titles[widths.count] = (char *)_(part->titles[widths.count]);
    lb_console_measure(&widths, titles);
    for (int i = first; i < last; i++) {
        part->fill(self->screen.app, g_ptr_array_index(self->rows, i), cells[i - first].cells);
        lb_console_measure(&widths, cells[i - first].cells);
    }
    lb_console_fit(&widths, part, pane.width - 4);
    lb_console_render_cells(part, &widths, titles, LB_STYLE_FAINT, lb_pane_take_top(&pane, 1), 0);
    for (int i = first; i < last; i++) {
        bool here = i == self->list.index;
        lb_pane_put(pane, 1, i - first, LB_STYLE_STRONG, here ? ">" : " ");
        lb_console_render_cells(part, &widths, cells[i - first].cells, LB_STYLE_TEXT, pane,
                                i - first);
        if (here)
            lb_pane_restyle(pane, i - first, LB_STYLE_SELECTED);
        for (int cell = 0; cell < widths.count; cell++)
            g_free(cells[i - first].cells[cell]);
    }
}

/* The selected row in words; as many lines as there is room for, since Enter shows it all. */
static void
render_summary(const Console *self, LbPane pane)
{
    if (pane.height < 2 || selected(self) == NULL)
        return;
    LbPager pager;
    lb_pager_init(&pager);
    lb_pane_rule(lb_pane_take_top(&pane, 1), 0, LB_STYLE_FAINT, '-');
    part_of(self)->summarize(self->screen.app, selected(self), &pager, pane.width - 1);
    g_ptr_array_set_size(pager.lines, MIN((int)pager.lines->len, pane.height));
    lb_pager_layout(&pager, pane.height);
    lb_pager_render(&pager, pane);
    lb_pager_clear(&pager);
}

static void
render_empty(const Console *self, LbPane pane)
{
    const LbConsolePart *part = part_of(self);
    const char *text =
        self->text != NULL ? _("Nothing holds this text. Esc lists all.") : _(part->empty);
    LbPager pager;
    lb_pager_init(&pager);
    lb_pager_add(&pager, MIN(pane.width - 2, 76), LB_STYLE_TEXT, "   ", "   ", text);
    lb_pager_layout(&pager, (int)pager.lines->len);
    lb_pane_take_top(&pane, 1);
    lb_pager_render(&pager, lb_pane_take_top(&pane, pager.height + 1));
    lb_pager_clear(&pager);
    if (self->text == NULL && part->command != NULL)
        lb_pane_put(pane, 0, 0, LB_STYLE_STRONG, part->command);
}

static bool
is_tall(int height)
{
    return height >= 15;
}

/* What the row had to cut stands whole in the summary's first lines, whatever their number. */
static int
summary_rows(const Console *self, int width, int height)
{
    int lines = 0;
    LbPager pager;
    if (selected(self) == NULL)
        return 0;
    lb_pager_init(&pager);
    part_of(self)->summarize(self->screen.app, selected(self), &pager, width - 1);
    for (guint i = 0; i < pager.styles->len; i++)
        lines += g_array_index(pager.styles, LbStyle, i) == LB_STYLE_STRONG ? 1 : 0;
    lb_pager_clear(&pager);
    return MAX(is_tall(height) ? 6 : 3, MIN(lines + 2, height - 4));
}

static void
layout(LbScreen *screen, int width, int height)
{
    Console *self = (Console *)screen;
    self->below = summary_rows(self, width, height);
    lb_list_layout(&self->list, height - 2 - (is_tall(height) ? 1 : 0) - self->below);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Console *self = (const Console *)screen;
    bool tall = is_tall(pane.height);
    LbPane summary = lb_pane_take_bottom(&pane, self->below);
    render_parts(self, lb_pane_take_top(&pane, 1));
    lb_pane_take_top(&pane, tall ? 1 : 0);
    if (self->list.count == 0) {
        render_empty(self, pane);
        return;
    }
    render_list(self, pane);
    render_summary(self, summary);
}

/* Acting */

static LbNeeds
needs(const LbScreen *screen)
{
    const Console *self = (const Console *)screen;
    const LbConsolePart *part = part_of(self);
    LbNeeds holds = selected(self) != NULL ? LB_NEED_SELECTION : 0;
    return holds | (part->needs != NULL ? part->needs(selected(self)) : 0);
}

/* Begins the list anew: with other rows, narrowed by @text, which it takes. */
static void
narrow(Console *self, char *text)
{
    g_free(self->text);
    self->text = text;
    self->wanted = PAGE;
    reload(self);
}

static void
show_part(Console *self, int part, bool all)
{
    self->part = part;
    self->kind = ANY_KIND;
    self->all = all;
    /* Rows of one part are never taken for another's, even if those cannot be read. */
    g_ptr_array_unref(self->rows);
    self->rows = g_ptr_array_new();
    g_array_set_size(self->ids, 0);
    self->list = (LbList){ .height = self->list.height };
    narrow(self, NULL);
}

static bool
step_part(Console *self, int step)
{
    if (self->count == 1)
        return false;
    show_part(self, (self->part + step + self->count) % self->count, false);
    return true;
}

/* From one kind to the next, and behind the last to any. */
static void
step_kind(Console *self)
{
    const LbName *next = part_of(self)->kinds;
    for (bool found = self->kind == ANY_KIND; !found; next++)
        found = next->value == self->kind;
    self->kind = next->name != NULL ? next->value : ANY_KIND;
    narrow(self, g_steal_pointer(&self->text));
}

static bool
move(Console *self, LbAction action)
{
    if (!lb_list_act(&self->list, action))
        return false;
    if (self->list.index < self->list.count - 1 || self->list.count < self->wanted)
        return true;
    self->wanted += action == LB_ACTION_LAST ? MOST : PAGE;
    reload(self);
    if (action == LB_ACTION_LAST)
        lb_list_act(&self->list, action);
    return true;
}

static bool
ask(Console *self, LbAction action)
{
    const LbConsolePart *part = part_of(self);
    gconstpointer row = selected(self);
    LbScreen *dialog =
        row != NULL && part->ask != NULL ? part->ask(self->screen.app, row, action) : NULL;
    if (dialog == NULL)
        return false;
    lb_app_push(self->screen.app, dialog);
    return true;
}

static bool
act(LbScreen *screen, LbAction action)
{
    Console *self = (Console *)screen;
    LbApp *app = screen->app;
    switch (action) {
    case LB_ACTION_OPEN:
        lb_app_push(app, part_of(self)->open(app, selected(self)));
        return true;
    case LB_ACTION_NEXT_PART:
    case LB_ACTION_RIGHT:
        return step_part(self, 1);
    case LB_ACTION_PREVIOUS_PART:
    case LB_ACTION_LEFT:
        return step_part(self, -1);
    case LB_ACTION_ALL:
    case LB_ACTION_SYSTEM:
        self->all = !self->all;
        narrow(self, g_steal_pointer(&self->text));
        return true;
    case LB_ACTION_HOOKS:
        show_part(self, self->part, !self->all);
        return true;
    case LB_ACTION_KIND:
        step_kind(self);
        return true;
    case LB_ACTION_BACK:
        if (self->text == NULL && !self->screen.tab)
            return false;
        if (self->text != NULL)
            narrow(self, NULL);
        return true;
    default:
        return move(self, action) || ask(self, action);
    }
}

/* The service looks in all rows there are; else those that were read are looked through, and then more are read. */
static bool
find_row(Console *self, const char *text, bool forward)
{
    int count = self->list.count, step = forward ? 1 : count - 1;
    for (int tries = 0, i = self->list.index; tries < count; tries++) {
        i = (i + step) % count;
        if (part_of(self)->matches(g_ptr_array_index(self->rows, i), text))
            return lb_list_select(&self->list, g_array_index(self->ids, int64_t, i));
    }
    return false;
}

static bool
find(LbScreen *screen, const char *text, bool forward)
{
    Console *self = (Console *)screen;
    if (part_of(self)->matches == NULL) {
        if (g_strcmp0(self->text, text) == 0)
            return move(self, forward ? LB_ACTION_DOWN : LB_ACTION_UP);
        narrow(self, g_strdup(text));
        lb_list_act(&self->list, LB_ACTION_FIRST);
        return self->list.count > 0;
    }
    while (!find_row(self, text, forward)) {
        int before = self->list.count;
        if (before < self->wanted)
            return false;
        self->wanted += MAX(self->wanted, MOST);
        reload(self);
        if (self->list.count <= before)
            return false;
    }
    return true;
}

static const LbAction actions[] = { LB_ACTION_OPEN,        LB_ACTION_TAKE,      LB_ACTION_RETRY,
                                    LB_ACTION_HOOKS,       LB_ACTION_ALL,       LB_ACTION_KIND,
                                    LB_ACTION_SYSTEM,      LB_ACTION_NEXT_PART, LB_ACTION_SEARCH,
                                    LB_ACTION_SEARCH_NEXT, LB_ACTION_NONE };

static const LbAction owner_actions[] = { LB_ACTION_OPEN,   LB_ACTION_KIND,        LB_ACTION_SYSTEM,
                                          LB_ACTION_SEARCH, LB_ACTION_SEARCH_NEXT, LB_ACTION_NONE };

static char *
place(const LbScreen *screen)
{
    const Console *self = (const Console *)screen;
    return g_strdup(self->count > 1 ? _("Console") : _("Events without approved access"));
}

#define OPS(of)                                                                             \
    {                                                                                       \
        .place = place, .actions = (of), .free = free_screen, .load = load, .needs = needs, \
        .layout = layout, .render = render, .act = act, .find = find                        \
    }

static const LbScreenOps ops = OPS(actions), owner_ops = OPS(owner_actions);

static LbScreen *
new_screen(LbApp *app, const LbScreenOps *screen_ops, const LbConsolePart *const *parts, int count)
{
    Console *self = g_new0(Console, 1);
    self->screen = (LbScreen){ .ops = screen_ops, .app = app };
    self->parts = parts;
    self->count = count;
    self->kind = ANY_KIND;
    self->rows = g_ptr_array_new();
    self->ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    self->known = lb_record_known_new();
    self->wanted = PAGE;
    return &self->screen;
}

LbScreen *
lb_console_screen_new(LbApp *app)
{
    return new_screen(app, &ops, admin_parts, (int)G_N_ELEMENTS(admin_parts));
}

void
lb_console_screen_show(LbScreen *screen, const LbConsolePart *part)
{
    Console *self = (Console *)screen;
    for (int i = 0; i < self->count; i++)
        if (self->parts[i] == part)
            show_part(self, i, false);
}

LbScreen *
lb_events_screen_new(LbApp *app)
{
    return new_screen(app, &owner_ops, owner_parts, (int)G_N_ELEMENTS(owner_parts));
}
