/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of work without a request: what nobody has acknowledged, and all of it. */
#include "service/exclusions.h"
#include "base/i18n.h"
#include "tui/exclusiontext.h"
#include "tui/find.h"
#include "tui/list.h"
#include "tui/screens.h"
#include "wording/exclusions.h"
#include "wording/plain.h"

/* Rows that are read at first, and more each time the end is reached. */
#define PAGE 200
#define MOST 5000 /* rows that going to the end reads at once */
#define GAP LB_LIST_GAP
#define LIST_COLUMNS 62 /* beside an exclusion */
#define WHERE_LEAST 10

/* What the list can be narrowed to. */
static const struct {
    const char *label; /* untranslated, as what follows */
    bool unacknowledged;
    const char *empty; /* what will stand here */
} parts[] = {
    { N_("Unacknowledged"), true,
      N_("Nothing waits. Work that the provider did without a request, in a case for which none is "
         "made, stands here until an owner acknowledges it.") },
    { N_("All"), false, N_("No work without a request is recorded that you may see.") },
};

typedef struct {
    LbScreen screen;
    int part;
    GPtrArray *rows; /* LbExclusion* */
    GArray *ids;     /* int64_t */
    LbList list;
    int wanted;
    LbPager text; /* of the selected one, where there is room beside the list */
} Exclusions;

static void
free_row(gpointer row)
{
    lb_exclusion_free(row);
}

static void
free_screen(LbScreen *screen)
{
    Exclusions *self = (Exclusions *)screen;
    g_ptr_array_unref(self->rows);
    g_array_unref(self->ids);
    lb_pager_clear(&self->text);
    g_free(self);
}

static GPtrArray *
read_rows(const Exclusions *self, GError **error)
{
    const LbApp *app = self->screen.app;
    LbExclusionFilter filter = { .unacknowledged = parts[self->part].unacknowledged };
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_row);
    for (;;) {
        filter.limit = CLAMP(self->wanted - (int)rows->len, 1, 1000);
        g_autoptr(GPtrArray) page = lb_service_exclusions(app->service, app->actor, &filter, error);
        if (page == NULL)
            return NULL;
        int count = (int)page->len;
        while (page->len > 0)
            g_ptr_array_add(rows, g_ptr_array_steal_index(page, 0));
        if (count < filter.limit || (int)rows->len >= self->wanted)
            return g_steal_pointer(&rows);
        filter.before = ((const LbExclusion *)g_ptr_array_index(rows, rows->len - 1))->number;
    }
}

static bool
load(LbScreen *screen, GError **error)
{
    Exclusions *self = (Exclusions *)screen;
    GPtrArray *rows = read_rows(self, error);
    if (rows == NULL)
        return false;
    g_ptr_array_unref(self->rows);
    self->rows = rows;
    g_array_set_size(self->ids, 0);
    for (guint i = 0; i < rows->len; i++)
        g_array_append_val(self->ids, ((const LbExclusion *)g_ptr_array_index(rows, i))->number);
    lb_list_set(&self->list, (const int64_t *)(void *)self->ids->data, (int)self->ids->len);
    return true;
}

static const LbExclusion *
selected(const Exclusions *self)
{
    return self->list.selected != 0 ? g_ptr_array_index(self->rows, self->list.index) : NULL;
}

/* Drawing */

static void
render_parts(const Exclusions *self, LbPane pane)
{
    int x = 1;
    for (int i = 0; i < (int)G_N_ELEMENTS(parts); i++)
        x = lb_pane_print(pane, x, 0, i == self->part ? LB_STYLE_ACCENT : LB_STYLE_TEXT,
                          i == self->part ? "[%s]" : " %s ", _(parts[i].label)) +
            1;
}

/* Columns of the list; where it was takes what the others leave. 0: left out. */
typedef struct {
    int id, span, kind, where, state;
} Widths;

