/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain text for people. Lines are broken where the language of the text allows it (libunistring), and
 * wherever they are full: a terminal that wraps by itself would let others write at the left margin. */
#include "wording/plain.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unilbrk.h>

#include "base/text.h"

#define ENCODING "UTF-8"

char *
lb_plain_inline(const char *text)
{
    g_autofree char *safe = lb_text_escape(text, LB_TEXT_LINE);
    g_autoptr(GString) line = g_string_new(NULL);
    bool gap = false;
    for (const char *at = safe; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (g_unichar_isspace(character)) {
            gap = true;
            continue;
        }
        if (gap && line->len > 0)
            g_string_append_c(line, ' ');
        gap = false;
        g_string_append_unichar(line, character);
    }
    return g_strdup(line->str);
}

int
lb_plain_columns(const char *text)
{
    int columns = 0;
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
        columns += lb_text_width(g_utf8_get_char(at));
    return columns;
}

/* A piece of a line, up to the next place where it may be broken. */
typedef struct {
    const char *text;
    size_t length;
    int columns; /* without the blanks at its end */
    int blanks;  /* columns of those */
} Piece;

/* Whether the line may be broken before @at, where libunistring would: addresses, ids and options stay whole, so
 * among ASCII only behind a blank, and a number keeps its unit. */
static bool
may_break(const char *breaks, const char *line, const char *at)
{
    bool possible =
        breaks[at - line] == UC_BREAK_POSSIBLE || breaks[at - line] == UC_BREAK_MANDATORY;
    bool unit = at - line >= 2 && at[-1] == ' ' && g_ascii_isdigit(at[-2]) && g_ascii_isalpha(*at);
    return possible && !unit && (at[-1] == ' ' || (at[-1] & 0x80) != 0 || (*at & 0x80) != 0);
}

/* The piece of @line that begins at @at, cut where it takes @room columns. */
static Piece
next_piece(const char *breaks, const char *line, const char *end, const char *at, int room)
{
    Piece piece = { .text = at };
    for (; at < end && (at == piece.text || !may_break(breaks, line, at));
         at = g_utf8_next_char(at)) {
        int columns = lb_text_width(g_utf8_get_char(at));
        if (*at == ' ') {
            piece.blanks++;
            continue;
        }
        if (at > piece.text && piece.columns + piece.blanks + columns > room)
            break;
        piece.columns += piece.blanks + columns;
        piece.blanks = 0;
    }
    piece.length = (size_t)(at - piece.text);
    return piece;
}

/* The columns that @width leaves behind @beginning. The last one stays free: some terminals go on below when it
 * is written. */
static int
room_behind(const char *beginning, int width)
{
    return MAX(width - 1 - lb_plain_columns(beginning), 10);
}

/* Appends one line of text, wrapped, behind @first, and behind @rest where it goes on. */
static void
wrap_line(GString *out, int width, const char *first, const char *rest, const char *line,
          size_t length)
{
    int room = room_behind(first, width), room_later = room_behind(rest, width);
    g_autofree char *breaks = g_malloc(length + 1);
    u8_possible_linebreaks((const uint8_t *)line, length, ENCODING, breaks);
    const char *end = line + length;
    int column = 0, blanks = 0;
    g_string_append(out, first);
    for (const char *at = line; at < end;) {
        Piece piece = next_piece(breaks, line, end, at, MIN(room, room_later));
        if (column > 0 && column + blanks + piece.columns > room) {
            g_string_append_printf(out, "\n%s", rest);
            column = blanks = 0;
            room = room_later;
        }
        size_t text = piece.length - (size_t)piece.blanks;
        /* Blanks are only known not to end a line when something follows them. */
        g_string_append_printf(out, "%*s%.*s", text > 0 ? blanks : 0, "", (int)text, piece.text);
        column += text > 0 ? blanks + piece.columns : 0;
        blanks = text > 0 ? piece.blanks : blanks + piece.blanks;
        at += piece.length;
    }
}

void
lb_plain_wrap(GString *out, int width, const char *first, const char *rest, const char *text)
{
    const char *begin = first;
    for (const char *line = text; line != NULL;) {
        const char *end = strchr(line, '\n');
        size_t length = end != NULL ? (size_t)(end - line) : strlen(line);
        wrap_line(out, width, begin, rest, line, length);
        g_string_append_c(out, '\n');
        begin = rest;
        line = end != NULL ? end + 1 : NULL;
    }
}

/* Adds where the rows of one line begin. */
static void
add_rows(GArray *rows, const char *text, const char *line, size_t length, int room)
{
    g_autofree char *breaks = g_malloc(length + 1);
    u8_possible_linebreaks((const uint8_t *)line, length, ENCODING, breaks);
    gsize begin = (gsize)(line - text);
    g_array_append_val(rows, begin);
    int column = 0;
    for (const char *at = line, *end = line + length; at < end;) {
        Piece piece = next_piece(breaks, line, end, at, room);
        if (column > 0 && column + piece.columns > room) {
            begin = (gsize)(at - text);
            g_array_append_val(rows, begin);
            column = 0;
        }
        column += piece.columns + piece.blanks;
        at += piece.length;
    }
}

GArray *
lb_plain_rows(const char *text, int columns)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(gsize));
    for (const char *line = text; line != NULL;) {
        const char *end = strchr(line, '\n');
        add_rows(rows, text, line, end != NULL ? (size_t)(end - line) : strlen(line),
                 MAX(columns, 1));
        line = end != NULL ? end + 1 : NULL;
    }
    return rows;
}

void
lb_plain_quote(GString *out, int width, const char *indent, const char *text)
{
    if (text == NULL || *text == '\0')
        return;
    g_autofree char *safe = lb_text_escape(text, LB_TEXT_LINES);
    g_autofree char *begin = g_strconcat(indent, "| ", NULL);
    lb_plain_wrap(out, width, begin, begin, safe);
}

void
lb_plain_pad(GString *out, const char *text, int columns)
{
    int missing = MAX(columns - lb_plain_columns(text), 1);
    g_string_append_printf(out, "%s%*s", text, missing, "");
}
