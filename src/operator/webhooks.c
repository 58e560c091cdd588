/* SPDX-License-Identifier: GPL-3.0-or-later */
/* webhook add, enable, resend, test, rotate, remove. A secret is printed once, when it is made, and never again. */
#include <string.h>

#include "base/i18n.h"
#include "base/jsonparts.h"
#include "core/refusal.h"
#include "http/http.h"
#include "operator/console.h"
#include "operator/hooktrial.h"
#include "operator/verbs.h"
#include "operator/webhooks.h"
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

bool
lb_webhook_operand(const LbInvocation *invocation, int64_t *id, GError **error)
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

/* Says the command to paste by which @verb is done to the webhook @id; @behind it stands as it is. */
static void
say_command(LbInvocation *invocation, const char *verb, int64_t id, const char *behind)
{
    g_autofree char *words = g_strdup_printf("%" G_GINT64_FORMAT "%s", id, behind);
    lb_console_say_command(invocation, verb, words);
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
    g_string_append(invocation->out, _("Next:\n"));
    say_command(invocation, "webhook test", id, "");
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
    if (!lb_webhook_operand(invocation, &id, error) ||
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
    if (!lb_webhook_operand(invocation, &id, error))
        return false;
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    if (console == NULL || !lb_hooks_remove(console->service, id, error))
        return false;
    lb_console_say_done(console, invocation,
                        _("Webhook %lld is removed. What still waited for it is not sent."),
                        (long long)id);
    return true;
}

/* Beginning again */

static void
say_missed(LbInvocation *invocation, bool missed, int64_t count)
{
    if (missed)
        g_string_append_printf(
            invocation->out,
            _("Events of the time in which it was disabled, which are sent now: %lld\n"),
            (long long)count);
    if (count == LB_HOOKS_MISSED_MOST)
        g_string_append(invocation->out, _("That is as many as are sent; if there were more, of "
                                           "those it is not told.\n"));
}

static void
say_given_up(LbInvocation *invocation, int64_t id, int64_t count)
{
    if (count == 0)
        return;
    g_string_append_printf(invocation->out,
                           ngettext_("%lld message did not arrive before. To send it again:\n",
                                     "%lld messages did not arrive before. To send them again:\n",
                                     (unsigned long)count),
                           (long long)count);
    say_command(invocation, "webhook resend", id, " --failed");
}

bool
lb_ctl_webhook_enable(LbInvocation *invocation, GError **error)
{
    int64_t id = 0;
    LbHookEnabling enabling;
    bool missed = lb_invocation_option(invocation, "missed") != NULL;
    if (!lb_webhook_operand(invocation, &id, error))
        return false;
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    if (console == NULL || !lb_hooks_enable(console->service, id, missed, &enabling, error))
        return false;
    if (!enabling.changed) {
        lb_console_say_done(console, invocation, _("Webhook %lld is on; nothing was changed."),
                            (long long)id);
        return true;
    }
    lb_console_say_done(
        console, invocation,
        missed ? _("Webhook %lld is told of what happens from now on, with the secret it had.")
               : _("Webhook %lld is told of what happens from now on, with the secret it had. Of "
                   "what happened while it was disabled it is not told."),
        (long long)id);
    say_missed(invocation, missed, enabling.missed);
    say_next(invocation, id);
    say_given_up(invocation, id, enabling.given_up);
    return true;
}

/* One message, or all that failed: one of both has to be said. */
static bool
read_message(const LbInvocation *invocation, const char **message, GError **error)
{
    bool failed = lb_invocation_option(invocation, "failed") != NULL;
    *message = lb_invocation_operand(invocation, 1);
    return failed == (*message == NULL) ||
           lb_invocation_misuse(error,
                                _("This command takes the id of one message, as 'lockboxctl "
                                  "webhook history' shows it, or --failed for all that did not "
                                  "arrive."));
}

bool
lb_ctl_webhook_resend(LbInvocation *invocation, GError **error)
{
    int64_t id = 0, count = 0;
    const char *message = NULL;
    if (!lb_webhook_operand(invocation, &id, error) || !read_message(invocation, &message, error))
        return false;
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    if (console == NULL ||
        !lb_hooks_resend(console->service, console->actor, id, message, &count, error))
        return false;
    if (message == NULL)
        lb_console_say_done(console, invocation, _("Messages that are sent again: %lld"),
                            (long long)count);
    else if (count > 0)
        lb_console_say_done(console, invocation, _("The message is sent again, as %s."), message);
    else
        lb_console_say_done(console, invocation, _("The message is on its way already."));
    return true;
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
    if (result->retry_after != 0)
        g_string_append_printf(out,
                               ngettext_("It asks to wait %d second (Retry-After).\n",
                                         "It asks to wait %d seconds (Retry-After).\n",
                                         result->retry_after),
                               result->retry_after);
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
    lb_json_add_number_member(builder, "retryAfter", result->retry_after);
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
    if (!lb_webhook_operand(invocation, &id, error))
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
