/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Webhooks that begin again: one that was disabled is enabled, and what was not taken is sent once more. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "service/hooks.h"
#include "service/receiving.h"

#define ADMIN "admin1@fabrikam.example"
#define ENGINEER "engineer7@fabrikam.example"
#define OWNER "owner1@contoso.example"

/* Webhook 1 of Contoso, which has three messages; the receiver answers @status to the first. */
static World *
world_answered(long status, char **first)
{
    World *world = world_new();
    bool disabled = false;
    receiving_add(world, CONTOSO, "*");
    receiving_add(world, NIHON, "ticket.*");
    g_autoptr(LbRequest) one = world_submit(world);
    cr_assert_null(world_tamper(world, "UPDATE webhook_message SET queued = queued - 1"));
    g_autoptr(LbRequest) two = world_submit(world);
    g_autoptr(LbHookCall) call = receiving_expect_claim(world, true);
    receiving_settle_after(world, call, status, 0, &disabled);
    *first = g_strdup(call->message->message_id);
    return world;
}

static LbHookEnabling
enable_telling(World *world, int64_t id, bool missed)
{
    LbHookEnabling enabling;
    g_autoptr(GError) error = NULL;
    cr_assert(lb_hooks_enable(world->service, id, missed, &enabling, &error), "%s",
              error != NULL ? error->message : "");
    return enabling;
}

static void
enable(World *world, int64_t id, bool changes, int64_t expected)
{
    LbHookEnabling enabling = enable_telling(world, id, false);
    cr_assert_eq(enabling.changed, changes);
    cr_assert_eq(enabling.given_up, expected);
    cr_assert_eq(enabling.missed, 0);
}

static int64_t
resend(World *world, const char *account, const char *message)
{
    int64_t count = -1;
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, account);
    cr_assert(lb_hooks_resend(world->service, actor, 1, message, &count, &error), "%s",
              error != NULL ? error->message : "");
    return count;
}

static void
expect_whole_log(World *world)
{
    g_auto(GStrv) findings = world_verify(world);
    cr_assert_null(findings[0], "%s", findings[0]);
}

Test(hooks_again, one_that_is_enabled_hears_what_happens_from_then_on)
{
    g_autofree char *first = NULL, *secret = NULL;
    g_autoptr(World) world = world_answered(410, &first);
    cr_assert_eq(world_count(world, "SELECT generation FROM webhook WHERE id = 1"), 1);
    world_pass(world, LB_HOUR);
    int64_t before = world_count(world, "SELECT max(id) FROM webhook_message");
    enable(world, 1, true, 3);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM webhook WHERE id = 1 AND disabled IS NULL"
                                    " AND why IS NULL AND failures = 0 AND generation = 1"),
                 1, "its secret is the same");
    cr_assert_eq(world_count(world, "SELECT count(*) FROM webhook_message WHERE status = 'failed'"),
                 3, "what it did not take is given up, not sent");
    g_autoptr(LbHookCall) call = receiving_expect_claim(world, true);
    cr_assert_gt(call->message->id, before);
    cr_assert_str_eq(call->message->event, "webhook.changed");
    cr_assert_eq(receiving_settle(world, call, 200), LB_WEBHOOK_ACCEPTED);
    cr_assert_null(receiving_claim(world, false));
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE operation ="
                                    " 'ChangeWebhook' AND tenant = '" CONTOSO "'"
                                    " AND door = 'operator' AND json_extract(details, '$.change')"
                                    " = 'enabled' AND json_extract(details, '$.host') ="
                                    " 'https://hooks.contoso.example'"),
                 1);
    expect_whole_log(world);
}

Test(hooks_again, one_that_is_on_is_not_changed_and_nothing_is_logged)
{
    g_autofree char *first = NULL;
    g_autoptr(World) world = world_answered(500, &first);
    int64_t before = world_count(world, "SELECT count(*) FROM activity");
    enable(world, 1, false, 0);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity"), before);
    cr_assert_eq(world_count(world, "SELECT failures FROM webhook WHERE id = 1"), 1);
}

