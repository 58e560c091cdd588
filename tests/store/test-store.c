/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The database: what it refuses whoever asks, and what verification finds when somebody got past it. */
#include <criterion/criterion.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "service/operator.h"
#include "store/directory.h"
#include "store/log.h"
#include "store/resources.h"
#include "store/statement.h"
#include "support/world.h"

Test(store, files_are_for_nobody_else)
{
    g_autoptr(World) world = world_new();
    struct stat status;
    cr_assert_eq(stat(world->database, &status), 0);
    cr_assert_eq(status.st_mode & 07777, 0660);
    cr_assert_eq(stat(world->data, &status), 0);
    cr_assert_eq(status.st_mode & 07777, 02770);
    g_autofree char *private = g_build_filename(world->data, "private", NULL);
    cr_assert_eq(stat(private, &status), 0);
    cr_assert_eq(status.st_mode & 07777, 0700);
}

Test(store, a_database_is_made_once)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    cr_assert_not(lb_operator_init(world->data, true, &error));
    cr_assert(g_error_matches(error, LB_STORE_ERROR, LB_STORE_ERROR_EXISTS));
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity"), 1);
}

/* Runs init in a process of its own and kills it @after microseconds; 0: lets it end. */
static void
init_and_kill(const char *data, gulong after)
{
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0)
        _exit(lb_operator_init(data, true, NULL) ? 0 : 1);
    if (after > 0) {
        g_usleep(after); /* the moment is what is tried */
        kill(child, SIGKILL);
    }
    cr_assert_eq(waitpid(child, NULL, 0), child);
}

static void
remove_data(const char *data)
{
    const char *const folders[] = { "private", "" };
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *folder = g_build_filename(data, folders[i], NULL);
        g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
        const char *name;
        while (directory != NULL && (name = g_dir_read_name(directory)) != NULL) {
            g_autofree char *path = g_build_filename(folder, name, NULL);
            remove(path);
        }
        rmdir(folder);
    }
}

/* Whatever the moment: there is a whole database, or none and the next init makes one. */
Test(store, init_is_whole_or_was_not)
{
    g_autofree char *parent = g_dir_make_tmp("init-XXXXXX", NULL);
    g_autofree char *data = g_build_filename(parent, "data", NULL);
    g_autofree char *path = g_build_filename(data, "lockbox.db", NULL);
    gint64 begun = g_get_monotonic_time();
    init_and_kill(data, 0);
    gulong took = (gulong)(g_get_monotonic_time() - begun);
    for (gulong i = 0; i < 40; i++) {
        g_autoptr(GError) error = NULL;
        remove_data(data);
        init_and_kill(data, 1 + took * i / 32);
        if (!g_file_test(path, G_FILE_TEST_EXISTS))
            cr_assert(lb_operator_init(data, true, &error), "moment %lu: %s", i, error->message);
        g_autoptr(LbStore) store = lb_store_open(path, &error);
        cr_assert_not_null(store, "moment %lu: %s", i, error != NULL ? error->message : "");
        int64_t entries = 0;
        cr_assert(lb_store_get_int(store, &entries, NULL, "SELECT count(*) FROM activity", ""));
        cr_assert_eq(entries, 1, "moment %lu", i);
    }
    remove_data(data);
    init_and_kill(data, took / 2);
    g_autofree char *left = g_build_filename(data, "lockbox.db.new-left", NULL);
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        cr_assert(g_file_set_contents(left, "", 0, NULL));
        cr_assert(lb_operator_init(data, true, NULL));
        cr_assert_not(g_file_test(left, G_FILE_TEST_EXISTS));
    }
    remove_data(data);
    rmdir(parent);
}

#define OPENERS 4

static gpointer
open_and_say(gpointer path)
{
    GError *error = NULL;
    g_autoptr(LbStore) store = lb_store_open(path, &error);
    return error;
}

