/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The acts: what they change, whom they tell, and every reason for which they refuse. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/deadlines.h"
#include "service/deliveries.h"
#include "service/operator.h"
#include "store/directory.h"
#include "support/world.h"

#define assert_refused(result, error, refusal)                             \
    do {                                                                   \
        cr_assert_null(result);                                            \
        cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, refusal), "%s", \
                  (error) != NULL ? (error)->message : "no error");        \
        g_clear_error(&(error));                                           \
    } while (0)

static LbRequest *
decide(World *world, const char *account, LbRequest *request, bool yes, GError **error)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number,
                            .shown = shown,
                            .reason = yes ? NULL : "Not now." };
    return yes ? lb_service_approve(world->service, actor, &decision, error)
               : lb_service_deny(world->service, actor, &decision, error);
}

static void
assert_log_is_good(World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbVerification) found = lb_operator_verify(world->service, 0, NULL, &error);
    cr_assert_not_null(found);
    cr_assert_null(found->why, "entry %" G_GINT64_FORMAT ": %s", found->first_bad, found->why);
}

Test(submit, tells_each_approver_once_and_fixes_the_set)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert_eq(request->status, LB_STATUS_PENDING);
    cr_assert_eq(request->expiration - request->notified, 4 * LB_DAY);
    cr_assert_eq(request->notified, world->reading.wall);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM approver"), 4);
    cr_assert_eq(
        world_count(world, "SELECT count(DISTINCT address) FROM outbox WHERE event = 'waiting'"),
        4);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox"), 4);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE address LIKE '%nihon%'"), 0);
    cr_assert_eq(
        world_count(world, "SELECT count(*) FROM activity WHERE operation = 'CreateLockboxRequest'"
                           " AND request = 'LB-1' AND tenant = '" CONTOSO "'"),
        1);
    assert_log_is_good(world);
}

Test(submit, refuses_by_name)
{
    g_autoptr(World) world = world_new();
    g_autofree char *long_text = g_strnfill(5000, 'x');
    const char *const one[] = { "vm-web-01", NULL }, *const none[] = { NULL },
                      *const classic[] = { "vm-old", NULL };
    const char *const linux_vm[] = { "vm-linux", NULL }, *const foreign[] = { "vm-honban", NULL };
    const char *const small[] = { "vm-small", NULL }, *const storage[] = { "stlogs", NULL };
    const char *const foreign_id[] = {
        "/subscriptions/" HONBAN
        "/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/vm-honban",
        NULL
    };
    const char *const two[] = { "vm-web-01", foreign_id[0], NULL };
    const char *const hostile[] = { "vm\x1b[2J", NULL };
    const struct {
        LbRefusal refusal;
        const char *ticket, *service, *scenario, *level, *why;
        int hours;
        const char *const *resources;
    } rows[] = {
        { LB_REFUSAL_UNKNOWN_TICKET, "TK-99", "virtual-machines", "remote-desktop-windows", "read",
          "why", 8, one },
        { LB_REFUSAL_UNKNOWN_TICKET, "7", "virtual-machines", "remote-desktop-windows", "read",
          "why", 8, one },
        { LB_REFUSAL_UNKNOWN_TICKET, NULL, "virtual-machines", "remote-desktop-windows", "read",
          "why", 8, one },
        { LB_REFUSAL_CLOSED_TICKET, "TK-8", "virtual-machines", "remote-desktop-windows", "read",
          "why", 8, one },
        { LB_REFUSAL_UNKNOWN_RESOURCE, "TK-7", "virtual-machines", "remote-desktop-windows", "read",
          "why", 8, foreign_id },
        { LB_REFUSAL_BASIC_PLAN, "TK-9", "virtual-machines", "remote-desktop-windows", "read",
          "why", 8, small },
        { LB_REFUSAL_UNKNOWN_SCENARIO, "TK-7", "virtual-machines", "telepathy", "read", "why", 8,
          one },
        { LB_REFUSAL_UNKNOWN_SCENARIO, "TK-7", NULL, NULL, "read", "why", 8, one },
        { LB_REFUSAL_CLASSIC_DEPLOYMENT, "TK-7", "virtual-machines", "remote-desktop-windows",
          "read", "why", 8, classic },
        { LB_REFUSAL_UNSUITABLE_RESOURCE, "TK-7", "virtual-machines", "remote-desktop-windows",
          "read", "why", 8, linux_vm },
        { LB_REFUSAL_UNSUITABLE_RESOURCE, "TK-7", "virtual-machines", "remote-desktop-windows",
          "read", "why", 8, storage },
        { LB_REFUSAL_UNKNOWN_RESOURCE, "TK-7", "virtual-machines", "remote-desktop-windows", "read",
          "why", 8, foreign },
        { LB_REFUSAL_UNKNOWN_RESOURCE, "TK-7", "virtual-machines", "remote-desktop-windows", "read",
          "why", 8, hostile },
        { LB_REFUSAL_UNKNOWN_RESOURCE, "TK-7", "virtual-machines", "remote-desktop-windows", "read",
          "why", 8, two },
        { LB_REFUSAL_RESOURCE_NEEDED, "TK-7", "virtual-machines", "remote-desktop-windows", "read",
          "why", 8, none },
        { LB_REFUSAL_TEXT_EMPTY, "TK-7", "virtual-machines", "remote-desktop-windows", "read",
          " \n", 8, one },
        { LB_REFUSAL_TEXT_TOO_LONG, "TK-7", "virtual-machines", "remote-desktop-windows", "read",
          long_text, 8, one },
        { LB_REFUSAL_UNSAFE_TEXT, "TK-7", "virtual-machines", "remote-desktop-windows", "read",
          "a\x1b[31mb", 8, one },
        { LB_REFUSAL_UNSAFE_TEXT, "TK-7", "virtual-machines", "remote-desktop-windows", "read",
          "a\xe2\x80\xae", 8, one },
        { LB_REFUSAL_UNKNOWN_VALUE, "TK-7", "virtual-machines", "remote-desktop-windows", "god",
          "why", 8, one },
        { LB_REFUSAL_UNKNOWN_VALUE, "TK-7", "virtual-machines", "remote-desktop-windows", NULL,
          "why", 8, one },
        { LB_REFUSAL_HOURS_OUT_OF_RANGE, "TK-7", "virtual-machines", "remote-desktop-windows",
          "read", "why", 25, one },
        { LB_REFUSAL_HOURS_OUT_OF_RANGE, "TK-7", "virtual-machines", "remote-desktop-windows",
          "read", "why", -1, one },
    };
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        LbSubmission submission = { rows[i].ticket,   rows[i].service, rows[i].scenario,
                                    rows[i].level,    rows[i].hours,   rows[i].why,
                                    rows[i].resources };
        g_autoptr(GError) error = NULL;
        cr_assert_null(lb_service_submit(world->service, engineer, &submission, &error), "row %zu",
                       i);
        cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, rows[i].refusal), "row %zu: %s", i,
                  error->message);
    }
    cr_assert_eq(world_count(world, "SELECT count(*) FROM request"), 0);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox"), 0);
}

