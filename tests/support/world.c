/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small world for tests. */
#include "support/world.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "service/grants.h"
#include "service/operator.h"
#include "service/people.h"
#include "service/targets.h"
#include "store/changes.h"
#include "store/directory.h"
#include "store/ledger.h"
#include "store/log.h"
#include "store/tickets.h"

#define COMPUTE "Microsoft.Compute/virtualMachines/"

static bool
read_fixed(LbClock *clock, LbClockReading *reading, GError **error)
{
    (void)error;
    *reading = ((World *)clock)->reading;
    return true;
}

static void
put_resource(World *world, const char *subscription, const char *rest, LbOs os)
{
    g_autofree char *id =
        g_strdup_printf("/subscriptions/%s/resourceGroups/rg-web/providers/%s", subscription, rest);
    g_autoptr(LbResource) resource = lb_resource_from_id(id, NULL);
    cr_assert_not_null(resource);
    resource->os = os;
    cr_assert(lb_directory_put_resource(world->store, resource, 1, NULL));
}

static void
put_person(World *world, const char *account, const char *tenant, LbRole role, const char *scope)
{
    int64_t id = 0;
    LbPrincipalRow row = {
        .account = account, .kind = "User", .mail = account, .tenant = tenant, .enabled = true
    };
    cr_assert(lb_directory_put_principal(world->store, &row, &id, NULL));
    if (lb_role_asks(role))
        cr_assert(lb_directory_set_isolated(world->store, id, true, NULL));
    LbRoleRow assignment = { .principal = id,
                             .role = lb_role_name(role),
                             .scope = scope,
                             .source = "directory",
                             .since = 1,
                             .import = 1 };
    cr_assert(lb_directory_put_role(world->store, &assignment, NULL));
}

static void
put_ticket(World *world, int64_t number, const char *tenant, const char *subscription, bool open)
{
    g_autoptr(LbTicket) ticket = lb_ticket_new();
    ticket->number = number;
    ticket->tenant = g_strdup(tenant);
    ticket->subscription = g_strdup(subscription);
    ticket->title = g_strdup("Web role stops answering");
    ticket->open = open;
    ticket->closed = open ? 0 : 2;
    ticket->opened_by = g_strdup("contributor1@contoso.example");
    ticket->assignee = g_strdup("engineer7@fabrikam.example");
    ticket->opened = 1;
    const struct {
        LbSide side;
        const char *text;
    } entries[] = { { LB_SIDE_CUSTOMER, "It stops." },
                    { LB_SIDE_INTERNAL, "Customer is difficult." } };
    for (size_t i = 0; i < G_N_ELEMENTS(entries); i++) {
        LbTicketEntry *entry = g_new0(LbTicketEntry, 1);
        *entry = (LbTicketEntry){ .time = 1,
                                  .author = g_strdup("somebody"),
                                  .side = entries[i].side,
                                  .text = g_strdup(entries[i].text) };
        g_ptr_array_add(ticket->entries, entry);
    }
    cr_assert(lb_tickets_put(world->store, ticket, NULL));
}

static void
fill_customers(World *world)
{
    const struct {
        const char *tenant, *name, *subscription, *subscription_name;
        LbPlan plan;
    } customers[] = { { CONTOSO, "Contoso", PRODUCTION, "Production", LB_PLAN_DEVELOPER },
                      { NIHON, "株式会社日本", HONBAN, "本番", LB_PLAN_PREMIER },
                      { BASIC, "Basic", SMALL, "Small", LB_PLAN_BASIC } };
    for (size_t i = 0; i < G_N_ELEMENTS(customers); i++) {
        LbTenant tenant = { .id = (char *)customers[i].tenant,
                            .name = (char *)customers[i].name,
                            .plan = customers[i].plan };
        cr_assert(lb_directory_put_tenant(world->store, &tenant, false, NULL));
        cr_assert(lb_directory_put_subscription(world->store, customers[i].subscription,
                                                customers[i].tenant, customers[i].subscription_name,
                                                NULL));
    }
    put_resource(world, PRODUCTION, COMPUTE "vm-web-01", LB_OS_WINDOWS);
    put_resource(world, PRODUCTION, COMPUTE "vm-web-02", LB_OS_WINDOWS);
    put_resource(world, PRODUCTION, COMPUTE "vm-linux", LB_OS_LINUX);
    put_resource(world, PRODUCTION, "Microsoft.ClassicCompute/virtualMachines/vm-old",
                 LB_OS_WINDOWS);
    put_resource(world, PRODUCTION, "Microsoft.Storage/storageAccounts/stlogs", LB_OS_NONE);
    put_resource(world, HONBAN, COMPUTE "vm-honban", LB_OS_WINDOWS);
    put_resource(world, SMALL, COMPUTE "vm-small", LB_OS_WINDOWS);
    put_ticket(world, 7, CONTOSO, PRODUCTION, true);
    put_ticket(world, 17, CONTOSO, NULL, true);
    put_ticket(world, 8, CONTOSO, PRODUCTION, false);
    put_ticket(world, 9, BASIC, NULL, true);
    put_ticket(world, 10, NIHON, NULL, true);
}

