/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists of requests: overview, pending requests, open access, history. */
#include "base/i18n.h"
#include "tui/find.h"
#include "tui/list.h"
#include "tui/part.h"
#include "tui/requestrows.h"
#include "tui/screens.h"
#include "wording/phrases.h"
#include "wording/plain.h"

/* Rows that are read at first, and more each time the end is reached. */
#define PAGE 200
#define MOST 5000 /* rows that going to the end reads at once */
#define SECTION_ROWS 6
#define LIST_COLUMNS 62 /* beside a request */

typedef struct {
    LbScreen screen;
    LbAction tab;
    GPtrArray *requests; /* LbRequest* or NULL, for each row */
    GPtrArray *titles;   /* char* or NULL, for each row */
    GArray *ids;         /* int64_t: request number; 0 for a title */
    LbList list;
    int wanted;         /* rows of history to read */
    LbRequestPart part; /* the selected request, where there is room beside the list */
} Requests;

static void
free_request(gpointer request)
{
    lb_request_free(request);
}

static void
free_screen(LbScreen *screen)
{
    Requests *self = (Requests *)screen;
    g_ptr_array_unref(self->requests);
    g_ptr_array_unref(self->titles);
    g_array_unref(self->ids);
    lb_request_part_clear(&self->part);
    g_free(self);
}

/* Reading */

static GPtrArray *
nothing(void)
{
    return g_ptr_array_new_with_free_func(free_request);
}

static void
add_title(Requests *self, const char *title)
{
    const int64_t none = 0;
    g_ptr_array_add(self->requests, NULL);
    g_ptr_array_add(self->titles, g_strdup(title));
    g_array_append_val(self->ids, none);
}

/* Takes the requests out of @found, at most @limit. */
static void
add_requests(Requests *self, GPtrArray *found, guint limit)
{
    while (found->len > limit)
        g_ptr_array_remove_index(found, found->len - 1);
    while (found->len > 0) {
        LbRequest *request = g_ptr_array_steal_index(found, 0);
        g_ptr_array_add(self->requests, request);
        g_ptr_array_add(self->titles, NULL);
        g_array_append_val(self->ids, request->number);
    }
}

static int
by_deadline(gconstpointer a, gconstpointer b)
{
    const LbRequest *one = *(const LbRequest *const *)a, *other = *(const LbRequest *const *)b;
    if (lb_request_deadline(one) != lb_request_deadline(other))
        return lb_request_deadline(one) < lb_request_deadline(other) ? -1 : 1;
    return (one->number > other->number) - (one->number < other->number);
}

/* Those that are in @phase, the most urgent first. */
static GPtrArray *
read_running(Requests *self, LbPhase phase, GError **error)
{
    const LbApp *app = self->screen.app;
    g_autoptr(GPtrArray) running = nothing();
    for (LbStatus status = LB_STATUS_INITIALIZING; status < LB_STATUS_UNKNOWN; status++) {
        if (lb_status_phase(status) != phase)
            continue;
        LbListFilter filter = { .status = status, .limit = 1000 };
        g_autoptr(GPtrArray) found = lb_service_list(app->service, app->actor, &filter, error);
        if (found == NULL)
            return NULL;
        while (found->len > 0)
            g_ptr_array_add(running, g_ptr_array_steal_index(found, 0));
    }
    g_ptr_array_sort(running, by_deadline);
    return g_steal_pointer(&running);
}

/* The newest @wanted of the others. */
static GPtrArray *
read_ended(Requests *self, int wanted, GError **error)
{
    const LbApp *app = self->screen.app;
    LbListFilter filter = { .any_status = true, .limit = PAGE };
    g_autoptr(GPtrArray) ended = g_ptr_array_new_with_free_func(free_request);
    for (;;) {
        g_autoptr(GPtrArray) found = lb_service_list(app->service, app->actor, &filter, error);
        if (found == NULL)
            return NULL;
        guint count = found->len;
        if (count > 0)
            filter.before = ((const LbRequest *)g_ptr_array_index(found, count - 1))->number;
        while (found->len > 0) {
            LbRequest *request = g_ptr_array_steal_index(found, 0);
            if (lb_status_phase(request->status) == LB_PHASE_OVER && (int)ended->len < wanted)
                g_ptr_array_add(ended, request);
            else
                lb_request_free(request);
        }
        if ((int)count < PAGE || (int)ended->len >= wanted)
            return g_steal_pointer(&ended);
    }
}