Test(submit, only_engineers_ask)
{
    g_autoptr(World) world = world_new();
    const char *const accounts[] = { "owner1@contoso.example", "lead1@fabrikam.example",
                                     "admin1@fabrikam.example" };
    const char *const one[] = { "vm-web-01", NULL };
    LbSubmission submission = {
        "TK-7", "virtual-machines", "remote-desktop-windows", "read", 1, "why", one
    };
    for (size_t i = 0; i < G_N_ELEMENTS(accounts); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbActor) actor = world_actor(world, accounts[i]);
        assert_refused(lb_service_submit(world->service, actor, &submission, &error), error,
                       LB_REFUSAL_NOT_AN_ENGINEER);
    }
}

Test(submit, without_an_approver_nothing_is_made)
{
    g_autoptr(World) world = world_new();
    g_autofree char *words =
        world_tamper(world, "DELETE FROM role_assignment WHERE role <> 'Support Engineer'");
    cr_assert_null(words);
    const char *const one[] = { "vm-web-01", NULL };
    LbSubmission submission = {
        "TK-7", "virtual-machines", "remote-desktop-windows", "read", 1, "why", one
    };
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
    g_autoptr(GError) error = NULL;
    assert_refused(lb_service_submit(world->service, engineer, &submission, &error), error,
                   LB_REFUSAL_NO_APPROVER);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM request"), 0);
}

Test(submit, approvers_without_a_mail_address_are_not_enough)
{
    g_autoptr(World) world = world_new();
    g_autofree char *words =
        world_tamper(world, "UPDATE principal SET mail = NULL WHERE tenant IS NOT NULL");
    cr_assert_null(words);
    const char *const one[] = { "vm-web-01", NULL };
    LbSubmission submission = {
        "TK-7", "virtual-machines", "remote-desktop-windows", "read", 1, "why", one
    };
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
    g_autoptr(GError) error = NULL;
    assert_refused(lb_service_submit(world->service, engineer, &submission, &error), error,
                   LB_REFUSAL_NO_APPROVER);
}

Test(submit, the_same_resource_twice_is_one)
{
    g_autoptr(World) world = world_new();
    const char *const same[] = {
        "vm-web-01", "VM-WEB-01",
        "/subscriptions/" PRODUCTION
        "/resourcegroups/RG-WEB/providers/microsoft.compute/virtualmachines/vm-web-01",
        NULL
    };
    LbSubmission submission = {
        "TK-7", "virtual-machines", "remote-desktop-windows", "read", 0, "why", same
    };
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
    g_autoptr(LbRequest) request = lb_service_submit(world->service, engineer, &submission, NULL);
    cr_assert_not_null(request);
    cr_assert_eq(request->resources->len, 1);
    cr_assert_eq(request->hours, 8);
}

