/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Webhooks: what is owed to whom, what becomes of it, and who may know the secret. */
#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/span.h"
#include "core/refusal.h"
#include "service/hookcalls.h"
#include "service/hooks.h"
#include "service/receiving.h"
#include "service/tickets.h"
#include "support/world.h"

#define ADMIN "admin1@fabrikam.example"
#define ENGINEER "engineer7@fabrikam.example"
#define OWNER "owner1@contoso.example"
#define URL RECEIVING_URL

static const char *const everything[] = { "*", NULL };

static char *
header(const LbHookCall *call, const char *name)
{
    for (char **each = call->headers; *each != NULL; each++)
        if (g_str_has_prefix(*each, name))
            return g_strdup(*each + strlen(name) + 2);
    return NULL;
}

static const char *
member(JsonNode *body, const char *name)
{
    JsonObject *data = json_object_get_object_member(json_node_get_object(body), "data");
    cr_assert(json_object_has_member(data, name), "%s", name);
    return json_object_get_null_member(data, name) ? NULL
                                                   : json_object_get_string_member(data, name);
}

/* Who owns what */

Test(webhooks, an_act_owes_its_event_to_those_who_chose_it)
{
    g_autoptr(World) world = world_new();
    int64_t all = receiving_add(world, NULL, "*"), own = receiving_add(world, CONTOSO, "request.*"),
            other = receiving_add(world, CONTOSO, "ticket.*");
    world_tamper(world, "DELETE FROM webhook_message");
    g_autoptr(LbRequest) request = world_submit(world);
    g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM webhook_message WHERE event = "
                                           "'request.waiting' AND webhook IN (%d, %d)",
                                           (int)all, (int)own);
    cr_assert_eq(world_count(world, sql), 2);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM webhook_message WHERE event LIKE"
                                    " 'request.%' OR webhook <> 1"),
                 2);
    cr_assert_gt(other, 0);
}

Test(webhooks, no_customer_hears_of_another_or_of_the_provider)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    receiving_add(world, NIHON, "*");
    int64_t contoso = receiving_add(world, CONTOSO, "*");
    world_tamper(world, "DELETE FROM webhook_message");
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbTicket) noted = lb_service_note(world->service, engineer, 7, "among us", &error);
    cr_assert_not_null(noted, "%s", error != NULL ? error->message : "");
    g_autofree char *sql = g_strdup_printf(
        "SELECT count(*) FROM webhook_message WHERE webhook <> %d OR event = 'ticket.noted'",
        (int)contoso);
    cr_assert_eq(world_count(world, sql), 0);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM webhook_message"), 1);
}

Test(webhooks, what_is_refused_owes_nothing_but_that)
{
    g_autoptr(World) world = world_new();
    receiving_add(world, CONTOSO, "request.*");
    g_autoptr(LbRequest) request = world_submit(world);
    world_tamper(world, "DELETE FROM webhook_message");
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(GError) error = NULL;
    LbDecision decision = { .number = request->number + 1 };
    g_autoptr(LbRequest) canceled = lb_service_cancel(world->service, engineer, &decision, &error);
    cr_assert_null(canceled);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM webhook_message"), 0);
}

Test(webhooks, a_body_is_thin_and_says_where_the_entry_stands)
{
    g_autoptr(World) world = world_new();
    receiving_add(world, CONTOSO, "request.*");
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbHookCall) call = receiving_expect_claim(world, true);
    g_autoptr(JsonNode) body = json_from_string(call->body, NULL);
    g_autofree char *id = lb_request_id(request);
    cr_assert_not_null(body);
    cr_assert_null(strchr(call->body, '\n'));
    cr_assert_null(strstr(call->body, request->justification));
    cr_assert_str_eq(json_object_get_string_member(json_node_get_object(body), "type"),
                     "request.waiting");
    cr_assert_str_eq(member(body, "request"), id);
    cr_assert_str_eq(member(body, "tenant"), CONTOSO);
    cr_assert_str_eq(member(body, "status"), "Pending");
    cr_assert_str_eq(member(body, "operation"), "CreateLockboxRequest");
    cr_assert_null(member(body, "ticket"));
    cr_assert_null(member(body, "exclusion"));
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM activity WHERE operation = 'CreateLockboxRequest'"
                        " AND lower(hex(hash)) = '%s'",
                        member(body, "hash"));
    cr_assert_eq(world_count(world, sql), 1);
}

