/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails whose reason is gone are not sent; all others are, each after what became of the one before is on the disk. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "service/deadlines.h"
#include "service/deliveries.h"
#include "service/mails.h"
#include "service/operator.h"
#include "service/people.h"
#include "support/world.h"

#define OWNER "owner1@contoso.example"
#define APPROVER "approver1@contoso.example"

static LbMessage *
claim(World *world)
{
    g_autoptr(GError) error = NULL;
    LbMessage *message = lb_deliveries_claim(world->service, LB_MINUTE, &error);
    cr_assert_null(error, "%s", error->message);
    return message;
}

static void
settle(World *world, LbMessage *message, LbDelivery delivery)
{
    cr_assert(lb_deliveries_settle(world->service, message, delivery, "words", NULL));
}

/* Gives all that is due to a server, which takes it. Returns how many mails that were. */
static int
deliver(World *world, LbDelivery delivery)
{
    for (int sent = 0; sent < 1000; sent++) {
        g_autoptr(LbMessage) message = claim(world);
        if (message == NULL)
            return sent;
        settle(world, message, delivery);
    }
    cr_assert_fail("no end");
    return 0;
}

static int64_t
count(World *world, const char *condition)
{
    g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM outbox WHERE %s", condition);
    return world_count(world, sql);
}

static void
expect_count(World *world, int64_t expected, const char *condition)
{
    int64_t counted = count(world, condition);
    cr_assert_eq(counted, expected, "%s: %d, not %d", condition, (int)counted, (int)expected);
}

static void
deny(World *world, const LbRequest *request)
{
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown, .reason = "Not now." };
    g_autoptr(LbRequest) denied = lb_service_deny(world->service, owner, &decision, NULL);
    cr_assert_not_null(denied);
}

Test(withdrawn, nobody_is_asked_to_decide_what_was_decided)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbMessage) first = claim(world);
    settle(world, first, LB_DELIVERY_ACCEPTED);
    deny(world, request);
    cr_assert_eq(deliver(world, LB_DELIVERY_ACCEPTED), 5, "four approvers and who asked");
    expect_count(world, 1, "event = 'waiting' AND status = 'accepted'");
    expect_count(world, 3,
                 "event = 'waiting' AND status = 'withdrawn' AND settled > 0 AND attempts = 0"
                 " AND answer = 'the request no longer waits for an answer'");
    expect_count(world, 5, "event = 'denied' AND status = 'accepted'");
}

Test(withdrawn, one_that_may_have_arrived_is_not_sent_again_either)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert_eq(deliver(world, LB_DELIVERY_LATER), 4);
    deny(world, request);
    world_pass(world, LB_HOUR);
    cr_assert_eq(deliver(world, LB_DELIVERY_ACCEPTED), 5);
    expect_count(world, 4, "event = 'waiting' AND status = 'withdrawn' AND attempts = 1");
}

Test(withdrawn, nobody_is_asked_after_the_time_for_it)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    world_pass(world, 4 * LB_DAY);
    cr_assert_eq(deliver(world, LB_DELIVERY_ACCEPTED), 0, "though nothing has ended it yet");
    expect_count(world, 4, "status = 'withdrawn' AND answer = 'the time for an answer is over'");
    int ended = 0;
    cr_assert(lb_deadlines_run(world->service, 10, &ended, NULL));
    cr_assert_eq(deliver(world, LB_DELIVERY_ACCEPTED), 5, "that it expired is told");
}

