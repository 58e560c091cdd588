/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of rules: what those that come with Lockbox say, and how wrong ones are refused. */
#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/share.h"
#include "config/places.h"
#include "config/policyfile.h"
#include "core/labels.h"

#define SUPPORT (1u << LB_ROLE_SUPPORT_LEAD)
#define MANAGER (1u << LB_ROLE_DEVOPS_MANAGER)

static LbCatalogue *
catalogue(void)
{
    g_autofree char *path = lb_share_path("catalogue.conf");
    g_autoptr(GError) error = NULL;
    LbCatalogue *read = lb_catalogue_read(path, &error);
    cr_assert_not_null(read, "%s", error != NULL ? error->message : "");
    return read;
}

static LbPolicy *
standard(const LbCatalogue *scenarios)
{
    g_autofree char *path = lb_share_path("policy.conf");
    g_autoptr(GError) error = NULL;
    LbPolicy *read = lb_policy_read(path, scenarios, &error);
    cr_assert_not_null(read, "%s", error != NULL ? error->message : "");
    return read;
}

/* What the document asks for, of somebody who has proved who it is. */
static const struct {
    LbReach reach;
    LbLevel level;
    LbRuling ruling;
    unsigned approvers;
} wanted[] = {
    { LB_REACH_RESOURCE, LB_LEVEL_READ, LB_RULING_PASS, 0 },
    { LB_REACH_RESOURCE, LB_LEVEL_OPERATE, LB_RULING_PASS, 0 },
    { LB_REACH_RESOURCE, LB_LEVEL_ADMINISTER, LB_RULING_APPROVAL, SUPPORT | MANAGER },
    { LB_REACH_RESOURCE_GROUP, LB_LEVEL_READ, LB_RULING_PASS, 0 },
    { LB_REACH_RESOURCE_GROUP, LB_LEVEL_OPERATE, LB_RULING_PASS, 0 },
    { LB_REACH_RESOURCE_GROUP, LB_LEVEL_ADMINISTER, LB_RULING_APPROVAL, MANAGER },
    { LB_REACH_SUBSCRIPTION, LB_LEVEL_READ, LB_RULING_APPROVAL, SUPPORT | MANAGER },
    { LB_REACH_SUBSCRIPTION, LB_LEVEL_OPERATE, LB_RULING_APPROVAL, SUPPORT | MANAGER },
    { LB_REACH_SUBSCRIPTION, LB_LEVEL_ADMINISTER, LB_RULING_APPROVAL, MANAGER },
};

/* Both roles, with and without isolation, each evidence, each scenario of the catalogue. */
static void
check_row(const LbPolicy *policy, const LbScenario *scenario, size_t row, int number)
{
    LbPolicyQuestion question = { .reach = wanted[row].reach,
                                  .level = wanted[row].level,
                                  .service = scenario->service,
                                  .scenario = scenario->id,
                                  .customer_data = scenario->touches_data,
                                  .role = number % 2 == 0 ? LB_ROLE_SUPPORT_ENGINEER
                                                          : LB_ROLE_DEVOPS_ENGINEER,
                                  .isolated = number / 2 % 2 == 1,
                                  .evidence = (LbEvidence)(number / 4) };
    g_autoptr(LbPolicyOutcome) outcome = lb_policy_evaluate(policy, &question);
    bool proved = question.isolated || question.evidence != LB_EVIDENCE_NONE;
    cr_assert_eq(outcome->ruling, proved ? wanted[row].ruling : LB_RULING_REFUSE);
    cr_assert_eq(outcome->approvers, proved ? wanted[row].approvers : 0);
    cr_assert_eq(outcome->approvals, outcome->ruling == LB_RULING_APPROVAL ? 1 : 0);
    cr_assert_eq(outcome->asks_customer, proved && scenario->touches_data);
}

Test(policyfile, the_standard_says_of_every_request_what_the_document_says)
{
    g_autoptr(LbCatalogue) scenarios = catalogue();
    g_autoptr(LbPolicy) policy = standard(scenarios);
    bool with = false, without = false;
    for (guint i = 0; i < scenarios->scenarios->len; i++) {
        const LbScenario *scenario = g_ptr_array_index(scenarios->scenarios, i);
        with = with || scenario->touches_data;
        without = without || !scenario->touches_data;
        for (size_t row = 0; row < G_N_ELEMENTS(wanted); row++)
            for (int number = 0; number < 2 * 2 * 3; number++)
                check_row(policy, scenario, row, number);
    }
    cr_assert(with && without);
}

