/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From an approval to open access and to its end: what lockboxd is given to do, and what follows from what became of it. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/deadlines.h"
#include "service/grants.h"
#include "service/import.h"
#include "service/operator.h"
#include "service/targets.h"
#include "service/tickets.h"
#include "support/world.h"

#define OWNER "owner1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define SPEAKING(error) ((error) != NULL ? (error)->message : "")

typedef LbRequest *(*Act)(LbService *, const LbActor *, const LbDecision *, GError **);

static LbRequest *
try_act(World *world, Act act, const char *account, const LbRequest *request, GError **error)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown, .reason = "For a reason." };
    return act(world->service, actor, &decision, error);
}

static LbStatus
act_on(World *world, Act act, const char *account, const LbRequest *request)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbRequest) after = try_act(world, act, account, request, &error);
    cr_assert_not_null(after, "%s", SPEAKING(error));
    return after->status;
}

static LbStatus
status_of(World *world, const LbRequest *request)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    g_autoptr(LbRequestView) view = lb_service_show(world->service, owner, request->number, &error);
    cr_assert_not_null(view, "%s", SPEAKING(error));
    return view->request->status;
}

static void
assert_status(World *world, const LbRequest *request, LbStatus status)
{
    LbStatus found = status_of(world, request);
    cr_assert_eq(found, status, "%s instead of %s", lb_status_name(found), lb_status_name(status));
}

/* How many grants have the status. */
static int64_t
grants(World *world, const char *status)
{
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM access_grant WHERE status = '%s'", status);
    return world_count(world, sql);
}

static int64_t
entries(World *world, const char *operation)
{
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM activity WHERE operation = '%s'", operation);
    return world_count(world, sql);
}

static int64_t
mails(World *world, const char *event)
{
    g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM outbox WHERE event = '%s'", event);
    return world_count(world, sql);
}

static void
assert_sound(World *world)
{
    g_auto(GStrv) found = world_verify(world);
    cr_assert_null(found[0], "%s", found[0]);
}

static void
run_deadlines(World *world, int expected)
{
    g_autoptr(GError) error = NULL;
    int ended = 0;
    cr_assert(lb_deadlines_run(world->service, 100, &ended, &error), "%s", SPEAKING(error));
    cr_assert_eq(ended, expected, "%d", ended);
}

/* Two machines with targets, and a request for both that is approved. */
static LbRequest *
approve(World *world)
{
    world_target(world, "vm-web-01");
    world_target(world, "vm-web-02");
    LbRequest *request = world_submit(world);
    cr_assert_eq(act_on(world, lb_service_approve, OWNER, request), LB_STATUS_APPROVING);
    return request;
}

static LbRequest *
approve_and_open(World *world)
{
    LbRequest *request = approve(world);
    cr_assert_eq(world_open_grants(world), 2);
    assert_status(world, request, LB_STATUS_APPROVED);
    return request;
}

Test(grants, a_request_without_targets_is_approved_and_revoked_at_once)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert_eq(act_on(world, lb_service_approve, OWNER, request), LB_STATUS_APPROVED);
    cr_assert_eq(world_open_grants(world), 0);
    cr_assert_eq(act_on(world, lb_service_revoke, OWNER, request), LB_STATUS_REVOKED);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM access_grant"), 0);
    assert_sound(world);
}

Test(grants, an_approval_opens_what_has_a_target_and_a_revocation_closes_it)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_and_open(world);
    cr_assert_eq(entries(world, "OpenAccess"), 2);
    cr_assert_eq(grants(world, "open"), 2);
    cr_assert_eq(act_on(world, lb_service_revoke, OWNER, request), LB_STATUS_REVOKING);
    cr_assert_eq(mails(world, "revoked"), 0);
    cr_assert_eq(world_open_grants(world), 2);
    assert_status(world, request, LB_STATUS_REVOKED);
    cr_assert_eq(grants(world, "closed"), 2);
    cr_assert_eq(mails(world, "revoked"), 5);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM provisioning"), 0);
    assert_sound(world);
}

