/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline of a request, oldest first. Of a long one a stretch is held: it is read on where its end is reached, and what
 * is far from there is let go, so that the first and the last moment are equally near. */
#include "base/i18n.h"
#include "tui/list.h"
#include "tui/screens.h"
#include "tui/timelinerows.h"
#include "wording/logdetails.h"

#define PAGE 200
#define MOST 1000  /* moments that are held; the service reads no more at once */
#define BEFORE 100 /* of those, before one that a search found */

typedef struct {
    LbScreen screen;
    int64_t number, ticket;
    char *id;            /* "LB-42" */
    int kind;            /* LbMomentKind; LB_TIMELINE_ALL: any */
    GPtrArray *moments;  /* LbMoment*, the stretch */
    GArray *ids;         /* int64_t */
    bool earlier, later; /* there are others before it, behind it */
    bool following;
    LbList list;
} Timeline;

static void
free_moment(gpointer moment)
{
    lb_moment_free(moment);
}

static void
free_screen(LbScreen *screen)
{
    Timeline *self = (Timeline *)screen;
    g_ptr_array_unref(self->moments);
    g_array_unref(self->ids);
    g_free(self->id);
    g_free(self);
}

static const LbMoment *
moment_at(const Timeline *self, int index)
{
    return g_ptr_array_index(self->moments, index);
}

/* Reading */

/* Moments that @filter lets through, @limit at most; @more: there are others. */
static GPtrArray *
read_page(const Timeline *self, LbTimelineFilter filter, int limit, bool *more, GError **error)
{
    const LbApp *app = self->screen.app;
    filter.request = self->number;
    filter.kinds = self->kind != LB_TIMELINE_ALL ? LB_MOMENT_BIT(self->kind) : 0;
    filter.limit = MIN(limit, MOST - 1) + 1;
    GPtrArray *page = lb_service_timeline(app->service, app->actor, &filter, error);
    *more = page != NULL && (int)page->len == filter.limit;
    if (*more)
        g_ptr_array_remove_index(page, filter.last ? 0 : page->len - 1);
    return page;
}

static void
settle(Timeline *self)
{
    g_array_set_size(self->ids, 0);
    for (guint i = 0; i < self->moments->len; i++) {
        int64_t id = lb_moment_number(&moment_at(self, (int)i)->key);
        g_array_append_val(self->ids, id);
    }
    lb_list_set(&self->list, (const int64_t *)(void *)self->ids->data, (int)self->ids->len);
    if (self->following)
        lb_list_act(&self->list, LB_ACTION_LAST);
}

/* Takes @page, the caller's, for the stretch; false where it is NULL. */
static bool
replace(Timeline *self, GPtrArray *page, bool earlier, bool later)
{
    if (page == NULL)
        return false;
    g_ptr_array_unref(self->moments);
    self->moments = page;
    self->earlier = earlier;
    self->later = later;
    settle(self);
    return true;
}

static bool
show_end(Timeline *self, bool last, GError **error)
{
    bool more = false;
    GPtrArray *page = read_page(self, (LbTimelineFilter){ .last = last }, PAGE, &more, error);
    return replace(self, page, last && more, !last && more);
}

/* Reads the stretch again, from where it begins. */
static bool
read_again(Timeline *self, GError **error)
{
    bool more = false;
    LbMomentKey before = moment_at(self, 0)->key;
    before.id--;
    LbTimelineFilter filter = { .after = self->earlier ? &before : NULL };
    GPtrArray *page = read_page(self, filter, MAX((int)self->moments->len, PAGE), &more, error);
    return replace(self, page, self->earlier, more);
}

static bool
load(LbScreen *screen, GError **error)
{
    Timeline *self = (Timeline *)screen;
    if (self->following || self->moments->len == 0)
        return show_end(self, self->following, error);
    return read_again(self, error);
}

/* Reads on behind the stretch, or before it, and lets go of what is too much at its other end. */
static bool
read_on(Timeline *self, bool back, GError **error)
{
    bool more = false;
    guint count = self->moments->len;
    const LbMomentKey *edge = &moment_at(self, back ? 0 : (int)count - 1)->key;
    LbTimelineFilter filter = { .last = back,
                                .before = back ? edge : NULL,
                                .after = back ? NULL : edge };
    g_autoptr(GPtrArray) page = read_page(self, filter, PAGE, &more, error);
    if (page == NULL)
        return false;
    for (guint i = 0; page->len > 0; i++)
        g_ptr_array_insert(self->moments, back ? (gint)i : -1, g_ptr_array_steal_index(page, 0));
    guint beyond = self->moments->len > MOST ? self->moments->len - MOST : 0;
    if (beyond > 0)
        g_ptr_array_remove_range(self->moments, back ? MOST : 0, beyond);
    *(back ? &self->earlier : &self->later) = more;
    if (beyond > 0)
        *(back ? &self->later : &self->earlier) = true;
    settle(self);
    return true;
}

