/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Playing: in time, fast and slow, past what is idle; jumping and searching land where playing through does; live; and in bounded
 * memory. */
#include <criterion/criterion.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#include "base/span.h"
#include "replay/cast.h"
#include "replay/error.h"
#include "replay/player.h"

/* Small, so that short recordings have many saved screens, and few of those fit. */
static const LbPlayerLimits small = { .memory = 512 * 1024, .spacing = 512, .piece = 1000 };

static void
setup(void)
{
    cr_assert_not_null(setlocale(LC_ALL, "C.UTF-8"));
}

TestSuite(player, .init = setup);

static LbPlayerStep
tick(LbPlayer *player, int64_t now)
{
    g_autoptr(GError) error = NULL;
    LbPlayerStep step = LB_PLAYER_BUSY;
    while (step == LB_PLAYER_BUSY)
        step = lb_player_tick(player, now, &error);
    cr_assert_neq(step, LB_PLAYER_FAILED, "%s", error != NULL ? error->message : "no error");
    return step;
}

/* The screen as text. */
static char *
show(const LbPlayer *player)
{
    const LbEmulator *screen = lb_player_emulator(player);
    LbEmulatorCursor cursor = lb_emulator_cursor(screen);
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "%u %u %d\n", cursor.row, cursor.column, cursor.visible);
    for (unsigned row = 0; row < lb_emulator_rows(screen); row++) {
        g_autofree char *line = lb_emulator_row(screen, row);
        g_string_append_printf(text, "%s\n", line);
    }
    return g_string_free(text, FALSE);
}

static void
expect_first_row(const LbPlayer *player, const char *text)
{
    g_autofree char *line = lb_emulator_row(lb_player_emulator(player), 0);
    cr_assert_str_eq(line, text, "%s", line);
}

Test(player, plays_in_time)
{
    g_autoptr(Cast) cast = cast_new();
    cast_show(cast, 1, "a");
    cast_show(cast, 1, "b");
    g_autoptr(LbPlayer) player = lb_player_new(cast_read(cast), &lb_player_limits);
    int64_t now = 77 * LB_SECOND;
    cr_assert_eq(tick(player, now), LB_PLAYER_WAITS);
    expect_first_row(player, "");
    cr_assert_eq(lb_player_wait(player), LB_SECOND);
    cr_assert_eq(tick(player, now + LB_SECOND - 1), LB_PLAYER_WAITS);
    expect_first_row(player, "");
    cr_assert_eq(lb_player_wait(player), 1);
    tick(player, now + LB_SECOND);
    expect_first_row(player, "a");
    lb_player_set_paused(player, true);
    cr_assert_eq(lb_player_wait(player), -1);
    tick(player, now + 60 * LB_SECOND);
    expect_first_row(player, "a");
    lb_player_set_paused(player, false);
    tick(player, now + 60 * LB_SECOND + LB_SECOND / 2);
    cr_assert_eq(lb_player_position(player), LB_SECOND * 3 / 2);
    cr_assert_eq(tick(player, now + 61 * LB_SECOND), LB_PLAYER_AT_END);
    expect_first_row(player, "ab");
}

Test(player, plays_faster_and_slower)
{
    g_autoptr(Cast) cast = cast_new();
    cast_show(cast, 16, "a");
    cast_show(cast, 1, "b");
    g_autoptr(LbPlayer) player = lb_player_new(cast_read(cast), &lb_player_limits);
    tick(player, 0);
    lb_player_set_speed(player, 99);
    cr_assert_eq(lb_player_speed(player), LB_PLAYER_SPEED_MOST);
    cr_assert_geq(lb_player_wait(player), LB_SECOND);
    tick(player, LB_SECOND - 1);
    expect_first_row(player, "");
    tick(player, LB_SECOND);
    expect_first_row(player, "a");
    lb_player_set_speed(player, -99);
    cr_assert_eq(lb_player_speed(player), LB_PLAYER_SPEED_LEAST);
    cr_assert_eq(lb_player_wait(player), 4 * LB_SECOND);
    tick(player, 5 * LB_SECOND - 4);
    expect_first_row(player, "a");
    tick(player, 5 * LB_SECOND);
    expect_first_row(player, "ab");
}

