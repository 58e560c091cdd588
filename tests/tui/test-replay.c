/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions on the screens: listed, replayed, watched while they go on, and ended. */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>

#include "base/sha256.h"
#include "core/refusal.h"
#include "replay/cast.h"
#include "service/sessions.h"
#include "tui/golden.h"

#define OWNER "owner1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define READER "reader1@contoso.example"

/* LB-7 is open: vm-web-01 is reached. */
static Blade *
new_open(void)
{
    Blade *blade = blade_new();
    world_target(blade->world, "vm-web-01");
    g_autoptr(LbRequest) request = world_submit(blade->world);
    cr_assert_eq(request->number, 7);
    g_autoptr(LbActor) owner = world_actor(blade->world, OWNER);
    g_autoptr(LbRequestView) view = lb_service_show(blade->world->service, owner, 7, NULL);
    LbDecision decision = { .number = 7, .shown = view->digest };
    g_autoptr(LbRequest) after = lb_service_approve(blade->world->service, owner, &decision, NULL);
    cr_assert_not_null(after);
    cr_assert_eq(world_open_grants(blade->world), 1);
    return blade;
}

/* The recording of session @passage of LB-7, with nothing in it. */
static Cast *
begin_cast(const Blade *blade, int64_t passage, unsigned columns, unsigned rows)
{
    g_autofree char *directory = g_build_filename(blade->world->data, "recordings", "LB-7", NULL);
    cr_assert_eq(g_mkdir_with_parents(directory, 0700), 0);
    return cast_new_in(directory, passage, columns, rows);
}

static char *
hash_of(const Cast *cast)
{
    g_autofree char *path = g_strdup_printf("%s/%d-01.cast", cast->directory, (int)cast->passage);
    g_autofree char *bytes = NULL;
    gsize length = 0;
    cr_assert(g_file_get_contents(path, &bytes, &length, NULL));
    g_autoptr(LbSha256) sum = lb_sha256_new();
    uint8_t digest[LB_SHA256_SIZE];
    lb_sha256_add_plain(sum, bytes, length);
    lb_sha256_finish(sum, digest);
    return lb_sha256_to_hex(digest);
}

/* Writes down session @passage (1, 2, ...), which has begun @ago before now and lasted @span, or goes on where that is 0.
 * NULL for @sha256: nothing was told of it. */
static void
put_session(Blade *blade, int passage, const char *kind, int64_t ago, int64_t span, const char *why,
            const char *sha256)
{
    int64_t begun = blade->world->reading.wall - ago, ended = begun + span;
    bool recorded = strcmp(kind, "connect") == 0;
    g_autofree char *end = span != 0 ? g_strdup_printf("%lld", (long long)ended) : g_strdup("NULL");
    g_autofree char *hash = sha256 != NULL ? g_strdup_printf("'%s'", sha256) : g_strdup("NULL");
    g_autofree char *word = why != NULL ? g_strdup_printf("'%s'", why) : g_strdup("NULL");
    g_autofree char *sql = g_strdup_printf(
        "INSERT INTO passage (id, serial, kind, port, principal, account, address, begun, ended, "
        "sent,"
        " received, sha256, why) SELECT %d, (SELECT max(serial) FROM access_grant), '%s', %d, id,"
        " account, '198.51.100.9', %lld, %s, 100, 200, %s, %s FROM principal WHERE account = '%s'",
        passage, kind, recorded ? 22 : 3389, (long long)begun, end, hash, word, ENGINEER);
    world_forge(blade->world, sql);
    g_autofree char *kept = g_strdup_printf(
        "INSERT INTO recording (passage, tenant, bytes, ended) SELECT %d, '%s', %d, %s", passage,
        CONTOSO, sha256 != NULL ? 34567 : 0, end);
    if (recorded)
        world_forge(blade->world, kept);
}

static void
set(Blade *blade, const char *sql)
{
    world_forge(blade->world, sql);
    lb_app_tick(blade->app);
}

static void
fill_cast(Cast *cast)
{
    cast_show(cast, 0.5, "\033[1;32msupport@vm-web-01\033[0m:\033[1;34m~\033[0m$ ");
    for (int i = 1; i <= 60; i++) {
        g_autofree char *text = g_strdup_printf("step %d of many\r\n", i);
        cast_show(cast, 1, text);
    }
    cast_show(cast, 30, "\033[30;46m日本語 after a long pause\033[K\033[0m\r\n");
}

