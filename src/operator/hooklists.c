/* SPDX-License-Identifier: GPL-3.0-or-later */
/* webhook list, show, history: how they do, and what is to be done about it. Nothing here changes anything. */
#include <string.h>

#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/text.h"
#include "operator/listing.h"
#include "operator/verbs.h"
#include "operator/webhooks.h"
#include "service/hooks.h"
#include "wording/webhooks.h"

static void
say_state(GString *out, const LbWebhook *row)
{
    if (row->accepted != 0) {
        g_autofree char *time = lb_invocation_format_time(row->accepted);
        g_string_append_printf(out, _("     last taken %s\n"), time);
    } else {
        g_string_append(out, _("     nothing was taken so far\n"));
    }
    if (row->failures > 0)
        g_string_append_printf(out,
                               ngettext_("     %d attempt in vain since\n",
                                         "     %d attempts in vain since\n", row->failures),
                               row->failures);
    if (row->pause != 0) {
        g_autofree char *time = lb_invocation_format_time(row->pause);
        g_string_append_printf(out, _("     nothing is sent until %s, as the receiver asked for\n"),
                               time);
    }
    if (row->disabled != 0) {
        g_autofree char *time = lb_invocation_format_time(row->disabled);
        g_autofree char *why = lb_text_escape(lb_phrase_webhook_why(row), LB_TEXT_LINE);
        g_string_append_printf(out, _("     DISABLED %s: %s\n"), time, why);
    }
    if (row->withdrawn > 0)
        g_string_append_printf(out, _("     withdrawn when it was disabled: %lld\n"),
                               (long long)row->withdrawn);
}

/* What it is, how it does, and what is to be done. */
static void
say_webhook(GString *out, const void *each)
{
    const LbWebhook *row = each;
    g_autofree char *url = lb_text_escape(row->url, LB_TEXT_LINE);
    g_autofree char *tenant = lb_text_escape(row->tenant_name, LB_TEXT_LINE);
    g_autoptr(GPtrArray) advice = lb_webhook_advise(row);
    g_string_append_printf(out, "%-4lld %s\n", (long long)row->id, url);
    g_string_append_printf(out, _("     of: %s; tells of: %s\n"),
                           row->tenant != NULL ? tenant : _("the whole site"), row->events);
    g_string_append_printf(out, _("     waiting: %lld, given up: %lld\n"), (long long)row->waiting,
                           (long long)row->given_up);
    say_state(out, row);
    for (guint i = 0; i < advice->len; i++) {
        const LbWebhookAdvice *line = g_ptr_array_index(advice, i);
        g_string_append_printf(out, line->command ? "       %s\n" : "     %s\n", line->text);
    }
}

/* The members of one. */
static void
put_members(JsonBuilder *builder, const LbWebhook *row)
{
    g_auto(GStrv) events = g_strsplit(row->events, " ", -1);
    lb_json_add_number_member(builder, "id", row->id);
    lb_json_add_text_member(builder, "tenant", row->tenant);
    lb_json_add_text_member(builder, "url", row->url);
    json_builder_set_member_name(builder, "events");
    json_builder_begin_array(builder);
    for (char **event = events; *event != NULL; event++)
        json_builder_add_string_value(builder, *event);
    json_builder_end_array(builder);
    lb_json_add_time_member(builder, "created", row->created);
    lb_json_add_number_member(builder, "secretGeneration", row->generation);
    lb_json_add_time_member(builder, "previousSecretUntil", row->overlap);
    lb_json_add_time_member(builder, "disabled", row->disabled);
    lb_json_add_text_member(builder, "disabledWhy", row->why);
    lb_json_add_number_member(builder, "failures", row->failures);
    lb_json_add_time_member(builder, "lastAccepted", row->accepted);
    lb_json_add_number_member(builder, "waiting", row->waiting);
    lb_json_add_number_member(builder, "givenUp", row->given_up);
    lb_json_add_number_member(builder, "withdrawn", row->withdrawn);
    lb_json_add_time_member(builder, "pausedUntil", row->pause);
}

static void
put_webhook(JsonBuilder *builder, const void *each)
{
    json_builder_begin_object(builder);
    put_members(builder, each);
    json_builder_end_object(builder);
}