Test(player, waits_no_longer_than_it_was_told)
{
    g_autoptr(Cast) cast = cast_new();
    cast_show(cast, 1, "a");
    cast_show(cast, 3600, "b");
    g_autoptr(LbPlayer) player = lb_player_new(cast_read(cast), &lb_player_limits);
    lb_player_set_idle(player, 2 * LB_SECOND);
    tick(player, 0);
    tick(player, LB_SECOND);
    expect_first_row(player, "a");
    cr_assert_eq(lb_player_wait(player), 2 * LB_SECOND);
    tick(player, 3 * LB_SECOND);
    expect_first_row(player, "ab");
    cr_assert_eq(lb_player_position(player), 3601 * LB_SECOND);
}

Test(player, a_clock_that_goes_back_does_no_harm)
{
    g_autoptr(Cast) cast = cast_new();
    cast_show(cast, 1, "a");
    g_autoptr(LbPlayer) player = lb_player_new(cast_read(cast), &lb_player_limits);
    tick(player, 100 * LB_SECOND);
    tick(player, 0);
    cr_assert_eq(lb_player_position(player), 0);
    tick(player, LB_SECOND);
    expect_first_row(player, "a");
}

/* What programs show: lines, screens, sizes, sequences cut in two. */
static void
add_random(Cast *cast, GRand *random, int events)
{
    static const char *const pieces[] = {
        "line\r\n",    "日本\r\n",    "e\xcc\x81",   "\033[1;31m", "\033[m",   "\033[H\033[2J",
        "\033[?1049h", "\033[?1049l", "\033[5;20r",  "\033[r",     "\0337",    "\0338",
        "\033[",       "3",           "1",           "m",          "\033(0",   "\033(B",
        "\033[?25l",   "\033[?25h",   "\033[10;10H", "\033[L",     "\033[M",   "\033M",
        "\t",          "\033]0;t",    "\007",        "\033[3b",    "\033[?7l", "\033[?6h",
        "\033c",
    };
    for (int i = 0; i < events; i++) {
        g_autoptr(GString) bytes = g_string_new(NULL);
        for (int j = g_rand_int_range(random, 1, 12); j > 0; j--)
            g_string_append(bytes, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
        g_string_append_printf(bytes, "%d", i);
        cast_show(cast, g_rand_int_range(random, 0, 4) * 0.25, bytes->str);
        if (i % 50 == 49)
            cast_resize(cast, 0, (unsigned)g_rand_int_range(random, 10, 90),
                        (unsigned)g_rand_int_range(random, 5, 30));
        if (i % 400 == 399)
            cast_next_part(cast);
    }
}

static char *
play_to(const Cast *cast, int64_t time)
{
    g_autoptr(LbPlayer) player = lb_player_new(cast_read(cast), &lb_player_limits);
    tick(player, 0);
    tick(player, time);
    return show(player);
}

Test(player, a_jump_lands_on_the_screen_that_playing_shows)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(11);
    g_autoptr(Cast) cast = cast_new();
    add_random(cast, random, 1200);
    g_autoptr(LbPlayer) player = lb_player_new(cast_read(cast), &small);
    lb_player_set_paused(player, true);
    int64_t last = cast->time;
    for (int i = 0; i < 60; i++) {
        int64_t time = i == 0 ? last : (int64_t)(g_rand_double(random) * (double)last);
        lb_player_jump(player, time);
        tick(player, i);
        cr_assert_eq(lb_player_position(player), time);
        cr_assert_leq(lb_player_memory(player), small.memory);
        g_autofree char *jumped = show(player), *played = play_to(cast, time);
        cr_assert_str_eq(jumped, played, "at %" G_GINT64_FORMAT, time);
    }
}

