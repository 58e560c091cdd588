/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who writes past every act and covers it up is found all the same: in the ledger, in the triggers, in what acts find
 * there later, and by what was done with it. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <string.h>

#include "base/span.h"
#include "service/endorse.h"
#include "service/history.h"
#include "service/operator.h"
#include "service/people.h"

#define OWNER_1 "owner1@contoso.example"
#define OWNER_2 "owner2@contoso.example"
#define OF_OWNER_1 " WHERE account = '" OWNER_1 "'"

static void
expect(World *world, const char *sql, const char *words)
{
    g_auto(GStrv) found = world_verify(world);
    g_autofree char *all = g_strjoinv("\n", found);
    cr_assert_not_null(strstr(all, words), "%s: no \"%s\" in:\n%s", sql, words, all);
}

/* What somebody with the file would want, and what is said of it. */
static const struct {
    const char *sql, *words;
} forgeries[] = {
    /* To become the customer. */
    { "UPDATE principal SET enabled = 1 WHERE account = 'reader1@contoso.example'",
      ": enabled is 1, but entry" },
    { "UPDATE principal SET tenant = '" CONTOSO "' WHERE account = 'admin1@fabrikam.example'",
      ": tenant is '" CONTOSO "', but entry 1 of the log left nothing" },
    { "UPDATE principal SET person = 'nobody' WHERE account = 'engineer7@fabrikam.example'",
      ": person is 'nobody', but entry 1 of the log left" },
    { "UPDATE principal SET mail = 'mine@fabrikam.example'" OF_OWNER_1,
      ": mail is 'mine@fabrikam.example', but entry 1 of the log left '" OWNER_1 "'" },
    { "UPDATE principal SET mail = NULL" OF_OWNER_1, ": mail is nothing, but entry" },
    { "UPDATE principal SET changed = 0 WHERE account = 'owner2@contoso.example'",
      ": changed is 0, but entry" },
    { "UPDATE principal SET isolated = 1 WHERE account = 'engineer8@fabrikam.example'",
      ": isolated is 1, but entry" },
    { "INSERT INTO principal (account, kind, person, tenant) VALUES ('ghost@contoso.example',"
      " 'User', 'ghost', '" CONTOSO "')",
      " is there, but no entry of the log made it" },
    { "UPDATE key SET revoked = NULL WHERE revoked IS NOT NULL",
      ": revoked is nothing, but entry" },
    { "UPDATE key SET principal = (SELECT id FROM principal WHERE account ="
      " 'engineer7@fabrikam.example') WHERE revoked IS NULL",
      ": principal is 10, but entry" },
    { "UPDATE key SET blob = 'AAAA' WHERE revoked IS NULL", ": blob is 'AAAA', but entry" },
    { "UPDATE key SET entry = 1", ": entry is 1, but entry" },
    { "INSERT INTO key (principal, type, blob, fingerprint, added) SELECT id, 'ssh-ed25519',"
      " 'AAAA', 'SHA256:x', 1 FROM principal" OF_OWNER_1,
      " is there, but no entry of the log made it" },
    { "INSERT INTO role_assignment (principal, role, scope, source, since, import)"
      " SELECT id, 'Owner', '/', 'operator', 1, 1 FROM principal"
      " WHERE account = 'reader1@contoso.example'",
      "'Owner','/','operator' is there, but no entry of the log made it" },
    { "INSERT INTO role_assignment (principal, role, scope, source, since, import)"
      " SELECT id, 'Owner', '/subscriptions/" PRODUCTION "', 'operator', 1, 1 FROM principal"
      " WHERE account = 'new@contoso.example'",
      "'operator' is there, but entry" },
    { "DELETE FROM role_assignment WHERE role = 'Owner' AND source = 'directory'",
      " is missing, but entry 1 of the log left it there" },
    { "UPDATE role_assignment SET role = 'Owner' WHERE role = 'Contributor'",
      "'Owner','/subscriptions/" PRODUCTION "','directory' is there, but no entry" },
    { "UPDATE role_assignment SET scope = '/' WHERE role = 'Reader'", "is there, but no entry" },
    { "INSERT INTO management_group VALUES ('/providers/microsoft.management/managementgroups/x',"
      " '" PRODUCTION "', 1)",
      "managementgroups/x' is there, but no entry" },
    { "DELETE FROM management_group", "managementgroups/prod' is missing, but entry 1" },
    { "INSERT INTO address SELECT id, 'mine@fabrikam.example' FROM principal" OF_OWNER_1,
      "'mine@fabrikam.example' is there, but no entry" },
    { "DELETE FROM address", "'home@contoso.example' is missing, but entry" },
    /* To need fewer yeses, or to have more time. */
    { "UPDATE subscription SET quorum = 1", ": quorum is 1, but entry" },
    { "UPDATE subscription SET tenant = '" NIHON "' WHERE tenant = '" CONTOSO "'",
      ": tenant is '" NIHON "', but entry 1" },
    { "UPDATE tenant SET queue_hours = 700 WHERE id = '" CONTOSO "'",
      ": queue_hours is 700, but entry" },
    { "UPDATE tenant SET access_hours = 24", ": access_hours is 24, but entry 1" },
    { "UPDATE tenant SET plan = 'Basic' WHERE id = '" CONTOSO "'", ": plan is 'Basic', but entry" },
    { "UPDATE tenant SET name = 'Contosso' WHERE id = '" CONTOSO "'", ": name is 'Contosso'" },
    /* To have been allowed. */
    { "UPDATE request SET status = 'Approved' WHERE number = 3",
      "LB-3 (Approved) is not what the log says: its status" },
    { "UPDATE request SET expiration = expiration + 3600000000 WHERE number = 10",
      "request 10: expiration is" },
    { "UPDATE request SET notified_entry = 100000 WHERE number = 10",
      "request 10: notified_entry is 100000" },
    { "UPDATE request SET quorum = 1 WHERE number = 10",
      "LB-10 (Pending) is not what the log says: how many approvals it needs" },
    { "UPDATE request SET access_end = access_end + 1 WHERE number = 13",
      "request 13: access_end is" },
    { "UPDATE request SET ended_by = 'owner2@contoso.example' WHERE number = 1",
      "request 1: ended_by is 'owner2@contoso.example', but entry" },
    { "UPDATE request SET end_reason = 'None.' WHERE number = 2", "request 2: end_reason is" },
    { "UPDATE request SET ended = ended + 1 WHERE number = 9", "request 9: ended is" },
    { "UPDATE request SET decided = decided + 1 WHERE number = 3", "request 3: decided is" },
    { "UPDATE request SET ticket = 17 WHERE number = 13", "request 13: ticket is 17" },
    { "UPDATE request SET requester_person = 'x' WHERE number = 13", "requester_person is 'x'" },
    { "UPDATE request SET version = 1 WHERE number = 13", "request 13: version is 1" },
    { "UPDATE request SET jit_only = 0 WHERE number = 6", "request 6: jit_only is 0" },
    { "DELETE FROM request WHERE number = 13; DELETE FROM vote WHERE request = 13",
      "request 13 is missing, but entry" },
    { "DELETE FROM request_resource WHERE request = 13", " is missing, but entry" },
    { "UPDATE request_resource SET id = replace(id, 'web-01', 'web-02') WHERE request = 11",
      ": id is" },
    { "INSERT INTO approver SELECT 10, id, 'Owner', '/' FROM principal WHERE account ="
      " 'new@contoso.example'",
      "approver 10," },
    { "DELETE FROM approver WHERE request = 10 AND principal = (SELECT id FROM principal"
      " WHERE account = 'owner2@contoso.example')",
      "approver 10," },
    { "UPDATE approver SET role = 'Owner' WHERE role <> 'Owner'", ": role is 'Owner', but entry" },
    { "INSERT INTO vote SELECT 10, 'ghost', principal, decision, hours, reason, digest, time, key,"
      " evidence FROM vote WHERE request = 10",
      "vote 10,'ghost' is there, but no entry" },
    { "DELETE FROM vote WHERE request = 3", "LB-3 (Denied) is not what the log says: the votes" },
    { "UPDATE vote SET key = 1", ": key is 1, but entry" },
    { "UPDATE vote SET evidence = 'security-key'", ": evidence is 'security-key', but entry" },
    { "UPDATE vote SET reason = 'Yes.' WHERE request = 13", ": reason is 'Yes.', but entry" },
    { "UPDATE weighing SET until = until + 1 WHERE request = 12", "weighing 12: until is" },
    { "UPDATE weighing SET customer = 0 WHERE request = 12", "weighing 12: customer is 0" },
    { "UPDATE weighing SET ruling = 'x' WHERE request = 12", "weighing 12" },
    { "DELETE FROM weighing WHERE request = 12", "weighing 12 is missing" },
    { "UPDATE endorsement SET decision = 'endorse' WHERE decision = 'decline'",
      "endorsement 7,'lead1@fabrikam.example': decision is 'endorse'" },
    { "UPDATE endorsement SET role = 'DevOps Manager'", ": role is 'DevOps Manager', but entry" },
    { "INSERT INTO endorsement SELECT 12, person, principal, role, 'endorse', reason, digest, time,"
      " key, evidence FROM endorsement WHERE request = 11",
      "endorsement 12," },
    /* To let it look like something else. */
    { "UPDATE ticket SET assignee = 'engineer7@fabrikam.example' WHERE assignee IS NOT"
      " 'engineer7@fabrikam.example'",
      ": assignee is 'engineer7@fabrikam.example', but entry" },
    { "UPDATE ticket SET closed = NULL WHERE closed IS NOT NULL",
      ": closed is nothing, but entry" },
    { "UPDATE ticket SET tenant = '" NIHON "' WHERE number = 7", "ticket 7: tenant is" },
    { "UPDATE ticket SET subscription = NULL WHERE number = 7", "ticket 7: subscription is" },
    { "UPDATE ticket SET escalated = 1 WHERE number = 7", "ticket 7: escalated is 1" },
    { "UPDATE ticket_entry SET side = 'customer' WHERE side = 'internal'", ": side is 'customer'" },
    { "UPDATE ticket_entry SET text = 'Please look.'", ": text is 'Please look.', but entry" },
    { "DELETE FROM ticket_entry WHERE ticket = 7", "ticket_entry 7," },
    { "UPDATE resource SET os = 'Linux' WHERE name = 'vm-web-01'", ": os is 'Linux', but entry" },
    { "UPDATE resource SET id = id || '2' WHERE name = 'vm-web-01'", ": id is" },
    { "UPDATE resource SET subscription = '" HONBAN "'", ": subscription is '" HONBAN "'" },
    { "DELETE FROM resource WHERE name = 'vm-web-01'", " is missing, but entry" },
    { "UPDATE instance SET test = 0", "instance 1: test is 0, but entry 1 of the log left 1" },
    { "UPDATE instance SET id = 'x'", "instance 1: id is 'x', but entry 1" },
    /* To cover it up. */
    { "UPDATE ledger SET after = replace(after, 'quorum=''2''', 'quorum=''1''') WHERE kind ="
      " 'subscription'; UPDATE subscription SET quorum = 1",
      " is not what was written" },
    { "UPDATE ledger SET sequence = sequence + 1 WHERE kind = 'vote'", "is not what was written" },
    { "DELETE FROM ledger WHERE kind = 'subscription'", "the ledger of entry 1 is not what" },
    { "DELETE FROM ledger", "the ledger of entry 1 is not what was written" },
    { "DELETE FROM ledger", "the ledger has 0 rows, but the entries of the log have" },
    { "INSERT INTO ledger SELECT kind, 'x', 100000, before, after FROM ledger LIMIT 1",
      "the ledger has" },
    { "DELETE FROM touched; UPDATE subscription SET quorum = 1", ": quorum is 1, but entry" },
    { "DELETE FROM change; UPDATE subscription SET quorum = 1", ": quorum is 1, but entry" },
    { "DROP INDEX outbox_due", "index outbox_due" },
    { "CREATE TRIGGER mine AFTER INSERT ON vote BEGIN SELECT 1; END", "trigger mine" },
    { "CREATE TABLE mine (a)", "table mine" },
    { "CREATE VIEW mine AS SELECT 1", "view mine" },
};

