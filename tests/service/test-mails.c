/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox as an admin sees it: what is stuck, and another chance for it. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "service/deliveries.h"
#include "service/mails.h"
#include "service/people.h"
#include "support/world.h"

#define ADMIN "admin1@fabrikam.example"
#define OWNER "owner1@contoso.example"

/* Tries what is due: the first @refused mails are refused for ever, the next @later put off, the others accepted. */
static void
deliver(World *world, int refused, int later)
{
    for (int i = 0;; i++) {
        g_autoptr(LbMessage) message = lb_deliveries_claim(world->service, LB_MINUTE, NULL);
        if (message == NULL)
            return;
        LbDelivery delivery = i < refused           ? LB_DELIVERY_REFUSED
                              : i < refused + later ? LB_DELIVERY_LATER
                                                    : LB_DELIVERY_ACCEPTED;
        cr_assert(
            lb_deliveries_settle(world->service, message, delivery, "550 no such mailbox", NULL));
    }
}

static GPtrArray *
list(World *world, const LbMailFilter *filter)
{
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    GPtrArray *rows = lb_mails_list(world->service, admin, filter, NULL);
    cr_assert_not_null(rows);
    return rows;
}

static guint
count_stuck(World *world)
{
    LbMailFilter filter = { .stuck = true, .limit = 100 };
    g_autoptr(GPtrArray) rows = list(world, &filter);
    return rows->len;
}

Test(mails, what_is_stuck_is_what_was_tried_and_is_not_accepted)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world); /* four approvers */
    cr_assert_eq(count_stuck(world), 0, "what was never tried is not stuck");
    deliver(world, 1, 2);
    LbMailFilter stuck = { .stuck = true, .limit = 100 }, all = { .limit = 100 };
    g_autoptr(GPtrArray) rows = list(world, &stuck);
    g_autoptr(GPtrArray) every = list(world, &all);
    cr_assert_eq(rows->len, 3);
    cr_assert_eq(every->len, 4);
    const LbDeliveryRow *oldest = g_ptr_array_index(rows, 2), *newest = g_ptr_array_index(rows, 0);
    cr_assert_gt(newest->id, oldest->id);
    cr_assert_str_eq(oldest->status, "refused");
    cr_assert_str_eq(oldest->answer, "550 no such mailbox");
    cr_assert_str_eq(newest->status, "queued");
    cr_assert_eq(newest->attempts, 1);
    cr_assert_gt(newest->due, newest->queued);
}

Test(mails, pages_meet_without_a_gap)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbRequest) other = world_submit(world);
    deliver(world, 3, 3);
    for (int stuck = 0; stuck < 2; stuck++)
        for (int64_t number = 0; number <= request->number; number += request->number) {
            LbMailFilter whole = { .stuck = stuck, .request = number, .limit = 100 };
            LbMailFilter page = { .stuck = stuck, .request = number, .limit = 1 };
            g_autoptr(GPtrArray) rows = list(world, &whole);
            cr_assert_gt(rows->len, 1);
            for (guint i = 0; i < rows->len; i++) {
                g_autoptr(GPtrArray) one = list(world, &page);
                cr_assert_eq(one->len, 1);
                page.before = ((const LbDeliveryRow *)one->pdata[0])->id;
                cr_assert_eq(page.before, ((const LbDeliveryRow *)rows->pdata[i])->id);
            }
            g_autoptr(GPtrArray) end = list(world, &page);
            cr_assert_eq(end->len, 0);
        }
}

Test(mails, one_is_sent_again_and_the_customer_reads_of_it)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    deliver(world, 1, 1);
    LbMailFilter stuck = { .stuck = true, .limit = 100 };
    g_autoptr(GPtrArray) rows = list(world, &stuck);
    for (guint i = 0; i < rows->len; i++) {
        const LbDeliveryRow *row = g_ptr_array_index(rows, i);
        int64_t count = 0;
        cr_assert(lb_mails_retry(world->service, admin, row->id, 0, &count, NULL));
        cr_assert_eq(count, 1);
        g_autoptr(LbDeliveryRow) again = lb_mails_show(world->service, admin, row->id, NULL);
        cr_assert_str_eq(again->status, "queued");
        cr_assert_str_eq(again->message_id, row->message_id);
        cr_assert_eq(again->due, again->queued, "it is due at once");
    }
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE operation = 'RetryMail'"
                                    " AND tenant = '" CONTOSO "' AND request = 'LB-1'"
                                    " AND caller = '" ADMIN "'"),
                 2);
    deliver(world, 0, 0);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE status <> 'accepted'"), 0);
}

