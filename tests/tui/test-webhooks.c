/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What admins see of webhooks: what became of each message, and a line on every screen where something is wrong. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "service/hookcalls.h"
#include "service/hooks.h"
#include "tui/blade.h"
#include "tui/golden.h"

#define ADMIN "admin1@fabrikam.example"
#define OWNER "owner1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"

static int64_t
add(Blade *blade, const char *tenant, const char *url)
{
    static const char *const events[] = { "request.*", NULL };
    int64_t id = 0;
    g_autofree char *secret = NULL;
    cr_assert(lb_hooks_add(blade->world->service, tenant, url, events, &id, &secret, NULL));
    return id;
}

static void
settle(Blade *blade, int64_t webhook, long status, const char *words)
{
    LbWebhookState became;
    bool disabled = false;
    const LbHookAnswer answer = { .status = status, .words = words };
    g_autoptr(LbHookCall) call = lb_hook_calls_claim(blade->world->service, false, LB_MINUTE, NULL);
    cr_assert_not_null(call);
    cr_assert_eq(call->message->webhook, webhook);
    cr_assert(lb_hook_calls_settle(blade->world->service, call, &answer, &became, &disabled, NULL));
}

/* Webhook 1 has taken an event, 2 has not, 3 is disabled. */
static Blade *
troubled_new(void)
{
    Blade *blade = blade_new();
    int64_t one = add(blade, CONTOSO, "https://hooks.contoso.example/in");
    int64_t two =
        add(blade, NULL, "https://siem.fabrikam.example:8443/a/very/long/path/of/a/receiver");
    int64_t three = add(blade, CONTOSO, "https://gone.contoso.example/");
    g_autoptr(LbActor) engineer = world_actor(blade->world, ENGINEER);
    g_autoptr(GError) error = NULL;
    LbDecision decision = { .number = 5 };
    g_autoptr(LbRequest) canceled =
        lb_service_cancel(blade->world->service, engineer, &decision, &error);
    cr_assert_not_null(canceled, "%s", error != NULL ? error->message : "");
    settle(blade, one, 204, "HTTP 204");
    settle(blade, two, 401, "HTTP 401: {\"error\": \"signature \033[31mbad\"}");
    settle(blade, three, 410, "HTTP 410: gone for good");
    /* They are drawn by lot. */
    g_autofree char *words =
        world_tamper(blade->world, "UPDATE webhook_message SET message_id = 'msg_' || id");
    cr_assert_null(words, "%s", words);
    return blade;
}

static void
expect_golden(const char *name, const char *keys)
{
    g_autoptr(Blade) blade = troubled_new();
    golden_let_read(blade, ADMIN, name);
    blade_open(blade, ADMIN, 0, 80, 24);
    blade_press(blade, keys);
    golden_compare_sizes(name, blade);
}

Test(webhooks, what_became_of_each_message_is_listed)
{
    expect_golden("webhooks.en", "Wj");
    expect_golden("webhooks.ja", "Wj");
    expect_golden("webhook-message.en", "Wj\nj");
    expect_golden("webhook-message.ja", "Wj\nj");
}

Test(webhooks, of_each_webhook_it_is_told_how_it_does_and_what_to_do)
{
    expect_golden("receivers.en", "Wvjj");
    expect_golden("receivers.ja", "Wvjj");
    expect_golden("receiver.en", "Wvjj\n");
    expect_golden("receiver.ja", "Wvjj\n");
}

static int
count_of(Blade *blade, const char *condition)
{
    g_autofree char *sql =
        g_strconcat("SELECT count(*) FROM webhook_message WHERE ", condition, NULL);
    return (int)world_count(blade->world, sql);
}