/* Shows the stretch around @key, and selects what stands there. */
static bool
show_around(Timeline *self, LbMomentKey key, GError **error)
{
    bool earlier = false, later = false;
    LbMomentKey before = key;
    before.id--;
    g_autoptr(GPtrArray) page = read_page(self, (LbTimelineFilter){ .last = true, .before = &key },
                                          BEFORE, &earlier, error);
    g_autoptr(GPtrArray) rest =
        page != NULL ? read_page(self, (LbTimelineFilter){ .after = &before }, PAGE, &later, error)
                     : NULL;
    if (rest == NULL)
        return false;
    while (rest->len > 0)
        g_ptr_array_add(page, g_ptr_array_steal_index(rest, 0));
    replace(self, g_steal_pointer(&page), earlier, later);
    return lb_list_select(&self->list, lb_moment_number(&key));
}

/* Drawing */

static char *
place(const LbScreen *screen)
{
    return g_strdup_printf(_("Timeline of %s"), ((const Timeline *)screen)->id);
}

/* Rows of each part in a pane of @height rows. */
typedef struct {
    int kinds, titles, list, summary;
} Rows;

static Rows
rows_in(int height)
{
    Rows rows = { .kinds = height >= 15 ? 2 : 1,
                  .titles = height >= 12 ? 1 : 0,
                  .summary = height >= 15   ? 5
                             : height >= 10 ? 4
                                            : 0 };
    rows.list = MAX(height - rows.kinds - rows.titles - rows.summary, 1);
    return rows;
}

static void
layout(LbScreen *screen, int width, int height)
{
    (void)width;
    lb_list_layout(&((Timeline *)screen)->list, rows_in(height).list);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Timeline *self = (const Timeline *)screen;
    Rows rows = rows_in(pane.height);
    LbPane summary = lb_pane_take_bottom(&pane, rows.summary);
    lb_timeline_render_kinds(self->kind, self->following, lb_pane_take_top(&pane, rows.kinds));
    lb_timeline_render_titles(lb_pane_take_top(&pane, rows.titles));
    int last = MIN(self->list.top + self->list.height, self->list.count);
    for (int i = self->list.top; i < last; i++)
        lb_timeline_render_moment(screen->app, self->moments, i, i == self->list.index, pane,
                                  i - self->list.top);
    if (self->list.count > 0)
        lb_timeline_render_summary(screen->app, self->moments, self->list.index, summary);
    else
        lb_pane_put(pane, 3, 0, LB_STYLE_TEXT,
                    _("Nothing of this kind has happened so far. z shows all."));
}

/* Acting */

static void
narrow(Timeline *self, int kind)
{
    GError *error = NULL;
    self->kind = kind;
    if (!show_end(self, self->following, &error))
        lb_app_fail(self->screen.app, error);
}

static void
step_kind(Timeline *self, int step)
{
    int count = LB_MOMENT_OTHER + 2;
    narrow(self, (self->kind + 1 + step + count) % count - 1);
}

/* Whether there is something to be read beyond the row to which @action moves. */
static bool
goes_beyond(const Timeline *self, LbAction action, bool *back)
{
    bool up = action == LB_ACTION_UP || action == LB_ACTION_PAGE_UP;
    bool down = action == LB_ACTION_DOWN || action == LB_ACTION_PAGE_DOWN;
    *back = up;
    return (up && self->earlier && self->list.index == 0) ||
           (down && self->later && self->list.index >= self->list.count - 1);
}

static bool
move(Timeline *self, LbAction action)
{
    GError *error = NULL;
    bool back = false, read = true;
    int before = self->list.index;
    if (action == LB_ACTION_FIRST || action == LB_ACTION_LAST) {
        bool last = action == LB_ACTION_LAST;
        read = !(last ? self->later : self->earlier) || show_end(self, last, &error);
    }
    if (!lb_list_act(&self->list, action))
        return false;
    self->following = false;
    if (read && goes_beyond(self, action, &back)) {
        bool stayed = before == self->list.index;
        read = read_on(self, back, &error);
        if (read && stayed)
            lb_list_act(&self->list, action);
    }
    if (!read)
        lb_app_fail(self->screen.app, error);
    return true;
}

/* What a mail, a reading and the rules have to say in full stands where those who were asked do. */
static LbScreen *
open_asked(const Timeline *self, const LbMoment *moment)
{
    LbScreen *screen = lb_asked_screen_new(self->screen.app, self->number);
    if (moment->kind == LB_MOMENT_EVALUATED)
        lb_asked_screen_show_rules(screen);
    return screen;
}