Test(decide, an_owner_approves_once)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(GError) error = NULL;
    world_pass(world, LB_HOUR);
    g_autoptr(LbRequest) approved = decide(world, "owner1@contoso.example", request, true, &error);
    cr_assert_not_null(approved, "%s", error != NULL ? error->message : "");
    cr_assert_eq(approved->status, LB_STATUS_APPROVED);
    cr_assert_eq(approved->access_end - approved->access_start, 8 * LB_HOUR);
    cr_assert_eq(approved->access_start, world->reading.wall);
    g_autoptr(LbRequest) again = decide(world, "owner2@contoso.example", request, false, &error);
    cr_assert_not_null(strstr(error->message, "owner1@contoso.example"), "%s", error->message);
    assert_refused(again, error, LB_REFUSAL_ALREADY_DECIDED);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM vote"), 1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE event = 'approved'"), 5);
    cr_assert_eq(
        world_count(world, "SELECT count(*) FROM outbox WHERE event = 'approved' AND approver = 0"),
        1);
    assert_log_is_good(world);
}

Test(decide, less_time_may_be_given_never_more)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) owner = world_actor(world, "owner1@contoso.example");
    g_autofree char *shown = lb_request_digest(request);
    g_autoptr(GError) error = NULL;
    LbDecision decision = { .number = request->number, .shown = shown, .hours = 9 };
    assert_refused(lb_service_approve(world->service, owner, &decision, &error), error,
                   LB_REFUSAL_HOURS_OUT_OF_RANGE);
    decision.hours = -1;
    assert_refused(lb_service_approve(world->service, owner, &decision, &error), error,
                   LB_REFUSAL_HOURS_OUT_OF_RANGE);
    decision.hours = 2;
    g_autoptr(LbRequest) approved = lb_service_approve(world->service, owner, &decision, &error);
    cr_assert_eq(approved->access_end - approved->access_start, 2 * LB_HOUR);
}

Test(decide, what_was_not_shown_is_not_approved)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) owner = world_actor(world, "owner1@contoso.example");
    g_autoptr(GError) error = NULL;
    const char *const wrong[] = {
        NULL, "", "0000", "0000000000000000000000000000000000000000000000000000000000000000"
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        LbDecision decision = { .number = request->number, .shown = wrong[i] };
        assert_refused(lb_service_approve(world->service, owner, &decision, &error), error,
                       LB_REFUSAL_CHANGED);
    }
    g_autofree char *words = world_tamper(world, "UPDATE request SET justification = 'harmless'");
    cr_assert_not_null(words, "the trigger lets what was asked be changed");
    g_free(world_tamper(
        world, "DROP TRIGGER request_asked; UPDATE request SET justification = 'harmless'"));
    assert_refused(decide(world, "owner1@contoso.example", request, true, &error), error,
                   LB_REFUSAL_CHANGED);
}

Test(decide, who_may_not_is_told_why)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    const struct {
        const char *account;
        LbRefusal refusal;
    } rows[] = {
        { "reader1@contoso.example", LB_REFUSAL_NOT_AN_APPROVER },
        { "contributor1@contoso.example", LB_REFUSAL_NOT_AN_APPROVER },
        { "engineer7@fabrikam.example", LB_REFUSAL_NOT_AN_APPROVER },
        { "admin1@fabrikam.example", LB_REFUSAL_NOT_AN_APPROVER },
        { "lead1@fabrikam.example", LB_REFUSAL_NOT_AN_APPROVER },
        { "engineer8@fabrikam.example", LB_REFUSAL_NOT_FOUND },
        { "owner@nihon.example", LB_REFUSAL_NOT_FOUND },
        { "rogue@nihon.example", LB_REFUSAL_NOT_FOUND },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        assert_refused(decide(world, rows[i].account, request, true, &error), error,
                       rows[i].refusal);
        assert_refused(decide(world, rows[i].account, request, false, &error), error,
                       rows[i].refusal);
    }
}

Test(decide, unknown_and_foreign_get_the_same_words)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) stranger = world_actor(world, "owner@nihon.example");
    g_autoptr(GError) foreign = NULL, unknown = NULL;
    cr_assert_null(lb_service_show(world->service, stranger, request->number, &foreign));
    cr_assert_null(lb_service_show(world->service, stranger, 4711, &unknown));
    cr_assert_str_eq(foreign->message, unknown->message);
    g_clear_error(&foreign);
    cr_assert_null(lb_service_ticket(world->service, stranger, 7, &foreign));
    g_clear_error(&unknown);
    cr_assert_null(lb_service_ticket(world->service, stranger, 4711, &unknown));
    cr_assert_str_eq(foreign->message, unknown->message);
}

Test(decide, the_role_must_be_held_then_and_now)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(GError) error = NULL;
    /* Lost since. */
    g_free(world_tamper(world, "DELETE FROM role_assignment WHERE principal = (SELECT id FROM "
                               "principal WHERE account = 'owner2@contoso.example')"));
    assert_refused(decide(world, "owner2@contoso.example", request, true, &error), error,
                   LB_REFUSAL_NOT_AN_APPROVER);
    /* Won since. */
    cr_assert_null(world_tamper(
        world, "INSERT INTO role_assignment SELECT principal, 'Owner', scope, source, since, import"
               " FROM role_assignment WHERE principal = (SELECT id FROM principal"
               "  WHERE account = 'reader1@contoso.example')"));
    assert_refused(decide(world, "reader1@contoso.example", request, true, &error), error,
                   LB_REFUSAL_NOT_ASKED);
    /* Switched off since: the actor was taken before. */
    g_autoptr(LbActor) owner = world_actor(world, "owner1@contoso.example");
    g_free(world_tamper(
        world, "UPDATE principal SET enabled = 0 WHERE account = 'owner1@contoso.example'"));
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown };
    assert_refused(lb_service_approve(world->service, owner, &decision, &error), error,
                   LB_REFUSAL_DISABLED);
}