/* The secret */

Test(webhooks, the_secret_stands_nowhere_but_where_it_is_said_once)
{
    g_autoptr(World) world = world_new();
    int64_t id = 0, until = 0;
    g_autofree char *secret = NULL, *again = NULL, *bytes = NULL, *wal = NULL;
    gsize length = 0, wal_length = 0;
    cr_assert(lb_hooks_add(world->service, CONTOSO, URL, everything, &id, &secret, NULL));
    cr_assert(lb_hooks_rotate(world->service, id, 1, &again, &until, NULL));
    cr_assert(g_str_has_prefix(secret, "whsec_") && g_str_has_prefix(again, "whsec_"));
    cr_assert_str_neq(secret, again);
    g_autofree char *log = g_strconcat(world->database, "-wal", NULL);
    g_autofree char *key = g_build_filename(world->data, "private", "webhook-key", NULL);
    cr_assert(g_file_get_contents(world->database, &bytes, &length, NULL));
    if (!g_file_get_contents(log, &wal, &wal_length, NULL))
        wal = g_strdup("");
    const char *const secrets[] = { secret + strlen("whsec_"), again + strlen("whsec_") };
    for (size_t i = 0; i < G_N_ELEMENTS(secrets); i++) {
        cr_assert_null(g_strstr_len(bytes, (gssize)length, secrets[i]));
        cr_assert_null(memmem(bytes, length, secrets[i], strlen(secrets[i])));
        cr_assert_null(memmem(wal, wal_length, secrets[i], strlen(secrets[i])));
    }
    struct stat status;
    cr_assert_eq(stat(key, &status), 0);
    cr_assert_eq(status.st_mode & 0777, 0600);
}

Test(webhooks, changes_stand_in_the_log_with_the_host_and_nothing_more_of_the_url)
{
    g_autoptr(World) world = world_new();
    g_autofree char *secret = NULL;
    int64_t id = receiving_add(world, CONTOSO, "*"), until = 0;
    cr_assert(lb_hooks_rotate(world->service, id, 1, &secret, &until, NULL));
    g_autoptr(LbHookTrial) trial = lb_hooks_try(world->service, id, NULL);
    cr_assert_not_null(trial);
    cr_assert(lb_hooks_remove(world->service, id, NULL));
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE tenant = '" CONTOSO "'"
                                    " AND operation = 'ChangeWebhook' AND json_extract(details,"
                                    " '$.host') = 'https://hooks.contoso.example'"),
                 3);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE operation = 'TryWebhook'"),
                 1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE details LIKE '%T0KEN%'"
                                    " OR details LIKE '%S3CRET%' OR details LIKE '%whsec%'"),
                 0);
    g_auto(GStrv) findings = world_verify(world);
    cr_assert_null(findings[0], "%s", findings[0]);
}

Test(webhooks, while_a_secret_is_changed_both_sign_and_never_a_third)
{
    g_autoptr(World) world = world_new();
    int64_t id = 0, until = 0;
    char *secrets[3] = { NULL };
    cr_assert(lb_hooks_add(world->service, CONTOSO, URL, everything, &id, &secrets[0], NULL));
    cr_assert(lb_hooks_rotate(world->service, id, 2, &secrets[1], &until, NULL));
    cr_assert(lb_hooks_rotate(world->service, id, 2, &secrets[2], &until, NULL));
    cr_assert_eq(until, world->reading.wall + 2 * LB_HOUR, "it is told without another question");
    g_autoptr(LbHookCall) both = receiving_expect_claim(world, true);
    g_autofree char *message = header(both, "webhook-id"),
                    *time = header(both, "webhook-timestamp"),
                    *signature = header(both, "webhook-signature");
    const char *const live[] = { secrets[2], secrets[1], NULL }, *const one[] = { secrets[2],
                                                                                  NULL };
    int64_t seconds = g_ascii_strtoll(time, NULL, 10);
    g_autofree char *expected = lb_webhook_sign(live, message, seconds, both->body);
    cr_assert_eq(seconds, world->reading.wall / LB_SECOND);
    cr_assert_str_eq(signature, expected);
    cr_assert_eq(receiving_settle(world, both, 500), LB_WEBHOOK_QUEUED);
    world_pass(world, 2 * LB_HOUR + LB_SECOND);
    g_autoptr(LbHookCall) after = receiving_expect_claim(world, false);
    g_autofree char *now = header(after, "webhook-timestamp"),
                    *alone = header(after, "webhook-signature"),
                    *same = header(after, "webhook-id");
    g_autofree char *wanted =
        lb_webhook_sign(one, same, g_ascii_strtoll(now, NULL, 10), after->body);
    cr_assert_str_eq(alone, wanted);
    for (size_t i = 0; i < G_N_ELEMENTS(secrets); i++)
        g_free(secrets[i]);
}

