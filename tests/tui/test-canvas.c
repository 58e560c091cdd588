/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells, panes, lists, scrolling text and typed lines, each by itself. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/locale.h"
#include "base/text.h"
#include "tui/canvas.h"
#include "tui/field.h"
#include "tui/find.h"
#include "tui/list.h"
#include "tui/pager.h"
#include "tui/window.h"

static void
expect_text(const LbCanvas *canvas, const char *text)
{
    g_autofree char *found = lb_canvas_text(canvas);
    cr_assert_str_eq(found, text, "<%s> is found, <%s> expected", found, text);
}

Test(canvas, clips_at_every_side)
{
    lb_locale_start();
    g_autoptr(LbCanvas) canvas = lb_canvas_new(6, 3);
    LbPane pane = lb_canvas_pane(canvas);
    lb_pane_take_left(&pane, 1);
    lb_pane_take_right(&pane, 1);
    lb_pane_take_top(&pane, 1);
    cr_assert_eq(pane.width, 4);
    lb_pane_put(pane, -2, 0, LB_STYLE_TEXT, "abcdefghij");
    lb_pane_put(pane, 0, -1, LB_STYLE_TEXT, "above");
    lb_pane_put(pane, 0, 2, LB_STYLE_TEXT, "below");
    lb_pane_put(pane, 3, 1, LB_STYLE_TEXT, "日本");
    lb_pane_put(pane, 400, 1, LB_STYLE_TEXT, "far");
    expect_text(canvas, "\n cdef\n\n");
}

Test(canvas, wide_characters_stay_whole)
{
    lb_locale_start();
    g_autoptr(LbCanvas) canvas = lb_canvas_new(6, 1);
    LbPane pane = lb_canvas_pane(canvas);
    cr_assert_eq(lb_pane_put(pane, 0, 0, LB_STYLE_TEXT, "日本語"), 6);
    expect_text(canvas, "日本語\n");
    lb_pane_put(pane, 1, 0, LB_STYLE_TEXT, "x");
    expect_text(canvas, " x本語\n");
    lb_pane_put(pane, 2, 0, LB_STYLE_TEXT, "y");
    expect_text(canvas, " xy 語\n");
    lb_pane_put(pane, 0, 0, LB_STYLE_TEXT, "e\u0301");
    cr_assert_str_eq(lb_canvas_cell(canvas, 0, 0)->text, "e\u0301");
}

Test(canvas, nothing_harmful_becomes_a_cell)
{
    static const char *const texts[] = { "\x1b[31m", "a\nb",   "\t",     "\x7f",
                                         "\xc2\x85", "\u202E", "\u200B", "\u2028",
                                         "\xff\xfe", "\u00AD", "\uFEFF", "\u3164" };
    lb_locale_start();
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(LbCanvas) canvas = lb_canvas_new(40, 1);
        lb_pane_put(lb_canvas_pane(canvas), 0, 0, LB_STYLE_TEXT, texts[i]);
        for (int x = 0; x < 40; x++) {
            const char *text = lb_canvas_cell(canvas, x, 0)->text;
            cr_assert(g_utf8_validate(text, -1, NULL));
            for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
                cr_assert_not(lb_text_is_harmful(g_utf8_get_char(at)));
        }
        g_autofree char *shown = lb_canvas_text(canvas);
        cr_assert_gt(strlen(shown), 1, "text %zu has vanished", i);
    }
}

Test(canvas, marks_without_end_stay_in_their_cell)
{
    lb_locale_start();
    g_autoptr(LbCanvas) canvas = lb_canvas_new(4, 1);
    g_autoptr(GString) zalgo = g_string_new("a");
    for (int i = 0; i < 1000; i++)
        g_string_append(zalgo, "\u0301");
    lb_pane_put(lb_canvas_pane(canvas), 0, 0, LB_STYLE_TEXT, zalgo->str);
    cr_assert_lt(strlen(lb_canvas_cell(canvas, 0, 0)->text), LB_CELL_BYTES);
    cr_assert_str_eq(lb_canvas_cell(canvas, 1, 0)->text, " ");
}

