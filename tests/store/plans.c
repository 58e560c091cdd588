/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listens to the statements that the store really runs, and asks SQLite how each is carried out. */
#include "store/plans.h"

#include <criterion/criterion.h>
#include <sqlite3.h>

static GPtrArray *heard;

static int
hear(unsigned kind, void *data, void *statement, void *text)
{
    (void)kind;
    (void)data;
    if (g_str_has_prefix(text, "--"))
        return 0;
    char *sql = sqlite3_expanded_sql(statement);
    if (sql != NULL && g_str_has_prefix(sql, "SELECT"))
        g_ptr_array_add(heard, g_strdup(sql));
    sqlite3_free(sql);
    return 0;
}

static int
listen(sqlite3 *database, char **words, const void *api)
{
    (void)words;
    (void)api;
    return sqlite3_trace_v2(database, SQLITE_TRACE_STMT, hear, NULL);
}

void
plans_listen(void)
{
    heard = g_ptr_array_new_with_free_func(g_free);
    cr_assert_eq(sqlite3_auto_extension((void (*)(void))listen), SQLITE_OK);
}

void
plans_forget(void)
{
    g_ptr_array_set_size(heard, 0);
}

char *
plans_statements(void)
{
    g_autoptr(GRegex) number = g_regex_new("\\b[0-9]+\\b", 0, 0, NULL);
    g_ptr_array_add(heard, NULL);
    g_autofree char *text = g_strjoinv("\n", (char **)heard->pdata);
    plans_forget();
    return g_regex_replace_literal(number, text, -1, 0, "N", 0, NULL);
}

char *
plans_read(World *world)
{
    sqlite3 *database = NULL;
    g_autoptr(GString) plans = g_string_new(NULL);
    g_autoptr(GPtrArray) statements = heard;
    heard = g_ptr_array_new_with_free_func(g_free); /* our own questions are not meant */
    cr_assert_eq(sqlite3_open(world->database, &database), SQLITE_OK);
    for (guint i = 0; i < statements->len; i++) {
        sqlite3_stmt *plan = NULL;
        g_autofree char *sql = g_strconcat("EXPLAIN QUERY PLAN ", statements->pdata[i], NULL);
        cr_assert_eq(sqlite3_prepare_v2(database, sql, -1, &plan, NULL), SQLITE_OK, "%s",
                     sqlite3_errmsg(database));
        while (sqlite3_step(plan) == SQLITE_ROW)
            g_string_append_printf(plans, "%s\n", (const char *)sqlite3_column_text(plan, 3));
        sqlite3_finalize(plan);
    }
    sqlite3_close(database);
    plans_forget();
    return g_string_free(g_steal_pointer(&plans), FALSE);
}
