/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Webhooks in words. */
#include "wording/webhooks.h"

#include "base/i18n.h"

const char *
lb_phrase_webhook_why(const LbWebhook *webhook)
{
    int reason = 0;
    return webhook->why != NULL && lb_names_find(lb_webhook_reason_names, webhook->why, &reason)
               ? _(lb_names_label(lb_webhook_reason_names, reason))
               : webhook->why;
}

const char *
lb_phrase_webhook_state(const LbWebhook *webhook)
{
    if (webhook->disabled != 0)
        return _("disabled");
    if (webhook->pause != 0)
        return _("pauses");
    return webhook->failures > 0 ? _("fails") : _("on");
}

static void
free_advice(gpointer data)
{
    LbWebhookAdvice *advice = data;
    g_free(advice->text);
    g_free(advice);
}

static void
say(GPtrArray *lines, const char *sentence)
{
    LbWebhookAdvice *line = g_new0(LbWebhookAdvice, 1);
    line->text = g_strdup(sentence);
    g_ptr_array_add(lines, line);
}

static void
say_command(GPtrArray *lines, const char *verb, int64_t id, const char *behind)
{
    LbWebhookAdvice *line = g_new0(LbWebhookAdvice, 1);
    line->command = true;
    line->text = g_strdup_printf("lockboxctl webhook %s %" G_GINT64_FORMAT "%s", verb, id, behind);
    g_ptr_array_add(lines, line);
}

static void
advise_disabled(GPtrArray *lines, const LbWebhook *webhook)
{
    int reason = LB_WEBHOOK_TOOK_NOTHING;
    lb_names_find(lb_webhook_reason_names, webhook->why, &reason);
    if (reason == LB_WEBHOOK_SAID_GONE) {
        say(lines, _("If its receiver is to be told again, switch it on; else remove it:"));
    } else {
        say(lines, _("Read what its receiver answered, have that mended, try it, and switch it "
                     "on:"));
        say_command(lines, "history", webhook->id, "");
    }
    say_command(lines, "test", webhook->id, "");
    say_command(lines, "enable", webhook->id, "");
    if (reason == LB_WEBHOOK_SAID_GONE)
        say_command(lines, "remove", webhook->id, "");
}

GPtrArray *
lb_webhook_advise(const LbWebhook *webhook)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(free_advice);
    if (webhook->disabled != 0) {
        advise_disabled(lines, webhook);
        return lines;
    }
    if (webhook->failures > 0) {
        say(lines, _("What waits is tried again by itself. To see what is wrong:"));
        say_command(lines, "test", webhook->id, "");
    }
    if (webhook->given_up > 0) {
        say(lines, _("What was given up is kept for 30 days. To send it again, once the receiver "
                     "takes messages:"));
        say_command(lines, "resend", webhook->id, " --failed");
    }
    return lines;
}
