/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A world with a past. */
#include "service/history.h"

#include <criterion/criterion.h>
#include <sqlite3.h>

#include "base/span.h"
#include "service/deadlines.h"
#include "service/endorse.h"
#include "service/exclusions.h"
#include "service/grants.h"
#include "service/operator.h"
#include "service/people.h"
#include "service/sessions.h"
#include "service/targets.h"
#include "service/tickets.h"
#include "support/elsewhere.h"

#define OWNER_1 "owner1@contoso.example"
#define OWNER_2 "owner2@contoso.example"
#define APPROVER "approver1@contoso.example"
#define CONTRIBUTOR "contributor1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define COLLEAGUE "engineer8@fabrikam.example"
#define DEVOPS "devops1@fabrikam.example"
#define LEAD "lead1@fabrikam.example"

static const char key_1[] =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f laptop";
static const char key_2[] =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/";

static const char key_3[] =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEBBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5f";
static const char key_4[] =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGBhYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5/";

typedef LbRequest *(*Deciding)(LbService *service, const LbActor *actor, const LbDecision *decision,
                               GError **error);

static void
decide(World *world, const char *account, LbRequest *request, Deciding deciding)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(GError) error = NULL;
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown, .reason = "So it is." };
    g_autoptr(LbRequest) after = deciding(world->service, actor, &decision, &error);
    cr_assert_not_null(after, "%s: %s", account, error != NULL ? error->message : "");
}

static LbRequest *
ask(World *world, const char *scenario, const char *level)
{
    const char *const resources[] = { "vm-web-01", NULL };
    LbSubmission submission = { .ticket = "TK-7",
                                .service = "virtual-machines",
                                .scenario = scenario,
                                .level = level,
                                .hours = 8,
                                .justification = "It's down; we look.",
                                .resources = resources };
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(GError) error = NULL;
    LbRequest *request = lb_service_submit(world->service, engineer, &submission, &error);
    cr_assert_not_null(request, "%s", error != NULL ? error->message : "");
    return request;
}

/* LB-1 to LB-5: completed by the engineer, revoked, denied, canceled, over after its time; JIT-6 opened by the rules. */
static void
end_requests(World *world)
{
    g_autoptr(LbRequest) first = world_submit(world), second = world_submit(world),
                         third = world_submit(world), fourth = world_submit(world),
                         fifth = world_submit(world);
    g_autoptr(LbRequest) sixth = ask(world, "host-diagnostics", "read");
    decide(world, OWNER_1, first, lb_service_approve);
    decide(world, ENGINEER, first, lb_service_complete);
    decide(world, OWNER_1, second, lb_service_approve);
    decide(world, OWNER_2, second, lb_service_revoke);
    decide(world, OWNER_1, third, lb_service_deny);
    decide(world, ENGINEER, fourth, lb_service_cancel);
    decide(world, OWNER_2, fifth, lb_service_approve);
}

/* LB-7 declined internally, LB-8 lapsed, LB-9 expired; the accesses of before are over too. */
static void
let_time_end(World *world)
{
    int ended = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(LbRequest) declined = ask(world, "remote-desktop-windows", "administer");
    g_autoptr(LbRequest) lapsed = ask(world, "remote-desktop-windows", "administer");
    g_autoptr(LbRequest) expired = world_submit(world);
    decide(world, LEAD, declined, lb_service_decline);
    world_pass(world, 5 * LB_DAY);
    cr_assert(lb_deadlines_run(world->service, 100, &ended, &error), "%s",
              error != NULL ? error->message : "");
    cr_assert_eq(ended, 4);
    cr_assert_eq(expired->number, 9);
}

/* LB-10 waits with one vote of two, LB-11 was endorsed and waits, LB-12 is held, LB-13 opened by two votes. */
static void
leave_waiting(World *world)
{
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    cr_assert(lb_tenants_set_quorum(world->service, operator, PRODUCTION, 2, NULL));
    g_autoptr(LbRequest) tenth = world_submit(world);
    decide(world, OWNER_1, tenth, lb_service_approve);
    g_autoptr(LbRequest) endorsed = ask(world, "remote-desktop-windows", "administer");
    decide(world, LEAD, endorsed, lb_service_endorse);
    g_autoptr(LbRequest) held = ask(world, "remote-desktop-windows", "administer");
    g_autoptr(LbRequest) opened = world_submit(world);
    decide(world, OWNER_1, opened, lb_service_approve);
    decide(world, OWNER_2, opened, lb_service_approve);
    cr_assert_eq(held->number, 12);
}