Test(forgery, is_found_whoever_it_would_serve, .timeout = 600)
{
    g_autoptr(Intake) intake = history_new();
    World *world = intake->world;
    g_autoptr(History) history = history_keep(world);
    for (size_t i = 0; i < G_N_ELEMENTS(forgeries); i++) {
        history_put_back(history, world);
        world_forge(world, forgeries[i].sql);
        expect(world, forgeries[i].sql, forgeries[i].words);
    }
}

Test(forgery, of_the_triggers_is_found)
{
    g_autoptr(World) world = world_new();
    g_autofree char *gone = world_tamper(world, "DROP TRIGGER key_kept");
    cr_assert_null(gone);
    expect(world, "DROP TRIGGER",
           "1 part of the database is not as this program makes it: trigger "
           "key_kept");
    g_autofree char *other =
        world_tamper(world, "CREATE TRIGGER key_kept AFTER UPDATE ON key BEGIN SELECT 1; END");
    cr_assert_null(other);
    expect(world, "CREATE TRIGGER", "trigger key_kept");
}

/* With all triggers in place, what nobody's act has changed is nobody's afterwards, too. */
Test(forgery, is_not_taken_over_by_the_next_act)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    g_autofree char *words = world_tamper(world, "UPDATE principal SET enabled = 0" OF_OWNER_1);
    cr_assert_null(words);
    expect(world, "before", ": enabled is 0, but entry 1 of the log left 1");
    g_autoptr(LbRequest) request = world_submit(world);
    expect(world, "after", ": enabled is 0, but entry 1 of the log left 1");
    /* Another column of the row: the act makes the change of it its own, and not the other. */
    LbPersonTerms terms = { .name = "Somebody" };
    cr_assert(lb_people_set(world->service, operator, OWNER_1, &terms, NULL));
    expect(world, "the same row", ": enabled is 0, but entry 1 of the log left 1");
}

