/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Typing text of several lines. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/locale.h"
#include "base/text.h"
#include "tui/editor.h"
#include "wording/plain.h"

static void
type(LbEditor *editor, const char *keys)
{
    for (const char *at = keys; *at != '\0'; at = g_utf8_next_char(at))
        lb_editor_type(editor, (int)g_utf8_get_char(at));
}

static void
start(LbEditor *editor, glong limit, int width, int height)
{
    lb_locale_start();
    lb_editor_init(editor, limit);
    lb_editor_layout(editor, width, height);
}

/* What is in the box, and where the cursor stands: "1,0". */
static void
expect_box(LbEditor *editor, const char *text, const char *cursor)
{
    g_autoptr(LbCanvas) canvas = lb_canvas_new(editor->width, editor->height);
    lb_editor_layout(editor, editor->width, editor->height);
    lb_editor_render(editor, lb_canvas_pane(canvas), true);
    g_autofree char *found = lb_canvas_text(canvas);
    g_autofree char *place = g_strdup_printf("%d,%d", canvas->cursor_x, canvas->cursor_y);
    cr_assert_str_eq(found, text, "<%s> is found, <%s> expected", found, text);
    cr_assert_str_eq(place, cursor, "the cursor is at %s, %s is expected", place, cursor);
}

Test(editor, wraps_between_words_and_keeps_the_cursor_with_what_is_typed)
{
    LbEditor editor;
    start(&editor, 100, 11, 3);
    type(&editor, "one two three");
    expect_box(&editor, "one two\nthree\n\n", "5,1");
    type(&editor, "\nlast");
    cr_assert_str_eq(editor.text->str, "one two three\nlast");
    expect_box(&editor, "one two\nthree\nlast\n", "4,2");
    lb_editor_type(&editor, LB_KEY_UP);
    lb_editor_type(&editor, LB_KEY_UP);
    expect_box(&editor, "one two\nthree\nlast\n", "4,0");
    cr_assert_not(lb_editor_type(&editor, LB_KEY_UP), "above is the form's business");
    lb_editor_type(&editor, LB_KEY_END);
    expect_box(&editor, "one two\nthree\nlast\n", "7,0");
    lb_editor_type(&editor, LB_KEY_RIGHT);
    expect_box(&editor, "one two\nthree\nlast\n", "0,1");
    lb_editor_type(&editor, LB_KEY_DOWN);
    cr_assert_not(lb_editor_type(&editor, LB_KEY_DOWN));
    cr_assert_not(lb_editor_type(&editor, LB_KEY_TAB));
    cr_assert_not(lb_editor_type(&editor, LB_KEY_ESCAPE));
    lb_editor_clear(&editor);
}

Test(editor, a_row_that_is_full_leaves_room_for_the_cursor)
{
    LbEditor editor;
    start(&editor, 100, 6, 2);
    type(&editor, "abcde");
    expect_box(&editor, "abcde\n\n", "5,0");
    type(&editor, "f");
    expect_box(&editor, "abcde\nf\n", "1,1");
    lb_editor_set(&editor, "abcde        ");
    expect_box(&editor, "abcde\n\n", "5,0");
    lb_editor_clear(&editor);
}

Test(editor, wide_characters_take_two_columns_each)
{
    LbEditor editor;
    start(&editor, 100, 9, 3);
    type(&editor, "仮想マシンが応答しません");
    expect_box(&editor, "仮想マシ\nンが応答\nしません\n", "8,2");
    lb_editor_type(&editor, LB_KEY_UP);
    lb_editor_type(&editor, LB_KEY_HOME);
    lb_editor_type(&editor, LB_KEY_RIGHT);
    expect_box(&editor, "仮想マシ\nンが応答\nしません\n", "2,1");
    lb_editor_type(&editor, LB_KEY_BACKSPACE);
    cr_assert_str_eq(editor.text->str, "仮想マシが応答しません");
    lb_editor_clear(&editor);
}

Test(editor, up_and_down_keep_the_column)
{
    LbEditor editor;
    start(&editor, 100, 20, 5);
    lb_editor_set(&editor, "a long first\nx\n日本語日本語日本");
    lb_editor_type(&editor, LB_KEY_LEFT);
    lb_editor_type(&editor, LB_KEY_LEFT);
    lb_editor_type(&editor, LB_KEY_LEFT);
    lb_editor_type(&editor, LB_KEY_UP);
    expect_box(&editor, "a long first\nx\n日本語日本語日本\n\n\n", "1,1");
    lb_editor_type(&editor, LB_KEY_UP);
    expect_box(&editor, "a long first\nx\n日本語日本語日本\n\n\n", "10,0");
    lb_editor_type(&editor, LB_KEY_RIGHT);
    lb_editor_type(&editor, LB_KEY_DOWN);
    lb_editor_type(&editor, LB_KEY_DOWN);
    expect_box(&editor, "a long first\nx\n日本語日本語日本\n\n\n", "10,2");
    lb_editor_clear(&editor);
}

