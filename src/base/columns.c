/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row as text. */
#include "base/columns.h"

#include <string.h>

/* The length of the value at @text; 0: there is none. */
static size_t
measure(const char *text)
{
    if (*text != '\'')
        return strcspn(text, ",");
    const char *end = text + 1;
    while ((end = strchr(end, '\'')) != NULL && end[1] == '\'')
        end += 2;
    return end != NULL ? (size_t)(end + 1 - text) : 0;
}

bool
lb_columns_next(const char **at, LbColumn *column)
{
    const char *equals = strchr(*at, '=');
    if (equals == NULL || equals == *at)
        return false;
    *column = (LbColumn){ .name = *at,
                          .name_length = (size_t)(equals - *at),
                          .value = equals + 1,
                          .value_length = measure(equals + 1) };
    const char *end = column->value + column->value_length;
    if (column->value_length == 0 || (*end != ',' && *end != '\0'))
        return false;
    *at = *end == ',' ? end + 1 : end;
    return true;
}

static void
add(GString *text, const LbColumn *column)
{
    if (text->len > 0)
        g_string_append_c(text, ',');
    g_string_append_len(text, column->name, (gssize)column->name_length);
    g_string_append_c(text, '=');
    g_string_append_len(text, column->value, (gssize)column->value_length);
}

static bool
is_same(const char *one, size_t one_length, const char *other, size_t other_length)
{
    return one_length == other_length && memcmp(one, other, one_length) == 0;
}

void
lb_columns_differ(const char *before, const char *after, char **was, char **is)
{
    LbColumn old, new;
    const char *from = before, *to = after;
    g_autoptr(GString) had = g_string_new(NULL), has = g_string_new(NULL);
    bool more = lb_columns_next(&from, &old), also = lb_columns_next(&to, &new);
    while (more && also && is_same(old.name, old.name_length, new.name, new.name_length)) {
        if (!is_same(old.value, old.value_length, new.value, new.value_length)) {
            add(had, &old);
            add(has, &new);
        }
        more = lb_columns_next(&from, &old);
        also = lb_columns_next(&to, &new);
    }
    bool whole = !more && !also && *from == '\0' && *to == '\0';
    *was = whole ? g_string_free(g_steal_pointer(&had), FALSE) : g_strdup(before);
    *is = whole ? g_string_free(g_steal_pointer(&has), FALSE) : g_strdup(after);
}

char *
lb_column_plain(const LbColumn *column)
{
    g_autofree char *value = g_strndup(column->value, column->value_length);
    if (strcmp(value, "NULL") == 0)
        return NULL;
    if (*value != '\'')
        return g_steal_pointer(&value);
    value[column->value_length - 1] = '\0';
    g_auto(GStrv) parts = g_strsplit(value + 1, "''", -1);
    return g_strjoinv("'", parts);
}