Test(grants, a_grant_has_its_target_the_ports_of_the_scenario_and_the_time_of_the_approval)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_and_open(world);
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(LbRequestView) view =
        lb_service_show(world->service, engineer, request->number, NULL);
    cr_assert_eq(view->grants->len, 2);
    const LbGrantState *state = g_ptr_array_index(view->grants, 0);
    cr_assert_str_eq(state->resource_name, "vm-web-01");
    cr_assert_eq(lb_grant_check(state->grant), LB_GRANT_FAULT_NONE);
    cr_assert_str_eq(state->grant->request, "LB-1");
    cr_assert(lb_grant_has_port(state->grant, 3389));
    cr_assert_eq(state->grant->end, view->request->access_end);
    cr_assert_eq(state->grant->end - state->grant->start, 8 * LB_HOUR);
    cr_assert_str_eq(state->connection->login, "support");
    cr_assert_str_eq(state->provisioner, "ssh-certificate");
}

Test(grants, access_that_is_handed_back_completes_once_it_is_closed)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_and_open(world);
    cr_assert_eq(act_on(world, lb_service_complete, ENGINEER, request), LB_STATUS_COMPLETING);
    cr_assert_eq(world_count(world, "SELECT ended FROM request"), 0);
    cr_assert_eq(world_open_grants(world), 2);
    assert_status(world, request, LB_STATUS_COMPLETED);
    cr_assert_gt(world_count(world, "SELECT ended FROM request"), 0);
    cr_assert_eq(mails(world, "completed"), 5);
    assert_sound(world);
}

Test(grants, access_that_is_still_opened_is_handed_back_as_well)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve(world);
    cr_assert_eq(act_on(world, lb_service_complete, ENGINEER, request), LB_STATUS_COMPLETING);
    cr_assert_eq(grants(world, "closing"), 2);
    cr_assert_eq(world_open_grants(world), 2);
    assert_status(world, request, LB_STATUS_COMPLETED);
    assert_sound(world);
}

Test(grants, the_end_of_time_closes_what_is_open)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_and_open(world);
    world_pass(world, 8 * LB_HOUR - 1);
    run_deadlines(world, 0);
    world_pass(world, 1);
    run_deadlines(world, 1);
    assert_status(world, request, LB_STATUS_COMPLETING);
    cr_assert_eq(world_open_grants(world), 2);
    assert_status(world, request, LB_STATUS_COMPLETED);
    assert_sound(world);
}

Test(grants, what_is_not_open_by_its_end_never_opens)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve(world);
    g_autoptr(LbGrantWork) work = lb_grants_next(world->service, NULL, NULL);
    cr_assert_eq(work->state->status, LB_GRANT_OPENING);
    world_pass(world, 8 * LB_HOUR);
    g_autoptr(LbGrantWork) late = lb_grants_next(world->service, NULL, NULL);
    cr_assert_null(late);
    LbConnection connection = { .address = (char *)"192.0.2.7",
                                .port = 22,
                                .login = (char *)"support" };
    LbGrantOutcome outcome = { .serial = work->state->grant->serial,
                               .status = LB_GRANT_OPENING,
                               .done = true,
                               .connection = &connection };
    cr_assert(lb_grants_settle(world->service, &outcome, NULL));
    cr_assert_eq(grants(world, "open"), 0);
    run_deadlines(world, 1);
    assert_status(world, request, LB_STATUS_COMPLETING);
    cr_assert_eq(world_open_grants(world), 2);
    assert_status(world, request, LB_STATUS_COMPLETED);
    assert_sound(world);
}

/* Failing */

static void
fail_to_open(World *world, int64_t wait)
{
    int64_t serial = 0;
    world_settle(world, false, true, "no route\x1b[2J to host\nat all", &serial);
    cr_assert_eq(serial, 1);
    world_pass(world, wait - 1);
    g_autoptr(LbGrantWork) early = lb_grants_next(world->service, NULL, NULL);
    cr_assert_null(early, "%d", (int)(wait / LB_SECOND));
    world_pass(world, 1);
}