Test(editor, moves_and_erases_by_words_and_lines)
{
    LbEditor editor;
    start(&editor, 100, 40, 5);
    type(&editor, "first line\nthe second  one");
    lb_editor_type(&editor, LB_KEY_CTRL_W);
    cr_assert_str_eq(editor.text->str, "first line\nthe second  ");
    lb_editor_type(&editor, LB_KEY_WORD_LEFT);
    lb_editor_type(&editor, LB_KEY_WORD_LEFT);
    type(&editor, "(");
    lb_editor_type(&editor, LB_KEY_WORD_RIGHT);
    type(&editor, ")");
    cr_assert_str_eq(editor.text->str, "first line\n(the) second  ");
    lb_editor_type(&editor, LB_KEY_CTRL_U);
    cr_assert_str_eq(editor.text->str, "first line\n second  ");
    lb_editor_type(&editor, LB_KEY_CTRL_U);
    cr_assert_str_eq(editor.text->str, "first line second  ", "then the line end");
    lb_editor_type(&editor, LB_KEY_CTRL_A);
    lb_editor_type(&editor, LB_KEY_CTRL_U);
    lb_editor_type(&editor, LB_KEY_BACKSPACE);
    lb_editor_type(&editor, LB_KEY_WORD_LEFT);
    cr_assert_str_eq(editor.text->str, "first line second  ",
                     "at the beginning is nothing to take");
    lb_editor_type(&editor, LB_KEY_CTRL_E);
    lb_editor_type(&editor, LB_KEY_DELETE);
    cr_assert_eq(editor.cursor, editor.text->len);
    lb_editor_clear(&editor);
}

Test(editor, marks_go_with_their_letters)
{
    LbEditor editor;
    start(&editor, 100, 40, 1);
    type(&editor, "xe\u0301y");
    lb_editor_type(&editor, LB_KEY_LEFT);
    lb_editor_type(&editor, LB_KEY_BACKSPACE);
    cr_assert_str_eq(editor.text->str, "xy");
    lb_editor_clear(&editor);
}

Test(editor, takes_a_paste_as_text_and_makes_it_harmless)
{
    LbEditor editor;
    start(&editor, 200, 40, 5);
    type(&editor, "<>");
    lb_editor_type(&editor, LB_KEY_LEFT);
    const LbInput paste = { .key = LB_KEY_PASTE,
                            .hasty = true,
                            .pasted = "one\r\ntwo\rthree\tx\x1b[31m\u202E\x07" };
    cr_assert(lb_editor_take(&editor, &paste));
    cr_assert_str_eq(editor.text->str, "<one\ntwo\nthree    x<U+001B>[31m<U+202E><U+0007>>");
    type(&editor, "\u202E\u200B\x01");
    cr_assert_null(strstr(editor.text->str, "\u202E"), "typed ones are not taken at all");
    const LbInput tab = { .key = LB_KEY_TAB, .hasty = true };
    cr_assert(lb_editor_take(&editor, &tab), "a paste that is not marked has tabs, too");
    lb_editor_clear(&editor);
}

Test(editor, tells_when_the_limit_is_reached)
{
    LbEditor editor;
    start(&editor, 10, 40, 1);
    type(&editor, "日本語");
    g_autofree char *count = lb_editor_count(&editor);
    cr_assert_str_eq(count, "3 of 10 characters");
    cr_assert_not(lb_editor_paste(&editor, "0123456789"));
    cr_assert_str_eq(editor.text->str, "日本語0123456");
    g_autofree char *told = lb_editor_count(&editor);
    cr_assert_str_eq(told, "no more than 10 characters fit");
    type(&editor, "x");
    cr_assert(editor.full);
    lb_editor_type(&editor, LB_KEY_BACKSPACE);
    cr_assert_not(editor.full);
    type(&editor, "x");
    cr_assert_str_eq(editor.text->str, "日本語012345x");
    cr_assert_not(editor.full, "just full is not too much");
    lb_editor_clear(&editor);
}

