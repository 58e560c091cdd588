/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The just-in-time rules: matching over every combination of what they look at, the trace, and its words. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/policy.h"
#include "core/policywords.h"
#include "core/resource.h"

#define BIT(value) (1u << (value))

/* Everything that one scenario may come with: scopes, levels, customer data, roles that ask, evidence, isolation. */
#define COMBINATIONS (3 * 3 * 2 * 2 * 3 * 2)

static LbPolicyRule *
add(LbPolicy *policy, const char *id)
{
    LbPolicyRule *rule = lb_policy_rule_new();
    rule->id = g_strdup(id);
    g_hash_table_insert(rule->labels, g_strdup(""), g_strdup(id));
    g_hash_table_insert(rule->reasons, g_strdup(""), g_strdup("No."));
    g_hash_table_insert(rule->reasons, g_strdup("ja"), g_strdup("不可。"));
    g_ptr_array_add(policy->rules, rule);
    return rule;
}

/* Each condition is that of some rule, alone or with another one. */
static LbPolicy *
sample(void)
{
    LbPolicy *policy = lb_policy_new();
    LbPolicyRule *rule = add(policy, "unproven");
    rule->wanted[LB_CONDITION_ISOLATED] = BIT(false);
    rule->wanted[LB_CONDITION_MULTI_FACTOR] = BIT(false);
    rule = add(policy, "dumps");
    rule->scenarios = g_strsplit("vm/dump;storage/*", ";", -1);
    rule->wanted[LB_CONDITION_CUSTOMER_DATA] = BIT(true);
    rule->ruling = LB_RULING_APPROVAL;
    rule->approvers = BIT(LB_ROLE_SUPPORT_LEAD) | BIT(LB_ROLE_DEVOPS_MANAGER);
    rule->approvals = 2;
    rule = add(policy, "wide");
    rule->wanted[LB_CONDITION_SCOPE] = BIT(LB_REACH_RESOURCE_GROUP) | BIT(LB_REACH_SUBSCRIPTION);
    rule->wanted[LB_CONDITION_ROLE] = BIT(LB_ROLE_SUPPORT_ENGINEER);
    rule->ruling = LB_RULING_APPROVAL;
    rule->approvers = BIT(LB_ROLE_DEVOPS_MANAGER);
    rule->approvals = 1;
    rule = add(policy, "high");
    rule->wanted[LB_CONDITION_LEVEL] = BIT(LB_LEVEL_ADMINISTER);
    rule->ruling = LB_RULING_PASS;
    rule->asking = LB_ASKING_ALWAYS;
    add(policy, "rest")->ruling = LB_RULING_PASS;
    return policy;
}

/* What the sample is to say, written down once more and otherwise. */
static const char *
expected_rule(const LbPolicyQuestion *question)
{
    bool dump =
        strcmp(question->service, "storage") == 0 || strcmp(question->scenario, "dump") == 0;
    if (!question->isolated && question->evidence == LB_EVIDENCE_NONE)
        return "unproven";
    if (dump && question->customer_data)
        return "dumps";
    if (question->reach != LB_REACH_RESOURCE && question->role == LB_ROLE_SUPPORT_ENGINEER)
        return "wide";
    return question->level == LB_LEVEL_ADMINISTER ? "high" : "rest";
}

typedef struct {
    const LbPolicy *policy;
    GHashTable *seen; /* of what tells requests apart */
} Walk;

