/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Webhooks: the operator's to add, change and remove. Each change stands in the log, in that of the customer whose webhook it is: never the
 * secret, and of the URL only its host, since its customers read that log, and a path may be more than they are to know. */
#pragma once

#include "base/span.h"
#include "core/webhook.h"
#include "service/service.h"

/* Adds one for @tenant (an id; NULL: for the whole site), which tells of @events (NULL-terminated, as lb_webhook_choose()
 * takes them). @url was checked by who knows HTTP; here it is one of ASCII without blanks and controls. Stores its id, and its secret, which the caller wipes and frees. Refusals:
 * UNKNOWN_TENANT, BAD_URL, UNKNOWN_VALUE, TOO_MANY_WEBHOOKS. */
bool lb_hooks_add(LbService *service, const char *tenant, const char *url,
                  const char *const *events, int64_t *id, char **secret, GError **error);

/* Another secret, stored as above. The one before signs too for @hours (0 to LB_WEBHOOK_OVERLAP_MOST), which is until @until (microseconds UTC;
 * 0: it does not), the one before that no longer. Once this has returned true the secret there was is gone: nothing may keep the caller from
 * telling the new one. UNKNOWN_WEBHOOK, UNKNOWN_VALUE. */
bool lb_hooks_rotate(LbService *service, int64_t id, int hours, char **secret, int64_t *until,
                     GError **error);

/* For ever; what still waits for it is withdrawn. UNKNOWN_WEBHOOK. */
bool lb_hooks_remove(LbService *service, int64_t id, GError **error);

/* What enabling one came to. */
typedef struct {
    bool changed;     /* it was disabled */
    int64_t given_up; /* messages that it has not taken */
    int64_t missed;   /* events of the time in which it was disabled that it is told of now */
} LbHookEnabling;

/* Switches one that is disabled on again; its secret stays. What it did not take is given up and can be sent again. Of what happened meanwhile it is
 * told where @missed, of the first LB_HOOKS_MISSED_MOST events, else not. UNKNOWN_WEBHOOK. */
bool lb_hooks_enable(LbService *service, int64_t id, bool missed, LbHookEnabling *enabling,
                     GError **error);

#define LB_HOOKS_MISSED_MOST 10000

/* What a trial sends: an event of no entry that there is, signed as others are. */
typedef struct {
    char *url;
    GStrv headers; /* "Name: value" */
    char *body;
} LbHookTrial;

void lb_hook_trial_free(LbHookTrial *trial);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbHookTrial, lb_hook_trial_free)

/* Makes one for the webhook, disabled or not, and logs that. Nothing of it is kept. UNKNOWN_WEBHOOK. The caller frees it. */
LbHookTrial *lb_hooks_try(LbService *service, int64_t id, GError **error);

/* For those who run the place (LB_VERB_ADMINISTER); everybody else is refused. */

/* Sends again what the webhook has given up, or one @message (its webhook-id; NULL: all of them), whatever became of that: each with
 * the webhook-id it had, so that a receiver which has it already recognizes it; what had ended is tried up to ten times anew. Stores how many are sent; what is on its way is
 * not, and of none there is no entry in the log. UNKNOWN_WEBHOOK, WEBHOOK_DISABLED, UNKNOWN_MESSAGE. */
bool lb_hooks_resend(LbService *service, const LbActor *actor, int64_t webhook, const char *message,
                     int64_t *count, GError **error);

/* One of them. UNKNOWN_WEBHOOK. The caller frees it. */
LbWebhook *lb_hooks_show(LbService *service, const LbActor *actor, int64_t id, GError **error);

/* LbWebhook*, by id, behind @after (0: from the first), at most @limit. The caller frees the array. */
GPtrArray *lb_hooks_list(LbService *service, const LbActor *actor, int64_t after, int limit,
                         GError **error);

/* LbWebhookDelivery*, newest first, before the id @before (0: from the newest), of one webhook (0: of all), at most @limit. Those settled longer than
 * LB_HOOKS_KEPT ago are forgotten. The caller frees the array. */
GPtrArray *lb_hooks_history(LbService *service, const LbActor *actor, int64_t webhook,
                            int64_t before, int limit, GError **error);

#define LB_HOOKS_KEPT (30 * LB_DAY)

/* How many webhooks are disabled, and how many messages were given up within the last 7 days. */
bool lb_hooks_count_trouble(LbService *service, const LbActor *actor, int *disabled, int *given_up,
                            GError **error);
