/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of the just-in-time rules changes under a running service: right files take over, wrong ones never do. */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "service/operator.h"
#include "service/preview.h"
#include "service/rules.h"
#include "support/world.h"

#define ENGINEER "engineer7@fabrikam.example"
#define RULE(id, rest) "[" id "]\nlabel=" id "\n" rest "\n"
#define PASS "outcome=pass\nask-customer=customer-data"
#define REFUSE "outcome=refuse\nreason=No."
#define LEADS                                                            \
    "outcome=internal-approval\napprovers=Support Lead;DevOps Manager\n" \
    "approvals=1\nask-customer=always"

static const char usual[] = RULE("usual", PASS);
static const char strict[] = RULE("strict", REFUSE);
static const char led[] = RULE("led", LEADS);
static const char wrong[] = "[usual]\nlabel=Usual\noutcome=pas\nask-customer=always\n";
static const char wronger[] = "[usual]\nlabel=Usual\n\noutcome=pass\n";

/* NULL: there is no file. */
static void
put_file(World *world, const char *rules)
{
    g_autofree char *path = g_build_filename(world->data, "policy.conf", NULL);
    if (rules != NULL)
        cr_assert(lb_file_write(path, rules, strlen(rules), 0644, NULL));
    else
        cr_assert_eq(unlink(path), 0);
    lb_service_follow_rules(world->service, path, LB_DAY);
}

static LbSubmission
a_submission(void)
{
    static const char *const resources[] = { "vm-web-01", NULL };
    return (LbSubmission){ .ticket = "TK-7",
                           .service = "virtual-machines",
                           .scenario = "remote-desktop-windows",
                           .level = "read",
                           .hours = 8,
                           .justification = "It stops; we look.",
                           .resources = resources };
}

/* "Pending", the status of the new request, or the name of the refusal. @words, unless NULL, gets its words. */
static const char *
submit(World *world, char **words)
{
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(GError) error = NULL;
    LbSubmission submission = a_submission();
    g_autoptr(LbRequest) request = lb_service_submit(world->service, engineer, &submission, &error);
    cr_assert(request != NULL || error->domain == LB_REFUSAL_ERROR, "%s", error->message);
    if (words != NULL)
        *words = g_strdup(error != NULL ? error->message : "");
    return request != NULL ? lb_status_name(request->status)
                           : lb_refusal_name((LbRefusal)error->code);
}

static void
expect_submits(World *world, const char *wanted)
{
    g_autofree char *words = NULL;
    const char *found = submit(world, &words);
    cr_assert_str_eq(found, wanted, "%s instead of %s: %s", found, wanted, words);
}

static int64_t
count(World *world, const char *operation)
{
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM activity WHERE operation = '%s' AND tenant IS NULL"
                        " AND caller IS NULL AND door = 'time'",
                        operation);
    return world_count(world, sql);
}

/* How often rules came into force, and how often the log told of wrong ones. */
static void
expect_told(World *world, int changes, int refusals)
{
    cr_assert_eq(count(world, "ChangeRules"), changes, "%d changes",
                 (int)count(world, "ChangeRules"));
    cr_assert_eq(count(world, "RefuseRules"), refusals, "%d refusals",
                 (int)count(world, "RefuseRules"));
    g_autoptr(LbVerification) found = lb_operator_verify(world->service, 0, NULL, NULL);
    cr_assert_not_null(found);
    cr_assert_null(found->why, "%s", found->why);
}

Test(rulefile, a_right_file_comes_into_force_once_before_the_request_that_met_it)
{
    g_autoptr(World) world = world_new();
    put_file(world, usual);
    expect_told(world, 0, 0);
    expect_submits(world, "Pending");
    expect_submits(world, "Pending");
    expect_told(world, 1, 0);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity c JOIN activity r"
                                    " ON r.sequence = c.sequence + 1"
                                    " WHERE c.operation = 'ChangeRules' AND r.request = 'LB-1'"),
                 1);
    put_file(world, led);
    expect_submits(world, "Initializing");
    expect_told(world, 2, 0);
    g_autofree char *path = g_build_filename(world->data, "policy.conf", NULL);
    g_autofree char *before = g_compute_checksum_for_string(G_CHECKSUM_SHA256, usual, -1),
                    *after = g_compute_checksum_for_string(G_CHECKSUM_SHA256, led, -1);
    g_autofree char *sql = g_strdup_printf(
        "SELECT count(*) FROM activity WHERE operation = 'ChangeRules' AND details ="
        " '{\"before\":\"%s\",\"after\":\"%s\",\"path\":\"%s\",\"rules\":1}'",
        before, after, path);
    cr_assert_eq(world_count(world, sql), 1);
    /* What is in force again was new in between. */
    put_file(world, usual);
    expect_submits(world, "Pending");
    expect_told(world, 3, 0);
}

