/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request that needs several approvals: which of them count, what they open, and what people are told meanwhile. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/deadlines.h"
#include "service/operator.h"
#include "store/changes.h"
#include "store/directory.h"
#include "support/world.h"

#define OWNER_1 "owner1@contoso.example"
#define OWNER_2 "owner2@contoso.example"
#define OWNER_3 "owner3@contoso.example"
#define APPROVER "approver1@contoso.example"

static void
set_quorum(World *world, int quorum)
{
    bool found = false;
    cr_assert(lb_directory_set_quorum(world->store, PRODUCTION, quorum, &found, NULL));
    cr_assert(found);
    world_adopt(world);
    cr_assert(lb_changes_clear(world->store, NULL)); /* who is told of it is not asked here */
}

static void
change(World *world, const char *sql)
{
    g_autofree char *words = world_tamper(world, sql);
    cr_assert_null(words, "%s: %s", sql, words);
    world_adopt(world);
    cr_assert(lb_changes_clear(world->store, NULL));
}

/* One account of the two persons @account and @other, who are one person from now on. */
static void
make_one_person(World *world, const char *account, const char *other)
{
    g_autofree char *sql =
        g_strdup_printf("UPDATE principal SET person = 'one', changed = 0 WHERE account IN "
                        "('%s', '%s'); UPDATE principal SET changed = 0",
                        account, other);
    change(world, sql);
}

static void
take_role(World *world, const char *account)
{
    g_autofree char *sql = g_strdup_printf("DELETE FROM role_assignment WHERE principal ="
                                           " (SELECT id FROM principal WHERE account = '%s')",
                                           account);
    change(world, sql);
}

static void
give_role(World *world, const char *account)
{
    g_autofree char *sql = g_strdup_printf("INSERT INTO role_assignment SELECT id, 'Owner',"
                                           " '/subscriptions/" PRODUCTION "', 'directory', 1, 1"
                                           " FROM principal WHERE account = '%s'",
                                           account);
    change(world, sql);
}

static LbRequest *
approve_for(World *world, const char *account, const LbRequest *request, int hours, GError **error)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown, .hours = hours };
    return lb_service_approve(world->service, actor, &decision, error);
}

/* The request after an approval that must be taken. */
static LbRequest *
approve(World *world, const char *account, const LbRequest *request, int hours)
{
    g_autoptr(GError) error = NULL;
    LbRequest *after = approve_for(world, account, request, hours, &error);
    cr_assert_not_null(after, "%s: %s", account, error != NULL ? error->message : "");
    return after;
}

/* The same with nothing to look at afterwards but the status. */
static void
expect_approval(World *world, const char *account, const LbRequest *request, int hours,
                LbStatus status, int approvals)
{
    g_autoptr(LbRequest) after = approve(world, account, request, hours);
    cr_assert_eq(after->status, status, "%s: %s", account, lb_status_name(after->status));
    if (status == LB_STATUS_PENDING)
        cr_assert_eq(after->approvals, approvals, "%s: %d", account, after->approvals);
}

static void
expect_refusal(World *world, const char *account, const LbRequest *request, LbRefusal refusal)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbRequest) after = approve_for(world, account, request, 0, &error);
    cr_assert_null(after, "%s", account);
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, (int)refusal), "%s: %s", account,
              error->message);
}

static LbRequest *
deny(World *world, const char *account, const LbRequest *request)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, account);
    LbDecision decision = { .number = request->number, .reason = "Not now." };
    LbRequest *after = lb_service_deny(world->service, actor, &decision, &error);
    cr_assert_not_null(after, "%s: %s", account, error != NULL ? error->message : "");
    return after;
}

static LbRequestView *
show(World *world, const char *account, const LbRequest *request)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, account);
    LbRequestView *view = lb_service_show(world->service, actor, request->number, &error);
    cr_assert_not_null(view, "%s", error != NULL ? error->message : "");
    return view;
}