/* One that has ended, of 80 x 24 and 90 seconds. */
static Blade *
new_recorded(unsigned columns, unsigned rows)
{
    Blade *blade = new_open();
    g_autoptr(Cast) cast = begin_cast(blade, 1, columns, rows);
    fill_cast(cast);
    g_autofree char *hash = hash_of(cast);
    put_session(blade, 1, "connect", 10 * LB_MINUTE, 91 * LB_SECOND, "left", hash);
    return blade;
}

/* Lets the screen go on for @span, by the clock of keys, in pieces as the loop would. */
static void
go_on(Blade *blade, int64_t span)
{
    int64_t end = blade->time + span;
    for (int pieces = 0; pieces < 100000; pieces++) {
        int64_t due = lb_app_due(blade->app);
        if (due < 0 || due > end)
            break;
        blade->time = MAX(blade->time, due);
        lb_app_run(blade->app, blade->time);
    }
    blade->time = end;
}

static void
open_session(Blade *blade, const char *account, int session, bool live)
{
    g_autoptr(GError) error = NULL;
    blade_open(blade, account, 7, 80, 24);
    LbOpening opening = { .request = 7, .session = session, .live = live };
    cr_assert(lb_app_start_at(blade->app, &opening, &error), "%s",
              error != NULL ? error->message : "");
    go_on(blade, 0);
}

/* The list */

static Blade *
new_several(void)
{
    Blade *blade = new_recorded(80, 24);
    put_session(blade, 2, "relay", 8 * LB_MINUTE, 2 * LB_MINUTE, "over", NULL);
    put_session(blade, 3, "connect", 5 * LB_MINUTE, LB_SECOND, "failed", NULL);
    put_session(blade, 4, "connect", 2 * LB_MINUTE, 0, NULL, NULL);
    g_autoptr(Cast) cast = begin_cast(blade, 4, 80, 24);
    cast_show(cast, 0.1, "Welcome\r\n$ ");
    return blade;
}

Test(replay, the_request_says_what_went_through)
{
    g_autoptr(Blade) blade = new_several();
    blade_open(blade, OWNER, 7, 80, 24);
    blade_expect(blade, "Sessions: 4, one goes on now");
    lb_app_resize(blade->app, 60, 15);
    blade_expect(blade, "Sessions: 4, one goes on now");
}

Test(replay, where_nothing_went_through_so_far_it_says_what_will_stand_there)
{
    g_autoptr(Blade) blade = new_open();
    blade_open(blade, OWNER, 7, 80, 24);
    blade_expect_no(blade, "Sessions:");
    blade_press(blade, "s");
    blade_expect_sentence(blade, "Nobody has gone through so far.");
    blade_open(blade, OWNER, 4, 80, 24);
    blade_press(blade, "s");
    blade_expect(blade, "Customer Notified");
}

Test(replay, the_list_opens_what_is_selected)
{
    g_autoptr(Blade) blade = new_several();
    blade_open(blade, OWNER, 7, 120, 40);
    blade_press(blade, "s");
    blade_expect(blade, "port 3389 of vm-web-01");
    blade_expect(blade, "! never began");
    blade_press(blade, "\n");
    go_on(blade, 0);
    blade_expect(blade, "LB-7 session 1: RECORDING of engineer7@fabrikam.example on vm-web-01");
    cr_assert_eq(world_count(blade->world, "SELECT count(*) FROM activity WHERE operation ="
                                           " 'WatchSession' AND details LIKE '%replay%'"),
                 1, "it is logged once");
    blade_press(blade, "\033");
    blade_press(blade, "j\n");
    blade_expect(blade, "nothing of it is recorded");
    blade_press(blade, "G\n");
    go_on(blade, 0);
    blade_expect(blade, "LIVE");
    blade_expect(blade, "Welcome");
}

/* Playing */