Test(mails, those_of_a_request_are_sent_again_together)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbRequest) other = world_submit(world);
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    int64_t count = 0, left = 0;
    deliver(world, 8, 0);
    cr_assert(lb_mails_retry(world->service, admin, 0, other->number, &count, NULL));
    cr_assert_eq(count, 4);
    cr_assert_eq(count_stuck(world), 4);
    cr_assert(lb_mails_retry_all(world->service, admin, false, &count, &left, NULL));
    cr_assert_eq(count, 4);
    cr_assert(lb_mails_retry_all(world->service, admin, false, &count, &left, NULL));
    cr_assert_eq(count, 0, "there is nothing left");
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE operation = 'RetryMail'"),
                 2);
}

static void
assert_alarm(World *world, int lost, int late, const char *when)
{
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    int found_lost = -1, found_late = -1;
    cr_assert(lb_mails_count_lost(world->service, admin, &found_lost, &found_late, NULL));
    cr_assert(found_lost == lost && found_late == late, "%s: %d lost, %d late", when, found_lost,
              found_late);
}

Test(mails, what_is_tried_in_vain_for_over_an_hour_is_an_alarm)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    world_pass(world, 2 * LB_HOUR);
    assert_alarm(world, 0, 0, "nobody has tried them yet");
    deliver(world, 1, 2);
    assert_alarm(world, 1, 0, "they have just been put off");
    world_pass(world, LB_HOUR);
    assert_alarm(world, 1, 0, "an hour is none too long");
    world_pass(world, 1);
    assert_alarm(world, 1, 2, "more than an hour is");
    deliver(world, 0, 1);
    assert_alarm(world, 1, 1, "one was put off again, the other taken");
    world_pass(world, 3 * LB_DAY);
    assert_alarm(world, 1, 1, "as long as it is tried");
    deliver(world, 0, 0);
    assert_alarm(world, 1, 0, "it was taken");
}

Test(mails, those_about_people_are_late_as_well)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    cr_assert(lb_people_invite(world->service, admin, "owner@nihon.example", NULL));
    deliver(world, 0, 1);
    world_pass(world, 2 * LB_HOUR);
    assert_alarm(world, 0, 1, "two hours");
}

Test(mails, what_is_sent_again_by_hand_is_late_only_when_that_was_in_vain_too)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    int64_t count = 0, left = 0;
    deliver(world, 1, 3);
    world_pass(world, 2 * LB_HOUR);
    assert_alarm(world, 1, 3, "nothing was done");
    cr_assert(lb_mails_retry_all(world->service, admin, false, &count, &left, NULL));
    assert_alarm(world, 0, 0, "all are sent again");
    deliver(world, 0, 2);
    assert_alarm(world, 0, 1, "what had been refused begins anew");
}

Test(mails, what_was_put_off_is_sent_at_once_and_given_up_no_later)
{
    for (int all = 0; all < 2; all++) {
        g_autoptr(World) world = world_new();
        g_autoptr(LbRequest) request = world_submit(world);
        g_autoptr(LbRequest) other = world_submit(world);
        g_autoptr(LbActor) admin = world_actor(world, ADMIN);
        int64_t count = 0, left = 0;
        deliver(world, 1, 7);
        cr_assert_null(world_tamper(world, "UPDATE outbox SET due = due + 3000000000 WHERE"
                                           " status = 'queued'"));
        deliver(world, 0, 0);
        int64_t first = world_count(world, "SELECT sum(first) FROM outbox WHERE attempts = 1");
        cr_assert(all ? lb_mails_retry_all(world->service, admin, false, &count, &left, NULL)
                      : lb_mails_retry(world->service, admin, 0, other->number, &count, NULL));
        cr_assert_eq(count, all ? 8 : 4);
        cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE status = 'queued' AND"
                                        " attempts = 1 AND due = 0"),
                     all ? 7 : 4, "attempts go on");
        cr_assert_leq(world_count(world, "SELECT sum(first) FROM outbox"), first);
        cr_assert_gt(world_count(world, "SELECT min(first) FROM outbox"), 0, "and their time");
        deliver(world, 0, 0);
        cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE status = 'accepted'"),
                     all ? 8 : 4);
    }
}

