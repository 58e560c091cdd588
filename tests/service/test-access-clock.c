/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access and the clocks: whatever the wall clock says, nothing lasts longer than it was approved for, and nothing comes back. */
#include <criterion/criterion.h>

#include "base/time.h"
#include "service/deadlines.h"
#include "service/grants.h"
#include "service/operator.h"
#include "service/passage.h"
#include "support/world.h"

#define OWNER "owner1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/"
#define SPEAKING(error) ((error) != NULL ? (error)->message : "")

static LbRequest *
approve(World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    world_target(world, "vm-web-01");
    g_autoptr(LbRequest) request = world_submit(world);
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown };
    LbRequest *approved = lb_service_approve(world->service, owner, &decision, &error);
    cr_assert_not_null(approved, "%s", SPEAKING(error));
    return approved;
}

static LbPassage *
open_and_go(World *world)
{
    g_autoptr(LbRequest) request = approve(world);
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    cr_assert_eq(world_open_grants(world), 1);
    return lb_passage_begin(world->service, engineer, LB_PASSAGE_CONNECT, 1, NULL, 0, NULL);
}

static bool
goes_on(World *world, LbPassage *passage)
{
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    return lb_passage_check(world->service, engineer, passage, NULL);
}

static bool
mints(World *world)
{
    g_autoptr(LbMint) mint = lb_grants_mint(world->service, 1, KEY, NULL);
    return mint != NULL;
}

static int
run(World *world)
{
    g_autoptr(GError) error = NULL;
    int ended = 0;
    cr_assert(lb_deadlines_run(world->service, 100, &ended, &error), "%s", SPEAKING(error));
    return ended;
}

static void
assert_over(World *world, LbPassage *passage)
{
    cr_assert_not(goes_on(world, passage));
    cr_assert_not(mints(world));
    cr_assert_eq(run(world), 1);
    cr_assert_eq(world_open_grants(world), 1, "closing goes on");
    cr_assert_eq(world_count(world, "SELECT count(*) FROM access_grant WHERE status = 'closed'"),
                 1);
    cr_assert_not(goes_on(world, passage));
    cr_assert_not(mints(world));
}

static void
set_back(int64_t by)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbPassage) passage = open_and_go(world);
    cr_assert_eq(passage->boot_end - world->reading.boot, 8 * LB_HOUR);
    world->reading.wall -= by;
    cr_assert(goes_on(world, passage));
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(LbPassage) second =
        lb_passage_begin(world->service, engineer, LB_PASSAGE_CONNECT, 1, NULL, 0, NULL);
    cr_assert_leq(second->boot_end, passage->boot_end);
    world_pass(world, 8 * LB_HOUR - 1);
    cr_assert(goes_on(world, passage));
    world_pass(world, 1);
    assert_over(world, passage);
}

Test(access_clock, set_back_by_an_hour_nothing_lasts_longer)
{
    set_back(LB_HOUR);
}

Test(access_clock, set_back_by_ten_minutes_nothing_lasts_longer)
{
    set_back(10 * LB_MINUTE);
}

Test(access_clock, set_back_to_1970_nothing_lasts_longer)
{
    g_autoptr(World) world = world_new();
    set_back(world->reading.wall);
}

Test(access_clock, set_forward_by_ten_years_access_is_over_and_does_not_come_back)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbPassage) passage = open_and_go(world);
    world->reading.wall += 3652 * LB_DAY;
    assert_over(world, passage);
    world->reading.wall -= 3652 * LB_DAY;
    cr_assert_not(goes_on(world, passage));
    cr_assert_not(mints(world));
}

Test(access_clock, what_was_approved_does_not_open_while_the_clock_is_suspect)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve(world);
    world->reading.wall -= 2 * LB_HOUR;
    cr_assert_eq(world_open_grants(world), 0);
    world->reading.wall += 2 * LB_HOUR;
    cr_assert_eq(world_open_grants(world), 1);
}

Test(access_clock, asleep_past_its_end_access_is_over_though_the_wall_clock_slept_too)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbPassage) passage = open_and_go(world);
    world->reading.boot += 8 * LB_HOUR;
    assert_over(world, passage);
}

Test(access_clock, over_a_leap_day_access_lasts_as_long_as_on_any_other)
{
    g_autoptr(World) world = world_new();
    int64_t evening = 0;
    cr_assert(lb_time_from_iso("2028-02-28T20:00:00Z", &evening, NULL));
    world->reading.wall = evening;
    cr_assert(lb_operator_accept_clock(world->service, NULL));
    g_autoptr(LbPassage) passage = open_and_go(world);
    world_pass(world, 8 * LB_HOUR - 1);
    cr_assert(goes_on(world, passage));
    world_pass(world, 1);
    assert_over(world, passage);
}

Test(access_clock, a_reboot_into_the_past_lengthens_nothing)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbPassage) passage = open_and_go(world);
    world_pass(world, 5 * LB_HOUR);
    cr_assert(lb_deadlines_beat(world->service, 1, NULL));
    g_strlcpy(world->reading.boot_id, "another boot", sizeof world->reading.boot_id);
    world->reading.boot = LB_MINUTE;
    world->reading.wall -= 4 * LB_HOUR;
    world_pass(world, 3 * LB_HOUR);
    assert_over(world, passage);
}

Test(access_clock, a_jump_is_told_once_until_it_is_accepted)
{
    g_autoptr(World) world = world_new();
    const char *count = "SELECT count(*) FROM activity WHERE operation = 'AlarmClock'";
    run(world);
    cr_assert_eq(world_count(world, count), 0);
    int64_t mark = world_count(world, "SELECT mark FROM clock");
    world->reading.wall += 2 * LB_HOUR;
    run(world);
    run(world);
    cr_assert_eq(world_count(world, count), 1);
    cr_assert_eq(world_count(world, "SELECT mark FROM clock"), mark);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE tenant IS NULL AND"
                                    " details LIKE '%\"seconds\":7200%'"),
                 1);
    cr_assert(lb_operator_accept_clock(world->service, NULL));
    run(world);
    cr_assert_eq(world_count(world, count), 1);
    world->reading.wall -= 2 * LB_HOUR;
    run(world);
    cr_assert(lb_operator_accept_clock(world->service, NULL));
    world->reading.wall -= 2 * LB_HOUR;
    run(world);
    run(world);
    cr_assert_eq(world_count(world, count), 3);
}

Test(access_clock, one_that_was_put_right_by_itself_is_told_again_when_it_jumps_again)
{
    g_autoptr(World) world = world_new();
    const char *count = "SELECT count(*) FROM activity WHERE operation = 'AlarmClock'";
    for (int i = 1; i <= 2; i++) {
        world->reading.wall += 2 * LB_HOUR;
        run(world);
        cr_assert_eq(world_count(world, count), i);
        world->reading.wall -= 2 * LB_HOUR;
        world_pass(world, LB_MINUTE);
        cr_assert(lb_deadlines_beat(world->service, 1, NULL));
    }
}
