/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written past every act is found, whichever row and column; what acts have done is not. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <string.h>

#include "service/history.h"
#include "service/operator.h"
#include "service/people.h"
#include "store/ledger.h"
#include "store/log.h"

#define OWNER_1 "owner1@contoso.example"

static void
expect_nothing(World *world)
{
    g_auto(GStrv) found = world_verify(world);
    cr_assert_null(*found, "%s", *found);
}

static void
expect(World *world, const char *sql, const char *words)
{
    g_auto(GStrv) found = world_verify(world);
    for (char **finding = found; *finding != NULL; finding++)
        if (strstr(*finding, words) != NULL)
            return;
    g_autofree char *all = g_strjoinv("\n", found);
    cr_assert_fail("%s: no \"%s\" in:\n%s", sql, words, all);
}

Test(verify, finds_nothing_where_all_was_done_by_acts, .timeout = 120)
{
    g_autoptr(Intake) intake = history_new();
    g_autoptr(LbVerification) found = lb_operator_verify(intake->world->service, 0, NULL, NULL);
    cr_assert_null(found->why, "%s", found->why);
    cr_assert_eq(found->count, 0);
    cr_assert_eq(found->rows_before, 0);
    /* Of every table that the ledger knows there is something to falsify. */
    for (const char *const *table = lb_ledger_tables; *table != NULL; table++) {
        g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM %s", *table);
        cr_assert_gt(world_count(intake->world, sql), 0, "%s", *table);
    }
}

/* Every column */

/* What the ledger leaves out, and why it may. */
static const char *const left_out[] = {
    "management_group.import", /* which import saw it last */
    "resource.import",         /* the same */
    "role_assignment.import",  /* the same */
    "recording.gone",          /* whether files are left is lockboxd's note */
    "principal.session_epoch", /* ends sessions, which ask anew at each act */
    NULL
};

typedef struct {
    char *name;
    bool number;
    bool key;
} Column;

static void
free_column(gpointer data)
{
    Column *column = data;
    g_free(column->name);
    g_free(column);
}

static GPtrArray *
read_columns(World *world, const char *table)
{
    GPtrArray *columns = g_ptr_array_new_with_free_func(free_column);
    g_autofree char *sql = g_strdup_printf(
        "SELECT name, type = 'INTEGER', pk > 0 FROM pragma_table_info('%s')", table);
    sqlite3 *database = NULL;
    sqlite3_stmt *statement = NULL;
    cr_assert_eq(sqlite3_open(world->database, &database), SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        Column *column = g_new0(Column, 1);
        column->name = g_strdup((const char *)sqlite3_column_text(statement, 0));
        column->number = sqlite3_column_int(statement, 1) != 0;
        column->key = sqlite3_column_int(statement, 2) != 0;
        g_ptr_array_add(columns, column);
    }
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return columns;
}

/* The last row, as a condition. The caller frees it. */
static char *
name_row(const char *table, GPtrArray *columns)
{
    g_autoptr(GString) keys = g_string_new(NULL), down = g_string_new(NULL);
    for (guint i = 0; i < columns->len; i++) {
        const Column *column = g_ptr_array_index(columns, i);
        if (!column->key)
            continue;
        g_string_append_printf(keys, "%s%s", keys->len > 0 ? ", " : "", column->name);
        g_string_append_printf(down, "%s%s DESC", down->len > 0 ? ", " : "", column->name);
    }
    return g_strdup_printf("(%s) = (SELECT %s FROM %s ORDER BY %s LIMIT 1)", keys->str, keys->str,
                           table, down->str);
}

#define UNCHECKED "PRAGMA ignore_check_constraints = 1; "

static void
falsify_columns(World *world, History *history, const char *table, GPtrArray *columns)
{
    g_autofree char *row = name_row(table, columns);
    for (guint i = 0; i < columns->len; i++) {
        const Column *column = g_ptr_array_index(columns, i);
        g_autofree char *whole = g_strconcat(table, ".", column->name, NULL);
        g_autofree char *sql = g_strdup_printf(
            column->number ? UNCHECKED "UPDATE %s SET %s = coalesce(%s, 0) + 1 WHERE %s"
                           : UNCHECKED "UPDATE %s SET %s = coalesce(%s, '') || 'x' WHERE %s",
            table, column->name, column->name, row);
        g_autofree char *words = column->key ? g_strconcat(table, " ", NULL)
                                             : g_strconcat(": ", column->name, " is ", NULL);
        history_put_back(history, world);
        world_forge(world, sql);
        if (g_strv_contains(left_out, whole))
            expect_nothing(world);
        else
            expect(world, sql, words);
    }
}

/* One row less, and one more that is like the last but for its texts and keys. */
static void
falsify_rows(World *world, History *history, const char *table, GPtrArray *columns)
{
    g_autofree char *row = name_row(table, columns);
    g_autofree char *less = g_strdup_printf("DELETE FROM %s WHERE %s", table, row);
    g_autoptr(GString) names = g_string_new(NULL), values = g_string_new(NULL);
    for (guint i = 0; i < columns->len; i++) {
        const Column *column = g_ptr_array_index(columns, i);
        const char *other = !column->number ? " || 'x'" : column->key ? " + 1000" : "";
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", column->name);
        g_string_append_printf(values, "%s%s%s", i > 0 ? ", " : "", column->name, other);
    }
    g_autofree char *more =
        g_strdup_printf(UNCHECKED "INSERT INTO %s (%s) SELECT %s FROM %s WHERE %s", table,
                        names->str, values->str, table, row);
    g_autofree char *start = g_strconcat(table, " ", NULL);
    history_put_back(history, world);
    world_forge(world, less);
    expect(world, less, "is missing, but entry");
    expect(world, less, start);
    history_put_back(history, world);
    world_forge(world, more);
    expect(world, more, "is there, but no entry of the log made it");
    expect(world, more, start);
}

#define SHARES 4 /* of the tables: side by side where there are processors */

static void
falsify_share(size_t share)
{
    g_autoptr(Intake) intake = history_new();
    g_autoptr(History) history = history_keep(intake->world);
    for (size_t i = share; i < g_strv_length((GStrv)(guintptr)lb_ledger_tables); i += SHARES) {
        const char *table = lb_ledger_tables[i];
        g_autoptr(GPtrArray) columns = read_columns(intake->world, table);
        falsify_columns(intake->world, history, table, columns);
        falsify_rows(intake->world, history, table, columns);
    }
    history_put_back(history, intake->world);
    expect_nothing(intake->world);
}

Test(verify, finds_whatever_column_and_row_was_falsified_in_the_first_table_and_each_fourth,
     .timeout = 600)
{
    falsify_share(0);
}

Test(verify, finds_whatever_column_and_row_was_falsified_in_the_second_and_so_on, .timeout = 600)
{
    falsify_share(1);
}

Test(verify, finds_whatever_column_and_row_was_falsified_in_the_third_and_so_on, .timeout = 600)
{
    falsify_share(2);
}

Test(verify, finds_whatever_column_and_row_was_falsified_in_the_fourth_and_so_on, .timeout = 600)
{
    falsify_share(3);
}