static void
fill_people(World *world)
{
    const char *group = "/providers/microsoft.management/managementgroups/prod";
    const char *production = "/subscriptions/" PRODUCTION;
    cr_assert(lb_directory_put_management_group(world->store, group, PRODUCTION, 0, NULL));
    put_person(world, "owner1@contoso.example", CONTOSO, LB_ROLE_OWNER, production);
    put_person(world, "owner2@contoso.example", CONTOSO, LB_ROLE_OWNER, production);
    put_person(world, "owner3@contoso.example", CONTOSO, LB_ROLE_OWNER, group);
    put_person(world, "approver1@contoso.example", CONTOSO, LB_ROLE_APPROVER, production);
    put_person(world, "contributor1@contoso.example", CONTOSO, LB_ROLE_CONTRIBUTOR, production);
    put_person(world, "reader1@contoso.example", CONTOSO, LB_ROLE_READER, production);
    put_person(world, "owner@nihon.example", NIHON, LB_ROLE_OWNER, "/");
    put_person(world, "rogue@nihon.example", NIHON, LB_ROLE_OWNER, group);
    put_person(world, "owner@basic.example", BASIC, LB_ROLE_OWNER, "/subscriptions/" SMALL);
    put_person(world, "engineer7@fabrikam.example", NULL, LB_ROLE_SUPPORT_ENGINEER, "/");
    put_person(world, "engineer8@fabrikam.example", NULL, LB_ROLE_SUPPORT_ENGINEER, "/");
    put_person(world, "devops1@fabrikam.example", NULL, LB_ROLE_DEVOPS_ENGINEER, "/");
    put_person(world, "lead1@fabrikam.example", NULL, LB_ROLE_SUPPORT_LEAD, "/");
    put_person(world, "manager1@fabrikam.example", NULL, LB_ROLE_DEVOPS_MANAGER, "/");
    put_person(world, "admin1@fabrikam.example", NULL, LB_ROLE_ADMIN, "/");
}

/* Everybody is there before the log begins, as if they had always been. */
World *
world_new(void)
{
    g_autoptr(GError) error = NULL;
    World *world = g_new0(World, 1);
    g_autofree char *parent = g_dir_make_tmp("world-XXXXXX", &error);
    world->data = g_build_filename(parent, "data", NULL);
    world->database = g_build_filename(world->data, "lockbox.db", NULL);
    g_autofree char *private = g_build_filename(world->data, "private", NULL);
    cr_assert(lb_file_make_directory(world->data, 02770, &error) &&
                  lb_file_make_directory(private, 0700, &error),
              "%s", error != NULL ? error->message : "");
    cr_assert(lb_clock_read(lb_clock_system(), &world->reading, &error));
    world->clock.read = read_fixed;
    g_autofree char *id = g_uuid_string_random();
    LbInstance instance = { .id = id, .test = true, .created = world->reading.wall };
    world->store = lb_store_create(world->database, &instance, &error);
    cr_assert_not_null(world->store, "%s", error != NULL ? error->message : "");
    g_autoptr(LbTransaction) transaction = lb_store_begin(world->store, &error);
    fill_customers(world);
    fill_people(world);
    /* They were always there: nothing of it is to be told. */
    cr_assert(lb_changes_clear(world->store, NULL));
    cr_assert(lb_transaction_commit(transaction, &error));
    world->service =
        lb_service_open_with_clock(world->data, "lockbox.example", &world->clock, &error);
    cr_assert_not_null(world->service, "%s", error != NULL ? error->message : "");
    cr_assert(lb_operator_begin_log(world->service, &error), "%s",
              error != NULL ? error->message : "");
    return world;
}

static int
remove_one(const char *path, const struct stat *status, int kind, struct FTW *position)
{
    (void)status;
    (void)kind;
    (void)position;
    return remove(path);
}

