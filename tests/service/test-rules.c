/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The just-in-time rules in submission: each outcome, internal approval, and what is kept of it. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/deadlines.h"
#include "service/endorse.h"
#include "service/operator.h"
#include "service/preview.h"
#include "store/directory.h"
#include "support/world.h"

#define ENGINEER "engineer7@fabrikam.example"
#define LEAD "lead1@fabrikam.example"
#define MANAGER "manager1@fabrikam.example"

static LbSubmission
ask_for(const char *scenario, const char *level)
{
    static const char *const resources[] = { "vm-web-01", NULL };
    return (LbSubmission){ .ticket = "TK-7",
                           .service = "virtual-machines",
                           .scenario = scenario,
                           .level = level,
                           .hours = 8,
                           .justification = "It stops; we look.",
                           .resources = resources };
}

/* "yes", or the name of the refusal; the request, the caller's, in @request. */
static const char *
submit(World *world, const LbSubmission *submission, LbRequest **request)
{
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(GError) error = NULL;
    *request = lb_service_submit(world->service, engineer, submission, &error);
    cr_assert(*request != NULL || error->domain == LB_REFUSAL_ERROR, "%s", error->message);
    return *request != NULL ? "yes" : lb_refusal_name((LbRefusal)error->code);
}

/* One that waits for internal approval. */
static LbRequest *
hold(World *world)
{
    LbSubmission submission = ask_for("remote-desktop-windows", "administer");
    LbRequest *request = NULL;
    cr_assert_str_eq(submit(world, &submission, &request), "yes");
    cr_assert_eq(request->status, LB_STATUS_INITIALIZING);
    return request;
}

static LbRequest *
answer(World *world, const char *account, const LbRequest *request, bool yes, GError **error)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number,
                            .shown = shown,
                            .reason = yes ? NULL : "Not for this." };
    return yes ? lb_service_endorse(world->service, actor, &decision, error)
               : lb_service_decline(world->service, actor, &decision, error);
}

static const char *
refusal_of(World *world, const char *account, const LbRequest *request, bool yes)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbRequest) after = answer(world, account, request, yes, &error);
    cr_assert_null(after);
    return lb_refusal_name((LbRefusal)error->code);
}

static void
expect_count(World *world, int64_t count, const char *sql)
{
    int64_t found = world_count(world, sql);
    cr_assert_eq(found, count, "%s: %d", sql, (int)found);
}

/* That @event is told to the engineer and to just these of the provider's, "A,B". */
static void
expect_told(World *world, const char *event, const char *others)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT coalesce(group_concat(address), '') = '%s' FROM (SELECT address FROM outbox"
        " WHERE event = '%s' AND address <> '" ENGINEER "' ORDER BY address)",
        others, event);
    g_autofree char *asker = g_strdup_printf(
        "SELECT count(*) FROM outbox WHERE event = '%s' AND address = '" ENGINEER "'", event);
    expect_count(world, 1, sql);
    expect_count(world, 1, asker);
}

static void
expect_good_log(World *world)
{
    g_autoptr(LbVerification) found = lb_operator_verify(world->service, 0, NULL, NULL);
    cr_assert_not_null(found);
    cr_assert_null(found->why, "%s", found->why);
}

static void
follow(World *world, const char *rules)
{
    g_autofree char *path = g_build_filename(world->data, "policy.conf", NULL);
    cr_assert(g_file_set_contents(path, rules, -1, NULL));
    lb_service_follow_rules(world->service, path, 2 * LB_HOUR);
}

Test(rules, an_unproven_identity_is_refused_by_the_rule_in_words)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(GError) error = NULL;
    LbSubmission submission = ask_for("remote-desktop-windows", "read");
    cr_assert(lb_directory_set_isolated(world->store, engineer->principal, false, NULL));
    g_autoptr(LbRequest) none = lb_service_submit(world->service, engineer, &submission, &error);
    cr_assert_null(none);
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_RULE));
    cr_assert_not_null(strstr(error->message, "Neither an isolated identity"), "%s",
                       error->message);
    expect_count(world, 0, "SELECT count(*) FROM request");
    expect_count(world, 1,
                 "SELECT count(*) FROM activity WHERE operation = 'RefuseAct'"
                 " AND details LIKE '%refused-by-rule%'");
    engineer->evidence = LB_EVIDENCE_SECURITY_KEY;
    g_autoptr(LbRequest) proved = lb_service_submit(world->service, engineer, &submission, NULL);
    cr_assert_not_null(proved);
}

