/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of messages to webhooks: a list of the console, and one of them in full. A receiver's words are quoted, and nothing here
 * changes anything: webhooks are the operator's. */
#include "service/hooks.h"

#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "core/refusal.h"
#include "tui/console.h"
#include "tui/find.h"
#include "tui/record.h"
#include "tui/screens.h"
#include "wording/plain.h"

static int
state_of(const LbWebhookDelivery *row)
{
    int state = LB_WEBHOOK_QUEUED;
    lb_names_find(lb_webhook_state_names, row->status, &state);
    return state;
}

static bool
is_wrong(const LbWebhookDelivery *row)
{
    int state = state_of(row);
    return state == LB_WEBHOOK_FAILED || (state == LB_WEBHOOK_QUEUED && row->attempts > 0);
}

static const char *
phrase_state(const LbWebhookDelivery *row)
{
    return _(lb_names_label(lb_webhook_state_names, state_of(row)));
}

/* The list */

static GPtrArray *
read_page(const LbApp *app, const LbConsoleView *view, gconstpointer last, int limit,
          GError **error)
{
    (void)view;
    const LbWebhookDelivery *row = last;
    return lb_hooks_history(app->service, app->actor, 0, row != NULL ? row->id : 0, limit, error);
}

static GPtrArray *
read_deliveries(const LbApp *app, const LbConsoleView *view, GError **error)
{
    return lb_console_read(app, view, read_page, (GDestroyNotify)lb_webhook_delivery_free, error);
}

static char *
key_of(gconstpointer row)
{
    return g_strdup_printf("%lld", (long long)((const LbWebhookDelivery *)row)->id);
}

/* When it is tried next, or ended. The caller frees it. */
static char *
phrase_time(const LbApp *app, const LbWebhookDelivery *row)
{
    bool waits = row->settled == 0;
    if (waits && row->due <= app->now)
        return g_strdup(_("now"));
    return lb_time_format(waits ? row->due : row->settled, app->zone, LB_TIME_DAY);
}

static void
fill(const LbApp *app, gconstpointer data, char **cells)
{
    const LbWebhookDelivery *row = data;
    cells[0] = g_strdup_printf("%lld", (long long)row->webhook);
    cells[1] = lb_plain_inline(row->event);
    cells[2] = g_strdup(row->request != NULL ? row->request : "-");
    cells[3] = g_strdup(phrase_state(row));
    cells[4] = lb_plain_inline(row->answer);
    cells[5] = g_strdup_printf("%d", row->attempts);
    cells[6] = phrase_time(app, row);
}

static void
summarize(const LbApp *app, gconstpointer data, LbPager *pager, int width)
{
    const LbWebhookDelivery *row = data;
    g_autofree char *url = lb_plain_inline(row->url);
    g_autofree char *time = phrase_time(app, row);
    lb_console_say(pager, width, LB_STYLE_STRONG, _("%s, to webhook %lld"), row->event,
                   (long long)row->webhook);
    lb_console_say(pager, width, LB_STYLE_TEXT, "%s", url);
    lb_console_say(pager, width, LB_STYLE_TEXT,
                   row->settled == 0 ? _("%s, next attempt: %s") : _("%s, %s"), phrase_state(row),
                   time);
    if (row->answer != NULL)
        lb_pager_quote(pager, width, "   ", row->answer);
}

static bool
matches(gconstpointer data, const char *text)
{
    const LbWebhookDelivery *row = data;
    return lb_find_in(row->event, text) || lb_find_in(row->request, text) ||
           lb_find_in(row->url, text) || lb_find_in(row->answer, text) ||
           lb_find_in(row->message_id, text) || lb_find_in(phrase_state(row), text);
}

static LbScreen *
open_delivery(LbApp *app, gconstpointer row)
{
    return lb_delivery_screen_new(app, ((const LbWebhookDelivery *)row)->id);
}

const LbConsolePart lb_console_webhooks = {
    .label = N_("Webhooks"),
    .titles = { N_("No."), N_("Event"), N_("About"), N_("State"), N_("The receiver's words"),
                N_("Tried"), N_("Next, or end") },
    .numbers = 1u << 0 | 1u << 5,
    .whole = 1u << 2 | 1u << 3 | 1u << 6,
    .main = 1,
    .empty = N_("Nothing was told to webhooks within the last 30 days. The operator adds them, on "
                "the host:"),
    .command = "lockboxctl webhook add URL --event TYPE",
    .read = read_deliveries,
    .key = key_of,
    .fill = fill,
    .summarize = summarize,
    .matches = matches,
    .open = open_delivery,
};

/* One message */

enum { ROW_PLAIN, ROW_REQUEST, ROW_ENTRY };

typedef struct {
    LbScreen screen;
    int64_t id;
    LbWebhookDelivery *row;
    LbRecord record;
} Delivery;