/* An act that changes again what was written past every act tells what it found. */
Test(forgery, is_found_after_an_act_has_changed_it_again)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    world_forge(world, "UPDATE subscription SET quorum = 2 WHERE id = '" PRODUCTION "'");
    cr_assert(lb_tenants_set_quorum(world->service, operator, PRODUCTION, 3, NULL));
    expect(world, "UPDATE", ": quorum was 2 when entry 2 came to it, but entry 1 had left 1");
    world_forge(world, "DELETE FROM role_assignment WHERE role = 'Reader'");
    cr_assert(lb_people_grant(world->service, operator, "reader1@contoso.example", "Reader",
                              "/subscriptions/" PRODUCTION, NULL));
    expect(world, "DELETE", "'directory' is missing, but entry 1 of the log left it there");
}

/* Written past every act, used by one, and put back: every row is as the log says, but not what was done. */

static void
approve(World *world, LbActor *actor, int64_t number)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) reader = world_actor(world, OWNER_2);
    g_autoptr(LbRequestView) view = lb_service_show(world->service, reader, number, &error);
    cr_assert_not_null(view, "%s", error != NULL ? error->message : "");
    g_autofree char *shown = lb_request_digest(view->request);
    LbDecision decision = { .number = number, .shown = shown };
    g_autoptr(LbRequest) after = lb_service_approve(world->service, actor, &decision, &error);
    cr_assert_not_null(after, "%s", error != NULL ? error->message : "");
}