/* Told like everybody else who approves: whoever keeps the directory cannot take a no away by saying who is whom. */
Test(decide, nobody_approves_for_their_own_second_account_but_may_deny)
{
    g_autoptr(World) world = world_new();
    world_set_person(world, "engineer7@fabrikam.example", "one-and-the-same");
    world_set_person(world, "owner1@contoso.example", "one-and-the-same");
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(GError) error = NULL;
    cr_assert_eq(world_count(world, "SELECT count(*) FROM approver"), 4);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE event = 'waiting'"
                                    " AND address = 'owner1@contoso.example'"),
                 1);
    assert_refused(decide(world, "owner1@contoso.example", request, true, &error), error,
                   LB_REFUSAL_OWN_REQUEST);
    g_autoptr(LbRequest) denied = decide(world, "owner1@contoso.example", request, false, &error);
    cr_assert_not_null(denied, "%s", error != NULL ? error->message : "");
    cr_assert_eq(denied->status, LB_STATUS_DENIED);
}

Test(decide, denying_needs_a_reason)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) owner = world_actor(world, "owner1@contoso.example");
    g_autoptr(GError) error = NULL;
    LbDecision decision = { .number = request->number };
    assert_refused(lb_service_deny(world->service, owner, &decision, &error), error,
                   LB_REFUSAL_REASON_NEEDED);
    decision.reason = "  ";
    assert_refused(lb_service_deny(world->service, owner, &decision, &error), error,
                   LB_REFUSAL_TEXT_EMPTY);
    decision.reason = "a\xe2\x80\xae";
    assert_refused(lb_service_deny(world->service, owner, &decision, &error), error,
                   LB_REFUSAL_UNSAFE_TEXT);
    decision.reason = "Not this week.";
    g_autoptr(LbRequest) denied = lb_service_deny(world->service, owner, &decision, &error);
    cr_assert_eq(denied->status, LB_STATUS_DENIED);
    cr_assert_str_eq(denied->decision_reason, "Not this week.");
}

Test(decide, the_other_ways_to_end)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) first = world_submit(world), second = world_submit(world),
                         third = world_submit(world);
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example"),
                       owner = world_actor(world, "owner2@contoso.example");
    g_autoptr(GError) error = NULL;
    LbDecision one = { .number = first->number },
               two = { .number = second->number, .reason = "Enough." },
               three = { .number = third->number };
    assert_refused(lb_service_cancel(world->service, owner, &one, &error), error,
                   LB_REFUSAL_NOT_THE_REQUESTER);
    assert_refused(lb_service_revoke(world->service, owner, &two, &error), error,
                   LB_REFUSAL_NO_ACCESS_OPEN);
    g_autoptr(LbRequest) canceled = lb_service_cancel(world->service, engineer, &one, &error);
    cr_assert_eq(canceled->status, LB_STATUS_CANCELED);
    g_autoptr(LbRequest) open2 = decide(world, "owner1@contoso.example", second, true, &error);
    g_autoptr(LbRequest) open3 = decide(world, "owner1@contoso.example", third, true, &error);
    world_pass(world, LB_HOUR);
    g_autoptr(LbRequest) revoked = lb_service_revoke(world->service, owner, &two, &error);
    cr_assert_eq(revoked->status, LB_STATUS_REVOKED);
    g_autoptr(LbRequest) completed = lb_service_complete(world->service, engineer, &three, &error);
    cr_assert_eq(completed->status, LB_STATUS_COMPLETED);
    cr_assert_eq(completed->ended, world->reading.wall);
    assert_refused(lb_service_complete(world->service, engineer, &three, &error), error,
                   LB_REFUSAL_NO_ACCESS_OPEN);
    assert_log_is_good(world);
}

Test(time, a_request_expires_after_four_days_to_the_microsecond)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) first = world_submit(world), second = world_submit(world);
    g_autoptr(GError) error = NULL;
    int ended = -1;
    world_pass(world, 4 * LB_DAY - 1);
    cr_assert(lb_deadlines_run(world->service, 10, &ended, &error));
    cr_assert_eq(ended, 0);
    g_autoptr(LbRequest) in_time = decide(world, "owner1@contoso.example", first, true, &error);
    cr_assert_not_null(in_time);
    world_pass(world, 1);
    /* The deadline holds whether lockboxd noticed or not. */
    assert_refused(decide(world, "owner1@contoso.example", second, true, &error), error,
                   LB_REFUSAL_EXPIRED);
    cr_assert(lb_deadlines_run(world->service, 10, &ended, &error));
    cr_assert_eq(ended, 1);
    assert_refused(decide(world, "owner1@contoso.example", second, true, &error), error,
                   LB_REFUSAL_ALREADY_DECIDED);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE operation = "
                                    "'ExpireLockboxRequest' AND caller IS NULL AND door = 'time'"),
                 1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE event = 'expired'"), 5);
    assert_log_is_good(world);
}

