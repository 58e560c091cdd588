/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What cases about webhooks have in common. */
#include "service/receiving.h"

#include <criterion/criterion.h>

#include "base/span.h"
#include "service/hooks.h"

int64_t
receiving_add(World *world, const char *tenant, const char *event)
{
    int64_t id = 0;
    g_autofree char *secret = NULL;
    g_autoptr(GError) error = NULL;
    const char *const events[] = { event, NULL };
    cr_assert(lb_hooks_add(world->service, tenant, RECEIVING_URL, events, &id, &secret, &error),
              "%s", error != NULL ? error->message : "");
    return id;
}

void
receiving_expect_refused(bool done, GError *error, LbRefusal refusal)
{
    g_autoptr(GError) taken = error;
    cr_assert(!done);
    cr_assert(g_error_matches(taken, LB_REFUSAL_ERROR, (int)refusal), "%s", taken->message);
}

LbHookCall *
receiving_claim(World *world, bool well)
{
    g_autoptr(GError) error = NULL;
    LbHookCall *call = lb_hook_calls_claim(world->service, well, LB_MINUTE, &error);
    cr_assert_null(error, "%s", error != NULL ? error->message : "");
    return call;
}

LbHookCall *
receiving_expect_claim(World *world, bool well)
{
    LbHookCall *call = receiving_claim(world, well);
    cr_assert_not_null(call);
    return call;
}

LbWebhookState
receiving_settle_after(World *world, const LbHookCall *call, long status, int after, bool *disabled)
{
    LbWebhookState became;
    g_autoptr(GError) error = NULL;
    LbHookAnswer answer = { .status = status, .retry_after = after, .words = "answer" };
    cr_assert(lb_hook_calls_settle(world->service, call, &answer, &became, disabled, &error), "%s",
              error != NULL ? error->message : "");
    return became;
}

LbWebhookState
receiving_settle(World *world, const LbHookCall *call, long status)
{
    bool disabled = false;
    LbWebhookState became = receiving_settle_after(world, call, status, 0, &disabled);
    cr_assert(!disabled);
    return became;
}