Test(rulefile, what_the_log_tells_of_rules_is_for_those_who_oversee)
{
    g_autoptr(World) world = world_new();
    put_file(world, usual);
    expect_submits(world, "Pending");
    put_file(world, wrong);
    expect_submits(world, "Pending");
    const struct {
        const char *account;
        guint found;
    } rows[] = {
        { "lead1@fabrikam.example", 2 },     { "admin1@fabrikam.example", 2 }, { ENGINEER, 0 },
        { "engineer8@fabrikam.example", 0 }, { "owner1@contoso.example", 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(LbActor) reader = world_actor(world, rows[i].account);
        LbActivityFilter filter = { .operations = LB_OPERATION_BIT(LB_OPERATION_CHANGE_RULES) |
                                                  LB_OPERATION_BIT(LB_OPERATION_REFUSE_RULES),
                                    .limit = 100 };
        g_autoptr(GPtrArray) log = lb_service_log(world->service, reader, &filter, NULL);
        cr_assert(log != NULL && log->len == rows[i].found, "%s: %u", rows[i].account, log->len);
    }
}

Test(rulefile, a_wrong_file_leaves_those_in_force_and_is_told_once)
{
    g_autoptr(World) world = world_new();
    put_file(world, led);
    expect_submits(world, "Initializing");
    put_file(world, wrong);
    expect_submits(world, "Initializing");
    expect_submits(world, "Initializing");
    expect_told(world, 1, 1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity"
                                    " WHERE operation = 'RefuseRules' AND details LIKE"
                                    " '%/policy.conf:3: [usual] outcome: must be one of: %'"),
                 1);
    put_file(world, wronger);
    expect_submits(world, "Initializing");
    expect_told(world, 1, 2);
    put_file(world, usual);
    expect_submits(world, "Pending");
    expect_told(world, 2, 2);
    put_file(world, wronger);
    expect_submits(world, "Pending");
    expect_told(world, 2, 3);
    put_file(world, usual);
    expect_submits(world, "Pending");
    put_file(world, wronger);
    expect_submits(world, "Pending");
    expect_told(world, 2, 4);
}

Test(rulefile, a_file_that_is_gone_or_too_big_or_no_text_leaves_those_in_force)
{
    g_autoptr(World) world = world_new();
    put_file(world, led);
    expect_submits(world, "Initializing");
    put_file(world, NULL);
    expect_submits(world, "Initializing");
    expect_submits(world, "Initializing");
    expect_told(world, 1, 1);
    g_autofree char *path = g_build_filename(world->data, "policy.conf", NULL);
    g_autofree char *big = g_strnfill(300000, '#');
    cr_assert(lb_file_write(path, big, 300000, 0644, NULL));
    expect_submits(world, "Initializing");
    cr_assert(lb_file_write(path, "[usual]\0", 8, 0644, NULL));
    expect_submits(world, "Initializing");
    put_file(world, "");
    expect_submits(world, "Initializing");
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(symlink(path, path), 0);
    expect_submits(world, "Initializing");
    expect_told(world, 1, 5);
    cr_assert_eq(unlink(path), 0);
    put_file(world, led);
    expect_submits(world, "Initializing");
    expect_told(world, 1, 5);
}

