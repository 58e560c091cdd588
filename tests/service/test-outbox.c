/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox whatever happens to the clock, to a request, or to a recipient. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <string.h>

#include "base/span.h"
#include "service/deadlines.h"
#include "service/deliveries.h"
#include "service/mails.h"
#include "service/operator.h"
#include "support/world.h"

/* Tries everything that is due, each time with @delivery. Returns how many mails that were. */
static int
deliver(World *world, LbDelivery delivery)
{
    for (int tried = 0; tried < 1000; tried++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbMessage) message = lb_deliveries_claim(world->service, LB_MINUTE, &error);
        cr_assert_null(error, "%s", error->message);
        if (message == NULL)
            return tried;
        cr_assert(lb_deliveries_settle(world->service, message, delivery, "words", &error));
    }
    cr_assert_fail("the same mails come again and again");
    return 0;
}

static int64_t
count_status(World *world, const char *status)
{
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM outbox WHERE status = '%s'", status);
    return world_count(world, sql);
}

static bool
send_again(World *world, int64_t request, int64_t *count)
{
    g_autoptr(LbActor) operator_actor = lb_operator_actor_new();
    int64_t left = 0;
    return request != 0
               ? lb_mails_retry(world->service, operator_actor, 0, request, count, NULL)
               : lb_mails_retry_all(world->service, operator_actor, true, count, &left, NULL);
}

/* Four mails that stay worth sending for longer than a request waits. */
static void
owe_news(World *world)
{
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert_null(world_tamper(world, "UPDATE outbox SET event = 'canceled'"));
}

Test(outbox, a_wrong_clock_loses_no_mail)
{
    g_autoptr(World) world = world_new();
    owe_news(world);
    cr_assert_eq(deliver(world, LB_DELIVERY_LATER), 4);
    world->reading.wall += 10 * LB_DAY; /* nobody believes it */
    cr_assert_eq(deliver(world, LB_DELIVERY_LATER), 0, "ten days have not passed");
    for (int i = 0; i < 20; i++) {
        world_pass(world, 2 * LB_HOUR);
        cr_assert_eq(deliver(world, LB_DELIVERY_LATER), 4);
    }
    for (int i = 0; i < 4; i++) {
        world_pass(world, LB_DAY);
        cr_assert_eq(deliver(world, LB_DELIVERY_LATER), 4);
    }
    cr_assert_eq(count_status(world, "queued"), 4, "a clock nobody believes ends nothing");
    world->reading.wall -= 10 * LB_DAY;
    world_pass(world, 2 * LB_HOUR);
    cr_assert_eq(deliver(world, LB_DELIVERY_ACCEPTED), 4);
}

Test(outbox, a_long_outage_loses_no_mail)
{
    g_autoptr(World) world = world_new();
    owe_news(world);
    world_pass(world, 5 * LB_DAY);
    cr_assert_eq(deliver(world, LB_DELIVERY_LATER), 4);
    world_pass(world, 5 * LB_DAY);
    cr_assert_eq(deliver(world, LB_DELIVERY_LATER), 4);
    cr_assert_eq(count_status(world, "queued"), 4, "two attempts are not many");
    for (int attempts = 3; attempts < 10; attempts++) {
        world_pass(world, 2 * LB_HOUR);
        cr_assert_eq(deliver(world, LB_DELIVERY_LATER), 4);
    }
    cr_assert_eq(count_status(world, "queued"), 4);
    world_pass(world, 2 * LB_HOUR);
    cr_assert_eq(deliver(world, LB_DELIVERY_LATER), 4);
    cr_assert_eq(count_status(world, "failed"), 4);
}

Test(outbox, waiting_goes_on_after_a_boot_into_the_past)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    world_pass(world, LB_DAY);
    cr_assert_eq(deliver(world, LB_DELIVERY_LATER), 4);
    /* A machine without a battery: the first boot after the epoch. */
    memset(world->reading.boot_id, 'b', strlen(world->reading.boot_id));
    world->reading.boot = LB_MINUTE;
    world->reading.wall = LB_MINUTE;
    cr_assert_eq(deliver(world, LB_DELIVERY_LATER), 4);
    cr_assert_eq(deliver(world, LB_DELIVERY_LATER), 0);
    world_pass(world, LB_HOUR);
    cr_assert_eq(deliver(world, LB_DELIVERY_ACCEPTED), 4);
}

Test(outbox, a_mail_due_in_a_future_that_is_none_comes_back)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert_eq(deliver(world, LB_DELIVERY_LATER), 4);
    cr_assert_null(world_tamper(world, "UPDATE outbox SET due = due + 864000000000"));
    cr_assert_eq(deliver(world, LB_DELIVERY_ACCEPTED), 4);
}

