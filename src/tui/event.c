/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An event of Windows in full. What it says comes from a file: it is quoted, and made safe where it is one line. */
#include "service/events.h"

#include "base/i18n.h"
#include "base/time.h"
#include "core/refusal.h"
#include "tui/pager.h"
#include "tui/screens.h"
#include "wording/events.h"

#define LABEL_COLUMNS 13
#define WIDEST 100

typedef struct {
    LbScreen screen;
    int64_t request, time, id; /* which it is */
    LbEventRow *row;
    LbPager pager;
} Event;

static void
free_screen(LbScreen *screen)
{
    Event *self = (Event *)screen;
    lb_event_row_free(self->row);
    lb_pager_clear(&self->pager);
    g_free(self);
}

/* An event never changes; who may read it does. */
static bool
load(LbScreen *screen, GError **error)
{
    Event *self = (Event *)screen;
    const LbApp *app = screen->app;
    LbEventFilter filter = { .request = self->request,
                             .system = true,
                             .before_time = self->time,
                             .before_id = self->id + 1,
                             .limit = 1 };
    g_autoptr(GPtrArray) page = lb_service_events(app->service, app->actor, &filter, error);
    if (page == NULL)
        return false;
    if (page->len == 0 || ((const LbEventRow *)g_ptr_array_index(page, 0))->id != self->id)
        return lb_refuse(error, LB_REFUSAL_NOT_FOUND, NULL);
    lb_event_row_free(self->row);
    self->row = g_ptr_array_steal_index(page, 0);
    return true;
}

/* Drawing */

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("Event of Windows"));
}

static void
add_row(Event *self, int width, const char *label, const char *value)
{
    if (value != NULL)
        lb_pager_add_labeled(&self->pager, width, label, LABEL_COLUMNS, value);
}

static void
add_where(Event *self, int width)
{
    const LbWinEvent *event = self->row->event;
    g_autofree char *time = lb_time_format(event->time, self->screen.app->zone, LB_TIME_EXACT);
    g_autofree char *universal = lb_time_to_iso(event->time);
    g_autofree char *number = g_strdup_printf("%u", (unsigned)event->id);
    g_autofree char *record = g_strdup_printf("%llu", (unsigned long long)event->record);
    add_row(self, width, _("Time"), time);
    add_row(self, width, "UTC", universal);
    add_row(self, width, _("Machine"), self->row->resource_name);
    add_row(self, width, _("Computer"), event->computer);
    add_row(self, width, _("Channel"), event->channel);
    add_row(self, width, _("Provider"), event->provider);
    add_row(self, width, _("Number"), number);
    add_row(self, width, _("Record"), record);
}

static void
add_what(Event *self, int width)
{
    const LbWinEvent *event = self->row->event;
    const struct {
        const char *label;
        const char *value;
    } rows[] = {
        { N_("Account"), event->account }, { N_("Target"), event->target },
        { N_("Group"), event->group },     { N_("Source"), event->source },
        { N_("Process"), event->process }, { N_("Service"), event->service },
        { N_("Log"), event->cleared },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        add_row(self, width, _(rows[i].label), rows[i].value);
    if (event->command == NULL)
        return;
    lb_pager_add(&self->pager, width, LB_STYLE_TEXT, " ", " ", _("Command"));
    lb_pager_quote(&self->pager, width, "   ", event->command);
}

/* Whose access explains it, or why none does. */
static void
add_reason(Event *self, int width)
{
    g_autofree char *why = lb_phrase_unexplained(self->row);
    g_autofree char *by =
        self->row->request != 0
            ? g_strdup_printf(_("LB-%lld was open to this account"), (long long)self->row->request)
            : NULL;
    add_row(self, width, _("Reason"), by != NULL ? by : why != NULL ? why : _("Windows itself"));
}

static void
layout(LbScreen *screen, int width, int height)
{
    Event *self = (Event *)screen;
    int columns = MIN(width, WIDEST) - 1;
    const char *kind = lb_names_label(lb_winevent_kind_names, (int)self->row->event->kind);
    lb_pager_empty(&self->pager);
    add_row(self, columns, _("What"), _(kind));
    add_reason(self, columns);
    add_where(self, columns);
    add_what(self, columns);
    bool whole = (int)self->pager.lines->len <= height;
    lb_pager_layout(&self->pager, whole ? height : height - 1);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    lb_pager_render(&((const Event *)screen)->pager, pane);
}

/* Acting */

static bool
act(LbScreen *screen, LbAction action)
{
    return lb_pager_act(&((Event *)screen)->pager, action);
}

static bool
find(LbScreen *screen, const char *text, bool forward)
{
    return lb_pager_find(&((Event *)screen)->pager, text, forward);
}

static const LbAction actions[] = { LB_ACTION_SEARCH, LB_ACTION_PAGE_DOWN, LB_ACTION_NONE };

static const LbScreenOps ops = {
    .place = place,
    .actions = actions,
    .free = free_screen,
    .load = load,
    .layout = layout,
    .render = render,
    .act = act,
    .find = find,
};

LbScreen *
lb_event_screen_new(LbApp *app, const LbEventRow *row)
{
    Event *self = g_new0(Event, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->request = row->request;
    self->time = row->event->time;
    self->id = row->id;
    lb_pager_init(&self->pager);
    return &self->screen;
}