Test(policyfile, the_standard_speaks_japanese_too)
{
    g_autoptr(LbCatalogue) scenarios = catalogue();
    g_autoptr(LbPolicy) policy = standard(scenarios);
    for (guint i = 0; i < policy->rules->len; i++) {
        const LbPolicyRule *rule = g_ptr_array_index(policy->rules, i);
        cr_assert_not_null(g_hash_table_lookup(rule->labels, "ja"), "%s", rule->id);
        cr_assert_eq(g_hash_table_size(rule->reasons), rule->ruling == LB_RULING_REFUSE ? 2 : 0);
    }
}

/* A directory of its own, with one file. */
typedef struct {
    char *directory;
    char *path;
    LbCatalogue *catalogue;
} Place;

static Place *
place_new(void)
{
    Place *place = g_new0(Place, 1);
    place->directory = g_dir_make_tmp("policy-XXXXXX", NULL);
    cr_assert_not_null(place->directory);
    place->path = g_build_filename(place->directory, "p.conf", NULL);
    place->catalogue = catalogue();
    return place;
}

static void
place_free(Place *place)
{
    g_unlink(place->path);
    g_rmdir(place->directory);
    lb_catalogue_free(place->catalogue);
    g_free(place->path);
    g_free(place->directory);
    g_free(place);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Place, place_free)

/* Whether @text is refused as @reason has it: what stands behind the name of the file. */
static void
expect_refusal(const Place *place, const char *text, gssize length, const char *reason)
{
    g_autoptr(GError) error = NULL;
    cr_assert(g_file_set_contents(place->path, text, length, NULL));
    g_autoptr(LbPolicy) policy = lb_policy_read(place->path, place->catalogue, &error);
    cr_assert_null(policy, "taken: %.200s", text);
    cr_assert(g_error_matches(error, LB_CONFIG_ERROR, LB_CONFIG_ERROR_INVALID));
    cr_assert(g_str_has_prefix(error->message, place->path), "%s", error->message);
    const char *behind = error->message + strlen(place->path);
    cr_assert(g_str_has_prefix(behind, reason), "wanted: %s\nfound: %s", reason, behind);
}

#define LAST "[rest]\nlabel=Rest\noutcome=pass\nask-customer=always\n"
#define RULE "[rule]\nlabel=Rule\n"
#define PASS "outcome=pass\nask-customer=always\n"
#define APPROVAL "outcome=internal-approval\nask-customer=always\n"