Test(rulefile, where_no_right_file_was_ever_read_a_wrong_one_lets_nothing_through)
{
    g_autoptr(World) world = world_new();
    g_autofree char *words = NULL;
    put_file(world, wrong);
    cr_assert_str_eq(submit(world, &words), "bad-rules");
    cr_assert_not_null(strstr(words, "policy.conf:3: [usual] outcome: must be one of"), "%s",
                       words);
    expect_told(world, 0, 0);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM policy"), 0);
    put_file(world, usual);
    expect_submits(world, "Pending");
    expect_told(world, 1, 0);
}

Test(rulefile, rules_that_refuse_are_in_force_too_and_no_wrong_file_brings_back_weaker_ones)
{
    g_autoptr(World) world = world_new();
    put_file(world, usual);
    expect_submits(world, "Pending");
    put_file(world, strict);
    expect_submits(world, "refused-by-rule");
    expect_submits(world, "refused-by-rule");
    expect_told(world, 2, 0);
    put_file(world, wrong);
    expect_submits(world, "refused-by-rule");
    expect_submits(world, "refused-by-rule");
    expect_told(world, 2, 1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM request"), 1);
}

Test(rulefile, a_file_comes_into_force_although_nobody_asks)
{
    g_autoptr(World) world = world_new();
    put_file(world, led);
    for (int i = 0; i < 2; i++) {
        g_autoptr(LbRules) rules = lb_rules_adopt(world->service, NULL);
        cr_assert(rules != NULL && rules->fault == NULL && lb_rules_are_kept(rules) == (i > 0));
        expect_told(world, 1, 0);
    }
    put_file(world, wrong);
    for (int i = 0; i < 2; i++) {
        g_autoptr(LbRules) rules = lb_rules_adopt(world->service, NULL);
        cr_assert(rules != NULL && rules->fault != NULL && rules->kept != NULL);
        expect_told(world, 1, 1);
    }
    expect_submits(world, "Initializing");
}

/* What a preview could write. */
static const char state[] =
    "SELECT (SELECT count(*) FROM activity) * 1000000 + (SELECT count(*) FROM outbox) * 1000"
    " + (SELECT count(*) FROM request) * 100 + (SELECT count(*) FROM refused) * 10"
    " + (SELECT count(*) FROM policy WHERE told IS NULL)";

static void
expect_preview(World *world, LbRuling wanted)
{
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(LbPreview) preview = NULL;
    LbSubmission submission = a_submission();
    int64_t before = world_count(world, state);
    cr_assert(lb_submit_preview(world->service, engineer, &submission, &preview, NULL));
    cr_assert_eq(preview->weighing->ruling, wanted);
    cr_assert_eq(world_count(world, state), before);
}

Test(rulefile, a_preview_asks_the_same_rules_and_writes_nothing)
{
    g_autoptr(World) world = world_new();
    put_file(world, usual);
    expect_preview(world, LB_RULING_PASS);
    expect_told(world, 0, 0);
    expect_submits(world, "Pending");
    put_file(world, led);
    expect_preview(world, LB_RULING_APPROVAL);
    put_file(world, wrong);
    expect_preview(world, LB_RULING_PASS);
    expect_told(world, 1, 0);
}

/* Changes what is kept past its guards, and looks whether it is used and whether it is found. */
static void
expect_found(const char *sql, const char *why)
{
    g_autoptr(World) world = world_new();
    put_file(world, led);
    expect_submits(world, "Initializing");
    world_forge(world, sql);
    put_file(world, wrong);
    expect_submits(world, "bad-rules");
    g_autoptr(LbVerification) found = lb_operator_verify(world->service, 0, NULL, NULL);
    cr_assert_not_null(found->why, "%s", sql);
    cr_assert_not_null(strstr(found->why, why), "%s: %s", sql, found->why);
    /* Other rules that are right help. */
    put_file(world, usual);
    expect_submits(world, "Pending");
    g_autoptr(LbVerification) mended = lb_operator_verify(world->service, 0, NULL, NULL);
    cr_assert_null(mended->why, "%s", mended->why);
}

Test(rulefile, kept_rules_that_were_tampered_with_are_found_and_never_used)
{
    g_autofree char *weaker = g_compute_checksum_for_string(G_CHECKSUM_SHA256, usual, -1);
    g_autofree char *both =
        g_strdup_printf("UPDATE policy SET text = '%s', sha256 = '%s'", usual, weaker);
    g_autofree char *text = g_strdup_printf("UPDATE policy SET text = '%s'", usual);
    expect_found(text, "their text is not the one that was read");
    expect_found(both, "they are not those that came into force last");
    expect_found("UPDATE policy SET entry = 1", "since when");
    expect_found("DELETE FROM policy", "they are gone");
}

Test(rulefile, no_statement_changes_what_is_in_force_without_an_entry)
{
    g_autoptr(World) world = world_new();
    put_file(world, led);
    expect_submits(world, "Initializing");
    static const char *const scripts[] = {
        "UPDATE policy SET text = 'x'",
        "UPDATE policy SET entry = entry + 1",
        "DELETE FROM policy",
        "UPDATE policy SET since = since + 1",
        "INSERT OR REPLACE INTO policy (id, text, sha256, since, entry)"
        " SELECT 1, text, sha256, since, 1 FROM policy",
        "INSERT INTO policy (id, text, sha256, since, entry)"
        " SELECT 2, text, sha256, since, entry FROM policy",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(scripts); i++) {
        g_autofree char *words = world_tamper(world, scripts[i]);
        cr_assert_not_null(words, "allowed: %s", scripts[i]);
    }
    expect_told(world, 1, 0);
}

/* The rules name a scenario that was in the catalogue when they came into force. */
Test(rulefile, kept_rules_that_the_catalogue_does_not_fit_any_more_let_nothing_through)
{
    g_autoptr(World) world = world_new();
    static const char gone[] = RULE("gone", "scenario=virtual-machines/left\n" REFUSE) //
        RULE("usual", PASS);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, gone, -1);
    put_file(world, led);
    g_autoptr(LbRules) adopted = lb_rules_adopt(world->service, NULL);
    cr_assert_not_null(adopted);
    /* As if an older catalogue had had it: the row and its entry, with their guards away. */
    g_autofree char *sql =
        g_strdup_printf("DROP TRIGGER policy_update; DROP TRIGGER activity_update;"
                        "UPDATE activity SET details = replace(details, '%s', '%s');"
                        "UPDATE policy SET sha256 = '%s', text = '%s'",
                        adopted->sha256, digest, digest, gone);
    g_autofree char *refused = world_tamper(world, sql);
    cr_assert_null(refused, "%s", refused);
    put_file(world, wrong);
    g_autofree char *words = NULL;
    cr_assert_str_eq(submit(world, &words), "bad-rules");
    cr_assert_not_null(strstr(words, "policy.conf:3: [usual] outcome"), "%s", words);
    cr_assert_not_null(strstr(words, "the rules in force:3: [gone] scenario: must be"), "%s",
                       words);
}