static bool
check_one(const LbPolicyQuestion *question, gpointer data)
{
    const Walk *walk = data;
    g_autoptr(LbPolicyOutcome) outcome = lb_policy_evaluate(walk->policy, question);
    const char *expected = expected_rule(question);
    cr_assert_str_eq(outcome->rule->id, expected);
    cr_assert_eq(outcome->ruling, outcome->rule->ruling);
    cr_assert_eq(outcome->approvers, outcome->rule->approvers);
    cr_assert_eq(outcome->approvals, outcome->rule->approvals);
    bool refused = strcmp(expected, "unproven") == 0;
    bool asked = question->customer_data || strcmp(expected, "high") == 0;
    cr_assert_eq(outcome->asks_customer, !refused && asked);
    for (guint i = 0; i < outcome->trace->len; i++) {
        const LbPolicyStep *step = g_ptr_array_index(outcome->trace, i);
        cr_assert_eq(step->rule, g_ptr_array_index(walk->policy->rules, i));
        cr_assert_eq(step->matched, i + 1 == outcome->trace->len);
        bool all = true;
        for (guint j = 0; j < step->checks->len; j++)
            all = all && ((LbPolicyCheck *)g_ptr_array_index(step->checks, j))->holds;
        cr_assert_eq(all, step->matched);
    }
    char *mark =
        g_strdup_printf("%d %d %d %d %d %d %s %s", (int)question->reach, (int)question->level,
                        question->customer_data, (int)question->role, (int)question->evidence,
                        question->isolated, question->service, question->scenario);
    cr_assert(g_hash_table_add(walk->seen, mark), "each is visited once: %s", mark);
    return true;
}

Test(policy, every_combination_has_the_outcome_of_the_first_rule_that_matches)
{
    g_autoptr(LbPolicy) policy = sample();
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Walk walk = { policy, seen };
    cr_assert(lb_policy_visit_all(policy, check_one, &walk));
    /* vm/dump, the rest of storage, and all others */
    cr_assert_eq(g_hash_table_size(seen), 3 * COMBINATIONS);
    cr_assert_null(lb_policy_find_unreached(policy));
}