Test(outbox, what_was_refused_can_be_sent_again)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) first = world_submit(world), second = world_submit(world);
    int64_t count = 0;
    g_autoptr(LbMessage) refused = lb_deliveries_claim(world->service, LB_MINUTE, NULL);
    cr_assert(lb_deliveries_settle(world->service, refused, LB_DELIVERY_REFUSED, "550", NULL));
    cr_assert_eq(deliver(world, LB_DELIVERY_ACCEPTED), 7);
    cr_assert_null(world_tamper(world, "UPDATE outbox SET status = 'failed', attempts = 99,"
                                       " first = 1 WHERE request = 2"));
    cr_assert(send_again(world, first->number, &count));
    cr_assert_eq(count, 1);
    world_pass(world, LB_DAY);
    g_autoptr(LbMessage) again = lb_deliveries_claim(world->service, LB_MINUTE, NULL);
    cr_assert_str_eq(again->message_id, refused->message_id);
    cr_assert_eq(again->queued, refused->queued, "its Date");
    cr_assert_null(lb_deliveries_claim(world->service, LB_MINUTE, NULL));
    cr_assert(send_again(world, 0, &count));
    cr_assert_eq(count, 4, "what is under way stays so");
    cr_assert_eq(deliver(world, LB_DELIVERY_LATER), 4);
    cr_assert_eq(count_status(world, "queued"), 4, "they begin anew");
    cr_assert_eq(second->number, 2);
}

/* Statements about the outbox that sorted or read all of a table, by SQLite's own counters. */
static int slow_statements, statements;

static int
on_profile(unsigned kind, void *context, void *statement, void *time)
{
    (void)kind;
    (void)context;
    (void)time;
    const char *sql = sqlite3_sql(statement);
    if (sql == NULL || strstr(sql, "outbox") == NULL || strstr(sql, "CREATE") != NULL ||
        strstr(sql, "ALTER") != NULL || strstr(sql, "DROP") != NULL)
        return 0;
    statements++;
    if (sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_SORT, 0) != 0 ||
        sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0) != 0) {
        slow_statements++;
        cr_log_error("sorts or scans: %s", sql);
    }
    return 0;
}

static int
watch(sqlite3 *database, char **words, const void *interface)
{
    (void)words;
    (void)interface;
    return sqlite3_trace_v2(database, SQLITE_TRACE_PROFILE, on_profile, NULL);
}

Test(outbox, finds_what_is_due_without_sorting_or_reading_all)
{
    sqlite3_auto_extension((void (*)(void))watch);
    g_autoptr(World) world = world_new();
    sqlite3_reset_auto_extension();
    slow_statements = 0; /* a migration makes a table anew */
    g_autoptr(LbRequest) first = world_submit(world), second = world_submit(world);
    int64_t count = 0;
    cr_assert_eq(deliver(world, LB_DELIVERY_LATER), 8);
    world_pass(world, LB_HOUR);
    cr_assert_eq(deliver(world, LB_DELIVERY_REFUSED), 8);
    cr_assert(lb_deliveries_release(world->service, NULL));
    cr_assert(send_again(world, second->number, &count));
    cr_assert_eq(count, 4);
    g_autoptr(GPtrArray) all = lb_deliveries_list(world->service, 0, 2, 100, NULL),
                         some = lb_deliveries_list(world->service, first->number, 2, 100, NULL);
    cr_assert_eq(all->len, 6);
    cr_assert_eq(some->len, 2);
    cr_assert_gt(statements, 40);
    cr_assert_eq(slow_statements, 0);
}

Test(outbox, who_left_is_told_no_more)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) owner = world_actor(world, "owner1@contoso.example");
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = 1, .shown = shown };
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE approver = 1"), 4);
    cr_assert_null(world_tamper(world, "UPDATE principal SET enabled = 0"
                                       " WHERE account = 'owner2@contoso.example';"
                                       "DELETE FROM role_assignment WHERE principal"
                                       " = (SELECT id FROM principal"
                                       "  WHERE account = 'approver1@contoso.example')"));
    g_autoptr(LbRequest) approved = lb_service_approve(world->service, owner, &decision, NULL);
    cr_assert_not_null(approved);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE event = 'approved'"
                                    " AND address IN ('owner1@contoso.example',"
                                    " 'owner3@contoso.example') AND approver = 1"),
                 2);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE event = 'approved'"), 3,
                 "these and the requester");
    /* Whoever decided is told of the end without the role. */
    cr_assert_null(world_tamper(world, "DELETE FROM role_assignment WHERE principal ="
                                       " (SELECT id FROM principal"
                                       "  WHERE account = 'owner1@contoso.example')"));
    int ended = 0;
    world_pass(world, 9 * LB_HOUR);
    cr_assert(lb_deadlines_run(world->service, 10, &ended, NULL));
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE event = 'completed'"
                                    " AND address = 'owner1@contoso.example'"),
                 1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE event = 'completed'"), 3);
}