Test(canvas, what_is_cut_keeps_both_ends)
{
    lb_locale_start();
    for (int columns = 2; columns <= 30; columns++) {
        g_autofree char *middle = lb_cut_middle("engineer7@fabrikam.example", columns);
        g_autofree char *japanese = lb_cut_middle("日本の仮想マシンと日本の端末", columns);
        g_autofree char *end = lb_cut_end("日本の仮想マシンと日本の端末", columns);
        cr_assert_leq(lb_columns(middle), columns);
        cr_assert_leq(lb_columns(japanese), columns);
        cr_assert_leq(lb_columns(end), columns);
    }
    g_autofree char *cut = lb_cut_middle("owner1@contoso.example", 12);
    cr_assert_str_eq(cut, "owner..ample");
}

Test(list, the_selection_follows_its_id)
{
    const int64_t before[] = { 0, 5, 4, 3 }, after[] = { 0, 9, 8, 5, 4, 3 },
                  gone[] = { 0, 9, 8, 4, 3 };
    LbList list = { 0 };
    lb_list_layout(&list, 3);
    lb_list_set(&list, before, 4);
    cr_assert_eq(list.selected, 5);
    lb_list_act(&list, LB_ACTION_DOWN);
    cr_assert_eq(list.selected, 4);
    lb_list_act(&list, LB_ACTION_UP);
    lb_list_set(&list, after, 6);
    cr_assert_eq(list.selected, 5);
    cr_assert(list.index >= list.top && list.index < list.top + list.height);
    lb_list_set(&list, gone, 5);
    cr_assert_eq(list.selected, 4, "the next one is selected");
    lb_list_set(&list, NULL, 0);
    cr_assert_eq(list.selected, 0);
    cr_assert(lb_list_act(&list, LB_ACTION_DOWN));
    cr_assert_eq(list.selected, 0);
}

Test(list, keeps_the_selection_in_sight)
{
    int64_t ids[100];
    for (int i = 0; i < 100; i++)
        ids[i] = i % 10 == 0 ? 0 : 1000 - i;
    LbList list = { 0 };
    static const LbAction walk[] = { LB_ACTION_LAST,    LB_ACTION_UP,        LB_ACTION_PAGE_UP,
                                     LB_ACTION_FIRST,   LB_ACTION_PAGE_DOWN, LB_ACTION_DOWN,
                                     LB_ACTION_PAGE_UP, LB_ACTION_LAST,      LB_ACTION_PAGE_DOWN };
    lb_list_set(&list, ids, 100);
    for (int height = 1; height < 30; height++)
        for (size_t i = 0; i < G_N_ELEMENTS(walk); i++) {
            lb_list_layout(&list, height);
            lb_list_act(&list, walk[i]);
            cr_assert_neq(list.selected, 0);
            cr_assert_eq(list.selected, ids[list.index]);
            cr_assert(list.index >= list.top && list.index < list.top + height);
        }
}

Test(pager, every_row_can_be_reached_and_none_is_lost)
{
    lb_locale_start();
    LbPager pager;
    lb_pager_init(&pager);
    for (int i = 0; i < 50; i++) {
        g_autofree char *line = g_strdup_printf("row %d", i);
        lb_pager_add(&pager, 20, LB_STYLE_TEXT, "", "", line);
    }
    lb_pager_layout(&pager, 7);
    lb_pager_act(&pager, LB_ACTION_LAST);
    cr_assert_eq(pager.top, 43);
    lb_pager_act(&pager, LB_ACTION_DOWN);
    cr_assert_eq(pager.top, 43);
    lb_pager_layout(&pager, 100);
    cr_assert_eq(pager.top, 0);
    lb_pager_layout(&pager, 7);
    cr_assert(lb_pager_find(&pager, "ROW 20", true));
    cr_assert_eq(pager.top, 20);
    cr_assert(lb_pager_find(&pager, "row 20", true), "the only one is found again");
    cr_assert_not(lb_pager_find(&pager, "row 99", true));
    cr_assert(lb_pager_find(&pager, "row 20", true));
    cr_assert(lb_pager_find(&pager, "row 3", false));
    cr_assert_eq(pager.top, 3);
    lb_pager_clear(&pager);
}