/* Whoever saw a mail can write that it came back. */
Test(mails, what_came_back_is_sent_again_with_all_others_only_when_that_is_asked_for)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    int64_t count = 0, left = 0;
    deliver(world, 4, 0);
    cr_assert_null(world_tamper(world, "UPDATE outbox SET status = 'bounced', bounced = settled,"
                                       " bounce = 'gone' WHERE id <= 3"));
    cr_assert(lb_mails_retry_all(world->service, admin, false, &count, &left, NULL));
    cr_assert(count == 1 && left == 3, "%d, %d", (int)count, (int)left);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE status = 'bounced'"), 3);
    cr_assert(lb_mails_retry_all(world->service, admin, true, &count, &left, NULL));
    cr_assert(count == 3 && left == 0, "%d, %d", (int)count, (int)left);
    cr_assert_eq(count_stuck(world), 0);
}

Test(mails, a_mail_about_people_stands_in_the_log_of_their_own_tenant)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    int64_t count = 0;
    cr_assert(lb_people_invite(world->service, admin, "owner@nihon.example", NULL));
    deliver(world, 1, 0);
    LbMailFilter stuck = { .stuck = true, .limit = 1 };
    g_autoptr(GPtrArray) rows = list(world, &stuck);
    const LbDeliveryRow *row = g_ptr_array_index(rows, 0);
    cr_assert_null(row->request);
    cr_assert(lb_mails_retry(world->service, admin, row->id, 0, &count, NULL));
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE operation = 'RetryMail'"
                                    " AND tenant = '" NIHON "' AND request IS NULL"),
                 1);
}

Test(mails, they_are_for_admins_alone)
{
    static const char *const others[] = { OWNER,
                                          "reader1@contoso.example",
                                          "engineer7@fabrikam.example",
                                          "devops1@fabrikam.example",
                                          "lead1@fabrikam.example",
                                          "manager1@fabrikam.example" };
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    deliver(world, 4, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(LbActor) actor = world_actor(world, others[i]);
        LbMailFilter filter = { .limit = 10 };
        int64_t count = 0;
        bool allowed = true;
        g_autoptr(GError) listing = NULL, showing = NULL, sending = NULL;
        cr_assert_null(lb_mails_list(world->service, actor, &filter, &listing));
        cr_assert_null(lb_mails_show(world->service, actor, 1, &showing));
        cr_assert_not(lb_mails_retry(world->service, actor, 1, 0, &count, &sending));
        cr_assert(g_error_matches(listing, LB_REFUSAL_ERROR, LB_REFUSAL_NOT_AN_ADMIN));
        cr_assert(g_error_matches(showing, LB_REFUSAL_ERROR, LB_REFUSAL_NOT_AN_ADMIN));
        cr_assert(g_error_matches(sending, LB_REFUSAL_ERROR, LB_REFUSAL_NOT_AN_ADMIN));
        cr_assert(lb_people_may_administer(world->service, actor, &allowed, NULL));
        cr_assert_not(allowed);
    }
    cr_assert_eq(count_stuck(world), 4);
}

Test(mails, asking_whether_somebody_is_an_admin_is_no_attempt)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    bool allowed = false;
    int64_t before = world_count(world, "SELECT count(*) FROM activity");
    cr_assert(lb_people_may_administer(world->service, admin, &allowed, NULL));
    cr_assert(allowed);
    cr_assert(lb_people_may_administer(world->service, owner, &allowed, NULL));
    cr_assert_not(allowed);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity"), before);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM refused"), 0);
}