Test(time, access_ends_by_itself)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbRequest) approved = decide(world, "owner1@contoso.example", request, true, NULL);
    int ended = -1;
    world_pass(world, 8 * LB_HOUR - LB_SECOND);
    cr_assert(lb_deadlines_run(world->service, 10, &ended, NULL));
    cr_assert_eq(ended, 0);
    world_pass(world, LB_SECOND);
    cr_assert(lb_deadlines_run(world->service, 10, &ended, NULL));
    cr_assert_eq(ended, 1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM request WHERE status = 'Completed'"), 1);
    assert_log_is_good(world);
}

Test(time, a_wrong_clock_decides_and_expires_nothing_but_still_ends_access)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) open = world_submit(world), waiting = world_submit(world);
    g_autoptr(GError) error = NULL;
    g_autoptr(LbRequest) approved = decide(world, "owner1@contoso.example", open, true, NULL);
    int64_t mark = world_count(world, "SELECT mark FROM clock");
    world->reading.wall += 5 * LB_DAY; /* the wall clock alone */
    assert_refused(decide(world, "owner1@contoso.example", waiting, true, &error), error,
                   LB_REFUSAL_CLOCK_SUSPECT);
    int ended = -1;
    cr_assert(lb_deadlines_run(world->service, 10, &ended, NULL));
    cr_assert_eq(ended, 1, "access that should have ended by any clock is over");
    cr_assert_eq(world_count(world, "SELECT count(*) FROM request WHERE status = 'Completed'"), 1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM request WHERE status = 'Pending'"), 1);
    cr_assert_eq(world_count(world, "SELECT mark FROM clock"), mark);
    /* NTP puts it right: nothing to accept. */
    world->reading.wall -= 5 * LB_DAY;
    g_autoptr(LbRequest) decided = decide(world, "owner1@contoso.example", waiting, true, &error);
    cr_assert_not_null(decided, "%s", error != NULL ? error->message : "");
    assert_log_is_good(world);
}

Test(time, a_clock_set_back_ends_access_by_the_clock_of_the_boot)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) open = world_submit(world);
    g_autoptr(LbRequest) approved = decide(world, "owner1@contoso.example", open, true, NULL);
    world->reading.boot +=
        8 * LB_HOUR + LB_SECOND; /* eight hours passed, the wall clock stood still */
    int ended = -1;
    cr_assert(lb_deadlines_run(world->service, 10, &ended, NULL));
    cr_assert_eq(ended, 1);
}

Test(time, the_operator_accepts_a_clock)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) waiting = world_submit(world);
    g_autoptr(GError) error = NULL;
    strcpy(world->reading.boot_id, "another boot");
    world->reading.wall += 8 * LB_DAY;
    g_autoptr(LbClockReport) report = lb_operator_clock(world->service, &error);
    cr_assert(report->suspect);
    int ended = -1;
    cr_assert(lb_deadlines_run(world->service, 10, &ended, NULL));
    cr_assert_eq(ended, 0);
    cr_assert(lb_operator_accept_clock(world->service, &error));
    cr_assert(lb_deadlines_run(world->service, 10, &ended, NULL));
    cr_assert_eq(ended, 1);
    cr_assert_eq(
        world_count(world, "SELECT count(*) FROM activity WHERE operation = 'AcceptClock'"), 1);
    assert_log_is_good(world);
}

Test(time, effective_time_never_goes_backwards)
{
    g_autoptr(World) world = world_new();
    int64_t before = 0, after = 0;
    world_pass(world, 10 * LB_MINUTE);
    cr_assert(lb_deadlines_beat(world->service, 1, NULL));
    cr_assert(lb_service_now(world->service, &before, NULL));
    world->reading.wall -= 30 * LB_MINUTE;
    cr_assert(lb_service_now(world->service, &after, NULL));
    cr_assert_eq(after, before);
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert_eq(request->created, before);
    assert_log_is_good(world);
}

Test(time, a_boot_within_a_week_needs_nobody)
{
    g_autoptr(World) world = world_new();
    strcpy(world->reading.boot_id, "another boot");
    world->reading.wall += 6 * LB_DAY;
    world->reading.boot = 5 * LB_SECOND;
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert_eq(request->created, world->reading.wall);
}

Test(read, each_sees_what_is_theirs)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    const struct {
        const char *account;
        guint listed;
        guint logged; /* -1: refused */
    } rows[] = {
        { "owner1@contoso.example", 1, 1 },     { "owner3@contoso.example", 1, 1 },
        { "reader1@contoso.example", 1, 1 },    { "owner@nihon.example", 0, 0 },
        { "owner@basic.example", 0, 0 },        { "engineer7@fabrikam.example", 1, 1 },
        { "engineer8@fabrikam.example", 0, 0 }, { "lead1@fabrikam.example", 1, 3 },
        { "admin1@fabrikam.example", 1, 3 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(LbActor) actor = world_actor(world, rows[i].account);
        g_autoptr(GError) error = NULL;
        LbListFilter filter = { .any_status = true, .limit = 100 };
        LbActivityFilter entries = { .limit = 100 };
        g_autoptr(GPtrArray) list = lb_service_list(world->service, actor, &filter, &error);
        g_autoptr(GPtrArray) log = lb_service_log(world->service, actor, &entries, &error);
        cr_assert_eq(list->len, rows[i].listed, "%s: %u", rows[i].account, list->len);
        cr_assert_not_null(log, "%s", rows[i].account);
        cr_assert_eq(log->len, rows[i].logged, "%s: %u", rows[i].account, log->len);
    }
}