static void
add_section(Requests *self, const char *title, GPtrArray *found, const char *empty)
{
    int more = MAX((int)found->len - SECTION_ROWS, 0);
    g_autofree char *faint = NULL;
    if (found->len == 0)
        faint = g_strdup_printf("  %s", empty);
    else if (more > 0)
        faint =
            g_strdup_printf(ngettext_("  and %d more", "  and %d more", (unsigned long)more), more);
    if (self->ids->len > 0)
        add_title(self, "");
    add_title(self, title);
    add_requests(self, found, SECTION_ROWS);
    if (faint != NULL)
        add_title(self, faint);
}

static bool
read_sections(Requests *self, GPtrArray *waiting, GPtrArray *open, GPtrArray *ended)
{
    if (waiting == NULL || open == NULL || ended == NULL)
        return false;
    bool overview = self->tab == LB_ACTION_OVERVIEW;
    g_ptr_array_set_size(self->requests, 0);
    g_ptr_array_set_size(self->titles, 0);
    g_array_set_size(self->ids, 0);
    if (overview) {
        bool asks = self->screen.app->asks;
        add_section(self, _("Waits for an answer"), waiting,
                    asks ? _("Nothing waits. + asks for access.") : _("Nothing waits."));
        add_section(self, _("Access open now"), open,
                    asks ? _("You have no access.") : _("Nobody has access."));
        add_section(self, _("Lately"), ended, _("Nothing has happened so far."));
    } else {
        GPtrArray *all = self->tab == LB_ACTION_PENDING  ? waiting
                         : self->tab == LB_ACTION_ACCESS ? open
                                                         : ended;
        add_requests(self, all, G_MAXUINT);
    }
    return true;
}

static bool
read_part(Requests *self, GError **error)
{
    const LbApp *app = self->screen.app;
    LbRequestView *view = NULL;
    if (self->list.selected != 0) {
        view = lb_service_show(app->service, app->actor, self->list.selected, error);
    }
    /* What cannot be read is not shown: never another request beside the one that is selected. */
    lb_request_part_set(&self->part, view);
    return view != NULL || self->list.selected == 0;
}

static bool
load(LbScreen *screen, GError **error)
{
    Requests *self = (Requests *)screen;
    bool overview = self->tab == LB_ACTION_OVERVIEW;
    g_autoptr(GPtrArray) waiting = overview || self->tab == LB_ACTION_PENDING
                                       ? read_running(self, LB_PHASE_WAITS, error)
                                       : nothing();
    g_autoptr(GPtrArray) open = waiting == NULL ? NULL
                                : overview || self->tab == LB_ACTION_ACCESS
                                    ? read_running(self, LB_PHASE_OPEN, error)
                                    : nothing();
    g_autoptr(GPtrArray) ended = open == NULL ? NULL
                                 : overview   ? read_ended(self, SECTION_ROWS, error)
                                 : self->tab == LB_ACTION_HISTORY
                                     ? read_ended(self, self->wanted, error)
                                     : nothing();
    if (!read_sections(self, waiting, open, ended))
        return false;
    lb_list_set(&self->list, (const int64_t *)(void *)self->ids->data, (int)self->ids->len);
    return read_part(self, error);
}

/* Drawing */

