/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key from which the secrets of webhooks are made, private to src/service: DATA/private/webhook-key, 0600, of the account of lockboxd. What
 * serves people runs as another account and cannot read it; it is in no copy of the database. */
#pragma once

#include "core/webhook.h"
#include "service/act.h"

/* Stores the key, which the caller wipes. @make: where there is none yet one is made; the caller holds the database's write lock. */
bool lb_hook_key_read(LbService *service, bool make, uint8_t key[LB_WEBHOOK_KEY_SIZE],
                      GError **error);
