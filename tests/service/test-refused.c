/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was refused is recorded: at once the first time, by numbers when it goes on, where the right people read it. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "service/deadlines.h"
#include "service/people.h"
#include "support/world.h"

#define REFUSED "SELECT count(*) FROM activity WHERE operation = 'RefuseAct'"
#define LEAD "lead1@fabrikam.example"

static void
deny(World *world, const char *account, int64_t number)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    LbDecision decision = { .number = number, .reason = "No." };
    g_autoptr(GError) error = NULL;
    cr_assert_null(lb_service_deny(world->service, actor, &decision, &error));
    cr_assert_eq(error->domain, LB_REFUSAL_ERROR, "%s", error->message);
}

static void
run_deadlines(World *world)
{
    int ended = 0;
    cr_assert(lb_deadlines_run(world->service, 100, &ended, NULL));
}

/* The Japanese customer's request. */
static LbRequest *
submit_foreign(World *world)
{
    const char *const resources[] = { "vm-honban", NULL };
    LbSubmission submission = { .ticket = "TK-10",
                                .service = "virtual-machines",
                                .scenario = "remote-desktop-windows",
                                .level = "read",
                                .hours = 1,
                                .justification = "It stops.",
                                .resources = resources };
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
    g_autoptr(GError) error = NULL;
    LbRequest *request = lb_service_submit(world->service, engineer, &submission, &error);
    cr_assert_not_null(request, "%s", error != NULL ? error->message : "");
    return request;
}

/* Tells of all that has gathered by now. */
static void
tell_everything(World *world)
{
    world_pass(world, 2 * LB_HOUR);
    run_deadlines(world);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM refused"), 0);
}

Test(refused, stands_in_the_log_of_the_request)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    deny(world, "reader1@contoso.example", 1);
    cr_assert_eq(world_count(world, REFUSED " AND request = 'LB-1' AND tenant = '" CONTOSO "'"
                                            " AND caller = 'reader1@contoso.example'"
                                            " AND details LIKE '%\"refusal\":\"not-an-approver\"%'"
                                            " AND details LIKE '%\"verb\":\"deny\"%'"
                                            " AND details LIKE '%\"count\":1%'"),
                 1);
    /* The engineer's own request: its owners read that too. */
    deny(world, "engineer7@fabrikam.example", 1);
    cr_assert_eq(world_count(world, REFUSED " AND request = 'LB-1' AND tenant = '" CONTOSO "'"
                                            " AND caller = 'engineer7@fabrikam.example'"),
                 1);
}

Test(refused, is_told_of_a_foreign_request_on_the_own_side_alone)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) stranger = world_actor(world, "owner@nihon.example");
    cr_assert_null(lb_service_show(world->service, stranger, 1, NULL));
    cr_assert_eq(world_count(world, REFUSED " AND tenant = '" NIHON "' AND request IS NULL"
                                            " AND details LIKE '%\"named\":\"LB-1\"%'"
                                            " AND details LIKE '%\"refusal\":\"not-found\"%'"),
                 1);
    cr_assert_eq(world_count(world, REFUSED), 1);
}

Test(refused, fills_no_log)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    for (int i = 0; i < 500; i++)
        deny(world, "reader1@contoso.example", i % 2 == 0 ? 1 : 1000 + i);
    cr_assert_eq(world_count(world, REFUSED), 2, "one for each sort: not an approver, not found");
    cr_assert_eq(world_count(world, "SELECT sum(untold) FROM refused"), 498);
    /* Within the hour nothing more is told, after it the number of all that followed. */
    world_pass(world, LB_HOUR / 2);
    run_deadlines(world);
    cr_assert_eq(world_count(world, REFUSED), 2);
    world_pass(world, LB_HOUR);
    run_deadlines(world);
    cr_assert_eq(world_count(world, REFUSED " AND details LIKE '%\"count\":249%'"
                                            " AND caller = 'reader1@contoso.example'"),
                 2);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM refused"), 0);
    /* It starts again. */
    deny(world, "reader1@contoso.example", 1);
    cr_assert_eq(world_count(world, REFUSED), 5);
}

Test(refused, tells_with_the_next_one_what_has_gathered)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    for (int i = 0; i < 5; i++)
        deny(world, "reader1@contoso.example", 1);
    world_pass(world, 2 * LB_HOUR);
    deny(world, "reader1@contoso.example", 1);
    cr_assert_eq(world_count(world, REFUSED), 2);
    cr_assert_eq(world_count(world, REFUSED " AND details LIKE '%\"count\":5%'"), 1);
}

