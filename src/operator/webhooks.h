/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the verbs of webhooks have in common. */
#pragma once

#include "operator/console.h"

/* The number of a webhook, the first operand. USAGE in @error when it is none. */
bool lb_webhook_operand(const LbInvocation *invocation, int64_t *id, GError **error);

/* Says the command to paste by which @verb is done to the webhook @id; @behind it stands as it is. */
void lb_webhook_say_command(LbInvocation *invocation, const char *verb, int64_t id,
                            const char *behind);
