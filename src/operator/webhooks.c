/* SPDX-License-Identifier: GPL-3.0-or-later */
/* webhook add, list, history, test, rotate, remove. A secret is printed once, when it is made, and never again. */
#include <string.h>

#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/text.h"
#include "core/refusal.h"
#include "http/http.h"
#include "operator/console.h"
#include "operator/hooktrial.h"
#include "operator/listing.h"
#include "operator/verbs.h"
#include "service/hooks.h"

/* What lockbox.conf says, for what judges URLs and sends. */
static void
configure(LbHookOrder *order, const LbConfig *config)
{
    lb_hook_order_configure(order, config->hook_networks, config->hook_plain, config->hook_ca_file,
                            config->hook_timeout);
}

/* A network that is none is the configuration's fault; everything else is the URL's. */
static bool
check_url(const LbInvocation *invocation, const char *url, GError **error)
{
    g_autoptr(GError) fault = NULL;
    g_autoptr(LbHookOrder) order = lb_hook_order_new();
    configure(order, invocation->config);
    g_ptr_array_add(order->allowed, NULL);
    const LbHttpOptions options = { .allowed = (const char *const *)order->allowed->pdata,
                                    .plain = order->plain };
    if (lb_http_url_check(url, &options, &fault))
        return true;
    if (!g_error_matches(fault, LB_HTTP_ERROR, LB_HTTP_ERROR_NETWORK))
        return lb_refuse(error, LB_REFUSAL_BAD_URL, "%s.", fault->message);
    g_propagate_prefixed_error(error, g_steal_pointer(&fault), "[webhooks] allow-networks: ");
    return false;
}

static bool
read_id(const LbInvocation *invocation, int64_t *id, GError **error)
{
    guint64 number = 0;
    const char *text = lb_invocation_operand(invocation, 0);
    if (!g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, &number, NULL))
        return lb_invocation_misuse(
            error, _("This command takes the number of a webhook; 'lockboxctl webhook list' shows "
                     "them."));
    *id = (int64_t)number;
    return true;
}

/* The secret is not to lie about in memory either. */
static void
drop_secret(char *secret)
{
    if (secret == NULL)
        return;
    explicit_bzero(secret, strlen(secret));
    g_free(secret);
}

static void
say_secret(const LbConsole *console, LbInvocation *invocation, int64_t id, const char *secret,
           int64_t until)
{
    if (lb_invocation_json(invocation)) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        json_builder_begin_object(builder);
        lb_json_add_number_member(builder, "id", id);
        lb_json_add_text_member(builder, "secret", secret);
        lb_json_add_time_member(builder, "previousSecretUntil", until);
        lb_json_add_flag_member(builder, "test", lb_service_is_test(console->service));
        json_builder_end_object(builder);
        lb_invocation_say_json(invocation, builder);
        return;
    }
    g_string_append(invocation->out,
                    _("Its secret, for the receiver alone. It is shown this once and never "
                      "again:\n"));
    g_string_append_printf(invocation->out, "%s\n", secret);
}

static void
say_next(LbInvocation *invocation, int64_t id)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
    g_string_append(invocation->out, _("Next:\n"));
    lb_console_say_command(invocation, "webhook test", number);
}

bool
lb_ctl_webhook_add(LbInvocation *invocation, GError **error)
{
    int64_t id = 0;
    char *secret = NULL;
    const char *url = lb_invocation_operand(invocation, 0);
    const GPtrArray *chosen = lb_invocation_options(invocation, "event");
    g_autofree char *tenant = lb_console_canonical(lb_invocation_option(invocation, "tenant"));
    g_autoptr(GPtrArray) events = g_ptr_array_new();
    for (guint i = 0; i < chosen->len; i++)
        g_ptr_array_add(events, g_ptr_array_index(chosen, i));
    g_ptr_array_add(events, NULL);
    if (!check_url(invocation, url, error))
        return false;
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    if (console == NULL || !lb_hooks_add(console->service, tenant, url,
                                         (const char *const *)events->pdata, &id, &secret, error))
        return false;
    if (!lb_invocation_json(invocation))
        lb_console_say_done(console, invocation, _("Webhook %lld tells %s from now on."),
                            (long long)id, url);
    say_secret(console, invocation, id, secret, 0);
    if (!lb_invocation_json(invocation))
        say_next(invocation, id);
    drop_secret(secret);
    return true;
}

