/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was refused is recorded: at once the first time, by numbers when it goes on, where the right people read it. */
#include <criterion/criterion.h>

#include "service/deadlines.h"
#include "service/people.h"
#include "support/world.h"

#define REFUSED "SELECT count(*) FROM activity WHERE operation = 'RefuseAct'"

static void
deny(World *world, const char *account, int64_t number)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    LbDecision decision = { .number = number, .reason = "No." };
    g_autoptr(GError) error = NULL;
    cr_assert_null(lb_service_deny(world->service, actor, &decision, &error));
    cr_assert_eq(error->domain, LB_REFUSAL_ERROR, "%s", error->message);
}

static void
run_deadlines(World *world)
{
    int ended = 0;
    cr_assert(lb_deadlines_run(world->service, 100, &ended, NULL));
}

Test(refused, stands_in_the_log_of_the_request)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    deny(world, "reader1@contoso.example", 1);
    cr_assert_eq(world_count(world, REFUSED " AND request = 'LB-1' AND tenant = '" CONTOSO "'"
                                            " AND caller = 'reader1@contoso.example'"
                                            " AND details LIKE '%\"refusal\":\"not-an-approver\"%'"
                                            " AND details LIKE '%\"verb\":\"deny\"%'"
                                            " AND details LIKE '%\"count\":1%'"),
                 1);
    /* The engineer's own request: its owners read that too. */
    deny(world, "engineer7@fabrikam.example", 1);
    cr_assert_eq(world_count(world, REFUSED " AND request = 'LB-1' AND tenant = '" CONTOSO "'"
                                            " AND caller = 'engineer7@fabrikam.example'"),
                 1);
}

Test(refused, is_told_of_a_foreign_request_on_the_own_side_alone)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) stranger = world_actor(world, "owner@nihon.example");
    cr_assert_null(lb_service_show(world->service, stranger, 1, NULL));
    cr_assert_eq(world_count(world, REFUSED " AND tenant = '" NIHON "' AND request IS NULL"
                                            " AND details LIKE '%\"named\":\"LB-1\"%'"
                                            " AND details LIKE '%\"refusal\":\"not-found\"%'"),
                 1);
    cr_assert_eq(world_count(world, REFUSED), 1);
}

Test(refused, fills_no_log)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    for (int i = 0; i < 500; i++)
        deny(world, "reader1@contoso.example", i % 2 == 0 ? 1 : 1000 + i);
    cr_assert_eq(world_count(world, REFUSED), 2, "one for each sort: not an approver, not found");
    cr_assert_eq(world_count(world, "SELECT sum(untold) FROM refused"), 498);
    /* Within the hour nothing more is told, after it the number of all that followed. */
    world_pass(world, LB_HOUR / 2);
    run_deadlines(world);
    cr_assert_eq(world_count(world, REFUSED), 2);
    world_pass(world, LB_HOUR);
    run_deadlines(world);
    cr_assert_eq(world_count(world, REFUSED " AND details LIKE '%\"count\":249%'"
                                            " AND caller = 'reader1@contoso.example'"),
                 2);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM refused"), 0);
    /* It starts again. */
    deny(world, "reader1@contoso.example", 1);
    cr_assert_eq(world_count(world, REFUSED), 5);
}

Test(refused, tells_with_the_next_one_what_has_gathered)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    for (int i = 0; i < 5; i++)
        deny(world, "reader1@contoso.example", 1);
    world_pass(world, 2 * LB_HOUR);
    deny(world, "reader1@contoso.example", 1);
    cr_assert_eq(world_count(world, REFUSED), 2);
    cr_assert_eq(world_count(world, REFUSED " AND details LIKE '%\"count\":5%'"), 1);
}

Test(refused, includes_running_the_place_and_strangers)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
    g_autoptr(GError) error = NULL;
    cr_assert(!lb_people_enable(world->service, engineer, "owner1@contoso.example", false, &error));
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_NOT_AN_ADMIN));
    LbPeopleFilter filter = { .limit = 10 };
    cr_assert_null(lb_people_list(world->service, engineer, &filter, NULL));
    cr_assert_eq(world_count(world, REFUSED " AND tenant IS NULL"
                                            " AND details LIKE '%\"verb\":\"administer\"%'"
                                            " AND details LIKE '%\"refusal\":\"not-an-admin\"%'"),
                 1);
    cr_assert_eq(world_count(world, "SELECT sum(untold) FROM refused"), 1);
    cr_assert_null(
        lb_service_identify_key(world->service, 77, "publickey x y\n", "192.0.2.7", NULL));
    cr_assert_eq(world_count(world, REFUSED " AND caller IS NULL AND address = '192.0.2.7'"
                                            " AND details LIKE '%unknown-identity%'"),
                 1);
}
