/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The terminal in memory: what it shows, that nothing harmful comes out of it, and that its state can be put back. */
#include <criterion/criterion.h>
#include <locale.h>
#include <string.h>

#include "base/text.h"
#include "replay/emulator.h"

static void
setup(void)
{
    cr_assert_not_null(setlocale(LC_ALL, "C.UTF-8"));
}

TestSuite(emulator, .init = setup);

static void
feed(LbEmulator *screen, const char *bytes)
{
    lb_emulator_feed(screen, bytes, strlen(bytes));
}

static void
expect_row(const LbEmulator *screen, unsigned row, const char *text)
{
    g_autofree char *shown = lb_emulator_row(screen, row);
    cr_assert_str_eq(shown, text, "row %u: %s", row, shown);
}

/* All that can be seen. */
static char *
show(const LbEmulator *screen)
{
    g_autoptr(GString) all = g_string_new(NULL);
    LbEmulatorCursor cursor = lb_emulator_cursor(screen);
    g_string_append_printf(all, "%u,%u,%d\n", cursor.row, cursor.column, cursor.visible);
    for (unsigned row = 0; row < lb_emulator_rows(screen); row++) {
        for (unsigned column = 0; column < lb_emulator_columns(screen); column++) {
            LbEmulatorCell cell = lb_emulator_cell(screen, row, column);
            for (int i = 0; i < cell.count; i++)
                g_string_append_printf(all, "%x.", cell.characters[i]);
            g_string_append_printf(all, "%d%d%d%d,%d,%d ", cell.width, cell.bold, cell.underline,
                                   cell.reverse, cell.foreground, cell.background);
        }
        g_string_append_c(all, '\n');
    }
    return g_string_free(g_steal_pointer(&all), FALSE);
}

/* No cell is harmful, and the widths of a row are its columns, as who draws it counts. */
static void
expect_harmless(const LbEmulator *screen)
{
    for (unsigned row = 0; row < lb_emulator_rows(screen); row++) {
        unsigned columns = 0;
        for (unsigned column = 0; column < lb_emulator_columns(screen); column++) {
            LbEmulatorCell cell = lb_emulator_cell(screen, row, column);
            int drawn = cell.count == 0 ? cell.width : 0;
            for (int i = 0; i < cell.count; i++) {
                gunichar character = cell.characters[i];
                cr_assert(g_unichar_validate(character) && !lb_text_is_harmful(character));
                cr_assert_eq(i == 0, lb_text_width(character) > 0, "U+%04X", character);
                drawn += lb_text_width(character);
            }
            cr_assert_eq(drawn, cell.width);
            columns += (unsigned)cell.width;
        }
        cr_assert_eq(columns, lb_emulator_columns(screen));
        g_autofree char *line = lb_emulator_row(screen, row);
        for (const char *at = line; *at != '\0'; at = g_utf8_next_char(at))
            cr_assert(!lb_text_is_harmful(g_utf8_get_char(at)));
    }
}

Test(emulator, shows_text_where_the_cursor_is)
{
    g_autoptr(LbEmulator) screen = lb_emulator_new(20, 4);
    feed(screen, "one\r\ntwo\033[4;18Hend\033[1;1H>");
    expect_row(screen, 0, ">ne");
    expect_row(screen, 1, "two");
    expect_row(screen, 3, "                 end");
    LbEmulatorCursor cursor = lb_emulator_cursor(screen);
    cr_assert_eq(cursor.row, 0);
    cr_assert_eq(cursor.column, 1);
    cr_assert(cursor.visible);
    feed(screen, "\033[?25l");
    cr_assert_not(lb_emulator_cursor(screen).visible);
}