Test(rules, without_customer_data_access_opens_at_once_and_stands_in_the_customers_log)
{
    g_autoptr(World) world = world_new();
    LbSubmission submission = ask_for("host-diagnostics", "read");
    g_autoptr(LbRequest) request = NULL;
    cr_assert_str_eq(submit(world, &submission, &request), "yes");
    cr_assert_eq(request->status, LB_STATUS_APPROVED);
    cr_assert_eq(request->access_end - request->access_start, 8 * LB_HOUR);
    expect_count(world, 1,
                 "SELECT count(*) FROM activity WHERE operation = 'AutoApproveLockboxRequest'"
                 " AND tenant = '" CONTOSO "' AND request = 'JIT-1'");
    expect_count(world, 0, "SELECT count(*) FROM outbox WHERE event = 'waiting'");
    expect_count(world, 1, "SELECT count(*) FROM outbox WHERE event = 'approved'");
    expect_good_log(world);
    g_autoptr(LbActor) owner = world_actor(world, "owner1@contoso.example");
    LbDecision decision = { .number = request->number, .reason = "Not now." };
    g_autoptr(LbRequest) ended = lb_service_revoke(world->service, owner, &decision, NULL);
    cr_assert_not_null(ended);
    expect_good_log(world);
}

/* How many entries of its request @account finds under @id. */
static guint
find_entries(World *world, const char *account, const char *id)
{
    g_autoptr(LbActor) reader = world_actor(world, account);
    LbActivityFilter filter = { .request = id, .limit = 100 };
    g_autoptr(GPtrArray) entries = lb_service_log(world->service, reader, &filter, NULL);
    cr_assert_not_null(entries);
    for (guint i = 0; i < entries->len; i++)
        cr_assert_str_eq(((LbActivity *)g_ptr_array_index(entries, i))->request, "JIT-1");
    return entries->len;
}

Test(rules, access_without_customer_data_is_no_lockbox_request_and_its_id_says_so)
{
    g_autoptr(World) world = world_new();
    LbSubmission submission = ask_for("host-diagnostics", "read");
    g_autoptr(LbRequest) request = NULL, lockbox = NULL;
    cr_assert_str_eq(submit(world, &submission, &request), "yes");
    lockbox = world_submit(world);
    g_autofree char *id = lb_request_id(request), *next = lb_request_id(lockbox);
    cr_assert_str_eq(id, "JIT-1");
    cr_assert_str_eq(next, "LB-2");
    cr_assert_eq(find_entries(world, "owner1@contoso.example", "JIT-1"), 2);
    cr_assert_eq(find_entries(world, "owner1@contoso.example", "lb-1"), 2);
    cr_assert_eq(find_entries(world, ENGINEER, "JIT-1"), 2);
    cr_assert_eq(find_entries(world, "owner@nihon.example", "JIT-1"), 0);
    g_autofree char *turned = world_tamper(world, "UPDATE request SET jit_only = 0");
    cr_assert_not_null(turned);
    /* Without the trigger: it is shown as something else than was asked for. */
    world_forge(world, "UPDATE request SET jit_only = 1 WHERE number = 2");
    cr_assert(world_finds(world, "request 2: jit_only is 1"));
}

Test(rules, access_that_the_rules_opened_ends_by_itself)
{
    g_autoptr(World) world = world_new();
    LbSubmission submission = ask_for("host-diagnostics", "read");
    g_autoptr(LbRequest) request = NULL;
    int ended = 0;
    cr_assert_str_eq(submit(world, &submission, &request), "yes");
    world_pass(world, 8 * LB_HOUR);
    cr_assert(lb_deadlines_run(world->service, 10, &ended, NULL));
    cr_assert_eq(ended, 1);
    expect_count(world, 1, "SELECT count(*) FROM request WHERE status = 'Completed'");
    expect_good_log(world);
}

Test(rules, the_customer_hears_of_it_only_after_internal_approval)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = hold(world);
    expect_count(world, 0, "SELECT count(*) FROM outbox WHERE address LIKE '%contoso%'");
    expect_count(world, 2, "SELECT count(*) FROM outbox WHERE event = 'held'");
    expect_count(world, 0, "SELECT count(*) FROM approver");
    expect_good_log(world);
    world_pass(world, LB_HOUR);
    g_autoptr(LbRequest) after = answer(world, LEAD, request, true, NULL);
    cr_assert_not_null(after);
    cr_assert_eq(after->status, LB_STATUS_PENDING);
    cr_assert_eq(after->notified, world->reading.wall);
    cr_assert_eq(after->expiration - after->notified, 4 * LB_DAY);
    expect_count(world, 4,
                 "SELECT count(DISTINCT address) FROM outbox WHERE event = 'waiting'"
                 " AND address LIKE '%contoso%'");
    expect_count(world, 1,
                 "SELECT count(*) FROM outbox WHERE event = 'waiting' AND address = '" ENGINEER
                 "'");
    expect_good_log(world);
    cr_assert_str_eq(refusal_of(world, MANAGER, after, true), "already-decided");
    g_autoptr(LbActor) owner = world_actor(world, "owner1@contoso.example");
    g_autofree char *shown = lb_request_digest(after);
    LbDecision decision = { .number = after->number, .shown = shown };
    g_autoptr(LbRequest) approved = lb_service_approve(world->service, owner, &decision, NULL);
    cr_assert_not_null(approved);
    expect_good_log(world);
}