/* The effective time stands still while the wall clock, set back, catches up; receivers go by a clock on the wall. */
Test(webhooks, a_message_is_dated_by_the_wall_clock)
{
    g_autoptr(World) world = world_new();
    receiving_add(world, CONTOSO, "webhook.*");
    world->reading.wall -= 30 * LB_MINUTE;
    int64_t now = world->reading.wall / LB_SECOND;
    g_autoptr(LbHookCall) call = receiving_expect_claim(world, true);
    g_autofree char *sent = header(call, "webhook-timestamp");
    cr_assert_eq(g_ascii_strtoll(sent, NULL, 10), now);
    g_autoptr(LbHookTrial) trial = lb_hooks_try(world->service, call->message->webhook, NULL);
    g_autofree char *expected = g_strdup_printf("webhook-timestamp: %lld", (long long)now);
    cr_assert(g_strv_contains((const char *const *)trial->headers, expected));
}

/* Should the key be lost, new secrets would have to be given to all: nothing does that silently. */
Test(webhooks, a_key_that_is_gone_is_not_made_anew_while_receivers_rely_on_it)
{
    g_autoptr(World) world = world_new();
    int64_t id = receiving_add(world, CONTOSO, "*"), another = 0, until = 0;
    g_autofree char *key = g_build_filename(world->data, "private", "webhook-key", NULL);
    g_autofree char *secret = NULL;
    g_autoptr(GError) gone = NULL, error = NULL;
    cr_assert_eq(g_unlink(key), 0);
    cr_assert(!lb_hooks_add(world->service, CONTOSO, URL, everything, &another, &secret, NULL));
    cr_assert_null(secret);
    cr_assert(!lb_hooks_rotate(world->service, id, 1, &secret, &until, NULL));
    cr_assert_null(lb_hook_calls_claim(world->service, true, LB_MINUTE, &gone));
    cr_assert_not_null(gone);
    cr_assert_null(lb_hook_calls_claim(world->service, true, LB_MINUTE, &error));
    cr_assert_null(error, "what could not be signed waits");
    cr_assert(lb_hooks_remove(world->service, id, NULL));
    cr_assert(lb_hooks_add(world->service, CONTOSO, URL, everything, &another, &secret, NULL));
    g_clear_pointer(&secret, g_free);
    cr_assert_eq(g_chmod(key, 0644), 0);
    cr_assert(!lb_hooks_add(world->service, CONTOSO, URL, everything, &another, &secret, NULL));
}