Test(player, a_jump_behind_the_end_is_one_to_the_end)
{
    g_autoptr(Cast) cast = cast_new();
    cast_show(cast, 1, "a");
    g_autoptr(LbPlayer) player = lb_player_new(cast_read(cast), &lb_player_limits);
    lb_player_jump(player, G_MAXINT64);
    cr_assert_eq(tick(player, 0), LB_PLAYER_AT_END);
    expect_first_row(player, "a");
    cr_assert_eq(lb_player_position(player), LB_SECOND);
    lb_player_jump(player, -5);
    cr_assert_eq(tick(player, 0), LB_PLAYER_WAITS);
    expect_first_row(player, "");
    cr_assert_eq(lb_player_position(player), 0);
}

static void
search(LbPlayer *player, const char *text, bool forward, LbPlayerSearch found, int64_t seconds)
{
    lb_player_search(player, text, forward);
    cr_assert_eq(lb_player_found(player), LB_PLAYER_SEARCHING);
    tick(player, 0);
    cr_assert_eq(lb_player_found(player), found);
    cr_assert_eq(lb_player_position(player), seconds * LB_SECOND, "%s: %" G_GINT64_FORMAT, text,
                 lb_player_position(player));
}

Test(player, finds_what_comes_onto_the_screen)
{
    g_autoptr(Cast) cast = cast_new();
    for (int i = 1; i <= 300; i++) {
        g_autofree char *line = g_strdup_printf("\r\n%s %d", i % 100 == 0 ? "needle" : "hay", i);
        cast_show(cast, 1, line);
    }
    g_autoptr(LbPlayer) player = lb_player_new(cast_read(cast), &small);
    lb_player_set_paused(player, true);
    search(player, "needle", true, LB_PLAYER_FOUND, 100);
    search(player, "needle", true, LB_PLAYER_FOUND, 200);
    search(player, "needle", true, LB_PLAYER_FOUND, 300);
    g_autofree char *before = show(player);
    search(player, "needle", true, LB_PLAYER_NOT_FOUND, 300);
    g_autofree char *after = show(player);
    cr_assert_str_eq(before, after);
    search(player, "needle", false, LB_PLAYER_FOUND, 200);
    search(player, "needle", false, LB_PLAYER_FOUND, 100);
    search(player, "needle", false, LB_PLAYER_NOT_FOUND, 100);
    search(player, "hay 250", true, LB_PLAYER_FOUND, 250);
    search(player, "hay 1", false, LB_PLAYER_FOUND, 199);
    search(player, "elsewhere", false, LB_PLAYER_NOT_FOUND, 199);
}

Test(player, a_search_before_anything_is_shown_finds_nothing_behind_it)
{
    g_autoptr(Cast) cast = cast_new();
    cast_show(cast, 1, "a");
    g_autoptr(LbPlayer) player = lb_player_new(cast_read(cast), &lb_player_limits);
    lb_player_set_paused(player, true);
    search(player, "a", false, LB_PLAYER_NOT_FOUND, 0);
    search(player, "a", true, LB_PLAYER_FOUND, 1);
    search(player, "a", false, LB_PLAYER_NOT_FOUND, 1);
}

Test(player, follows_a_recording_while_it_is_written)
{
    g_autoptr(Cast) cast = cast_new();
    g_autoptr(LbPlayer) player = lb_player_new(cast_read(cast), &lb_player_limits);
    lb_player_follow(player);
    cr_assert_eq(tick(player, 0), LB_PLAYER_AT_END);
    for (int i = 0; i < 20; i++) {
        g_autofree char *line = g_strdup_printf("\r\033[Kline %d", i);
        g_autofree char *shown = g_strdup_printf("line %d", i);
        cast_show(cast, 100, line);
        if (i % 5 == 4)
            cast_next_part(cast);
        cr_assert_eq(tick(player, i), LB_PLAYER_AT_END);
        expect_first_row(player, shown);
        cr_assert_eq(lb_player_position(player), cast->time);
    }
    lb_player_jump(player, 150 * LB_SECOND);
    cr_assert_not(lb_player_following(player));
    tick(player, 20);
    expect_first_row(player, "line 0");
}