/* All at one and the same time, which is what makes it hard to tell what came before. */
Test(hooks_again, what_happened_meanwhile_is_told_where_that_is_asked_for)
{
    g_autofree char *first = NULL;
    g_autoptr(World) world = world_answered(410, &first);
    receiving_add(world, NULL, "*");
    g_autoptr(LbRequest) missed = world_submit(world);
    world_pass(world, LB_DAY);
    g_autoptr(LbRequest) another = world_submit(world);
    int64_t before = world_count(world, "SELECT max(id) FROM webhook_message");
    LbHookEnabling enabling = enable_telling(world, 1, true);
    cr_assert(enabling.changed);
    cr_assert_eq(enabling.missed, 2, "the two requests, and nothing of the provider's own");
    cr_assert_eq(enabling.given_up, 3);
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM webhook_message m JOIN activity a USING (sequence)"
                        " WHERE m.webhook = 1 AND m.id > %d AND a.tenant = '" CONTOSO "'"
                        " AND (m.event = 'request.waiting' AND a.operation = 'CreateLockboxRequest'"
                        " OR m.event = 'webhook.changed')",
                        (int)before);
    cr_assert_eq(world_count(world, sql), 3);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM (SELECT 1 FROM webhook_message"
                                    " GROUP BY webhook, sequence HAVING count(*) > 1)"),
                 0, "nothing is told twice");
    cr_assert_eq(enable_telling(world, 1, true).missed, 0);
    expect_whole_log(world);
}

Test(hooks_again, of_what_happened_meanwhile_only_what_was_chosen_is_told)
{
    g_autoptr(World) world = world_new();
    bool disabled = false;
    int64_t id = receiving_add(world, NULL, "request.*");
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbHookCall) call = receiving_expect_claim(world, true);
    receiving_settle_after(world, call, 410, 0, &disabled);
    receiving_add(world, CONTOSO, "ticket.*");
    g_autoptr(LbRequest) missed = world_submit(world);
    cr_assert_eq(enable_telling(world, id, true).missed, 1, "a customer's, of the site's");
}

Test(hooks_again, one_that_fails_again_is_disabled_again)
{
    g_autofree char *first = NULL;
    g_autoptr(World) world = world_answered(410, &first);
    bool disabled = false;
    enable(world, 1, true, 3);
    for (int attempt = 1; attempt <= LB_WEBHOOK_ATTEMPTS; attempt++) {
        g_autoptr(LbHookCall) call = receiving_expect_claim(world, false);
        cr_assert(!disabled);
        receiving_settle_after(world, call, 500, 0, &disabled);
        world_pass(world, MAX(lb_webhook_wait(attempt, call->message->message_id), 0) + 1);
    }
    cr_assert(disabled);
}

Test(hooks_again, what_was_given_up_is_sent_again_as_the_same_with_all_its_attempts)
{
    g_autofree char *first = NULL;
    g_autoptr(World) world = world_answered(410, &first);
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM webhook_message WHERE message_id = '%s' AND"
                        " attempts = 0 AND status = 'queued' AND settled IS NULL",
                        first);
    enable(world, 1, true, 3);
    cr_assert_eq(resend(world, ADMIN, NULL), 3);
    cr_assert_eq(world_count(world, sql), 1);
    cr_assert_eq(resend(world, ADMIN, NULL), 0, "they are on their way");
    for (int i = 0; i < 4; i++) {
        g_autoptr(LbHookCall) call = receiving_expect_claim(world, true);
        cr_assert_eq(g_strcmp0(call->message->message_id, first) == 0, i == 0, "the oldest first");
        cr_assert_eq(receiving_settle(world, call, 200), LB_WEBHOOK_ACCEPTED);
    }
    cr_assert_eq(world_count(world, "SELECT count(*) FROM webhook_message WHERE status = 'failed'"),
                 0);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE tenant = '" CONTOSO "'"
                                    " AND operation = 'ResendWebhook' AND caller = '" ADMIN "'"
                                    " AND json_extract(details, '$.messages') = 3"),
                 1, "once, and not for nothing");
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE details LIKE '%T0KEN%'"),
                 0);
    expect_whole_log(world);
}

Test(hooks_again, one_message_is_sent_again_whatever_became_of_it)
{
    g_autofree char *first = NULL;
    g_autoptr(World) world = world_answered(200, &first);
    cr_assert_eq(resend(world, ADMIN, first), 1);
    g_autoptr(LbHookCall) again = receiving_expect_claim(world, true);
    cr_assert_str_eq(again->message->message_id, first);
    cr_assert_eq(resend(world, ADMIN, first), 0, "it is being sent");
    cr_assert_eq(receiving_settle(world, again, 500), LB_WEBHOOK_QUEUED);
    cr_assert_eq(resend(world, ADMIN, first), 1, "it need not wait for its next attempt");
    g_autoptr(LbHookCall) third = receiving_expect_claim(world, false);
    cr_assert_str_eq(third->message->message_id, first);
    cr_assert_eq(third->message->attempts, 1, "that is not another beginning");
    cr_assert_eq(receiving_settle(world, third, 200), LB_WEBHOOK_ACCEPTED);
    g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM activity WHERE operation ="
                                           " 'ResendWebhook' AND details LIKE '%%%s%%'",
                                           first);
    cr_assert_eq(world_count(world, sql), 2);
}

