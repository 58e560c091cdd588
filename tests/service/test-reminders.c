/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reminders: who is told of what, how often and when; and that none is lost in whatever order requests begin to wait. */
#include "service/reminders.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "config/settings.h"
#include "service/deadlines.h"
#include "service/deliveries.h"
#include "service/endorse.h"
#include "store/changes.h"
#include "store/directory.h"
#include "support/world.h"

#define OWNER_1 "owner1@contoso.example"
#define OWNER_2 "owner2@contoso.example"
#define LEAD "lead1@fabrikam.example"
#define MANAGER "manager1@fabrikam.example"
#define ENGINEER "engineer7@fabrikam.example"

static const int64_t usual[] = { 24 * LB_HOUR, 4 * LB_HOUR };

static int
run_with(World *world, const int64_t *spans, size_t count)
{
    g_autoptr(GError) error = NULL;
    int passed = 0, all = 0;
    do {
        cr_assert(lb_reminders_run(world->service, spans, count, 3, &passed, &error), "%s",
                  error != NULL ? error->message : "");
        all += passed;
    } while (passed == 3);
    return all;
}

static int
run(World *world)
{
    return run_with(world, usual, G_N_ELEMENTS(usual));
}

static void
expect_count(World *world, int64_t count, const char *sql)
{
    int64_t found = world_count(world, sql);
    cr_assert_eq(found, count, "%s: %d", sql, (int)found);
}

#define REMINDED "SELECT count(*) FROM outbox WHERE event = 'reminder'"
#define ENTRIES "SELECT count(*) FROM activity WHERE operation = 'RemindLockboxRequest'"

/* That just these (addresses, "A,B") were reminded so far, as often as they stand there. */
static void
expect_reminded(World *world, const char *event, const char *whom)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT coalesce(group_concat(address), '') = '%s' FROM (SELECT address FROM outbox"
        " WHERE event = '%s' ORDER BY address)",
        whom, event);
    cr_assert_eq(world_count(world, sql), 1, "not %s", whom);
}

static void
change(World *world, const char *sql)
{
    g_autofree char *words = world_tamper(world, sql);
    cr_assert_null(words, "%s: %s", sql, words);
    world_adopt(world);
    cr_assert(lb_changes_clear(world->store, NULL));
}

static LbRequest *
approve(World *world, const char *account, const LbRequest *request)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown };
    LbRequest *after = lb_service_approve(world->service, actor, &decision, &error);
    cr_assert_not_null(after, "%s", error != NULL ? error->message : "");
    return after;
}

static void
expect_good_log(World *world)
{
    g_auto(GStrv) found = world_verify(world);
    cr_assert_null(found[0], "%s", found[0]);
}

Test(reminders, each_span_reminds_once_of_what_still_waits)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    int64_t asked = world_count(world, "SELECT count(*) FROM outbox WHERE event = 'waiting'");
    cr_assert_gt(asked, 0);
    world_pass(world, 72 * LB_HOUR - LB_SECOND);
    run(world);
    expect_count(world, 0, REMINDED);
    world_pass(world, LB_SECOND);
    cr_assert_eq(run(world), 1);
    expect_count(world, asked, REMINDED);
    expect_count(world, 0, "SELECT count(*) FROM outbox WHERE event = 'reminder' AND approver = 0");
    cr_assert_eq(run(world), 0, "once is enough");
    world_pass(world, 19 * LB_HOUR);
    run(world);
    expect_count(world, asked, REMINDED);
    world_pass(world, LB_HOUR);
    run(world);
    expect_count(world, 2 * asked, REMINDED);
    world_pass(world, 4 * LB_HOUR);
    run(world);
    expect_count(world, 2 * asked, REMINDED);
    expect_good_log(world);
}

Test(reminders, each_has_an_entry_of_nobody_in_its_customers_log_that_its_mails_name)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    world_pass(world, 73 * LB_HOUR);
    run(world);
    expect_count(world, 1, ENTRIES);
    expect_count(world, 1,
                 ENTRIES " AND tenant = '" CONTOSO "' AND request = 'LB-1' AND caller IS NULL"
                         " AND door = 'time' AND json_extract(details, '$.hoursLeft') = 23"
                         " AND json_extract(details, '$.reminded') ="
                         "  (SELECT count(*) FROM outbox WHERE event = 'reminder')"
                         " AND json_extract(details, '$.status') IS NULL");
    expect_count(world, 0,
                 "SELECT count(*) FROM outbox WHERE event = 'reminder' AND log_sequence <>"
                 " (SELECT sequence FROM activity WHERE operation = 'RemindLockboxRequest')");
    expect_good_log(world);
}