Test(rules, nobody_endorses_their_own_and_only_whom_the_rule_names)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = hold(world);
    cr_assert_str_eq(refusal_of(world, ENGINEER, request, true), "not-an-endorser");
    cr_assert_str_eq(refusal_of(world, "admin1@fabrikam.example", request, true),
                     "not-an-endorser");
    cr_assert_str_eq(refusal_of(world, "owner1@contoso.example", request, true), "not-an-endorser");
    g_autofree char *words = world_tamper(world, "UPDATE principal SET person = '" ENGINEER
                                                 "' WHERE account = '" LEAD "'");
    cr_assert_null(words);
    cr_assert_str_eq(refusal_of(world, LEAD, request, true), "own-request");
    cr_assert_str_eq(refusal_of(world, LEAD, request, false), "own-request");
}

Test(rules, as_many_persons_as_the_rule_asks_for)
{
    g_autoptr(World) world = world_new();
    follow(world,
           "[two]\nlabel=Two of us\noutcome=internal-approval\n"
           "approvers=Support Lead;DevOps Manager\napprovals=2\nask-customer=customer-data\n");
    g_autoptr(LbRequest) request = hold(world);
    g_autoptr(LbRequest) first = answer(world, LEAD, request, true, NULL);
    cr_assert_eq(first->status, LB_STATUS_INITIALIZING);
    cr_assert_str_eq(refusal_of(world, LEAD, request, true), "already-voted");
    expect_good_log(world);
    g_autoptr(LbRequest) second = answer(world, MANAGER, request, true, NULL);
    cr_assert_eq(second->status, LB_STATUS_PENDING);
    expect_good_log(world);
}

Test(rules, too_few_who_could_endorse_refuses)
{
    g_autoptr(World) world = world_new();
    follow(world, "[two]\nlabel=Two managers\noutcome=internal-approval\n"
                  "approvers=DevOps Manager\napprovals=2\nask-customer=customer-data\n");
    LbSubmission submission = ask_for("remote-desktop-windows", "read");
    g_autoptr(LbRequest) request = NULL;
    cr_assert_str_eq(submit(world, &submission, &request), "no-endorser");
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
    g_autoptr(LbPreview) preview = NULL;
    g_autoptr(GError) error = NULL;
    cr_assert_not(lb_submit_preview(world->service, engineer, &submission, &preview, &error));
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_NO_ENDORSER));
}

Test(rules, a_role_that_the_rule_does_not_name_is_not_asked)
{
    g_autoptr(World) world = world_new();
    follow(world, "[one]\nlabel=A manager\noutcome=internal-approval\n"
                  "approvers=DevOps Manager\napprovals=1\nask-customer=customer-data\n");
    g_autoptr(LbRequest) request = hold(world);
    cr_assert_str_eq(refusal_of(world, LEAD, request, true), "not-named");
    expect_count(world, 0, "SELECT count(*) FROM outbox WHERE address = '" LEAD "'");
}

Test(rules, declining_ends_it_and_the_engineer_is_mailed)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = hold(world);
    g_autoptr(LbRequest) after = answer(world, MANAGER, request, false, NULL);
    cr_assert_eq(after->status, LB_STATUS_DENIED);
    cr_assert_str_eq(after->decision_reason, "Not for this.");
    expect_count(world, 1,
                 "SELECT count(*) FROM outbox WHERE event = 'declined' AND address = '" ENGINEER
                 "'");
    expect_count(world, 0, "SELECT count(*) FROM outbox WHERE address LIKE '%contoso%'");
    expect_told(world, "declined", LEAD); /* the manager knows */
    expect_good_log(world);
}

