/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the activity log is forwarded: what comes next, and that nothing is left out whatever happens meanwhile. */
#include "service/forwarding.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "support/world.h"

/* With a log of some entries. */
static World *
new_world(void)
{
    World *world = world_new();
    for (int i = 0; i < 5; i++)
        lb_request_free(world_submit(world));
    return world;
}

/* The sequences of what comes next, "3 4 5", of at most @limit; stores where it begins. The caller frees it. */
static char *
next(World *world, int limit, int64_t *after)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) said = g_string_new(NULL);
    g_autofree char *fault = NULL;
    g_autoptr(GPtrArray) entries = lb_forwarding_next(world->service, limit, after, &fault, &error);
    cr_assert_not_null(entries, "%s", error != NULL ? error->message : "");
    cr_assert_null(fault, "%s", fault);
    for (guint i = 0; i < entries->len; i++) {
        const LbActivity *entry = g_ptr_array_index(entries, i);
        g_string_append_printf(said, "%s%d", i > 0 ? " " : "", (int)entry->sequence);
    }
    return g_strdup(said->str);
}

static void
expect_next(World *world, int limit, const char *wanted)
{
    int64_t after = -1;
    g_autofree char *found = next(world, limit, &after);
    cr_assert_str_eq(found, wanted);
}

static void
note(World *world, int64_t after, int64_t last)
{
    g_autoptr(GError) error = NULL;
    cr_assert(lb_forwarding_note(world->service, after, last, "collector:6514", &error), "%s",
              error != NULL ? error->message : "");
}

static bool
go_back(World *world, int64_t sequence)
{
    g_autoptr(GError) error = NULL;
    bool went = false;
    cr_assert(lb_forwarding_go_back(world->service, sequence, &went, &error), "%s",
              error != NULL ? error->message : "");
    return went;
}

Test(forwarding, begins_with_the_first_entry_and_goes_on_behind_what_was_handed_over)
{
    g_autoptr(World) world = new_world();
    int64_t newest = world_count(world, "SELECT max(sequence) FROM activity"), after = -1;
    cr_assert_gt(newest, 4);
    expect_next(world, 3, "1 2 3");
    note(world, 0, 3);
    expect_next(world, 1, "4");
    g_autofree char *rest = next(world, 1000, &after);
    cr_assert_eq(after, 3);
    note(world, 3, newest);
    expect_next(world, 3, "");
    lb_request_free(world_submit(world));
    g_autofree char *first = g_strdup_printf("%d", (int)newest + 1);
    expect_next(world, 1, first);
}

Test(forwarding, makes_no_entry_of_its_own)
{
    g_autoptr(World) world = new_world();
    int64_t before = world_count(world, "SELECT count(*) FROM activity");
    note(world, 0, 2);
    cr_assert(lb_forwarding_note_fault(world->service, "gone", NULL));
    cr_assert(go_back(world, 1));
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity"), before);
    g_auto(GStrv) findings = world_verify(world);
    cr_assert_eq(g_strv_length(findings), 0, "%s", findings[0]);
}

Test(forwarding, goes_back_but_never_ahead)
{
    g_autoptr(World) world = new_world();
    note(world, 0, 3);
    cr_assert_not(go_back(world, 5), "entry 4 would be left out");
    expect_next(world, 1, "4");
    cr_assert(go_back(world, 4));
    expect_next(world, 1, "4");
    cr_assert(go_back(world, 2));
    expect_next(world, 2, "2 3");
}

/* What was under way when somebody went back is noted too late. */
Test(forwarding, stays_where_somebody_went_back_to_while_a_batch_was_under_way)
{
    g_autoptr(World) world = new_world();
    note(world, 0, 3);
    cr_assert(go_back(world, 2));
    note(world, 3, 4);
    expect_next(world, 1, "2");
}

