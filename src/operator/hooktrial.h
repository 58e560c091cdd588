/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Has lockboxd send one message to a webhook, and what the result means for who asked. */
#pragma once

#include "notify/hookwire.h"
#include "operator/outcome.h"

/* Carries @order out. Never NULL but with @error, when the process cannot be started or says what it should not. The caller frees it. */
LbHookResult *lb_hook_trial_ask(const LbHookOrder *order, GError **error);

/* What is to be said of a result. */
typedef struct {
    LbOutcome outcome;
    const char *sentence; /* marked N_() */
} LbHookHint;

/* Never NULL. */
const LbHookHint *lb_hook_hint_find(const LbHookResult *result);