static LbRequest *
approve_one(World *world)
{
    world_target(world, "vm-web-01");
    LbRequest *request = world_submit(world);
    cr_assert_eq(act_on(world, lb_service_approve, OWNER, request), LB_STATUS_APPROVING);
    return request;
}

Test(grants, opening_is_tried_five_times_and_then_given_up_and_told)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_one(world);
    int64_t serial = 0;
    fail_to_open(world, LB_SECOND);
    fail_to_open(world, 5 * LB_SECOND);
    fail_to_open(world, 15 * LB_SECOND);
    fail_to_open(world, LB_MINUTE);
    assert_status(world, request, LB_STATUS_APPROVING);
    cr_assert_eq(mails(world, "not-opened"), 0);
    world_settle(world, false, true, "no route", &serial);
    assert_status(world, request, LB_STATUS_ERROR);
    cr_assert_eq(grants(world, "failing"), 1);
    cr_assert_eq(mails(world, "not-opened"), 5);
    cr_assert_eq(entries(world, "OpenAccess"), 5);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE operation = 'OpenAccess'"
                                    " AND details LIKE '%no route%' AND details LIKE"
                                    " '%\"attempts\":5%' AND details LIKE '%\"givenUp\":true%'"),
                 1);
    cr_assert_eq(
        world_count(world, "SELECT count(*) FROM activity WHERE instr(details, char(27)) > 0"), 0);
    cr_assert_eq(world_open_grants(world), 1);
    cr_assert_eq(grants(world, "failed"), 1);
    assert_sound(world);
}

Test(grants, what_cannot_go_well_later_is_given_up_at_once)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_one(world);
    int64_t serial = 0;
    world_settle(world, false, false, "quota", &serial);
    assert_status(world, request, LB_STATUS_ERROR);
    cr_assert_gt(world_count(world, "SELECT ended FROM request"), 0);
    cr_assert_eq(entries(world, "OpenAccess"), 1);
    assert_sound(world);
}

Test(grants, one_that_fails_leaves_the_other_open_and_people_are_told)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve(world);
    int64_t failed = 0, serial = 0;
    world_settle(world, false, false, "quota", &failed);
    assert_status(world, request, LB_STATUS_APPROVING);
    world_settle(world, true, false, NULL, &serial); /* clears up after the one that failed */
    cr_assert_eq(serial, failed);
    world_settle(world, true, false, NULL, &serial);
    cr_assert_neq(serial, failed);
    assert_status(world, request, LB_STATUS_APPROVED);
    cr_assert_eq(mails(world, "not-opened"), 5);
    cr_assert_eq(act_on(world, lb_service_complete, ENGINEER, request), LB_STATUS_COMPLETING);
    cr_assert_eq(world_open_grants(world), 1);
    assert_status(world, request, LB_STATUS_COMPLETED);
    assert_sound(world);
}

Test(grants, closing_goes_on_for_ever_and_is_alarmed_once)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_one(world);
    const int64_t waits[] = { LB_SECOND, 5 * LB_SECOND, 15 * LB_SECOND,
                              LB_MINUTE, 5 * LB_MINUTE, 5 * LB_MINUTE };
    cr_assert_eq(world_open_grants(world), 1);
    cr_assert_eq(act_on(world, lb_service_revoke, OWNER, request), LB_STATUS_REVOKING);
    for (size_t i = 0; i < G_N_ELEMENTS(waits); i++) {
        int64_t serial = 0;
        cr_assert_eq(mails(world, "not-ended"), i < LB_GRANT_CLOSE_ALARM ? 0 : 5);
        world_settle(world, false, false, "host is down", &serial);
        world_pass(world, waits[i] - 1);
        g_autoptr(LbGrantWork) early = lb_grants_next(world->service, NULL, NULL);
        cr_assert_null(early);
        world_pass(world, 1);
    }
    assert_status(world, request, LB_STATUS_REVOKING);
    g_autoptr(GPtrArray) states = lb_grants_of_request(world->service, request->number, NULL);
    const LbGrantState *state = g_ptr_array_index(states, 0);
    cr_assert(state->alarmed);
    cr_assert_str_eq(state->words, "host is down");
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE"
                                    " details LIKE '%\"alarm\":true%'"),
                 1);
    cr_assert_eq(world_open_grants(world), 1);
    assert_status(world, request, LB_STATUS_REVOKED);
    assert_sound(world);
}