Test(replay, plays_pauses_and_goes_where_it_is_told)
{
    g_autoptr(Blade) blade = new_recorded(80, 24);
    open_session(blade, OWNER, 1, false);
    blade_expect(blade, "playing  0:00 / 1:31  1x");
    blade_expect_no(blade, "step 1 ");
    go_on(blade, 2 * LB_SECOND);
    blade_expect(blade, "step 1 of many");
    blade_expect_no(blade, "step 3 ");
    blade_press(blade, " ");
    go_on(blade, LB_MINUTE);
    blade_expect(blade, "paused  0:02 / 1:31");
    blade_press(blade, " ");
    go_on(blade, 0);
    blade_press(blade, " ");
    blade_expect(blade, "paused  0:02 / 1:31");
    blade_press(blade, " ?");
    blade->time += LB_MINUTE;
    blade_press(blade, "\033");
    go_on(blade, 0);
    blade_expect(blade, "playing  0:02 / 1:31");
    blade_press(blade, " ");
    blade_key(blade, LB_KEY_RIGHT, false, 0);
    blade_key(blade, LB_KEY_RIGHT, false, 0);
    go_on(blade, 0);
    blade_expect(blade, "paused  0:22 / 1:31");
    blade_expect(blade, "step 21 of many");
    blade_key(blade, LB_KEY_PAGE_DOWN, false, 0);
    go_on(blade, 0);
    blade_expect(blade, "1:22 / 1:31");
    blade_key(blade, LB_KEY_LEFT, false, 0);
    blade_key(blade, LB_KEY_PAGE_UP, false, 0);
    go_on(blade, 0);
    blade_expect(blade, "0:12 / 1:31");
    blade_press(blade, "g0:30\n");
    go_on(blade, 0);
    blade_expect(blade, "step 29 of many");
    blade_expect_no(blade, "step 30 ");
    blade_key(blade, LB_KEY_HOME, false, 0);
    go_on(blade, 0);
    blade_expect(blade, "0:00 / 1:31");
    blade_key(blade, LB_KEY_END, false, 0);
    blade_press(blade, " ");
    go_on(blade, 0);
    blade_expect(blade, "日本語 after a long pause");
    blade_expect(blade, "The session ended on 2035-01-08 01:51:31: left by the engineer.");
}

Test(replay, is_as_fast_as_it_is_told)
{
    g_autoptr(Blade) blade = new_recorded(80, 24);
    open_session(blade, OWNER, 1, false);
    blade_press(blade, "+++++++");
    blade_expect(blade, "16x");
    blade_press(blade, "---------");
    blade_expect(blade, "1/4x");
    blade_press(blade, "++++");
    go_on(blade, 0);
    int64_t before = blade->time;
    go_on(blade, 5 * LB_SECOND);
    cr_assert_eq(blade->time - before, 5 * LB_SECOND);
    blade_press(blade, " ");
    blade_expect(blade, "4x");
    blade_press(blade, "g1:00\n i");
    go_on(blade, 4 * LB_SECOND);
    blade_expect(blade, "skips idle");
    blade_expect(blade, "after a long pause");
}

Test(replay, a_time_that_is_none_goes_nowhere)
{
    static const char *const wrong[] = { "", "1:60", "::", "x", "1:2:3:4", "-1" };
    g_autoptr(Blade) blade = new_recorded(80, 24);
    open_session(blade, OWNER, 1, false);
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        blade_press(blade, "g");
        blade_press(blade, wrong[i]);
        blade_press(blade, "\n");
        blade_expect(blade, "That is no time of a recording.");
        blade_expect(blade, "Go to");
        blade_press(blade, "\033");
        blade_expect_no(blade, "Go to");
    }
}

Test(replay, finds_what_was_shown)
{
    g_autoptr(Blade) blade = new_recorded(80, 24);
    open_session(blade, OWNER, 1, false);
    blade_press(blade, "/step 4\n");
    go_on(blade, 0);
    blade_expect(blade, "paused  0:04");
    blade_press(blade, "n");
    go_on(blade, 0);
    blade_expect(blade, "step 40 of many");
    blade_press(blade, "N");
    go_on(blade, 0);
    blade_expect(blade, "paused  0:04");
    blade_press(blade, "/nowhere\n");
    go_on(blade, 0);
    blade_expect(blade, "That is not found.");
    blade_expect(blade, "paused  0:04");
}

/* Sizes */

Test(replay, of_a_larger_terminal_the_part_with_the_cursor_is_seen)
{
    g_autoptr(Blade) blade = new_open();
    g_autoptr(Cast) cast = begin_cast(blade, 1, 300, 100);
    cast_show(cast, 0, "\033[1;1Hup and left\033[100;280Hdown and right");
    g_autofree char *hash = hash_of(cast);
    put_session(blade, 1, "connect", LB_MINUTE, LB_SECOND, "left", hash);
    open_session(blade, OWNER, 1, false);
    go_on(blade, LB_SECOND);
    blade_expect(blade, "down and right");
    blade_expect(blade, "columns 215-294 of 300, rows 83-100 of 100");
    blade_key(blade, LB_KEY_SHIFT_RIGHT, false, 0);
    blade_expect(blade, "columns 221-300 of 300");
    for (int i = 0; i < 100; i++) {
        blade_key(blade, LB_KEY_SHIFT_LEFT, false, 0);
        blade_key(blade, LB_KEY_SHIFT_UP, false, 0);
    }
    blade_expect(blade, "columns 1-80 of 300, rows 1-18 of 100");
    blade_expect(blade, "up and left");
    blade_press(blade, "c");
    blade_expect(blade, "down and right");
    for (int width = 60; width <= 400; width += 17)
        for (int height = 15; height <= 150; height += 9) {
            lb_app_resize(blade->app, width, height);
            blade_expect(blade, "down and right");
        }
}