static GPtrArray *
read_webhooks(gpointer data, const void *last, GError **error)
{
    const LbConsole *console = data;
    const LbWebhook *row = last;
    return lb_hooks_list(console->service, console->actor, row != NULL ? row->id : 0,
                         LB_LISTING_PAGE, error);
}

bool
lb_ctl_webhook_list(LbInvocation *invocation, GError **error)
{
    static const LbListing listing = { read_webhooks, say_webhook, put_webhook,
                                       N_("There are no webhooks.\n") };
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    return console != NULL &&
           lb_listing_say(invocation, console->service, &listing, console, error);
}

bool
lb_ctl_webhook_show(LbInvocation *invocation, GError **error)
{
    int64_t id = 0;
    if (!lb_webhook_operand(invocation, &id, error))
        return false;
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    g_autoptr(LbWebhook) row =
        console != NULL ? lb_hooks_show(console->service, console->actor, id, error) : NULL;
    if (row == NULL)
        return false;
    if (!lb_invocation_json(invocation)) {
        lb_invocation_say_test(invocation, console->service);
        say_webhook(invocation->out, row);
        return true;
    }
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    put_members(builder, row);
    lb_json_add_flag_member(builder, "test", lb_service_is_test(console->service));
    json_builder_end_object(builder);
    lb_invocation_say_json(invocation, builder);
    return true;
}

static void
say_delivery(GString *out, const void *each)
{
    const LbWebhookDelivery *row = each;
    int state = LB_WEBHOOK_QUEUED;
    lb_names_find(lb_webhook_state_names, row->status, &state);
    g_autofree char *queued = lb_invocation_format_time(row->queued);
    g_string_append_printf(out, "%-4lld %-24s %-8s %s\n", (long long)row->webhook, row->event,
                           row->request != NULL ? row->request : "-",
                           _(lb_names_label(lb_webhook_state_names, state)));
    g_string_append_printf(out, _("     queued %s, attempts: %d"), queued, row->attempts);
    if (state == LB_WEBHOOK_QUEUED && row->attempts > 0) {
        g_autofree char *due = lb_invocation_format_due(row->due);
        g_string_append_printf(out, _(", next attempt %s"), due);
    }
    g_autofree char *answer = lb_text_escape(row->answer, LB_TEXT_LINE);
    g_string_append_printf(out, "\n     %s\n", row->message_id);
    if (*answer != '\0')
        g_string_append_printf(out, "     | %s\n", answer);
}

static void
put_delivery(JsonBuilder *builder, const void *each)
{
    const LbWebhookDelivery *row = each;
    json_builder_begin_object(builder);
    lb_json_add_number_member(builder, "id", row->id);
    lb_json_add_number_member(builder, "webhook", row->webhook);
    lb_json_add_text_member(builder, "messageId", row->message_id);
    lb_json_add_text_member(builder, "event", row->event);
    lb_json_add_text_member(builder, "request", row->request);
    lb_json_add_number_member(builder, "sequence", row->sequence);
    lb_json_add_text_member(builder, "status", row->status);
    lb_json_add_number_member(builder, "attempts", row->attempts);
    lb_json_add_number_member(builder, "code", row->code);
    lb_json_add_text_member(builder, "answer", row->answer);
    lb_json_add_time_member(builder, "queued", row->queued);
    lb_json_add_time_member(builder, "due", row->due);
    lb_json_add_time_member(builder, "settled", row->settled);
    json_builder_end_object(builder);
}

typedef struct {
    const LbConsole *console;
    int64_t webhook;
} History;

static GPtrArray *
read_history(gpointer data, const void *last, GError **error)
{
    const History *history = data;
    const LbWebhookDelivery *row = last;
    return lb_hooks_history(history->console->service, history->console->actor, history->webhook,
                            row != NULL ? row->id : 0, LB_LISTING_PAGE, error);
}

bool
lb_ctl_webhook_history(LbInvocation *invocation, GError **error)
{
    static const LbListing listing = { read_history, say_delivery, put_delivery,
                                       N_("Nothing was owed to webhooks within the last 30 "
                                          "days.\n") };
    History history = { 0 };
    if (lb_invocation_operand(invocation, 0) != NULL &&
        !lb_webhook_operand(invocation, &history.webhook, error))
        return false;
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    history.console = console;
    return console != NULL &&
           lb_listing_say(invocation, console->service, &listing, &history, error);
}
