/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows as text are read back as they were written, whatever their values hold. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/columns.h"

Test(columns, are_read_one_by_one)
{
    const char *at = "id=7,name='it''s, or a=''b''',mail=NULL,text='',last='two\nlines'";
    static const struct {
        const char *name, *plain;
    } wanted[] = { { "id", "7" },
                   { "name", "it's, or a='b'" },
                   { "mail", NULL },
                   { "text", "" },
                   { "last", "two\nlines" } };
    LbColumn column;
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
        cr_assert(lb_columns_next(&at, &column));
        g_autofree char *name = g_strndup(column.name, column.name_length);
        g_autofree char *plain = lb_column_plain(&column);
        cr_assert_str_eq(name, wanted[i].name);
        cr_assert(g_strcmp0(plain, wanted[i].plain) == 0, "%s: %s", name, plain);
    }
    cr_assert_not(lb_columns_next(&at, &column));
    cr_assert_eq(*at, '\0', "all of it was read");
}

Test(columns, that_are_none_end_the_row)
{
    const char *const broken[] = { "",       "=1",        "name",        "name=",
                                   "name='", "name='a''", "name='a'b=1", "name='it's'" };
    for (size_t i = 0; i < G_N_ELEMENTS(broken); i++) {
        const char *at = broken[i];
        LbColumn column;
        cr_assert_not(lb_columns_next(&at, &column), "%s", broken[i]);
    }
}

Test(columns, that_differ_are_all_that_is_left)
{
    static const struct {
        const char *before, *after, *was, *is;
    } rows[] = {
        { "a=1,b='x',c=NULL", "a=1,b='y',c=NULL", "b='x'", "b='y'" },
        { "a=1,b='x',c=NULL", "a=2,b='x',c='z'", "a=1,c=NULL", "a=2,c='z'" },
        { "a='x,b=''1'''", "a='x,b=''2'''", "a='x,b=''1'''", "a='x,b=''2'''" },
        { "a=1", "a=1", "", "" },
        { "a=1,b=2", "a=1", "a=1,b=2", "a=1" },
        { "a=1,b=2", "b=2,a=1", "a=1,b=2", "b=2,a=1" },
        { "a=1,b='", "a=2,b='", "a=1,b='", "a=2,b='" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *was = NULL, *is = NULL;
        lb_columns_differ(rows[i].before, rows[i].after, &was, &is);
        cr_assert_str_eq(was, rows[i].was, "%s, %s", rows[i].before, rows[i].after);
        cr_assert_str_eq(is, rows[i].is, "%s, %s", rows[i].before, rows[i].after);
    }
}
