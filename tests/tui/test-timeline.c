/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline of a request on the screen: what it tells, what narrows it, and how one gets through a long one. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "service/deadlines.h"
#include "service/deliveries.h"
#include "service/passage.h"
#include "tui/golden.h"

#define OWNER "owner1@contoso.example"
#define OTHER_OWNER "owner2@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"

static void
take_mails(World *world)
{
    for (;;) {
        g_autoptr(LbMessage) message = lb_deliveries_claim(world->service, LB_MINUTE, NULL);
        if (message == NULL)
            return;
        cr_assert(lb_deliveries_settle(world->service, message, LB_DELIVERY_ACCEPTED, "250", NULL));
    }
}

static void
decide(World *world, const char *reason,
       LbRequest *(*act)(LbService *, const LbActor *, const LbDecision *, GError **))
{
    g_autoptr(LbActor) owner = world_actor(world, OTHER_OWNER);
    g_autoptr(LbRequestView) view = lb_service_show(world->service, owner, 7, NULL);
    LbDecision decision = { .number = 7, .shown = view->digest, .reason = reason };
    g_autoptr(LbRequest) after = act(world->service, owner, &decision, NULL);
    cr_assert_not_null(after);
}

/* LB-7, of which all has happened that can. */
static Blade *
new_story(void)
{
    Blade *blade = blade_new();
    World *world = blade->world;
    world_target(world, "vm-web-01");
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) owner = world_actor(world, OTHER_OWNER),
                       engineer = world_actor(world, ENGINEER);
    const LbPassageCount count = { .sent = 120, .received = 5000 };
    world_pass(world, 3 * LB_SECOND);
    take_mails(world);
    world_pass(world, 26 * LB_MINUTE);
    lb_service_note_reading(world->service, owner, 7);
    world_pass(world, 90 * LB_SECOND);
    decide(world, NULL, lb_service_approve);
    world_pass(world, 2 * LB_SECOND);
    world_open_grants(world);
    world_pass(world, LB_HOUR + 5 * LB_MINUTE);
    g_autoptr(LbPassage) passage =
        lb_passage_begin(world->service, engineer, LB_PASSAGE_CONNECT, 7, NULL, 0, NULL);
    world_pass(world, 7 * LB_MINUTE);
    cr_assert(lb_passage_end(world->service, engineer, passage, LB_PASSAGE_LEFT, &count, NULL));
    world_pass(world, LB_SECOND);
    decide(world, "Enough.", lb_service_revoke);
    world_open_grants(world);
    cr_assert(lb_deadlines_beat(world->service, 1, NULL));
    return blade;
}

static void
expect_golden(const char *name, const char *account, const char *keys)
{
    static const char *const languages[] = { "en", "ja" };
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autofree char *whole = g_strdup_printf("%s.%s", name, languages[i]);
        g_autoptr(Blade) blade = new_story();
        golden_let_read(blade, account, whole);
        blade_open(blade, account, 7, 80, 24);
        blade_press(blade, keys);
        golden_compare_sizes(whole, blade);
    }
}

Test(golden_timeline, all_of_it)
{
    expect_golden("timeline", OWNER, "L");
}

Test(golden_timeline, narrowed_and_followed)
{
    expect_golden("timeline-kind", OWNER, "LffffffF");
}

Test(golden_timeline, nothing_of_a_sort)
{
    expect_golden("timeline-nothing", ENGINEER, "Lhh");
}

Test(golden_timeline, the_command_that_exports_it)
{
    expect_golden("timeline-export", OWNER, "Lffe");
}

/* Adds @count entries about LB-7 to the log, of which each has a number, and makes the blade read them. */
static void
lengthen(Blade *blade, int count)
{
    g_autofree char *sql = g_strdup_printf(
        "DROP TRIGGER IF EXISTS activity_insert; BEGIN;"
        "INSERT INTO activity (sequence, time, tenant, operation, request, caller, person, door,"
        " details, previous, hash) WITH RECURSIVE n (i) AS"
        " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
        " SELECT sequence + i, time + i * 1000000, '" CONTOSO "', 'RecordSession', 'LB-7',"
        " '" ENGINEER "', 'p', 'as', printf('{\"reason\":\"piece %%05d\"}', i), hash, hash"
        " FROM n, (SELECT * FROM activity ORDER BY sequence DESC LIMIT 1); COMMIT;",
        count);
    g_autofree char *words = world_tamper(blade->world, sql);
    cr_assert_null(words, "%s", words);
}