static int
state_columns(void)
{
    int columns = lb_columns(_("State"));
    for (int state = LB_EXCLUSION_UNACKNOWLEDGED; state <= LB_EXCLUSION_ACKNOWLEDGED; state++) {
        g_autofree char *mark = lb_phrase_exclusion_mark((LbExclusionState)state);
        columns = MAX(columns, lb_columns(mark));
    }
    return columns;
}

/* In a narrow place why there was no request is left out, then the state: both stand in the exclusion. */
static Widths
measure(const Exclusions *self, int width)
{
    bool mixed = !parts[self->part].unacknowledged;
    Widths widths = { .id = lb_columns(_("Number")), .state = mixed ? state_columns() : 0 };
    for (guint i = 0; i < self->rows->len; i++) {
        const LbExclusion *row = g_ptr_array_index(self->rows, i);
        g_autofree char *id = lb_exclusion_id(row->number);
        g_autofree char *span = lb_phrase_exclusion_span(row, self->screen.app->zone);
        widths.id = MAX(widths.id, lb_columns(id));
        widths.span = MAX(widths.span, lb_columns(span));
        widths.kind = MAX(widths.kind,
                          lb_columns(_(lb_names_label(lb_exclusion_kind_names, (int)row->kind))));
    }
    int room = width - 3 - 1 - widths.id - widths.span - 2 * GAP;
    int state = widths.state > 0 ? widths.state + GAP : 0;
    widths.where = room - state - widths.kind - GAP;
    if (widths.where < WHERE_LEAST) {
        widths.where += widths.kind + GAP;
        widths.kind = 0;
    }
    if (widths.where < WHERE_LEAST) {
        widths.where += state;
        widths.state = 0;
    }
    widths.where = MAX(widths.where, 4);
    return widths;
}

static void
render_row(const Exclusions *self, const LbExclusion *row, const Widths *widths, LbPane pane, int y)
{
    bool here = row->number == self->list.selected;
    LbExclusionState state = lb_exclusion_state(row);
    g_autofree char *id = lb_exclusion_id(row->number);
    g_autofree char *span = lb_phrase_exclusion_span(row, self->screen.app->zone);
    g_autofree char *name = lb_exclusion_where(row);
    g_autofree char *where = lb_plain_inline(name);
    g_autofree char *mark = lb_phrase_exclusion_mark(state);
    lb_pane_put(pane, 1, y, LB_STYLE_STRONG, here ? ">" : " ");
    int x = lb_list_put_cell(pane, 3, y, widths->id, LB_STYLE_STRONG, id);
    x = lb_list_put_cell(pane, x, y, widths->span, LB_STYLE_TEXT, span);
    x = lb_list_put_cell(pane, x, y, widths->where, LB_STYLE_TEXT, where);
    x = lb_list_put_cell(pane, x, y, widths->kind, LB_STYLE_TEXT,
                         _(lb_names_label(lb_exclusion_kind_names, (int)row->kind)));
    lb_list_put_cell(pane, x, y, widths->state, lb_exclusion_style(state), mark);
    if (here)
        lb_pane_restyle(pane, y, LB_STYLE_SELECTED);
}

static void
render_list(const Exclusions *self, LbPane pane)
{
    Widths widths = measure(self, pane.width);
    LbPane titles = lb_pane_take_top(&pane, 1);
    int x = lb_list_put_cell(titles, 3, 0, widths.id, LB_STYLE_FAINT, _("Number"));
    x = lb_list_put_cell(titles, x, 0, widths.span, LB_STYLE_FAINT, _("When"));
    x = lb_list_put_cell(titles, x, 0, widths.where, LB_STYLE_FAINT, _("Where"));
    x = lb_list_put_cell(titles, x, 0, widths.kind, LB_STYLE_FAINT, _("Why no request"));
    lb_list_put_cell(titles, x, 0, widths.state, LB_STYLE_FAINT, _("State"));
    int last = MIN(self->list.top + self->list.height, self->list.count);
    for (int i = self->list.top; i < last; i++)
        render_row(self, g_ptr_array_index(self->rows, i), &widths, pane, i - self->list.top);
}