/* Whoever can write the database cannot have a lie signed. */
Test(webhooks, what_the_log_does_not_say_is_not_sent)
{
    static const char *const lies[] = {
        "SET event = 'request.approved'",
        "SET event = 'webhook.test'",
        "SET event = 'ticket.noted', sequence = 1",
        "SET sequence = 1",
        "SET webhook = (SELECT id FROM webhook WHERE tenant = '" NIHON "')",
        "SET message_id = 'msg_1.1795935529.{}'",
        "SET message_id = 'msg_0123456789abcdef0123456789abcde' || char(10)",
        "SET message_id = ''",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lies); i++) {
        g_autoptr(World) world = world_new();
        g_autoptr(GError) error = NULL;
        receiving_add(world, CONTOSO, "request.*");
        receiving_add(world, NIHON, "request.*");
        g_autoptr(LbRequest) request = world_submit(world);
        g_autofree char *sql = g_strconcat("UPDATE webhook_message ", lies[i], NULL);
        cr_assert_null(world_tamper(world, sql));
        cr_assert_null(lb_hook_calls_claim(world->service, true, LB_MINUTE, &error), "%s", lies[i]);
        cr_assert(g_error_matches(error, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT), "%s", lies[i]);
        cr_assert_eq(world_count(world,
                                 "SELECT count(*) FROM webhook_message WHERE status = 'failed'"
                                 " AND attempts = 0 AND settled IS NOT NULL"
                                 " AND answer LIKE '%is not sent: its %'"),
                     1, "%s", lies[i]);
        cr_assert_eq(world_count(world, "SELECT count(*) FROM webhook WHERE failures > 0"
                                        " OR disabled IS NOT NULL"),
                     0, "%s: it is not the receiver's fault", lies[i]);
        world_pass(world, LB_DAY);
        cr_assert_null(receiving_claim(world, false), "%s", lies[i]);
    }
}

Test(webhooks, a_lie_keeps_no_truth_back)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    receiving_add(world, CONTOSO, "*");
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert_null(world_tamper(world, "UPDATE webhook_message SET event = 'request.approved'"
                                       " WHERE id = 1"));
    cr_assert_null(lb_hook_calls_claim(world->service, true, LB_MINUTE, &error));
    cr_assert_not_null(error);
    g_autoptr(LbHookCall) call = receiving_expect_claim(world, true);
    cr_assert_str_eq(call->message->event, "request.waiting");
}

/* What is refused */

Test(webhooks, what_makes_no_sense_is_refused)
{
    g_autoptr(World) world = world_new();
    int64_t id = 0, until = 0;
    g_autofree char *secret = NULL;
    GError *error = NULL;
    const char *const unknown[] = { "request.opened", NULL }, *const none[] = { NULL };
    LbService *service = world->service;
    bool done = false;
    done = lb_hooks_add(service, "nobody", URL, everything, &id, &secret, &error);
    receiving_expect_refused(done, error, LB_REFUSAL_UNKNOWN_TENANT);
    error = NULL;
    done = lb_hooks_add(service, NULL, "https://x/\n", everything, &id, &secret, &error);
    receiving_expect_refused(done, error, LB_REFUSAL_BAD_URL);
    error = NULL;
    done = lb_hooks_add(service, NULL, URL, unknown, &id, &secret, &error);
    receiving_expect_refused(done, error, LB_REFUSAL_UNKNOWN_VALUE);
    error = NULL;
    done = lb_hooks_add(service, NULL, URL, none, &id, &secret, &error);
    receiving_expect_refused(done, error, LB_REFUSAL_UNKNOWN_VALUE);
    error = NULL;
    done = lb_hooks_rotate(service, 99, 1, &secret, &until, &error);
    receiving_expect_refused(done, error, LB_REFUSAL_UNKNOWN_WEBHOOK);
    error = NULL;
    done = lb_hooks_remove(service, 99, &error);
    receiving_expect_refused(done, error, LB_REFUSAL_UNKNOWN_WEBHOOK);
    error = NULL;
    cr_assert_null(lb_hooks_try(service, 99, &error));
    receiving_expect_refused(false, error, LB_REFUSAL_UNKNOWN_WEBHOOK);
    error = NULL;
    id = receiving_add(world, NULL, "*");
    done = lb_hooks_rotate(service, id, -1, &secret, &until, &error);
    receiving_expect_refused(done, error, LB_REFUSAL_UNKNOWN_VALUE);
    for (int i = 1; i < LB_WEBHOOKS_MOST; i++)
        receiving_add(world, NULL, "*");
    error = NULL;
    done = lb_hooks_add(service, NULL, URL, everything, &id, &secret, &error);
    receiving_expect_refused(done, error, LB_REFUSAL_TOO_MANY_WEBHOOKS);
    receiving_add(world, CONTOSO, "*");
}