Test(withdrawn, an_address_that_two_have_is_told_for_the_other_when_one_may_not_be_told)
{
    g_autoptr(World) world = world_new();
    cr_assert_null(world_tamper(world,
                                "UPDATE principal SET mail = 'both@contoso.example', entry = 0"
                                " WHERE account IN ('owner1@contoso.example',"
                                "  'owner2@contoso.example');"
                                "UPDATE principal SET language = 'ja'"
                                " WHERE account = 'owner2@contoso.example';"
                                "DELETE FROM change;"));
    g_autoptr(LbRequest) request = world_submit(world);
    expect_count(world, 1, "event = 'waiting' AND address = 'both@contoso.example'");
    cr_assert_null(world_tamper(world, "UPDATE principal SET enabled = 0"
                                       " WHERE account = 'owner1@contoso.example';"
                                       "DELETE FROM change;"));
    cr_assert_gt(deliver(world, LB_DELIVERY_ACCEPTED), 2);
    expect_count(world, 1,
                 "event = 'waiting' AND status = 'accepted' AND language = 'ja'"
                 " AND alternate = 0 AND address = 'both@contoso.example' AND principal ="
                 " (SELECT id FROM principal WHERE account = 'owner2@contoso.example')");
    expect_count(world, 0, "event = 'waiting' AND status = 'withdrawn'");
}

Test(withdrawn, an_address_of_two_who_may_not_be_told_is_told_nothing)
{
    g_autoptr(World) world = world_new();
    cr_assert_null(world_tamper(world,
                                "UPDATE principal SET mail = 'both@contoso.example', entry = 0"
                                " WHERE account IN ('owner1@contoso.example',"
                                "  'owner2@contoso.example'); DELETE FROM change;"));
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert_null(world_tamper(world, "UPDATE principal SET enabled = 0 WHERE account IN"
                                       " ('owner1@contoso.example', 'owner2@contoso.example');"
                                       "DELETE FROM change;"));
    deliver(world, LB_DELIVERY_ACCEPTED);
    expect_count(world, 1,
                 "event = 'waiting' AND status = 'withdrawn' AND address = 'both@contoso.example'");
}

Test(withdrawn, a_clock_nobody_believes_withdraws_nothing)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    world->reading.wall += 10 * LB_DAY;
    cr_assert_eq(deliver(world, LB_DELIVERY_ACCEPTED), 4);
}

Test(withdrawn, who_left_or_may_not_decide_any_more_is_not_asked)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert_null(world_tamper(world,
                                "UPDATE principal SET enabled = 0 WHERE account = '" OWNER
                                "'; DELETE FROM role_assignment WHERE principal ="
                                " (SELECT id FROM principal WHERE account = '" APPROVER "')"));
    cr_assert_eq(deliver(world, LB_DELIVERY_ACCEPTED), 2);
    expect_count(world, 1, "address = '" OWNER "' AND answer = 'the account is switched off'");
    expect_count(world, 1,
                 "address = '" APPROVER
                 "' AND answer = 'the recipient may not answer it any more'");
}

/* A decision that the one to be told has made stays worth telling. */
Test(withdrawn, who_lost_the_role_hears_no_news_but_of_the_own_decision)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert_eq(deliver(world, LB_DELIVERY_ACCEPTED), 4);
    deny(world, request);
    cr_assert_null(world_tamper(world,
                                "DELETE FROM role_assignment WHERE principal IN (SELECT id"
                                " FROM principal WHERE account IN ('" OWNER "', '" APPROVER "'))"));
    cr_assert_eq(deliver(world, LB_DELIVERY_ACCEPTED), 4);
    expect_count(world, 1,
                 "event = 'denied' AND address = '" APPROVER "' AND status = 'withdrawn'"
                 " AND answer = 'the recipient may not be told of it any more'");
    expect_count(world, 1, "event = 'denied' AND address = '" OWNER "' AND status = 'accepted'");
    expect_count(world, 1, "event = 'denied' AND approver = 0 AND status = 'accepted'");
}

