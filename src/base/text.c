/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Safe text: acceptance, keeping and escaping. */
#include "base/text.h"

#include <string.h>
#include <wchar.h>

#include "base/error.h"
#include "base/i18n.h"

bool
lb_text_is_harmful(gunichar character)
{
    switch (g_unichar_type(character)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
        return true;
    default:
        break;
    }
    if ((character & 0xfffe) == 0xfffe || (character >= 0xfdd0 && character <= 0xfdef))
        return true;
    /* Letters and marks by category, blank on every screen: fillers and variation selectors. The tag block is partly
     * unassigned. */
    return character == 0x115f || character == 0x1160 || character == 0x3164 ||
           character == 0xffa0 || character == 0x034f || character == 0x17b4 ||
           character == 0x17b5 || (character >= 0x180b && character <= 0x180f) ||
           (character >= 0xfe00 && character <= 0xfe0f) ||
           (character >= 0xe0000 && character <= 0xe0fff);
}

/* CRLF becomes LF; with @lone_cr, so does a CR alone. */
static void
fold_line_ends(GString *text, bool lone_cr)
{
    char *to = text->str;
    for (const char *from = text->str; from < text->str + text->len; from++) {
        if (*from == '\r' && from[1] == '\n')
            continue;
        *to++ = lone_cr && *from == '\r' ? '\n' : *from;
    }
    g_string_truncate(text, (gsize)(to - text->str));
}

static bool
check_characters(const char *text, LbTextKind kind, GError **error)
{
    size_t place = 1;
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at), place++) {
        gunichar character = g_utf8_get_char(at);
        if (character == '\n' && kind == LB_TEXT_LINES)
            continue;
        if (!lb_text_is_harmful(character))
            continue;
        g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_UNSAFE,
                    _("character %zu is U+%04X, which is not allowed here"), place, character);
        return false;
    }
    return true;
}

char *
lb_text_accept(const char *text, gssize length, LbTextKind kind, size_t limit, GError **error)
{
    size_t size = length < 0 ? strlen(text) : (size_t)length;
    /* Four bytes a character, and two for each folded CRLF: cheap to refuse before any work. */
    if (size > limit * 5) {
        g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_LIMIT, _("longer than %zu characters"),
                    limit);
        return NULL;
    }
    if (!g_utf8_validate_len(text, size, NULL)) {
        g_set_error_literal(error, LB_BASE_ERROR, LB_BASE_ERROR_SYNTAX, _("is not valid UTF-8"));
        return NULL;
    }
    GString *copy = g_string_new_len(text, (gssize)size);
    if (kind == LB_TEXT_LINES)
        fold_line_ends(copy, false);
    g_autofree char *accepted = g_strstrip(g_string_free(copy, FALSE));
    if (*accepted == '\0') {
        g_set_error_literal(error, LB_BASE_ERROR, LB_BASE_ERROR_EMPTY, _("is empty"));
        return NULL;
    }
    if ((size_t)g_utf8_strlen(accepted, -1) > limit) {
        g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_LIMIT, _("longer than %zu characters"),
                    limit);
        return NULL;
    }
    if (!check_characters(accepted, kind, error))
        return NULL;
    return g_steal_pointer(&accepted);
}

char *
lb_text_keep(const char *text, gssize length, size_t limit)
{
    g_autofree char *valid = g_utf8_make_valid(text, length < 0 ? -1 : length);
    GString *kept = g_string_new(valid);
    fold_line_ends(kept, true);
    if ((size_t)g_utf8_strlen(kept->str, -1) > limit) {
        const char *mark = "\n[…]";
        size_t room = limit > 4 ? limit - 4 : 0;
        g_string_truncate(kept,
                          (gsize)(g_utf8_offset_to_pointer(kept->str, (glong)room) - kept->str));
        g_string_append(kept, mark);
    }
    return g_string_free(kept, FALSE);
}

char *
lb_text_escape(const char *text, LbTextKind kind)
{
    GString *visible = g_string_new(NULL);
    const char *at = text != NULL ? text : "";
    while (*at != '\0') {
        gunichar character = g_utf8_get_char_validated(at, -1);
        if (character == (gunichar)-1 || character == (gunichar)-2) {
            g_string_append_printf(visible, "<0x%02X>", (unsigned char)*at);
            at++;
            continue;
        }
        bool keep = !lb_text_is_harmful(character) || (character == '\n' && kind == LB_TEXT_LINES);
        if (keep)
            g_string_append_unichar(visible, character);
        else
            g_string_append_printf(visible, "<U+%04X>", character);
        at = g_utf8_next_char(at);
    }
    return g_string_free(visible, FALSE);
}

char *
lb_text_brief(const char *text, gssize length, size_t limit)
{
    GString *line = g_string_new_len(text, text == NULL ? 0 : length);
    for (size_t i = 0; i < line->len; i++)
        if (line->str[i] == '\0' || strchr("\r\n\t", line->str[i]) != NULL)
            line->str[i] = ' ';
    g_autofree char *stripped = g_strstrip(g_string_free(line, FALSE));
    g_autofree char *safe = lb_text_escape(stripped, LB_TEXT_LINE);
    if ((size_t)g_utf8_strlen(safe, -1) <= limit)
        return g_steal_pointer(&safe);
    g_autofree char *start = g_utf8_substring(safe, 0, (glong)limit - 1);
    return g_strconcat(start, "…", NULL);
}

char *
lb_text_escape_json(const char *json)
{
    GString *harmless = g_string_new(NULL);
    for (const char *at = json; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (character == '\n' || !lb_text_is_harmful(character)) {
            g_string_append_unichar(harmless, character);
        } else if (character < 0x10000) {
            g_string_append_printf(harmless, "\\u%04x", character);
        } else {
            /* JSON writes what lies beyond as two units of UTF-16. */
            guint high = 0xd800 + ((character - 0x10000) >> 10);
            g_string_append_printf(harmless, "\\u%04x\\u%04x", high, 0xdc00 + (character & 0x3ff));
        }
    }
    return g_string_free(harmless, FALSE);
}

int
lb_text_width(gunichar character)
{
    int columns = wcwidth((wchar_t)character);
    return columns < 0 ? 1 : columns;
}
