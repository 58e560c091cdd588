/* SPDX-License-Identifier: GPL-3.0-or-later */
/* References to tickets that live elsewhere. */
#include "core/reference.h"

#include <glib.h>
#include <string.h>

#include "core/external.h"

bool
lb_reference_is_system(const char *text)
{
    size_t length = strlen(text);
    size_t good = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return length > 0 && length <= LB_SYSTEM_NAME_MOST && good == length &&
           g_ascii_isalpha(text[0]) && text[length - 1] != '-';
}

bool
lb_reference_parse(const char *text, char **system, char **id)
{
    const char *mark = text != NULL ? strpbrk(text, ":#") : NULL;
    *system = *id = NULL;
    if (mark == NULL || mark - text > LB_SYSTEM_NAME_MOST || !lb_external_is_id(mark + 1))
        return false;
    g_autofree char *name = g_ascii_strdown(text, mark - text);
    if (!lb_reference_is_system(name))
        return false;
    *system = g_steal_pointer(&name);
    *id = g_strdup(mark + 1);
    return true;
}

bool
lb_reference_is_one(const char *text)
{
    g_autofree char *system = NULL, *id = NULL;
    return lb_reference_parse(text, &system, &id);
}

char *
lb_reference_text(const char *system, const char *id)
{
    return g_strconcat(system, ":", id, NULL);
}