static void
submit_and_approve(World *world, const char *account)
{
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) actor = world_actor(world, account);
    approve(world, actor, request->number);
}

static void
let_owner_1_approve(World *world)
{
    submit_and_approve(world, OWNER_1);
}

static void
let_the_reader_approve(World *world)
{
    submit_and_approve(world, "reader1@contoso.example");
}

static void
approve_what_waits(World *world)
{
    g_autoptr(LbActor) actor = world_actor(world, OWNER_1);
    approve(world, actor, 1);
}

static void
approve_by_the_key(World *world)
{
    g_autoptr(LbActor) actor = lb_service_identify_key(world->service, 9, NULL, NULL, NULL);
    cr_assert_not_null(actor);
    approve(world, actor, 1);
}

static void
submit(World *world)
{
    g_autoptr(LbRequest) request = world_submit(world);
}

static void
leave_waiting(World *world)
{
    submit(world);
    world_pass(world, LB_MINUTE);
}

static void
leave_waiting_and_switch_off(World *world)
{
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    leave_waiting(world);
    cr_assert(lb_people_enable(world->service, operator, OWNER_1, false, NULL));
    world_pass(world, LB_MINUTE);
}

static void
ask_for_two(World *world)
{
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    cr_assert(lb_tenants_set_quorum(world->service, operator, PRODUCTION, 2, NULL));
}

static void
take_role(World *world, const char *account, const char *role)
{
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    bool imported = false;
    cr_assert(
        lb_people_revoke_role(world->service, operator, account, role, NULL, &imported, NULL));
}

static void
take_role_of_the_engineer(World *world)
{
    take_role(world, "engineer7@fabrikam.example", "Support Engineer");
}

static void
hold_and_take_role_of_the_lead(World *world)
{
    const char *const resources[] = { "vm-web-01", NULL };
    LbSubmission submission = { .ticket = "TK-7",
                                .service = "virtual-machines",
                                .scenario = "remote-desktop-windows",
                                .level = "administer",
                                .hours = 8,
                                .justification = "It stops; we look.",
                                .resources = resources };
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
    g_autoptr(LbRequest) held = lb_service_submit(world->service, engineer, &submission, NULL);
    cr_assert_not_null(held);
    take_role(world, "lead1@fabrikam.example", "Support Lead");
}

