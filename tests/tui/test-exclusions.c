/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work without a request on the screens: recording it, what owners are shown of it, and acknowledging it. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/exclusions.h"
#include "tui/blade.h"

#define OWNER "owner1@contoso.example"
#define OTHER_OWNER "owner2@contoso.example"
#define READER "reader1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define LEAD "lead1@fabrikam.example"
#define TABS "12345T"

static void
expect(Blade *blade, const char *words)
{
    g_autofree char *text = blade_text(blade);
    cr_assert_not_null(strstr(text, words), "<%s> is missing:\n%s", words, text);
}

static void
expect_no(Blade *blade, const char *words)
{
    g_autofree char *text = blade_text(blade);
    cr_assert_null(strstr(text, words), "<%s> is there:\n%s", words, text);
}

static int64_t
count(Blade *blade, const char *table)
{
    g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM %s", table);
    return world_count(blade->world, sql);
}

/* Ctrl-X by itself. */
static void
send_it(Blade *blade)
{
    blade_key(blade, LB_KEY_CTRL_X, false, LB_SECOND);
}

/* As somebody else, while the blade is open. */
static void
acknowledge_as(Blade *blade, const char *account, int64_t number)
{
    g_autoptr(LbActor) actor = world_actor(blade->world, account);
    g_autoptr(LbService) service = lb_service_open_with_clock(blade->world->data, "lockbox.example",
                                                              &blade->world->clock, NULL);
    g_autoptr(LbExclusionView) view = lb_service_show_exclusion(service, actor, number, NULL);
    LbAcknowledgement wanted = { .number = number, .shown = view->digest };
    g_autoptr(LbExclusion) done = lb_service_acknowledge(service, actor, &wanted, NULL);
    cr_assert_not_null(done);
}

Test(exclusions, owners_see_it_on_each_tab_until_one_has_acknowledged_it)
{
    g_autoptr(Blade) blade = blade_new();
    blade_exclude(blade, 1);
    blade_open(blade, OWNER, 0, 80, 24);
    for (const char *tab = TABS; *tab != '\0'; tab++) {
        const char key[] = { *tab, '\0' };
        blade_press(blade, key);
        expect(blade, "! EX-1  Access outside a request, Mon 8 Jan 00:00-00:40, to rg-web: read");
    }
    acknowledge_as(blade, OTHER_OWNER, 1);
    lb_app_tick(blade->app);
    expect_no(blade, "EX-1");
    for (const char *tab = TABS; *tab != '\0'; tab++) {
        const char key[] = { *tab, '\0' };
        blade_press(blade, key);
        expect_no(blade, "Access outside a request");
    }
}

Test(exclusions, nobody_else_is_shown_it_at_the_top)
{
    g_autoptr(Blade) blade = blade_new();
    blade_exclude(blade, 3);
    const char *const accounts[] = { READER, ENGINEER, LEAD, "owner@nihon.example" };
    for (size_t i = 0; i < G_N_ELEMENTS(accounts); i++) {
        blade_open(blade, accounts[i], 0, 80, 24);
        expect_no(blade, "EX-");
    }
    blade_open(blade, OWNER, 0, 80, 24);
    expect(blade, "! 2 accesses outside requests, the newest EX-3,");
    expect(blade, "to vm-web-01");
}

Test(exclusions, an_owner_reads_and_acknowledges_it)
{
    g_autoptr(Blade) blade = blade_new();
    blade_exclude(blade, 1);
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "x\033");
    expect(blade, "> EX-1");
    blade_press(blade, "\n");
    expect(blade, "| A capture of packets on the platform");
    expect(blade, "a acknowledge");
    blade_press(blade, "a");
    expect(blade, "Acknowledge EX-1");
    blade_press(blade, "We have talked.");
    cr_assert_eq(count(blade, "acknowledgement"), 0);
    blade_press(blade, "\n");
    expect(blade, "EX-1 is acknowledged.");
    expect(blade, "+ Acknowledged");
    expect(blade, "| We have talked.");
    expect_no(blade, "a acknowledge");
    cr_assert_eq(
        count(blade, "acknowledgement WHERE account = '" OWNER "' AND comment = 'We have talked.'"),
        1);
    cr_assert_eq(blade->app->results->len, 1);
    blade_press(blade, "\033");
    expect(blade, "Nothing waits.");
    blade_press(blade, "\t");
    expect(blade, "> EX-1");
    blade_press(blade, "\033");
    expect(blade, "Waits for an answer");
    expect_no(blade, "EX-1");
}