static const LbAsked *
asked(const LbRequestView *view, const char *account)
{
    const LbAsked *found = NULL;
    for (guint i = 0; i < view->asked->len; i++) {
        const LbAsked *one = g_ptr_array_index(view->asked, i);
        if (strcmp(one->account, account) == 0)
            found = one;
    }
    cr_assert_not_null(found, "%s was not asked", account);
    return found;
}

static void
assert_log_is_good(World *world)
{
    g_autoptr(LbVerification) found = lb_operator_verify(world->service, 0, NULL, NULL);
    cr_assert_not_null(found);
    cr_assert_null(found->why, "%s", found->why);
}

/* A world where requests for Production need @quorum approvals, and one that waits. */
static World *
new_world(int quorum, LbRequest **request)
{
    World *world = world_new();
    set_quorum(world, quorum);
    *request = world_submit(world);
    cr_assert_eq((*request)->quorum, quorum);
    return world;
}

Test(quorum, opens_access_with_the_last_approval_for_the_fewest_hours)
{
    g_autoptr(LbRequest) request = NULL;
    g_autoptr(World) world = new_world(2, &request);
    int64_t mails = world_count(world, "SELECT count(*) FROM outbox");
    g_autoptr(LbRequest) first = approve(world, OWNER_1, request, 6);
    cr_assert_eq(first->status, LB_STATUS_PENDING);
    cr_assert_eq(first->version, request->version + 1);
    cr_assert_eq(first->approvals, 1);
    cr_assert_null(first->decided_by);
    cr_assert_eq(first->hours_granted, 0);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox"), mails, "it decides nothing");
    world_pass(world, LB_HOUR);
    g_autoptr(LbRequest) second = approve(world, OWNER_2, request, 8);
    cr_assert_eq(second->status, LB_STATUS_APPROVED);
    cr_assert_str_eq(second->decided_by, OWNER_2);
    cr_assert_eq(second->hours_granted, 6);
    cr_assert_eq(second->access_end, second->access_start + 6 * LB_HOUR);
    cr_assert_eq(second->access_start, world->reading.wall);
    cr_assert_gt(world_count(world, "SELECT count(*) FROM outbox"), mails);
    assert_log_is_good(world);
}

Test(quorum, is_told_in_the_log)
{
    g_autoptr(LbRequest) request = NULL;
    g_autoptr(World) world = new_world(2, &request);
    expect_approval(world, OWNER_1, request, 6, LB_STATUS_PENDING, 1);
    expect_approval(world, OWNER_2, request, 0, LB_STATUS_APPROVED, 0);
#define ENTRY "SELECT count(*) FROM activity WHERE request = 'LB-1' AND operation = "
#define SAYS(member) "json_extract(details, '$." member "')"
    cr_assert_eq(world_count(world, ENTRY "'CreateLockboxRequest' AND " SAYS("quorum") " = 2"), 1);
    cr_assert_eq(
        world_count(world, ENTRY
                    "'ApproveLockboxRequest' AND caller = '" OWNER_1
                    "' AND " SAYS("status") " = 'Pending' AND " SAYS("votes") " = 1 AND " SAYS(
                        "quorum") " = 2 AND " SAYS("voteHours") " = 6"),
        1);
    cr_assert_eq(
        world_count(world, ENTRY
                    "'ApproveLockboxRequest' AND caller = '" OWNER_2
                    "' AND " SAYS("status") " = 'Approved' AND " SAYS("votes") " = 2 AND " SAYS(
                        "hours") " = 6 AND " SAYS("voteHours") " = 8"),
        1);
}

Test(quorum, of_one_is_told_nowhere)
{
    g_autoptr(LbRequest) request = NULL;
    g_autoptr(World) world = new_world(1, &request);
    expect_approval(world, OWNER_1, request, 0, LB_STATUS_APPROVED, 0);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE request = 'LB-1'"
                                    " AND details LIKE '%quorum%'"),
                 0);
    assert_log_is_good(world);
}