/* What will stand here; whoever asks is told how. */
static const char *
empty_words(const Requests *self)
{
    if (self->screen.app->asks)
        return self->tab == LB_ACTION_PENDING
                   ? _("Nothing of yours waits. + asks for access, because of a support ticket "
                       "that is assigned to you; what you have asked for stands here until it is "
                       "answered, or its time is over.")
               : self->tab == LB_ACTION_ACCESS
                   ? _("You have no access. What you asked for stands here when it is approved, "
                       "until it ends; you may hand it back before.")
                   : _("Nothing of yours has ended so far. Requests that were answered, expired "
                       "or taken back stand here, and why.");
    return self->tab == LB_ACTION_PENDING
               ? _("Nothing waits. A request for access stands here from when its owners get a "
                   "mail until one of them answers it, or its time is over.")
           : self->tab == LB_ACTION_ACCESS
               ? _("Nobody has access. What an owner approved stands here until it ends; an owner "
                   "may end it before.")
               : _("Nothing has ended so far. Requests that were answered, expired or taken back "
                   "stand here.");
}

static void
render_empty(const Requests *self, LbPane pane)
{
    LbPager pager;
    lb_pager_init(&pager);
    lb_pager_add(&pager, MIN(pane.width - 2, 76), LB_STYLE_TEXT, "   ", "   ", empty_words(self));
    lb_pager_layout(&pager, (int)pager.lines->len);
    lb_pane_take_top(&pane, 1);
    lb_pager_render(&pager, pane);
    lb_pager_clear(&pager);
}

/* The selected request in a few lines below the list, whole where the row had to cut. */
static void
render_summary(const Requests *self, LbPane pane)
{
    const LbRequest *request = self->part.view != NULL ? self->part.view->request : NULL;
    if (request == NULL)
        return;
    g_autofree char *id = lb_request_id(request);
    g_autofree char *asked = lb_phrase_asked_for(request);
    g_autofree char *requester = lb_plain_inline(request->requester_account);

    g_autofree char *hours = lb_phrase_hours(request->hours);
    g_autofree char *subscription = lb_plain_inline(request->subscription_name);
    g_autofree char *one_line = g_strdelimit(g_strdup(request->justification), "\n", ' ');
    g_autofree char *words = lb_plain_inline(one_line);
    g_autofree char *cut = lb_cut_end(words, pane.width - 12);
    lb_pane_rule(pane, 0, LB_STYLE_FAINT, '-');
    int x = lb_pane_put(pane, 1, 1, LB_STYLE_STRONG, id);
    lb_pane_put(pane, x + 3, 1, LB_STYLE_TEXT, asked);
    lb_pane_print(pane, x + 3, 2, LB_STYLE_TEXT, _("%s, level %s, %s, in %s"), requester,
                  _(lb_names_label(lb_level_names, (int)request->level)), hours, subscription);
    lb_pane_print(pane, x + 3, 3, LB_STYLE_QUOTE, "| %s", cut);
}

static int
summary_rows(int height)
{
    return height >= 15 ? 4 : height >= 8 ? 2 : 0;
}

static void
layout(LbScreen *screen, int width, int height)
{
    Requests *self = (Requests *)screen;
    bool wide = width >= LB_WIDE;
    int titles = self->tab == LB_ACTION_OVERVIEW ? 0 : 1;
    lb_list_layout(&self->list, height - titles - (wide ? 0 : summary_rows(height)));
    if (wide)
        lb_request_part_layout(&self->part, screen->app, width - LIST_COLUMNS - 2, height);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Requests *self = (const Requests *)screen;
    const LbRequestRows rows = { screen->app, self->tab, &self->list, self->requests,
                                 self->titles };
    if (self->list.count == 0) {
        render_empty(self, pane);
        return;
    }
    if (pane.width < LB_WIDE) {
        render_summary(self, lb_pane_take_bottom(&pane, summary_rows(pane.height)));
        lb_request_rows_render(&rows, pane);
        return;
    }
    lb_request_rows_render(&rows, lb_pane_take_left(&pane, LIST_COLUMNS));
    lb_pane_take_left(&pane, 2);
    lb_request_part_render(&self->part, screen->app, pane);
}

/* Acting */

