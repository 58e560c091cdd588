/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The blade ends when the person is not welcome any more, and when the time of the session is over. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/refusal.h"
#include "tui/blade.h"

#define OWNER "owner1@contoso.example"
#define DISABLE "UPDATE principal SET enabled = 0 WHERE account = '" OWNER "'"

static void
assert_dismissed(Blade *blade, LbRefusal refusal)
{
    cr_assert(blade->app->ended);
    cr_assert(g_error_matches(blade->app->farewell, LB_REFUSAL_ERROR, (int)refusal), "%s",
              blade->app->farewell != NULL ? blade->app->farewell->message : "no reason");
    /* Drafts are kept, and it must not be said that they are not. */
    cr_assert_not_null(
        strstr(blade->app->farewell->message, "is gone, but for the draft of a request."));
}

Test(watch, a_tick_ends_the_blade_of_who_is_not_welcome)
{
    static const char *const taken[] = {
        DISABLE,
        "DELETE FROM role_assignment WHERE principal ="
        " (SELECT id FROM principal WHERE account = '" OWNER "')",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(taken); i++) {
        g_autoptr(Blade) blade = blade_new();
        blade_open(blade, OWNER, 4, 80, 24);
        lb_app_tick(blade->app);
        cr_assert_not(blade->app->ended);
        g_free(world_tamper(blade->world, taken[i]));
        lb_app_tick(blade->app);
        assert_dismissed(blade, LB_REFUSAL_WITHDRAWN);
    }
}

Test(watch, what_was_taken_from_others_ends_nothing)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 4, 80, 24);
    g_free(world_tamper(blade->world, "UPDATE principal SET enabled = 0"
                                      " WHERE account = 'owner2@contoso.example'"));
    lb_app_tick(blade->app);
    cr_assert_not(blade->app->ended);
}

Test(watch, reading_again_by_hand_does_not_hide_it_from_the_tick)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 4, 80, 24);
    g_free(world_tamper(blade->world, DISABLE));
    blade_press(blade, "r");
    assert_dismissed(blade, LB_REFUSAL_WITHDRAWN);
}

Test(watch, who_was_dismissed_while_coming_in_sees_nothing)
{
    g_autoptr(Blade) blade = blade_new();
    g_autoptr(GError) error = NULL;
    blade->actor = world_actor(blade->world, OWNER);
    blade->app = lb_app_new(blade->world->service, blade->actor, 80, 24);
    g_free(world_tamper(blade->world, DISABLE));
    cr_assert_not(lb_app_start(blade->app, 4, &error));
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_WITHDRAWN));
}

Test(watch, a_key_that_comes_after_that_decides_nothing)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 4, 80, 24);
    blade_press(blade, "a4");
    g_free(world_tamper(blade->world, DISABLE));
    blade_press(blade, "\n");
    cr_assert_eq(blade_status(blade, 4), LB_STATUS_PENDING);
}

Test(watch, without_keys_it_is_warned_and_then_ended)
{
    g_autoptr(Blade) blade = blade_new();
    LbVisit visit = { .limits = { .idle = 30 * LB_MINUTE, .longest = 2 * LB_HOUR },
                      .began = blade->time,
                      .touched = blade->time };
    blade_open(blade, OWNER, 4, 80, 24);
    blade->app->visit = &visit;
    lb_app_watch(blade->app, blade->time + 28 * LB_MINUTE);
    cr_assert_not(blade_shows(blade, "Any key keeps it open"));
    lb_app_watch(blade->app, blade->time + 29 * LB_MINUTE);
    cr_assert(blade_shows(blade, "This session ends in 1 min: no key was typed for long."));
    blade_key(blade, LB_KEY_DOWN, false, 29 * LB_MINUTE + LB_SECOND);
    cr_assert_not(blade_shows(blade, "Any key keeps it open"));
    lb_app_watch(blade->app, blade->time + 29 * LB_MINUTE - LB_SECOND);
    cr_assert_not(blade->app->ended);
    lb_app_watch(blade->app, blade->time + 30 * LB_MINUTE);
    assert_dismissed(blade, LB_REFUSAL_IDLE);
}

Test(watch, keys_do_not_make_it_longer_than_it_may_be)
{
    g_autoptr(Blade) blade = blade_new();
    LbVisit visit = { .limits = { .idle = 30 * LB_MINUTE, .longest = 2 * LB_HOUR },
                      .began = blade->time,
                      .touched = blade->time };
    blade_open(blade, OWNER, 4, 80, 24);
    blade->app->visit = &visit;
    for (int i = 0; i < 119; i++) {
        blade_key(blade, LB_KEY_DOWN, false, LB_MINUTE);
        lb_app_watch(blade->app, blade->time);
        cr_assert_not(blade->app->ended);
    }
    cr_assert(blade_shows(blade, "whatever is typed"));
    blade_key(blade, LB_KEY_DOWN, false, LB_MINUTE);
    lb_app_watch(blade->app, blade->time);
    assert_dismissed(blade, LB_REFUSAL_SESSION_TOO_LONG);
}