Test(emulator, cells_have_attributes_and_colours)
{
    g_autoptr(LbEmulator) screen = lb_emulator_new(20, 2);
    feed(screen, "a\033[1;4;7;31;42mb\033[0;38;5;200mc\033[38;2;255;0;0md");
    LbEmulatorCell a = lb_emulator_cell(screen, 0, 0), b = lb_emulator_cell(screen, 0, 1);
    cr_assert(!a.bold && !a.underline && !a.reverse);
    cr_assert_eq(a.foreground, LB_EMULATOR_COLOUR_DEFAULT);
    cr_assert_eq(a.background, LB_EMULATOR_COLOUR_DEFAULT);
    cr_assert(b.bold && b.underline && b.reverse);
    cr_assert_eq(b.foreground, 1);
    cr_assert_eq(b.background, 2);
    cr_assert_eq(lb_emulator_cell(screen, 0, 2).foreground, 200);
    cr_assert_eq(lb_emulator_cell(screen, 0, 3).foreground, 196);
}

Test(emulator, wide_and_combined_characters_take_their_columns)
{
    g_autoptr(LbEmulator) screen = lb_emulator_new(10, 2);
    feed(screen, "日e\xcc\x81x");
    LbEmulatorCell wide = lb_emulator_cell(screen, 0, 0), marked = lb_emulator_cell(screen, 0, 2);
    cr_assert_eq(wide.width, 2);
    cr_assert_eq(wide.characters[0], 0x65e5);
    cr_assert_eq(lb_emulator_cell(screen, 0, 1).width, 0);
    cr_assert_eq(marked.count, 2);
    cr_assert_eq(marked.characters[1], 0x301);
    cr_assert_not(marked.altered);
    expect_row(screen, 0, "日e\xcc\x81x");
    feed(screen, "\033[1;2H!");
    expect_harmless(screen);
}

Test(emulator, harmful_characters_are_not_shown_as_they_are)
{
    g_autoptr(LbEmulator) screen = lb_emulator_new(40, 2);
    feed(screen, "a\u202eb\u200bc\xc2\x85"
                 "d\ufeff");
    expect_harmless(screen);
    expect_row(screen, 0, "a<U+202E>b<U+200B>c\ufffdd<U+FEFF>");
    cr_assert(lb_emulator_cell(screen, 0, 0).altered);
    cr_assert_eq(lb_emulator_cell(screen, 0, 0).characters[0], 'a');
    cr_assert_eq(lb_emulator_cell(screen, 0, 0).count, 1);
    cr_assert_eq(lb_emulator_cell(screen, 0, 3).characters[0], 0xfffd);
}

Test(emulator, the_alternate_screen_gives_the_other_back)
{
    g_autoptr(LbEmulator) screen = lb_emulator_new(20, 3);
    feed(screen, "shell$ vi\033[?1049h\033[Hfile\033[2J\033[Hother");
    expect_row(screen, 0, "other");
    feed(screen, "\033[?1049l");
    expect_row(screen, 0, "shell$ vi");
}

Test(emulator, marks_without_end_stay_bounded)
{
    g_autoptr(LbEmulator) screen = lb_emulator_new(20, 3);
    feed(screen, "e");
    for (int i = 0; i < 100000; i++)
        feed(screen, "\xcc\x81");
    expect_harmless(screen);
    g_autoptr(LbEmulatorState) state = lb_emulator_save(screen);
    cr_assert_leq(lb_emulator_state_size(state), 65536);
}

Test(emulator, sizes_are_bounded)
{
    g_autoptr(LbEmulator) screen = lb_emulator_new(0, 0);
    feed(screen, "日\033#6日\r\n日");
    expect_harmless(screen);
    lb_emulator_resize(screen, 65535, 65535);
    cr_assert_eq(lb_emulator_columns(screen), LB_EMULATOR_COLUMNS_MOST);
    cr_assert_eq(lb_emulator_rows(screen), LB_EMULATOR_ROWS_MOST);
    feed(screen, "\033[99999;99999Hx");
    cr_assert_eq(lb_emulator_cursor(screen).row, LB_EMULATOR_ROWS_MOST - 1);
}

Test(emulator, rows_say_that_they_changed)
{
    g_autoptr(LbEmulator) screen = lb_emulator_new(20, 3);
    for (unsigned row = 0; row < 3; row++)
        cr_assert(lb_emulator_take_changed(screen, row));
    feed(screen, "\033[2;1Hx");
    cr_assert_not(lb_emulator_take_changed(screen, 0));
    cr_assert(lb_emulator_take_changed(screen, 1));
    cr_assert_not(lb_emulator_take_changed(screen, 1));
    cr_assert_not(lb_emulator_take_changed(screen, 3));
}

