/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From an approval to open access and to its end: what lockboxd is given to do, and what follows from what became of it. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/deadlines.h"
#include "service/grants.h"
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
