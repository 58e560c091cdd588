/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access that Lockbox opens and ends itself, on the screens: before it is decided, while it opens, while it is open, and
 * where it could not be opened or does not end. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/deadlines.h"
#include "tui/golden.h"

#define OWNER "owner1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define ADMIN "admin1@fabrikam.example"

/* LB-7 waits: remote desktop to vm-web-01 and vm-web-02, of which the first @targets are reached. */
static Blade *
new_waiting(int targets)
{
    static const char *const machines[] = { "vm-web-01", "vm-web-02" };
    Blade *blade = blade_new();
    for (int i = 0; i < targets; i++)
        world_target(blade->world, machines[i]);
    g_autoptr(LbRequest) request = world_submit(blade->world);
    cr_assert_eq(request->number, 7);
    return blade;
}

/* The owner says yes, and nothing is opened so far. */
static Blade *
new_approved(int targets)
{
    Blade *blade = new_waiting(targets);
    g_autoptr(LbActor) owner = world_actor(blade->world, OWNER);
    g_autoptr(LbRequestView) view = lb_service_show(blade->world->service, owner, 7, NULL);
    LbDecision decision = { .number = 7, .shown = view->digest };
    g_autoptr(LbRequest) after = lb_service_approve(blade->world->service, owner, &decision, NULL);
    cr_assert_eq(after->status, LB_STATUS_APPROVING);
    return blade;
}

static Blade *
new_open(int targets)
{
    Blade *blade = new_approved(targets);
    cr_assert_eq(world_open_grants(blade->world), targets);
    return blade;
}

/* Opening the first failed for good. */
static Blade *
new_failed(int targets)
{
    Blade *blade = new_approved(targets);
    int64_t serial = 0;
    world_settle(blade->world, false, false, "Account 'support' is locked\nby policy 7", &serial);
    world_open_grants(blade->world);
    return blade;
}

/* The owner ends it; one of two ends, the other does not, three times. */
static Blade *
new_stuck(void)
{
    Blade *blade = new_open(2);
    int64_t serial = 0, other = 0;
    g_autoptr(LbActor) owner = world_actor(blade->world, OWNER);
    LbDecision decision = { .number = 7, .reason = "Enough." };
    g_autoptr(LbRequest) after = lb_service_revoke(blade->world->service, owner, &decision, NULL);
    cr_assert_eq(after->status, LB_STATUS_REVOKING);
    world_settle(blade->world, false, true, "no route to host \x1b[2J", &serial);
    world_settle(blade->world, true, false, NULL, &other);
    for (int i = 0; i < 2; i++) {
        world_pass(blade->world, LB_MINUTE);
        world_settle(blade->world, false, true, "no route to host \x1b[2J", &other);
        cr_assert_eq(other, serial);
    }
    cr_assert(lb_deadlines_beat(blade->world->service, 1, NULL));
    return blade;
}

/* Takes @blade; compares the screen of @account after @keys, in English and, in another run, in Japanese. */
static void
expect_golden(const char *name, Blade *(*make)(int targets), int targets, const char *account,
              int64_t number, const char *keys)
{
    static const char *const languages[] = { "en", "ja" };
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autofree char *whole = g_strdup_printf("%s.%s", name, languages[i]);
        g_autoptr(Blade) blade = make(targets);
        golden_let_read(blade, account, whole);
        blade_open(blade, account, number, 80, 24);
        blade_press(blade, keys);
        golden_compare_sizes(whole, blade);
    }
}

static Blade *
make_stuck(int targets)
{
    (void)targets;
    return new_stuck();
}

Test(golden_access, what_opens_is_said_before_it_is_decided)
{
    expect_golden("grants-waits", new_waiting, 1, OWNER, 7, "");
    expect_golden("grants-all", new_waiting, 2, OWNER, 7, "");
}

Test(golden_access, what_is_being_opened)
{
    expect_golden("grants-opening", new_approved, 1, OWNER, 7, "");
}

Test(golden_access, what_is_open)
{
    expect_golden("grants-open", new_open, 2, OWNER, 7, "");
    expect_golden("grants-open-engineer", new_open, 1, ENGINEER, 7, "");
}

Test(golden_access, the_ways_there)
{
    expect_golden("grants-ways", new_open, 2, ENGINEER, 7, "c");
    expect_golden("grants-ways-one", new_open, 1, ENGINEER, 7, "c");
}

Test(golden_access, more_time)
{
    expect_golden("grants-extend", new_open, 1, ENGINEER, 7, "eNot done.\t---");
}

Test(golden_access, what_could_not_be_opened)
{
    expect_golden("grants-error", new_failed, 1, OWNER, 7, "");
    expect_golden("grants-partly", new_failed, 2, ENGINEER, 7, "");
}

