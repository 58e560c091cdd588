/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Editing several lines. Where rows begin is worked out anew whenever it is asked for: texts are short. */
#include "tui/editor.h"

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "wording/phrases.h"
#include "wording/plain.h"

#define TAB "    "
#define NARROWEST 2

void
lb_editor_init(LbEditor *editor, glong limit)
{
    *editor = (LbEditor){
        .text = g_string_new(NULL), .limit = limit, .wanted = -1, .width = 72, .height = 1
    };
}

void
lb_editor_clear(LbEditor *editor)
{
    if (editor->text != NULL)
        g_string_free(editor->text, TRUE);
    editor->text = NULL;
}

/* Rows */

/* The last column is the cursor's, when it stands behind a row that is full. */
static GArray *
rows_of(const LbEditor *editor)
{
    return lb_plain_rows(editor->text->str, editor->width - 1);
}

static gsize
row_begin(GArray *rows, int row)
{
    return g_array_index(rows, gsize, row);
}

/* Where the cursor stands that is in @row as far right as possible: before what belongs to the next row. */
static gsize
row_end(const LbEditor *editor, GArray *rows, int row)
{
    if (row + 1 >= (int)rows->len)
        return editor->text->len;
    const char *begin = editor->text->str + row_begin(rows, row);
    const char *next = editor->text->str + row_begin(rows, row + 1);
    const char *last = g_utf8_find_prev_char(begin, next);
    return last != NULL ? (gsize)(last - editor->text->str) : row_begin(rows, row);
}

static int
row_of(GArray *rows, gsize cursor)
{
    int row = (int)rows->len - 1;
    while (row > 0 && row_begin(rows, row) > cursor)
        row--;
    return row;
}

static int
column_of(const LbEditor *editor, GArray *rows, gsize cursor)
{
    gsize begin = row_begin(rows, row_of(rows, cursor));
    g_autofree char *head = g_strndup(editor->text->str + begin, cursor - begin);
    return lb_plain_columns(head);
}

/* Blanks at the end of a row may stand beyond the box. */
static int
column_in_sight(const LbEditor *editor, GArray *rows)
{
    return MIN(column_of(editor, rows, editor->cursor), editor->width - 1);
}

/* The place in @row whose column is nearest to @column, from the left. */
static gsize
place_at(const LbEditor *editor, GArray *rows, int row, int column)
{
    const char *text = editor->text->str;
    gsize at = row_begin(rows, row), end = row_end(editor, rows, row);
    for (int taken = 0; at < end; at = (gsize)(g_utf8_next_char(text + at) - text)) {
        taken += lb_text_width(g_utf8_get_char(text + at));
        if (taken > column)
            break;
    }
    return at;
}

/* Moves by @rows; false where there is none in that direction. */
static bool
move_rows(LbEditor *editor, int step)
{
    g_autoptr(GArray) rows = rows_of(editor);
    int here = row_of(rows, editor->cursor);
    int there = CLAMP(here + step, 0, (int)rows->len - 1);
    if (there == here)
        return false;
    int column = editor->wanted >= 0 ? editor->wanted : column_in_sight(editor, rows);
    editor->cursor = place_at(editor, rows, there, column);
    editor->wanted = column;
    return true;
}

/* Places */

/* Marks that combine go with the character before them. */
static bool
is_mark(const LbEditor *editor, gsize at)
{
    gunichar character = g_utf8_get_char(editor->text->str + at);
    return character != '\0' && character != '\n' && lb_text_width(character) == 0;
}

static gsize
before(const LbEditor *editor, gsize at)
{
    const char *text = editor->text->str;
    do {
        const char *previous = g_utf8_find_prev_char(text, text + at);
        at = previous != NULL ? (gsize)(previous - text) : 0;
    } while (at > 0 && is_mark(editor, at));
    return at;
}

static gsize
behind(const LbEditor *editor, gsize at)
{
    const char *text = editor->text->str;
    if (at >= editor->text->len)
        return at;
    do
        at = (gsize)(g_utf8_next_char(text + at) - text);
    while (is_mark(editor, at));
    return at;
}

static bool
is_blank(const LbEditor *editor, gsize at)
{
    return g_unichar_isspace(g_utf8_get_char(editor->text->str + at));
}