/* The entries, but for those of what was refused, that a page has for @account; -1 where it is refused. */
static int
count_log(World *world, const char *account, const char *request)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    LbActivityFilter filter = { .request = request,
                                .operations = LB_OPERATION_BIT(LB_OPERATION_REFUSE) - 1,
                                .limit = 100 };
    g_autoptr(GPtrArray) log = lb_service_log(world->service, actor, &filter, NULL);
    return log != NULL ? (int)log->len : -1;
}

Test(read, the_log_says_of_a_request_what_show_says)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    const char *other = "44444444-4444-4444-4444-444444444444";
    cr_assert(lb_directory_put_subscription(world->store, other, CONTOSO, "Other", NULL));
    cr_assert_null(world_tamper(
        world, "INSERT INTO role_assignment SELECT principal, role, '/subscriptions/"
               "44444444-4444-4444-4444-444444444444', source, since, import FROM role_assignment"
               " WHERE principal IN (SELECT id FROM principal WHERE account IN"
               "  ('reader1@contoso.example', 'owner2@contoso.example'));"
               "DELETE FROM role_assignment WHERE scope NOT LIKE '%44444444' AND principal IN"
               " (SELECT id FROM principal WHERE account IN"
               "  ('reader1@contoso.example', 'owner2@contoso.example',"
               "   'contributor1@contoso.example', 'approver1@contoso.example'));"
               "DELETE FROM change"));
    const struct {
        const char *account;
        int of_request, all, of_unknown; /* -1: refused */
    } rows[] = {
        { "owner1@contoso.example", 1, 1, 0 },
        { "owner2@contoso.example", 1, 1, 0 },    /* was asked, and has its role elsewhere now */
        { "approver1@contoso.example", 1, 1, 0 }, /* was asked, and has no role any more */
        { "reader1@contoso.example", 0, 0, 0 },
        { "contributor1@contoso.example", -1, -1, -1 },
        { "owner@nihon.example", 0, 0, 0 },
        { "engineer7@fabrikam.example", 1, 1, 0 },
        { "engineer8@fabrikam.example", 0, 0, 0 },
        { "lead1@fabrikam.example", 1, 2, 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(LbActor) actor = world_actor(world, rows[i].account);
        g_autoptr(LbRequestView) view = lb_service_show(world->service, actor, 1, NULL);
        cr_assert_eq(view != NULL, rows[i].of_request > 0, "%s", rows[i].account);
        cr_assert_eq(count_log(world, rows[i].account, "LB-1"), rows[i].of_request, "%s",
                     rows[i].account);
        cr_assert_eq(count_log(world, rows[i].account, NULL), rows[i].all, "%s", rows[i].account);
        cr_assert_eq(count_log(world, rows[i].account, "LB-99"), rows[i].of_unknown, "%s",
                     rows[i].account);
    }
}

Test(read, internal_notes_are_not_for_customers)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) owner = world_actor(world, "owner1@contoso.example"),
                       engineer = world_actor(world, "engineer8@fabrikam.example");
    g_autoptr(LbTicket) outside = lb_service_ticket(world->service, owner, 7, NULL),
                        inside = lb_service_ticket(world->service, engineer, 7, NULL);
    cr_assert_eq(outside->entries->len, 1);
    cr_assert_eq(inside->entries->len, 2);
}

Test(read, the_log_is_narrowed_by_each_filter)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) first = world_submit(world);
    world_pass(world, LB_HOUR);
    g_autoptr(LbRequest) second = world_submit(world);
    g_autoptr(LbRequest) approved = decide(world, "owner1@contoso.example", first, true, NULL);
    g_autoptr(LbRequest) denied = decide(world, "owner2@contoso.example", second, false, NULL);
    g_autoptr(LbActor) owner = world_actor(world, "owner1@contoso.example");
    const struct {
        LbActivityFilter filter;
        guint found;
    } rows[] = {
        { { .limit = 100 }, 4 },
        { { .limit = 2 }, 2 },
        { { .operations = LB_OPERATION_BIT(LB_OPERATION_CREATE), .limit = 100 }, 2 },
        { { .operations =
                LB_OPERATION_BIT(LB_OPERATION_APPROVE) | LB_OPERATION_BIT(LB_OPERATION_DENY),
            .limit = 100 },
          2 },
        { { .operations = LB_OPERATION_BIT(LB_OPERATION_EXPIRE), .limit = 100 }, 0 },
        { { .request = "LB-1", .limit = 100 }, 2 },
        { { .request = "LB-1", .operations = LB_OPERATION_BIT(LB_OPERATION_DENY), .limit = 100 },
          0 },
        { { .caller = "OWNER2@contoso.example", .limit = 100 }, 1 },
        { { .since = second->created, .limit = 100 }, 3 },
        { { .until = second->created, .limit = 100 }, 1 },
        { { .before = 5, .limit = 100 }, 2 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) log = lb_service_log(world->service, owner, &rows[i].filter, NULL);
        cr_assert_eq(log->len, rows[i].found, "row %zu: %u", i, log->len);
    }
}