/* Of what the customer never heard, those hear who were asked within the provider. */
Test(withdrawn, who_may_still_approve_internally_hears_that_it_was_canceled_or_lapsed)
{
    for (int lapses = 0; lapses < 2; lapses++) {
        g_autoptr(World) world = world_new();
        g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
        static const char *const resources[] = { "vm-web-01", NULL };
        LbSubmission submission = { .ticket = "TK-7",
                                    .service = "virtual-machines",
                                    .scenario = "remote-desktop-windows",
                                    .level = "administer",
                                    .hours = 8,
                                    .justification = "It stops; we look.",
                                    .resources = resources };
        g_autoptr(LbRequest) held = lb_service_submit(world->service, engineer, &submission, NULL);
        cr_assert_eq(held->status, LB_STATUS_INITIALIZING);
        cr_assert_eq(deliver(world, LB_DELIVERY_ACCEPTED), 2);
        int ended = 0;
        LbDecision decision = { .number = held->number };
        world_pass(world, lapses ? LB_DAY : 0);
        g_autoptr(LbRequest) canceled =
            lapses ? NULL : lb_service_cancel(world->service, engineer, &decision, NULL);
        cr_assert(canceled != NULL ||
                  (lapses && lb_deadlines_run(world->service, 10, &ended, NULL)));
        cr_assert_null(world_tamper(world,
                                    "DELETE FROM role_assignment WHERE principal = (SELECT id FROM"
                                    " principal WHERE account = 'manager1@fabrikam.example')"));
        cr_assert_eq(deliver(world, LB_DELIVERY_ACCEPTED), 2);
        expect_count(world, 1,
                     "event IN ('expired', 'canceled') AND approver = 1 AND status = 'accepted'"
                     " AND address = 'lead1@fabrikam.example'");
        expect_count(world, 1,
                     "event IN ('expired', 'canceled') AND approver = 1 AND status = 'withdrawn'"
                     " AND answer = 'the recipient may not be told of it any more'");
    }
}

Test(withdrawn, news_to_an_address_of_two_is_told_for_the_one_who_may_still_hear_it)
{
    g_autoptr(World) world = world_new();
    cr_assert_null(world_tamper(world,
                                "UPDATE principal SET mail = 'both@contoso.example', entry = 0"
                                " WHERE account IN ('approver1@contoso.example',"
                                "  'owner2@contoso.example'); DELETE FROM change;"));
    g_autoptr(LbRequest) request = world_submit(world);
    deliver(world, LB_DELIVERY_ACCEPTED);
    deny(world, request);
    cr_assert_null(world_tamper(world,
                                "DELETE FROM role_assignment WHERE principal ="
                                " (SELECT id FROM principal WHERE account = '" APPROVER "')"));
    deliver(world, LB_DELIVERY_ACCEPTED);
    expect_count(world, 1,
                 "event = 'denied' AND status = 'accepted' AND address = 'both@contoso.example'"
                 " AND principal = (SELECT id FROM principal"
                 "  WHERE account = 'owner2@contoso.example')");
    expect_count(world, 0, "status = 'withdrawn'");
}

Test(withdrawn, an_address_that_is_nobodys_any_more_is_sent_nothing_but_that_it_is)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    cr_assert(lb_profile_add_address(world->service, owner, "home@owner.example", NULL));
    deliver(world, LB_DELIVERY_ACCEPTED); /* so that it is told of its end */
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert(lb_profile_remove_address(world->service, owner, "home@owner.example", NULL));
    deliver(world, LB_DELIVERY_ACCEPTED);
    expect_count(world, 1,
                 "address = 'home@owner.example' AND request IS NOT NULL AND status = 'withdrawn'"
                 " AND alternate = 1");
    expect_count(world, 2,
                 "address = 'home@owner.example' AND event = 'changed' AND status = 'accepted'");
    expect_count(world, 4, "event = 'waiting' AND status = 'accepted'");
}

Test(withdrawn, an_invitation_to_an_account_that_is_off_or_moved_away_is_not_sent)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) admin = world_actor(world, "admin1@fabrikam.example");
    cr_assert(lb_people_invite(world->service, admin, OWNER, NULL));
    cr_assert(lb_people_invite(world->service, admin, APPROVER, NULL));
    cr_assert_null(world_tamper(world, "UPDATE principal SET enabled = 0 WHERE account = '" OWNER
                                       "'; UPDATE principal SET mail = 'new@contoso.example'"
                                       " WHERE account = '" APPROVER "'"));
    cr_assert_eq(deliver(world, LB_DELIVERY_ACCEPTED), 0);
    expect_count(world, 2, "event = 'invited' AND status = 'withdrawn'");
}

