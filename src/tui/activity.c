/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The activity log, newest first: of all that the reader may see, or of one request; filtered by operation. */
#include "base/i18n.h"
#include "base/time.h"
#include "core/request.h"
#include "tui/find.h"
#include "tui/list.h"
#include "tui/pager.h"
#include "tui/screens.h"
#include "wording/phrases.h"
#include "wording/plain.h"

#define PAGE 200
#define MOST 5000 /* entries that going to the end reads at once */
#define GAP 2

/* The filters, as the reference names the operations. */
static const struct {
    const char *label;
    unsigned operations;
} filters[] = {
    { N_("all"), 0 },
    { N_("Create"), 1u << LB_OPERATION_CREATE },
    { N_("Approve"), 1u << LB_OPERATION_APPROVE },
    { N_("Deny"), 1u << LB_OPERATION_DENY },
    { N_("Expiry"), 1u << LB_OPERATION_EXPIRE },
};

typedef struct {
    LbScreen screen;
    char *request; /* "LB-42"; NULL: of all */
    int filter;
    GPtrArray *entries; /* LbActivity* */
    GArray *ids;        /* int64_t: sequence */
    LbList list;
    int wanted;
} Activity;

static void
free_entry(gpointer entry)
{
    lb_activity_free(entry);
}

static void
free_screen(LbScreen *screen)
{
    Activity *self = (Activity *)screen;
    g_free(self->request);
    g_ptr_array_unref(self->entries);
    g_array_unref(self->ids);
    g_free(self);
}

/* Reads pages until there are as many entries as wanted, or no more. */
static bool
load(LbScreen *screen, GError **error)
{
    Activity *self = (Activity *)screen;
    const LbApp *app = screen->app;
    LbActivityFilter filter = { .operations = filters[self->filter].operations,
                                .request = self->request };
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(free_entry);
    for (bool more = true; more && (int)all->len < self->wanted;) {
        filter.limit = MIN(self->wanted - (int)all->len, 1000);
        g_autoptr(GPtrArray) page = lb_service_log(app->service, app->actor, &filter, error);
        if (page == NULL)
            return false;
        more = (int)page->len == filter.limit;
        while (page->len > 0)
            g_ptr_array_add(all, g_ptr_array_steal_index(page, 0));
        if (all->len > 0)
            filter.before = ((const LbActivity *)g_ptr_array_index(all, all->len - 1))->sequence;
    }
    g_ptr_array_unref(self->entries);
    self->entries = g_steal_pointer(&all);
    g_array_set_size(self->ids, 0);
    for (guint i = 0; i < self->entries->len; i++)
        g_array_append_val(self->ids,
                           ((const LbActivity *)g_ptr_array_index(self->entries, i))->sequence);
    lb_list_set(&self->list, (const int64_t *)(void *)self->ids->data, (int)self->ids->len);
    return true;
}

/* Drawing */

static void
render_filter(const Activity *self, LbPane pane)
{
    int x = lb_pane_put(pane, 1, 0, LB_STYLE_FAINT, _("Operation")) + 2;
    for (size_t i = 0; i < G_N_ELEMENTS(filters); i++) {
        bool here = (int)i == self->filter;
        x = lb_pane_print(pane, x, 0, here ? LB_STYLE_ACCENT : LB_STYLE_TEXT,
                          here ? "[%s]" : " %s ", _(filters[i].label)) +
            1;
    }
    if (self->request != NULL)
        lb_pane_put(pane, x + 2, 0, LB_STYLE_STRONG, self->request);
}

static void
render_entry(const Activity *self, const LbActivity *entry, LbPane pane, int y)
{
    bool selected = entry->sequence == self->list.selected;
    bool wide = pane.width >= 76;
    g_autofree char *time =
        lb_time_format(entry->time, self->screen.app->zone, wide ? LB_TIME_DAY : LB_TIME_SHORT);
    g_autofree char *caller = lb_plain_inline(entry->caller);
    const char *operation = _(lb_names_label(lb_operation_names, (int)entry->operation));
    lb_pane_put(pane, 1, y, LB_STYLE_STRONG, selected ? ">" : " ");
    int x = lb_pane_put(pane, 3, y, LB_STYLE_TEXT, time) + GAP;
    int columns = CLAMP((pane.width - x) / 2, 20, 32);
    g_autofree char *name = lb_cut_end(operation, columns);
    lb_pane_put(pane, x, y, LB_STYLE_STRONG, name);
    x += columns + GAP;
    lb_pane_put(pane, x, y, LB_STYLE_TEXT, entry->request != NULL ? entry->request : "");
    x += 8;
    g_autofree char *by = lb_cut_middle(*caller != '\0' ? caller : _("(time)"), pane.width - x - 1);
    lb_pane_put(pane, x, y, LB_STYLE_TEXT, by);
    if (selected)
        lb_pane_restyle(pane, y, LB_STYLE_SELECTED);
}