Test(replay, around_a_smaller_terminal_there_are_rules)
{
    g_autoptr(Blade) blade = new_recorded(40, 10);
    open_session(blade, OWNER, 1, false);
    go_on(blade, 3 * LB_SECOND);
    lb_app_resize(blade->app, 80, 40);
    blade_expect(blade, "step 2 of many                          |\n");
    blade_expect(blade, "\n----------------------------------------+\n");
    blade_expect_no(blade, "columns");
}

Test(replay, the_size_changes_while_it_is_played)
{
    g_autoptr(Blade) blade = new_open();
    g_autoptr(Cast) cast = begin_cast(blade, 1, 80, 24);
    for (unsigned i = 0; i < 60; i++) {
        cast_resize(cast, 0.1, 2 + i * 37 % 290, 1 + i * 29 % 120);
        cast_show(cast, 0, "\033[999;999H日本語x\033[1;1H");
    }
    g_autofree char *hash = hash_of(cast);
    put_session(blade, 1, "connect", LB_MINUTE, 6 * LB_SECOND, "left", hash);
    open_session(blade, OWNER, 1, false);
    for (int i = 0; i < 60; i++) {
        lb_app_resize(blade->app, 60 + i * 31 % 200, 15 + i * 13 % 70);
        go_on(blade, LB_SECOND / 10);
        blade_expect(blade, "LB-7 session 1: RECORDING");
    }
}

/* Whether it is what was recorded */

Test(replay, says_whether_it_agrees_with_the_log)
{
    g_autoptr(Blade) blade = new_recorded(80, 24);
    open_session(blade, OWNER, 1, false);
    blade_expect(blade, "agrees with the log");
    set(blade,
        "UPDATE passage SET sha256 = 'f' || substr(sha256, 2) WHERE substr(sha256, 1, 1) <> 'f';"
        "UPDATE passage SET sha256 = substr(sha256, 1, 63) || 'x'");
    open_session(blade, OWNER, 1, false);
    blade_expect(blade, "DOES NOT AGREE WITH THE LOG");
}

Test(replay, of_one_that_broke_off_the_log_knows_the_beginning_alone)
{
    g_autoptr(Blade) blade = new_open();
    g_autoptr(Cast) cast = begin_cast(blade, 1, 80, 24);
    cast_show(cast, 0.1, "what the log was told of");
    g_autofree char *hash = hash_of(cast);
    cast_show(cast, 0.1, "what came then");
    put_session(blade, 1, "connect", LB_MINUTE, LB_SECOND, "broken", hash);
    open_session(blade, OWNER, 1, false);
    go_on(blade, LB_SECOND);
    blade_expect(blade, "agrees with the log so far");
}

Test(replay, what_is_before_damage_is_shown)
{
    g_autoptr(Blade) blade = new_open();
    g_autoptr(Cast) cast = begin_cast(blade, 1, 80, 24);
    cast_show(cast, 0.1, "before the damage");
    cast_raw(cast, "{\033]52;c;evil\007}\n");
    cast_show(cast, 0.1, "behind it");
    g_autofree char *hash = hash_of(cast);
    put_session(blade, 1, "connect", LB_MINUTE, LB_SECOND, "left", hash);
    open_session(blade, OWNER, 1, false);
    go_on(blade, LB_SECOND);
    blade_expect(blade, "before the damage");
    blade_expect_no(blade, "behind it");
    blade_expect(blade, "The recording cannot be read any further: part 1, byte ");
    cr_assert_eq(lb_app_due(blade->app), -1, "nothing is tried again and again");
    blade_key(blade, LB_KEY_HOME, false, 0);
    go_on(blade, 0);
    blade_expect_no(blade, "cannot be read");
}

/* Watching */

static const LbVisit short_visit = { .limits = { .idle = 5 * LB_MINUTE } };