Test(exclusions, the_only_one_that_waits_is_opened_at_once)
{
    g_autoptr(Blade) blade = blade_new();
    blade_exclude(blade, 1);
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "x");
    expect(blade, "| A capture of packets on the platform");
    blade_press(blade, "\033\033");
    expect(blade, "Waits for an answer");
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, "x");
    expect(blade, "+ record");
    blade_exclude(blade, 3);
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "x");
    expect_no(blade, "| A capture of packets");
}

Test(exclusions, who_may_record_is_told_the_key)
{
    g_autoptr(Blade) blade = blade_new();
    const char *const accounts[] = { ENGINEER, LEAD };
    for (size_t i = 0; i < G_N_ELEMENTS(accounts); i++) {
        blade_open(blade, accounts[i], 0, 80, 24);
        blade_press(blade, "T");
        expect(blade, "x Without request");
        blade_press(blade, "x");
        expect(blade, "+ record");
    }
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "T");
    expect_no(blade, "x Without request");
    blade_press(blade, "1");
    expect_no(blade, "x Without request");
}

/* Without a comment too, and never by what was typed ahead or pasted. */
Test(exclusions, only_a_hand_acknowledges)
{
    g_autoptr(Blade) blade = blade_new();
    LbInput paste = { .key = LB_KEY_PASTE, .hasty = true, .pasted = "text\n" };
    blade_exclude(blade, 1);
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "x\na");
    blade_key(blade, LB_KEY_ENTER, false, 100 * 1000); /* the dialog has just opened */
    cr_assert_eq(count(blade, "acknowledgement"), 0);
    blade_key(blade, 'y', true, LB_SECOND);
    blade_key(blade, LB_KEY_ENTER, true, 1000);
    expect(blade, "that Enter came too fast for a finger");
    paste.time = blade->time += LB_SECOND;
    lb_app_input(blade->app, &paste);
    expect(blade, "Pasted text is not taken here.");
    cr_assert_eq(count(blade, "acknowledgement"), 0);
    blade_press(blade, "\b\n");
    expect(blade, "EX-1 is acknowledged.");
    cr_assert_eq(count(blade, "acknowledgement WHERE comment IS NULL"), 1);
}

Test(exclusions, another_owner_was_first)
{
    g_autoptr(Blade) blade = blade_new();
    blade_exclude(blade, 1);
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "x\naMine");
    acknowledge_as(blade, OTHER_OWNER, 1);
    lb_app_tick(blade->app);
    expect(blade, "Acknowledged by " OTHER_OWNER);
    blade_press(blade, "\n");
    cr_assert_eq(count(blade, "acknowledgement WHERE account = '" OTHER_OWNER "'"), 1);
    blade_press(blade, "\033");
    expect(blade, "+ Acknowledged");
    expect_no(blade, "a acknowledge");
}

Test(exclusions, who_only_reads_is_offered_nothing)
{
    g_autoptr(Blade) blade = blade_new();
    blade_exclude(blade, 1);
    const char *const accounts[] = { READER, ENGINEER, LEAD };
    for (size_t i = 0; i < G_N_ELEMENTS(accounts); i++) {
        blade_open(blade, accounts[i], 0, 80, 24);
        blade_press(blade, "x\n");
        expect(blade, "| A capture of packets");
        expect_no(blade, "a acknowledge");
        blade_press(blade, "a+");
        expect(blade, "| A capture of packets");
    }
    blade_open(blade, READER, 0, 80, 24);
    blade_press(blade, "x");
    expect_no(blade, "+ record");
    blade_press(blade, "+");
    expect_no(blade, "What happened");
}

Test(exclusions, an_engineer_records_one)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, "x");
    expect(blade, "+ record");
    blade_press(blade, "+");
    expect(blade, "< Outside standard operating procedure >");
    blade_key(blade, LB_KEY_RIGHT, false, LB_SECOND);
    expect(blade, "< Unintended exposure >");
    blade_press(blade, "\tvm-web");
    blade_key(blade, LB_KEY_PAGE_DOWN, false, LB_SECOND);
    expect(blade, "virtualmachines/vm-web-01");
    expect(blade, "Contoso / Production / vm-web-01 (1 of 2)");
    blade_key(blade, LB_KEY_PAGE_DOWN, false, LB_SECOND);
    expect(blade, "virtualmachines/vm-web-02");
    blade_key(blade, LB_KEY_PAGE_UP, false, LB_SECOND);
    blade_press(blade, "\t2035-01-07 23:00\t2035-01-07 23:40\tA disk was full.\nWe emptied it.");
    blade_key(blade, LB_KEY_CTRL_X, true, 1000);
    expect(blade, "came too fast for a finger");
    cr_assert_eq(count(blade, "exclusion"), 0);
    send_it(blade);
    expect(blade, "EX-1   ! Unacknowledged");
    expect(blade, "The resource vm-web-01 in subscription Production of Contoso.");
    expect(blade, "EX-1 is recorded;");
    expect(blade, "| We emptied it.");
    cr_assert_eq(count(blade, "exclusion WHERE kind = 'unintended-exposure' AND ended - started ="
                              " 2400000000"),
                 1);
    cr_assert_eq(blade->app->results->len, 1);
    blade_press(blade, "\033");
    expect(blade, "> EX-1");
}