Test(policyfile, what_is_wrong_is_named_with_line_and_reason)
{
    static const struct {
        const char *text, *reason;
    } rows[] = {
        { "", ": there is no rule" },
        { "# nothing\n", ": there is no rule" },
        { "label=x\n", ":1: is neither [GROUP], nor KEY=VALUE in a group" },
        { LAST "\nnonsense\n", ":6: is neither [GROUP], nor KEY=VALUE in a group" },
        { "[rest\n", ":1: is neither" },
        { LAST LAST, ":5: [rest]: stands twice" },
        { LAST "label=x\n", ":5: [rest] label: stands twice" },
        { "[Rest]\n" PASS, ":1: [Rest]: must be called by small letters" },
        { "[a b]\n" PASS, ":1: [a b]: must be called by small letters" },
        { "[-a]\n" PASS, ":1: [-a]: must be called by small letters" },
        { "[rest]\n" PASS, ":1: [rest] label: is missing" },
        { "[rest]\nlabel[ja]=x\n" PASS, ":1: [rest] label: is missing" },
        { "[rest]\nlabel=\n" PASS, ":2: [rest] label: " },
        { LAST "colour=red\n", ":5: [rest] colour: there is no such key" },
        { LAST "labels=red\n", ":5: [rest] labels: there is no such key" },
        { "[rest]\nlabel=x\nask-customer=always\n", ":1: [rest] outcome: is missing" },
        { RULE "outcome=allow\n", ":3: [rule] outcome: must be one of: refuse, internal-approval" },
        { RULE "outcome=pass\n", ":1: [rule] ask-customer: is missing" },
        { RULE "outcome=pass\nask-customer=never\n",
          ":4: [rule] ask-customer: must be one of: customer-data, always" },
        { RULE PASS "approvals=1\n", ":5: [rule] approvals: means nothing in a rule of this" },
        { RULE PASS "reason=x\n", ":5: [rule] reason: means nothing in a rule of this" },
        { RULE PASS "reason[ja]=x\n", ":1: [rule]: only rules that refuse have a reason" },
        { RULE "outcome=refuse\n", ":1: [rule] reason: is missing" },
        { RULE "outcome=refuse\nreason=x\nask-customer=always\n",
          ":5: [rule] ask-customer: means nothing in a rule of this" },
        { RULE APPROVAL, ":1: [rule] approvers: is missing" },
        { RULE APPROVAL "approvers=Support Lead\n", ":1: [rule] approvals: is missing" },
        { RULE APPROVAL "approvers=Owner\napprovals=1\n",
          ":5: [rule] approvers: must be one of: Support Lead, DevOps Manager" },
        { RULE APPROVAL "approvers=Admin\napprovals=1\n", ":5: [rule] approvers: must be one of" },
        { RULE APPROVAL "approvers=;\napprovals=1\n", ":5: [rule] approvers: has nothing between" },
        { RULE APPROVAL "approvers=Support Lead\napprovals=0\n",
          ":6: [rule] approvals: must be a number, 1 to 9" },
        { RULE APPROVAL "approvers=Support Lead\napprovals=10\n",
          ":6: [rule] approvals: must be a number, 1 to 9" },
        { RULE "scope=planet\n" PASS LAST,
          ":3: [rule] scope: must be one of: resource, resource-group, subscription" },
        { RULE "scope=resource;;subscription\n" PASS LAST,
          ":3: [rule] scope: has nothing between" },
        { RULE "access-level=root\n" PASS LAST, ":3: [rule] access-level: must be one of" },
        { RULE "role=Support Lead\n" PASS LAST,
          ":3: [rule] role: must be one of: Support Engineer, DevOps Engineer" },
        { RULE "multi-factor=maybe\n" PASS LAST, ":3: [rule] multi-factor: must be one of" },
        { RULE "isolated-identity=1\n" PASS LAST, ":3: [rule] isolated-identity: must be one of" },
        { RULE "customer-data=\n" PASS LAST, ":3: [rule] customer-data: " },
        { RULE "scenario=virtual-machines/coffee\n" PASS LAST,
          ":3: [rule] scenario: must be SERVICE/SCENARIO of the catalogue" },
        { RULE "scenario=coffee/*\n" PASS LAST, ":3: [rule] scenario: must be SERVICE/SCENARIO" },
        { RULE "scenario=*/*\n" PASS LAST, ":3: [rule] scenario: must be SERVICE/SCENARIO" },
        { RULE "scope=resource\n" PASS, ":1: [rule]: the last rule must be for every request" },
        { LAST RULE PASS, ":5: [rule]: this rule can never apply" },
        { RULE "role=Support Engineer\n" PASS
               "[b]\nlabel=b\nrole=Support Engineer\nscope=resource\n" PASS LAST,
          ":6: [b]: this rule can never apply" },
        { "\n# a comment\n\n  [rest]\n\n  label = Rest\nscope = galaxy\n" PASS,
          ":7: [rest] scope: must be one of" },
    };
    g_autoptr(Place) place = place_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        expect_refusal(place, rows[i].text, -1, rows[i].reason);
}

Test(policyfile, hostile_files_are_refused)
{
    g_autoptr(Place) place = place_new();
    expect_refusal(place, LAST "\0", sizeof(LAST), ": is not valid UTF-8");
    expect_refusal(place,
                   "\x7f"
                   "ELF\x02\x01\xff\xfe\x00\x01",
                   10, ": is not valid UTF-8");
    expect_refusal(place, "[rest]\nlabel=a\xc3\n", -1, ": is not valid UTF-8");
    expect_refusal(place, "[rest]\nlabel=a\x1b[2J\n" PASS, -1, ":2: [rest] label: ");
    expect_refusal(place,
                   "[rest]\nlabel=a\xe2\x80\xae"
                   "b\n" PASS,
                   -1, ":2: [rest] label: ");
    expect_refusal(place, "[rest]\nlabel=a\\nb\n" PASS, -1, ":2: [rest] label: ");
    expect_refusal(place, "[re\x1b[2Jst]\nlabel=a\n" PASS, -1, "");

    g_autofree char *wide = g_strnfill(201, 'x');
    g_autofree char *long_label = g_strdup_printf("[rest]\nlabel=%s\n" PASS, wide);
    expect_refusal(place, long_label, -1, ":2: [rest] label: ");

    g_autoptr(GString) many = g_string_new(NULL);
    for (int i = 0; i < 101; i++)
        g_string_append_printf(many, "[r%d]\nlabel=x\nrole=Support Engineer\n" PASS, i);
    expect_refusal(place, many->str, -1, ":501: [r100]: there are more than 100 rules");
    g_autoptr(GString) list = g_string_new(RULE "scenario=");
    for (int i = 0; i < 101; i++)
        g_string_append(list, "storage/*;");
    g_string_append(list, "\n" PASS LAST);
    expect_refusal(place, list->str, -1, ":1: [rule]: there are more than 100 rules");

    g_autofree char *huge = g_strnfill(300 * 1024, '#');
    expect_refusal(place, huge, -1, "");
}

