/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going through: to what, for whom, and until when. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/deadlines.h"
#include "service/grants.h"
#include "service/operator.h"
#include "service/passage.h"
#include "service/people.h"
#include "support/world.h"

#define OWNER "owner1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define SPEAKING(error) ((error) != NULL ? (error)->message : "")
#define WEB_01                                                       \
    "/subscriptions/" PRODUCTION "/resourceGroups/rg-web/providers/" \
    "Microsoft.Compute/virtualMachines/vm-web-01"

/* Access to two machines, or the first alone, that is open. */
static LbRequest *
open_access(World *world, bool both)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    world_target(world, "vm-web-01");
    if (both)
        world_target(world, "vm-web-02");
    g_autoptr(LbRequest) request = world_submit(world);
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown };
    LbRequest *approved = lb_service_approve(world->service, owner, &decision, &error);
    cr_assert_not_null(approved, "%s", SPEAKING(error));
    cr_assert_eq(world_open_grants(world), both ? 2 : 1);
    return approved;
}

static LbPassage *
begin(World *world, const char *account, LbPassageKind kind, const char *resource, unsigned port,
      GError **error)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    return lb_passage_begin(world->service, actor, kind, 1, resource, port, error);
}

static void
assert_begins(World *world, LbPassageKind kind, const char *resource, unsigned port,
              unsigned dialed)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbPassage) passage = begin(world, ENGINEER, kind, resource, port, &error);
    cr_assert_not_null(passage, "%s", SPEAKING(error));
    cr_assert_eq(passage->port, dialed);
    cr_assert_str_eq(passage->state->connection->address, "192.0.2.7");
}

static void
assert_refused(World *world, const char *account, LbPassageKind kind, const char *resource,
               unsigned port, LbRefusal refusal)
{
    g_autoptr(GError) error = NULL;
    int64_t before = world_count(world, "SELECT count(*) FROM passage");
    g_autoptr(LbPassage) passage = begin(world, account, kind, resource, port, &error);
    cr_assert_null(passage);
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, (int)refusal), "%s", SPEAKING(error));
    cr_assert_eq(world_count(world, "SELECT count(*) FROM passage"), before);
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM activity WHERE operation = 'RefuseAct' AND details"
                        " LIKE '%%\"connect\"%%' AND details LIKE '%%%s%%'",
                        lb_refusal_name(refusal));
    cr_assert_geq(world_count(world, sql), 1, "%s", lb_refusal_name(refusal));
}

static bool
goes_on(World *world, LbPassage *passage, LbRefusal refusal)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = lb_service_identify_as(world->service, ENGINEER, NULL);
    g_autoptr(LbActor) gone = lb_actor_new(LB_DOOR_AS);
    gone->principal = world_count(world, "SELECT id FROM principal WHERE account = '" ENGINEER "'");
    bool goes = lb_passage_check(world->service, actor != NULL ? actor : gone, passage, &error);
    if (!goes)
        cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, (int)refusal), "%s", SPEAKING(error));
    return goes;
}

static void
decide(World *world, LbRequest *(*act)(LbService *, const LbActor *, const LbDecision *, GError **),
       const char *account)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, account);
    LbDecision decision = { .number = 1, .reason = "For a reason." };
    g_autoptr(LbRequest) after = act(world->service, actor, &decision, &error);
    cr_assert_not_null(after, "%s", SPEAKING(error));
}

Test(passage, the_engineer_goes_to_what_is_open_by_name_by_id_or_without_where_there_is_one)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = open_access(world, false);
    assert_begins(world, LB_PASSAGE_CONNECT, NULL, 0, 22);
    assert_begins(world, LB_PASSAGE_CONNECT, "VM-Web-01", 0, 22);
    assert_begins(world, LB_PASSAGE_CONNECT, WEB_01, 0, 22);
    assert_begins(world, LB_PASSAGE_RELAY, NULL, 3389, 3389);
    assert_begins(world, LB_PASSAGE_RELAY, NULL, 0, 3389);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE"
                                    " operation = 'ConnectTarget' AND request = 'LB-1'"),
                 3);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE operation = 'RelayPort'"
                                    " AND details LIKE '%\"port\":3389%'"),
                 2);
    g_auto(GStrv) found = world_verify(world);
    cr_assert_null(found[0], "%s", found[0]);
}