Test(forwarding, keeps_since_when_and_how_often_it_is_in_vain_until_it_is_not)
{
    g_autoptr(World) world = new_world();
    int64_t began = world->reading.wall;
    cr_assert(lb_forwarding_note_fault(world->service, "refused", NULL));
    world_pass(world, LB_MINUTE);
    cr_assert(lb_forwarding_note_fault(world->service, "timed out", NULL));
    {
        g_auto(LbForwardState) state = { 0 };
        cr_assert(lb_forwarding_state(world->service, &state, NULL));
        cr_assert_str_eq(state.fault, "timed out");
        cr_assert_eq(state.since, began);
        cr_assert_eq(state.tried, began + LB_MINUTE);
        cr_assert_eq(state.attempts, 2);
        cr_assert_eq(state.handed, 0);
        cr_assert_eq(state.waiting,
                     world_count(world, "SELECT time FROM activity WHERE sequence = 1"));
    }
    note(world, 0, 1);
    g_auto(LbForwardState) state = { 0 };
    cr_assert(lb_forwarding_state(world->service, &state, NULL));
    cr_assert_null(state.fault);
    cr_assert_eq(state.attempts, 0);
    cr_assert_eq(state.position, 1);
    cr_assert_str_eq(state.server, "collector:6514");
    cr_assert_eq(state.handed, began + LB_MINUTE);
    cr_assert_eq(state.waiting, world_count(world, "SELECT time FROM activity WHERE sequence = 2"));
}

/* Else nothing would be forwarded any more, and nobody would know. */
Test(forwarding, says_that_the_position_is_behind_the_end_of_the_log)
{
    static const char *const positions[] = { "1 + (SELECT max(sequence) FROM activity)",
                                             "9223372036854775807" };
    for (size_t i = 0; i < G_N_ELEMENTS(positions); i++) {
        g_autoptr(World) world = new_world();
        g_autoptr(GError) error = NULL;
        g_auto(LbForwardState) state = { 0 };
        int64_t after = -1, newest = world_count(world, "SELECT max(sequence) FROM activity");
        g_autofree char *fault = NULL,
                        *sql = g_strconcat("UPDATE forwarding SET position = ", positions[i], NULL);
        note(world, 0, newest);
        expect_next(world, 1, "");
        cr_assert_null(world_tamper(world, sql));
        g_autoptr(GPtrArray) none = lb_forwarding_next(world->service, 1, &after, &fault, &error);
        cr_assert(none != NULL && none->len == 0 && fault != NULL);
        cr_assert(lb_forwarding_state(world->service, &state, NULL));
        cr_assert_str_eq(state.fault, fault);
        cr_assert_not_null(strstr(state.fault, "behind the end of the log"), "%s", state.fault);
    }
}

Test(forwarding, goes_on_where_somebody_says_after_the_position_was_behind_the_end_of_the_log)
{
    g_autoptr(World) world = new_world();
    int64_t newest = world_count(world, "SELECT max(sequence) FROM activity");
    cr_assert_null(world_tamper(world, "UPDATE forwarding SET position = 9223372036854775807"));
    cr_assert(lb_forwarding_note_fault(world->service, "behind", NULL));
    cr_assert_not(go_back(world, newest + 2), "an entry would be left out");
    cr_assert(go_back(world, 2));
    expect_next(world, 2, "2 3");
    g_auto(LbForwardState) state = { 0 };
    cr_assert(lb_forwarding_state(world->service, &state, NULL));
    cr_assert_null(state.fault);
    cr_assert_eq(state.attempts, 0);
}

Test(forwarding, tells_the_hashes_of_the_log)
{
    g_autoptr(World) world = new_world();
    int64_t after = 0;
    bool there = false;
    uint8_t hash[LB_SHA256_SIZE];
    g_autofree char *fault = NULL;
    g_autoptr(GPtrArray) entries = lb_forwarding_next(world->service, 1, &after, &fault, NULL);
    cr_assert(lb_forwarding_look_up(world->service, 1, &there, hash, NULL));
    cr_assert(there);
    cr_assert_arr_eq(hash, ((const LbActivity *)g_ptr_array_index(entries, 0))->hash, sizeof hash);
    cr_assert(lb_forwarding_look_up(world->service, 1000000, &there, hash, NULL));
    cr_assert_not(there);
}