static LbNeeds
needs(const LbScreen *screen)
{
    bool selected = ((const Requests *)screen)->list.selected != 0;
    return (selected ? LB_NEED_SELECTION : 0u) | (screen->app->asks ? LB_NEED_ASKS : 0u);
}

/* The history goes on where its end is reached. */
static bool
read_on(Requests *self, LbAction action, GError **error)
{
    bool end = self->list.index >= self->list.count - 1;
    if (self->tab != LB_ACTION_HISTORY || !end || self->list.count < self->wanted)
        return read_part(self, error);
    self->wanted += action == LB_ACTION_LAST ? MOST : PAGE;
    if (!load(&self->screen, error))
        return false;
    if (action == LB_ACTION_LAST)
        lb_list_act(&self->list, action);
    return read_part(self, error);
}

static bool
act(LbScreen *screen, LbAction action)
{
    Requests *self = (Requests *)screen;
    GError *error = NULL;
    LbApp *app = screen->app;
    if (lb_list_act(&self->list, action)) {
        if (!read_on(self, action, &error))
            lb_app_fail(app, error);
        return true;
    }
    switch (action) {
    case LB_ACTION_OPEN:
        lb_app_push(app, lb_detail_screen_new(app, self->list.selected));
        return true;
    case LB_ACTION_TICKET:
        if (self->part.view != NULL)
            lb_app_push(app, lb_ticket_screen_new(app, self->part.view->request->ticket));
        return true;
    case LB_ACTION_NEW_REQUEST:
        lb_ask_open(app, 0);
        return true;
    case LB_ACTION_TIMELINE:
        if (self->part.view != NULL)
            lb_app_push(app, lb_timeline_screen_new(app, self->part.view->request));
        return true;
    case LB_ACTION_ASKED:
        lb_app_push(app, lb_asked_screen_new(app, self->list.selected));
        return true;
    default:
        return false;
    }
}

static bool
matches(const LbRequest *request, const char *text)
{
    g_autofree char *id = lb_request_id(request);
    g_autofree char *asked = lb_phrase_asked_for(request);
    g_autofree char *ticket = g_strdup_printf("TK-%lld", (long long)request->ticket);
    const char *const texts[] = {
        id, asked, ticket, request->requester_account, request->ticket_title, request->justification
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (lb_find_in(texts[i], text))
            return true;
    for (guint i = 0; i < request->resources->len; i++)
        if (lb_find_in(((const LbResource *)g_ptr_array_index(request->resources, i))->name, text))
            return true;
    return false;
}

static bool
find(LbScreen *screen, const char *text, bool forward)
{
    Requests *self = (Requests *)screen;
    int count = self->list.count, step = forward ? 1 : count - 1;
    for (int tries = 0, i = self->list.index; tries < count; tries++) {
        i = (i + step) % count;
        const LbRequest *request = g_ptr_array_index(self->requests, i);
        if (request == NULL || !matches(request, text))
            continue;
        lb_list_select(&self->list, request->number);
        GError *error = NULL;
        if (!read_part(self, &error))
            lb_app_fail(screen->app, error);
        return true;
    }
    return false;
}

static const LbAction actions[] = { LB_ACTION_OPEN,    LB_ACTION_NEW_REQUEST, LB_ACTION_TICKET,
                                    LB_ACTION_SEARCH,  LB_ACTION_SEARCH_NEXT, LB_ACTION_REFRESH,
                                    LB_ACTION_ACCOUNT, LB_ACTION_NONE };

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
lb_requests_screen_new(LbApp *app, LbAction tab)
{
    Requests *self = g_new0(Requests, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->tab = tab;
    self->requests = g_ptr_array_new_with_free_func(free_request);
    self->titles = g_ptr_array_new_with_free_func(g_free);
    self->ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    self->wanted = PAGE;
    lb_request_part_init(&self->part);
    return &self->screen;
}

void
lb_requests_screen_select(LbScreen *screen, int64_t number)
{
    Requests *self = (Requests *)screen;
    if (lb_list_select(&self->list, number))
        read_part(self, NULL);
}