Test(rules, who_would_have_had_to_endorse_hears_that_it_is_canceled)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = hold(world);
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    LbDecision decision = { .number = request->number };
    g_autoptr(LbRequest) after = lb_service_cancel(world->service, engineer, &decision, NULL);
    cr_assert_eq(after->status, LB_STATUS_CANCELED);
    expect_told(world, "canceled", LEAD "," MANAGER);
    expect_count(world, 0, "SELECT count(*) FROM outbox WHERE address LIKE '%contoso%'");
    expect_count(world, 1,
                 "SELECT count(*) FROM activity WHERE operation = 'CancelLockboxRequest'"
                 " AND details LIKE '%\"step\":\"canceled\",\"rule\":\"high-level\"%'");
    expect_good_log(world);
}

Test(rules, internal_approval_has_a_time_of_its_own)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = hold(world);
    int ended = 0;
    world_pass(world, LB_DAY - 1);
    cr_assert(lb_deadlines_run(world->service, 10, &ended, NULL));
    cr_assert_eq(ended, 0);
    world_pass(world, 1);
    cr_assert_str_eq(refusal_of(world, LEAD, request, true), "expired");
    cr_assert(lb_deadlines_run(world->service, 10, &ended, NULL));
    cr_assert_eq(ended, 1);
    expect_count(world, 1, "SELECT count(*) FROM request WHERE status = 'Expired'");
    expect_told(world, "expired", LEAD "," MANAGER);
    expect_count(world, 1,
                 "SELECT count(*) FROM activity WHERE operation = 'ExpireLockboxRequest'"
                 " AND details LIKE '%\"step\":\"lapsed\"%'");
    expect_good_log(world);
}

Test(rules, what_they_said_is_kept_for_engineer_and_owner_and_never_changes)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = hold(world);
    const char *const readers[] = { ENGINEER, "owner1@contoso.example", LEAD };
    for (size_t i = 0; i < G_N_ELEMENTS(readers); i++) {
        g_autoptr(LbActor) reader = world_actor(world, readers[i]);
        g_autoptr(LbRequestView) view =
            lb_service_show(world->service, reader, request->number, NULL);
        cr_assert_not_null(view->weighing, "%s", readers[i]);
        cr_assert_eq(view->weighing->steps->len, 3);
        const LbWeighed *last = g_ptr_array_index(view->weighing->steps, 2);
        cr_assert_str_eq(last->rule, "high-level");
        cr_assert_str_eq(last->label, "Administering single resources");
        cr_assert_str_eq(last->words, "Applies: the access level is administer.");
    }
    g_autofree char *update = world_tamper(world, "UPDATE weighing SET approvals = 0");
    g_autofree char *gone = world_tamper(world, "DELETE FROM weighing");
    cr_assert(update != NULL && gone != NULL);
    world_forge(world, "UPDATE weighing SET trace = replace(trace, 'administer', 'operate')");
    cr_assert(world_finds(world, "what the rules said"));
}

Test(rules, an_answer_that_the_log_does_not_know_is_found)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = hold(world);
    g_autofree char *words = world_tamper(
        world, "INSERT INTO endorsement (request, person, principal, role, decision, digest, time)"
               " SELECT 1, person, id, 'Support Lead', 'endorse', 'x', 1 FROM principal"
               " WHERE account = '" LEAD "'");
    cr_assert_null(words);
    cr_assert(world_finds(world, "who approved internally"));
}

Test(rules, a_wrong_file_lets_nothing_through)
{
    g_autoptr(World) world = world_new();
    LbSubmission submission = ask_for("remote-desktop-windows", "read");
    g_autoptr(LbRequest) request = NULL;
    follow(world, "[all]\nlabel=All\noutcome=pas\nask-customer=always\n");
    cr_assert_str_eq(submit(world, &submission, &request), "bad-rules");
    expect_count(world, 0, "SELECT count(*) FROM request");
}

Test(rules, a_preview_says_what_would_be_and_writes_nothing)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    const char *const tables[] = { "request", "activity", "outbox", "weighing", "refused" };
    int64_t before[G_N_ELEMENTS(tables)];
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM %s", tables[i]);
        before[i] = world_count(world, sql);
    }
    LbSubmission held = ask_for("remote-desktop-windows", "administer"),
                 open = ask_for("host-diagnostics", "read");
    g_autoptr(LbPreview) one = NULL, two = NULL, three = NULL;
    cr_assert(lb_submit_preview(world->service, engineer, &held, &one, NULL));
    cr_assert_eq(one->weighing->ruling, LB_RULING_APPROVAL);
    cr_assert(one->weighing->approvals == 1 && one->told == 4 && one->quorum == 1);
    cr_assert_str_eq(one->request->justification, held.justification);
    cr_assert(lb_submit_preview(world->service, engineer, &open, &two, NULL));
    cr_assert(two->weighing->ruling == LB_RULING_PASS && two->told == 0);
    cr_assert(lb_directory_set_isolated(world->store, engineer->principal, false, NULL));
    cr_assert(lb_submit_preview(world->service, engineer, &held, &three, NULL));
    cr_assert_eq(three->weighing->ruling, LB_RULING_REFUSE);
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM %s", tables[i]);
        cr_assert_eq(world_count(world, sql), before[i], "%s", tables[i]);
    }
}