Test(passage, what_was_not_approved_is_refused_and_recorded)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = open_access(world, true);
    assert_refused(world, ENGINEER, LB_PASSAGE_CONNECT, NULL, 0, LB_REFUSAL_WHICH_RESOURCE);
    assert_refused(world, ENGINEER, LB_PASSAGE_CONNECT, "vm-linux", 0, LB_REFUSAL_UNKNOWN_RESOURCE);
    assert_refused(world, ENGINEER, LB_PASSAGE_CONNECT, "/no/../id", 0,
                   LB_REFUSAL_UNKNOWN_RESOURCE);
    assert_refused(world, ENGINEER, LB_PASSAGE_RELAY, "vm-web-01", 22, LB_REFUSAL_PORT_NOT_GRANTED);
    assert_refused(world, ENGINEER, LB_PASSAGE_RELAY, "vm-web-01", 5432,
                   LB_REFUSAL_PORT_NOT_GRANTED);
    assert_refused(world, "engineer8@fabrikam.example", LB_PASSAGE_CONNECT, "vm-web-01", 0,
                   LB_REFUSAL_NOT_FOUND);
    assert_refused(world, OWNER, LB_PASSAGE_CONNECT, "vm-web-01", 0, LB_REFUSAL_NOT_THE_REQUESTER);
    assert_refused(world, "lead1@fabrikam.example", LB_PASSAGE_RELAY, "vm-web-01", 3389,
                   LB_REFUSAL_NOT_THE_REQUESTER);
}

Test(passage, nobody_goes_before_it_is_open_nor_after_it_has_ended)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    assert_refused(world, ENGINEER, LB_PASSAGE_CONNECT, NULL, 0, LB_REFUSAL_NO_ACCESS_OPEN);
    g_autoptr(World) other = world_new();
    g_autoptr(LbRequest) opened = open_access(other, false);
    world_pass(other, 8 * LB_HOUR - 1);
    assert_begins(other, LB_PASSAGE_CONNECT, NULL, 0, 22);
    world_pass(other, 1);
    assert_refused(other, ENGINEER, LB_PASSAGE_CONNECT, NULL, 0, LB_REFUSAL_NO_ACCESS_OPEN);
}

Test(passage, where_no_certificate_is_used_there_is_no_shell_and_the_targets_own_port_is_relayed)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = open_access(world, false);
    world_forge(world, "UPDATE access_grant SET at_principal = NULL, at_port = 2222");
    assert_refused(world, ENGINEER, LB_PASSAGE_CONNECT, NULL, 0, LB_REFUSAL_NO_CERTIFICATE);
    assert_begins(world, LB_PASSAGE_RELAY, NULL, 2222, 2222);
    assert_begins(world, LB_PASSAGE_RELAY, NULL, 3389, 3389);
    assert_refused(world, ENGINEER, LB_PASSAGE_RELAY, NULL, 22, LB_REFUSAL_PORT_NOT_GRANTED);
}

Test(passage, it_ends_when_access_is_revoked_and_says_how_it_went)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = open_access(world, false);
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(LbPassage) passage = begin(world, ENGINEER, LB_PASSAGE_CONNECT, NULL, 0, NULL);
    const char *hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    cr_assert(goes_on(world, passage, LB_REFUSAL_NONE));
    cr_assert(lb_passage_record(world->service, engineer, passage,
                                &(LbPassageCount){ .sent = 10, .received = 2000, .sha256 = hash },
                                NULL));
    decide(world, lb_service_revoke, OWNER);
    cr_assert_not(goes_on(world, passage, LB_REFUSAL_NO_ACCESS_OPEN));
    cr_assert(lb_passage_end(world->service, engineer, passage, LB_PASSAGE_OVER,
                             &(LbPassageCount){ .sent = 11, .received = 2001, .sha256 = hash },
                             NULL));
    cr_assert_eq(world_count(world, "SELECT received FROM passage WHERE why = 'over' AND sent = 11"
                                    " AND ended > 0"),
                 2001);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE operation IN"
                                    " ('RecordSession', 'EndSession') AND request = 'LB-1'"
                                    " AND tenant = '" CONTOSO "' AND details LIKE '%abcdef%'"),
                 2);
    cr_assert_not(lb_passage_end(world->service, engineer, passage, LB_PASSAGE_LEFT,
                                 &(LbPassageCount){ .sent = 0, .received = 0 }, NULL),
                  "what is over never changes");
    g_auto(GStrv) found = world_verify(world);
    cr_assert_null(found[0], "%s", found[0]);
}