Test(timeline, a_long_one_has_both_its_ends_near)
{
    g_autoptr(Blade) blade = new_story();
    lengthen(blade, 10000);
    blade_open(blade, OWNER, 7, 120, 24);
    blade_press(blade, "L");
    blade_expect(blade, "Create Lockbox Request");
    blade_press(blade, "G");
    blade_expect(blade,
                 "> 2035-01-08 06:26:16  +1 s         other      engineer7@fabrikam.example");
    blade_expect(blade, "piece 10000");
    blade_press(blade, "k");
    blade_expect(blade, "> 2035-01-08 06:26:15");
    blade_press(blade, "g");
    blade_expect(blade, "> 2035-01-08 02:00:00              ");
    blade_expect(blade, "Create Lockbox Request");
}

/* Each page is the one behind the last, whatever has been let go of meanwhile. */
Test(timeline, one_gets_through_all_of_it_and_back)
{
    g_autoptr(Blade) blade = new_story();
    lengthen(blade, 3000);
    blade_open(blade, OWNER, 7, 120, 24);
    blade_press(blade, "L");
    for (int key = 0; key < 3020 && !blade_shows(blade, "> 2035-01-08 04:29:36"); key++)
        blade_press(blade, "j");
    blade_expect(blade, "> 2035-01-08 04:29:36");
    blade_expect(blade, "piece 03000");
    for (int i = 0; i < 300; i++)
        blade_press(blade, "b");
    blade_expect(blade, "> 2035-01-08 02:00:00");
    blade_expect(blade, "Create Lockbox Request");
}

Test(timeline, a_search_looks_through_all_of_it)
{
    g_autoptr(Blade) blade = new_story();
    lengthen(blade, 10000);
    blade_open(blade, OWNER, 7, 120, 24);
    blade_press(blade, "L/piece 07777\n");
    blade_expect(blade, "> 2035-01-08 05:49:13");
    blade_expect(blade, "Record Session: piece 07776\n");
    blade_press(blade, "j");
    blade_expect(blade, "> 2035-01-08 05:49:14");
    blade_press(blade, "/opened the\n");
    blade_expect(blade, "That is not found.");
    blade_press(blade, "/Connect To\n");
    blade_expect(blade, "> 2035-01-08 03:32:35");
    blade_press(blade, "/owner2\n");
    blade_expect(blade, "> 2035-01-08 03:39:36");
    blade_press(blade, "NN");
    blade_expect(blade, "> 2035-01-08 02:26:03");
}

Test(timeline, what_stands_in_it_opens_and_leads_on)
{
    g_autoptr(Blade) blade = new_story();
    blade_open(blade, OWNER, 7, 80, 60);
    blade_press(blade, "L\n");
    blade_expect(blade, "(CreateLockboxRequest)");
    blade_press(blade, "qj\n");
    blade_expect(blade, "Rules");
    blade_press(blade, "qj\n");
    blade_expect(blade, "Asked to answer LB-7");
    blade_expect(blade, "opened Mon 8 Jan 02:26");
    blade_press(blade, "qt");
    blade_expect(blade, "TK-7   Web role stops answering");
    blade_press(blade, "qqq");
    blade_expect(blade, "1 Overview");
}

/* They stand below the people, far from the beginning on a small screen. */
Test(timeline, what_the_rules_said_opens_where_it_stands)
{
    g_autoptr(Blade) blade = new_story();
    blade_open(blade, OWNER, 7, 80, 16);
    blade_press(blade, "Lj\n");
    blade_expect(blade, " Rules");
    blade_press(blade, "qj\n");
    blade_expect(blade, "Asked to answer LB-7");
    blade_expect_no(blade, " Rules");
}

Test(timeline, a_session_leads_to_what_there_is_to_see_of_it)
{
    g_autoptr(Blade) blade = new_story();
    blade_open(blade, OWNER, 7, 80, 24);
    blade_press(blade, "L");
    blade_expect_no(blade, "s sessions");
    blade_press(blade, "/Connect To\n");
    blade_expect(blade, "s sessions");
    blade_press(blade, "s");
    blade_expect(blade, "Sessions of LB-7");
    blade_expect(blade, "shell on vm-web-01");
}

Test(timeline, what_happens_meanwhile_is_added_and_followed)
{
    g_autoptr(Blade) blade = new_story();
    blade_open(blade, OWNER, 7, 120, 24);
    blade_press(blade, "Ljj");
    blade_expect(blade, "> 2035-01-08 02:00:03");
    lengthen(blade, 5);
    lb_app_tick(blade->app);
    blade_expect(blade, "> 2035-01-08 02:00:03");
    blade_press(blade, "F");
    blade_expect(blade, "> 2035-01-08 03:39:41");
    lengthen(blade, 5);
    lb_app_tick(blade->app);
    blade_expect(blade, "> 2035-01-08 03:39:46");
    blade_press(blade, "k");
    blade_expect_no(blade, "following");
}