static void
change_people(World *world)
{
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    g_autoptr(LbActor) owner = world_actor(world, OWNER_1);
    g_autofree char *first = NULL, *second = NULL;
    bool imported = false;
    LbService *service = world->service;
    LbPersonTerms terms = { .name = "Owner Two", .mail = "two@contoso.example", .language = "ja" };
    LbPersonTerms isolated = { .isolated = "no" };
    LbTenantTerms agreed = {
        .plan = "Premier", .preview = 1, .queue_hours = 72, .recordings = { .days = 400 }
    };
    cr_assert(lb_people_bring_in(service, operator, "new@contoso.example", CONTOSO, &terms, key_1,
                                 true, &first, NULL));
    cr_assert(lb_people_grant(service, operator, "new@contoso.example", "Owner",
                              "/subscriptions/" PRODUCTION, NULL));
    cr_assert(lb_people_revoke_role(service, operator, "new@contoso.example", "Owner",
                                    "/subscriptions/" PRODUCTION, &imported, NULL));
    cr_assert(lb_people_grant(service, operator, "new@contoso.example", "Reader", "/", NULL));
    cr_assert(lb_people_add_key(service, operator, OWNER_1, key_2, &second, NULL));
    cr_assert(lb_people_revoke_key(service, operator, first, NULL));
    cr_assert(lb_people_set(service, operator, OWNER_2, &terms, NULL));
    cr_assert(lb_people_set(service, operator, COLLEAGUE, &isolated, NULL));
    cr_assert(lb_people_enable(service, operator, "owner3@contoso.example", false, NULL));
    cr_assert(lb_people_enable(service, operator, "owner3@contoso.example", true, NULL));
    cr_assert(lb_people_enable(service, operator, "reader1@contoso.example", false, NULL));
    cr_assert(lb_profile_add_address(service, owner, "home@contoso.example", NULL));
    cr_assert(lb_profile_add_address(service, owner, "old@contoso.example", NULL));
    cr_assert(lb_profile_remove_address(service, owner, "old@contoso.example", NULL));
    cr_assert(lb_profile_set(service, owner, "ja", "Asia/Tokyo", NULL));
    cr_assert(lb_tenants_set(service, operator, CONTOSO, &agreed, NULL));
    world_set_person(world, "owner3@contoso.example", "the-third");
}

static void
work_on_tickets(World *world)
{
    LbService *service = world->service;
    g_autoptr(LbActor) customer = world_actor(world, CONTRIBUTOR);
    g_autoptr(LbActor) engineer = world_actor(world, COLLEAGUE);
    g_autoptr(LbActor) devops = world_actor(world, DEVOPS);
    LbNewTicket words = {
        .subscription = PRODUCTION, .severity = "B", .title = "It's slow", .text = "Since noon."
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(LbTicket) opened = lb_service_open_ticket(service, customer, &words, &error);
    cr_assert_not_null(opened, "%s", error != NULL ? error->message : "");
    int64_t number = opened->number;
    g_autoptr(LbTicket) taken = lb_service_take(service, engineer, number, NULL);
    g_autoptr(LbTicket) noted = lb_service_note(service, engineer, number, "Look at it.", NULL);
    g_autoptr(LbTicket) replied = lb_service_reply(service, engineer, number, "We look.", NULL);
    g_autoptr(LbTicket) up = lb_service_escalate(service, engineer, number, "Too deep.", NULL);
    g_autoptr(LbTicket) over = lb_service_take(service, devops, number, NULL);
    g_autoptr(LbTicket) closed = lb_service_close_ticket(service, devops, number, "Done.", NULL);
    cr_assert(taken != NULL && noted != NULL && replied != NULL && up != NULL && over != NULL);
    cr_assert_not_null(closed);
    g_autoptr(LbExternalTicket) elsewhere = elsewhere_ticket("123");
    elsewhere_link(world, elsewhere);
}

/* EX-1 is acknowledged, EX-2 is not. */
static void
record_exclusions(World *world)
{
    LbService *service = world->service;
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(LbActor) owner = world_actor(world, OWNER_1);
    g_autoptr(GError) error = NULL;
    int64_t now = world->reading.wall;
    LbNewExclusion words = { .kind = "unintended-exposure",
                             .scope = "/subscriptions/" PRODUCTION,
                             .started = now - 2 * LB_HOUR,
                             .ended = now - LB_HOUR,
                             .text = "A capture of packets." };
    g_autoptr(LbExclusion) first = lb_service_exclude(service, engineer, &words, &error);
    cr_assert_not_null(first, "%s", error != NULL ? error->message : "");
    g_autoptr(LbExclusion) second = lb_service_exclude(service, engineer, &words, NULL);
    g_autofree char *digest = lb_exclusion_digest(first);
    LbAcknowledgement read = { .number = first->number, .shown = digest, .comment = "We know." };
    g_autoptr(LbExclusion) known = lb_service_acknowledge(service, owner, &read, &error);
    cr_assert_not_null(known, "%s", error != NULL ? error->message : "");
    cr_assert_not_null(second);
}

#define MACHINES                                                    \
    "/subscriptions/" PRODUCTION "/resourceGroups/rg-web/providers" \
    "/Microsoft.Compute/virtualMachines/"

static void
set_target(World *world, const char *resource, const char *address)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbTarget) target = lb_target_new(resource, address, 22, "support");
    bool changed = false;
    lb_target_add_host_key(target, key_2);
    cr_assert(lb_targets_set(world->service, target, false, &changed, &error), "%s",
              error != NULL ? error->message : "");
    cr_assert(changed);
}

