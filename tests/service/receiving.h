/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What cases about webhooks have in common: adding one, and being its receiver. */
#pragma once

#include "core/refusal.h"
#include "service/hookcalls.h"
#include "support/world.h"

/* With something in it that no log is to have. */
#define RECEIVING_URL "https://hooks.contoso.example/in/T0KEN?k=S3CRET"

/* Adds a webhook of @tenant (NULL: of the site) that tells of @event. Returns its id. */
int64_t receiving_add(World *world, const char *tenant, const char *event);

/* @done is false, and @error, which is taken, is @refusal. */
void receiving_expect_refused(bool done, GError *error, LbRefusal refusal);

/* What is sent next, leased for a minute; NULL where there is nothing. The caller frees it. */
LbHookCall *receiving_claim(World *world, bool well);

/* The same where there is something. */
LbHookCall *receiving_expect_claim(World *world, bool well);

/* Answers with @status, and Retry-After @after (seconds; 0: none). Returns what became of the message, and in @disabled whether the webhook was. */
LbWebhookState receiving_settle_after(World *world, const LbHookCall *call, long status, int after,
                                      bool *disabled);

/* The same where no webhook is disabled. */
LbWebhookState receiving_settle(World *world, const LbHookCall *call, long status);
