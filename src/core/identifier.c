/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids that people type. */
#include "core/identifier.h"

#include <glib.h>
#include <string.h>

bool
lb_identifier_parse(const char *text, const char *prefix, int64_t *number)
{
    size_t length = strlen(prefix);
    if (text == NULL || g_ascii_strncasecmp(text, prefix, length) != 0)
        return false;
    const char *digits = text + length;
    if (!g_ascii_isdigit(digits[0]) || digits[0] == '0')
        return false;
    gint64 value = 0;
    if (!g_ascii_string_to_signed(digits, 10, 1, INT64_C(999999999999), &value, NULL))
        return false;
    *number = value;
    return true;
}
