/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking for more time. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/deliveries.h"
#include "service/operator.h"
#include "service/tickets.h"
#include "support/world.h"

#define OWNER "owner1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define SPEAKING(error) ((error) != NULL ? (error)->message : "")

static LbRequest *
approve(World *world, const LbRequest *request)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown };
    LbRequest *approved = lb_service_approve(world->service, owner, &decision, &error);
    cr_assert_not_null(approved, "%s", SPEAKING(error));
    return approved;
}

static LbRequest *
open_access(World *world)
{
    world_target(world, "vm-web-01");
    g_autoptr(LbRequest) request = world_submit(world);
    LbRequest *approved = approve(world, request);
    cr_assert_eq(world_open_grants(world), 1);
    return approved;
}

static void
assert_refused(World *world, const char *account, int hours, const char *why, LbRefusal refusal)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, account);
    int64_t before = world_count(world, "SELECT count(*) FROM request");
    g_autoptr(LbRequest) more = lb_service_extend(world->service, actor, 1, hours, why, &error);
    cr_assert_null(more);
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, (int)refusal), "%s", SPEAKING(error));
    cr_assert_eq(world_count(world, "SELECT count(*) FROM request"), before);
    g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM activity WHERE"
                                           " operation = 'RefuseAct' AND details LIKE '%%%s%%'",
                                           lb_refusal_name(refusal));
    cr_assert_geq(world_count(world, sql), 1);
}

Test(extend, more_time_is_another_request_that_the_owners_are_asked)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(LbRequest) request = open_access(world);
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    int64_t asked = world_count(world, "SELECT count(*) FROM outbox WHERE event = 'waiting'");
    world_pass(world, 7 * LB_HOUR);
    g_autoptr(LbRequest) more =
        lb_service_extend(world->service, engineer, 1, 3, "It is not done.", &error);
    cr_assert_not_null(more, "%s", SPEAKING(error));
    cr_assert_eq(more->number, 2);
    cr_assert_eq(more->status, LB_STATUS_PENDING);
    cr_assert_eq(more->hours, 3);
    cr_assert_eq(more->ticket, request->ticket);
    cr_assert_eq(more->level, request->level);
    cr_assert_str_eq(more->scenario, request->scenario);
    cr_assert_eq(more->resources->len, request->resources->len);
    cr_assert_str_eq(more->justification, "It is not done.");
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE event = 'waiting'"),
                 2 * asked);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE"
                                    " operation = 'ExtendLockboxRequest' AND request = 'LB-1'"
                                    " AND details LIKE '%\"by\":\"LB-2\"%'"),
                 1);
    g_autoptr(LbRequestView) view = lb_service_show(world->service, engineer, 2, NULL);
    cr_assert_eq(view->extends, 1);
    cr_assert_eq(view->extended_by, 0);
    g_autoptr(LbRequestView) old = lb_service_show(world->service, engineer, 1, NULL);
    cr_assert_eq(old->extends, 0);
    cr_assert_eq(old->extended_by, 2, "whoever ends the one reads of the other");
    cr_assert_eq(old->request->access_end, request->access_end, "nothing is silently longer");
    g_autoptr(LbRequest) approved = approve(world, more);
    cr_assert_eq(approved->access_end, world->reading.wall + 3 * LB_HOUR);
    cr_assert_eq(world_open_grants(world), 1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM access_grant WHERE status = 'open'"), 2);
    g_auto(GStrv) found = world_verify(world);
    cr_assert_null(found[0], "%s", found[0]);
}

/* The newest mail about LB-2, as lockboxd would send it. */
static LbMessage *
claim_newest(World *world)
{
    for (;;) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbMessage) message = lb_deliveries_claim(world->service, LB_MINUTE, &error);
        cr_assert_not_null(message, "%s", SPEAKING(error));
        if (message->request->number == 2)
            return g_steal_pointer(&message);
        cr_assert_eq(message->extends, 0);
        cr_assert(lb_deliveries_settle(world->service, message, LB_DELIVERY_ACCEPTED, "", NULL));
    }
}

