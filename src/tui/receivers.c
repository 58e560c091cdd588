/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The webhooks in the console: how each does, and what the operator does about it; and one of them in full, with another chance for what
 * it has not taken. Everything else about webhooks is the operator's, on the host. */
#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "service/hooks.h"
#include "tui/confirm.h"
#include "tui/console.h"
#include "tui/find.h"
#include "tui/record.h"
#include "tui/screens.h"
#include "tui/webhooks.h"
#include "wording/phrases.h"
#include "wording/plain.h"
#include "wording/webhooks.h"

static const char *
name_whose(const LbWebhook *row)
{
    return row->tenant_name != NULL ? row->tenant_name : _("the whole site");
}

static bool
may_resend(const LbWebhook *row)
{
    return row->disabled == 0 && row->given_up > 0;
}

/* When something was taken last. The caller frees it. */
static char *
phrase_taken(const LbApp *app, const LbWebhook *row, LbTimeStyle style)
{
    return row->accepted != 0 ? lb_time_format(row->accepted, app->zone, style)
                              : g_strdup(_("never"));
}

/* The list */

static GPtrArray *
read_page(const LbApp *app, const LbConsoleView *view, gconstpointer last, int limit,
          GError **error)
{
    (void)view;
    const LbWebhook *row = last;
    return lb_hooks_list(app->service, app->actor, row != NULL ? row->id : 0, limit, error);
}

static GPtrArray *
read_webhooks(const LbApp *app, const LbConsoleView *view, GError **error)
{
    return lb_console_read(app, view, read_page, (GDestroyNotify)lb_webhook_free, error);
}

static char *
key_of(gconstpointer row)
{
    return g_strdup_printf("webhook %lld", (long long)((const LbWebhook *)row)->id);
}

static void
fill(const LbApp *app, gconstpointer data, char **cells)
{
    const LbWebhook *row = data;
    cells[0] = g_strdup_printf("%lld", (long long)row->id);
    cells[1] = lb_plain_inline(row->url);
    cells[2] = g_strdup(lb_phrase_webhook_state(row));
    cells[3] = g_strdup_printf("%lld", (long long)row->waiting);
    cells[4] = g_strdup_printf("%lld", (long long)(row->given_up + row->withdrawn));
    cells[5] = phrase_taken(app, row, LB_TIME_DAY);
    cells[6] = lb_plain_inline(name_whose(row));
}

static void
summarize(const LbApp *app, gconstpointer data, LbPager *pager, int width)
{
    const LbWebhook *row = data;
    g_autofree char *url = lb_plain_inline(row->url);
    g_autofree char *whose = lb_plain_inline(name_whose(row));
    g_autoptr(GPtrArray) advice = lb_webhook_advise(row);
    lb_console_say(pager, width, LB_STYLE_STRONG, _("Webhook %lld, of: %s"), (long long)row->id,
                   whose);
    lb_console_say(pager, width, LB_STYLE_TEXT, "%s", url);
    if (row->disabled != 0) {
        g_autofree char *time = lb_time_format(row->disabled, app->zone, LB_TIME_DAY);
        lb_console_say(pager, width, LB_STYLE_WARNING, _("disabled %s: %s"), time,
                       lb_phrase_webhook_why(row));
    }
    if (advice->len > 0)
        lb_console_say(pager, width, LB_STYLE_TEXT, "%s", _("Enter says what to do about it."));
}

static bool
matches(gconstpointer data, const char *text)
{
    const LbWebhook *row = data;
    return lb_find_in(row->url, text) || lb_find_in(row->tenant_name, text) ||
           lb_find_in(row->events, text);
}

static LbScreen *
open_webhook(LbApp *app, gconstpointer row)
{
    return lb_webhook_screen_new(app, ((const LbWebhook *)row)->id);
}

static LbNeeds
needs_of(gconstpointer row)
{
    return LB_NEED_HOOKS | (row != NULL && may_resend(row) ? LB_NEED_STUCK : 0);
}

/* Sending again */

static char *
gone(LbApp *app, const LbQuestion *question, GError **error)
{
    g_autoptr(LbWebhook) row = lb_hooks_show(app->service, app->actor, question->webhook, error);
    return row == NULL || may_resend(row)
               ? NULL
               : g_strdup(_("There is nothing to be sent again any more."));
}

static char *
resend(LbApp *app, const LbQuestion *question, GError **error)
{
    int64_t count = 0;
    if (!lb_hooks_resend(app->service, app->actor, question->webhook, NULL, &count, error))
        return NULL;
    return g_strdup_printf(_("Messages that are sent again: %lld"), (long long)count);
}

static LbScreen *
ask_resend(LbApp *app, gconstpointer data, LbAction action)
{
    const LbWebhook *row = data;
    if (action != LB_ACTION_RETRY || !may_resend(row))
        return NULL;
    LbQuestion *question = lb_question_new();
    question->webhook = row->id;
    question->title = g_strdup_printf(_("Send again what webhook %lld has not taken: %lld"),
                                      (long long)row->id, (long long)row->given_up);
    question->consequence = g_strdup(
        _("All that was given up is sent, the oldest first, each with the same webhook-id, "
          "and tried up to ten times anew: a receiver that has one already recognizes it."));
    question->told = g_strdup(_("Nobody else is told; it stands in the activity log."));
    question->verb = N_("send again");
    question->gone = gone;
    question->act = resend;
    return lb_confirm_screen_new(app, question);
}