bool
lb_ctl_webhook_rotate(LbInvocation *invocation, GError **error)
{
    int64_t id = 0, until = 0;
    int hours = 0;
    char *secret = NULL;
    if (!read_id(invocation, &id, error) ||
        !lb_console_number(invocation, "overlap-hours", LB_WEBHOOK_OVERLAP_HOURS, &hours, error))
        return false;
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    if (console == NULL || !lb_hooks_rotate(console->service, id, hours, &secret, &until, error))
        return false;
    g_autofree char *end = lb_invocation_format_time(until);
    if (!lb_invocation_json(invocation) && hours > 0)
        lb_console_say_done(console, invocation,
                            _("Webhook %lld has another secret. The one before signs beside it "
                              "until %s."),
                            (long long)id, end);
    else if (!lb_invocation_json(invocation))
        lb_console_say_done(console, invocation,
                            _("Webhook %lld has another secret. The one before signs no longer."),
                            (long long)id);
    say_secret(console, invocation, id, secret, until);
    drop_secret(secret);
    return true;
}

bool
lb_ctl_webhook_remove(LbInvocation *invocation, GError **error)
{
    int64_t id = 0;
    if (!read_id(invocation, &id, error))
        return false;
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    if (console == NULL || !lb_hooks_remove(console->service, id, error))
        return false;
    lb_console_say_done(console, invocation,
                        _("Webhook %lld is removed. What still waited for it is not sent."),
                        (long long)id);
    return true;
}

/* Lists */

static void
say_webhook(GString *out, const void *each)
{
    const LbWebhook *row = each;
    g_autofree char *url = lb_text_escape(row->url, LB_TEXT_LINE);
    g_autofree char *tenant = lb_text_escape(row->tenant_name, LB_TEXT_LINE);
    g_string_append_printf(out, "%-4lld %s\n", (long long)row->id, url);
    g_string_append_printf(out, _("     of: %s; tells of: %s\n"),
                           row->tenant != NULL ? tenant : _("the whole site"), row->events);
    g_string_append_printf(out, _("     waiting: %lld, given up: %lld\n"), (long long)row->waiting,
                           (long long)row->given_up);
    if (row->accepted != 0) {
        g_autofree char *time = lb_invocation_format_time(row->accepted);
        g_string_append_printf(out, _("     last taken %s\n"), time);
    }
    if (row->failures > 0)
        g_string_append_printf(out,
                               ngettext_("     %d attempt in vain since\n",
                                         "     %d attempts in vain since\n", row->failures),
                               row->failures);
    if (row->disabled != 0) {
        g_autofree char *time = lb_invocation_format_time(row->disabled);
        g_autofree char *why = lb_text_escape(row->why, LB_TEXT_LINE);
        g_string_append_printf(out, _("     DISABLED %s: %s\n"), time, why);
    }
}

static void
put_webhook(JsonBuilder *builder, const void *each)
{
    const LbWebhook *row = each;
    g_auto(GStrv) events = g_strsplit(row->events, " ", -1);
    json_builder_begin_object(builder);
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
        g_autofree char *due = lb_invocation_format_time(row->due);
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
        !read_id(invocation, &history.webhook, error))
        return false;
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    history.console = console;
    return console != NULL &&
           lb_listing_say(invocation, console->service, &listing, &history, error);
}

/* Trying */