#define PROCESSES 8

static int
submit_once(const char *data, int gate)
{
    g_autofree char *path = g_build_filename(data, "policy.conf", NULL);
    g_autoptr(LbService) service = lb_service_open(data, "lockbox.example", NULL);
    g_autoptr(LbActor) actor =
        service != NULL ? lb_service_identify_as(service, ENGINEER, NULL) : NULL;
    char nothing;
    if (actor == NULL || read(gate, &nothing, 1) != 0)
        return 1;
    LbSubmission submission = a_submission();
    lb_service_follow_rules(service, path, LB_DAY);
    g_autoptr(LbRequest) request = lb_service_submit(service, actor, &submission, NULL);
    return request != NULL ? 0 : 2;
}

Test(rulefile, of_many_who_meet_a_new_file_at_once_one_puts_it_in_force, .timeout = 120)
{
    g_autoptr(World) world = world_new();
    pid_t children[PROCESSES];
    int gate[2];
    put_file(world, led);
    cr_assert_eq(pipe(gate), 0);
    for (int i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        cr_assert_geq(children[i], 0);
        if (children[i] == 0) {
            close(gate[1]);
            _exit(submit_once(world->data, gate[0]));
        }
    }
    close(gate[0]);
    close(gate[1]);
    for (int i = 0; i < PROCESSES; i++) {
        int status = 0;
        cr_assert_eq(waitpid(children[i], &status, 0), children[i]);
        cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "child %d: %d", i, status);
    }
    expect_told(world, 1, 0);
}
