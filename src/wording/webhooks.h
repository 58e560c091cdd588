/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How Lockbox speaks of webhooks, in the language that is set: console and plain commands use the same words. */
#pragma once

#include "core/webhook.h"

/* Why it is disabled; NULL: it is not. Borrowed. */
const char *lb_phrase_webhook_why(const LbWebhook *webhook);

/* "disabled", "pauses", "fails", "on"; @now in microseconds UTC. Borrowed. */
const char *lb_phrase_webhook_state(const LbWebhook *webhook);

/* A line of what the operator does about a webhook: a sentence, or the command behind it. */
typedef struct {
    bool command;
    char *text;
} LbWebhookAdvice;

/* LbWebhookAdvice*, in order; none where all is well. The caller frees the array. */
GPtrArray *lb_webhook_advise(const LbWebhook *webhook);