void
world_free(World *world)
{
    g_autofree char *parent = g_path_get_dirname(world->data);
    lb_service_free(world->service);
    lb_store_free(world->store);
    nftw(parent, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    g_free(world->data);
    g_free(world->database);
    g_free(world);
}

void
world_pass(World *world, int64_t time)
{
    world->reading.wall += time;
    world->reading.boot += time;
}

LbActor *
world_actor(World *world, const char *account)
{
    g_autoptr(GError) error = NULL;
    LbActor *actor = lb_service_identify_as(world->service, account, &error);
    cr_assert_not_null(actor, "%s: %s", account, error != NULL ? error->message : "");
    return actor;
}

LbRequest *
world_submit(World *world)
{
    const char *const resources[] = { "vm-web-01", "vm-web-02", NULL };
    LbSubmission submission = { .ticket = "TK-7",
                                .service = "virtual-machines",
                                .scenario = "remote-desktop-windows",
                                .level = "operate",
                                .hours = 8,
                                .justification =
                                    "The web role stops answering.\nWe need the event log.",
                                .resources = resources };
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
    g_autoptr(GError) error = NULL;
    LbRequest *request = lb_service_submit(world->service, engineer, &submission, &error);
    cr_assert_not_null(request, "%s", error != NULL ? error->message : "");
    return request;
}

void
world_set_person(World *world, const char *account, const char *person)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    LbPersonTerms terms = { .person = person };
    cr_assert(lb_people_set(world->service, operator, account, &terms, &error), "%s",
              error != NULL ? error->message : "");
}

void
world_target(World *world, const char *resource)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbTarget) target = lb_target_new(resource, "192.0.2.7", 22, "support");
    bool changed = false;
    lb_target_add_host_key(
        target, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIICBgoOEhYaHiImKi4yNjo+QkZKTlJWWl5iZmpucnZ6f");
    cr_assert(lb_targets_set(world->service, target, false, &changed, &error), "%s",
              error != NULL ? error->message : "");
}

static void
settle(World *world, const LbGrantWork *work, bool done, bool retryable, const char *words)
{
    g_autoptr(GError) error = NULL;
    const LbTarget *target = work->state->grant->target;
    g_autofree char *principal = lb_targets_principal(world->service, target);
    const LbConnection connection = { .address = target->address,
                                      .port = target->port,
                                      .login = target->login,
                                      .principal = principal };
    LbGrantOutcome outcome = { .serial = work->state->grant->serial,
                               .status = work->state->status,
                               .done = done,
                               .retryable = retryable,
                               .words = words,
                               .connection = &connection };
    cr_assert(lb_grants_settle(world->service, &outcome, &error), "%s",
              error != NULL ? error->message : "");
}

int
world_open_grants(World *world)
{
    for (int count = 0;; count++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbGrantWork) work = lb_grants_next(world->service, NULL, &error);
        cr_assert_null(error, "%s", error != NULL ? error->message : "");
        if (work == NULL)
            return count;
        settle(world, work, true, false, NULL);
    }
}

void
world_settle(World *world, bool done, bool retryable, const char *words, int64_t *serial)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbGrantWork) work = lb_grants_next(world->service, NULL, &error);
    cr_assert_not_null(work, "%s", error != NULL ? error->message : "nothing is due");
    *serial = work->state->grant->serial;
    settle(world, work, done, retryable, words);
}

char *
world_tamper(World *world, const char *sql)
{
    sqlite3 *database = NULL;
    char *words = NULL;
    cr_assert_eq(sqlite3_open(world->database, &database), SQLITE_OK);
    int code = sqlite3_exec(database, sql, NULL, NULL, NULL);
    if (code != SQLITE_OK)
        words = g_strdup(sqlite3_errmsg(database));
    sqlite3_close(database);
    return words;
}

/* The triggers' names and how each was made. */
static GHashTable *
read_triggers(sqlite3 *database)
{
    GHashTable *triggers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    sqlite3_stmt *statement = NULL;
    cr_assert_eq(sqlite3_prepare_v2(database,
                                    "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'",
                                    -1, &statement, NULL),
                 SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW)
        g_hash_table_insert(triggers, g_strdup((const char *)sqlite3_column_text(statement, 0)),
                            g_strdup((const char *)sqlite3_column_text(statement, 1)));
    sqlite3_finalize(statement);
    return triggers;
}

