/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of the imports: files that can be changed, and a look at all that the database holds. */
#include "service/intaking.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <string.h>

#include "service/operator.h"
#include "store/directory.h"

Intake *
intake_new(void)
{
    g_log_set_always_fatal(G_LOG_FATAL_MASK | G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL);
    Intake *intake = g_new0(Intake, 1);
    intake->world = world_new();
    intake->directory = test_directory_new();
    intake_copy(intake, ACCOUNTS, ACCOUNTS);
    intake_copy(intake, RESOURCES, RESOURCES);
    intake_copy(intake, ROLES, ROLES);
    intake_copy(intake, USERS, USERS);
    return intake;
}

Intake *
intake_new_example(void)
{
    Intake *intake = intake_new();
    g_autofree char *path =
        g_build_filename(g_getenv("top_srcdir"), "data", "examples", DIRECTORY, NULL);
    g_autofree char *text = NULL;
    cr_assert(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
    intake_write(intake, DIRECTORY, text, -1);
    /* The world has a ticket and people of these names already. */
    intake_change(intake, DIRECTORY, "\"TK-", "\"TK-3");
    intake_change(intake, DIRECTORY, "@contoso.example", "@contoso.test.example");
    intake_change(intake, DIRECTORY, "@fabrikam.example", "@fabrikam.test.example");
    return intake;
}

void
intake_free(Intake *intake)
{
    world_free(intake->world);
    test_directory_free(intake->directory);
    g_free(intake);
}

char *
intake_path(const Intake *intake, const char *name)
{
    return g_build_filename(intake->directory, name, NULL);
}

void
intake_write(const Intake *intake, const char *name, const char *bytes, gssize length)
{
    g_autofree char *path = intake_path(intake, name);
    cr_assert(g_file_set_contents(path, bytes, length, NULL));
}

void
intake_copy(const Intake *intake, const char *source, const char *name)
{
    const char *top = g_getenv("top_srcdir");
    g_autofree char *path =
        g_build_filename(top != NULL ? top : ".", "tests/data/az", source, NULL);
    g_autofree char *text = NULL;
    gsize length = 0;
    cr_assert(g_file_get_contents(path, &text, &length, NULL), "%s", path);
    intake_write(intake, name, text, (gssize)length);
}

char *
intake_text(const Intake *intake, const char *name)
{
    char *text = test_read(intake->directory, name, NULL);
    cr_assert_not_null(text, "%s", name);
    return text;
}

void
intake_change(const Intake *intake, const char *name, const char *from, const char *to)
{
    g_autofree char *before = intake_text(intake, name);
    g_autoptr(GString) text = g_string_new(before);
    cr_assert_gt(g_string_replace(text, from, to, 0), 0u, "%s: no %s", name, from);
    intake_write(intake, name, text->str, -1);
}

static void
write_array(const Intake *intake, const char *name, JsonArray *array)
{
    g_autoptr(JsonNode) root = json_node_init_array(json_node_alloc(), array);
    g_autofree char *text = json_to_string(root, TRUE);
    intake_write(intake, name, text, -1);
}

static JsonArray *
read_array(const Intake *intake, const char *name)
{
    g_autofree char *text = intake_text(intake, name);
    g_autoptr(JsonNode) root = json_from_string(text, NULL);
    cr_assert_not_null(root, "%s", name);
    return json_array_ref(json_node_get_array(root));
}

void
intake_remove(const Intake *intake, const char *name, const char *field, const char *text)
{
    g_autoptr(JsonArray) array = read_array(intake, name);
    guint before = json_array_get_length(array);
    for (guint i = before; i-- > 0;) {
        JsonObject *object = json_array_get_object_element(array, i);
        const char *value = json_object_get_string_member_with_default(object, field, NULL);
        if (value != NULL && strstr(value, text) != NULL)
            json_array_remove_element(array, i);
    }
    cr_assert_lt(json_array_get_length(array), before, "%s: no %s", name, text);
    write_array(intake, name, array);
}

void
intake_add(const Intake *intake, const char *name, const char *element)
{
    g_autoptr(JsonArray) array = read_array(intake, name);
    JsonNode *node = json_from_string(element, NULL);
    cr_assert_not_null(node, "%s", element);
    json_array_add_element(array, node);
    write_array(intake, name, array);
}

void
intake_assign(const Intake *intake, const char *person, const char *account, const char *kind,
              const char *role, const char *scope)
{
    g_autofree char *element =
        g_strdup_printf("{\"principalId\": \"%s%s\", \"principalName\": \"%s\","
                        " \"principalType\": \"%s\", \"roleDefinitionName\": \"%s\","
                        " \"scope\": \"%s\"}",
                        JP_PERSON, person, account, kind, role, scope);
    intake_add(intake, ROLES, element);
}

bool
intake_az(Intake *intake, GError **error)
{
    g_autofree char *accounts = intake_path(intake, ACCOUNTS);
    g_autofree char *resources = intake_path(intake, RESOURCES);
    g_autofree char *roles = intake_path(intake, ROLES);
    g_autofree char *users = intake_path(intake, USERS);
    world_pass(intake->world, LB_SECOND);
    LbAzFiles files = { .accounts = accounts,
                        .resources = resources,
                        .role_assignments = roles,
                        .users = intake->no_users ? NULL : users };
    return lb_import_az(intake->world->service, &files, &intake->report, error);
}

bool
intake_directory(Intake *intake, GError **error)
{
    g_autofree char *path = intake_path(intake, DIRECTORY);
    world_pass(intake->world, LB_SECOND);
    return lb_import_directory(intake->world->service, path, false, &intake->report, error);
}

static void
must_be_good(Intake *intake, bool good, const GError *error)
{
    cr_assert(good, "%s", error != NULL ? error->message : "no error");
    g_autoptr(LbVerification) found = lb_operator_verify(intake->world->service, 0, NULL, NULL);
    cr_assert_not_null(found);
    cr_assert_null(found->why, "%s", found->why);
}

void
intake_good_az(Intake *intake)
{
    g_autoptr(GError) error = NULL;
    bool good = intake_az(intake, &error);
    must_be_good(intake, good, error);
}

void
intake_good_directory(Intake *intake)
{
    g_autoptr(GError) error = NULL;
    bool good = intake_directory(intake, &error);
    must_be_good(intake, good, error);
}

/* What another connection has committed shows in the number of the world's own. */
static void
must_be_refused(Intake *intake, bool (*import)(Intake *intake, GError **error), va_list words)
{
    g_autoptr(GError) error = NULL;
    int64_t before = lb_store_data_version(intake->world->store);
    cr_assert_geq(before, 0);
    cr_assert_not(import(intake, &error), "not refused");
    cr_assert_not_null(error);
    cr_assert(g_error_matches(error, LB_IMPORT_ERROR, LB_IMPORT_ERROR_INVALID), "%s",
              error->message);
    cr_assert(g_utf8_validate(error->message, -1, NULL));
    for (const char *word = va_arg(words, const char *); word != NULL;
         word = va_arg(words, const char *))
        cr_assert_not_null(strstr(error->message, word), "no '%s' in: %s", word, error->message);
    cr_assert_eq(lb_store_data_version(intake->world->store), before, "something was written");
}

void
intake_refused_az(Intake *intake, ...)
{
    va_list words;
    va_start(words, intake);
    must_be_refused(intake, intake_az, words);
    va_end(words);
}

void
intake_refused_directory(Intake *intake, ...)
{
    va_list words;
    va_start(words, intake);
    must_be_refused(intake, intake_directory, words);
    va_end(words);
}

static sqlite3_stmt *
prepare(sqlite3 *database, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    cr_assert_eq(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), SQLITE_OK, "%s",
                 sqlite3_errmsg(database));
    return statement;
}

