/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Look-ups in name tables. */
#include "base/names.h"

static const LbName *
find_value(const LbName *table, int value)
{
    for (const LbName *row = table; row->name != NULL; row++)
        if (row->value == value)
            return row;
    return NULL;
}

const char *
lb_names_get(const LbName *table, int value)
{
    const LbName *row = find_value(table, value);
    return row != NULL ? row->name : NULL;
}

const char *
lb_names_label(const LbName *table, int value)
{
    const LbName *row = find_value(table, value);
    if (row == NULL)
        return "?";
    return row->label != NULL ? row->label : row->name;
}

bool
lb_names_find(const LbName *table, const char *name, int *value)
{
    if (name == NULL)
        return false;
    for (const LbName *row = table; row->name != NULL; row++) {
        if (g_ascii_strcasecmp(row->name, name) != 0)
            continue;
        *value = row->value;
        return true;
    }
    return false;
}

char *
lb_names_join(const LbName *table)
{
    GString *joined = g_string_new(NULL);
    for (const LbName *row = table; row->name != NULL; row++)
        g_string_append_printf(joined, "%s%s", joined->len > 0 ? ", " : "", row->name);
    return g_string_free(joined, FALSE);
}
