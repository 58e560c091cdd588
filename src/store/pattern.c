/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts as patterns. */
#include "store/pattern.h"

char *
lb_pattern_new(const char *text, bool json)
{
    GString *pattern = g_string_new("%");
    for (const char *at = text != NULL ? text : ""; *at != '\0'; at++) {
        if (json && (*at == '"' || *at == '\\'))
            g_string_append(pattern, "\\\\");
        if (*at == '%' || *at == '_' || *at == '\\')
            g_string_append_c(pattern, '\\');
        g_string_append_c(pattern, *at);
    }
    return g_string_free(g_string_append_c(pattern, '%'), FALSE);
}
