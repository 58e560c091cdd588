/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Webhooks, and the messages that are owed to them. Times are microseconds UTC; due and pause go by the clock that does not jump. */
#pragma once

#include "core/webhook.h"
#include "store/store.h"

/* Inserts one; stores its id. @webhook: tenant, url, events, created. */
bool lb_webhooks_insert(LbStore *store, const LbWebhook *webhook, const char *salt, int64_t *id,
                        GError **error);

/* How many there are of the tenant (NULL: of the site) that were not removed. */
bool lb_webhooks_count(LbStore *store, const char *tenant, int64_t *count, GError **error);

/* Webhook @id, and its salt (NULL: not wanted); NULL without error where there is none, or it was removed. The caller frees both. */
LbWebhook *lb_webhooks_get(LbStore *store, int64_t id, char **salt, GError **error);

/* LbWebhook* that were not removed, those of the site first, at most @limit behind the id @after. The caller frees the array. */
GPtrArray *lb_webhooks_page(LbStore *store, int64_t after, int limit, GError **error);

/* Another secret: the generation rises by one, and the one before it signs until @overlap. */
bool lb_webhooks_rotate(LbStore *store, int64_t id, int64_t overlap, GError **error);

/* Nothing is sent there any more, because of @why, and what waits is withdrawn. Nothing happens to one that is disabled. */
bool lb_webhooks_disable(LbStore *store, int64_t id, const char *why, int64_t now, GError **error);

/* Something is sent there again; what it asked for and what failed before no longer counts. What was withdrawn counts as given up from then on.
 * Nothing happens to one that is on. */
bool lb_webhooks_enable(LbStore *store, int64_t id, GError **error);

/* The same as disabling for ever. */
bool lb_webhooks_remove(LbStore *store, int64_t id, int64_t now, GError **error);

/* What an entry is owed to: id and events of those that are on, of @tenant (NULL: of none) and of the site: LbWebhook*. The caller frees the array. */
GPtrArray *lb_webhooks_listening(LbStore *store, const char *tenant, GError **error);

/* Owes a message. */
bool lb_webhooks_owe(LbStore *store, int64_t webhook, const char *message_id, const char *event,
                     int64_t sequence, int64_t queued, GError **error);

/* A message and what it takes to send it. */
typedef struct {
    int64_t id, webhook, sequence;
    char *message_id, *event, *url, *salt;
    char *tenant; /* of the webhook; NULL: of the whole site */
    int64_t generation, overlap;
    int64_t queued;
    int64_t lease; /* until when it is ours; 0: it is not leased */
    int attempts;  /* so far */
} LbWebhookMessage;

void lb_webhook_message_free(LbWebhookMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbWebhookMessage, lb_webhook_message_free)

/* The next message that is due at @now, or whose lease has run out then, of the webhook that was tried the longest ago and of which none is being
 * sent; @well: only of those whose last attempt was taken. NULL without error: there is none. The caller frees it. */
LbWebhookMessage *lb_webhooks_next(LbStore *store, int64_t now, bool well, GError **error);

/* It is being sent, until @lease at most; afterwards others may take it. */
bool lb_webhooks_lease(LbStore *store, LbWebhookMessage *message, int64_t now, int64_t lease,
                       GError **error);

/* What became of it. */
typedef struct {
    LbWebhookState state; /* QUEUED: tried again */
    int64_t due;          /* when, then */
    int64_t pause;        /* until when nothing is sent to that webhook; 0: not changed */
    int64_t code;         /* of the answer; 0: there was none */
    const char *answer;
    int64_t now;
} LbWebhookOutcome;

/* Records it in the webhook, and in the message where nobody else has leased that since. */
bool lb_webhooks_settle(LbStore *store, const LbWebhookMessage *message,
                        const LbWebhookOutcome *outcome, GError **error);

/* It is given up unsent because of @why. Nothing of that is the webhook's fault. */
bool lb_webhooks_give_up(LbStore *store, const LbWebhookMessage *message, const char *why,
                         int64_t now, GError **error);

/* Lets what @webhook has given up be sent again at once, as if it had never been tried; or, unless it is NULL, only the message @message_id,
 * whatever became of it: one that waits for its next attempt is due at once and keeps its attempts; one that is being sent, or is due already, is not
 * changed. Stores how many they are. */
bool lb_webhooks_resend(LbStore *store, int64_t webhook, const char *message_id, int64_t *count,
                        GError **error);

/* Whether the webhook has that message. */
bool lb_webhooks_has_message(LbStore *store, int64_t webhook, const char *message_id, bool *has,
                             GError **error);

/* Leases of a process that died are given up. */
bool lb_webhooks_release(LbStore *store, int64_t now, GError **error);

/* Forgets some of what was settled before @before. */
bool lb_webhooks_forget(LbStore *store, int64_t before, GError **error);

/* LbWebhookDelivery*, newest first before the id @before (0: from the newest), of one webhook (0: of all), at most @limit; also of those
 * that were removed. The caller frees the array. */
GPtrArray *lb_webhooks_history(LbStore *store, int64_t webhook, int64_t before, int limit,
                               GError **error);

/* How many are disabled, and how many messages were given up since @since. */
bool lb_webhooks_trouble(LbStore *store, int64_t since, int64_t *disabled, int64_t *given_up,
                         GError **error);