Test(extend, mails_about_more_time_know_of_which_access_and_when_that_ends)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = open_access(world);
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    world_pass(world, 7 * LB_HOUR);
    g_autoptr(LbRequest) more =
        lb_service_extend(world->service, engineer, 1, 3, "It is not done.", NULL);
    cr_assert_not_null(more);
    g_autoptr(LbMessage) message = claim_newest(world);
    cr_assert_eq(message->extends, 1);
    cr_assert_not(message->extends_jit);
    cr_assert_not(message->extends_over);
    cr_assert_eq(message->extends_end, request->access_end);
    world_pass(world, LB_MINUTE);
    LbDecision end = { .number = 1 };
    g_autoptr(LbRequest) ended = lb_service_complete(world->service, engineer, &end, NULL);
    cr_assert_not_null(ended);
    g_autoptr(LbMessage) meanwhile = claim_newest(world);
    cr_assert_not(meanwhile->extends_over);
    cr_assert_eq(meanwhile->extends_end, 0, "it is being ended");
    cr_assert_geq(world_open_grants(world), 1);
    world_pass(world, LB_MINUTE);
    g_autoptr(LbMessage) late = claim_newest(world);
    cr_assert(late->extends_over);
    cr_assert_eq(late->extends_end, world->reading.wall - LB_MINUTE);
}

Test(extend, who_did_not_ask_what_is_not_open_and_what_is_no_reason_is_refused)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) waiting = world_submit(world);
    assert_refused(world, ENGINEER, 2, "More.", LB_REFUSAL_NO_ACCESS_OPEN);
    world_target(world, "vm-web-01");
    g_autoptr(LbRequest) approved = approve(world, waiting);
    assert_refused(world, ENGINEER, 2, "More.", LB_REFUSAL_NO_ACCESS_OPEN);
    cr_assert_eq(world_open_grants(world), 1);
    assert_refused(world, "engineer8@fabrikam.example", 2, "More.", LB_REFUSAL_NOT_FOUND);
    assert_refused(world, OWNER, 2, "More.", LB_REFUSAL_NOT_THE_REQUESTER);
    assert_refused(world, ENGINEER, 0, "More.", LB_REFUSAL_HOURS_OUT_OF_RANGE);
    assert_refused(world, ENGINEER, 25, "More.", LB_REFUSAL_HOURS_OUT_OF_RANGE);
    assert_refused(world, ENGINEER, 2, "", LB_REFUSAL_TEXT_EMPTY);
    assert_refused(world, ENGINEER, 2, "\x1b[2J", LB_REFUSAL_UNSAFE_TEXT);
    world_pass(world, 8 * LB_HOUR);
    assert_refused(world, ENGINEER, 2, "More.", LB_REFUSAL_NO_ACCESS_OPEN);
}

Test(extend, the_same_rules_and_limits_hold_as_for_asking)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = open_access(world);
    const LbRequestLimits one = { .waiting = 0, .an_hour = 1 };
    lb_service_limit_requests(world->service, &one);
    assert_refused(world, ENGINEER, 2, "More.", LB_REFUSAL_TOO_MANY_THIS_HOUR);
    const LbRequestLimits any = { 0, 0 };
    lb_service_limit_requests(world->service, &any);
    world->reading.wall += 2 * LB_HOUR;
    assert_refused(world, ENGINEER, 2, "More.", LB_REFUSAL_CLOCK_SUSPECT);
    world->reading.wall -= 2 * LB_HOUR;
    world_forge(world, "UPDATE ticket SET assignee = 'engineer8@fabrikam.example'");
    assert_refused(world, ENGINEER, 2, "More.", LB_REFUSAL_NOT_YOUR_TICKET);
    world_forge(world, "DELETE FROM role_assignment WHERE role = 'Support Engineer'");
    assert_refused(world, ENGINEER, 2, "More.", LB_REFUSAL_NOT_AN_ENGINEER);
}