Test(editor, scrolls_with_the_cursor_and_loses_nothing_by_another_size)
{
    static const int widths[] = { 2, 3, 40, 11, 200, 10 };
    LbEditor editor;
    start(&editor, 500, 20, 3);
    for (int i = 1; i <= 12; i++) {
        g_autofree char *line = g_strdup_printf("line %d\n", i);
        type(&editor, line);
    }
    expect_box(&editor, "line 11\nline 12\n\n", "0,2");
    g_autofree char *count = lb_editor_count(&editor);
    cr_assert_str_eq(count, "11-13 of 13   87 of 500 characters");
    lb_editor_type(&editor, LB_KEY_PAGE_UP);
    lb_editor_type(&editor, LB_KEY_PAGE_UP);
    expect_box(&editor, "line 9\nline 10\nline 11\n", "0,0");
    g_autofree char *before = g_strdup(editor.text->str);
    gsize cursor = editor.cursor;
    for (size_t i = 0; i < G_N_ELEMENTS(widths); i++) {
        g_autoptr(LbCanvas) canvas = lb_canvas_new(widths[i], 1 + (int)i);
        lb_editor_layout(&editor, widths[i], 1 + (int)i);
        lb_editor_render(&editor, lb_canvas_pane(canvas), true);
        cr_assert_geq(canvas->cursor_x, 0);
    }
    cr_assert_str_eq(editor.text->str, before);
    cr_assert_eq(editor.cursor, cursor);
    lb_editor_clear(&editor);
}

Test(editor, words_are_what_is_typed_without_white_space_around)
{
    LbEditor editor;
    start(&editor, 100, 40, 1);
    type(&editor, " \n ");
    cr_assert_null(lb_editor_words(&editor));
    type(&editor, "why\n\nnow \n");
    g_autofree char *words = lb_editor_words(&editor);
    cr_assert_str_eq(words, "why\n\nnow");
    lb_editor_clear(&editor);
}

/* Whatever is typed in whatever size. */
static void
check_all(LbEditor *editor)
{
    g_autoptr(LbCanvas) canvas = lb_canvas_new(editor->width, editor->height);
    g_autoptr(GArray) rows = lb_plain_rows(editor->text->str, editor->width - 1);
    const char *text = editor->text->str;
    lb_editor_render(editor, lb_canvas_pane(canvas), true);
    cr_assert(g_utf8_validate(text, -1, NULL));
    cr_assert_leq(g_utf8_strlen(text, -1), editor->limit);
    cr_assert_leq(editor->cursor, editor->text->len);
    cr_assert((text[editor->cursor] & 0xC0) != 0x80, "the cursor is within a character");
    cr_assert(canvas->cursor_x >= 0 && canvas->cursor_y >= 0, "the cursor is out of the box");
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
        cr_assert(*at == '\n' || !lb_text_is_harmful(g_utf8_get_char(at)));
    for (guint i = 1; i < rows->len; i++)
        cr_assert_lt(g_array_index(rows, gsize, i - 1), g_array_index(rows, gsize, i));
}

Test(editor, stays_whole_whatever_is_typed)
{
    static const int keys[] = { 'a',
                                'b',
                                ' ',
                                ' ',
                                0x65E5,
                                0x672C,
                                0x0301,
                                0x1F600,
                                0x202E,
                                LB_KEY_ENTER,
                                LB_KEY_UP,
                                LB_KEY_DOWN,
                                LB_KEY_LEFT,
                                LB_KEY_RIGHT,
                                LB_KEY_HOME,
                                LB_KEY_END,
                                LB_KEY_PAGE_UP,
                                LB_KEY_PAGE_DOWN,
                                LB_KEY_WORD_LEFT,
                                LB_KEY_WORD_RIGHT,
                                LB_KEY_BACKSPACE,
                                LB_KEY_DELETE,
                                LB_KEY_CTRL_W,
                                LB_KEY_CTRL_U };
    LbEditor editor;
    start(&editor, 60, 12, 3);
    unsigned chance = 1;
    for (int i = 0; i < 20000; i++) {
        chance = chance * 1103515245u + 12345u;
        unsigned drawn = chance >> 16;
        /* Erasing is rarer, so that there is something to erase. */
        int key = keys[drawn % (drawn % 3 == 0 ? G_N_ELEMENTS(keys) : 20)];
        lb_editor_type(&editor, key);
        if (drawn % 50 == 0)
            lb_editor_paste(&editor, "日\t\x01x\r\ny ");
        if (drawn % 20 == 0)
            lb_editor_set(&editor, i % 400 == 0 ? "" : editor.text->str);
        lb_editor_layout(&editor, 2 + (int)(drawn % 17), 1 + (int)(drawn % 4));
        check_all(&editor);
    }
    lb_editor_clear(&editor);
}