/* Whoever has no address that can be written to is not told, and not counted; where nobody is, there is no entry. */
Test(reminders, the_entry_counts_those_who_are_told)
{
    static const struct {
        const char *without, *off; /* whose address is none; whose account is switched off later */
        int told;
    } cases[] = { { "account = '" OWNER_1 "'", "", 3 },
                  { "tenant = '" CONTOSO "' AND account <> '" OWNER_2 "'", OWNER_2, 0 } };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(World) world = world_new();
        g_autofree char *sql =
            g_strdup_printf("UPDATE principal SET mail = 'no mailbox' WHERE %s", cases[i].without);
        g_autofree char *counted =
            g_strdup_printf(ENTRIES " AND json_extract(details, '$.reminded') = %d", cases[i].told);
        g_autofree char *off =
            g_strdup_printf("UPDATE principal SET enabled = 0 WHERE account = '%s'", cases[i].off);
        change(world, sql);
        g_autoptr(LbRequest) request = world_submit(world);
        change(world, off);
        world_pass(world, 73 * LB_HOUR);
        cr_assert_eq(run(world), 1);
        expect_count(world, cases[i].told, REMINDED);
        expect_count(world, cases[i].told > 0 ? 1 : 0, ENTRIES);
        expect_count(world, cases[i].told > 0 ? 1 : 0, counted);
        expect_good_log(world);
    }
}

Test(reminders, of_what_was_decided_nobody_is_reminded)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbRequest) approved = approve(world, OWNER_1, request);
    world_pass(world, 73 * LB_HOUR);
    cr_assert_eq(run(world), 0);
    expect_count(world, 0, REMINDED);
    expect_count(world, 0, ENTRIES);
}

Test(reminders, who_has_voted_lost_the_role_or_is_switched_off_hears_nothing)
{
    g_autoptr(World) world = world_new();
    bool found = false;
    cr_assert(lb_directory_set_quorum(world->store, PRODUCTION, 2, &found, NULL) && found);
    change(world, "UPDATE principal SET person = 'one' WHERE account IN ('" OWNER_1
                  "', 'approver1@contoso.example'); UPDATE principal SET changed = 0");
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbRequest) after = approve(world, OWNER_1, request);
    cr_assert_eq(after->status, LB_STATUS_PENDING);
    world_pass(world, 73 * LB_HOUR);
    run(world);
    /* approver1 is the same person as owner1. */
    expect_reminded(world, "reminder", OWNER_2 ",owner3@contoso.example");
    change(world, "UPDATE principal SET enabled = 0 WHERE account = '" OWNER_2 "'");
    world_pass(world, 20 * LB_HOUR);
    run(world);
    expect_reminded(world, "reminder", OWNER_2 ",owner3@contoso.example,owner3@contoso.example");
    expect_good_log(world);
}

Test(reminders, where_nobody_can_answer_any_more_nothing_is_written)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    change(world, "DELETE FROM role_assignment WHERE principal IN"
                  " (SELECT id FROM principal WHERE tenant = '" CONTOSO "')");
    world_pass(world, 73 * LB_HOUR);
    cr_assert_eq(run(world), 1);
    expect_count(world, 0, REMINDED);
    expect_count(world, 0, ENTRIES);
    cr_assert_eq(run(world), 0, "it is not looked at again");
}

Test(reminders, a_quorum_that_is_there_by_a_role_that_came_back_is_reminded_of_no_more)
{
    g_autoptr(World) world = world_new();
    bool found = false;
    cr_assert(lb_directory_set_quorum(world->store, PRODUCTION, 2, &found, NULL) && found);
    world_adopt(world);
    cr_assert(lb_changes_clear(world->store, NULL));
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbRequest) first = approve(world, OWNER_1, request);
    change(world, "UPDATE principal SET enabled = 0 WHERE account = '" OWNER_1 "'");
    g_autoptr(LbRequest) second = approve(world, OWNER_2, first);
    cr_assert_eq(second->status, LB_STATUS_PENDING);
    change(world, "UPDATE principal SET enabled = 1 WHERE account = '" OWNER_1 "'");
    world_pass(world, 73 * LB_HOUR);
    cr_assert_eq(run(world), 1);
    expect_count(world, 0, REMINDED);
}

