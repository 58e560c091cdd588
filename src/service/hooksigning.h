/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The headers of a message to a webhook, private to src/service. */
#pragma once

#include "service/act.h"
#include "store/webhooks.h"

/* "Name: value" of all that a message with @body needs that is sent now: by the wall clock, since it is by theirs that receivers judge what is
 * too old or from the future. @now (microseconds UTC), the effective time, decides whether the secret before signs too. NULL with @error where the key
 * or the clock cannot be read. The caller frees the vector. */
GStrv lb_hooksigning_headers(LbService *service, const LbWebhookMessage *message, const char *body,
                             int64_t now, GError **error);

/* Entry @sequence of the log. CORRUPT (store/store.h) in @error where there is none. The caller frees it. */
LbActivity *lb_hooksigning_entry(LbService *service, int64_t sequence, GError **error);