static void
close_ticket(World *world)
{
    g_autofree char *words = world_tamper(world, "UPDATE ticket SET closed = 1 WHERE number = 7");
    cr_assert_null(words, "%s", words);
}

Test(rules, nobody_opens_access_for_a_ticket_that_is_closed)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) held = hold(world), waiting = world_submit(world);
    g_autoptr(LbActor) owner = world_actor(world, "owner1@contoso.example");
    g_autofree char *shown = lb_request_digest(waiting);
    g_autoptr(GError) error = NULL;
    close_ticket(world);
    cr_assert_str_eq(refusal_of(world, LEAD, held, true), "closed-ticket");
    LbDecision decision = { .number = waiting->number, .shown = shown, .reason = "It is over." };
    g_autoptr(LbRequest) none = lb_service_approve(world->service, owner, &decision, &error);
    cr_assert_null(none);
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_CLOSED_TICKET));
    g_autoptr(LbRequestView) view = lb_service_show(world->service, owner, waiting->number, NULL);
    cr_assert_eq(view->why_not_approve, LB_REFUSAL_CLOSED_TICKET);
    /* A no is said all the same. */
    g_autoptr(LbRequest) denied = lb_service_deny(world->service, owner, &decision, NULL);
    cr_assert_not_null(denied);
    g_autoptr(LbRequest) declined = answer(world, MANAGER, held, false, NULL);
    cr_assert_not_null(declined);
}

/* A second subscription of the same customer, with a machine of its own. */
static void
add_secret(World *world)
{
    g_autofree char *words = world_tamper(
        world, "INSERT INTO subscription (id, tenant, name) VALUES ('secret', '" CONTOSO
               "', 'Secret'); INSERT INTO resource (key, id, subscription, resource_group, name,"
               " type, model, os, import) SELECT replace(key, '" PRODUCTION "', 'secret'),"
               " replace(id, '" PRODUCTION "', 'secret'), 'secret', resource_group, 'vm-secret',"
               " type, model, os, import FROM resource WHERE name = 'vm-web-01'");
    cr_assert_null(words, "%s", words);
}

Test(rules, what_the_ticket_is_not_about_is_as_unknown_as_what_there_is_not)
{
    g_autoptr(World) world = world_new();
    add_secret(world);
    const char *const machines[] = {
        "/subscriptions/secret/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/"
        "vm-web-01",
        "/subscriptions/" HONBAN "/resourceGroups/rg-web/providers/Microsoft.Compute/"
        "virtualMachines/vm-honban",
        "/subscriptions/" PRODUCTION "/resourceGroups/rg-web/providers/Microsoft.Compute/"
        "virtualMachines/vm-nowhere",
        "vm-secret",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(machines); i++) {
        const char *const resources[] = { machines[i], NULL };
        LbSubmission submission = ask_for("remote-desktop-windows", "read");
        submission.resources = resources;
        g_autoptr(LbRequest) request = NULL;
        cr_assert_str_eq(submit(world, &submission, &request), "unknown-resource", "%s",
                         machines[i]);
    }
}

Test(rules, one_request_is_about_one_subscription_also_where_the_ticket_is_about_the_customer)
{
    g_autoptr(World) world = world_new();
    add_secret(world);
    g_autofree char *words =
        world_tamper(world, "UPDATE ticket SET subscription = NULL WHERE number = 7");
    cr_assert_null(words, "%s", words);
    const char *const both[] = { "vm-web-01", "vm-secret", NULL }, *const foreign[] = {
        "/subscriptions/" HONBAN "/resourceGroups/rg-web/providers/Microsoft.Compute/"
        "virtualMachines/vm-honban",
        NULL
    };
    LbSubmission submission = ask_for("remote-desktop-windows", "read");
    g_autoptr(LbRequest) none = NULL, other = NULL;
    submission.resources = both;
    cr_assert_str_eq(submit(world, &submission, &none), "several-subscriptions");
    submission.resources = foreign;
    cr_assert_str_eq(submit(world, &submission, &other), "unknown-resource");
}