Test(read, the_view_says_what_the_reader_may_do)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) owner = world_actor(world, "owner1@contoso.example"),
                       reader = world_actor(world, "reader1@contoso.example"),
                       engineer = world_actor(world, "engineer7@fabrikam.example");
    g_autoptr(LbRequestView) a = lb_service_show(world->service, owner, 1, NULL),
                             b = lb_service_show(world->service, reader, 1, NULL),
                             c = lb_service_show(world->service, engineer, 1, NULL);
    cr_assert_eq(a->verbs, 1u << LB_VERB_READ | 1u << LB_VERB_APPROVE | 1u << LB_VERB_DENY |
                               1u << LB_VERB_WATCH | 1u << LB_VERB_STOP_SESSION);
    cr_assert_eq(b->verbs, 1u << LB_VERB_READ);
    cr_assert_eq(b->why_not_approve, LB_REFUSAL_NOT_AN_APPROVER);
    cr_assert_eq(c->verbs, 1u << LB_VERB_READ | 1u << LB_VERB_CANCEL | 1u << LB_VERB_WATCH);
    cr_assert_eq(a->asked->len, 4);
    cr_assert_str_eq(((LbAsked *)g_ptr_array_index(a->asked, 0))->mail_status, "queued");
    cr_assert(lb_request_matches(request, a->digest));
}

Test(outbox, a_message_is_leased_settled_and_tried_again)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    for (int i = 0; i < 4; i++) {
        g_autoptr(LbMessage) message = lb_deliveries_claim(world->service, LB_MINUTE, NULL);
        cr_assert_not_null(message);
        cr_assert_str_eq(message->request->justification, request->justification);
        cr_assert_eq(message->log_sequence, 3);
        LbDelivery delivery = i == 0   ? LB_DELIVERY_LATER
                              : i == 1 ? LB_DELIVERY_REFUSED
                                       : LB_DELIVERY_ACCEPTED;
        cr_assert(lb_deliveries_settle(world->service, message, delivery, "250 ok", NULL));
    }
    cr_assert_null(lb_deliveries_claim(world->service, LB_MINUTE, NULL));
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE status = 'accepted'"), 2);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE status = 'refused'"), 1);
    world_pass(world, LB_MINUTE);
    g_autoptr(LbMessage) again = lb_deliveries_claim(world->service, LB_MINUTE, NULL);
    cr_assert_eq(again->attempts, 1);
    /* Whoever claimed it died: when the lease is over it comes back, with the same Message-ID. */
    cr_assert_null(lb_deliveries_claim(world->service, LB_MINUTE, NULL));
    world_pass(world, LB_MINUTE);
    g_autoptr(LbMessage) back = lb_deliveries_claim(world->service, LB_MINUTE, NULL);
    cr_assert_str_eq(back->message_id, again->message_id);
    cr_assert(lb_deliveries_release(world->service, NULL));
    g_autoptr(LbMessage) released = lb_deliveries_claim(world->service, LB_MINUTE, NULL);
    cr_assert_str_eq(released->message_id, again->message_id);
}

/* Forms of SSH_USER_AUTH, as sshd writes it: a line for each method, with what it was completed by. */
Test(identify, several_factors_are_what_sshd_says)
{
    static const struct {
        int64_t key;
        const char *user_auth;
        LbEvidence evidence;
    } rows[] = {
        { 5, "publickey ssh-ed25519 AAAA\n", LB_EVIDENCE_NONE },
        { 5, "publickey ssh-ed25519 AAAA\nkeyboard-interactive/pam\n", LB_EVIDENCE_TWO_METHODS },
        { 5, "publickey ssh-ed25519 AAAA\nkeyboard-interactive\n", LB_EVIDENCE_TWO_METHODS },
        { 5, "password\npublickey ssh-ed25519 AAAA\n", LB_EVIDENCE_TWO_METHODS },
        { 5, "publickey ssh-ed25519 AAAA\ngssapi-with-mic o@EXAMPLE\n", LB_EVIDENCE_TWO_METHODS },
        { 5, "publickey ssh-ed25519 AAAA\npublickey ssh-ed25519 BBBB\n", LB_EVIDENCE_NONE },
        { 5, "publickey ssh-ed25519 AAAA\nhostbased ssh-ed25519 CCCC client user \"x\"\n",
          LB_EVIDENCE_NONE },
        { 5, "publickey ssh-ed25519 AAAA\npasswordless\n", LB_EVIDENCE_NONE },
        { 5, "publickey ssh-ed25519 AAAA\nnone\n\n", LB_EVIDENCE_NONE },
        { 5, "publickey sk-ssh-ed25519@openssh.com SKSK\npublickey ssh-ed25519 AAAA\n",
          LB_EVIDENCE_NONE },
        { 7, "publickey sk-ssh-ed25519@openssh.com SKSK\n", LB_EVIDENCE_SECURITY_KEY },
        { 7, "publickey sk-ssh-ed25519@openssh.com SKSK\npassword\n", LB_EVIDENCE_SECURITY_KEY },
        { 7, NULL, LB_EVIDENCE_NONE }, /* a test database believes, and has no evidence */
    };
    g_autoptr(World) world = world_new();
    g_free(world_tamper(world, "INSERT INTO key (id, principal, type, blob, fingerprint, added)"
                               " SELECT 5, id, 'ssh-ed25519', 'AAAA', 'SHA256:x', 1 FROM principal"
                               " WHERE account = 'owner1@contoso.example' UNION ALL"
                               " SELECT 7, id, 'sk-ssh-ed25519@openssh.com', 'SKSK', 'SHA256:s', 1"
                               " FROM principal WHERE account = 'owner2@contoso.example'"));
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbActor) actor =
            lb_service_identify_key(world->service, rows[i].key, rows[i].user_auth, NULL, &error);
        cr_assert_not_null(actor, "%zu: %s", i, error != NULL ? error->message : "");
        cr_assert_eq(actor->evidence, rows[i].evidence, "%zu: %s", i, rows[i].user_auth);
    }
}

