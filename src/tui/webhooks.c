/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of messages to webhooks: a list of the console, and one of them in full, with another chance for it. A receiver's words are
 * quoted. */
#include "tui/webhooks.h"

#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "core/refusal.h"
#include "service/hooks.h"
#include "tui/confirm.h"
#include "tui/console.h"
#include "tui/find.h"
#include "tui/record.h"
#include "tui/screens.h"
#include "wording/plain.h"

#define DISABLED N_("This webhook is disabled: v lists the webhooks, and what is to be done.")

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
    if (row->disabled && !row->removed)
        lb_console_say(pager, width, LB_STYLE_TEXT, "%s", _(DISABLED));
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

/* Sending again */

/* NULL with an error; and without one where it is forgotten. */
static LbWebhookDelivery *
read_delivery(const LbApp *app, int64_t id, GError **error)
{
    g_autoptr(GPtrArray) page = lb_hooks_history(app->service, app->actor, 0, id + 1, 1, error);
    bool there = page != NULL && page->len > 0 &&
                 ((const LbWebhookDelivery *)g_ptr_array_index(page, 0))->id == id;
    return there ? g_ptr_array_steal_index(page, 0) : NULL;
}

static char *
gone(LbApp *app, const LbQuestion *question, GError **error)
{
    GError *failure = NULL;
    g_autoptr(LbWebhookDelivery) row = read_delivery(app, question->mail, &failure);
    if (failure != NULL) {
        g_propagate_error(error, failure);
        return NULL;
    }
    return row != NULL && lb_webhook_delivery_may_resend(row)
               ? NULL
               : g_strdup(_("This message cannot be sent again any more, or is on its way."));
}

static char *
resend(LbApp *app, const LbQuestion *question, GError **error)
{
    int64_t count = 0;
    if (!lb_hooks_resend(app->service, app->actor, question->webhook, question->subject, &count,
                         error))
        return NULL;
    return count > 0 ? g_strdup_printf(_("The message to webhook %lld is sent again."),
                                       (long long)question->webhook)
                     : g_strdup(_("This message cannot be sent again any more, or is on its way."));
}

/* The dialog of sending one again. */
static LbScreen *
ask_resend(LbApp *app, gconstpointer data, LbAction action)
{
    const LbWebhookDelivery *row = data;
    if (action != LB_ACTION_RETRY || !lb_webhook_delivery_may_resend(row))
        return NULL;
    LbQuestion *question = lb_question_new();
    bool taken = state_of(row) == LB_WEBHOOK_ACCEPTED;
    question->mail = row->id;
    question->webhook = row->webhook;
    question->subject = g_strdup(row->message_id);
    question->title =
        g_strdup_printf(_("Send %s to webhook %lld again"), row->event, (long long)row->webhook);
    question->consequence = g_strdup(
        taken ? _("Its receiver has taken it. It is sent once more, with the same webhook-id: a "
                  "receiver that heeds the id does it once.")
        : row->settled == 0
            ? _("It does not wait for its next attempt, but is sent as soon as it can be; its "
                "attempts go on counting.")
            : _("It is sent as soon as it can be, and tried up to ten times anew, with the same "
                "webhook-id: a receiver that has it already recognizes it."));
    question->told = g_strdup(_("Nobody else is told; it stands in the activity log."));
    question->verb = N_("send again");
    question->gone = gone;
    question->act = resend;
    return lb_confirm_screen_new(app, question);
}

static LbNeeds
needs_of_delivery(gconstpointer row)
{
    return LB_NEED_HOOKS | (row != NULL && lb_webhook_delivery_may_resend(row) ? LB_NEED_STUCK : 0);
}

const LbConsolePart lb_console_webhooks = {
    .label = N_("Webhooks"),
    .titles = { N_("No."), N_("Event"), N_("About"), N_("State"), N_("The receiver's words"),
                N_("Tried"), N_("Next, or end") },
    .numbers = 1u << 0 | 1u << 5,
    .whole = 1u << 2 | 1u << 3 | 1u << 6,
    .main = 1,
    .empty = N_("Nothing was told to webhooks within the last 30 days. v lists the webhooks; the "
                "operator adds them, on the host:"),
    .command = LB_WEBHOOK_ADD,
    .extents = { LB_WEBHOOK_MESSAGES, LB_WEBHOOK_RECEIVERS },
    .other = &lb_console_receivers,
    .read = read_deliveries,
    .key = key_of,
    .fill = fill,
    .summarize = summarize,
    .matches = matches,
    .open = open_delivery,
    .needs = needs_of_delivery,
    .ask = ask_resend,
};

/* One message */

enum { ROW_PLAIN, ROW_REQUEST, ROW_ENTRY, ROW_WEBHOOK };

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
    LbRecordRow *hook = lb_record_add(record, "webhook", _("Webhook"), webhook);
    hook->kind = row->removed ? ROW_PLAIN : ROW_WEBHOOK;
    hook->more = g_strdup(row->removed    ? _("It was removed.")
                          : row->disabled ? _("It is disabled. Enter opens it.")
                                          : _("Enter opens the webhook."));
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
    GError *failure = NULL;
    LbWebhookDelivery *row = read_delivery(app, self->id, &failure);
    if (failure != NULL)
        g_propagate_error(error, failure);
    else if (row == NULL)
        lb_refuse(error, LB_REFUSAL_NOT_FOUND, NULL);
    if (row == NULL)
        return false;
    lb_webhook_delivery_free(self->row);
    self->row = row;
    refill(self);
    return true;
}

static LbNeeds
needs(const LbScreen *screen)
{
    const Delivery *self = (const Delivery *)screen;
    const LbRecordRow *row = lb_record_selected(&self->record);
    return (row != NULL && row->kind != ROW_PLAIN ? LB_NEED_SELECTION : 0) |
           (lb_webhook_delivery_may_resend(self->row) ? LB_NEED_STUCK : 0);
}

static bool
act(LbScreen *screen, LbAction action)
{
    Delivery *self = (Delivery *)screen;
    int64_t number = 0;
    if (action == LB_ACTION_RETRY) {
        lb_app_push(screen->app, ask_resend(screen->app, self->row, action));
        return true;
    }
    if (action != LB_ACTION_OPEN)
        return lb_record_act(&self->record, action);
    if (lb_record_selected(&self->record)->kind == ROW_WEBHOOK)
        lb_app_push(screen->app, lb_webhook_screen_new(screen->app, self->row->webhook));
    else if (lb_record_selected(&self->record)->kind == ROW_ENTRY)
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

static const LbAction actions[] = { LB_ACTION_RETRY,       LB_ACTION_OPEN,    LB_ACTION_SEARCH,
                                    LB_ACTION_SEARCH_NEXT, LB_ACTION_REFRESH, LB_ACTION_NONE };

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
