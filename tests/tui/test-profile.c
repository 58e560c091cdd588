/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One's own account on the screens: each change, each refusal, and what only a hand may do. */
#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "service/people.h"
#include "tui/blade.h"
#include "tui/zones.h"

#define OWNER "owner1@contoso.example"

/* The account of OWNER, who came by a key. */
static Blade *
open_profile(void)
{
    Blade *blade = blade_new();
    blade_open_by_key(blade, OWNER, 80, 24);
    blade_press(blade, "o");
    cr_assert(blade_shows(blade, "Your account"));
    return blade;
}

static LbPersonView *
profile(Blade *blade)
{
    LbPersonView *view = lb_profile_show(blade->world->service, blade->actor, NULL);
    cr_assert_not_null(view);
    return view;
}

static const LbKeyRow *
key_of(const LbPersonView *view, guint index)
{
    cr_assert_lt(index, view->keys->len);
    return g_ptr_array_index(view->keys, index);
}

static void
type_end(Blade *blade, const char *fingerprint)
{
    blade_press(blade, fingerprint + strlen(fingerprint) - 6);
}

/* Selects the key with @fingerprint. */
static void
select_key(Blade *blade, const char *fingerprint)
{
    g_autofree char *keys = g_strdup_printf("g/%s\n", fingerprint);
    blade_press(blade, keys);
}

Test(profile, opens_from_everywhere)
{
    static const char *const places[] = { "", "2", "3", "4", "5", "2\n", "2\nt", "?" };
    g_autoptr(Blade) blade = blade_new();
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        blade_open(blade, OWNER, 0, 80, 24);
        blade_press(blade, places[i]);
        g_autofree char *before = blade_text(blade);
        blade_press(blade, "o");
        cr_assert(blade_shows(blade, "Belongs to   Contoso, customer"), "after '%s'", places[i]);
        cr_assert(blade_shows(blade, "Role         Owner at /subscriptions/" PRODUCTION));
        blade_press(blade, "oq");
        g_autofree char *after = blade_text(blade);
        cr_assert_str_eq(before, after);
    }
    blade_open(blade, "engineer7@fabrikam.example", 0, 80, 24);
    blade_press(blade, "o");
    cr_assert(blade_shows(blade, "Belongs to   the provider"));
    cr_assert(blade_shows(blade, "Role         Support Engineer\n"));
}

Test(profile, follows_a_new_language_at_once)
{
    g_autoptr(Blade) blade = open_profile();
    blade_press(blade, "/language\n\nj\n");
    g_autoptr(LbPersonView) view = profile(blade);
    cr_assert_str_eq(view->person->language, "ja");
    blade_press(blade, "q2");
    cr_assert(blade_shows(blade, "リモート"), "labels of the catalogue too");
}

Test(profile, takes_the_language_away)
{
    g_autoptr(Blade) blade = open_profile();
    blade_press(blade, "/language\n\njjj\n");
    g_autoptr(LbPersonView) view = profile(blade);
    cr_assert_null(view->person->language);
    cr_assert(blade_shows(blade, "Your language is now none"));
}

Test(profile, follows_a_new_time_zone_at_once)
{
    g_autoptr(Blade) blade = open_profile();
    blade_press(blade, "/time zone\n\n");
    blade_key(blade, LB_KEY_CTRL_U, false, LB_SECOND);
    blade_press(blade, "asia/tok");
    cr_assert(blade_shows(blade, "Asia/Tokyo"), "what matches is listed");
    blade_press(blade, "\t");
    cr_assert(blade_shows(blade, "now Mon 8 Jan 2035 10:00 JST"));
    blade_press(blade, "\n");
    g_autoptr(LbPersonView) view = profile(blade);
    cr_assert_str_eq(view->person->time_zone, "Asia/Tokyo");
    cr_assert(blade_shows(blade, OWNER "   JST"));
}

Test(profile, keeps_what_was_typed_when_it_is_refused)
{
    g_autoptr(Blade) blade = open_profile();
    blade_press(blade, "/time zone\n\nx\n");
    cr_assert(blade_shows(blade, "This is not one of the values that are allowed."));
    cr_assert(blade_shows(blade, "Time zone  Europe/Berlinx"));
    blade_press(blade, "\b\n");
    cr_assert(blade_shows(blade, "Your time zone is now Europe/Berlin. Nobody else is told."));
    blade_press(blade, "/add an\n\nolga@home.example and more\n");
    cr_assert(blade_shows(blade, "olga@home.example and more"));
    g_autoptr(LbPersonView) view = profile(blade);
    cr_assert_eq(g_strv_length(view->addresses), 0);
}