Test(policy, a_pattern_takes_its_service_and_no_other)
{
    g_autoptr(LbPolicy) policy = sample();
    static const struct {
        const char *service, *scenario, *rule;
    } rows[] = {
        { "storage", "account-data", "dumps" },
        { "vm", "dump", "dumps" },
        { "vm", "dumps", "rest" },
        { "vm", "dum", "rest" },
        { "storages", "account-data", "rest" },
        { "stor", "age", "rest" },
        { "vmx", "dump", "rest" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        LbPolicyQuestion question = { .service = rows[i].service,
                                      .scenario = rows[i].scenario,
                                      .customer_data = true,
                                      .role = LB_ROLE_DEVOPS_ENGINEER,
                                      .isolated = true };
        g_autoptr(LbPolicyOutcome) outcome = lb_policy_evaluate(policy, &question);
        cr_assert_str_eq(outcome->rule->id, rows[i].rule, "%s/%s", rows[i].service,
                         rows[i].scenario);
    }
}

Test(policy, a_rule_that_others_take_everything_from_is_found)
{
    g_autoptr(LbPolicy) policy = sample();
    LbPolicyRule *last = add(policy, "never");
    cr_assert_eq(lb_policy_find_unreached(policy), last);

    /* Two rules together take what the third is for. */
    g_autoptr(LbPolicy) halves = lb_policy_new();
    add(halves, "yes")->wanted[LB_CONDITION_ISOLATED] = BIT(true);
    LbPolicyRule *no = add(halves, "no");
    no->wanted[LB_CONDITION_ISOLATED] = BIT(false);
    no->wanted[LB_CONDITION_LEVEL] = BIT(LB_LEVEL_READ) | BIT(LB_LEVEL_OPERATE);
    LbPolicyRule *third = add(halves, "third");
    third->wanted[LB_CONDITION_LEVEL] = BIT(LB_LEVEL_READ);
    add(halves, "rest");
    cr_assert_eq(lb_policy_find_unreached(halves), third);
    no->wanted[LB_CONDITION_LEVEL] = BIT(LB_LEVEL_OPERATE);
    cr_assert_null(lb_policy_find_unreached(halves));
}

static LbReach
reach_of(const char *list)
{
    g_autoptr(GPtrArray) resources =
        g_ptr_array_new_with_free_func((GDestroyNotify)lb_resource_free);
    g_auto(GStrv) words = g_strsplit(list, " ", -1);
    for (char **word = words; *word != NULL; word++) {
        bool grouped = strchr(*word, ':') != NULL;
        g_auto(GStrv) parts = g_strsplit(*word, ":", 2);
        g_autofree char *id =
            grouped ? g_strdup_printf("/subscriptions/s/resourceGroups/%s/providers/M.C/vm/%s",
                                      parts[0], parts[1])
                    : g_strdup_printf("/subscriptions/%s/providers/M.R/subscriptions/x", *word);
        LbResource *resource = lb_resource_from_id(id, NULL);
        cr_assert_not_null(resource, "%s", id);
        g_ptr_array_add(resources, resource);
    }
    return lb_reach_of(resources);
}

Test(policy, scope_is_told_by_number_and_groups)
{
    cr_assert_eq(reach_of("a:1"), LB_REACH_RESOURCE);
    cr_assert_eq(reach_of("a:1 A:2 a:3"), LB_REACH_RESOURCE);
    cr_assert_eq(reach_of("a:1 A:2 a:3 a:4"), LB_REACH_RESOURCE_GROUP);
    cr_assert_eq(reach_of("Ä:1 ä:2"), LB_REACH_RESOURCE);
    cr_assert_eq(reach_of("a:1 b:2"), LB_REACH_SUBSCRIPTION);
    cr_assert_eq(reach_of("a:1 a:2 a:3 b:4"), LB_REACH_SUBSCRIPTION);
    cr_assert_eq(reach_of("s"), LB_REACH_SUBSCRIPTION);
    cr_assert_eq(reach_of("a:1 s"), LB_REACH_SUBSCRIPTION);
    cr_assert_eq(reach_of("s a:1"), LB_REACH_SUBSCRIPTION);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    cr_assert_eq(lb_reach_of(none), LB_REACH_SUBSCRIPTION);
}

static void
expect_words(const LbPolicyOutcome *outcome, guint step, const char *words)
{
    cr_assert_lt(step, outcome->trace->len);
    g_autofree char *said = lb_policy_step_words(g_ptr_array_index(outcome->trace, step));
    cr_assert_str_eq(said, words);
}

Test(policy, a_trace_says_in_words_why)
{
    g_autoptr(LbPolicy) policy = sample();
    LbPolicyQuestion question = { .reach = LB_REACH_RESOURCE_GROUP,
                                  .service = "vm",
                                  .scenario = "look",
                                  .role = LB_ROLE_DEVOPS_ENGINEER,
                                  .evidence = LB_EVIDENCE_TWO_METHODS };
    g_autoptr(LbPolicyOutcome) outcome = lb_policy_evaluate(policy, &question);
    cr_assert_eq(outcome->trace->len, 5);
    expect_words(outcome, 0, "Does not apply: more than one factor proved who it is.");
    expect_words(outcome, 1,
                 "Does not apply: the scenario is vm/look, and the rule is for: vm/dump, "
                 "storage/*; no customer data is touched.");
    expect_words(outcome, 2,
                 "Does not apply: the one who asks is DevOps Engineer, and the rule is for: "
                 "Support Engineer.");
    expect_words(outcome, 3,
                 "Does not apply: the access level is read, and the rule is for: administer.");
    expect_words(outcome, 4, "Applies: it is for every request that no rule before it took.");
    g_autofree char *passes = lb_policy_outcome_words(outcome, NULL);
    cr_assert_str_eq(passes, "No internal approval is needed. The customer is not asked: no "
                             "customer data is touched.");

    question.evidence = LB_EVIDENCE_NONE;
    g_autoptr(LbPolicyOutcome) refused = lb_policy_evaluate(policy, &question);
    expect_words(refused, 0,
                 "Applies: the identity is not isolated; only one factor proved who it is.");
    g_autofree char *reason = lb_policy_outcome_words(refused, "ja_JP.UTF-8");
    cr_assert_str_eq(reason, "Refused: 不可。");

    question = (LbPolicyQuestion){ .service = "storage",
                                   .scenario = "x",
                                   .customer_data = true,
                                   .role = LB_ROLE_SUPPORT_ENGINEER,
                                   .isolated = true };
    g_autoptr(LbPolicyOutcome) approved = lb_policy_evaluate(policy, &question);
    expect_words(approved, 1, "Applies: the scenario is storage/x; customer data is touched.");
    g_autofree char *first = lb_policy_outcome_words(approved, NULL);
    cr_assert_str_eq(first, "Internal approvals needed first: 2, by Support Lead or DevOps "
                            "Manager. The customer is asked.");
}