/* In the time zone of whoever types it. */
Test(exclusions, times_are_typed_in_the_own_zone)
{
    g_autoptr(Blade) blade = blade_new();
    g_autofree char *words =
        world_tamper(blade->world, "UPDATE principal SET time_zone = 'Asia/Tokyo' WHERE account ="
                                   " '" ENGINEER "'");
    cr_assert_null(words);
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade,
                "x+\t/subscriptions/" PRODUCTION "\t2035-01-08 08:00\t2035-01-08 09:30\tText.");
    send_it(blade);
    expect(blade, "From Mon 8 Jan 2035 08:00 JST to Mon 8 Jan 2035 09:30 JST.");
    blade_open(blade, OWNER, 0, 80, 24);
    expect(blade, "Mon 8 Jan 00:00-01:30, to Production");
}

Test(exclusions, what_is_wrong_is_said_at_its_field_and_nothing_is_lost)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, "x+");
    send_it(blade);
    expect(blade, "Where it was is needed.");
    blade_press(blade, "nothing");
    blade_key(blade, LB_KEY_PAGE_DOWN, false, LB_SECOND);
    expect(blade, "Nothing of that name is known.");
    blade_press(blade, "\tlast night");
    send_it(blade);
    expect(blade, "That is no time");
    blade_key(blade, LB_KEY_CTRL_U, false, LB_SECOND);
    blade_press(blade, "2035-01-07 23:00\t2035-01-07 22:00");
    send_it(blade);
    expect(blade, "What happened is needed");
    blade_press(blade, "Text.");
    send_it(blade);
    expect(blade, "There is no such subscription, resource group or resource.");
    blade_key(blade, LB_KEY_CTRL_U, false, LB_SECOND);
    blade_press(blade, "/subscriptions/" PRODUCTION);
    send_it(blade);
    expect(blade, "The work has to end after it began.");
    blade_key(blade, LB_KEY_CTRL_U, false, LB_SECOND);
    blade_press(blade, "2036-01-01");
    send_it(blade);
    expect(blade, "Only work that is over is recorded");
    cr_assert_eq(count(blade, "exclusion"), 0);
    lb_app_resize(blade->app, 40, 10);
    lb_app_draw(blade->app);
    lb_app_resize(blade->app, 60, 15);
    expect(blade, "Text.");
    blade_press(blade, "\033");
    expect(blade, "Esc again throws away what you have typed.");
    blade_press(blade, "\033");
    expect_no(blade, "What happened");
}

Test(exclusions, the_deep_link_opens_one_above_the_list)
{
    g_autoptr(Blade) blade = blade_new();
    g_autoptr(GError) error = NULL;
    blade_exclude(blade, 2);
    blade_open(blade, "owner@nihon.example", 0, 80, 24);
    lb_app_free(blade->app);
    blade->app = lb_app_new(blade->world->service, blade->actor, 80, 24);
    cr_assert_not(lb_app_start_at_exclusion(blade->app, 1, &error), "of another customer");
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_UNKNOWN_EXCLUSION));
    blade_open(blade, OWNER, 0, 80, 24);
    for (int number = 1; number <= 2; number++) {
        lb_app_free(blade->app);
        blade->app = lb_app_new(blade->world->service, blade->actor, 80, 24);
        cr_assert(lb_app_start_at_exclusion(blade->app, number, NULL));
        expect(blade, number == 1 ? "EX-1   + Acknowledged" : "EX-2   ! Unacknowledged");
        blade_press(blade, "\033");
        expect(blade, number == 1 ? "> EX-1" : "> EX-2");
        expect(blade, number == 1 ? "[All]" : "[Unacknowledged]");
    }
}

Test(exclusions, lists_are_searched_and_go_round)
{
    g_autoptr(Blade) blade = blade_new();
    blade_exclude(blade, 3);
    blade_open(blade, LEAD, 0, 80, 24);
    blade_press(blade, "x");
    expect_no(blade, "EX-1");
    blade_press(blade, "h");
    expect(blade, "[All]");
    blade_press(blade, "/legal\n");
    expect(blade, "> EX-2");
    blade_press(blade, "/acknowledged by nobody\n");
    expect(blade, "That is not found.");
    blade_press(blade, "xtLw");
    expect(blade, "[All]");
    blade_press(blade, "l");
    expect(blade, "[Unacknowledged]");
}