/* Races */

Test(grants, what_is_revoked_while_it_opens_is_closed_next)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_one(world);
    g_autoptr(LbGrantWork) opening = lb_grants_next(world->service, NULL, NULL);
    cr_assert_eq(act_on(world, lb_service_revoke, OWNER, request), LB_STATUS_REVOKING);
    LbConnection connection = { .address = (char *)"192.0.2.7",
                                .port = 22,
                                .login = (char *)"support" };
    LbGrantOutcome outcome = {
        .serial = 1, .status = opening->state->status, .done = true, .connection = &connection
    };
    cr_assert(lb_grants_settle(world->service, &outcome, NULL));
    cr_assert_eq(grants(world, "closing"), 1);
    cr_assert_eq(entries(world, "OpenAccess"), 0);
    g_autoptr(LbGrantWork) closing = lb_grants_next(world->service, NULL, NULL);
    cr_assert_eq(closing->state->status, LB_GRANT_CLOSING);
    cr_assert_eq(closing->revoked->len, 1);
    cr_assert_eq(g_array_index(closing->revoked, int64_t, 0), 1);
    cr_assert_eq(world_open_grants(world), 1);
    assert_status(world, request, LB_STATUS_REVOKED);
    assert_sound(world);
}

Test(grants, a_second_outcome_of_the_same_changes_nothing)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_one(world);
    LbConnection connection = { .address = (char *)"192.0.2.7",
                                .port = 22,
                                .login = (char *)"support" };
    LbGrantOutcome outcome = {
        .serial = 1, .status = LB_GRANT_OPENING, .done = true, .connection = &connection
    };
    cr_assert(lb_grants_settle(world->service, &outcome, NULL));
    outcome.done = false;
    cr_assert(lb_grants_settle(world->service, &outcome, NULL));
    cr_assert_eq(grants(world, "open"), 1);
    cr_assert_eq(entries(world, "OpenAccess"), 1);
    assert_sound(world);
}

Test(grants, an_outcome_of_what_there_is_not_is_an_error)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    LbGrantOutcome outcome = { .serial = 5, .status = LB_GRANT_OPENING };
    cr_assert_not(lb_grants_settle(world->service, &outcome, &error));
    cr_assert(g_error_matches(error, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT));
}

Test(grants, what_is_under_way_is_not_given_out_again_and_closing_goes_first)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve(world);
    g_autoptr(GArray) busy = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (int64_t serial = 1; serial <= 2; serial++) {
        g_autoptr(LbGrantWork) work = lb_grants_next(world->service, busy, NULL);
        cr_assert_eq(work->state->grant->serial, serial);
        g_array_append_val(busy, serial);
    }
    g_autoptr(LbGrantWork) none = lb_grants_next(world->service, busy, NULL);
    cr_assert_null(none);
    world_pass(world, LB_SECOND);
    cr_assert(lb_targets_remove(world->service, "vm-web-02", NULL));
    g_autoptr(LbGrantWork) first = lb_grants_next(world->service, NULL, NULL);
    cr_assert_eq(first->state->grant->serial, 2);
    cr_assert_eq(first->state->status, LB_GRANT_CLOSING);
}

/* What ends access from outside */

Test(grants, a_changed_target_ends_its_own_access_and_no_other)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_and_open(world);
    cr_assert(lb_targets_remove(world->service, "vm-web-01", NULL));
    assert_status(world, request, LB_STATUS_APPROVED);
    cr_assert_eq(world_open_grants(world), 1);
    assert_status(world, request, LB_STATUS_APPROVED);
    cr_assert(lb_targets_remove(world->service, "vm-web-02", NULL));
    assert_status(world, request, LB_STATUS_COMPLETING);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE"
                                    " details LIKE '%the target was changed%'"),
                 2);
    cr_assert_eq(mails(world, "completed"), 0);
    cr_assert_eq(world_open_grants(world), 1);
    assert_status(world, request, LB_STATUS_COMPLETED);
    cr_assert_eq(mails(world, "completed"), 5);
    assert_sound(world);
}