static void
free_screen(LbScreen *screen)
{
    Delivery *self = (Delivery *)screen;
    lb_webhook_delivery_free(self->row);
    lb_record_clear(&self->record);
    g_free(self);
}

static void
add_time(Delivery *self, const char *key, const char *label, int64_t time)
{
    if (time == 0)
        return;
    g_autofree char *text = lb_time_format(time, self->screen.app->zone, LB_TIME_FULL);
    lb_record_add(&self->record, key, label, text);
}

static void
add_links(Delivery *self)
{
    const LbWebhookDelivery *row = self->row;
    g_autofree char *sequence = g_strdup_printf("%lld", (long long)row->sequence);
    if (row->request != NULL) {
        LbRecordRow *about = lb_record_add(&self->record, "about", _("About"), row->request);
        about->kind = ROW_REQUEST;
        about->more = g_strdup(_("Enter opens the request."));
    }
    LbRecordRow *entry = lb_record_add(&self->record, "entry", _("Log entry"), sequence);
    entry->kind = ROW_ENTRY;
    entry->more = g_strdup(_("Enter opens the entry of the activity log."));
}

static void
refill(Delivery *self)
{
    const LbWebhookDelivery *row = self->row;
    LbRecord *record = &self->record;
    g_autofree char *webhook = g_strdup_printf("%lld", (long long)row->webhook);
    g_autofree char *attempts = g_strdup_printf("%d", row->attempts);
    lb_record_begin(record);
    lb_record_add(record, "event", _("Event"), row->event);
    add_links(self);
    lb_record_add(record, "webhook", _("Webhook"), webhook);
    lb_record_add(record, "url", "URL", row->url);
    lb_record_add(record, "state", _("State"), phrase_state(row))->style =
        is_wrong(row) ? LB_STYLE_WARNING : LB_STYLE_TEXT;
    lb_record_add(record, "attempts", _("Tried"), attempts);
    add_time(self, "queued", _("Queued"), row->queued);
    add_time(self, "due", _("Next attempt"), row->settled == 0 && row->attempts > 0 ? row->due : 0);
    add_time(self, "settled", _("Ended"), row->settled);
    lb_record_add(record, "id", "webhook-id", row->message_id);
    if (row->answer != NULL)
        lb_record_add(record, "answer", _("Receiver said"), row->answer)->style = LB_STYLE_QUOTE;
    lb_record_end(record);
}

static bool
load(LbScreen *screen, GError **error)
{
    Delivery *self = (Delivery *)screen;
    const LbApp *app = screen->app;
    g_autoptr(GPtrArray) page =
        lb_hooks_history(app->service, app->actor, 0, self->id + 1, 1, error);
    if (page == NULL)
        return false;
    if (page->len == 0 || ((const LbWebhookDelivery *)g_ptr_array_index(page, 0))->id != self->id)
        return lb_refuse(error, LB_REFUSAL_NOT_FOUND, NULL);
    lb_webhook_delivery_free(self->row);
    self->row = g_ptr_array_steal_index(page, 0);
    refill(self);
    return true;
}

static LbNeeds
needs(const LbScreen *screen)
{
    const LbRecordRow *row = lb_record_selected(&((const Delivery *)screen)->record);
    return row != NULL && row->kind != ROW_PLAIN ? LB_NEED_SELECTION : 0;
}

static bool
act(LbScreen *screen, LbAction action)
{
    Delivery *self = (Delivery *)screen;
    int64_t number = 0;
    if (action != LB_ACTION_OPEN)
        return lb_record_act(&self->record, action);
    if (lb_record_selected(&self->record)->kind == ROW_ENTRY)
        lb_app_push(screen->app, lb_log_entry_screen_new(screen->app, self->row->sequence));
    else if (lb_request_parse_id(self->row->request, &number))
        lb_app_push(screen->app, lb_detail_screen_new(screen->app, number));
    return true;
}

static void
layout(LbScreen *screen, int width, int height)
{
    lb_record_layout(&((Delivery *)screen)->record, width, height);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    lb_record_render(&((const Delivery *)screen)->record, pane);
}

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("Message to a webhook"));
}

static bool
find(LbScreen *screen, const char *text, bool forward)
{
    return lb_record_find(&((Delivery *)screen)->record, text, forward);
}

static const LbAction actions[] = { LB_ACTION_OPEN, LB_ACTION_SEARCH, LB_ACTION_SEARCH_NEXT,
                                    LB_ACTION_REFRESH, LB_ACTION_NONE };

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
lb_delivery_screen_new(LbApp *app, int64_t message)
{
    Delivery *self = g_new0(Delivery, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->id = message;
    lb_record_init(&self->record);
    return &self->screen;
}