static void
open_moment(const Timeline *self)
{
    LbApp *app = self->screen.app;
    const LbMoment *moment = moment_at(self, self->list.index);
    lb_app_push(app, moment->entry != NULL   ? lb_log_entry_screen_new(app, moment->entry->sequence)
                     : moment->event != NULL ? lb_event_screen_new(app, moment->event)
                                             : open_asked(self, moment));
}

/* The session that the selected moment is about, of which there may be a recording; 0: none. */
static int64_t
passage_at(const Timeline *self)
{
    const LbMoment *moment = self->list.selected != 0 ? moment_at(self, self->list.index) : NULL;
    return moment != NULL && moment->entry != NULL ? lb_details_passage(moment->entry->details) : 0;
}

static void
open_session(const Timeline *self)
{
    LbApp *app = self->screen.app;
    if (lb_app_push(app, lb_sessions_screen_new(app, self->number)))
        lb_sessions_screen_select(lb_app_top(app), passage_at(self));
}

static bool
act(LbScreen *screen, LbAction action)
{
    Timeline *self = (Timeline *)screen;
    LbApp *app = screen->app;
    switch (action) {
    case LB_ACTION_OPEN:
        open_moment(self);
        return true;
    case LB_ACTION_SESSIONS:
        open_session(self);
        return true;
    case LB_ACTION_FILTER:
    case LB_ACTION_RIGHT:
        step_kind(self, 1);
        return true;
    case LB_ACTION_LEFT:
        step_kind(self, -1);
        return true;
    case LB_ACTION_UNFILTER:
        narrow(self, LB_TIMELINE_ALL);
        return true;
    case LB_ACTION_EXPORT:
        lb_app_push(
            app, lb_timeline_export_screen_new(
                     app, self->id, self->kind != LB_TIMELINE_ALL ? LB_MOMENT_BIT(self->kind) : 0));
        return true;
    case LB_ACTION_FOLLOW:
        self->following = !self->following;
        if (self->following)
            lb_app_reload(app);
        return true;
    case LB_ACTION_ASKED:
        lb_app_push(app, lb_asked_screen_new(app, self->number));
        return true;
    case LB_ACTION_TICKET:
        lb_app_push(app, lb_ticket_screen_new(app, self->ticket));
        return true;
    case LB_ACTION_TIMELINE:
        return true;
    default:
        return move(self, action);
    }
}

/* The service looks through all of the timeline, around its end. */
static bool
find(LbScreen *screen, const char *text, bool forward)
{
    Timeline *self = (Timeline *)screen;
    GError *error = NULL;
    if (self->list.count == 0)
        return false;
    const LbMomentKey *here = &moment_at(self, self->list.index)->key;
    LbTimelineFilter filter = { .text = text,
                                .last = !forward,
                                .after = forward ? here : NULL,
                                .before = forward ? NULL : here };
    bool more = false;
    g_autoptr(GPtrArray) found = read_page(self, filter, 1, &more, &error);
    if (found != NULL && found->len == 0) {
        filter.after = filter.before = NULL;
        g_ptr_array_unref(found);
        found = read_page(self, filter, 1, &more, &error);
    }
    if (found == NULL) {
        lb_app_fail(screen->app, error);
        return true;
    }
    if (found->len == 0)
        return false;
    self->following = false;
    LbMomentKey key = ((const LbMoment *)g_ptr_array_index(found, 0))->key;
    if (lb_list_select(&self->list, lb_moment_number(&key)))
        return true;
    if (!show_around(self, key, &error) && error != NULL)
        lb_app_fail(screen->app, error);
    return true;
}

static LbNeeds
needs(const LbScreen *screen)
{
    const Timeline *self = (const Timeline *)screen;
    return LB_NEED_LOG | (self->list.selected != 0 ? LB_NEED_SELECTION : 0) |
           (passage_at(self) != 0 ? LB_NEED_OPENED : 0) |
           (self->kind != LB_TIMELINE_ALL ? LB_NEED_FILTERED : 0);
}

static const LbAction actions[] = { LB_ACTION_OPEN,     LB_ACTION_SESSIONS,    LB_ACTION_FILTER,
                                    LB_ACTION_EXPORT,   LB_ACTION_FOLLOW,      LB_ACTION_SEARCH,
                                    LB_ACTION_UNFILTER, LB_ACTION_SEARCH_NEXT, LB_ACTION_NONE };

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
lb_timeline_screen_new(LbApp *app, const LbRequest *request)
{
    Timeline *self = g_new0(Timeline, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->number = request->number;
    self->ticket = request->ticket;
    self->id = lb_request_id(request);
    self->kind = LB_TIMELINE_ALL;
    self->moments = g_ptr_array_new_with_free_func(free_moment);
    self->ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    return &self->screen;
}