Test(withdrawn, what_was_withdrawn_is_not_sent_again_and_is_not_stuck)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) operator_actor = lb_operator_actor_new();
    deliver(world, LB_DELIVERY_LATER);
    deny(world, request);
    world_pass(world, LB_HOUR);
    deliver(world, LB_DELIVERY_ACCEPTED);
    int64_t again = 0, left = 0;
    cr_assert(lb_mails_retry_all(world->service, operator_actor, true, &again, &left, NULL));
    cr_assert_eq(again, 0);
    cr_assert(lb_mails_retry(world->service, operator_actor, 1, 0, &again, NULL));
    cr_assert_eq(again, 0);
    LbMailFilter stuck = { .stuck = true, .limit = 10 };
    g_autoptr(LbActor) admin = world_actor(world, "admin1@fabrikam.example");
    g_autoptr(GPtrArray) rows = lb_mails_list(world->service, admin, &stuck, NULL);
    cr_assert_eq(rows->len, 0);
}

Test(withdrawn, however_many_there_are_the_next_is_found_and_each_look_is_short)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world), other = world_submit(world);
    deny(world, request);
    cr_assert_null(world_tamper(
        world,
        "INSERT INTO outbox (event, request, principal, address, approver, message_id, queued,"
        " log_first, log_sequence, log_head, status, due) WITH RECURSIVE n (i) AS"
        " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT 'waiting', 1, principal,"
        " address, 1, 'm' || i, i, 1, 1, 'h', 'queued', -1 FROM n, (SELECT principal, address FROM"
        " outbox WHERE id = 1)"));
    int looks = 0;
    g_autoptr(LbMessage) message = NULL;
    for (int64_t last = 0; message == NULL && looks < 10; looks++) {
        message = claim(world);
        int64_t withdrawn = count(world, "status = 'withdrawn'");
        cr_assert_leq(withdrawn - last, 800);
        last = withdrawn;
    }
    cr_assert_not_null(message, "%d looks", looks);
    cr_assert_gt(looks, 1);
    cr_assert_eq(message->request->number, other->number);
}

Test(thread, an_answer_is_in_reply_to_the_first_mail_that_was_sent)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbMessage) asked = claim(world);
    cr_assert_null(asked->in_reply_to);
    settle(world, asked, LB_DELIVERY_ACCEPTED);
    deny(world, request);
    int answers = 0;
    for (;;) {
        g_autoptr(LbMessage) message = claim(world);
        if (message == NULL)
            break;
        bool same = g_str_equal(message->address, asked->address);
        cr_assert(same ? g_strcmp0(message->in_reply_to, asked->message_id) == 0
                       : message->in_reply_to == NULL,
                  "%s is in reply to %s", message->address, message->in_reply_to);
        settle(world, message, LB_DELIVERY_ACCEPTED);
        answers += same ? 1 : 0;
    }
    cr_assert_eq(answers, 1);
}

Test(thread, a_mail_that_waits_for_its_next_attempt_and_will_be_sent_begins_it)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    deny(world, request);
    cr_assert_eq(deliver(world, LB_DELIVERY_LATER), 5);
    cr_assert_null(world_tamper(
        world, "INSERT INTO outbox (event, request, principal, address, approver, message_id,"
               " queued, log_first, log_sequence, log_head, status, due) SELECT 'not-opened',"
               " request, principal, upper(address), approver, 'later@host', queued, log_first,"
               " log_sequence, log_head, 'queued', 0 FROM outbox WHERE event = 'denied'"
               " AND address = '" OWNER "'"));
    g_autoptr(LbMessage) message = claim(world);
    cr_assert_str_eq(message->message_id, "later@host");
    cr_assert_not_null(message->in_reply_to);
    cr_assert_eq(count(world, "event = 'denied' AND address = '" OWNER "' AND message_id ="
                              " (SELECT in_reply_to FROM outbox WHERE message_id = 'later@host')"),
                 1);
}