Test(webhooks, only_those_who_run_the_place_see_them)
{
    g_autoptr(World) world = world_new();
    receiving_add(world, CONTOSO, "*");
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    g_autoptr(GPtrArray) rows = lb_hooks_list(world->service, admin, 0, 10, NULL);
    g_autoptr(GPtrArray) sent = lb_hooks_history(world->service, admin, 0, 0, 10, NULL);
    cr_assert_eq(rows->len, 1);
    cr_assert_eq(sent->len, 1);
    const char *const accounts[] = { OWNER, ENGINEER };
    for (size_t i = 0; i < G_N_ELEMENTS(accounts); i++) {
        g_autoptr(LbActor) actor = world_actor(world, accounts[i]);
        int disabled, given_up;
        cr_assert_null(lb_hooks_list(world->service, actor, 0, 10, NULL));
        cr_assert_null(lb_hooks_history(world->service, actor, 0, 0, 10, NULL));
        cr_assert(!lb_hooks_count_trouble(world->service, actor, &disabled, &given_up, NULL));
    }
}

/* Attempts */

Test(webhooks, what_is_taken_is_over_and_what_is_not_comes_again_as_the_same)
{
    g_autoptr(World) world = world_new();
    receiving_add(world, CONTOSO, "webhook.*");
    g_autoptr(LbHookCall) first = receiving_expect_claim(world, true);
    cr_assert_null(receiving_claim(world, true), "one at a time");
    cr_assert_eq(receiving_settle(world, first, 302), LB_WEBHOOK_QUEUED);
    cr_assert_null(receiving_claim(world, false));
    world_pass(world, 6 * LB_SECOND);
    cr_assert_null(receiving_claim(world, true),
                   "whose last attempt failed is for the other lanes");
    g_autoptr(LbHookCall) second = receiving_expect_claim(world, false);
    cr_assert_str_eq(second->message->message_id, first->message->message_id);
    cr_assert_str_eq(second->body, first->body);
    cr_assert_eq(receiving_settle(world, second, 204), LB_WEBHOOK_ACCEPTED);
    world_pass(world, LB_DAY);
    cr_assert_null(receiving_claim(world, false));
    cr_assert_eq(world_count(world, "SELECT failures FROM webhook"), 0);
}

Test(webhooks, after_ten_attempts_it_is_given_up_and_whoever_took_nothing_is_disabled)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    int64_t begun = world->reading.wall;
    int disabled_count = 0, given_up = 0;
    receiving_add(world, CONTOSO, "webhook.*");
    for (int attempt = 1; attempt <= LB_WEBHOOK_ATTEMPTS; attempt++) {
        bool disabled = false, last = attempt == LB_WEBHOOK_ATTEMPTS;
        g_autoptr(LbHookCall) call = receiving_expect_claim(world, false);
        LbWebhookState became = receiving_settle_after(world, call, 500, 0, &disabled);
        cr_assert_eq(became, last ? LB_WEBHOOK_FAILED : LB_WEBHOOK_QUEUED, "%d", attempt);
        cr_assert_eq(disabled, last, "%d", attempt);
        if (!last)
            world_pass(world, lb_webhook_wait(attempt, call->message->message_id) + 1);
    }
    cr_assert_geq(world->reading.wall - begun, 75 * LB_HOUR);
    world_pass(world, 2 * LB_DAY);
    cr_assert_null(receiving_claim(world, false));
    cr_assert(lb_hooks_count_trouble(world->service, admin, &disabled_count, &given_up, NULL));
    cr_assert_eq(disabled_count, 1);
    cr_assert_eq(given_up, 1);
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM webhook_message"), 1,
                 "nothing is owed to one that is disabled");
}