static void
type(LbField *field, const char *keys)
{
    for (const char *at = keys; *at != '\0'; at = g_utf8_next_char(at))
        lb_field_type(field, (int)g_utf8_get_char(at));
}

Test(field, edits_whole_characters)
{
    LbField field;
    lb_field_init(&field, 10, false);
    type(&field, "日本x");
    lb_field_type(&field, LB_KEY_LEFT);
    lb_field_type(&field, LB_KEY_BACKSPACE);
    cr_assert_str_eq(field.text->str, "日x");
    lb_field_type(&field, LB_KEY_HOME);
    lb_field_type(&field, LB_KEY_BACKSPACE);
    lb_field_type(&field, LB_KEY_DELETE);
    cr_assert_str_eq(field.text->str, "x");
    type(&field, "1234567890123");
    cr_assert_eq(field.text->len, 10);
    lb_field_type(&field, LB_KEY_CTRL_U);
    type(&field, "\u202E\x01\u200B");
    cr_assert_str_eq(field.text->str, "x", "harmful characters are not taken");
    lb_field_clear(&field);
}

Test(field, takes_digits_alone_where_it_should)
{
    LbField field;
    lb_field_init(&field, 19, true);
    type(&field, "a4ａ２-+. ");
    cr_assert_str_eq(field.text->str, "42", "full-width digits count as theirs");
    lb_field_clear(&field);
}

Test(find, looks_past_case_and_width)
{
    cr_assert(lb_find_in("Remote Desktop", "desk"));
    cr_assert(lb_find_in("ＬＢ-42", "lb-42"));
    cr_assert(lb_find_in("カスタマー", "ｶｽﾀﾏｰ"));
    cr_assert_not(lb_find_in("Remote", ""));
    cr_assert_not(lb_find_in(NULL, "x"));
}

Test(keys, each_key_means_one_thing_wherever_one_is)
{
    for (const LbActionRow *row = lb_actions; row->action != LB_ACTION_NONE; row++)
        for (size_t i = 0; i < G_N_ELEMENTS(row->keys) && row->keys[i] != LB_KEY_NONE; i++) {
            cr_expect_eq(lb_action_of_key(row->keys[i], row->needs), row->action, "%s", row->help);
            if (row->keys[i] > ' ' && row->keys[i] < 127)
                cr_expect_eq(lb_action_of_key(row->keys[i] - '!' + 0xFF01, row->needs),
                             row->action);
        }
    cr_assert_eq(lb_action_of_key('e', LB_NEED_LOG), LB_ACTION_EXPORT);
    cr_assert_eq(lb_action_of_key('e', LB_NEED_MAY_REVOKE), LB_ACTION_REVOKE);
    cr_assert_eq(lb_action_of_key('e', 0), LB_ACTION_NONE);
    cr_assert_eq(lb_action_of_key('Z', ~0u), LB_ACTION_NONE);
    cr_assert_eq(lb_action_of_key(LB_KEY_NONE, ~0u), LB_ACTION_NONE);
}

/* Pieces of which hostile recordings are made; the rest of one is bytes of any kind. */
static const char *const pieces[] = {
    "\033[",
    "\033]52;c;ZXZpbA==\007",
    "\033P",
    "\033\\",
    "\033[?1049h",
    "\033[6n",
    "\033[c",
    "\033M",
    "\033[999;999H",
    "\033[48;5;201m",
    "\033[38;2;1;2;3m",
    "\033[7m",
    "\033[?69h",
    "\033[2;5s",
    "\033[5;3r",
    "\033[99999b",
    "\033[99999@",
    "\033(0",
    "\033c",
    "\033#8",
    "日本",
    "e\u0301\u0302",
    "\u200b",
    "\u202e",
    "\xc2\x9b"
    "6n",
    "\ufe0f",
    "\U000e0041",
    "\t",
    "\r\n",
    "\b",
    "x",
    ";",
    "m",
    "H",
};