Test(refused, includes_running_the_place_and_strangers)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
    g_autoptr(GError) error = NULL;
    cr_assert(!lb_people_enable(world->service, engineer, "owner1@contoso.example", false, &error));
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_NOT_AN_ADMIN));
    LbPeopleFilter filter = { .limit = 10 };
    cr_assert_null(lb_people_list(world->service, engineer, &filter, NULL));
    cr_assert_eq(world_count(world, REFUSED " AND tenant IS NULL"
                                            " AND details LIKE '%\"verb\":\"administer\"%'"
                                            " AND details LIKE '%\"refusal\":\"not-an-admin\"%'"),
                 1);
    cr_assert_eq(world_count(world, "SELECT sum(untold) FROM refused"), 1);
    cr_assert_null(
        lb_service_identify_key(world->service, 77, "publickey x y\n", "192.0.2.7", NULL));
    cr_assert_eq(world_count(world, REFUSED " AND caller IS NULL AND address = '192.0.2.7'"
                                            " AND details LIKE '%unknown-identity%'"),
                 1);
}

Test(refused, is_counted_for_each_customer_by_itself)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) contoso = world_submit(world), nihon = submit_foreign(world);
    deny(world, LEAD, contoso->number);
    for (int i = 0; i < 40; i++)
        deny(world, LEAD, nihon->number);
    deny(world, LEAD, contoso->number);
    cr_assert_eq(world_count(world, REFUSED), 2, "the first about each customer at once");
    tell_everything(world);
    cr_assert_eq(world_count(world, REFUSED), 4);
    cr_assert_eq(world_count(world, REFUSED " AND tenant = '" NIHON "' AND request = 'LB-2'"
                                            " AND caller = '" LEAD "'"
                                            " AND details LIKE '%\"count\":39%'"),
                 1);
    cr_assert_eq(world_count(world, REFUSED " AND tenant = '" CONTOSO "' AND request = 'LB-1'"
                                            " AND details LIKE '%\"count\":1,%'"),
                 2);
    cr_assert_eq(world_count(world, REFUSED " AND tenant = '" CONTOSO "'"
                                            " AND details LIKE '%LB-2%'"),
                 0);
    cr_assert_eq(world_count(world, REFUSED " AND tenant = '" NIHON "' AND details LIKE '%LB-1%'"),
                 0);
}

Test(refused, of_several_requests_is_told_in_their_tenant_s_log_and_names_none)
{
    g_autoptr(World) world = world_new();
    for (int i = 0; i < 3; i++)
        lb_request_free(world_submit(world));
    for (int i = 0; i < 9; i++)
        deny(world, LEAD, i % 3 + 1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM refused"), 1);
    tell_everything(world);
    cr_assert_eq(world_count(world, REFUSED " AND tenant = '" CONTOSO "' AND request IS NULL"
                                            " AND details LIKE '%\"count\":8%'"
                                            " AND details NOT LIKE '%named%'"),
                 1);
    cr_assert_eq(world_count(world, REFUSED " AND request = 'LB-1'"), 1, "the first");
    cr_assert_eq(world_count(world, REFUSED), 2);
}

Test(refused, of_what_nobody_may_know_stays_on_the_own_side_however_much_is_named)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) contoso = world_submit(world), nihon = submit_foreign(world);
    for (int i = 0; i < 300; i++) {
        deny(world, "engineer8@fabrikam.example", i + 1); /* sees none of them */
        deny(world, LEAD, G_MAXINT64 - i);
        deny(world, "owner@nihon.example", 1);
    }
    cr_assert_eq(world_count(world, "SELECT count(*) FROM refused"), 3);
    cr_assert_eq(world_count(world, REFUSED), 3);
    tell_everything(world);
    cr_assert_eq(world_count(world, REFUSED " AND tenant IS NULL AND request IS NULL"), 4);
    cr_assert_eq(world_count(world, REFUSED " AND tenant = '" NIHON "' AND request IS NULL"), 2);
    cr_assert_eq(world_count(world, REFUSED), 6, "and nothing in Contoso's log");
}