Test(reminders, after_a_long_silence_only_the_span_nearest_to_the_end_is_told)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    int64_t asked = world_count(world, "SELECT count(*) FROM outbox WHERE event = 'waiting'");
    world_pass(world, 93 * LB_HOUR);
    run(world);
    expect_count(world, asked, REMINDED);
    expect_count(world, 1, ENTRIES " AND json_extract(details, '$.hoursLeft') = 3");
    run(world);
    world_pass(world, 2 * LB_HOUR);
    run(world);
    expect_count(world, asked, REMINDED);
}

Test(reminders, what_waits_for_no_longer_than_the_span_is_not_reminded_of_by_it)
{
    g_autoptr(World) world = world_new();
    change(world, "UPDATE tenant SET queue_hours = 24 WHERE id = '" CONTOSO "'");
    g_autoptr(LbRequest) request = world_submit(world);
    run(world);
    world_pass(world, 19 * LB_HOUR);
    run(world);
    expect_count(world, 0, REMINDED);
    world_pass(world, LB_HOUR);
    run(world);
    expect_count(world, 1, ENTRIES);
}

Test(reminders, a_suspect_clock_reminds_of_nothing)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    world_pass(world, 73 * LB_HOUR);
    /* It is due by a time that has been believed. */
    cr_assert(lb_deadlines_beat(world->service, 1, NULL));
    world->reading.wall += 5 * LB_HOUR;
    cr_assert_eq(run(world), 0);
    expect_count(world, 0, REMINDED);
    world->reading.wall -= 5 * LB_HOUR;
    cr_assert_eq(run(world), 1);
    expect_count(world, 1, ENTRIES);
}

Test(reminders, no_spans_are_no_reminders_and_a_new_span_begins_where_it_is)
{
    g_autoptr(World) world = world_new();
    const int64_t more[] = { 48 * LB_HOUR, 24 * LB_HOUR, 4 * LB_HOUR };
    g_autoptr(LbRequest) request = world_submit(world);
    world_pass(world, 73 * LB_HOUR);
    cr_assert_eq(run_with(world, NULL, 0), 0);
    expect_count(world, 0, ENTRIES);
    run(world);
    expect_count(world, 1, ENTRIES);
    run_with(world, more, G_N_ELEMENTS(more));
    expect_count(world, 1, ENTRIES);
}

Test(reminders, one_that_is_damaged_keeps_no_other_from_being_told)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) broken = world_submit(world);
    world_pass(world, LB_MINUTE);
    g_autoptr(LbRequest) whole = world_submit(world);
    world_forge(world, "UPDATE request_resource SET model = 'punchcard' WHERE request = 1");
    world_pass(world, 73 * LB_HOUR);
    g_autoptr(GError) error = NULL;
    int passed = 0;
    cr_assert_not(lb_reminders_run(world->service, usual, 2, 20, &passed, &error));
    cr_assert_not_null(strstr(error->message, "LB-1: "), "%s", error->message);
    cr_assert_eq(passed, 2);
    expect_count(world, 1, ENTRIES " AND request = 'LB-2'");
    cr_assert(lb_reminders_run(world->service, usual, 2, 20, &passed, NULL), "it is told once");
}

/* Both or neither: what is owed is not lost with a mark that has moved, and not owed again. */
Test(reminders, a_mark_moves_with_its_mails_or_not_at_all)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    int passed = 0;
    world_pass(world, 73 * LB_HOUR);
    g_autofree char *words = world_tamper(world, "CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN"
                                                 " SELECT raise(ABORT, 'the disk is full'); END");
    cr_assert_null(words);
    cr_assert_not(lb_reminders_run(world->service, usual, 2, 20, &passed, NULL));
    expect_count(world, 0, ENTRIES);
    expect_count(world, 0, "SELECT count(*) FROM reminder");
    g_autofree char *again = world_tamper(world, "DROP TRIGGER full");
    cr_assert_null(again);
    cr_assert_eq(run(world), 1);
    expect_count(world, 1, ENTRIES);
    expect_count(world, 1, "SELECT count(*) FROM reminder");
}

/* Internal approval */