static void
expect_harmless(const LbCanvas *canvas)
{
    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++) {
            const LbCell *cell = lb_canvas_cell(canvas, x, y);
            int columns = 0;
            for (const char *at = cell->text; *at != '\0'; at = g_utf8_next_char(at)) {
                cr_assert_not(lb_text_is_harmful(g_utf8_get_char(at)), "<%s>", cell->text);
                columns += lb_text_width(g_utf8_get_char(at));
            }
            cr_assert_eq(columns, cell->columns, "<%s> at %d,%d", cell->text, x, y);
            cr_assert(cell->columns != 2 || (x + 1 < canvas->width && cell[1].columns == 0));
        }
}

Test(window, whatever_is_fed_stays_within_its_cells)
{
    lb_locale_start();
    g_autoptr(GRand) chance = g_rand_new_with_seed(7);
    g_autoptr(LbEmulator) emulator = lb_emulator_new(80, 24);
    for (int round = 0; round < 3000; round++) {
        int width = g_rand_int_range(chance, 1, 100), height = g_rand_int_range(chance, 1, 40);
        g_autoptr(LbCanvas) canvas = lb_canvas_new(width + 2, height + 2);
        LbWindow window = { 0 };
        for (int i = 0; i < 20; i++) {
            const char *piece = pieces[g_rand_int_range(chance, 0, G_N_ELEMENTS(pieces))];
            lb_emulator_feed(emulator, piece, strlen(piece));
        }
        if (round % 7 == 0)
            lb_emulator_resize(emulator, (unsigned)g_rand_int_range(chance, 1, 300),
                               (unsigned)g_rand_int_range(chance, 1, 100));
        if (round % 3 == 0)
            lb_window_move(&window, g_rand_int_range(chance, -400, 400),
                           g_rand_int_range(chance, -400, 400));
        LbPane pane = lb_canvas_pane(canvas);
        lb_pane_put(pane, 0, 0, LB_STYLE_STRONG, "A");
        lb_pane_take_top(&pane, 1);
        lb_pane_take_left(&pane, 1);
        lb_pane_take_bottom(&pane, 1);
        lb_pane_take_right(&pane, 1);
        lb_window_layout(&window, emulator, width, height);
        lb_window_render(&window, emulator, pane, true);
        expect_harmless(canvas);
        for (int x = 1; x < canvas->width; x++)
            cr_assert_str_eq(lb_canvas_cell(canvas, x, 0)->text, " ");
        cr_assert_str_eq(lb_canvas_cell(canvas, 0, 0)->text, "A");
    }
}

Test(paint, fits_the_colours_there_are)
{
    LbPaint paint = { .foreground = 196, .background = 21 };
    LbPaint all = lb_paint_fit(paint, 256), sixteen = lb_paint_fit(paint, 16),
            eight = lb_paint_fit(paint, 8), none = lb_paint_fit(paint, 0);
    cr_assert(all.foreground == 196 && all.background == 21);
    cr_assert(sixteen.foreground == 9 && sixteen.background == 12);
    cr_assert(eight.foreground == 1 && eight.bold && eight.background == 4);
    cr_assert(none.foreground == -1 && none.background == -1 && none.reverse);
    LbPaint own = lb_paint_fit((LbPaint){ .foreground = -1, .background = -1 }, 8);
    cr_assert(own.foreground == -1 && own.background == -1 && !own.bold && !own.reverse);
    for (short colour = 0; colour < 256; colour++)
        for (int colours = 8; colours <= 256; colours *= colours == 8 ? 2 : 16) {
            LbPaint hidden =
                lb_paint_fit((LbPaint){ .foreground = colour, .background = colour }, colours);
            cr_assert_eq(hidden.foreground, -1, "what is painted in its own colour is legible");
            LbPaint fitted =
                lb_paint_fit((LbPaint){ .foreground = colour, .background = -1 }, colours);
            cr_assert(fitted.foreground >= 0 && fitted.foreground < colours);
        }
}