Test(webhooks, a_message_is_sent_again_after_a_question_by_its_id)
{
    g_autoptr(Blade) blade = troubled_new();
    blade_open(blade, ADMIN, 0, 80, 24);
    blade_press(blade, "WG");
    blade_expect(blade, "R send again");
    blade_press(blade, "R");
    blade_expect(blade, "Its receiver has taken it.");
    cr_assert_eq(count_of(blade, "status = 'accepted'"), 1, "not before the question is answered");
    blade_rest(blade);
    blade_press(blade, "\n");
    blade_expect(blade, "The message to webhook 1 is sent again.");
    cr_assert_eq(count_of(blade, "status = 'queued' AND attempts = 0 AND message_id = 'msg_1'"), 1);
    blade_press(blade, "R");
    blade_expect_no(blade, "Its receiver has taken it.");
    blade_press(blade, "k\n");
    blade_expect(blade, "Message to a webhook");
    blade_press(blade, "R");
    blade_expect(blade, "Send request.canceled to webhook 2 again");
    blade_rest(blade);
    blade_press(blade, "\n");
    cr_assert_eq(count_of(blade, "due = 0 AND attempts = 1 AND message_id = 'msg_2'"), 1);
}

Test(webhooks, what_one_that_is_disabled_has_not_taken_waits_for_the_operator)
{
    g_autoptr(Blade) blade = troubled_new();
    LbHookEnabling enabling;
    blade_open(blade, ADMIN, 0, 80, 24);
    blade_press(blade, "W");
    blade_expect_no(blade, "R send again");
    blade_press(blade, "R");
    blade_expect(blade, "This webhook is disabled: v lists the webhooks");
    blade_press(blade, "\n");
    blade_expect(blade, "Message to a webhook");
    blade_press(blade, "jjj\n");
    blade_expect(blade, "lockboxctl webhook enable 3");
    cr_assert(lb_hooks_enable(blade->world->service, 3, false, &enabling, NULL));
    blade_press(blade, "\033r");
    blade_press(blade, "\n");
    blade_expect_no(blade, "lockboxctl webhook enable 3");
    blade_expect(blade, "lockboxctl webhook resend 3 --failed");
    blade_press(blade, "R");
    blade_expect(blade, "Send again what webhook 3 has not taken: 1");
    blade_rest(blade);
    blade_press(blade, "\n");
    blade_expect(blade, "Messages that are sent again: 1");
    cr_assert_eq(count_of(blade, "status = 'queued' AND message_id = 'msg_3'"), 1);
    cr_assert_eq(world_count(blade->world, "SELECT count(*) FROM activity WHERE operation ="
                                           " 'ResendWebhook' AND caller = '" ADMIN "'"),
                 1);
}

Test(webhooks, one_that_is_disabled_is_told_on_every_screen_until_it_is_removed)
{
    g_autoptr(Blade) blade = troubled_new();
    blade_open(blade, ADMIN, 0, 80, 24);
    for (const char *key = "12345"; *key != '\0'; key++) {
        const char one[] = { *key, '\0' };
        blade_press(blade, one);
        blade_expect(blade, "! 1 webhook is disabled");
    }
    cr_assert(lb_hooks_remove(blade->world->service, 3, NULL));
    blade_press(blade, "r");
    blade_expect(blade, "! 1 message to webhooks was given up in the last 7 days");
    world_pass(blade->world, 8 * LB_DAY);
    blade_open(blade, ADMIN, 0, 80, 24);
    blade_expect_no(blade, "to webhooks was given up");
}

Test(webhooks, a_message_leads_to_its_request_and_to_its_entry)
{
    g_autoptr(Blade) blade = troubled_new();
    blade_open(blade, ADMIN, 0, 80, 24);
    blade_press(blade, "W\n");
    blade_expect(blade, "Message to a webhook");
    blade_press(blade, "j\n");
    blade_expect_no(blade, "Message to a webhook");
    blade_press(blade, "\033j\n");
    blade_expect(blade, "Cancel Lockbox Request");
}

Test(webhooks, nobody_else_sees_them)
{
    static const char *const others[] = { OWNER, ENGINEER, "lead1@fabrikam.example" };
    g_autoptr(Blade) blade = troubled_new();
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        blade_open(blade, others[i], 0, 80, 24);
        g_autofree char *before = blade_text(blade);
        blade_expect_no(blade, "webhook");
        blade_press(blade, "W");
        g_autofree char *after = blade_text(blade);
        cr_assert_str_eq(before, after);
    }
}

Test(webhooks, where_there_are_none_it_says_how_to_add_one)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, ADMIN, 0, 80, 24);
    blade_expect_no(blade, "webhook");
    blade_press(blade, "W");
    blade_expect(blade, "lockboxctl webhook add URL --event TYPE");
}
