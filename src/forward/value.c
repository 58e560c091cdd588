/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values in structured data, written and read. */
#include "forward/value.h"

#include <string.h>

#include "base/text.h"

#define WRONG ((gunichar)-1) /* of GLib: no UTF-8, or cut off */
#define CUT ((gunichar)-2)

static void
put_hex(char *unit, size_t *length, unsigned char byte)
{
    static const char digits[] = "0123456789ABCDEF";
    unit[(*length)++] = '%';
    unit[(*length)++] = digits[byte >> 4];
    unit[(*length)++] = digits[byte & 15];
}

const char *
lb_forward_value_next(const char *text, char unit[LB_FORWARD_UNIT_MOST], size_t *length)
{
    gunichar character = g_utf8_get_char_validated(text, -1);
    bool wrong = character == WRONG || character == CUT;
    size_t size = wrong ? 1 : (size_t)(g_utf8_next_char(text) - text);
    *length = 0;
    if (wrong || character == '%' || lb_text_is_harmful(character)) {
        for (size_t i = 0; i < size; i++)
            put_hex(unit, length, (unsigned char)text[i]);
        return text + size;
    }
    if (strchr("\"\\]", *text) != NULL)
        unit[(*length)++] = '\\';
    memcpy(unit + *length, text, size);
    *length += size;
    return text + size;
}

void
lb_forward_value_append(GString *out, const char *text)
{
    char unit[LB_FORWARD_UNIT_MOST];
    size_t length = 0;
    while (*text != '\0') {
        text = lb_forward_value_next(text, unit, &length);
        g_string_append_len(out, unit, (gssize)length);
    }
}

/* The byte that %XX at @text says; 0 when it says none. */
static char
read_hex(const char *text, const char *end)
{
    if (end - text < 3)
        return 0;
    int high = g_ascii_xdigit_value(text[1]), low = g_ascii_xdigit_value(text[2]);
    return high < 0 || low < 0 ? 0 : (char)(high * 16 + low);
}

const char *
lb_forward_value_read(const char *text, const char *end, GString *value)
{
    while (text < end && *text != '"') {
        if (*text == '%') {
            char byte = read_hex(text, end);
            if (byte == 0)
                return NULL;
            g_string_append_c(value, byte);
            text += 3;
            continue;
        }
        /* A backslash before anything else is one (RFC 5424, 6.3.3). */
        if (*text == '\\' && end - text > 1 && memchr("\"\\]", text[1], 3) != NULL)
            text++;
        if (*text == '\0')
            return NULL;
        g_string_append_c(value, *text++);
    }
    return text < end ? text : NULL;
}