static LbRequest *
hold(World *world)
{
    static const char *const resources[] = { "vm-web-01", NULL };
    LbSubmission submission = { .ticket = "TK-7",
                                .service = "virtual-machines",
                                .scenario = "remote-desktop-windows",
                                .level = "administer",
                                .hours = 8,
                                .justification = "It stops; we look.",
                                .resources = resources };
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    LbRequest *request = lb_service_submit(world->service, engineer, &submission, &error);
    cr_assert_not_null(request, "%s", error != NULL ? error->message : "");
    cr_assert_eq(request->status, LB_STATUS_INITIALIZING);
    return request;
}

Test(reminders, of_internal_approval_those_are_reminded_who_can_give_it)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = hold(world);
    run(world);
    world_pass(world, 19 * LB_HOUR);
    run(world);
    expect_reminded(world, "held-reminder", "");
    world_pass(world, LB_HOUR);
    run(world);
    run(world);
    expect_reminded(world, "held-reminder", LEAD "," MANAGER);
    expect_count(world, 0, REMINDED);
    expect_count(world, 1, ENTRIES " AND tenant IS NULL AND request = 'LB-1'");
    g_autoptr(LbActor) owner = world_actor(world, OWNER_1);
    LbActivityFilter filter = { .operations = LB_OPERATION_BIT(LB_OPERATION_REMIND), .limit = 5 };
    g_autoptr(GPtrArray) seen = lb_service_log(world->service, owner, &filter, NULL);
    cr_assert_eq(seen->len, 0, "the customer has not heard of it");
    filter.request = "LB-1";
    g_autoptr(GPtrArray) of_it = lb_service_log(world->service, owner, &filter, NULL);
    cr_assert_eq(of_it->len, 0);
    g_autoptr(LbActor) lead = world_actor(world, LEAD);
    g_autoptr(GPtrArray) ours = lb_service_log(world->service, lead, &filter, NULL);
    cr_assert_eq(ours->len, 1);
    expect_good_log(world);
}

Test(reminders, mails_of_internal_approval_know_until_when_and_what_is_missing)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = hold(world);
    g_autoptr(LbMessage) message = lb_deliveries_claim(world->service, LB_MINUTE, NULL);
    cr_assert_not_null(message);
    cr_assert_eq(message->event, LB_EVENT_HELD);
    cr_assert_eq(message->held_until, world->reading.wall + LB_DAY);
    cr_assert_eq(message->held_missing, 1);
}

Test(reminders, of_internal_approval_a_span_of_half_the_time_reminds_of_nothing)
{
    g_autoptr(World) world = world_new();
    const int64_t half[] = { 12 * LB_HOUR }, less[] = { 12 * LB_HOUR - LB_MINUTE };
    g_autoptr(LbRequest) request = hold(world);
    world_pass(world, 12 * LB_HOUR);
    run_with(world, half, 1);
    expect_reminded(world, "held-reminder", "");
    world_pass(world, LB_MINUTE);
    run_with(world, less, 1);
    expect_reminded(world, "held-reminder", LEAD "," MANAGER);
}

Test(reminders, who_has_answered_internally_hears_nothing)
{
    g_autoptr(World) world = world_new();
    g_autofree char *path = g_build_filename(world->data, "policy.conf", NULL);
    cr_assert(g_file_set_contents(path,
                                  "[two]\nlabel=Two of us\noutcome=internal-approval\n"
                                  "approvers=Support Lead;DevOps Manager\napprovals=2\n"
                                  "ask-customer=always\n",
                                  -1, NULL));
    lb_service_follow_rules(world->service, path, LB_DAY);
    g_autoptr(LbRequest) request = hold(world);
    g_autoptr(LbActor) lead = world_actor(world, LEAD);
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown };
    g_autoptr(LbRequest) after = lb_service_endorse(world->service, lead, &decision, NULL);
    cr_assert_not_null(after);
    world_pass(world, 21 * LB_HOUR);
    run(world);
    expect_reminded(world, "held-reminder", MANAGER);
}

/* The property */

#define SPANS 3

typedef struct {
    int64_t number, begun, end;
    bool told[SPANS]; /* or it began to wait too late for it */
    int times;
} Model;

/* What reminders are, without any mark: each request is looked at, each time. */
static void
expect_of(Model *one, const int64_t *spans, int64_t now)
{
    int nearest = -1;
    bool was_told = true;
    for (int i = 0; i < SPANS; i++)
        if (one->end > now && one->end - now <= spans[i] && one->end - one->begun > spans[i])
            nearest = i; /* the longest is first */
    for (int i = 0; i <= nearest; i++) {
        was_told = one->told[i];
        one->told[i] = true;
    }
    one->times += nearest >= 0 && !was_told ? 1 : 0;
}