/* A database without tables has no instance row either: that, and nothing else, is what each may complain of. */
Test(store, several_may_migrate_at_once)
{
    for (int round = 0; round < 8; round++) {
        g_autofree char *parent = g_dir_make_tmp("migrate-XXXXXX", NULL);
        g_autofree char *path = g_build_filename(parent, "lockbox.db", NULL);
        sqlite3 *database = NULL;
        GThread *openers[OPENERS];
        cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
        cr_assert_eq(sqlite3_exec(database,
                                  "PRAGMA journal_mode = WAL; PRAGMA application_id = 0x4c426f78;"
                                  "BEGIN IMMEDIATE",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
        for (int i = 0; i < OPENERS; i++)
            openers[i] = g_thread_new("opener", open_and_say, path);
        g_usleep(20000); /* so that some have read the version by then; they wait for the lock */
        cr_assert_eq(sqlite3_exec(database, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
        for (int i = 0; i < OPENERS; i++) {
            g_autoptr(GError) error = g_thread_join(openers[i]);
            cr_assert(g_error_matches(error, LB_STORE_ERROR, LB_STORE_ERROR_FOREIGN), "%s",
                      error != NULL ? error->message : "no error");
        }
        sqlite3_close(database);
        remove_data(parent);
    }
}

/* A database of the version before names of resources were kept. */
static void
make_older(World *world)
{
    g_autofree char *words = world_tamper(
        world, "DROP TABLE resource_piece; DROP TRIGGER resource_new; DROP TRIGGER resource_gone;"
               "DROP TRIGGER resource_renamed; DROP TABLE resource_name;"
               "DROP TABLE resource_unnamed; DROP TABLE draft; DROP INDEX ticket_escalated;"
               "DROP INDEX request_undecided; DROP INDEX request_created;"
               "DROP TABLE unacknowledged; DROP TABLE acknowledgement; DROP TABLE exclusion;"
               "ALTER TABLE outbox DROP COLUMN exclusion; DROP TABLE policy");
    cr_assert_null(words, "%s", words);
    world_drop_ledger(world, 6);
}

Test(store, names_of_resources_that_were_there_before_are_found)
{
    g_autoptr(World) world = world_new();
    make_older(world);
    g_autoptr(GError) error = NULL;
    g_autoptr(LbStore) store = lb_store_open(world->database, &error);
    cr_assert_not_null(store, "%s", error != NULL ? error->message : "");
    cr_assert_eq(world_count(world, "SELECT count(*) FROM resource_name WHERE gathered = 1"),
                 world_count(world, "SELECT count(*) FROM resource"));
    LbResourceFilter filter = { .tenant = CONTOSO,
                                .types = (const char *const[]){ "microsoft.compute/virtualmachines",
                                                                NULL },
                                .text = "web-0",
                                .limit = 5 };
    g_autoptr(GPtrArray) found = lb_resources_find(store, &filter, NULL);
    cr_assert_eq(found->len, 2, "by their pieces");
    filter.text = "-0";
    g_autoptr(GPtrArray) walked = lb_resources_find(store, &filter, NULL);
    cr_assert_eq(walked->len, 2, "by walking");
}

Test(store, what_is_not_ours_is_not_opened)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    g_free(world_tamper(world, "PRAGMA application_id = 1"));
    cr_assert_null(lb_store_open(world->database, &error));
    cr_assert(g_error_matches(error, LB_STORE_ERROR, LB_STORE_ERROR_FOREIGN), "%s", error->message);
    g_clear_error(&error);
    g_free(world_tamper(world, "PRAGMA application_id = 0x4c426f78; PRAGMA user_version = 99"));
    cr_assert_null(lb_store_open(world->database, &error));
    cr_assert(g_error_matches(error, LB_STORE_ERROR, LB_STORE_ERROR_FOREIGN));
    g_clear_error(&error);
    cr_assert_null(lb_store_open("/nonexistent/lockbox.db", &error));
    cr_assert(g_error_matches(error, LB_STORE_ERROR, LB_STORE_ERROR_MISSING));
}

/* Each of these tries to change history through SQL alone. */
static const char *const forbidden[] = {
    "UPDATE activity SET caller = 'x'",
    "DELETE FROM activity",
    "DELETE FROM activity WHERE sequence = 1",
    "INSERT INTO activity SELECT sequence + 5, time, tenant, operation, request, caller, person, "
    "door, fingerprint, evidence, address, details, previous, hash FROM activity LIMIT 1",
    "INSERT INTO activity SELECT 4, time, tenant, operation, request, caller, person, door, "
    "fingerprint, evidence, address, details, zeroblob(32), hash FROM activity LIMIT 1",
    "INSERT OR REPLACE INTO activity SELECT sequence, time, tenant, operation, request, 'x', "
    "person, door, fingerprint, evidence, address, details, previous, hash FROM activity LIMIT 1",
    "INSERT INTO activity SELECT NULL, time, tenant, operation, request, caller, person, door, "
    "fingerprint, evidence, address, details, previous, hash FROM activity LIMIT 1",
    "UPDATE instance SET test = 0",
    "DELETE FROM instance",
    "DELETE FROM request",
    "UPDATE request SET hours = 24",
    "UPDATE request SET expiration = expiration + 1",
    "UPDATE request SET number = 2",
    "DELETE FROM request_resource",
    "UPDATE request_resource SET name = 'x'",
    "DELETE FROM approver",
    "UPDATE approver SET principal = 1",
};

Test(log, no_statement_changes_history)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    for (size_t i = 0; i < G_N_ELEMENTS(forbidden); i++) {
        for (int recursive = 0; recursive < 2; recursive++) {
            g_autofree char *sql =
                g_strdup_printf("PRAGMA recursive_triggers = %d; %s", recursive, forbidden[i]);
            g_autofree char *words = world_tamper(world, sql);
            cr_assert_not_null(words, "allowed: %s", sql);
        }
        g_autoptr(GError) error = NULL;
        cr_assert_not(lb_store_run_script(world->store, forbidden[i], &error), "allowed: %s",
                      forbidden[i]);
    }
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity"), 3);
}

Test(log, our_own_connection_cannot_remove_the_guards)
{
    g_autoptr(World) world = world_new();
    const char *const scripts[] = {
        "DROP TRIGGER activity_update",     "DROP TABLE activity",
        "PRAGMA writable_schema = 1",       "PRAGMA recursive_triggers = 0",
        "ATTACH ':memory:' AS other",       "CREATE TABLE x (y)",
        "ALTER TABLE activity RENAME TO x", "PRAGMA journal_mode = OFF"
    };
    for (size_t i = 0; i < G_N_ELEMENTS(scripts); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert_not(lb_store_run_script(world->store, scripts[i], &error), "allowed: %s",
                      scripts[i]);
    }
}

/* Somebody with the file drops the triggers first; verification names the first bad entry. */
#define UNGUARDED \
    "DROP TRIGGER activity_update; DROP TRIGGER activity_delete; DROP TRIGGER activity_insert; "

static const struct {
    const char *sql;
    int64_t first_bad; /* 0: a request contradicts the log */
} attacks[] = {
    { UNGUARDED "UPDATE activity SET caller = 'somebody' WHERE sequence = 4", 4 },
    { UNGUARDED
      "UPDATE activity SET details = replace(details, 'Approved', 'Denied') WHERE sequence = 5",
      5 },
    { UNGUARDED "UPDATE activity SET time = time + 1 WHERE sequence = 3", 3 },
    { UNGUARDED "UPDATE activity SET tenant = NULL WHERE sequence = 3", 3 },
    { UNGUARDED "UPDATE activity SET operation = 'NoSuchThing' WHERE sequence = 3", 3 },
    { UNGUARDED "UPDATE activity SET hash = zeroblob(32) WHERE sequence = 3", 3 },
    { UNGUARDED "UPDATE activity SET previous = zeroblob(32) WHERE sequence = 4", 4 },
    { UNGUARDED "PRAGMA foreign_keys = 0; DELETE FROM activity WHERE sequence = 3", 3 },
    { UNGUARDED "PRAGMA foreign_keys = 0; DELETE FROM activity WHERE sequence = 1", 1 },
    { UNGUARDED "PRAGMA foreign_keys = 0; DELETE FROM activity", 1 },
    { UNGUARDED
      "UPDATE activity SET sequence = 100 WHERE sequence = 3; UPDATE activity SET sequence = 3 "
      "WHERE sequence = 4; UPDATE activity SET sequence = 4 WHERE sequence = 100",
      3 },
    { "UPDATE request SET status = 'Approved' WHERE number = 2", 0 },
    { UNGUARDED "PRAGMA foreign_keys = 0; DELETE FROM activity WHERE sequence = 5", 0 },
};

Test(log, verification_names_the_first_bad_entry)
{
    for (size_t i = 0; i < G_N_ELEMENTS(attacks); i++) {
        g_autoptr(World) world = world_new();
        g_autoptr(LbRequest) first = world_submit(world), second = world_submit(world);
        g_autoptr(LbActor) owner = world_actor(world, "owner1@contoso.example");
        g_autofree char *shown = lb_request_digest(first);
        LbDecision decision = { .number = 1, .shown = shown };
        g_autoptr(LbRequest) approved = lb_service_approve(world->service, owner, &decision, NULL);
        cr_assert_not_null(approved);
        g_autofree char *words = world_tamper(world, attacks[i].sql);
        cr_assert_null(words, "row %zu: %s", i, words);
        g_autoptr(LbVerification) found = lb_operator_verify(world->service, 0, NULL, NULL);
        cr_assert_not_null(found->why, "row %zu was not noticed", i);
        cr_assert_eq(found->first_bad, attacks[i].first_bad, "row %zu: %" G_GINT64_FORMAT ", %s", i,
                     found->first_bad, found->why);
    }
}

Test(log, a_head_from_a_mail_finds_a_log_that_was_cut_or_written_anew)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) first = world_submit(world);
    g_autoptr(LbVerification) before = lb_operator_verify(world->service, 0, NULL, NULL);
    g_autoptr(LbVerification) same =
        lb_operator_verify(world->service, before->entries, before->head, NULL);
    cr_assert_null(same->why);
    g_autoptr(LbVerification) other = lb_operator_verify(world->service, 1, before->head, NULL);
    cr_assert_eq(other->first_bad, 1);
    g_autoptr(LbVerification) cut =
        lb_operator_verify(world->service, before->entries + 1, before->head, NULL);
    cr_assert_eq(cut->first_bad, before->entries + 1);
}