Test(quorum, shows_who_has_voted_and_who_is_missing)
{
    g_autoptr(LbRequest) request = NULL;
    g_autoptr(World) world = new_world(3, &request);
    expect_approval(world, OWNER_2, request, 5, LB_STATUS_PENDING, 1);
    g_autoptr(LbRequestView) view = show(world, OWNER_1, request);
    cr_assert_eq(view->given, 1);
    cr_assert_eq(view->within_reach, 4);
    cr_assert_eq(view->fewest_hours, 5);
    cr_assert_eq(asked(view, OWNER_2)->vote, LB_VOTE_APPROVE);
    cr_assert_eq(asked(view, OWNER_2)->voted, world->reading.wall);
    cr_assert_eq(asked(view, OWNER_2)->hours, 5);
    cr_assert(asked(view, OWNER_2)->counts);
    cr_assert_not(asked(view, OWNER_2)->missing);
    cr_assert_eq(asked(view, OWNER_1)->vote, LB_VOTE_NONE);
    cr_assert(asked(view, OWNER_1)->missing && asked(view, OWNER_3)->missing);
    cr_assert_eq(view->why_not_approve, LB_REFUSAL_NONE);
    g_autoptr(LbRequestView) voter = show(world, OWNER_2, request);
    cr_assert_eq(voter->why_not_approve, LB_REFUSAL_ALREADY_VOTED);
    cr_assert_eq(voter->verbs & (1u << LB_VERB_DENY), 1u << LB_VERB_DENY);
    g_autoptr(LbActor) actor = world_actor(world, OWNER_1);
    LbListFilter filter = { .any_status = true, .limit = 10 };
    g_autoptr(GPtrArray) list = lb_service_list(world->service, actor, &filter, NULL);
    cr_assert_eq(((LbRequest *)g_ptr_array_index(list, 0))->approvals, 1);
}

Test(quorum, takes_one_approval_a_person)
{
    g_autoptr(LbRequest) request = NULL;
    g_autoptr(World) world = new_world(2, &request);
    expect_approval(world, OWNER_1, request, 0, LB_STATUS_PENDING, 1);
    expect_refusal(world, OWNER_1, request, LB_REFUSAL_ALREADY_VOTED);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM vote"), 1);
    assert_log_is_good(world);
}

Test(quorum, counts_two_accounts_of_one_person_once)
{
    g_autoptr(World) world = world_new();
    make_one_person(world, OWNER_1, OWNER_2);
    set_quorum(world, 2);
    g_autoptr(LbRequest) request = world_submit(world);
    expect_approval(world, OWNER_1, request, 0, LB_STATUS_PENDING, 1);
    expect_refusal(world, OWNER_2, request, LB_REFUSAL_ALREADY_VOTED);
    g_autoptr(LbRequestView) view = show(world, OWNER_2, request);
    cr_assert_not(asked(view, OWNER_2)->missing);
    cr_assert_eq(view->within_reach, 3);
    expect_approval(world, OWNER_3, request, 0, LB_STATUS_APPROVED, 0);
    assert_log_is_good(world);
}

Test(quorum, lets_another_account_vote_for_one_that_lost_the_role)
{
    g_autoptr(World) world = world_new();
    make_one_person(world, OWNER_1, OWNER_2);
    set_quorum(world, 2);
    g_autoptr(LbRequest) request = world_submit(world);
    expect_approval(world, OWNER_1, request, 3, LB_STATUS_PENDING, 1);
    take_role(world, OWNER_1);
    expect_approval(world, OWNER_2, request, 7, LB_STATUS_PENDING, 1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM vote"), 1);
    g_autoptr(LbRequest) last = approve(world, OWNER_3, request, 8);
    cr_assert_eq(last->hours_granted, 7);
    assert_log_is_good(world);
}

Test(quorum, ends_with_one_denial_even_of_who_has_approved)
{
    g_autoptr(LbRequest) request = NULL;
    g_autoptr(World) world = new_world(3, &request);
    expect_approval(world, OWNER_1, request, 0, LB_STATUS_PENDING, 1);
    expect_approval(world, OWNER_2, request, 0, LB_STATUS_PENDING, 2);
    g_autoptr(LbRequest) denied = deny(world, OWNER_1, request);
    cr_assert_eq(denied->status, LB_STATUS_DENIED);
    cr_assert_str_eq(denied->decided_by, OWNER_1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM vote"), 2);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM vote WHERE decision = 'deny'"), 1);
    expect_refusal(world, OWNER_3, request, LB_REFUSAL_ALREADY_DECIDED);
    g_autoptr(LbRequestView) view = show(world, OWNER_2, request);
    cr_assert_eq(asked(view, OWNER_1)->vote, LB_VOTE_DENY);
    cr_assert_eq(asked(view, OWNER_2)->vote, LB_VOTE_APPROVE);
    assert_log_is_good(world);
}