/* The beginning of the word that ends at or before @at. */
static gsize
word_before(const LbEditor *editor, gsize at)
{
    while (at > 0 && is_blank(editor, before(editor, at)))
        at = before(editor, at);
    while (at > 0 && !is_blank(editor, before(editor, at)))
        at = before(editor, at);
    return at;
}

/* The end of the word that begins at or behind @at. */
static gsize
word_behind(const LbEditor *editor, gsize at)
{
    while (at < editor->text->len && is_blank(editor, at))
        at = behind(editor, at);
    while (at < editor->text->len && !is_blank(editor, at))
        at = behind(editor, at);
    return at;
}

/* The beginning of the line; from there on, the line end before it. */
static gsize
line_before(const LbEditor *editor, gsize at)
{
    gsize begin = at;
    while (begin > 0 && editor->text->str[begin - 1] != '\n')
        begin--;
    return begin < at || begin == 0 ? begin : begin - 1;
}

static gsize
row_edge(const LbEditor *editor, bool end)
{
    g_autoptr(GArray) rows = rows_of(editor);
    int row = row_of(rows, editor->cursor);
    return end ? row_end(editor, rows, row) : row_begin(rows, row);
}

/* Changing */

static void
erase(LbEditor *editor, gsize from, gsize to)
{
    g_string_erase(editor->text, (gssize)from, (gssize)(to - from));
    editor->cursor = from;
}

static glong
room(const LbEditor *editor)
{
    return MAX(editor->limit - g_utf8_strlen(editor->text->str, -1), 0);
}

/* Writes as much of @text, which is harmless, as fits. */
static bool
write_text(LbEditor *editor, const char *text)
{
    glong left = room(editor), length = g_utf8_strlen(text, -1);
    gsize bytes = (gsize)(g_utf8_offset_to_pointer(text, MIN(left, length)) - text);
    g_string_insert_len(editor->text, (gssize)editor->cursor, text, (gssize)bytes);
    editor->cursor += bytes;
    editor->full = length > left;
    return !editor->full;
}

bool
lb_editor_paste(LbEditor *editor, const char *text)
{
    /* One character more than what could fit, so that it is known not to. */
    g_autofree char *kept = lb_text_keep(text, -1, strlen(text) + 1);
    g_auto(GStrv) pieces = g_strsplit(kept, "\t", -1);
    g_autofree char *spread = g_strjoinv(TAB, pieces);
    g_autofree char *safe = lb_text_escape(spread, LB_TEXT_LINES);
    editor->wanted = -1;
    return write_text(editor, safe);
}

void
lb_editor_set(LbEditor *editor, const char *text)
{
    g_string_truncate(editor->text, 0);
    editor->cursor = 0;
    editor->top = 0;
    lb_editor_paste(editor, text);
}

static bool
insert(LbEditor *editor, int key)
{
    gunichar character = key == LB_KEY_ENTER ? '\n' : (gunichar)key;
    bool wanted =
        key == LB_KEY_ENTER || (key >= ' ' && key < LB_KEY_UP && g_unichar_validate(character) &&
                                !lb_text_is_harmful(character));
    if (!wanted)
        return false;
    char bytes[7] = "";
    g_unichar_to_utf8(character, bytes);
    write_text(editor, bytes);
    return true;
}

/* Where a key takes the cursor. False for one that is no movement within a text. */
static bool
find_place(const LbEditor *editor, int key, gsize *place)
{
    switch (key) {
    case LB_KEY_LEFT:
        *place = before(editor, editor->cursor);
        return true;
    case LB_KEY_RIGHT:
        *place = behind(editor, editor->cursor);
        return true;
    case LB_KEY_WORD_LEFT:
        *place = word_before(editor, editor->cursor);
        return true;
    case LB_KEY_WORD_RIGHT:
        *place = word_behind(editor, editor->cursor);
        return true;
    case LB_KEY_HOME:
    case LB_KEY_CTRL_A:
        *place = row_edge(editor, false);
        return true;
    case LB_KEY_END:
    case LB_KEY_CTRL_E:
        *place = row_edge(editor, true);
        return true;
    default:
        return false;
    }
}

/* What a key takes away. False for one that takes nothing. */
static bool
take_away(LbEditor *editor, int key)
{
    gsize at = editor->cursor;
    switch (key) {
    case LB_KEY_BACKSPACE:
        erase(editor, before(editor, at), at);
        return true;
    case LB_KEY_DELETE:
        erase(editor, at, behind(editor, at));
        return true;
    case LB_KEY_CTRL_W:
        erase(editor, word_before(editor, at), at);
        return true;
    case LB_KEY_CTRL_U:
        erase(editor, line_before(editor, at), at);
        return true;
    default:
        return false;
    }
}