Test(player, a_damaged_recording_plays_up_to_there)
{
    g_autoptr(Cast) cast = cast_new();
    cast_show(cast, 1, "a");
    cast_raw(cast, "damage\n");
    g_autoptr(LbPlayer) player = lb_player_new(cast_read(cast), &lb_player_limits);
    lb_player_jump(player, LB_HOUR);
    for (int i = 0; i < 3; i++) {
        g_autoptr(GError) error = NULL;
        cr_assert_eq(lb_player_tick(player, i, &error), LB_PLAYER_FAILED);
        cr_assert(g_error_matches(error, LB_REPLAY_ERROR, LB_REPLAY_ERROR_LINE));
        expect_first_row(player, "a");
    }
    lb_player_jump(player, 0);
    tick(player, 4);
    expect_first_row(player, "");
}

/* 100 MiB in parts of 16, most of it lines that scroll. */
static void
fill(Cast *cast)
{
    g_autoptr(GString) block = g_string_new(NULL);
    for (int i = 0; i < 50; i++)
        g_string_append_printf(block, "\033[3%dmthe quick brown fox jumps %d times\033[m\r\n",
                               i % 8, i);
    for (size_t total = 0, part = 0; total < (size_t)100 * 1024 * 1024;) {
        g_autofree char *text = g_strdup_printf("%s-- %zu --\r\n", block->str, total);
        cast_show(cast, 0.01, text);
        total += strlen(text);
        part += strlen(text) * 4 / 3;
        if (part < (size_t)16 * 1024 * 1024)
            continue;
        cast_next_part(cast);
        part = 0;
    }
}

/* How much is shown on the way. */
static unsigned
count_ticks(LbPlayer *player)
{
    g_autoptr(GError) error = NULL;
    unsigned ticks = 1;
    while (lb_player_tick(player, 0, &error) == LB_PLAYER_BUSY)
        ticks++;
    cr_assert_null(error);
    return ticks;
}

Test(player, a_large_recording_is_jumped_in_without_playing_all_of_it_and_in_bounded_memory)
{
    g_autoptr(Cast) cast = cast_new();
    cast_resize(cast, 0, 80, 8);
    fill(cast);
    g_autoptr(LbPlayer) player = lb_player_new(cast_read(cast), &lb_player_limits);
    lb_player_set_paused(player, true);
    lb_player_jump(player, cast->time);
    unsigned whole = count_ticks(player);
    cr_assert_geq(whole, 100);
    g_autofree char *end = show(player);
    for (int i = 0; i < 20; i++) {
        lb_player_jump(player, cast->time / 20 * i);
        cr_assert_leq(count_ticks(player), 8);
        cr_assert_eq(lb_player_position(player), cast->time / 20 * i);
    }
    lb_player_jump(player, cast->time);
    cr_assert_leq(count_ticks(player), whole / 10);
    g_autofree char *again = show(player);
    cr_assert_str_eq(end, again);
    cr_assert_leq(lb_player_memory(player), lb_player_limits.memory);
}

Test(player, lines_that_scroll_on_a_large_screen_are_shown_in_pieces)
{
    g_autoptr(Cast) cast = cast_new();
    g_autoptr(GString) lines = g_string_new(NULL);
    cast_resize(cast, 0, 200, 50);
    for (int i = 0; i < 1000; i++)
        g_string_append(lines, "y\r\n");
    for (int i = 0; i < 10; i++)
        cast_show(cast, 0.1, lines->str);
    g_autoptr(LbPlayer) player = lb_player_new(cast_read(cast), &lb_player_limits);
    lb_player_set_paused(player, true);
    lb_player_jump(player, cast->time);
    cr_assert_geq(count_ticks(player), 10);
}