Test(passage, nobody_else_says_how_it_went)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = open_access(world, false);
    g_autoptr(LbActor) other = world_actor(world, "engineer8@fabrikam.example");
    g_autoptr(LbPassage) passage = begin(world, ENGINEER, LB_PASSAGE_CONNECT, NULL, 0, NULL);
    cr_assert_not(lb_passage_record(world->service, other, passage,
                                    &(LbPassageCount){ .sent = 1, .received = 1 }, NULL));
    cr_assert_not(lb_passage_end(world->service, other, passage, LB_PASSAGE_LEFT,
                                 &(LbPassageCount){ .sent = 1, .received = 1 }, NULL));
    cr_assert_not(lb_passage_check(world->service, other, passage, NULL));
    cr_assert(goes_on(world, passage, LB_REFUSAL_NONE));
}

Test(passage, it_ends_with_the_account_with_its_time_and_when_it_is_handed_back)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = open_access(world, false);
    g_autoptr(LbPassage) passage = begin(world, ENGINEER, LB_PASSAGE_CONNECT, NULL, 0, NULL);
    world_pass(world, 8 * LB_HOUR - 1);
    cr_assert(goes_on(world, passage, LB_REFUSAL_NONE));
    world_pass(world, 1);
    cr_assert_not(goes_on(world, passage, LB_REFUSAL_NO_ACCESS_OPEN), "no lockboxd looked");

    g_autoptr(World) back = world_new();
    g_autoptr(LbRequest) handed = open_access(back, false);
    g_autoptr(LbPassage) second = begin(back, ENGINEER, LB_PASSAGE_CONNECT, NULL, 0, NULL);
    decide(back, lb_service_complete, ENGINEER);
    cr_assert_not(goes_on(back, second, LB_REFUSAL_NO_ACCESS_OPEN));

    g_autoptr(World) off = world_new();
    g_autoptr(LbRequest) disabled = open_access(off, false);
    g_autoptr(LbPassage) third = begin(off, ENGINEER, LB_PASSAGE_CONNECT, NULL, 0, NULL);
    world_forge(off, "UPDATE principal SET enabled = 0 WHERE account = '" ENGINEER "'");
    cr_assert_not(goes_on(off, third, LB_REFUSAL_WITHDRAWN));
}

Test(passage, who_is_an_engineer_no_more_goes_no_further)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = open_access(world, false);
    g_autoptr(LbPassage) passage = begin(world, ENGINEER, LB_PASSAGE_CONNECT, NULL, 0, NULL);
    world_forge(world, "DELETE FROM role_assignment WHERE principal ="
                       " (SELECT id FROM principal WHERE account = '" ENGINEER "')");
    cr_assert_not(goes_on(world, passage, LB_REFUSAL_NOT_AN_ENGINEER));
    assert_refused(world, ENGINEER, LB_PASSAGE_RELAY, NULL, 0, LB_REFUSAL_NOT_AN_ENGINEER);
}

Test(passage, one_whose_process_died_is_broken_a_moment_after_access_has_ended)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = open_access(world, false);
    g_autoptr(LbPassage) passage = begin(world, ENGINEER, LB_PASSAGE_CONNECT, NULL, 0, NULL);
    int ended = 0;
    decide(world, lb_service_revoke, OWNER);
    cr_assert_eq(world_open_grants(world), 1);
    cr_assert(lb_deadlines_run(world->service, 100, &ended, NULL));
    cr_assert_eq(world_count(world, "SELECT count(*) FROM passage WHERE ended IS NULL"), 1);
    world_pass(world, LB_MINUTE + 1);
    cr_assert(lb_deadlines_run(world->service, 100, &ended, NULL));
    cr_assert_eq(world_count(world, "SELECT count(*) FROM passage WHERE why = 'broken'"), 1);
}

Test(passage, one_whose_process_died_is_broken_after_a_start)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = open_access(world, false);
    g_autoptr(LbPassage) passage = begin(world, ENGINEER, LB_PASSAGE_CONNECT, NULL, 0, NULL);
    int wrong = 0;
    decide(world, lb_service_revoke, OWNER);
    cr_assert_eq(world_open_grants(world), 1);
    cr_assert(lb_grants_reconcile(world->service, &wrong, NULL));
    cr_assert_eq(wrong, 0, "it has a moment");
    world_pass(world, LB_MINUTE + 1);
    cr_assert(lb_grants_reconcile(world->service, &wrong, NULL));
    cr_assert_eq(wrong, 1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM passage WHERE why = 'broken'"), 1);
    g_auto(GStrv) found = world_verify(world);
    cr_assert_null(found[0], "%s", found[0]);
}