Test(policyfile, what_is_no_file_is_refused_and_not_waited_for)
{
    g_autoptr(LbCatalogue) scenarios = catalogue();
    static const char *const paths[] = { "/", "/nonexistent/policy.conf", "/dev/zero" };
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbPolicy) policy = lb_policy_read(paths[i], scenarios, &error);
        cr_assert_null(policy, "%s", paths[i]);
        cr_assert(g_error_matches(error, LB_CONFIG_ERROR, LB_CONFIG_ERROR_INVALID));
    }
}

Test(policyfile, lists_and_patterns_are_taken_as_they_are_written)
{
    g_autoptr(Place) place = place_new();
    g_autoptr(GError) error = NULL;
    static const char text[] = RULE "scenario = storage/* ; virtual-machines/memory-dump;\n"
                                    "scope=Resource;subscription\n" APPROVAL
                                    "approvers=DevOps Manager;Support Lead;\napprovals=9\n" LAST;
    cr_assert(g_file_set_contents(place->path, text, -1, NULL));
    g_autoptr(LbPolicy) policy = lb_policy_read(place->path, place->catalogue, &error);
    cr_assert_not_null(policy, "%s", error != NULL ? error->message : "");
    const LbPolicyRule *rule = g_ptr_array_index(policy->rules, 0);
    cr_assert_eq(g_strv_length(rule->scenarios), 2);
    cr_assert_str_eq(rule->scenarios[0], "storage/*");
    cr_assert_eq(rule->wanted[LB_CONDITION_SCOPE],
                 1u << LB_REACH_RESOURCE | 1u << LB_REACH_SUBSCRIPTION);
    cr_assert_eq(rule->approvers, SUPPORT | MANAGER);
    cr_assert_eq(rule->approvals, 9);
}

Test(policyfile, the_configuration_may_name_it)
{
    g_autoptr(Place) place = place_new();
    g_autoptr(GError) error = NULL;
    cr_assert(g_file_set_contents(place->path, "[policy]\nfile=/srv/rules.conf\n", -1, NULL));
    g_autoptr(LbConfig) config = lb_config_read(place->path, false, &error);
    cr_assert_not_null(config, "%s", error != NULL ? error->message : "");
    g_autofree char *path = lb_places_policy(config);
    cr_assert_str_eq(path, "/srv/rules.conf");
    cr_assert(g_file_set_contents(place->path, "[policy]\nfile=rules.conf\n", -1, NULL));
    g_autoptr(LbConfig) relative = lb_config_read(place->path, false, &error);
    cr_assert_null(relative);
    cr_assert_not_null(strstr(error->message, "must be an absolute path"), "%s", error->message);
}

Test(policyfile, the_configuration_may_say_how_long_internal_approval_waits)
{
    static const struct {
        const char *value;
        int64_t seconds; /* 0: refused */
    } cases[] = {
        { "90m", 5400 },
        { "2h", 7200 },
        { "60s", 60 },
        { "59s", 0 },
        { "0h", 0 },
        { "24", 0 },
        { "-1h", 0 },
        { "h", 0 },
        { "1 h", 0 },
        { "1h30m", 0 },
        { "", 0 },
        { "9223372036854775807h", 0 },
        { "99999999999999999999h", 0 },
    };
    g_autoptr(Place) place = place_new();
    g_autoptr(LbConfig) plain = lb_config_read(place->path, true, NULL);
    cr_assert_eq(plain->policy_wait, LB_DAY);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strdup_printf("[policy]\ninternal-approval=%s\n", cases[i].value);
        cr_assert(g_file_set_contents(place->path, text, -1, NULL));
        g_autoptr(LbConfig) config = lb_config_read(place->path, false, &error);
        cr_assert_eq(config != NULL, cases[i].seconds != 0, "%s", cases[i].value);
        if (config != NULL)
            cr_assert_eq(config->policy_wait, cases[i].seconds * LB_SECOND, "%s", cases[i].value);
        else
            cr_assert_not_null(strstr(error->message, "internal-approval"), "%s", error->message);
    }
}