static void
dump_table(GString *dump, sqlite3 *database, const char *table)
{
    g_autofree char *sql = g_strdup_printf("SELECT * FROM \"%s\" ORDER BY 1, 2", table);
    sqlite3_stmt *rows = prepare(database, sql);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        g_string_append(dump, table);
        for (int i = 0; i < sqlite3_column_count(rows); i++) {
            const char *text = (const char *)sqlite3_column_text(rows, i);
            if (strcmp(sqlite3_column_name(rows, i), "import") != 0)
                g_string_append_printf(dump, "|%s", text != NULL ? text : "");
        }
        g_string_append_c(dump, '\n');
    }
    sqlite3_finalize(rows);
}

char *
intake_dump(const Intake *intake)
{
    GString *dump = g_string_new(NULL);
    sqlite3 *database = NULL;
    cr_assert_eq(sqlite3_open(intake->world->database, &database), SQLITE_OK);
    sqlite3_stmt *tables = prepare(database, "SELECT name FROM sqlite_schema WHERE type = 'table'"
                                             " AND name NOT IN ('activity', 'clock', 'heartbeat')"
                                             " AND name NOT LIKE 'resource!_piece%' ESCAPE '!'"
                                             " ORDER BY name");
    while (sqlite3_step(tables) == SQLITE_ROW)
        dump_table(dump, database, (const char *)sqlite3_column_text(tables, 0));
    sqlite3_finalize(tables);
    sqlite3_close(database);
    return g_string_free(dump, FALSE);
}

char *
intake_approvers(const Intake *intake, const char *subscription)
{
    g_autoptr(GPtrArray) approvers =
        lb_directory_approvers(intake->world->store, subscription, NULL);
    cr_assert_not_null(approvers);
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < approvers->len; i++) {
        const LbApprover *approver = g_ptr_array_index(approvers, i);
        g_string_append_printf(names, "%s%.*s", i > 0 ? "," : "",
                               (int)strcspn(approver->account, "@"), approver->account);
    }
    return g_string_free(names, FALSE);
}

void
intake_expect_approvers(const Intake *intake, const char *subscription, const char *expected)
{
    g_autofree char *approvers = intake_approvers(intake, subscription);
    cr_assert_str_eq(approvers, expected);
}

char *
intake_log(const Intake *intake, const char *tenant)
{
    char *details = NULL;
    sqlite3 *database = NULL;
    cr_assert_eq(sqlite3_open(intake->world->database, &database), SQLITE_OK);
    /* The entries of one import follow each other, have one time and tell of the same files. */
    sqlite3_stmt *row = prepare(
        database,
        "SELECT details FROM activity WHERE operation = 'ImportDirectory' AND tenant IS ?1 AND"
        " time = (SELECT time FROM activity ORDER BY sequence DESC LIMIT 1)"
        " ORDER BY sequence DESC LIMIT 1");
    sqlite3_bind_text(row, 1, tenant, -1, SQLITE_TRANSIENT);
    if (sqlite3_step(row) == SQLITE_ROW)
        details = g_strdup((const char *)sqlite3_column_text(row, 0));
    sqlite3_finalize(row);
    sqlite3_close(database);
    return details;
}