Test(golden_access, what_does_not_end)
{
    expect_golden("grants-stuck", make_stuck, 2, OWNER, 7, "");
    expect_golden("grants-stuck-list", make_stuck, 2, OWNER, 0, "3");
    expect_golden("grants-stuck-log", make_stuck, 2, ADMIN, 0, "5f\t\t\t2035-01-01\n");
    expect_golden("grants-stuck-entry", make_stuck, 2, OWNER, 0, "5\n");
}

Test(access_screens, an_owner_ends_access_that_is_still_being_opened)
{
    g_autoptr(Blade) blade = new_approved(1);
    blade_open(blade, OWNER, 7, 80, 24);
    blade_expect(blade, "Approving");
    blade_expect(blade, "being opened on vm-web-01");
    blade_press(blade, "eNot any more.\n");
    blade_expect(blade, "LB-7 is revoked.");
    cr_assert_neq(blade_status(blade, 7), LB_STATUS_APPROVING);
    world_open_grants(blade->world);
    cr_assert_eq(blade_status(blade, 7), LB_STATUS_REVOKED);
}

Test(access_screens, more_time_is_another_request_with_hours_and_a_reason)
{
    g_autoptr(Blade) blade = new_open(1);
    blade_open(blade, ENGINEER, 7, 80, 24);
    blade_press(blade, "e\n");
    blade_expect(blade, "A reason is needed: the owners decide by it.");
    blade_press(blade, "Not done yet.\t------\n");
    blade_expect(blade, "LB-8 is made and waits for its approvers");
    g_autoptr(LbActor) engineer = world_actor(blade->world, ENGINEER);
    g_autoptr(LbRequestView) made = lb_service_show(blade->world->service, engineer, 8, NULL);
    cr_assert_eq(made->extends, 7);
    cr_assert_eq(made->request->hours, 2);
    cr_assert_str_eq(made->request->justification, "Not done yet.");
    blade_open(blade, OWNER, 8, 80, 24);
    blade_expect(blade, "Asks for more time than LB-7 gave");
}

Test(access_screens, who_lost_access_meanwhile_asks_for_no_more_time)
{
    g_autoptr(Blade) blade = new_open(1);
    blade_open(blade, ENGINEER, 7, 80, 24);
    blade_press(blade, "eMore.");
    g_autoptr(LbActor) owner = world_actor(blade->world, OWNER);
    LbDecision decision = { .number = 7, .reason = "Enough." };
    g_autoptr(LbRequest) after = lb_service_revoke(blade->world->service, owner, &decision, NULL);
    cr_assert_not_null(after);
    blade_press(blade, "\n");
    blade_expect(blade, "More time for LB-7");
    blade_expect_sentence(blade, "has revoked it; access is being ended.");
    cr_assert_eq(world_count(blade->world, "SELECT max(number) FROM request"), 7);
}

Test(access_screens, the_ways_are_said_again_at_the_end_and_only_while_access_is_open)
{
    g_autoptr(Blade) blade = new_open(2);
    blade_open(blade, ENGINEER, 7, 120, 40);
    blade_press(blade, "c");
    blade_expect(blade, "\nssh -t lockbox@lockbox.fabrikam.example connect LB-7 vm-web-01");
    cr_assert_gt(blade->app->copies->len, 1);
    g_autofree char *first = g_strdup(g_ptr_array_index(blade->app->copies, 0));
    cr_assert_str_eq(first,
                     "A shell on vm-web-01:\nssh -t lockbox@lockbox.fabrikam.example connect "
                     "LB-7 vm-web-01");
    world_pass(blade->world, 9 * LB_HOUR);
    g_autoptr(Blade) other = new_open(1);
    world_pass(other->world, 9 * LB_HOUR);
    blade_open(other, ENGINEER, 7, 80, 24);
    blade_press(other, "c");
    blade_expect_no(other, "connect LB-7");
    cr_assert_eq(other->app->copies->len, 0);
}

Test(access_screens, an_owner_has_no_way_there)
{
    g_autoptr(Blade) blade = new_open(2);
    blade_open(blade, OWNER, 7, 80, 24);
    blade_expect_no(blade, "c connect");
    blade_press(blade, "c");
    blade_expect_no(blade, "connect LB-7");
}

Test(access_screens, words_of_scripts_are_quoted_and_harmless)
{
    g_autoptr(Blade) blade = new_stuck();
    blade_open(blade, OWNER, 7, 120, 40);
    blade_expect(blade, "! NOT ENDED on vm-web-01, tried 3 times");
    blade_expect(blade, "| no route to host <U+001B>[2J");
}

Test(access_screens, who_asks_reads_which_resources_have_no_target)
{
    g_autoptr(Blade) blade = blade_new();
    world_target(blade->world, "vm-web-01");
    blade_open(blade, ENGINEER, 0, 120, 40);
    blade_press(blade, "T/TK-7\n+\n\n\n\nvm-web ");
    blade_expect(blade, "no target");
}