Test(thread, a_mail_that_will_never_be_sent_begins_none)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert_eq(deliver(world, LB_DELIVERY_LATER), 4);
    deny(world, request); /* while those wait for their next attempt */
    for (int answers = 0; answers < 5; answers++) {
        g_autoptr(LbMessage) message = claim(world);
        cr_assert_eq(message->event, LB_EVENT_DENIED);
        cr_assert_null(message->in_reply_to, "%s", message->address);
        settle(world, message, LB_DELIVERY_ACCEPTED);
    }
    expect_count(world, 4, "event = 'waiting' AND status = 'queued'");
}

Test(thread, a_mail_that_is_claimed_again_is_in_reply_to_the_same)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert_eq(deliver(world, LB_DELIVERY_REFUSED), 4);
    deny(world, request);
    g_autoptr(LbMessage) before = claim(world);
    cr_assert_null(before->in_reply_to, "nobody has the one before");
    cr_assert(lb_deliveries_release(world->service, NULL));
    cr_assert_null(world_tamper(world, "UPDATE outbox SET status = 'accepted'"
                                       " WHERE status = 'refused'"));
    for (;;) {
        g_autoptr(LbMessage) again = claim(world);
        cr_assert_not_null(again);
        settle(world, again, LB_DELIVERY_ACCEPTED);
        if (again->id != before->id)
            continue;
        cr_assert_null(again->in_reply_to, "the same bytes each time");
        break;
    }
}

/* Records that a server took @message, and lets the next go. */
static LbMessage *
pass_on(World *world, LbMessage *message, GQueue *ahead, bool expected_anew)
{
    bool anew = false;
    cr_assert(lb_deliveries_pass_on(world->service, message, LB_DELIVERY_ACCEPTED, "250", LB_MINUTE,
                                    ahead, &anew, NULL));
    cr_assert_eq(anew, expected_anew);
    LbMessage *next = g_queue_pop_head(ahead);
    cr_assert(next == NULL || lb_deliveries_complete(world->service, &next, NULL));
    return next;
}

static void
forget(GQueue *ahead)
{
    g_queue_clear_full(ahead, (GDestroyNotify)lb_message_free);
}

Test(passing, one_is_recorded_and_those_after_it_leased_together)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbMessage) message = claim(world);
    GQueue ahead = G_QUEUE_INIT;
    expect_count(world, 1, "status = 'sending'");
    for (int sent = 1; sent <= 4; sent++) {
        LbMessage *next = pass_on(world, message, &ahead, false);
        expect_count(world, sent, "status = 'accepted' AND answer = '250' AND attempts = 1");
        expect_count(world, 4 - sent, "status = 'sending'");
        cr_assert_eq(next == NULL, sent == 4);
        cr_assert(next == NULL || next->request->resources->len == 2, "it is complete");
        lb_message_free(message);
        message = next;
    }
}

Test(passing, more_are_due_than_are_leased_at_once)
{
    g_autoptr(World) world = world_new();
    GQueue ahead = G_QUEUE_INIT;
    for (int i = 0; i < 5; i++)
        lb_request_free(world_submit(world));
    g_autoptr(LbMessage) message = claim(world);
    g_autoptr(LbMessage) next = pass_on(world, message, &ahead, false);
    cr_assert_eq(ahead.length, LB_DELIVERIES_AHEAD - 1);
    expect_count(world, LB_DELIVERIES_AHEAD, "status = 'sending'");
    expect_count(world, 19 - LB_DELIVERIES_AHEAD, "status = 'queued'");
    forget(&ahead);
}