static void
endorse(World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) lead = world_actor(world, "lead1@fabrikam.example");
    g_autoptr(LbRequestView) view = lb_service_show(world->service, lead, 1, &error);
    cr_assert_not_null(view, "%s", error != NULL ? error->message : "");
    g_autofree char *shown = lb_request_digest(view->request);
    LbDecision decision = { .number = 1, .shown = shown };
    g_autoptr(LbRequest) after = lb_service_endorse(world->service, lead, &decision, &error);
    cr_assert_not_null(after, "%s", error != NULL ? error->message : "");
}

#define ID_OF(account) "(SELECT id FROM principal WHERE account = '" account "')"
#define GIVE(account, role) \
    "INSERT INTO role_assignment SELECT " ID_OF(account) ", '" role "', '/', 'directory', 1, 1"
#define TAKE(account) "DELETE FROM role_assignment WHERE principal = " ID_OF(account)

static const struct {
    void (*before)(World *world); /* what the log knows; NULL: nothing */
    const char *forged;
    void (*use)(World *world);
    const char *back;
    const char *words;
} uses[] = {
    { NULL,
      "INSERT INTO role_assignment SELECT " ID_OF("reader1@contoso.example") ", 'Owner', '/',"
                                                                             " 'operator', 1, 1",
      let_the_reader_approve, "DELETE FROM role_assignment WHERE source = 'operator'",
      "reader1@contoso.example: was asked about LB-1, but by the log held no role that approves" },
    { NULL,
      "INSERT INTO role_assignment SELECT " ID_OF("reader1@contoso.example") ", 'Owner', '/',"
                                                                             " 'operator', 1, 1",
      let_the_reader_approve, "DELETE FROM role_assignment WHERE source = 'operator'",
      "reader1@contoso.example: voted, but by the log the vote was not that account's to give" },
    { NULL, "UPDATE role_assignment SET role = 'Nothing' WHERE principal = " ID_OF(OWNER_2), submit,
      "UPDATE role_assignment SET role = 'Owner' WHERE principal = " ID_OF(OWNER_2),
      OWNER_2 ": was not asked about LB-1, but by the log held a role that approves there" },
    { NULL, "UPDATE management_group SET path = 'x'", submit,
      "UPDATE management_group SET path = '/providers/microsoft.management/managementgroups/prod'",
      "owner3@contoso.example: was not asked about LB-1" },
    { ask_for_two, "UPDATE subscription SET quorum = 1 WHERE id = '" PRODUCTION "'",
      let_owner_1_approve, "UPDATE subscription SET quorum = 2 WHERE id = '" PRODUCTION "'",
      "LB-1: needs 1 approvals, but by the log the subscription asked for 2" },
    { leave_waiting,
      "INSERT INTO key SELECT 9, " ID_OF(OWNER_1) ", 'ssh-ed25519', 'AAAA', 'SHA256:x', 1, NULL, 0",
      approve_by_the_key, "DELETE FROM key",
      OWNER_1 ": acted by a key that by the log was none of the account's" },
    { leave_waiting_and_switch_off, "UPDATE principal SET enabled = 1" OF_OWNER_1,
      approve_what_waits, "UPDATE principal SET enabled = 0" OF_OWNER_1,
      OWNER_1 ": acted, but by the log the account was switched off" },
    { leave_waiting, "UPDATE principal SET person = 'ghost'" OF_OWNER_1, approve_what_waits,
      "UPDATE principal SET person = '" OWNER_1 "'" OF_OWNER_1,
      OWNER_1 ": voted, but by the log the vote was not that account's to give" },
    { take_role_of_the_engineer, GIVE("engineer7@fabrikam.example", "Support Engineer"), submit,
      TAKE("engineer7@fabrikam.example"),
      "engineer7@fabrikam.example: asked for access, but by the log did not hold the role for it" },
    { hold_and_take_role_of_the_lead, GIVE("lead1@fabrikam.example", "Support Lead"), endorse,
      TAKE("lead1@fabrikam.example"),
      "lead1@fabrikam.example: answered internally, but by the log did not hold the role for it" },
};

Test(forgery, that_was_used_and_put_back_is_found_by_what_it_was_used_for, .timeout = 120)
{
    for (size_t i = 0; i < G_N_ELEMENTS(uses); i++) {
        g_autoptr(World) world = world_new();
        if (uses[i].before != NULL)
            uses[i].before(world);
        world_forge(world, uses[i].forged);
        uses[i].use(world);
        world_forge(world, uses[i].back);
        expect(world, uses[i].forged, uses[i].words);
        cr_assert_not(world_finds(world, "but entry"), "%s: is put back", uses[i].forged);
    }
}