static void
render_empty(const Exclusions *self, LbPane pane)
{
    LbPager pager;
    lb_pager_init(&pager);
    lb_pager_add(&pager, MIN(pane.width - 2, 76), LB_STYLE_TEXT, "   ", "   ",
                 _(parts[self->part].empty));
    lb_pager_layout(&pager, (int)pager.lines->len);
    lb_pane_take_top(&pane, 1);
    lb_pager_render(&pager, pane);
    lb_pager_clear(&pager);
}

/* The selected one below the list, whole where the row had to cut. */
static void
render_summary(const Exclusions *self, LbPane pane)
{
    const LbExclusion *row = selected(self);
    if (row == NULL || pane.height == 0)
        return;
    LbPager pager;
    g_autofree char *scope = lb_phrase_exclusion_scope(row);
    g_autofree char *origin = lb_phrase_exclusion_origin(row, self->screen.app->zone);
    g_autofree char *kind = g_strdup_printf(
        "%s. %s", _(lb_names_label(lb_exclusion_kind_names, (int)row->kind)), scope);
    lb_pane_rule(lb_pane_take_top(&pane, 1), 0, LB_STYLE_FAINT, '-');
    lb_pager_init(&pager);
    lb_pager_add(&pager, pane.width - 1, LB_STYLE_TEXT, " ", "   ", kind);
    lb_pager_add(&pager, pane.width - 1, LB_STYLE_TEXT, " ", "   ", origin);
    bool whole = (int)pager.lines->len <= pane.height;
    lb_pager_layout(&pager, whole ? pane.height : pane.height - 1);
    lb_pager_render(&pager, pane);
    lb_pager_clear(&pager);
}

static int
summary_rows(int height)
{
    return height >= 15 ? 5 : height >= 8 ? 3 : 0;
}

static void
layout(LbScreen *screen, int width, int height)
{
    Exclusions *self = (Exclusions *)screen;
    bool wide = width >= LB_WIDE;
    int rows = height - 2 - (height >= 15 ? 1 : 0);
    const LbExclusion *row = selected(self);
    lb_list_layout(&self->list, rows - (wide ? 0 : summary_rows(height)));
    if (!wide || row == NULL)
        return;
    lb_exclusion_text_fill(&self->text, screen->app, row, width - LIST_COLUMNS - GAP - 1);
    bool whole = (int)self->text.lines->len <= height;
    lb_pager_layout(&self->text, whole ? height : height - 1);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Exclusions *self = (const Exclusions *)screen;
    bool wide = pane.width >= LB_WIDE, tall = pane.height >= 15;
    LbPane summary = lb_pane_take_bottom(&pane, wide ? 0 : summary_rows(pane.height));
    LbPane beside = wide ? lb_pane_take_right(&pane, pane.width - LIST_COLUMNS) : pane;
    render_parts(self, lb_pane_take_top(&pane, 1));
    lb_pane_take_top(&pane, tall ? 1 : 0);
    if (self->list.count == 0) {
        render_empty(self, pane);
        return;
    }
    render_list(self, pane);
    if (!wide) {
        render_summary(self, summary);
        return;
    }
    lb_pane_take_left(&beside, GAP);
    lb_pager_render(&self->text, beside);
}

/* Acting */

static LbNeeds
needs(const LbScreen *screen)
{
    const Exclusions *self = (const Exclusions *)screen;
    return (self->list.selected != 0 ? LB_NEED_SELECTION : 0u) |
           (screen->app->records ? LB_NEED_RECORDS : 0u);
}