Test(replay, a_session_is_followed_while_it_goes_on)
{
    g_autoptr(Blade) blade = new_open();
    g_autoptr(Cast) cast = begin_cast(blade, 1, 80, 24);
    cast_show(cast, 1, "first");
    put_session(blade, 1, "connect", LB_MINUTE, 0, NULL, NULL);
    open_session(blade, OWNER, 1, true);
    blade_expect(blade, "LIVE");
    blade_expect(blade, "first");
    blade_expect(blade, "not in the log yet");
    int64_t due = lb_app_due(blade->app);
    cr_assert(due > blade->time && due <= blade->time + LB_SECOND / 20, "it looks again soon");
    cast_show(cast, 100, " second");
    go_on(blade, LB_SECOND / 20);
    blade_expect(blade, "first second");
    g_autofree char *hash = hash_of(cast);
    g_autofree char *sql = g_strdup_printf("UPDATE passage SET sha256 = '%s'", hash);
    cast_show(cast, 1, " third");
    set(blade, sql);
    go_on(blade, LB_SECOND / 20);
    blade_expect(blade, "agrees with the log so far");
    /* Whoever pauses is not there any more. */
    blade->app->visit = &short_visit;
    lb_app_watch(blade->app, blade->time + LB_HOUR);
    cr_assert_not(blade->app->ended);
    blade_press(blade, " ");
    lb_app_watch(blade->app, blade->time + LB_HOUR);
    cr_assert(blade->app->ended);
}

Test(replay, the_end_of_a_session_is_said)
{
    g_autoptr(Blade) blade = new_open();
    g_autoptr(Cast) cast = begin_cast(blade, 1, 80, 24);
    cast_show(cast, 1, "first");
    put_session(blade, 1, "connect", LB_MINUTE, 0, NULL, NULL);
    open_session(blade, OWNER, 1, true);
    cast_show(cast, 1, " and last");
    g_autofree char *hash = hash_of(cast);
    g_autofree char *sql = g_strdup_printf(
        "UPDATE passage SET why = 'over', ended = begun + 60000000, sha256 = '%s'", hash);
    set(blade, sql);
    go_on(blade, LB_SECOND);
    blade_expect(blade, "first and last");
    blade_expect(blade, ": access was over.");
    blade_expect(blade, "agrees with the log\n");
    cr_assert_eq(lb_app_due(blade->app), -1);
    blade->app->visit = &short_visit;
    lb_app_watch(blade->app, blade->time + LB_HOUR);
    cr_assert(blade->app->ended, "there is nothing to watch any more");
}

Test(replay, who_may_not_see_it_any_more_sees_nothing)
{
    static const char *const taken[] = {
        "UPDATE role_assignment SET role = 'Reader' WHERE principal ="
        " (SELECT id FROM principal WHERE account = '" OWNER "')",
        "UPDATE recording SET deleted = 1, why = 'retention'",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(taken); i++) {
        g_autoptr(Blade) blade = new_recorded(80, 24);
        open_session(blade, OWNER, 1, false);
        go_on(blade, 3 * LB_SECOND);
        blade_expect(blade, "step 2 of many");
        world_forge(blade->world, taken[i]);
        lb_app_tick(blade->app);
        cr_assert(blade->app->ended || !blade_shows(blade, "step 2 of many"));
        cr_assert_eq(lb_app_due(blade->app), -1);
    }
}

Test(replay, others_do_not_see_it)
{
    g_autoptr(Blade) blade = new_recorded(80, 24);
    g_autoptr(GError) error = NULL;
    blade_open(blade, "admin1@fabrikam.example", 7, 80, 24);
    LbOpening opening = { .request = 7, .session = 1 };
    cr_assert_not(lb_app_start_at(blade->app, &opening, &error));
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_NOT_AN_APPROVER));
    open_session(blade, ENGINEER, 1, false);
    blade_expect(blade, "RECORDING of engineer7");
}

/* Ending it */

static const char goes_on[] = "SELECT count(*) FROM session_stop";

