/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry of the log in full, and what it leads to: its request, the ticket behind that, and what else whoever made it
 * did. */
#include "base/i18n.h"
#include "base/sha256.h"
#include "base/time.h"
#include "core/refusal.h"
#include "core/request.h"
#include "tui/pager.h"
#include "tui/screens.h"
#include "wording/logdetails.h"
#include "wording/phrases.h"
#include "wording/plain.h"

#define LABEL_COLUMNS 13
#define WIDEST 100

typedef struct {
    LbScreen screen;
    int64_t sequence;
    LbActivity *entry;
    char *tenant;            /* its name; NULL: none */
    int64_t request, ticket; /* that the reader may open; 0: none */
    LbPager pager;
} Entry;

static void
free_screen(LbScreen *screen)
{
    Entry *self = (Entry *)screen;
    lb_activity_free(self->entry);
    g_free(self->tenant);
    lb_pager_clear(&self->pager);
    g_free(self);
}

/* What the entry leads to may be none of the reader's business. */
static void
find_links(Entry *self)
{
    const LbApp *app = self->screen.app;
    int64_t number = 0;
    self->request = self->ticket = 0;
    if (self->entry->request == NULL || !lb_request_parse_id(self->entry->request, &number))
        return;
    /* Listed, not shown: what is refused when somebody asks for it is put on record, and nobody has. */
    LbListFilter filter = { .any_status = true, .before = number + 1, .limit = 1 };
    g_autoptr(GPtrArray) seen = lb_service_list(app->service, app->actor, &filter, NULL);
    const LbRequest *request = seen != NULL && seen->len > 0 ? g_ptr_array_index(seen, 0) : NULL;
    if (request == NULL || request->number != number)
        return;
    self->request = number;
    self->ticket = request->ticket;
}

/* An entry never changes; who may read it, and what it leads to, does. */
static bool
load(LbScreen *screen, GError **error)
{
    Entry *self = (Entry *)screen;
    const LbApp *app = screen->app;
    LbActivityFilter filter = { .before = self->sequence + 1,
                                .newer = self->sequence - 1,
                                .limit = 1 };
    g_autoptr(GPtrArray) page = lb_service_log(app->service, app->actor, &filter, error);
    if (page == NULL)
        return false;
    if (page->len == 0)
        return lb_refuse(error, LB_REFUSAL_NOT_FOUND, NULL);
    lb_activity_free(self->entry);
    self->entry = g_ptr_array_steal_index(page, 0);
    g_free(self->tenant);
    self->tenant = lb_service_tenant_name(app->service, app->actor, self->entry->tenant);
    find_links(self);
    return true;
}

/* Drawing */

static char *
place(const LbScreen *screen)
{
    return g_strdup_printf(_("entry %lld"), (long long)((const Entry *)screen)->sequence);
}

static void
add_row(Entry *self, int width, const char *label, const char *value)
{
    lb_pager_add_labeled(&self->pager, width, label, LABEL_COLUMNS, value);
}

static void
add_links(Entry *self, int width)
{
    const LbActivity *entry = self->entry;
    g_autofree char *ticket =
        self->ticket != 0 ? g_strdup_printf("TK-%lld", (long long)self->ticket) : NULL;
    add_row(self, width, _("Request"), entry->request);
    if (ticket != NULL)
        add_row(self, width, _("Ticket"), ticket);
    add_row(self, width, _("Caller"), entry->caller != NULL ? entry->caller : _("(time)"));
    add_row(self, width, _("Person"), entry->person);
}

static void
add_what(Entry *self, int width)
{
    const LbActivity *entry = self->entry;
    g_autofree char *sequence = g_strdup_printf("%lld", (long long)entry->sequence);
    g_autofree char *time = lb_time_format(entry->time, self->screen.app->zone, LB_TIME_EXACT);
    g_autofree char *universal = lb_time_to_iso(entry->time);
    g_autofree char *tenant = self->tenant != NULL
                                  ? g_strdup_printf("%s (%s)", self->tenant, entry->tenant)
                                  : g_strdup(entry->tenant);
    const char *name = lb_names_get(lb_operation_names, (int)entry->operation);
    g_autofree char *operation =
        g_strdup_printf("%s (%s)", _(lb_names_label(lb_operation_names, (int)entry->operation)),
                        name != NULL ? name : "?");
    add_row(self, width, _("Operation"), operation);
    add_row(self, width, _("Time"), time);
    add_row(self, width, "UTC", universal);
    add_row(self, width, _("Entry"), sequence);
    add_row(self, width, _("Tenant"), tenant);
}

static void
layout(LbScreen *screen, int width, int height)
{
    Entry *self = (Entry *)screen;
    const LbActivity *entry = self->entry;
    int columns = MIN(width, WIDEST) - 1;
    g_autofree char *details = lb_phrase_details_laid_out(entry->details);
    g_autofree char *previous = lb_sha256_to_hex(entry->previous);
    g_autofree char *hash = lb_sha256_to_hex(entry->hash);
    lb_pager_empty(&self->pager);
    add_what(self, columns);
    add_links(self, columns);
    add_row(self, columns, _("Door"), entry->door);
    add_row(self, columns, _("Address"), entry->address);
    add_row(self, columns, _("Key"), entry->fingerprint);
    add_row(self, columns, _("Evidence"), entry->evidence);
    lb_pager_add(&self->pager, columns, LB_STYLE_TEXT, " ", " ", _("Details"));
    lb_pager_quote(&self->pager, columns, "   ", details);
    add_row(self, columns, _("Previous"), previous);
    add_row(self, columns, _("Hash"), hash);
    bool whole = (int)self->pager.lines->len <= height;
    lb_pager_layout(&self->pager, whole ? height : height - 1);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    lb_pager_render(&((const Entry *)screen)->pager, pane);
}

/* Acting */

static bool
act(LbScreen *screen, LbAction action)
{
    Entry *self = (Entry *)screen;
    LbApp *app = screen->app;
    switch (action) {
    case LB_ACTION_OPEN:
        lb_app_push(app, lb_detail_screen_new(app, self->request));
        return true;
    case LB_ACTION_TICKET:
        lb_app_push(app, lb_ticket_screen_new(app, self->ticket));
        return true;
    case LB_ACTION_PERSON:
        lb_app_push(app, lb_activity_screen_new_of(app, self->entry->caller));
        return true;
    default:
        return lb_pager_act(&self->pager, action);
    }
}

static bool
find(LbScreen *screen, const char *text, bool forward)
{
    return lb_pager_find(&((Entry *)screen)->pager, text, forward);
}

static LbNeeds
needs(const LbScreen *screen)
{
    const Entry *self = (const Entry *)screen;
    return (self->request != 0 ? LB_NEED_SELECTION : 0u) |
           (self->entry->caller != NULL ? LB_NEED_CALLER : 0u);
}

static const LbAction actions[] = { LB_ACTION_OPEN,   LB_ACTION_TICKET,    LB_ACTION_PERSON,
                                    LB_ACTION_SEARCH, LB_ACTION_PAGE_DOWN, LB_ACTION_NONE };

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
lb_log_entry_screen_new(LbApp *app, int64_t sequence)
{
    Entry *self = g_new0(Entry, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->sequence = sequence;
    lb_pager_init(&self->pager);
    return &self->screen;
}
