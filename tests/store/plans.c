/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listens to the statements that the store really runs, and asks SQLite how each is carried out. */
#include "store/plans.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <string.h>

static GPtrArray *heard;
static int64_t rows, steps;

static struct {
    const char *piece; /* NULL: nobody waits */
    void (*met)(gpointer data);
    gpointer data;
} meeting;

static void
meet(const char *sql)
{
    if (meeting.piece == NULL || strstr(sql, meeting.piece) == NULL)
        return;
    meeting.piece = NULL;
    meeting.met(meeting.data);
}

static void
hear_begin(sqlite3_stmt *statement)
{
    char *sql = sqlite3_expanded_sql(statement);
    if (sql != NULL && g_str_has_prefix(sql, "SELECT"))
        g_ptr_array_add(heard, g_strdup(sql));
    if (sql != NULL)
        meet(sql);
    sqlite3_free(sql);
}

static void
hear_end(sqlite3_stmt *statement)
{
    int took = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
    if (strstr(sqlite3_sql(statement), "count(*)") == NULL)
        steps += took;
}

static int
hear(unsigned kind, void *data, void *statement, void *text)
{
    (void)data;
    if (kind == SQLITE_TRACE_ROW)
        rows++;
    else if (kind == SQLITE_TRACE_PROFILE)
        hear_end(statement);
    else if (!g_str_has_prefix(text, "--"))
        hear_begin(statement);
    return 0;
}

static int
listen(sqlite3 *database, char **words, const void *api)
{
    (void)words;
    (void)api;
    return sqlite3_trace_v2(database, SQLITE_TRACE_STMT | SQLITE_TRACE_ROW | SQLITE_TRACE_PROFILE,
                            hear, NULL);
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
    rows = steps = 0;
}

void
plans_meet(const char *piece, void (*met)(gpointer data), gpointer data)
{
    meeting.piece = piece;
    meeting.met = met;
    meeting.data = data;
}

int64_t
plans_rows(void)
{
    return rows;
}

int64_t
plans_steps(void)
{
    return steps;
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

bool
plans_walk(const char *plan)
{
    static const char *const short_ones[] = {
        "SCAN n",
        "SCAN s",
        "SCAN has", /* customers with recordings, each found by the one before */
        "SCAN clock",
        "SCAN touched",
        "SCAN (",
        "SCAN CONSTANT",
        "SCAN main.resource_piece_config",
        /* what is left to be gathered: usually nothing, and its first is enough */
        "SCAN resource_unnamed",
        "SCAN resource_name USING INDEX resource_name_new",
    };
    g_auto(GStrv) lines = g_strsplit(plan, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        bool walks = g_str_has_prefix(*line, "SCAN ") && strstr(*line, "VIRTUAL TABLE") == NULL;
        for (size_t i = 0; walks && i < G_N_ELEMENTS(short_ones); i++)
            walks = !g_str_has_prefix(*line, short_ones[i]);
        if (walks)
            return true;
    }
    return false;
}