Test(replay, ending_a_session_wants_the_number_typed)
{
    g_autoptr(Blade) blade = new_several();
    open_session(blade, OWNER, 4, true);
    blade_expect(blade, "K end session");
    blade_press(blade, "K\n");
    blade_expect_sentence(blade, "Type it first");
    blade_press(blade, "9\n");
    cr_assert_eq(world_count(blade->world, goes_on), 0);
    blade_press(blade, "\b7\n");
    cr_assert_eq(world_count(blade->world, goes_on), 1);
    blade_expect(blade, "Session 4 of LB-7 is being ended.");
    blade_expect(blade, "Revoke the access too?");
    blade_press(blade, "\033");
    blade_expect(blade, "session 4: RECORDING");
    blade_expect_no(blade, "K end session");
    cr_assert_eq(blade_status(blade, 7), LB_STATUS_APPROVED);
}

Test(replay, what_is_typed_ahead_or_pasted_ends_nothing)
{
    g_autoptr(Blade) blade = new_several();
    open_session(blade, OWNER, 4, true);
    blade_key(blade, 'K', false, LB_SECOND);
    blade_key(blade, '7', true, 1000);
    blade_key(blade, '\n', true, 1000);
    blade_key(blade, LB_KEY_PASTE, false, LB_SECOND);
    blade_key(blade, '\n', false, LB_SECOND);
    cr_assert_eq(world_count(blade->world, goes_on), 0);
    blade_press(blade, "7\n");
    cr_assert_eq(world_count(blade->world, goes_on), 1);
    blade_key(blade, 'r', true, 1000);
    blade_expect(blade, "Revoke the access too?");
}

Test(replay, after_a_session_the_access_may_go_too)
{
    g_autoptr(Blade) blade = new_several();
    open_session(blade, OWNER, 4, true);
    blade_press(blade, "K7\nr");
    blade_expect(blade, "End the access of LB-7");
    blade_press(blade, "Enough.\n");
    blade_expect_sentence(blade, "is being ended");
}

Test(replay, nothing_is_to_be_ended_that_is_over)
{
    g_autoptr(Blade) blade = new_several();
    open_session(blade, OWNER, 4, true);
    blade_press(blade, "K");
    set(blade, "UPDATE passage SET why = 'left', ended = begun + 90000000 WHERE id = 4");
    blade_expect(blade, "There is nothing to end any more: left by the engineer.");
    blade_press(blade, "7\n");
    cr_assert_eq(world_count(blade->world, goes_on), 0);
    open_session(blade, ENGINEER, 1, false);
    blade_press(blade, "K");
    blade_expect(blade, "RECORDING");
}

Test(replay, every_key_at_every_size_leaves_a_whole_screen)
{
    static const char keys[] = "++ g0:40\nihjklc-/step\nnNFG bKq?qr";
    g_autoptr(Blade) blade = new_several();
    for (int session = 1; session <= 4; session += 3) {
        open_session(blade, OWNER, session, session == 4);
        for (size_t i = 0; keys[i] != '\0'; i++) {
            lb_app_resize(blade->app, 60 + (int)i * 13 % 90, 15 + (int)i * 7 % 40);
            blade_key(blade, keys[i], false, LB_SECOND);
            go_on(blade, LB_SECOND / 10);
            blade_expect(blade, "TEST");
        }
    }
}

/* Golden screens */

/* In both languages: what @make opens, as it is after @keys and, with @spell, so much time. */
typedef struct {
    const char *name;
    Blade *(*make)(void);
    int session; /* that is opened; 0: the request */
    bool live;
    const char *keys;
    int64_t spell;
} Golden;

static Blade *
new_narrow(void)
{
    return new_recorded(80, 24);
}

static void
expect_golden(const Golden *golden)
{
    static const char *const languages[] = { "en", "ja" };
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autofree char *name = g_strdup_printf("%s.%s", golden->name, languages[i]);
        g_autoptr(Blade) blade = golden->make();
        golden_let_read(blade, OWNER, name);
        if (golden->session != 0)
            open_session(blade, OWNER, golden->session, golden->live);
        else
            blade_open(blade, OWNER, 7, 80, 24);
        blade_press(blade, golden->keys);
        if (golden->spell != 0)
            go_on(blade, golden->spell);
        golden_compare_sizes(name, blade);
    }
}

Test(golden_replay, each_screen_in_both_languages)
{
    const Golden goldens[] = {
        { "sessions", new_several, 0, false, "sG", 0 },
        { "sessions-none", new_open, 0, false, "s", 0 },
        { "replay", new_narrow, 1, false, "+i", 50 * LB_SECOND },
        { "replay-live", new_several, 4, true, "", 0 },
        { "replay-stop", new_several, 4, true, "K7", 0 },
        { "replay-stopped", new_several, 4, true, "K7\n", 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(goldens); i++)
        expect_golden(&goldens[i]);
}