Test(grants, a_target_that_goes_while_all_of_it_opens_completes)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_one(world);
    cr_assert(lb_targets_remove(world->service, "vm-web-01", NULL));
    assert_status(world, request, LB_STATUS_COMPLETING);
    cr_assert_eq(world_open_grants(world), 1);
    assert_status(world, request, LB_STATUS_COMPLETED);
    assert_sound(world);
}

Test(grants, closing_the_ticket_completes_what_is_open_because_of_it)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_and_open(world);
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(GError) error = NULL;
    g_autoptr(LbTicket) ticket =
        lb_service_close_ticket(world->service, engineer, 7, "Solved.", &error);
    cr_assert_not_null(ticket, "%s", SPEAKING(error));
    assert_status(world, request, LB_STATUS_COMPLETING);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM request WHERE end_reason ="
                                    " 'the ticket was closed' AND ended_by = '" ENGINEER "'"),
                 1);
    cr_assert_eq(world_open_grants(world), 2);
    assert_status(world, request, LB_STATUS_COMPLETED);
    cr_assert_eq(mails(world, "completed"), 5);
    assert_sound(world);
}

Test(grants, closing_the_ticket_completes_access_that_lockbox_did_not_open_at_once)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) owner = world_actor(world, "contributor1@contoso.example");
    cr_assert_eq(act_on(world, lb_service_approve, OWNER, request), LB_STATUS_APPROVED);
    g_autoptr(LbTicket) ticket = lb_service_close_ticket(world->service, owner, 7, NULL, NULL);
    cr_assert_not_null(ticket);
    assert_status(world, request, LB_STATUS_COMPLETED);
    cr_assert_eq(mails(world, "completed"), 5);
    assert_sound(world);
}

Test(grants, closing_the_ticket_cancels_what_nobody_has_decided)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) pending = world_submit(world);
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    const char *const resources[] = { "vm-web-01", NULL };
    LbSubmission administer = { .ticket = "TK-7",
                                .service = "virtual-machines",
                                .scenario = "remote-desktop-windows",
                                .level = "administer",
                                .justification = "We look.",
                                .resources = resources };
    g_autoptr(LbRequest) held = lb_service_submit(world->service, engineer, &administer, NULL);
    cr_assert_eq(held->status, LB_STATUS_INITIALIZING);
    g_autoptr(LbTicket) ticket = lb_service_close_ticket(world->service, engineer, 7, NULL, NULL);
    cr_assert_not_null(ticket);
    assert_status(world, pending, LB_STATUS_CANCELED);
    assert_status(world, held, LB_STATUS_CANCELED);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM request WHERE decision_reason ="
                                    " 'the ticket was closed' AND decided_by = '" ENGINEER "'"),
                 2);
    cr_assert_eq(entries(world, "CancelLockboxRequest"), 2);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE event = 'canceled' AND"
                                    " request = 1 AND approver = 1"),
                 4);
    cr_assert_geq(world_count(world, "SELECT count(*) FROM outbox WHERE event = 'canceled' AND"
                                     " request = 2 AND address = 'lead1@fabrikam.example'"),
                  1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE event = 'canceled' AND"
                                    " address = '" ENGINEER "'"),
                 2);
    assert_sound(world);
}