Test(refused, is_not_mixed_with_what_the_same_tenant_may_know_of)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) owner = world_actor(world, "owner1@contoso.example");
    /* A number that there is and one that there is not, refused alike. */
    cr_assert_null(world_tamper(world, "UPDATE principal SET enabled = 0 WHERE account LIKE"
                                       " 'owner1@%'; DELETE FROM change"));
    for (int i = 0; i < 4; i++) {
        LbDecision decision = { .number = i % 2 == 0 ? 1 : 99, .reason = "No." };
        cr_assert_null(lb_service_deny(world->service, owner, &decision, NULL));
    }
    tell_everything(world);
    cr_assert_eq(world_count(world, REFUSED " AND request = 'LB-1'"
                                            " AND details LIKE '%disabled%'"),
                 2);
    cr_assert_eq(world_count(world, REFUSED " AND request IS NULL"
                                            " AND details LIKE '%disabled%LB-99%'"),
                 2);
    cr_assert_eq(world_count(world, REFUSED), 4);
}

/* Reads */

/* What makes the service call lockboxd: takes the calls that came. */
static int
count_calls(int listener)
{
    int calls = 0;
    for (int peer; (peer = accept(listener, NULL, NULL)) >= 0; calls++)
        close(peer);
    return calls;
}

static int
listen_for_calls(World *world)
{
    g_auto(LbFd) directory = open(world->data, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    g_snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/lockboxd.sock",
               directory);
    cr_assert_eq(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    cr_assert_eq(listen(listener, 100), 0);
    return listener;
}

Test(refused, reading_the_log_and_the_list_is_recorded_and_wakes_once)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) reader = world_actor(world, "reader1@contoso.example");
    LbActivityFilter filter = { .limit = 10, .text = "Zq7raw" };
    LbListFilter all = { .any_status = true, .limit = 10 };
    LbActivityReach reach;
    cr_assert_null(world_tamper(world, "DELETE FROM role_assignment WHERE principal = (SELECT id"
                                       " FROM principal WHERE account LIKE 'reader1@%');"
                                       "DELETE FROM change"));
    g_auto(LbFd) listener = listen_for_calls(world);
    for (int i = 0; i < 20; i++) {
        cr_assert_null(lb_service_log(world->service, reader, &filter, NULL));
        cr_assert_null(lb_service_log_some(world->service, reader, &filter, &reach, NULL));
    }
    cr_assert_eq(count_calls(listener), 1, "the first");
    cr_assert_eq(world_count(world, REFUSED " AND tenant = '" CONTOSO "'"
                                            " AND caller = 'reader1@contoso.example'"
                                            " AND details LIKE '%\"verb\":\"read\"%'"
                                            " AND details LIKE '%not-an-approver%'"),
                 1);
    cr_assert_eq(world_count(world, "SELECT sum(untold) FROM refused"), 39);
    cr_assert_null(world_tamper(world, "UPDATE principal SET enabled = 0 WHERE account LIKE"
                                       " 'reader1@%'; DELETE FROM change"));
    for (int i = 0; i < 3; i++) {
        g_autoptr(GError) error = NULL;
        cr_assert_null(lb_service_list(world->service, reader, &all, &error));
        cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_DISABLED));
    }
    cr_assert_eq(count_calls(listener), 1);
    cr_assert_eq(world_count(world, REFUSED " AND details LIKE '%\"refusal\":\"disabled\"%'"), 1);
    cr_assert_eq(world_count(world, REFUSED " AND details LIKE '%Zq7raw%'"), 0);
    g_autoptr(LbRequest) another = world_submit(world);
    cr_assert_eq(count_calls(listener), 1, "an act calls as ever");
}

Test(refused, a_command_that_is_none_is_recorded_by_what_is_wrong)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) owner = world_actor(world, "owner1@contoso.example");
    g_auto(LbFd) listener = listen_for_calls(world);
    for (int i = 0; i < 30; i++) {
        lb_service_record_malformed(world->service, owner, LB_MALFORMED_CHARACTER);
        lb_service_record_malformed(world->service, owner, LB_MALFORMED_COMMAND);
    }
    cr_assert_eq(count_calls(listener), 2);
    cr_assert_eq(world_count(world, REFUSED " AND tenant = '" CONTOSO "' AND request IS NULL"
                                            " AND caller = 'owner1@contoso.example' AND details ="
                                            " '{\"verb\":\"command\",\"refusal\":"
                                            "\"malformed-character\",\"count\":1}'"),
                 1);
    cr_assert_eq(world_count(world, REFUSED " AND details LIKE '%unknown-command%'"), 1);
    tell_everything(world);
    cr_assert_eq(world_count(world, REFUSED " AND details LIKE '%\"count\":29%'"), 2);
}
