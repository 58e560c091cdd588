/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the verbs of webhooks have in common. */
#pragma once

#include "operator/console.h"

/* The number of a webhook, the first operand. USAGE in @error when it is none. */
bool lb_webhook_operand(const LbInvocation *invocation, int64_t *id, GError **error);
