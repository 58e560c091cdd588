/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Editing one line. */
#include "tui/field.h"

#include <string.h>

#include "base/text.h"

void
lb_field_init(LbField *field, glong limit, bool digits)
{
    *field = (LbField){ .text = g_string_new(NULL), .limit = limit, .digits = digits };
}

void
lb_field_clear(LbField *field)
{
    if (field->text != NULL)
        g_string_free(field->text, TRUE);
    field->text = NULL;
}

void
lb_field_set(LbField *field, const char *text)
{
    g_string_assign(field->text, text);
    field->cursor = field->text->len;
}

void
lb_field_paste(LbField *field, const char *text)
{
    g_autofree char *kept = lb_text_keep(text, -1, strlen(text) + 1);
    g_autofree char *line = g_strdelimit(g_strchomp(g_strdup(kept)), "\n\t", ' ');
    g_autofree char *safe = lb_text_escape(line, LB_TEXT_LINE);
    for (const char *at = safe; *at != '\0'; at = g_utf8_next_char(at))
        lb_field_type(field, (int)g_utf8_get_char(at));
}

static gsize
before(const LbField *field)
{
    const char *start = field->text->str;
    const char *at = g_utf8_find_prev_char(start, start + field->cursor);
    return at != NULL ? (gsize)(at - start) : 0;
}

static gsize
behind(const LbField *field)
{
    const char *at = field->text->str + field->cursor;
    return *at != '\0' ? (gsize)(g_utf8_next_char(at) - field->text->str) : field->cursor;
}

static void
erase(LbField *field, gsize from, gsize to)
{
    g_string_erase(field->text, (gssize)from, (gssize)(to - from));
    field->cursor = from;
}

static void
erase_word(LbField *field)
{
    gsize end = field->cursor;
    while (field->cursor > 0 && field->text->str[field->cursor - 1] == ' ')
        field->cursor--;
    while (field->cursor > 0 && field->text->str[field->cursor - 1] != ' ')
        field->cursor--;
    erase(field, field->cursor, end);
}

static bool
insert(LbField *field, int key)
{
    if (field->digits)
        key = lb_key_ascii(key);
    gunichar character = (gunichar)key;
    bool wanted = field->digits ? key >= '0' && key <= '9'
                                : key >= ' ' && key < LB_KEY_UP && g_unichar_validate(character) &&
                                      !lb_text_is_harmful(character);
    if (!wanted)
        return false;
    if (g_utf8_strlen(field->text->str, -1) >= field->limit)
        return true;
    char bytes[6];
    int length = g_unichar_to_utf8(character, bytes);
    g_string_insert_len(field->text, (gssize)field->cursor, bytes, length);
    field->cursor += (gsize)length;
    return true;
}

bool
lb_field_type(LbField *field, int key)
{
    switch (key) {
    case LB_KEY_LEFT:
        field->cursor = before(field);
        return true;
    case LB_KEY_RIGHT:
        field->cursor = behind(field);
        return true;
    case LB_KEY_HOME:
        field->cursor = 0;
        return true;
    case LB_KEY_END:
        field->cursor = field->text->len;
        return true;
    case LB_KEY_BACKSPACE:
        erase(field, before(field), field->cursor);
        return true;
    case LB_KEY_DELETE:
        erase(field, field->cursor, behind(field));
        return true;
    case LB_KEY_CTRL_U:
        erase(field, 0, field->cursor);
        return true;
    case LB_KEY_CTRL_W:
        erase_word(field);
        return true;
    default:
        return insert(field, key);
    }
}

void
lb_field_render(const LbField *field, LbPane pane, int x, int y, bool focused)
{
    LbPane room = pane;
    lb_pane_take_left(&room, x);
    g_autofree char *head = g_strndup(field->text->str, field->cursor);
    int column = lb_columns(head);
    int shift = MAX(column - room.width + 1, 0);
    lb_pane_rule(room, y, LB_STYLE_FIELD, ' ');
    lb_pane_put(room, -shift, y, LB_STYLE_FIELD, field->text->str);
    if (focused)
        lb_pane_put_cursor(room, column - shift, y);
}