Test(grants, a_ticket_that_an_import_brings_closed_ends_the_same)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(LbRequest) open = approve_and_open(world);
    g_autoptr(LbRequest) pending = world_submit(world);
    g_autofree char *path = g_build_filename(world->data, "directory.json", NULL);
    const char text[] = "{ \"tickets\": [ { \"id\": \"TK-7\", \"tenant\": \"" CONTOSO "\","
                        " \"title\": \"Solved\", \"severity\": \"C\","
                        " \"openedBy\": \"contributor1@contoso.example\","
                        " \"opened\": \"2026-01-01T00:00:00Z\","
                        " \"closed\": \"2026-01-02T00:00:00Z\" } ] }";
    LbImportReport report;
    cr_assert(g_file_set_contents(path, text, -1, &error), "%s", SPEAKING(error));
    cr_assert(lb_import_directory(world->service, path, false, &report, &error), "%s",
              SPEAKING(error));
    cr_assert_eq(report.tickets, 1);
    assert_status(world, open, LB_STATUS_COMPLETING);
    assert_status(world, pending, LB_STATUS_CANCELED);
    cr_assert_eq(mails(world, "canceled"), 5);
    cr_assert_eq(world_open_grants(world), 2);
    assert_status(world, open, LB_STATUS_COMPLETED);
    assert_sound(world);
}

Test(grants, access_without_customer_data_opens_by_the_rules_alone)
{
    g_autoptr(World) world = world_new();
    const char *const resources[] = { "vm-web-01", NULL };
    LbSubmission submission = { .ticket = "TK-7",
                                .service = "virtual-machines",
                                .scenario = "host-diagnostics",
                                .level = "read",
                                .hours = 8,
                                .justification = "We look.",
                                .resources = resources };
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    world_target(world, "vm-web-01");
    g_autoptr(LbRequest) request = lb_service_submit(world->service, engineer, &submission, NULL);
    cr_assert_eq(request->status, LB_STATUS_APPROVING);
    g_autoptr(LbGrantWork) work = lb_grants_next(world->service, NULL, NULL);
    cr_assert_str_eq(work->state->grant->request, "JIT-1");
    cr_assert_eq(world_open_grants(world), 1);
    assert_status(world, request, LB_STATUS_APPROVED);
    cr_assert_eq(act_on(world, lb_service_complete, ENGINEER, request), LB_STATUS_COMPLETING);
    cr_assert_eq(world_open_grants(world), 1);
    assert_status(world, request, LB_STATUS_COMPLETED);
    assert_sound(world);
}

/* Damage and restart */

static void
reconcile(World *world, int expected)
{
    g_autoptr(GError) error = NULL;
    int wrong = 0;
    cr_assert(lb_grants_reconcile(world->service, &wrong, &error), "%s", SPEAKING(error));
    cr_assert_eq(wrong, expected, "%d", wrong);
}

Test(grants, a_sound_state_is_left_alone_on_start)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve(world);
    reconcile(world, 0);
    cr_assert_eq(world_open_grants(world), 2);
    reconcile(world, 0);
    act_on(world, lb_service_revoke, OWNER, request);
    reconcile(world, 0);
    cr_assert_eq(world_open_grants(world), 2);
    reconcile(world, 0);
    assert_sound(world);
}

static void
forge(World *world, const char *sql)
{
    world_forge(world, sql);
    lb_service_free(world->service);
    world->service =
        lb_service_open_with_clock(world->data, "lockbox.example", &world->clock, NULL);
}

Test(grants, access_without_a_request_that_is_open_is_closed_on_start)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_and_open(world);
    forge(world, "UPDATE request SET status = 'Revoked'");
    reconcile(world, 2);
    cr_assert_eq(world_open_grants(world), 2);
    cr_assert_eq(grants(world, "closed"), 2);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE"
                                    " operation = 'CloseAccess' AND details LIKE"
                                    " '%\"reconciled\":true%'"),
                 2);
}

Test(grants, what_cannot_be_put_right_on_start_keeps_nothing_else_from_it)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_and_open(world);
    g_autoptr(GError) error = NULL;
    int wrong = 0;
    forge(world, "UPDATE request SET status = 'Revoked';"
                 " CREATE TRIGGER damage BEFORE UPDATE ON access_grant WHEN OLD.serial = 1 BEGIN"
                 "  SELECT RAISE(ABORT, 'the disk is damaged here'); END");
    cr_assert_not(lb_grants_reconcile(world->service, &wrong, &error));
    cr_assert_not_null(strstr(SPEAKING(error), "the disk is damaged here"));
    cr_assert_eq(wrong, 1);
    cr_assert_eq(world_open_grants(world), 1);
    cr_assert_eq(grants(world, "closed"), 1);
}