/* Pieces of what terminals are told, well formed and not. */
static const char *const hostile[] = {
    "text ",
    "日本",
    "e\xcc\x81",
    "\u202e",
    "\xc2\x85",
    "\xc2\x9b"
    "31m",
    "\r",
    "\n",
    "\b",
    "\t",
    "\v",
    "\016",
    "\017",
    "\033[",
    "\033[H",
    "\033[2J",
    "\033[J",
    "\033[1K",
    "\033[?7l",
    "\033[?7h",
    "\033[?6h",
    "\033[?6l",
    "\033[?69h",
    "\033[5;10s",
    "\033[?69l",
    "\033[3;7r",
    "\033[r",
    "\033[99999A",
    "\033[99999B",
    "\033[99999C",
    "\033[99999D",
    "\033[99999@",
    "\033[99999P",
    "\033[99999L",
    "\033[99999M",
    "\033[99999X",
    "\033[99999b",
    "\033[99999S",
    "\033[99999T",
    "\033[99999Z",
    "\033[99999I",
    "\033[3'}",
    "\033[3'~",
    "\033[3 @",
    "\033[3 A",
    "\033[2;2H",
    "\033[99999;99999H",
    "\0337",
    "\0338",
    "\033D",
    "\033M",
    "\033E",
    "\033H",
    "\033[3g",
    "\033#3",
    "\033#4",
    "\033#5",
    "\033#6",
    "\033#8",
    "\033(0",
    "\033(B",
    "\033)0",
    "\033*A",
    "\033n",
    "\033o",
    "\033N",
    "\033O",
    "\033%@",
    "\033%G",
    "\033[?1049h",
    "\033[?1049l",
    "\033[?47h",
    "\033[?47l",
    "\033[?5h",
    "\033[?5l",
    "\033c",
    "\033[!p",
    "\033[1\"q",
    "\033[?2J",
    "\033[4h",
    "\033[4l",
    "\033[20h",
    "\033[6n",
    "\033[c",
    "\033[>c",
    "\033[5n",
    "\033P$qm\033\\",
    "\033]0;title\007",
    "\033]52;c;?\007",
    "\033]4;1;?\033\\",
    "\033[1;3;4;5;7;9;31;42m",
    "\033[38:2:1:2:3m",
    "\033[48;5;300m",
    "\033[38;5m",
    "\033[m",
    "\033[?1000h",
    "\033[21t",
    "\033[8;500;500t",
    "\033[;;;;;;;;;;;;;;;;;;;m",
    "\033[-1A",
    "\033[99999999999999A",
    "0",
    ";",
    "m",
    "\033",
    "\030",
    "\033[0;0H",
    "\033[0A",
    "😀",
    "👨‍👩‍👧",
    "\u1100\u1161",
    "\u00ad",
    "\ufe0f",
    "\U000e0041",
    "\ufffe",
};

static void
feed_random(LbEmulator *screen, GRand *random, int pieces)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    for (int i = 0; i < pieces; i++)
        g_string_append(bytes, hostile[g_rand_int_range(random, 0, G_N_ELEMENTS(hostile))]);
    lb_emulator_feed(screen, bytes->str, bytes->len);
}

static void
resize_random(LbEmulator *screen, GRand *random)
{
    bool large = g_rand_int_range(random, 0, 10) == 0;
    lb_emulator_resize(screen, (unsigned)g_rand_int_range(random, 0, large ? 600 : 40),
                       (unsigned)g_rand_int_range(random, 0, large ? 300 : 20));
}

Test(emulator, nothing_hostile_comes_out_or_breaks_it)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (int round = 0; round < 20; round++) {
        g_autoptr(LbEmulator) screen =
            lb_emulator_new((unsigned)g_rand_int_range(random, 1, 40), 8);
        for (int i = 0; i < 60; i++) {
            feed_random(screen, random, 40);
            if (i % 7 == 6)
                resize_random(screen, random);
            if (i % 20 == 19)
                expect_harmless(screen);
        }
    }
}