Test(directory, roles_reach_down_and_stay_in_their_tenant)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GPtrArray) approvers = lb_directory_approvers(world->store, PRODUCTION, NULL);
    cr_assert_eq(approvers->len, 4);
    g_autoptr(GPtrArray) honban = lb_directory_approvers(world->store, HONBAN, NULL);
    cr_assert_eq(honban->len, 1);
    cr_assert_str_eq(((LbApprover *)g_ptr_array_index(honban, 0))->account, "owner@nihon.example");
}

Test(directory, an_account_never_changes_its_tenant)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    int64_t id = 0;
    LbPrincipalRow row = {
        .account = "OWNER1@contoso.example", .kind = "User", .tenant = NIHON, .enabled = true
    };
    cr_assert_not(lb_directory_put_principal(world->store, &row, &id, &error));
    cr_assert(g_error_matches(error, LB_STORE_ERROR, LB_STORE_ERROR_EXISTS));
    row.tenant = NULL;
    g_clear_error(&error);
    cr_assert_not(lb_directory_put_principal(world->store, &row, &id, &error));
    g_clear_error(&error);
    cr_assert_not(lb_directory_put_subscription(world->store, PRODUCTION, NIHON, "x", &error));
}

Test(directory, a_key_says_whether_it_is_somebody_elses_or_was_revoked)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) taken = NULL, revoked = NULL, both = NULL;
    int64_t mine = world_count(world, "SELECT id FROM principal WHERE account LIKE 'owner1@%'");
    int64_t other = world_count(world, "SELECT id FROM principal WHERE account LIKE 'owner2@%'");
    cr_assert(lb_directory_put_key(world->store, mine, "ssh-ed25519", "AAAA", "SHA256:a", 1, NULL));
    cr_assert(lb_directory_put_key(world->store, mine, "ssh-ed25519", "AAAA", "SHA256:a", 2, NULL));
    cr_assert_not(
        lb_directory_put_key(world->store, other, "ssh-ed25519", "AAAA", "SHA256:a", 3, &taken));
    cr_assert(g_error_matches(taken, LB_STORE_ERROR, LB_STORE_ERROR_EXISTS));
    cr_assert_null(world_tamper(world, "UPDATE key SET revoked = 4 WHERE blob = 'AAAA'"));
    cr_assert_not(
        lb_directory_put_key(world->store, mine, "ssh-ed25519", "AAAA", "SHA256:a", 5, &revoked));
    cr_assert(g_error_matches(revoked, LB_STORE_ERROR, LB_STORE_ERROR_REVOKED));
    cr_assert_not(
        lb_directory_put_key(world->store, other, "ssh-ed25519", "AAAA", "SHA256:a", 6, &both));
    cr_assert(g_error_matches(both, LB_STORE_ERROR, LB_STORE_ERROR_EXISTS),
              "whose it is hides more");
}

Test(directory, what_was_not_seen_again_is_dropped_within_its_scope)
{
    g_autoptr(World) world = world_new();
    int64_t dropped = 0;
    cr_assert(lb_directory_drop_roles(world->store, "directory", "/subscriptions/" PRODUCTION, 2,
                                      &dropped, NULL));
    cr_assert_eq(dropped, 5);
    cr_assert(lb_directory_drop_roles(world->store, "az", "/", 2, &dropped, NULL));
    cr_assert_eq(dropped, 0);
    cr_assert(lb_directory_drop_resources(world->store, PRODUCTION, 2, &dropped, NULL));
    cr_assert_eq(dropped, 5);
}