Test(hooks_again, a_pause_that_was_asked_for_holds_for_what_is_sent_again)
{
    g_autofree char *first = NULL;
    g_autoptr(World) world = world_answered(429, &first);
    cr_assert_eq(resend(world, ADMIN, first), 1);
    cr_assert_null(receiving_claim(world, false));
    world_pass(world, LB_MINUTE);
    g_autoptr(LbHookCall) call = receiving_expect_claim(world, false);
    cr_assert_str_eq(call->message->message_id, first);
}

Test(hooks_again, what_is_sent_again_is_told_to_no_webhook)
{
    g_autofree char *first = NULL;
    g_autoptr(World) world = world_answered(200, &first);
    receiving_add(world, NULL, "*");
    int64_t before = world_count(world, "SELECT count(*) FROM webhook_message");
    cr_assert_eq(resend(world, ADMIN, first), 1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM webhook_message"), before);
}

static void
expect_refusal(World *world, const char *account, int64_t webhook, const char *message,
               LbRefusal refusal)
{
    int64_t count = 0;
    GError *error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, account);
    bool done = lb_hooks_resend(world->service, actor, webhook, message, &count, &error);
    receiving_expect_refused(done, error, refusal);
    cr_assert_eq(count, 0);
}

Test(hooks_again, what_makes_no_sense_is_refused)
{
    g_autofree char *first = NULL;
    g_autoptr(World) world = world_answered(410, &first);
    LbHookEnabling enabling;
    GError *error = NULL;
    bool done = lb_hooks_enable(world->service, 99, true, &enabling, &error);
    receiving_expect_refused(done, error, LB_REFUSAL_UNKNOWN_WEBHOOK);
    expect_refusal(world, ADMIN, 99, first, LB_REFUSAL_UNKNOWN_WEBHOOK);
    expect_refusal(world, ADMIN, 1, first, LB_REFUSAL_WEBHOOK_DISABLED);
    expect_refusal(world, ADMIN, 2, first, LB_REFUSAL_UNKNOWN_MESSAGE);
    expect_refusal(world, ADMIN, 2, "msg_0", LB_REFUSAL_UNKNOWN_MESSAGE);
    cr_assert(lb_hooks_remove(world->service, 1, NULL));
    expect_refusal(world, ADMIN, 1, first, LB_REFUSAL_UNKNOWN_WEBHOOK);
    error = NULL;
    done = lb_hooks_enable(world->service, 1, true, &enabling, &error);
    receiving_expect_refused(done, error, LB_REFUSAL_UNKNOWN_WEBHOOK);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE operation ="
                                    " 'ResendWebhook'"),
                 0);
}

Test(hooks_again, only_those_who_run_the_place_send_again_and_read_of_one)
{
    static const char *const others[] = { OWNER, ENGINEER, "lead1@fabrikam.example" };
    g_autofree char *first = NULL;
    g_autoptr(World) world = world_answered(200, &first);
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(LbActor) actor = world_actor(world, others[i]);
        cr_assert_null(lb_hooks_show(world->service, actor, 1, NULL));
        expect_refusal(world, others[i], 1, first, LB_REFUSAL_NOT_AN_ADMIN);
    }
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE operation ="
                                    " 'ResendWebhook'"),
                 0);
}

Test(hooks_again, of_each_it_is_told_what_waits_what_failed_and_what_it_asked_for)
{
    g_autofree char *first = NULL;
    g_autoptr(World) world = world_answered(429, &first);
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    g_autoptr(LbWebhook) pausing = lb_hooks_show(world->service, admin, 1, NULL);
    cr_assert_eq(pausing->waiting, 3);
    cr_assert_eq(pausing->pause, world->reading.wall + LB_MINUTE);
    cr_assert_eq(pausing->withdrawn, 0);
    world_pass(world, LB_MINUTE);
    bool disabled = false;
    g_autoptr(LbHookCall) call = receiving_expect_claim(world, false);
    receiving_settle_after(world, call, 410, 0, &disabled);
    g_autoptr(LbWebhook) gone = lb_hooks_show(world->service, admin, 1, NULL);
    cr_assert(disabled);
    cr_assert_eq(gone->disabled, world->reading.wall);
    cr_assert_eq(gone->waiting, 0);
    cr_assert_eq(gone->given_up, 1);
    cr_assert_eq(gone->withdrawn, 2);
    enable(world, 1, true, 3);
    g_autoptr(LbWebhook) on = lb_hooks_show(world->service, admin, 1, NULL);
    cr_assert_eq(on->given_up, 3);
    cr_assert_eq(on->pause, 0);
}