Test(identify, the_evidence_stands_with_the_vote_and_in_the_log)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) first = world_submit(world);
    g_autoptr(LbRequest) second = world_submit(world);
    g_autoptr(LbActor) owner = world_actor(world, "owner1@contoso.example");
    LbDecision decision = { .number = second->number, .reason = "Not now." };
    g_autoptr(LbRequest) without = lb_service_deny(world->service, owner, &decision, NULL);
    owner->evidence = LB_EVIDENCE_TWO_METHODS;
    decision.number = first->number;
    g_autoptr(LbRequest) with = lb_service_deny(world->service, owner, &decision, NULL);
    cr_assert_not_null(without);
    cr_assert_not_null(with);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM vote WHERE request = 1"
                                    " AND evidence = 'two-methods'"),
                 1);
    cr_assert_eq(
        world_count(world, "SELECT count(*) FROM vote WHERE request = 2 AND evidence IS NULL"), 1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE request = 'LB-1'"
                                    " AND operation = 'DenyLockboxRequest'"
                                    " AND evidence = 'two-methods'"),
                 1);
    LbActivityFilter filter = { .operations = LB_OPERATION_BIT(LB_OPERATION_DENY), .limit = 10 };
    g_autoptr(GPtrArray) entries = lb_service_log(world->service, owner, &filter, NULL);
    cr_assert_eq(entries->len, 2);
    cr_assert_str_eq(((LbActivity *)g_ptr_array_index(entries, 0))->evidence, "two-methods");
    cr_assert_null(((LbActivity *)g_ptr_array_index(entries, 1))->evidence);
}

Test(identify, a_session_needs_its_own_key)
{
    g_autoptr(World) world = world_new();
    g_free(world_tamper(world,
                        "INSERT INTO key (id, principal, type, blob, fingerprint, added) VALUES"
                        " (5, (SELECT id FROM principal WHERE account = 'owner1@contoso.example'), "
                        "'ssh-ed25519', 'AAAA', 'SHA256:x', 1),"
                        " (6, (SELECT id FROM principal WHERE account = 'owner2@contoso.example'), "
                        "'ssh-ed25519', 'BBBB', 'SHA256:y', 1)"));
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) owner = lb_service_identify_key(
        world->service, 5, "publickey ssh-ed25519 AAAA\n", "192.0.2.7", &error);
    cr_assert_str_eq(owner->account, "owner1@contoso.example");
    cr_assert_str_eq(owner->fingerprint, "SHA256:x");
    assert_refused(
        lb_service_identify_key(world->service, 5, "publickey ssh-ed25519 BBBB\n", NULL, &error),
        error, LB_REFUSAL_UNKNOWN_IDENTITY);
    assert_refused(lb_service_identify_key(world->service, 5, "password\n", NULL, &error), error,
                   LB_REFUSAL_UNKNOWN_IDENTITY);
    assert_refused(lb_service_identify_key(world->service, 77, NULL, NULL, &error), error,
                   LB_REFUSAL_UNKNOWN_IDENTITY);
    g_free(world_tamper(world, "UPDATE key SET revoked = 2 WHERE id = 5"));
    assert_refused(
        lb_service_identify_key(world->service, 5, "publickey ssh-ed25519 AAAA\n", NULL, &error),
        error, LB_REFUSAL_UNKNOWN_IDENTITY);
    /* A key revoked while its session is open stops the next act. */
    g_autofree char *shown = NULL;
    g_autoptr(LbRequest) request = world_submit(world);
    shown = lb_request_digest(request);
    LbDecision decision = { .number = 1, .shown = shown };
    assert_refused(lb_service_approve(world->service, owner, &decision, &error), error,
                   LB_REFUSAL_DISABLED);
}