/* Shows the part beside the one that is shown, around the end. */
static void
show_part(Exclusions *self, int step)
{
    GError *error = NULL;
    int count = (int)G_N_ELEMENTS(parts);
    self->part = (self->part + step + count) % count;
    self->wanted = PAGE;
    if (!load(&self->screen, &error))
        lb_app_fail(self->screen.app, error);
}

/* The list goes on where its end is reached. */
static bool
move(Exclusions *self, LbAction action)
{
    GError *error = NULL;
    if (!lb_list_act(&self->list, action))
        return false;
    self->text.top = 0;
    if (self->list.index < self->list.count - 1 || self->list.count < self->wanted)
        return true;
    self->wanted += action == LB_ACTION_LAST ? MOST : PAGE;
    if (!load(&self->screen, &error))
        lb_app_fail(self->screen.app, error);
    else if (action == LB_ACTION_LAST)
        lb_list_act(&self->list, action);
    return true;
}

static bool
act(LbScreen *screen, LbAction action)
{
    Exclusions *self = (Exclusions *)screen;
    LbApp *app = screen->app;
    switch (action) {
    case LB_ACTION_OPEN:
        lb_app_push(app, lb_exclusion_screen_new(app, self->list.selected));
        return true;
    case LB_ACTION_RECORD:
        lb_app_push(app, lb_exclusion_form_screen_new(app));
        return true;
    case LB_ACTION_NEXT_PART:
    case LB_ACTION_RIGHT:
        show_part(self, 1);
        return true;
    case LB_ACTION_PREVIOUS_PART:
    case LB_ACTION_LEFT:
        show_part(self, -1);
        return true;
    /* Those of requests, which an exclusion is none of; and here it is already. */
    case LB_ACTION_TICKET:
    case LB_ACTION_TIMELINE:
    case LB_ACTION_ASKED:
    case LB_ACTION_EXCLUSIONS:
        return true;
    default:
        return move(self, action);
    }
}

static bool
matches(const LbExclusion *row, const char *text)
{
    g_autofree char *id = lb_exclusion_id(row->number);
    g_autofree char *mark = lb_phrase_exclusion_mark(lb_exclusion_state(row));
    const char *const texts[] = { id,
                                  mark,
                                  row->scope,
                                  row->subscription_name,
                                  row->tenant_name,
                                  row->recorder_account,
                                  row->text,
                                  _(lb_names_label(lb_exclusion_kind_names, (int)row->kind)) };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (lb_find_in(texts[i], text))
            return true;
    return false;
}

static bool
find(LbScreen *screen, const char *text, bool forward)
{
    Exclusions *self = (Exclusions *)screen;
    int count = self->list.count, step = forward ? 1 : count - 1;
    for (int tries = 0, i = self->list.index; tries < count; tries++) {
        i = (i + step) % count;
        const LbExclusion *row = g_ptr_array_index(self->rows, i);
        if (!matches(row, text))
            continue;
        lb_list_select(&self->list, row->number);
        self->text.top = 0;
        return true;
    }
    return false;
}

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("Work without a request"));
}

static const LbAction actions[] = { LB_ACTION_OPEN,   LB_ACTION_RECORD,      LB_ACTION_NEXT_PART,
                                    LB_ACTION_SEARCH, LB_ACTION_SEARCH_NEXT, LB_ACTION_NONE };

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
lb_exclusions_screen_new(LbApp *app)
{
    Exclusions *self = g_new0(Exclusions, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->rows = g_ptr_array_new_with_free_func(free_row);
    self->ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    self->wanted = PAGE;
    lb_pager_init(&self->text);
    return &self->screen;
}

void
lb_exclusions_screen_select(LbScreen *screen, int64_t number)
{
    Exclusions *self = (Exclusions *)screen;
    GError *error = NULL;
    if (lb_list_select(&self->list, number))
        return;
    self->part = (int)G_N_ELEMENTS(parts) - 1;
    if (!load(screen, &error))
        lb_app_fail(screen->app, error);
    lb_list_select(&self->list, number);
}