bool
lb_editor_type(LbEditor *editor, int key)
{
    int page = MAX(editor->height - 1, 1);
    editor->full = false;
    switch (key) {
    case LB_KEY_UP:
        return move_rows(editor, -1);
    case LB_KEY_DOWN:
        return move_rows(editor, 1);
    case LB_KEY_PAGE_UP:
        move_rows(editor, -page);
        return true;
    case LB_KEY_PAGE_DOWN:
        move_rows(editor, page);
        return true;
    default:
        break;
    }
    editor->wanted = -1;
    return find_place(editor, key, &editor->cursor) || take_away(editor, key) ||
           insert(editor, key);
}

bool
lb_editor_take(LbEditor *editor, const LbInput *input)
{
    if (input->key == LB_KEY_TAB && input->hasty) {
        lb_editor_paste(editor, "\t");
        return true;
    }
    if (input->key != LB_KEY_PASTE)
        return lb_editor_type(editor, input->key);
    if (input->pasted != NULL)
        lb_editor_paste(editor, input->pasted);
    return true;
}

/* Drawing */

void
lb_editor_layout(LbEditor *editor, int width, int height)
{
    editor->width = MAX(width, NARROWEST);
    editor->height = MAX(height, 1);
    g_autoptr(GArray) rows = rows_of(editor);
    int row = row_of(rows, editor->cursor);
    editor->top = CLAMP(editor->top, row - editor->height + 1, row);
    editor->top = CLAMP(editor->top, 0, MAX((int)rows->len - editor->height, 0));
}

void
lb_editor_render(const LbEditor *editor, LbPane pane, bool focused)
{
    LbPane box = lb_pane_take_top(&pane, editor->height);
    g_autoptr(GArray) rows = rows_of(editor);
    box = lb_pane_take_left(&box, editor->width);
    for (int y = 0; y < box.height; y++) {
        int row = editor->top + y;
        lb_pane_rule(box, y, LB_STYLE_FIELD, ' ');
        if (row >= (int)rows->len)
            continue;
        gsize begin = row_begin(rows, row);
        gsize end = row + 1 < (int)rows->len ? row_begin(rows, row + 1) : editor->text->len;
        g_autofree char *text = g_strndup(editor->text->str + begin, end - begin);
        g_strdelimit(text, "\n", ' ');
        lb_pane_put(box, 0, y, LB_STYLE_FIELD, text);
    }
    if (focused)
        lb_pane_put_cursor(box, column_in_sight(editor, rows),
                           row_of(rows, editor->cursor) - editor->top);
}

char *
lb_editor_count(const LbEditor *editor)
{
    glong length = g_utf8_strlen(editor->text->str, -1);
    g_autofree char *typed = lb_phrase_number(length);
    g_autofree char *limit = lb_phrase_number(editor->limit);
    g_autoptr(GArray) rows = rows_of(editor);
    g_autoptr(GString) count = g_string_new(NULL);
    if (editor->full)
        g_string_append_printf(count, _("no more than %s characters fit"), limit);
    else
        g_string_append_printf(count, _("%s of %s characters"), typed, limit);
    if ((int)rows->len <= editor->height)
        return g_strdup(count->str);
    g_autofree char *sight =
        g_strdup_printf(_("%d-%d of %d"), editor->top + 1,
                        MIN(editor->top + editor->height, (int)rows->len), (int)rows->len);
    return g_strdup_printf("%s   %s", sight, count->str);
}

void
lb_editor_render_label(const LbEditor *editor, LbPane pane, const char *label, bool focused)
{
    g_autofree char *count = lb_editor_count(editor);
    lb_pane_put(pane, 0, 0, focused ? LB_STYLE_ACCENT : LB_STYLE_TEXT, label);
    lb_pane_put_right(pane, 0, editor->full ? LB_STYLE_WARNING : LB_STYLE_FAINT, count);
}

char *
lb_editor_words(const LbEditor *editor)
{
    g_autofree char *words = g_strstrip(g_strdup(editor->text->str));
    return *words != '\0' ? g_steal_pointer(&words) : NULL;
}