Test(emulator, a_storm_of_sizes_leaves_its_memory_bounded)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(8);
    g_autoptr(LbEmulator) screen = lb_emulator_new(80, 24);
    for (int i = 0; i < 2000; i++) {
        resize_random(screen, random);
        feed_random(screen, random, 2);
    }
    lb_emulator_resize(screen, 80, 24);
    feed(screen, "\033c\033[Hstill here");
    expect_row(screen, 0, "still here");
}

/* Also within sequences: the saved screen goes on as the one that was not saved does. */
Test(emulator, a_state_that_is_put_back_is_the_same_in_all_that_follows)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(9);
    for (int round = 0; round < 60; round++) {
        g_autoptr(LbEmulator) screen = lb_emulator_new(30, 8);
        feed_random(screen, random, 60);
        if (round % 2 == 0)
            resize_random(screen, random);
        feed_random(screen, random, 60);
        g_autoptr(LbEmulatorState) state = lb_emulator_save(screen);
        guint32 seed = g_rand_int(random);
        g_autofree char *seen[2] = { NULL, NULL };
        for (int i = 0; i < 2; i++) {
            g_autoptr(GRand) again = g_rand_new_with_seed(seed);
            lb_emulator_restore(screen, state);
            feed_random(screen, again, 30);
            resize_random(screen, again);
            feed_random(screen, again, 30);
            seen[i] = show(screen);
        }
        cr_assert_str_eq(seen[0], seen[1]);
        g_free(seen[1]);
        seen[1] = NULL;
    }
}

Test(emulator, a_character_is_repeated_within_the_screen)
{
    g_autoptr(LbEmulator) screen = lb_emulator_new(5, 2);
    feed(screen, "\033[3bz\033[2b\r\n日\033[1b");
    expect_row(screen, 0, "zzz");
    expect_row(screen, 1, "日日");
    feed(screen, "\033[?7l\033[99999b");
    expect_harmless(screen);
}

Test(emulator, a_character_is_repeated_for_a_row_at_most)
{
    g_autoptr(LbEmulator) screen = lb_emulator_new(5, 3);
    feed(screen, "z\033[99999b");
    expect_row(screen, 0, "zzzzz");
    expect_row(screen, 1, "z");
    expect_row(screen, 2, "");
}

Test(emulator, a_cursor_that_was_saved_on_a_larger_screen_stays_within)
{
    static const char *const ways[][2] = {
        { "\0337", "\0338" },
        { "\033[s", "\033[u" },
        { "\033[?1048h", "\033[?1048l" },
        { "\033[?1049h", "\033[?1049l" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        g_autoptr(LbEmulator) screen = lb_emulator_new(200, 50);
        feed(screen, "\033[3;4H");
        feed(screen, ways[i][0]);
        feed(screen, "\033[1;1H");
        feed(screen, ways[i][1]);
        cr_assert_eq(lb_emulator_cursor(screen).row, 2, "way %zu", i);
        cr_assert_eq(lb_emulator_cursor(screen).column, 3, "way %zu", i);
        feed(screen, "\033[50;200H");
        feed(screen, ways[i][0]);
        lb_emulator_resize(screen, 10, 3);
        feed(screen, ways[i][1]);
        feed(screen, "日x");
        expect_harmless(screen);
        cr_assert_lt(lb_emulator_cursor(screen).row, 3);
        cr_assert_lt(lb_emulator_cursor(screen).column, 10);
    }
}

Test(emulator, nothing_of_a_string_is_shown_or_kept)
{
    g_autoptr(LbEmulator) screen = lb_emulator_new(20, 2);
    feed(screen, "a\033]0;");
    for (int i = 0; i < 10000; i++)
        feed(screen, "title title title title ");
    feed(screen, "\007b");
    expect_row(screen, 0, "ab");
    g_autoptr(LbEmulatorState) state = lb_emulator_save(screen);
    cr_assert_leq(lb_emulator_state_size(state), 65536);
}