Test(webhooks, who_is_gone_is_disabled_at_once_and_what_waits_is_withdrawn)
{
    g_autoptr(World) world = world_new();
    int64_t all = receiving_add(world, NULL, "webhook.*"), id = receiving_add(world, CONTOSO, "*");
    g_autoptr(LbRequest) request = world_submit(world);
    bool disabled = false;
    for (;;) {
        g_autoptr(LbHookCall) call = receiving_expect_claim(world, true);
        bool gone = call->message->webhook == id;
        receiving_settle_after(world, call, gone ? 410 : 200, 0, &disabled);
        if (gone)
            break;
    }
    cr_assert(disabled);
    g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM webhook_message WHERE webhook = %d"
                                           " AND status NOT IN ('withdrawn', 'failed')",
                                           (int)id);
    cr_assert_eq(world_count(world, sql), 0);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE caller IS NULL AND"
                                    " operation = 'ChangeWebhook' AND details LIKE '%410%' AND"
                                    " json_extract(details, '$.host') ="
                                    " 'https://hooks.contoso.example'"),
                 1);
    g_autoptr(LbHookCall) told = receiving_expect_claim(world, true);
    cr_assert_eq(told->message->webhook, all, "the others hear of it");
    g_auto(GStrv) findings = world_verify(world);
    cr_assert_null(findings[0], "%s", findings[0]);
}

Test(webhooks, who_asks_for_a_pause_gets_it)
{
    g_autoptr(World) world = world_new();
    bool disabled;
    receiving_add(world, CONTOSO, "*");
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbHookCall) call = receiving_expect_claim(world, true);
    receiving_settle_after(world, call, 429, 600, &disabled);
    world_pass(world, 599 * LB_SECOND);
    cr_assert_null(receiving_claim(world, false), "the other message waits too");
    world_pass(world, 2 * LB_SECOND);
    g_autoptr(LbHookCall) again = receiving_expect_claim(world, false);
    receiving_settle_after(world, again, 503, 0, &disabled);
    world_pass(world, 30 * LB_SECOND);
    cr_assert_null(receiving_claim(world, false));
    world_pass(world, 31 * LB_SECOND);
    g_autoptr(LbHookCall) third = receiving_expect_claim(world, false);
    receiving_settle_after(world, third, 500, 3600, &disabled);
    g_autoptr(LbHookCall) fourth = receiving_claim(world, false);
    cr_assert(fourth == NULL || fourth->message->id != third->message->id);
}

Test(webhooks, who_was_tried_the_longest_ago_is_next)
{
    g_autoptr(World) world = world_new();
    int64_t one = receiving_add(world, NULL, "webhook.*"),
            two = receiving_add(world, NULL, "webhook.*"),
            three = receiving_add(world, NULL, "webhook.*");
    const int64_t order[] = { one, two, three, one, two, one };
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
        g_autoptr(LbHookCall) call = receiving_expect_claim(world, true);
        cr_assert_eq(call->message->webhook, order[i], "%zu", i);
        receiving_settle(world, call, 200);
        world_pass(world, LB_SECOND);
    }
    cr_assert_null(receiving_claim(world, true));
}

Test(webhooks, what_was_removed_while_it_was_sent_stays_withdrawn)
{
    g_autoptr(World) world = world_new();
    int64_t id = receiving_add(world, CONTOSO, "webhook.*");
    g_autoptr(LbHookCall) call = receiving_expect_claim(world, true);
    cr_assert(lb_hooks_remove(world->service, id, NULL));
    receiving_settle(world, call, 500);
    world_pass(world, LB_DAY);
    cr_assert_null(receiving_claim(world, false));
    cr_assert_eq(
        world_count(world, "SELECT count(*) FROM webhook_message WHERE status <> 'withdrawn'"), 0);
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    g_autoptr(GPtrArray) rows = lb_hooks_list(world->service, admin, 0, 10, NULL);
    g_autoptr(GPtrArray) sent = lb_hooks_history(world->service, admin, id, 0, 10, NULL);
    cr_assert_eq(rows->len, 0);
    cr_assert_eq(sent->len, 1, "what was sent is still known");
}

Test(webhooks, a_lease_of_a_process_that_died_is_given_up)
{
    g_autoptr(World) world = world_new();
    receiving_add(world, CONTOSO, "webhook.*");
    g_autoptr(LbHookCall) call = receiving_expect_claim(world, true);
    cr_assert_null(receiving_claim(world, true));
    cr_assert(lb_hook_calls_release(world->service, NULL));
    g_autoptr(LbHookCall) again = receiving_expect_claim(world, true);
    cr_assert_str_eq(again->message->message_id, call->message->message_id);
}

