/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing for a search. */
#include "tui/find.h"

#include <glib.h>
#include <string.h>

static char *
fold(const char *text)
{
    g_autofree char *normal = g_utf8_normalize(text, -1, G_NORMALIZE_ALL);
    return g_utf8_casefold(normal != NULL ? normal : "", -1);
}

bool
lb_find_in(const char *text, const char *wanted)
{
    if (text == NULL || wanted == NULL || *wanted == '\0')
        return false;
    g_autofree char *all = fold(text);
    g_autofree char *piece = fold(wanted);
    return strstr(all, piece) != NULL;
}