/* What a mail tells may be another thing by then, and who is told. */
Test(passing, what_was_leased_ahead_is_looked_at_again_after_anything_was_logged)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world), other = world_submit(world);
    GQueue ahead = G_QUEUE_INIT;
    g_autoptr(LbMessage) message = claim(world);
    g_autoptr(LbMessage) second = pass_on(world, message, &ahead, false);
    cr_assert_eq(ahead.length, 6);
    deny(world, request);
    g_autoptr(LbMessage) third = pass_on(world, second, &ahead, true);
    expect_count(world, 2, "status = 'accepted'");
    expect_count(world, 2, "status = 'withdrawn' AND event = 'waiting'");
    cr_assert_not_null(third);
    for (const GList *link = ahead.head; link != NULL; link = link->next) {
        const LbMessage *next = link->data;
        cr_assert(next->event != LB_EVENT_WAITING || next->request->number == other->number);
    }
    forget(&ahead);
}

Test(passing, what_was_leased_ahead_is_looked_at_again_when_the_time_for_it_is_over)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    GQueue ahead = G_QUEUE_INIT;
    g_autoptr(LbMessage) message = claim(world);
    g_autoptr(LbMessage) second = pass_on(world, message, &ahead, false);
    world_pass(world, 4 * LB_DAY); /* without an entry of it so far */
    g_autoptr(LbMessage) third = pass_on(world, second, &ahead, true);
    cr_assert_null(third);
    expect_count(world, 2, "status = 'accepted'");
    expect_count(world, 2, "status = 'withdrawn' AND answer = 'the time for an answer is over'");
}

Test(passing, what_was_leased_ahead_goes_back_as_it_was)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    GQueue ahead = G_QUEUE_INIT;
    g_autoptr(LbMessage) message = claim(world);
    g_autoptr(LbMessage) next = pass_on(world, message, &ahead, false);
    expect_count(world, 3, "status = 'sending'");
    cr_assert(lb_deliveries_give_back(world->service, &ahead, NULL));
    cr_assert_eq(ahead.length, 0);
    expect_count(world, 1, "status = 'sending'");
    expect_count(world, 2, "status = 'queued' AND due = 0 AND attempts = 0 AND answer IS NULL");
}

Test(passing, a_lockboxd_that_ends_at_any_point_loses_nothing)
{
    /* After the claim; after the mail was given away; after it was recorded and those after it were leased. */
    for (int point = 0; point < 3; point++) {
        g_autoptr(World) world = world_new();
        g_autoptr(LbRequest) request = world_submit(world);
        g_autoptr(GHashTable) sent = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        GQueue ahead = G_QUEUE_INIT;
        g_autoptr(LbMessage) message = claim(world);
        if (point > 0)
            g_hash_table_add(sent, g_strdup(message->message_id));
        g_autoptr(LbMessage) next = point > 1 ? pass_on(world, message, &ahead, false) : NULL;
        forget(&ahead);
        /* Here it ends; another begins. */
        cr_assert(lb_deliveries_release(world->service, NULL));
        int twice = 0;
        for (;;) {
            g_autoptr(LbMessage) again = claim(world);
            if (again == NULL)
                break;
            twice += g_hash_table_add(sent, g_strdup(again->message_id)) ? 0 : 1;
            settle(world, again, LB_DELIVERY_ACCEPTED);
        }
        cr_assert_eq(g_hash_table_size(sent), 4, "point %d", point);
        cr_assert_eq(twice, point == 1 ? 1 : 0, "only one that was given away and not recorded");
        expect_count(world, 4, "status = 'accepted'");
    }
}

Test(passing, what_cannot_be_recorded_leases_nothing)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbMessage) message = claim(world);
    GQueue ahead = G_QUEUE_INIT;
    bool anew = false;
    cr_assert_null(world_tamper(world, "CREATE TRIGGER no BEFORE UPDATE ON outbox WHEN"
                                       " NEW.status = 'accepted' BEGIN"
                                       " SELECT RAISE(ABORT, 'not now'); END"));
    cr_assert_not(lb_deliveries_pass_on(world->service, message, LB_DELIVERY_ACCEPTED, "250",
                                        LB_MINUTE, &ahead, &anew, NULL));
    cr_assert_eq(ahead.length, 0);
    expect_count(world, 1, "status = 'sending'");
    expect_count(world, 3, "status = 'queued'");
}