/* The selected entry in full. */
static void
render_summary(const Activity *self, LbPane pane)
{
    if (self->list.count == 0 || pane.height == 0)
        return;
    const LbActivity *entry = g_ptr_array_index(self->entries, self->list.index);
    g_autofree char *time = lb_time_format(entry->time, self->screen.app->zone, LB_TIME_EXACT);
    g_autofree char *caller = lb_plain_inline(entry->caller);
    g_autofree char *address = lb_plain_inline(entry->address);
    g_autofree char *key = lb_plain_inline(entry->fingerprint);
    g_autofree char *details = lb_phrase_details(entry->details);
    g_autoptr(GString) who = g_string_new(*caller != '\0' ? caller : _("(time)"));
    if (*address != '\0')
        g_string_append_printf(who, _(", from %s"), address);
    if (*key != '\0')
        g_string_append_printf(who, _(", key %s"), key);
    lb_pane_rule(pane, 0, LB_STYLE_FAINT, '-');
    int x = lb_pane_put(pane, 1, 1, LB_STYLE_STRONG, time) + 3;
    x = lb_pane_print(pane, x, 1, LB_STYLE_TEXT, _("entry %lld"), (long long)entry->sequence) + 3;
    lb_pane_put(pane, x, 1, LB_STYLE_TEXT, entry->request != NULL ? entry->request : "");
    lb_pane_put(pane, 1, 2, LB_STYLE_TEXT, who->str);
    LbPager pager;
    lb_pager_init(&pager);
    lb_pager_quote(&pager, pane.width - 1, " ", details);
    lb_pane_take_top(&pane, 3);
    lb_pager_layout(&pager, pane.height);
    lb_pager_render(&pager, pane);
    lb_pager_clear(&pager);
}

static int
summary_rows(int height)
{
    return height >= 15 ? 6 : height >= 12 ? 4 : height >= 7 ? 2 : 0;
}

static void
layout(LbScreen *screen, int width, int height)
{
    (void)width;
    lb_list_layout(&((Activity *)screen)->list, height - 1 - summary_rows(height));
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Activity *self = (const Activity *)screen;
    LbPane summary = lb_pane_take_bottom(&pane, summary_rows(pane.height));
    render_filter(self, lb_pane_take_top(&pane, 1));
    render_summary(self, summary);
    int last = MIN(self->list.top + self->list.height, self->list.count);
    for (int i = self->list.top; i < last; i++)
        render_entry(self, g_ptr_array_index(self->entries, i), pane, i - self->list.top);
    if (self->list.count == 0)
        lb_pane_put(pane, 3, 1, LB_STYLE_TEXT,
                    _("No entry matches. Every act on a request leaves one here."));
}

/* Acting */

static bool
read_filter(Activity *self, int filter)
{
    GError *error = NULL;
    self->filter = filter;
    self->wanted = PAGE;
    if (!load(&self->screen, &error))
        lb_app_fail(self->screen.app, error);
    return true;
}

static bool
open_request(const Activity *self)
{
    const LbActivity *entry =
        self->list.count > 0 ? g_ptr_array_index(self->entries, self->list.index) : NULL;
    int64_t number = 0;
    if (self->request != NULL) /* it was opened from there */
        lb_app_pop(self->screen.app);
    else if (entry != NULL && entry->request != NULL &&
             lb_request_parse_id(entry->request, &number))
        lb_app_push(self->screen.app, lb_detail_screen_new(self->screen.app, number));
    return true;
}

static bool
move(Activity *self, LbAction action)
{
    GError *error = NULL;
    if (!lb_list_act(&self->list, action))
        return false;
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
    Activity *self = (Activity *)screen;
    int count = (int)G_N_ELEMENTS(filters);
    switch (action) {
    case LB_ACTION_OPEN:
        return open_request(self);
    case LB_ACTION_FILTER:
    case LB_ACTION_RIGHT:
        return read_filter(self, (self->filter + 1) % count);
    case LB_ACTION_LEFT:
        return read_filter(self, (self->filter + count - 1) % count);
    default:
        return move(self, action);
    }
}

static bool
find(LbScreen *screen, const char *text, bool forward)
{
    Activity *self = (Activity *)screen;
    int count = self->list.count, step = forward ? 1 : count - 1;
    for (int tries = 0, i = self->list.index; tries < count; tries++) {
        i = (i + step) % count;
        const LbActivity *entry = g_ptr_array_index(self->entries, i);
        const char *operation = _(lb_names_label(lb_operation_names, (int)entry->operation));
        if (lb_find_in(entry->request, text) || lb_find_in(entry->caller, text) ||
            lb_find_in(entry->details, text) || lb_find_in(operation, text))
            return lb_list_select(&self->list, entry->sequence);
    }
    return false;
}

static unsigned
needs(const LbScreen *screen)
{
    return ((const Activity *)screen)->list.selected != 0 ? LB_NEED_SELECTION : 0;
}

static const LbAction actions[] = { LB_ACTION_OPEN,        LB_ACTION_FILTER,  LB_ACTION_SEARCH,
                                    LB_ACTION_SEARCH_NEXT, LB_ACTION_REFRESH, LB_ACTION_NONE };

static const LbScreenOps ops = {
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
lb_activity_screen_new(LbApp *app, int64_t number)
{
    Activity *self = g_new0(Activity, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->request = number != 0 ? g_strdup_printf("LB-%lld", (long long)number) : NULL;
    self->entries = g_ptr_array_new_with_free_func(free_entry);
    self->ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    self->wanted = PAGE;
    return &self->screen;
}
