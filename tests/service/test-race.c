/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many processes decide the same request at the same moment. */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "service/operator.h"
#include "store/directory.h"
#include "support/world.h"

#define PROCESSES 64

enum { WON = 10, ALREADY_DECIDED, VOTED, ALREADY_VOTED, SOMETHING_ELSE, OUTCOMES };

/* A child's whole life: its own connection, then everybody waits for the gate to close its end. */
static int
decide_once(const char *data, const char *shown, int index, int gate)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbService) service = lb_service_open(data, "lockbox.example", &error);
    const char *account = index % 3 == 0 ? "owner1@contoso.example" : "owner2@contoso.example";
    g_autoptr(LbActor) actor =
        service != NULL ? lb_service_identify_as(service, account, &error) : NULL;
    char nothing;
    if (actor == NULL || read(gate, &nothing, 1) != 0)
        return SOMETHING_ELSE;
    LbDecision decision = { .number = 1, .shown = shown, .reason = "Race." };
    g_autoptr(LbRequest) decided = index % 2 == 0
                                       ? lb_service_approve(service, actor, &decision, &error)
                                       : lb_service_deny(service, actor, &decision, &error);
    if (decided != NULL)
        return WON;
    /* The honest answer says who was first. */
    bool honest = g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_ALREADY_DECIDED) &&
                  strstr(error->message, "@contoso.example") != NULL;
    return honest ? ALREADY_DECIDED : SOMETHING_ELSE;
}

/* Starts a process for each index, lets all go at once and counts how often each outcome came. */
static void
race(int (*child)(const char *data, const char *shown, int index, int gate), const char *data,
     const char *shown, int outcomes[OUTCOMES])
{
    pid_t children[PROCESSES];
    int gate[2];
    cr_assert_eq(pipe(gate), 0);
    for (int i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        cr_assert_geq(children[i], 0);
        if (children[i] == 0) {
            close(gate[1]);
            _exit(child(data, shown, i, gate[0]));
        }
    }
    close(gate[0]);
    close(gate[1]);
    for (int i = 0; i < PROCESSES; i++) {
        int status = 0;
        cr_assert_eq(waitpid(children[i], &status, 0), children[i]);
        cr_assert(WIFEXITED(status) && WEXITSTATUS(status) >= WON, "child %d: %d", i, status);
        outcomes[WEXITSTATUS(status)]++;
    }
}

Test(race, one_of_64_processes_decides_and_63_are_told_who_did, .timeout = 120)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autofree char *shown = lb_request_digest(request);
    int outcomes[OUTCOMES] = { 0 };
    race(decide_once, world->data, shown, outcomes);
    cr_assert_eq(outcomes[WON], 1, "%d winners", outcomes[WON]);
    cr_assert_eq(outcomes[ALREADY_DECIDED], PROCESSES - 1, "%d honest answers",
                 outcomes[ALREADY_DECIDED]);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM vote"), 1);
    cr_assert_eq(world_count(world,
                             "SELECT count(*) FROM activity WHERE request = 'LB-1' AND operation IN"
                             " ('ApproveLockboxRequest', 'DenyLockboxRequest')"),
                 1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE event <> 'waiting'"), 5);
    g_autoptr(LbVerification) found = lb_operator_verify(world->service, 0, NULL, NULL);
    cr_assert_null(found->why, "%s", found->why);
}

/* The same for one of four persons of whom three have to approve. */
static int
vote_once(const char *data, const char *shown, int index, int gate)
{
    static const char *const accounts[] = { "owner1@contoso.example", "owner2@contoso.example",
                                            "owner3@contoso.example", "approver1@contoso.example" };
    g_autoptr(GError) error = NULL;
    g_autoptr(LbService) service = lb_service_open(data, "lockbox.example", &error);
    g_autoptr(LbActor) actor =
        service != NULL ? lb_service_identify_as(service, accounts[index % 4], &error) : NULL;
    char nothing;
    if (actor == NULL || read(gate, &nothing, 1) != 0)
        return SOMETHING_ELSE;
    LbDecision decision = { .number = 1, .shown = shown, .hours = 1 + index % 4 };
    g_autoptr(LbRequest) decided = lb_service_approve(service, actor, &decision, &error);
    if (decided != NULL)
        return decided->status == LB_STATUS_APPROVED ? WON : VOTED;
    if (g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_ALREADY_VOTED))
        return ALREADY_VOTED;
    bool honest = g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_ALREADY_DECIDED) &&
                  strstr(error->message, "@contoso.example") != NULL;
    return honest ? ALREADY_DECIDED : SOMETHING_ELSE;
}

Test(race, of_64_processes_three_persons_vote_and_the_third_decides, .timeout = 120)
{
    g_autoptr(World) world = world_new();
    bool found_it = false;
    cr_assert(lb_directory_set_quorum(world->store, PRODUCTION, 3, &found_it, NULL));
    world_adopt(world);
    g_autoptr(LbRequest) request = world_submit(world);
    g_autofree char *shown = lb_request_digest(request);
    int outcomes[OUTCOMES] = { 0 };
    race(vote_once, world->data, shown, outcomes);
    cr_assert_eq(outcomes[WON], 1, "%d winners", outcomes[WON]);
    cr_assert_eq(outcomes[VOTED], 2, "%d votes", outcomes[VOTED]);
    cr_assert_eq(outcomes[ALREADY_DECIDED] + outcomes[ALREADY_VOTED], PROCESSES - 3);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM vote WHERE decision = 'approve'"), 3);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE request = 'LB-1'"
                                    " AND operation = 'ApproveLockboxRequest'"),
                 3);
    cr_assert_eq(world_count(world, "SELECT hours_granted = (SELECT min(hours) FROM vote)"
                                    " FROM request"),
                 1);
    g_autoptr(LbVerification) found = lb_operator_verify(world->service, 0, NULL, NULL);
    cr_assert_null(found->why, "%s", found->why);
}