/* One that stays, moved once, and one that is gone; a key that fetches the list of revoked certificates, and one that did. */
static void
reach_machines(World *world)
{
    g_autoptr(LbSshKey) kept = lb_sshkey_parse(key_3, NULL), gone = lb_sshkey_parse(key_4, NULL);
    set_target(world, "vm-web-02", "192.0.2.2");
    set_target(world, MACHINES "vm-web-02", "vm-web-02.contoso.example");
    set_target(world, "vm-linux", "2001:db8::3");
    cr_assert(lb_targets_remove(world->service, "vm-linux", NULL));
    cr_assert(lb_targets_add_key(world->service, "vm-web-02", kept, NULL));
    cr_assert(lb_targets_add_key(world->service, "vm-linux", gone, NULL));
    cr_assert(lb_targets_revoke_key(world->service, gone->fingerprint, NULL));
}

/* LB-14 is open, went through twice, once to its end and once until it was ended, and is to be extended by LB-15; LB-16 was opened, and
 * revoked. */
static void
go_through(World *world)
{
    static const char hash[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    LbService *service = world->service;
    g_autoptr(GError) error = NULL;
    g_autoptr(LbRequest) request = world_submit(world);
    decide(world, OWNER_1, request, lb_service_approve);
    decide(world, OWNER_2, request, lb_service_approve);
    cr_assert_eq(world_open_grants(world), 1);
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(LbPassage) first =
        lb_passage_begin(service, engineer, LB_PASSAGE_RELAY, request->number, NULL, 0, &error);
    g_autoptr(LbPassage) second =
        lb_passage_begin(service, engineer, LB_PASSAGE_CONNECT, request->number, NULL, 0, &error);
    cr_assert(first != NULL && second != NULL, "%s", error != NULL ? error->message : "");
    cr_assert(lb_passage_end(service, engineer, first, LB_PASSAGE_LEFT,
                             &(LbPassageCount){ .sent = 7, .received = 8 }, NULL));
    cr_assert(lb_passage_record(service, engineer, second,
                                &(LbPassageCount){ .sent = 9, .received = 10, .sha256 = hash },
                                NULL));
    g_autoptr(LbActor) owner = world_actor(world, OWNER_1);
    cr_assert(lb_session_stop(service, owner, request->number, 2, NULL));
    g_autoptr(LbRequest) more =
        lb_service_extend(service, engineer, request->number, 2, "More.", &error);
    cr_assert_not_null(more, "%s", error != NULL ? error->message : "");
    g_autoptr(LbRequest) revoked = world_submit(world);
    decide(world, OWNER_1, revoked, lb_service_approve);
    decide(world, OWNER_2, revoked, lb_service_approve);
    cr_assert_eq(world_open_grants(world), 1);
    decide(world, OWNER_2, revoked, lb_service_revoke);
    cr_assert_eq(world_open_grants(world), 1);
}

Intake *
history_new(void)
{
    Intake *intake = intake_new();
    World *world = intake->world;
    end_requests(world);
    let_time_end(world);
    leave_waiting(world);
    change_people(world);
    work_on_tickets(world);
    record_exclusions(world);
    reach_machines(world);
    go_through(world);
    intake_good_az(intake);
    intake_good_az(intake);
    cr_assert(lb_operator_accept_clock(world->service, NULL));
    return intake;
}

struct History {
    sqlite3 *copy;
};

static void
copy(sqlite3 *to, sqlite3 *from)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    cr_assert_not_null(backup, "%s", sqlite3_errmsg(to));
    cr_assert_eq(sqlite3_backup_step(backup, -1), SQLITE_DONE);
    sqlite3_backup_finish(backup);
}

History *
history_keep(World *world)
{
    History *history = g_new0(History, 1);
    sqlite3 *database = NULL;
    cr_assert_eq(sqlite3_open(":memory:", &history->copy), SQLITE_OK);
    cr_assert_eq(sqlite3_open(world->database, &database), SQLITE_OK);
    copy(history->copy, database);
    sqlite3_close(database);
    return history;
}

void
history_put_back(History *history, World *world)
{
    sqlite3 *database = NULL;
    cr_assert_eq(sqlite3_open(world->database, &database), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(database, "PRAGMA synchronous = OFF", NULL, NULL, NULL), SQLITE_OK);
    copy(database, history->copy);
    sqlite3_close(database);
}

void
history_free(History *history)
{
    sqlite3_close(history->copy);
    g_free(history);
}
