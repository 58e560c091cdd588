/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is owed to webhooks, for lockboxd: what is due, and what became of it. */
#pragma once

#include "core/webhook.h"
#include "service/service.h"
#include "store/webhooks.h"

/* One message, ready to be sent. */
typedef struct {
    LbWebhookMessage *message;
    GStrv headers; /* "Name: value" */
    char *body;
} LbHookCall;

void lb_hook_call_free(LbHookCall *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbHookCall, lb_hook_call_free)

/* Takes the next message that is due, or whose lease has run out, leased for @lease microseconds: of the webhook that was tried the longest ago and of which none is being
 * sent; @well: only of those whose last attempt was taken. NULL without error where there is none. With one, the
 * message is put off; or given up, where the log does not say what it was to tell (CORRUPT of store/store.h). The caller frees it. */
LbHookCall *lb_hook_calls_claim(LbService *service, bool well, int64_t lease, GError **error);

/* What came back. */
typedef struct {
    long status;       /* of the answer; 0: there was none */
    int retry_after;   /* seconds that it asked to wait; 0: it did not */
    const char *words; /* what is kept of it */
} LbHookAnswer;

/* Records it: taken, to be tried again, given up; and that the webhook is disabled, where it is gone, or where a message was given up
 * and nothing was taken since it was owed. Stores what has become of the message, and in @disabled whether the webhook was. */
bool lb_hook_calls_settle(LbService *service, const LbHookCall *call, const LbHookAnswer *answer,
                          LbWebhookState *became, bool *disabled, GError **error);

/* Gives up leases left by a lockboxd that died. Only for the one that holds the lock file. */
bool lb_hook_calls_release(LbService *service, GError **error);