static void
expect_all(World *world, GArray *all, guint32 seed)
{
    for (guint i = 0; i < all->len; i++) {
        const Model *one = &g_array_index(all, Model, i);
        g_autofree char *sql = g_strdup_printf(ENTRIES " AND request = 'LB-%d'", (int)one->number);
        cr_assert_eq(world_count(world, sql), one->times, "seed %u: LB-%d, not %d times", seed,
                     (int)one->number, one->times);
    }
}

/* A day or two of requests of customers whose times differ from one request to the next, looked at every now and then. */
static int
play(guint32 seed)
{
    const int64_t spans[SPANS] = { 24 * LB_HOUR, 5 * LB_HOUR, LB_HOUR };
    const LbRequestLimits any = { 0, 0 };
    int times = 0;
    g_autoptr(GRand) dice = g_rand_new_with_seed(seed);
    g_autoptr(World) world = world_new();
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Model));
    lb_service_limit_requests(world->service, &any);
    for (int step = 0; step < 120; step++) {
        if (g_rand_int_range(dice, 0, 4) == 0) {
            g_autofree char *sql =
                g_strdup_printf("UPDATE tenant SET queue_hours = %d WHERE id = '" CONTOSO "'",
                                (int)g_rand_int_range(dice, 1, 40));
            change(world, sql);
            g_autoptr(LbRequest) request = world_submit(world);
            Model one = { request->number, request->notified, request->expiration, { 0 }, 0 };
            g_array_append_val(all, one);
        }
        /* Now and then lockboxd is down for half a day. */
        if (g_rand_int_range(dice, 0, 3) != 0)
            world_pass(world, g_rand_int_range(dice, 0, 4) * LB_HOUR / 2);
        if (g_rand_int_range(dice, 0, 15) == 0)
            world_pass(world, g_rand_int_range(dice, 0, 12) * LB_HOUR);
        if (g_rand_int_range(dice, 0, 2) == 0)
            continue;
        run_with(world, spans, SPANS);
        for (guint i = 0; i < all->len; i++)
            expect_of(&g_array_index(all, Model, i), spans, world->reading.wall);
    }
    expect_all(world, all, seed);
    for (guint i = 0; i < all->len; i++)
        times += g_array_index(all, Model, i).times;
    return times;
}

Test(reminders, none_is_lost_or_told_twice_in_whatever_order_requests_begin_to_wait)
{
    int times = 0;
    for (guint32 seed = 1; seed <= 8; seed++)
        times += play(seed);
    cr_assert_gt(times, 50, "only %d", times);
}

Test(reminders, stand_in_lockbox_conf)
{
    g_autofree char *directory = g_dir_make_tmp("reminders-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, "lockbox.conf", NULL);
    const struct {
        const char *value; /* NULL: it is not there */
        bool right;
        int64_t hours[LB_REMINDERS_MOST];
    } rows[] = {
        { NULL, true, { 24, 4 } },
        { "none", true, { 0 } },
        { "4h 24h", true, { 24, 4 } },
        { "  1h   96h 2h ", true, { 96, 2, 1 } },
        { "60m", true, { 1 } },
        { "5h 4h 3h 2h 1h", true, { 5, 4, 3, 2, 1 } },
        { "", false, { 0 } },
        { "6h 5h 4h 3h 2h 1h", false, { 0 } },
        { "97h", false, { 0 } },
        { "59s", false, { 0 } },
        { "4h none", false, { 0 } },
        { "0", false, { 0 } },
        { "24h, 4h", false, { 0 } },
        { "1h 60m", false, { 0 } },
        { "99999999999999h", false, { 0 } },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = rows[i].value != NULL
                                    ? g_strdup_printf("[requests]\nreminders=%s\n", rows[i].value)
                                    : g_strdup("");
        cr_assert(g_file_set_contents(path, text, -1, NULL));
        g_autoptr(LbConfig) config = lb_config_read(path, false, &error);
        cr_assert_eq(config != NULL, rows[i].right, "row %zu", i);
        for (int j = 0; config != NULL && j < LB_REMINDERS_MOST; j++)
            cr_assert_eq(config->reminders[j], rows[i].hours[j] * LB_HOUR, "row %zu", i);
    }
    g_unlink(path);
    g_rmdir(directory);
}