Test(quorum, ends_with_the_first_denial_of_somebody_else)
{
    g_autoptr(LbRequest) request = NULL;
    g_autoptr(World) world = new_world(4, &request);
    expect_approval(world, OWNER_1, request, 0, LB_STATUS_PENDING, 1);
    g_autoptr(LbRequest) denied = deny(world, APPROVER, request);
    cr_assert_eq(denied->status, LB_STATUS_DENIED);
    assert_log_is_good(world);
}

Test(quorum, counts_no_vote_of_who_lost_the_role_until_it_comes_back)
{
    g_autoptr(LbRequest) request = NULL;
    g_autoptr(World) world = new_world(3, &request);
    expect_approval(world, OWNER_1, request, 2, LB_STATUS_PENDING, 1);
    take_role(world, OWNER_1);
    expect_approval(world, OWNER_2, request, 8, LB_STATUS_PENDING, 1);
    g_autoptr(LbRequestView) without = show(world, OWNER_2, request);
    cr_assert_not(asked(without, OWNER_1)->counts || asked(without, OWNER_1)->missing);
    cr_assert_eq(without->fewest_hours, 8);
    give_role(world, OWNER_1);
    g_autoptr(LbRequestView) with = show(world, OWNER_2, request);
    cr_assert_eq(with->given, 2);
    g_autoptr(LbRequest) last = approve(world, OWNER_3, request, 7);
    cr_assert_eq(last->status, LB_STATUS_APPROVED);
    cr_assert_eq(last->hours_granted, 2);
    assert_log_is_good(world);
}

Test(quorum, takes_no_hours_from_a_vote_that_does_not_count)
{
    g_autoptr(LbRequest) request = NULL;
    g_autoptr(World) world = new_world(2, &request);
    expect_approval(world, OWNER_1, request, 2, LB_STATUS_PENDING, 1);
    take_role(world, OWNER_1);
    expect_approval(world, OWNER_2, request, 7, LB_STATUS_PENDING, 1);
    g_autoptr(LbRequest) last = approve(world, OWNER_3, request, 8);
    cr_assert_eq(last->status, LB_STATUS_APPROVED);
    cr_assert_eq(last->hours_granted, 7);
    assert_log_is_good(world);
}

Test(quorum, that_is_met_when_a_role_comes_back_is_completed_by_anybody)
{
    g_autoptr(LbRequest) request = NULL;
    g_autoptr(World) world = new_world(2, &request);
    expect_approval(world, OWNER_1, request, 0, LB_STATUS_PENDING, 1);
    take_role(world, OWNER_1);
    expect_approval(world, OWNER_2, request, 0, LB_STATUS_PENDING, 1);
    expect_refusal(world, OWNER_2, request, LB_REFUSAL_ALREADY_VOTED);
    give_role(world, OWNER_1);
    expect_approval(world, OWNER_2, request, 0, LB_STATUS_APPROVED, 0);
    assert_log_is_good(world);
}