/* As when nothing could be written while the answer came. */
Test(webhooks, a_lease_that_has_run_out_keeps_no_webhook_waiting)
{
    g_autoptr(World) world = world_new();
    receiving_add(world, CONTOSO, "*");
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbHookCall) lost = receiving_expect_claim(world, true);
    world_pass(world, LB_MINUTE - 1);
    cr_assert_null(receiving_claim(world, true), "it is still being sent");
    world_pass(world, 1);
    g_autoptr(LbHookCall) again = receiving_expect_claim(world, true);
    cr_assert_str_eq(again->message->message_id, lost->message->message_id);
    cr_assert_null(receiving_claim(world, true), "one at a time");
    receiving_settle(world, lost, 500);
    cr_assert_null(receiving_claim(world, false), "whoever was too late ends no lease of another");
    cr_assert_eq(receiving_settle(world, again, 200), LB_WEBHOOK_ACCEPTED);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM webhook_message WHERE status = 'accepted'"
                                    " AND attempts = 1"),
                 1);
    g_autoptr(LbHookCall) next = receiving_expect_claim(world, true);
    cr_assert_str_neq(next->message->message_id, lost->message->message_id);
}

/* The lease was given by a clock that was ahead. */
Test(webhooks, a_lease_further_ahead_than_any_is_over)
{
    g_autoptr(World) world = world_new();
    receiving_add(world, CONTOSO, "webhook.*");
    g_autoptr(LbHookCall) lost = receiving_expect_claim(world, true);
    world_tamper(world, "UPDATE webhook_message SET due = due + 400000000000");
    g_autoptr(LbHookCall) again = receiving_expect_claim(world, true);
    cr_assert_str_eq(again->message->message_id, lost->message->message_id);
}

/* Neither the key nor the database is to be had: both are told, and it is not lost. */
Test(webhooks, what_can_neither_be_signed_nor_put_off_is_told_and_comes_again)
{
    g_autoptr(World) world = world_new();
    receiving_add(world, CONTOSO, "webhook.*");
    g_autofree char *key = g_build_filename(world->data, "private", "webhook-key", NULL);
    g_autofree char *kept = g_strconcat(key, "-kept", NULL);
    g_autoptr(GError) error = NULL;
    cr_assert_eq(g_rename(key, kept), 0);
    cr_assert_null(world_tamper(world,
                                "CREATE TRIGGER full BEFORE UPDATE OF attempts ON"
                                " webhook_message BEGIN SELECT raise(ABORT, 'no room'); END"));
    cr_assert_null(lb_hook_calls_claim(world->service, true, LB_MINUTE, &error));
    cr_assert(error != NULL && strstr(error->message, "no room") != NULL, "%s",
              error != NULL ? error->message : "nothing was told");
    cr_assert_not_null(strstr(error->message, "webhook-key"), "%s", error->message);
    cr_assert_null(world_tamper(world, "DROP TRIGGER full"));
    cr_assert_eq(g_rename(kept, key), 0);
    cr_assert_null(receiving_claim(world, true), "it is leased");
    world_pass(world, LB_MINUTE);
    g_autoptr(LbHookCall) again = receiving_expect_claim(world, true);
    cr_assert_eq(again->message->attempts, 0);
}

Test(webhooks, what_was_settled_long_ago_is_forgotten)
{
    g_autoptr(World) world = world_new();
    receiving_add(world, CONTOSO, "webhook.*");
    g_autoptr(LbHookCall) call = receiving_expect_claim(world, true);
    receiving_settle(world, call, 200);
    world_pass(world, LB_HOOKS_KEPT / 8 * 7);
    for (int i = 0; i < 2; i++) {
        world_tamper(world, "UPDATE clock SET mark = mark");
        receiving_add(world, CONTOSO, "webhook.*");
        g_autoptr(LbHookCall) next = receiving_claim(world, true);
        if (next != NULL)
            receiving_settle(world, next, 200);
        cr_assert_eq(world_count(world, "SELECT count(*) FROM webhook_message WHERE id = 1"),
                     i == 0 ? 1 : 0);
        world_pass(world, LB_HOOKS_KEPT / 4);
    }
}
