/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was asked and what became of it stay true, and who falsifies them is found. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/operator.h"
#include "store/directory.h"
#include "support/world.h"

static LbRequest *
approve(World *world, const char *account, const LbRequest *request, GError **error)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown };
    return lb_service_approve(world->service, actor, &decision, error);
}

static void
vote(World *world, const char *account, const LbRequest *request, int hours)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(GError) error = NULL;
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown, .hours = hours };
    g_autoptr(LbRequest) after = lb_service_approve(world->service, actor, &decision, &error);
    cr_assert_not_null(after, "%s: %s", account, error != NULL ? error->message : "");
}

static void
assert_log_is_good(World *world)
{
    g_autoptr(LbVerification) found = lb_operator_verify(world->service, 0, NULL, NULL);
    cr_assert_not_null(found);
    cr_assert_null(found->why, "%s", found->why);
}

/* What the log does not bear out is found, whatever was changed behind the triggers. */
Test(verify, names_the_request_that_was_falsified)
{
    static const struct {
        const char *sql, *why;
    } cases[] = {
        { "UPDATE request SET hours_granted = 24", "the time of access" },
        { "UPDATE request SET access_end = access_end + 1", "the time of access" },
        { "UPDATE request SET decided_by = 'owner2@contoso.example'", "who decided" },
        { "UPDATE request SET decision_reason = 'forged'", "the reason" },
        { "UPDATE request SET ticket_title = 'other'", "what was asked" },
        { "UPDATE request SET justification = 'other'", "what was asked" },
        { "INSERT INTO vote SELECT request, 'ghost', principal, decision, hours, reason, digest, "
          "time,"
          " key, evidence FROM vote",
          "the votes" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(World) world = world_new();
        g_autoptr(GError) error = NULL;
        g_autoptr(LbRequest) request = world_submit(world);
        g_autoptr(LbRequest) approved = approve(world, "owner1@contoso.example", request, &error);
        cr_assert_not_null(approved);
        assert_log_is_good(world);
        world_forge(world, cases[i].sql);
        cr_assert(world_finds(world, cases[i].why), "%s", cases[i].sql);
    }
}

/* The same of votes: two of the three that the request needs are given, then the third. */
Test(verify, names_the_votes_that_were_falsified)
{
    static const struct {
        const char *sql, *why;
        bool decided;
    } cases[] = {
        { "DELETE FROM vote WHERE principal = (SELECT min(principal) FROM vote)", "the votes",
          false },
        { "UPDATE vote SET person = 'ghost' WHERE hours = 5", "the votes", false },
        { "UPDATE vote SET decision = 'deny' WHERE hours = 5", "the votes", false },
        { "UPDATE vote SET hours = 8", "the votes", true },
        { "UPDATE vote SET time = time + 1 WHERE hours = 5", "the votes", false },
        { "INSERT INTO vote SELECT request, 'ghost', principal, decision, hours, reason, digest, "
          "time, key, evidence FROM vote WHERE hours = 5",
          "the votes", false },
        { "UPDATE request SET quorum = 2", "how many approvals it needs", false },
        { "UPDATE request SET quorum = 1", "how many approvals it needs", true },
        { "UPDATE request SET status = 'Approved', decided_by = 'owner2@contoso.example'",
          "its status", false },
        { "UPDATE request SET hours_granted = 8", "the time of access", true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(World) world = world_new();
        g_autoptr(GError) error = NULL;
        bool found_it = false;
        cr_assert(lb_directory_set_quorum(world->store, PRODUCTION, 3, &found_it, NULL));
        world_adopt(world);
        g_autoptr(LbRequest) request = world_submit(world);
        vote(world, "owner1@contoso.example", request, 5);
        vote(world, "owner2@contoso.example", request, 6);
        if (cases[i].decided)
            vote(world, "owner3@contoso.example", request, 7);
        assert_log_is_good(world);
        world_forge(world, cases[i].sql);
        cr_assert(world_finds(world, cases[i].why), "%s", cases[i].sql);
    }
}

/* A quorum that was lowered behind the triggers before the last vote opens access, and is found. */
Test(verify, finds_access_that_too_few_opened)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    bool found_it = false;
    cr_assert(lb_directory_set_quorum(world->store, PRODUCTION, 3, &found_it, NULL));
    world_adopt(world);
    g_autoptr(LbRequest) request = world_submit(world);
    world_forge(world, "UPDATE request SET quorum = 2");
    vote(world, "owner1@contoso.example", request, 5);
    vote(world, "owner2@contoso.example", request, 6);
    world_forge(world, "UPDATE request SET quorum = 3");
    cr_assert(world_finds(world, "LB-1 (Approved) is not what the log says: the votes"));
}

Test(revoke, whoever_comes_later_is_told_who_ended_it)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbRequest) approved = approve(world, "owner1@contoso.example", request, &error);
    g_autoptr(LbActor) second = world_actor(world, "owner2@contoso.example");
    LbDecision decision = { .number = request->number, .reason = "Found it." };
    g_autoptr(LbRequest) revoked = lb_service_revoke(world->service, second, &decision, &error);
    cr_assert_not_null(revoked);
    cr_assert_str_eq(revoked->ended_by, "owner2@contoso.example");
    cr_assert_str_eq(revoked->end_reason, "Found it.");
    g_autoptr(LbRequest) late = approve(world, "owner3@contoso.example", request, &error);
    cr_assert_null(late);
    cr_assert(strstr(error->message, "Revoked by owner2@contoso.example") != NULL, "%s",
              error->message);
    assert_log_is_good(world);
}

Test(digest, is_not_changed_by_another_spelling_of_the_account)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(LbRequest) request = world_submit(world);
    g_autofree char *words = world_tamper(
        world, "UPDATE principal SET account = 'Engineer7@Fabrikam.example' WHERE account = "
               "'engineer7@fabrikam.example'");
    cr_assert_null(words);
    world_adopt(world);
    g_autoptr(LbRequest) approved = approve(world, "owner1@contoso.example", request, &error);
    cr_assert_not_null(approved, "%s", error != NULL ? error->message : "");
    assert_log_is_good(world);
}
