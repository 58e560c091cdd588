/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who opened a request is noted: of whom, once, and without being in anybody's way. */
#include <criterion/criterion.h>

#include "base/span.h"
#include "support/world.h"

#define OWNER "owner1@contoso.example"
#define APPROVER "approver1@contoso.example"
#define READINGS "SELECT count(*) FROM reading"

static void
note(World *world, const char *account)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    lb_service_note_reading(world->service, actor, 1);
}

/* When @account opened request 1, as @reader is shown it; 0: it did not. */
static int64_t
opened(World *world, const char *reader, const char *account)
{
    g_autoptr(LbActor) actor = world_actor(world, reader);
    g_autoptr(LbRequestView) view = lb_service_show(world->service, actor, 1, NULL);
    for (guint i = 0; i < view->asked->len; i++) {
        const LbAsked *asked = g_ptr_array_index(view->asked, i);
        if (g_strcmp0(asked->account, account) == 0)
            return asked->opened;
    }
    cr_assert_fail("%s was not asked", account);
    return 0;
}

Test(readings, the_first_opening_is_noted_and_stays)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    int64_t entries = world_count(world, "SELECT count(*) FROM activity");
    cr_assert_eq(opened(world, OWNER, OWNER), 0, "showing it says nothing of reading it");
    world_pass(world, LB_MINUTE);
    int64_t first = world->reading.wall;
    note(world, OWNER);
    world_pass(world, LB_MINUTE);
    note(world, OWNER);
    note(world, APPROVER);
    cr_assert_eq(opened(world, OWNER, OWNER), first);
    cr_assert_eq(opened(world, "engineer7@fabrikam.example", OWNER), first);
    cr_assert_eq(opened(world, OWNER, APPROVER), first + LB_MINUTE);
    cr_assert_eq(opened(world, OWNER, "owner2@contoso.example"), 0);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity"), entries);
    g_auto(GStrv) found = world_verify(world);
    cr_assert_null(found[0], "%s", found[0]);
}

Test(readings, it_is_noted_of_approvers_alone)
{
    static const char *const others[] = { "reader1@contoso.example", "contributor1@contoso.example",
                                          "owner@nihon.example",     "engineer7@fabrikam.example",
                                          "lead1@fabrikam.example",  "admin1@fabrikam.example" };
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        note(world, others[i]);
        cr_assert_eq(world_count(world, READINGS), 0, "%s", others[i]);
    }
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    lb_service_note_reading(world->service, owner, 4711);
    cr_assert_eq(world_count(world, READINGS), 0);
    note(world, OWNER);
    cr_assert_eq(world_count(world, READINGS), 1);
}

Test(readings, who_may_only_read_leaves_no_note)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) owner = world_actor(world, OWNER), off = world_actor(world, APPROVER);
    world_forge(world, "UPDATE instance SET test = 0;"
                       "UPDATE principal SET enabled = 0 WHERE account = '" APPROVER "'");
    g_autoptr(LbService) real =
        lb_service_open_with_clock(world->data, "lockbox.example", &world->clock, NULL);
    lb_service_note_reading(real, owner, 1);
    cr_assert_eq(world_count(world, READINGS), 0);
    off->door = LB_DOOR_SESSION;
    lb_service_note_reading(real, off, 1);
    cr_assert_eq(world_count(world, READINGS), 0);
    owner->door = LB_DOOR_SESSION;
    lb_service_note_reading(real, owner, 1);
    cr_assert_eq(world_count(world, READINGS), 1);
}

Test(readings, a_note_that_cannot_be_written_keeps_nobody_from_reading)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbTransaction) other = lb_store_begin(world->store, NULL);
    int64_t began = g_get_monotonic_time();
    note(world, OWNER);
    cr_assert_lt(g_get_monotonic_time() - began, LB_SECOND);
    cr_assert_eq(opened(world, OWNER, OWNER), 0);
    g_clear_pointer(&other, lb_transaction_free);
    note(world, OWNER);
    cr_assert_neq(opened(world, OWNER, OWNER), 0);
}