Test(profile, adds_and_removes_an_address_and_says_who_is_told)
{
    g_autoptr(Blade) blade = open_profile();
    blade_press(blade, "/add an\n\nolga@home.example\n");
    cr_assert(blade_shows(blade, "olga@home.example is told from now on what you are told."));
    cr_assert(blade_shows(blade, "You and all"));
    cr_assert(blade_shows(blade, "Also told    olga@home.example"));
    cr_assert_gt(world_count(blade->world, "SELECT count(*) FROM outbox WHERE event = 'changed'"
                                           " AND address = 'owner2@contoso.example'"),
                 0);
    blade_press(blade, "/olga\nX\033");
    cr_assert(blade_shows(blade, "Also told    olga@home.example"));
    blade_press(blade, "X\n");
    cr_assert_not(blade_shows(blade, "Also told"));
    cr_assert(blade_shows(blade, "olga@home.example is removed."));
    blade_press(blade, "g\nX");
    cr_assert(blade_shows(blade, "> Account"), "an account is no address");
}

Test(profile, revokes_a_key_by_the_end_of_its_fingerprint)
{
    g_autoptr(Blade) blade = open_profile();
    g_autoptr(LbPersonView) before = profile(blade);
    const char *other = key_of(before, 1)->fingerprint;
    cr_assert_str_neq(other, blade->actor->fingerprint);
    select_key(blade, other);
    blade_press(blade, "X\n");
    cr_assert(blade_shows(blade, "Type the last 6 characters of the fingerprint first."));
    blade_press(blade, "abcdef\n");
    cr_assert(blade_shows(blade, "Those are not the last 6 characters"));
    blade_key(blade, LB_KEY_CTRL_U, false, LB_SECOND);
    type_end(blade, other);
    blade_press(blade, "\n");
    g_autoptr(LbPersonView) after = profile(blade);
    cr_assert_neq(key_of(after, 1)->revoked, 0);
    cr_assert_eq(key_of(after, 0)->revoked, 0);
    cr_assert(blade->app->ended, "every session of the person ends");
}

Test(profile, what_is_revoked_is_not_revoked_again)
{
    g_autoptr(Blade) blade = open_profile();
    blade_press(blade, "GX");
    cr_assert(blade_shows(blade, "revoked 2035-01-08"));
    cr_assert_not(blade_shows(blade, "Revoke a key"));
}

Test(profile, ends_with_the_key_of_the_session)
{
    g_autoptr(Blade) blade = open_profile();
    select_key(blade, blade->actor->fingerprint);
    cr_assert(blade_shows(blade, "this session"));
    blade_press(blade, "X");
    cr_assert(blade_shows(blade, "It is the key by which you have come in."));
    type_end(blade, blade->actor->fingerprint);
    blade_press(blade, "\n");
    cr_assert(blade->app->ended);
    cr_assert_eq(blade->app->results->len, 1);
    cr_assert_not_null(
        strstr(g_ptr_array_index(blade->app->results, 0), "This session ends with it."));
}

/* The keys that open each dialog and would change something with one more Enter. */
static const char *const almost[] = { "o/language\n\nj", "o/time zone\n\n\bx\b",
                                      "o/add an\n\na@b.example", "o/olga\nX" };

static void
expect_unchanged(Blade *blade)
{
    g_autoptr(LbPersonView) view = profile(blade);
    cr_assert_str_eq(view->person->language, "en");
    cr_assert_str_eq(view->person->time_zone, "Europe/Berlin");
    cr_assert_eq(g_strv_length(view->addresses), 1);
    cr_assert_str_eq(view->addresses[0], "olga@home.example");
    cr_assert_eq(key_of(view, 0)->revoked, 0);
}

Test(profile, an_enter_in_haste_changes_nothing)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open_by_key(blade, OWNER, 80, 24);
    cr_assert(
        lb_profile_add_address(blade->world->service, blade->actor, "olga@home.example", NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(almost); i++) {
        blade_press(blade, almost[i]);
        blade_key(blade, LB_KEY_ENTER, true, LB_SECOND);
        cr_assert(blade_shows(blade, "that Enter came too fast for a finger"), "%s", almost[i]);
        blade_key(blade, LB_KEY_PASTE, false, LB_SECOND);
        cr_assert(blade_shows(blade, "Pasted text is not taken here."));
        blade_press(blade, "\033q");
        expect_unchanged(blade);
    }
}

