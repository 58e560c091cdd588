/* SPDX-License-Identifier: GPL-3.0-or-later */
/* asciicast v2, written by hand: a line for every few bytes is too many for a tree of JSON each. */
#include "proxy/cast.h"

#include <string.h>

#include "base/jsonscan.h"
#include "base/span.h"
#include "base/text.h"

/* At most 6 bytes of JSON come of each, and 12 of four: the line stays below its limit. */
#define PIECE 4096

static void
begin(GString *lines, int64_t time, const char *code)
{
    int64_t at = MAX(time, 0);
    g_string_append_printf(lines, "[%" G_GINT64_FORMAT ".%06d, \"%s\", \"", at / LB_SECOND,
                           (int)(at % LB_SECOND), code);
}

static void
end(GString *lines)
{
    g_string_append(lines, "\"]\n");
}

static void
append_escaped(GString *lines, gunichar character)
{
    if (character > 0xffff) {
        gunichar rest = character - 0x10000;
        g_string_append_printf(lines, "\\u%04x\\u%04x", 0xd800 + (rest >> 10),
                               0xdc00 + (rest & 0x3ff));
        return;
    }
    g_string_append_printf(lines, "\\u%04x", character);
}

static void
append_character(GString *lines, gunichar character)
{
    /* Terminals do nothing with NUL, and readers of JSON stumble over it. */
    if (character == 0)
        return;
    if (character == '"' || character == '\\') {
        g_string_append_c(lines, '\\');
        g_string_append_c(lines, (char)character);
    } else if (character >= ' ' && character < 0x7f) {
        g_string_append_c(lines, (char)character);
    } else if (lb_text_is_harmful(character)) {
        append_escaped(lines, character);
    } else {
        g_string_append_unichar(lines, character);
    }
}

/* Appends the first character of @size bytes at @at, and returns how many it took: 0 when the rest of it is missing. */
static size_t
append_first(GString *lines, const char *at, size_t size)
{
    /* GLib takes NUL for the end of what there is. */
    if ((unsigned char)*at < 0x80) {
        append_character(lines, (unsigned char)*at);
        return 1;
    }
    gunichar character = g_utf8_get_char_validated(at, (gssize)size);
    if (character == (gunichar)-2 && size < 4 && memchr(at, '\0', size) == NULL)
        return 0;
    if (character == (gunichar)-1 || character == (gunichar)-2) {
        g_string_append(lines, "\xef\xbf\xbd");
        return 1;
    }
    append_character(lines, character);
    return (size_t)g_unichar_to_utf8(character, NULL);
}

/* One line for what was kept and @length bytes more. Nothing is written where nothing is whole. */
static void
append_piece(LbCast *cast, int64_t time, const char *bytes, size_t length, GString *lines)
{
    g_autofree char *all = g_malloc(cast->length + length);
    memcpy(all, cast->tail, cast->length);
    memcpy(all + cast->length, bytes, length);
    size_t size = cast->length + length, used = 0, before = lines->len;
    begin(lines, time, "o");
    while (used < size) {
        size_t took = append_first(lines, all + used, size - used);
        if (took == 0)
            break;
        used += took;
    }
    cast->length = size - used;
    memcpy(cast->tail, all + used, cast->length);
    if (used == 0)
        g_string_truncate(lines, before);
    else
        end(lines);
}

char *
lb_cast_header(unsigned columns, unsigned rows, int64_t start, const char *terminal)
{
    g_autoptr(GString) line = g_string_new(NULL);
    g_string_printf(
        line,
        "{\"version\": 2, \"width\": %u, \"height\": %u, \"timestamp\": %" G_GINT64_FORMAT
        ", \"env\": {\"TERM\": \"",
        columns, rows, start / LB_SECOND);
    for (const char *at = terminal; *at != '\0'; at++)
        append_character(line, (unsigned char)*at < 0x80 ? (unsigned char)*at : '?');
    g_string_append(line, "\"}}\n");
    return g_string_free(g_steal_pointer(&line), FALSE);
}

void
lb_cast_output(LbCast *cast, int64_t time, const char *bytes, size_t length, GString *lines)
{
    for (size_t done = 0; done < length; done += PIECE)
        append_piece(cast, time, bytes + done, MIN(length - done, PIECE), lines);
}

void
lb_cast_finish(LbCast *cast, int64_t time, GString *lines)
{
    if (cast->length == 0)
        return;
    begin(lines, time, "o");
    g_string_append(lines, "\xef\xbf\xbd");
    end(lines);
    cast->length = 0;
}

void
lb_cast_resize(int64_t time, unsigned columns, unsigned rows, GString *lines)
{
    begin(lines, time, "r");
    g_string_append_printf(lines, "%ux%u", columns, rows);
    end(lines);
}

bool
lb_cast_is_line(const char *line, size_t length)
{
    size_t digits = length > 0 ? strspn(line + 1, "0123456789.") : 0;
    const char *code = line + 1 + digits;
    if (length == 0 || length >= LB_CAST_LINE_MOST || line[0] != '[' || digits == 0 ||
        (!g_str_has_prefix(code, ", \"o\", \"") && !g_str_has_prefix(code, ", \"r\", \"")))
        return false;
    LbJsonScan scan = { 0 };
    size_t used = 0;
    return lb_json_scan(&scan, line, length, &used) == NULL && scan.complete && used == length &&
           g_utf8_validate_len(line, length, NULL);
}