const LbConsolePart lb_console_receivers = {
    .label = N_("Webhooks"),
    .titles = { N_("No."), N_("URL"), N_("State"), N_("Waits"), N_("Failed"), N_("Last taken"),
                N_("Of") },
    .numbers = 1u << 0 | 1u << 3 | 1u << 4,
    .whole = 1u << 2 | 1u << 5,
    .main = 1,
    .empty = N_("There are no webhooks. The operator adds them, on the host:"),
    .command = LB_WEBHOOK_ADD,
    .extents = { LB_WEBHOOK_MESSAGES, LB_WEBHOOK_RECEIVERS },
    .read = read_webhooks,
    .key = key_of,
    .fill = fill,
    .summarize = summarize,
    .matches = matches,
    .open = open_webhook,
    .needs = needs_of,
    .ask = ask_resend,
};

/* One webhook */

typedef struct {
    LbScreen screen;
    int64_t id;
    LbWebhook *row;
    LbRecord record;
    int width;
} Receiver;

static void
free_screen(LbScreen *screen)
{
    Receiver *self = (Receiver *)screen;
    lb_webhook_free(self->row);
    lb_record_clear(&self->record);
    g_free(self);
}

static void
add_time(Receiver *self, const char *key, const char *label, int64_t time)
{
    if (time == 0)
        return;
    g_autofree char *text = lb_time_format(time, self->screen.app->zone, LB_TIME_FULL);
    lb_record_add(&self->record, key, label, text);
}

static void
add_number(Receiver *self, const char *key, const char *label, int64_t number)
{
    g_autofree char *text = g_strdup_printf("%lld", (long long)number);
    lb_record_add(&self->record, key, label, text);
}

static void
add_advice(Receiver *self)
{
    g_autoptr(GPtrArray) advice = lb_webhook_advise(self->row);
    if (advice->len > 0)
        lb_record_title(&self->record, _("What to do, on the host"));
    for (guint i = 0; i < advice->len; i++) {
        const LbWebhookAdvice *line = g_ptr_array_index(advice, i);
        if (line->command)
            lb_record_command(&self->record, self->width, line->text);
        else
            lb_record_note(&self->record, line->text);
    }
}

/* What is wrong, and what is to be done, before all that needs no looking at. */
static void
add_state(Receiver *self)
{
    const LbWebhook *row = self->row;
    LbRecord *record = &self->record;
    bool wrong = row->disabled != 0 || row->failures > 0;
    lb_record_add(record, "state", _("State"), lb_phrase_webhook_state(row))->style =
        wrong ? LB_STYLE_WARNING : LB_STYLE_TEXT;
    if (row->disabled != 0)
        lb_record_add(record, "why", _("Why"), lb_phrase_webhook_why(row));
    add_time(self, "disabled", _("Disabled"), row->disabled);
    add_time(self, "pause", _("Pauses until"), row->pause);
    add_advice(self);
}

static void
add_counts(Receiver *self)
{
    const LbWebhook *row = self->row;
    g_autofree char *taken = phrase_taken(self->screen.app, row, LB_TIME_FULL);
    add_number(self, "waiting", _("Waits"), row->waiting);
    add_number(self, "given-up", _("Given up"), row->given_up);
    if (row->withdrawn > 0)
        add_number(self, "withdrawn", _("Withdrawn"), row->withdrawn);
    lb_record_add(&self->record, "taken", _("Last taken"), taken);
    add_number(self, "failures", _("In vain since"), row->failures);
}

static void
refill(Receiver *self)
{
    const LbWebhook *row = self->row;
    LbRecord *record = &self->record;
    lb_record_begin(record);
    lb_record_add(record, "url", "URL", row->url);
    lb_record_add(record, "whose", _("Of"), name_whose(row));
    add_state(self);
    lb_record_title(record, _("How it does"));
    add_counts(self);
    lb_record_add(record, "events", _("Tells of"), row->events);
    add_time(self, "created", _("Added"), row->created);
    add_number(self, "secret", _("Secret"), row->generation);
    add_time(self, "overlap", _("Old one until"),
             row->overlap > self->screen.app->now ? row->overlap : 0);
    lb_record_end(record);
}

static bool
load(LbScreen *screen, GError **error)
{
    Receiver *self = (Receiver *)screen;
    LbWebhook *row = lb_hooks_show(screen->app->service, screen->app->actor, self->id, error);
    if (row == NULL)
        return false;
    lb_webhook_free(self->row);
    self->row = row;
    refill(self);
    return true;
}

static LbNeeds
needs(const LbScreen *screen)
{
    return may_resend(((const Receiver *)screen)->row) ? LB_NEED_STUCK : 0;
}

static bool
act(LbScreen *screen, LbAction action)
{
    Receiver *self = (Receiver *)screen;
    if (action != LB_ACTION_RETRY)
        return lb_record_act(&self->record, action);
    lb_app_push(screen->app, ask_resend(screen->app, self->row, action));
    return true;
}

static void
layout(LbScreen *screen, int width, int height)
{
    Receiver *self = (Receiver *)screen;
    self->width = width;
    refill(self);
    lb_record_layout(&self->record, width, height);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    lb_record_render(&((const Receiver *)screen)->record, pane);
}

static char *
place(const LbScreen *screen)
{
    return g_strdup_printf(_("Webhook %lld"), (long long)((const Receiver *)screen)->id);
}

static bool
find(LbScreen *screen, const char *text, bool forward)
{
    return lb_record_find(&((Receiver *)screen)->record, text, forward);
}

static const LbAction actions[] = { LB_ACTION_RETRY, LB_ACTION_SEARCH, LB_ACTION_SEARCH_NEXT,
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
lb_webhook_screen_new(LbApp *app, int64_t id)
{
    Receiver *self = g_new0(Receiver, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->id = id;
    self->width = app->canvas->width;
    lb_record_init(&self->record);
    return &self->screen;
}