Test(profile, keys_are_ignored_when_a_dialog_opens)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open_by_key(blade, OWNER, 80, 24);
    cr_assert(
        lb_profile_add_address(blade->world->service, blade->actor, "olga@home.example", NULL));
    blade_press(blade, "o/olga\nX");
    blade_key(blade, LB_KEY_ENTER, false, 100000);
    expect_unchanged(blade);
    blade_key(blade, LB_KEY_ENTER, false, LB_SECOND);
    g_autoptr(LbPersonView) view = profile(blade);
    cr_assert_eq(g_strv_length(view->addresses), 0);
}

Test(profile, a_confirmation_is_typed_key_by_key)
{
    g_autoptr(Blade) blade = open_profile();
    g_autofree char *mine = g_strdup(blade->actor->fingerprint);
    select_key(blade, mine);
    blade_press(blade, "X");
    for (const char *at = mine + strlen(mine) - 6; *at != '\0'; at++)
        blade_key(blade, *at, true, LB_SECOND);
    cr_assert(blade_shows(blade, "That came too fast for fingers."));
    blade_key(blade, LB_KEY_ENTER, false, LB_SECOND);
    cr_assert_not(blade->app->ended);
    g_autoptr(LbPersonView) view = profile(blade);
    cr_assert_eq(key_of(view, 0)->revoked, 0);
}

Test(profile, fits_every_size)
{
    static const char *const places[] = { "oG", "o/language\n\n", "o/time zone\n\n\bx",
                                          "o/add an\n\nx\n", "oGkkX\n" };
    g_autoptr(Blade) blade = blade_new();
    blade_open_by_key(blade, OWNER, 80, 24);
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
        for (int height = 1; height < 30; height++)
            for (int width = 40; width < 130; width += 9) {
                lb_app_resize(blade->app, 80, 24);
                blade_press(blade, "q");
                blade_press(blade, places[i]);
                lb_app_resize(blade->app, width, height);
                cr_assert_eq(lb_app_draw(blade->app)->width, width);
                lb_app_resize(blade->app, 80, 24);
                blade_press(blade, "\033\033");
            }
}

/* Zones */

static void
expect_completed(GStrv names, const char *typed, const char *expected)
{
    g_autoptr(GPtrArray) found = lb_zones_match(names, typed);
    g_autofree char *whole = lb_zones_complete(found, typed);
    cr_assert_str_eq(whole, expected, "%s becomes %s", typed, whole);
}

static GStrv
read_list(const char *file, const char *text)
{
    g_autofree char *directory = g_dir_make_tmp("zonesXXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, file, NULL);
    cr_assert(g_file_set_contents(path, text, -1, NULL));
    GStrv names = lb_zones_read(directory);
    g_unlink(path);
    g_rmdir(directory);
    return names;
}

Test(zones, are_read_from_either_list)
{
    g_auto(GStrv) full = read_list("tzdata.zi", "# version 2024a\nR A 1916 o - Jun 14 23s 1 S\n"
                                                "Z Europe/Berlin 0:53:28 - LMT 1893 Ap\n1 c CE%sT\n"
                                                "Z Asia/Tokyo 9:18:59 - LMT\nL Asia/Tokyo Japan\n");
    g_auto(GStrv) short_one =
        read_list("zone1970.tab", "# code\nJP,AU\t+353916+1394441\tAsia/Tokyo\tEyre\n");
    g_auto(GStrv) none = lb_zones_read("/nowhere");
    g_autofree char *first = g_strjoinv(" ", full);
    g_autofree char *second = g_strjoinv(" ", short_one);
    cr_assert_str_eq(first, "Asia/Tokyo Europe/Berlin Japan");
    cr_assert_str_eq(second, "Asia/Tokyo");
    cr_assert_null(none[0]);
}

Test(zones, are_completed_as_far_as_they_agree)
{
    g_auto(GStrv) names = g_strsplit("America/San_Juan America/Santiago Asia/Tokyo Europe/Berlin "
                                     "Europe/Bern Japan",
                                     " ", -1);
    expect_completed(names, "", "");
    expect_completed(names, "europe/b", "Europe/Ber");
    expect_completed(names, "Europe/Ber", "Europe/Ber");
    expect_completed(names, "Europe/Berl", "Europe/Berlin");
    expect_completed(names, "tokyo", "Asia/Tokyo");
    expect_completed(names, "san", "America/San");
    expect_completed(names, "b", "Europe/Ber");
    expect_completed(names, "nowhere", "nowhere");
}