Test(quorum, counts_no_vote_of_a_disabled_account)
{
    g_autoptr(LbRequest) request = NULL;
    g_autoptr(World) world = new_world(2, &request);
    expect_approval(world, OWNER_1, request, 0, LB_STATUS_PENDING, 1);
    change(world, "UPDATE principal SET enabled = 0 WHERE account = '" OWNER_1 "'");
    expect_approval(world, OWNER_2, request, 0, LB_STATUS_PENDING, 1);
    expect_approval(world, OWNER_3, request, 0, LB_STATUS_APPROVED, 0);
    assert_log_is_good(world);
}

Test(quorum, counts_no_vote_of_who_has_become_the_person_who_asks)
{
    g_autoptr(LbRequest) request = NULL;
    g_autoptr(World) world = new_world(2, &request);
    expect_approval(world, OWNER_1, request, 0, LB_STATUS_PENDING, 1);
    change(world,
           "UPDATE principal SET person = 'engineer7@fabrikam.example' WHERE account = '" OWNER_1
           "'");
    expect_approval(world, OWNER_2, request, 0, LB_STATUS_PENDING, 1);
    assert_log_is_good(world);
}

Test(quorum, that_is_out_of_reach_is_said_and_expires)
{
    g_autoptr(LbRequest) request = NULL;
    g_autoptr(World) world = new_world(3, &request);
    int ended = 0;
    expect_approval(world, OWNER_1, request, 0, LB_STATUS_PENDING, 1);
    take_role(world, OWNER_2);
    take_role(world, APPROVER);
    g_autoptr(LbRequestView) view = show(world, OWNER_1, request);
    cr_assert_eq(view->given, 1);
    cr_assert_eq(view->within_reach, 2);
    cr_assert_not(asked(view, OWNER_2)->missing);
    world_pass(world, 4 * LB_DAY);
    expect_refusal(world, OWNER_3, request, LB_REFUSAL_EXPIRED);
    cr_assert(lb_deadlines_run(world->service, 10, &ended, NULL));
    cr_assert_eq(ended, 1);
    g_autoptr(LbRequestView) after = show(world, OWNER_1, request);
    cr_assert_eq(after->request->status, LB_STATUS_EXPIRED);
    assert_log_is_good(world);
}

Test(quorum, is_fixed_when_the_request_begins_to_wait)
{
    g_autoptr(LbRequest) request = NULL;
    g_autoptr(World) world = new_world(2, &request);
    set_quorum(world, 1);
    expect_approval(world, OWNER_1, request, 0, LB_STATUS_PENDING, 1);
    set_quorum(world, 4);
    expect_approval(world, OWNER_2, request, 0, LB_STATUS_APPROVED, 0);
    assert_log_is_good(world);
}

static void
expect_no_quorum(World *world, const char *says)
{
    const char *const resources[] = { "vm-web-01", NULL };
    LbSubmission submission = { .ticket = "TK-7",
                                .service = "virtual-machines",
                                .scenario = "remote-desktop-windows",
                                .level = "operate",
                                .justification = "Why.",
                                .resources = resources };
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
    g_autoptr(LbRequest) request = lb_service_submit(world->service, engineer, &submission, &error);
    cr_assert_null(request);
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_NO_QUORUM), "%s", error->message);
    cr_assert_not_null(strstr(error->message, says), "%s", error->message);
    cr_assert_str_eq(lb_refusal_name(LB_REFUSAL_NO_QUORUM), "no-quorum");
    cr_assert_eq(world_count(world, "SELECT count(*) FROM request"), 0);
}

Test(quorum, of_more_than_there_are_persons_is_refused_at_once)
{
    g_autoptr(World) world = world_new();
    set_quorum(world, 5);
    expect_no_quorum(world, "4 of the 5");
    make_one_person(world, OWNER_1, OWNER_2);
    set_quorum(world, 4);
    expect_no_quorum(world, "3 of the 4");
    set_quorum(world, 3);
    change(world, "UPDATE principal SET mail = NULL WHERE account = '" OWNER_3 "'");
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert_eq(request->quorum, 3, "who cannot be reached by mail counts too");
}