void
world_forge(World *world, const char *sql)
{
    sqlite3 *database = NULL;
    cr_assert_eq(sqlite3_open(world->database, &database), SQLITE_OK);
    g_autoptr(GHashTable) triggers = read_triggers(database);
    g_autoptr(GString) script = g_string_new("PRAGMA foreign_keys = 0;"
                                             "PRAGMA synchronous = OFF; BEGIN;");
    GHashTableIter iterator;
    gpointer name, made;
    g_hash_table_iter_init(&iterator, triggers);
    while (g_hash_table_iter_next(&iterator, &name, NULL))
        g_string_append_printf(script, "DROP TRIGGER %s;", (char *)name);
    g_string_append_printf(script, "%s;", sql);
    g_hash_table_iter_init(&iterator, triggers);
    while (g_hash_table_iter_next(&iterator, NULL, &made))
        g_string_append_printf(script, "%s;", (char *)made);
    g_string_append(script, "COMMIT;");
    int code = sqlite3_exec(database, script->str, NULL, NULL, NULL);
    cr_assert_eq(code, SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(database));
    sqlite3_close(database);
}

void
world_adopt(World *world)
{
    uint8_t head[LB_SHA256_SIZE];
    LbLedgerSeal seal;
    int64_t newest = 0;
    g_autoptr(LbTransaction) transaction = lb_store_begin(world->store, NULL);
    cr_assert_not_null(transaction);
    cr_assert(lb_log_head(world->store, &newest, head, NULL));
    cr_assert(lb_ledger_take(world->store, newest + 1, &seal, NULL));
    if (seal.rows == 0)
        return;
    g_autofree char *digest = lb_sha256_to_hex(seal.digest);
    g_autofree char *details =
        g_strdup_printf("{\"rows\":%d,\"rowsSha256\":\"%s\"}", (int)seal.rows, digest);
    char door[] = "operator";
    LbActivity entry = { .operation = LB_OPERATION_IMPORT, .door = door, .details = details };
    cr_assert(lb_log_append(world->store, &entry, NULL));
    cr_assert(lb_transaction_commit(transaction, NULL));
}

void
world_drop_access(World *world)
{
    sqlite3 *database = NULL;
    cr_assert_eq(sqlite3_open(world->database, &database), SQLITE_OK);
    cr_assert_eq(
        sqlite3_exec(database,
                     "DROP TABLE forwarding; DROP TABLE webhook_message; DROP TABLE webhook;"
                     "DROP TABLE ticket_system; DROP TABLE ticket_post; DROP TABLE ticket_look;"
                     "DROP TABLE ticket_mirror; DROP TABLE ticket_link;"
                     "DROP TABLE reminder; DROP INDEX weighing_until; DROP TABLE winevent;"
                     "DROP TABLE reading; DROP TABLE session_stop; DROP TABLE keeping;"
                     "DROP TABLE recording;"
                     "DROP TABLE passage; DROP TABLE extension; DROP TABLE provisioning;"
                     "DROP TABLE access_grant; DROP TABLE target_key; DROP TABLE target;"
                     "PRAGMA user_version = 10",
                     NULL, NULL, NULL),
        SQLITE_OK, "%s", sqlite3_errmsg(database));
    sqlite3_close(database);
}

void
world_drop_ledger(World *world, int version)
{
    world_drop_access(world);
    sqlite3 *database = NULL;
    cr_assert_eq(sqlite3_open(world->database, &database), SQLITE_OK);
    g_autoptr(GHashTable) triggers = read_triggers(database);
    g_autoptr(GString) script = g_string_new("DROP TABLE ledger; DROP TABLE touched;");
    GHashTableIter iterator;
    gpointer name;
    g_hash_table_iter_init(&iterator, triggers);
    while (g_hash_table_iter_next(&iterator, &name, NULL))
        if (strstr(name, "_kept") != NULL)
            g_string_append_printf(script, "DROP TRIGGER %s;", (const char *)name);
    g_string_append_printf(script, "PRAGMA user_version = %d", version);
    cr_assert_eq(sqlite3_exec(database, script->str, NULL, NULL, NULL), SQLITE_OK, "%s",
                 sqlite3_errmsg(database));
    sqlite3_close(database);
}

bool
world_finds(World *world, const char *words)
{
    g_auto(GStrv) found = world_verify(world);
    for (char **finding = found; *finding != NULL; finding++)
        if (strstr(*finding, words) != NULL)
            return true;
    return false;
}

GStrv
world_verify(World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbVerification) found = lb_operator_verify(world->service, 0, NULL, &error);
    cr_assert_not_null(found, "%s", error != NULL ? error->message : "");
    return g_strdupv(found->findings);
}

int64_t
world_count(World *world, const char *sql)
{
    sqlite3 *database = NULL;
    sqlite3_stmt *statement = NULL;
    cr_assert_eq(sqlite3_open(world->database, &database), SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), SQLITE_OK, "%s",
                 sqlite3_errmsg(database));
    cr_assert_eq(sqlite3_step(statement), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return value;
}