Test(grants, a_request_without_its_grants_ends_on_start)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve(world);
    forge(world, "DELETE FROM provisioning; DELETE FROM access_grant");
    reconcile(world, 1);
    assert_status(world, request, LB_STATUS_ERROR);
    reconcile(world, 0);
}

Test(grants, what_was_forgotten_is_done_after_a_start)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_and_open(world);
    act_on(world, lb_service_revoke, OWNER, request);
    forge(world, "DELETE FROM provisioning");
    cr_assert_eq(world_open_grants(world), 0);
    reconcile(world, 2);
    cr_assert_eq(world_open_grants(world), 2);
    assert_status(world, request, LB_STATUS_REVOKED);
}

Test(grants, a_grant_ends_at_its_time_whatever_has_become_of_its_request)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_and_open(world);
    forge(world, "UPDATE request SET status = 'Nonsense', access_end = access_end * 2");
    world_pass(world, 8 * LB_HOUR);
    run_deadlines(world, 2);
    cr_assert_eq(grants(world, "closing"), 2);
    cr_assert_eq(world_open_grants(world), 2);
    forge(world, "DELETE FROM request_resource; DELETE FROM request");
}

Test(grants, a_grant_whose_request_is_gone_ends_as_well)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_and_open(world);
    forge(world, "DELETE FROM request");
    world_pass(world, 8 * LB_HOUR);
    run_deadlines(world, 2);
    cr_assert_eq(world_open_grants(world), 2);
    cr_assert_eq(grants(world, "closed"), 2);
}

Test(grants, access_ends_with_the_account_and_with_the_role_of_an_engineer)
{
    static const char *const ways[] = {
        "UPDATE principal SET enabled = 0 WHERE account = '" ENGINEER "'",
        "DELETE FROM role_assignment WHERE principal ="
        " (SELECT id FROM principal WHERE account = '" ENGINEER "')",
        "UPDATE role_assignment SET role = 'Support Lead' WHERE principal ="
        " (SELECT id FROM principal WHERE account = '" ENGINEER "')",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        g_autoptr(World) world = world_new();
        g_autoptr(LbRequest) request = approve_and_open(world);
        run_deadlines(world, 0);
        forge(world, ways[i]);
        run_deadlines(world, 2);
        run_deadlines(world, 0);
        assert_status(world, request, LB_STATUS_COMPLETING);
        cr_assert_eq(world_open_grants(world), 2);
        assert_status(world, request, LB_STATUS_COMPLETED);
        cr_assert_eq(grants(world, "closed"), 2);
        cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE operation ="
                                        " 'CloseAccess' AND details LIKE '%switched off%'"),
                     2);
    }
}

Test(grants, what_a_script_has_opened_to_a_key_ends_with_the_key)
{
    g_autoptr(World) world = world_new();
    lb_service_provide_by(world->service, "script");
    g_autoptr(LbRequest) request = approve_and_open(world);
    forge(world, "UPDATE access_grant SET at_principal = NULL WHERE serial = 1;"
                 " UPDATE access_grant SET at_principal = 'lockbox-1' WHERE serial = 2;"
                 " INSERT INTO key (principal, type, blob, fingerprint, added, revoked)"
                 "  SELECT id, 'ssh-ed25519', 'old', 'old', 0, 1 FROM principal"
                 "  WHERE account = '" ENGINEER "'");
    run_deadlines(world, 0);
    forge(world, "INSERT INTO key (principal, type, blob, fingerprint, added, revoked)"
                 " SELECT q.requester, 'ssh-ed25519', 'new', 'new', 0, q.access_start + 1"
                 "  FROM request q");
    run_deadlines(world, 1);
    run_deadlines(world, 0);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM access_grant WHERE status = 'closing'"
                                    " AND serial = 1"),
                 1);
    cr_assert_eq(entries(world, "CloseAccess"), 1);
    assert_status(world, request, LB_STATUS_APPROVED);
}

