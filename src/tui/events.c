/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of Windows that no approved access explains: a list of the console, and an owner's own. */
#include "service/events.h"

#include "base/i18n.h"
#include "base/time.h"
#include "tui/console.h"
#include "tui/screens.h"
#include "wording/events.h"
#include "wording/plain.h"

static GPtrArray *
read_page(const LbApp *app, const LbConsoleView *view, gconstpointer last, int limit,
          GError **error)
{
    const LbEventRow *row = last;
    LbEventFilter filter = { .kinds = view->kind >= 0 ? 1u << view->kind : 0,
                             .system = view->all,
                             .text = view->text,
                             .before_time = row != NULL ? row->event->time : 0,
                             .before_id = row != NULL ? row->id : 0,
                             .limit = limit };
    return lb_service_events(app->service, app->actor, &filter, error);
}

static GPtrArray *
read_events(const LbApp *app, const LbConsoleView *view, GError **error)
{
    return lb_console_read(app, view, read_page, (GDestroyNotify)lb_event_row_free, error);
}

static char *
key_of_event(gconstpointer row)
{
    return g_strdup_printf("%lld", (long long)((const LbEventRow *)row)->id);
}

/* Why nothing explains it, or that nothing has to. The caller frees it. */
static char *
phrase_why(const LbEventRow *row)
{
    char *why = lb_phrase_unexplained(row);
    return why != NULL ? why : g_strdup(_("Windows itself"));
}

static void
fill_event(const LbApp *app, gconstpointer data, char **cells)
{
    const LbEventRow *row = data;
    const LbWinEvent *event = row->event;
    cells[0] = lb_time_format(event->time, app->zone, LB_TIME_STAMP);
    cells[1] = lb_plain_inline(row->resource_name);
    cells[2] = g_strdup(_(lb_names_label(lb_winevent_kind_names, (int)event->kind)));
    cells[3] = lb_plain_inline(event->account != NULL ? event->account : "-");
    cells[4] = phrase_why(row);
}

static void
summarize_event(const LbApp *app, gconstpointer data, LbPager *pager, int width)
{
    const LbEventRow *row = data;
    g_autofree char *computer = lb_plain_inline(row->event->computer);
    g_autofree char *what = lb_phrase_event(row->event);
    g_autofree char *why = phrase_why(row);
    g_autofree char *owner = app->actor->tenant == NULL
                                 ? lb_service_tenant_name(app->service, app->actor, row->tenant)
                                 : NULL;
    g_autofree char *tenant = owner != NULL ? lb_plain_inline(owner) : NULL;
    if (tenant != NULL)
        lb_console_say(pager, width, LB_STYLE_STRONG, _("%s, of %s"), computer, tenant);
    else
        lb_console_say(pager, width, LB_STYLE_STRONG, "%s", computer);
    lb_console_say(pager, width, LB_STYLE_TEXT, "%s", why);
    lb_pager_quote(pager, width, " ", what);
}

static LbScreen *
open_event(LbApp *app, gconstpointer row)
{
    return lb_event_screen_new(app, row);
}

static LbNeeds
needs_of_event(gconstpointer row)
{
    (void)row;
    return LB_NEED_EVENTS;
}

const LbConsolePart lb_console_events = {
    .label = N_("Events"),
    .titles = { N_("Time"), N_("Machine"), N_("What"), N_("Account"), N_("Why it is here") },
    .whole = 1u << 0,
    .main = 2,
    .empty =
        N_("Nothing is here. What event logs of Windows say was done on machines, and no approved "
           "access explains, stands here once the provider's operator has imported them:"),
    .command = "lockboxctl events import FILE",
    .extents = { N_("by people"), N_("by people, and by Windows itself") },
    .kinds = &lb_winevent_kind_names[1], /* of other events none is kept */
    .read = read_events,
    .key = key_of_event,
    .fill = fill_event,
    .summarize = summarize_event,
    .open = open_event,
    .needs = needs_of_event,
};