static LbHookOrder *
make_order(const LbInvocation *invocation, const LbHookTrial *trial)
{
    LbHookOrder *order = lb_hook_order_new();
    order->url = g_strdup(trial->url);
    order->body = g_strdup(trial->body);
    for (char **header = trial->headers; *header != NULL; header++)
        g_ptr_array_add(order->headers, g_strdup(*header));
    configure(order, invocation->config);
    return order;
}

static void
say_steps(GString *out, const LbHookTrial *trial, const LbHookResult *result)
{
    g_string_append_printf(out, _("Sent to %s:\n"), trial->url);
    for (char **header = trial->headers; *header != NULL; header++)
        g_string_append_printf(out, "  %s\n", *header);
    g_string_append_printf(out, "\n  %s\n", trial->body);
    if (result->peer != NULL) {
        g_string_append_printf(out, _("The host is reached at %s.\n"), result->peer);
        g_string_append(out,
                        g_str_has_prefix(trial->url, "https:")
                            ? _("The connection is encrypted, and the certificate is good.\n")
                            : _("The connection is not encrypted; it stays on this machine.\n"));
    }
    if (result->status != 0)
        g_string_append_printf(out, _("The answer: %s\n"), result->words);
    else
        g_string_append_printf(out, _("No answer: %s\n"), result->words);
    if (result->retry_after != NULL)
        g_string_append_printf(out, _("It asks to wait (Retry-After: %s).\n"), result->retry_after);
}

static void
put_steps(LbInvocation *invocation, const LbConsole *console, const LbHookTrial *trial,
          const LbHookResult *result, const LbHookHint *hint)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "url", trial->url);
    json_builder_set_member_name(builder, "headers");
    json_builder_begin_array(builder);
    for (char **header = trial->headers; *header != NULL; header++)
        json_builder_add_string_value(builder, *header);
    json_builder_end_array(builder);
    lb_json_add_text_member(builder, "body", trial->body);
    lb_json_add_text_member(builder, "address", result->peer);
    lb_json_add_number_member(builder, "code", result->status);
    lb_json_add_text_member(builder, "retryAfter", result->retry_after);
    lb_json_add_text_member(builder, "fault", result->fault);
    lb_json_add_text_member(builder, "answer", result->words);
    lb_json_add_text_member(builder, "hint", hint->sentence);
    lb_json_add_flag_member(builder, "test", lb_service_is_test(console->service));
    json_builder_end_object(builder);
    lb_invocation_say_json(invocation, builder);
}

static bool
end(const LbHookResult *result, const LbHookHint *hint, GError **error)
{
    LbInvocationError code = LB_INVOCATION_ERROR_NOT_TAKEN;
    if (hint->outcome == LB_OUTCOME_DONE)
        return true;
    if (hint->outcome == LB_OUTCOME_LATER)
        code = LB_INVOCATION_ERROR_NOT_NOW;
    else if (hint->outcome == LB_OUTCOME_FINDINGS)
        code = LB_INVOCATION_ERROR_FINDINGS;
    g_set_error(error, LB_INVOCATION_ERROR, (gint)code, _("the message was not taken: %s"),
                result->words);
    return false;
}

bool
lb_ctl_webhook_test(LbInvocation *invocation, GError **error)
{
    int64_t id = 0;
    if (!read_id(invocation, &id, error))
        return false;
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    g_autoptr(LbHookTrial) trial =
        console != NULL ? lb_hooks_try(console->service, id, error) : NULL;
    if (trial == NULL)
        return false;
    g_autoptr(LbHookOrder) order = make_order(invocation, trial);
    g_autoptr(LbHookResult) result = lb_hook_trial_ask(order, error);
    if (result == NULL)
        return false;
    const LbHookHint *hint = lb_hook_hint_find(result);
    if (lb_invocation_json(invocation)) {
        put_steps(invocation, console, trial, result, hint);
    } else {
        lb_invocation_say_test(invocation, console->service);
        say_steps(invocation->out, trial, result);
        g_string_append_printf(invocation->out, "%s\n", _(hint->sentence));
    }
    return end(result, hint, error);
}