Test(grants, what_is_approved_for_somebody_who_was_switched_off_meanwhile_never_opens)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve(world);
    forge(world, "UPDATE principal SET enabled = 0 WHERE account = '" ENGINEER "'");
    run_deadlines(world, 2);
    cr_assert_eq(world_open_grants(world), 2);
    cr_assert_eq(entries(world, "OpenAccess"), 0);
    assert_status(world, request, LB_STATUS_COMPLETED);
}

Test(grants, what_does_not_belong_together_is_found)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_and_open(world);
    assert_sound(world);
    forge(world, "UPDATE request SET status = 'Completed'");
    cr_assert(world_finds(world, "grant 1 is open, or on its way, but its request is not"));
    cr_assert(world_finds(world, "grant 2 is open"));
    forge(world, "UPDATE request SET status = 'Approved'; UPDATE access_grant SET status ="
                 " 'closing' WHERE serial = 1; UPDATE access_grant SET status = 'failed'"
                 " WHERE serial = 2");
    cr_assert(world_finds(world, "LB-1 is open, but none of its grants is"));
}

/* Certificates */

#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/"

static bool
mints(World *world, int64_t serial)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbMint) mint = lb_grants_mint(world->service, serial, KEY, &error);
    if (mint == NULL)
        cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_NO_ACCESS_OPEN), "%s",
                  SPEAKING(error));
    else
        cr_assert_leq(mint->end, mint->state->grant->end);
    return mint != NULL;
}

Test(grants, a_certificate_is_for_what_is_open_and_five_minutes)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve(world);
    cr_assert_not(mints(world, 1));
    cr_assert_not(mints(world, 99));
    cr_assert_eq(world_open_grants(world), 2);
    world_pass(world, LB_HOUR);
    g_autoptr(LbMint) mint = lb_grants_mint(world->service, 1, KEY, NULL);
    cr_assert_not_null(mint);
    cr_assert_eq(mint->end, world->reading.wall + 5 * LB_MINUTE);
    cr_assert_geq(mint->start, mint->state->grant->start);
    cr_assert_eq(entries(world, "IssueCertificate"), 1);
    g_autoptr(LbMint) bad = lb_grants_mint(world->service, 1, "ssh-ed25519 nonsense", NULL);
    cr_assert_null(bad);
    world_pass(world, 7 * LB_HOUR - LB_MINUTE);
    g_autoptr(LbMint) last = lb_grants_mint(world->service, 1, KEY, NULL);
    cr_assert_eq(last->end, last->state->grant->end);
    world_pass(world, LB_MINUTE);
    cr_assert_not(mints(world, 1), "lockboxd has not looked at the deadline");
    assert_sound(world);
}

Test(grants, nobody_who_was_switched_off_gets_a_certificate)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_and_open(world);
    cr_assert(mints(world, 1));
    forge(world, "UPDATE principal SET enabled = 0 WHERE account = '" ENGINEER "'");
    cr_assert_not(mints(world, 1));
    forge(world, "UPDATE principal SET enabled = 1");
    cr_assert(mints(world, 1));
    forge(world, "DELETE FROM role_assignment WHERE principal ="
                 " (SELECT id FROM principal WHERE account = '" ENGINEER "')");
    cr_assert_not(mints(world, 1), "an engineer no more");
}

Test(grants, what_was_revoked_stays_on_the_list_until_no_certificate_can_be_valid)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = approve_and_open(world);
    uint64_t before = 0, after = 0;
    g_autoptr(GArray) none = lb_grants_revoked(world->service, &before, NULL);
    cr_assert_eq(none->len, 0);
    act_on(world, lb_service_revoke, OWNER, request);
    cr_assert_eq(world_open_grants(world), 2);
    g_autoptr(GArray) both = lb_grants_revoked(world->service, &after, NULL);
    cr_assert_eq(both->len, 2);
    cr_assert_gt(after, before);
    world_pass(world, 8 * LB_HOUR + LB_DAY);
    g_autoptr(GArray) over = lb_grants_revoked(world->service, &after, NULL);
    cr_assert_eq(over->len, 0);
}
