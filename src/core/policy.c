/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The just-in-time rules: matching, and the trace of it. */
#include "core/policy.h"

#include <string.h>

#include "base/i18n.h"
#include "core/resource.h"

#define WHOLE_SERVICE "*" /* never an id of the catalogue */

const LbName lb_reach_names[] = {
    { LB_REACH_RESOURCE, "resource", N_("single resources") },
    { LB_REACH_RESOURCE_GROUP, "resource-group", N_("one resource group") },
    { LB_REACH_SUBSCRIPTION, "subscription", N_("the subscription") },
    { 0, NULL, NULL },
};

const LbName lb_condition_names[] = {
    { LB_CONDITION_SCOPE, "scope", NULL },
    { LB_CONDITION_LEVEL, "access-level", NULL },
    { LB_CONDITION_SCENARIO, "scenario", NULL },
    { LB_CONDITION_CUSTOMER_DATA, "customer-data", NULL },
    { LB_CONDITION_ROLE, "role", NULL },
    { LB_CONDITION_ISOLATED, "isolated-identity", NULL },
    { LB_CONDITION_MULTI_FACTOR, "multi-factor", NULL },
    { 0, NULL, NULL },
};

const LbName lb_ruling_names[] = {
    { LB_RULING_REFUSE, "refuse", NULL },
    { LB_RULING_APPROVAL, "internal-approval", NULL },
    { LB_RULING_PASS, "pass", NULL },
    { 0, NULL, NULL },
};

const LbName lb_asking_names[] = {
    { LB_ASKING_CUSTOMER_DATA, "customer-data", NULL },
    { LB_ASKING_ALWAYS, "always", NULL },
    { 0, NULL, NULL },
};

static const LbName flag_names[] = {
    { true, "yes", NULL },
    { false, "no", NULL },
    { 0, NULL, NULL },
};

const LbName *
lb_condition_values(LbCondition condition)
{
    static const LbName *const values[LB_CONDITIONS] = {
        [LB_CONDITION_SCOPE] = lb_reach_names,     [LB_CONDITION_LEVEL] = lb_level_names,
        [LB_CONDITION_CUSTOMER_DATA] = flag_names, [LB_CONDITION_ISOLATED] = flag_names,
        [LB_CONDITION_MULTI_FACTOR] = flag_names,
    };
    return values[condition];
}

LbReach
lb_reach_of(const GPtrArray *resources)
{
    const LbResource *first = resources->len > 0 ? g_ptr_array_index(resources, 0) : NULL;
    if (first == NULL || first->group == NULL)
        return LB_REACH_SUBSCRIPTION;
    g_autofree char *group = g_utf8_strdown(first->group, -1);
    for (guint i = 1; i < resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(resources, i);
        g_autofree char *other =
            resource->group != NULL ? g_utf8_strdown(resource->group, -1) : NULL;
        if (g_strcmp0(group, other) != 0 ||
            g_strcmp0(first->subscription, resource->subscription) != 0)
            return LB_REACH_SUBSCRIPTION;
    }
    return resources->len <= LB_REACH_SINGLE ? LB_REACH_RESOURCE : LB_REACH_RESOURCE_GROUP;
}

LbPolicyRule *
lb_policy_rule_new(void)
{
    LbPolicyRule *rule = g_new0(LbPolicyRule, 1);
    rule->labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    rule->reasons = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return rule;
}

void
lb_policy_rule_free(LbPolicyRule *rule)
{
    if (rule == NULL)
        return;
    g_free(rule->id);
    g_hash_table_unref(rule->labels);
    g_hash_table_unref(rule->reasons);
    g_strfreev(rule->scenarios);
    g_free(rule);
}

LbPolicy *
lb_policy_new(void)
{
    LbPolicy *policy = g_new0(LbPolicy, 1);
    policy->rules = g_ptr_array_new_with_free_func((GDestroyNotify)lb_policy_rule_free);
    return policy;
}

void
lb_policy_free(LbPolicy *policy)
{
    if (policy == NULL)
        return;
    g_ptr_array_unref(policy->rules);
    g_free(policy);
}

/* Whether @rule has @condition at all. */
static bool
has_condition(const LbPolicyRule *rule, LbCondition condition)
{
    return condition == LB_CONDITION_SCENARIO ? rule->scenarios != NULL
                                              : rule->wanted[condition] != 0;
}

bool
lb_policy_rule_matches_all(const LbPolicyRule *rule)
{
    for (int condition = 0; condition < LB_CONDITIONS; condition++)
        if (has_condition(rule, (LbCondition)condition))
            return false;
    return true;
}

/* The value that @question has for @condition, which is not the scenario. */
static int
value_of(const LbPolicyQuestion *question, LbCondition condition)
{
    const int values[LB_CONDITIONS] = {
        [LB_CONDITION_SCOPE] = (int)question->reach,
        [LB_CONDITION_LEVEL] = (int)question->level,
        [LB_CONDITION_CUSTOMER_DATA] = question->customer_data,
        [LB_CONDITION_ROLE] = (int)question->role,
        [LB_CONDITION_ISOLATED] = question->isolated,
        [LB_CONDITION_MULTI_FACTOR] = question->evidence != LB_EVIDENCE_NONE,
    };
    return values[condition];
}

/* Whether the word @wanted of a rule takes the scenario. */
static bool
takes_scenario(const char *wanted, const char *service, const char *scenario)
{
    size_t length = strlen(service);
    if (strncmp(wanted, service, length) != 0 || wanted[length] != '/')
        return false;
    const char *rest = wanted + length + 1;
    return strcmp(rest, WHOLE_SERVICE) == 0 || strcmp(rest, scenario) == 0;
}

static bool
holds(const LbPolicyRule *rule, const LbPolicyQuestion *question, LbCondition condition)
{
    if (!has_condition(rule, condition))
        return true;
    if (condition != LB_CONDITION_SCENARIO)
        return (rule->wanted[condition] & (1u << value_of(question, condition))) != 0;
    for (char **wanted = rule->scenarios; *wanted != NULL; wanted++)
        if (takes_scenario(*wanted, question->service, question->scenario))
            return true;
    return false;
}

static bool
matches(const LbPolicyRule *rule, const LbPolicyQuestion *question)
{
    for (int condition = 0; condition < LB_CONDITIONS; condition++)
        if (!holds(rule, question, (LbCondition)condition))
            return false;
    return true;
}

static const char *
name_value(LbCondition condition, int value)
{
    if (condition == LB_CONDITION_ROLE)
        return lb_role_name((LbRole)value);
    return lb_names_get(lb_condition_values(condition), value);
}

static char *
name_found(const LbPolicyQuestion *question, LbCondition condition)
{
    if (condition == LB_CONDITION_SCENARIO)
        return g_strconcat(question->service, "/", question->scenario, NULL);
    return g_strdup(name_value(condition, value_of(question, condition)));
}

static GStrv
name_wanted(const LbPolicyRule *rule, LbCondition condition)
{
    if (condition == LB_CONDITION_SCENARIO)
        return g_strdupv(rule->scenarios);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (int value = 0; rule->wanted[condition] >> value != 0; value++)
        if ((rule->wanted[condition] & (1u << value)) != 0)
            g_ptr_array_add(names, g_strdup(name_value(condition, value)));
    g_ptr_array_add(names, NULL);
    return (GStrv)g_ptr_array_steal(names, NULL);
}

void
lb_policy_check_free(LbPolicyCheck *check)
{
    g_free(check->found);
    g_strfreev(check->wanted);
    g_free(check);
}

static void
free_step(gpointer data)
{
    LbPolicyStep *step = data;
    g_ptr_array_unref(step->checks);
    g_free(step);
}

static LbPolicyStep *
look_at(const LbPolicyRule *rule, const LbPolicyQuestion *question)
{
    LbPolicyStep *step = g_new0(LbPolicyStep, 1);
    step->rule = rule;
    step->matched = matches(rule, question);
    step->checks = g_ptr_array_new_with_free_func((GDestroyNotify)lb_policy_check_free);
    for (int i = 0; i < LB_CONDITIONS; i++) {
        LbCondition condition = (LbCondition)i;
        if (!has_condition(rule, condition))
            continue;
        LbPolicyCheck *check = g_new0(LbPolicyCheck, 1);
        check->condition = condition;
        check->holds = holds(rule, question, condition);
        check->found = name_found(question, condition);
        check->wanted = name_wanted(rule, condition);
        g_ptr_array_add(step->checks, check);
    }
    return step;
}

LbPolicyOutcome *
lb_policy_evaluate(const LbPolicy *policy, const LbPolicyQuestion *question)
{
    LbPolicyOutcome *outcome = g_new0(LbPolicyOutcome, 1);
    outcome->trace = g_ptr_array_new_with_free_func(free_step);
    for (guint i = 0; i < policy->rules->len && outcome->rule == NULL; i++) {
        LbPolicyStep *step = look_at(g_ptr_array_index(policy->rules, i), question);
        g_ptr_array_add(outcome->trace, step);
        if (step->matched)
            outcome->rule = step->rule;
    }
    /* A policy without a last rule for all was never checked: nothing may come of it. */
    g_assert(outcome->rule != NULL);
    outcome->ruling = outcome->rule->ruling;
    outcome->approvers = outcome->rule->approvers;
    outcome->approvals = outcome->rule->approvals;
    outcome->asks_customer = outcome->ruling != LB_RULING_REFUSE &&
                             (question->customer_data || outcome->rule->asking == LB_ASKING_ALWAYS);
    return outcome;
}

void
lb_policy_outcome_free(LbPolicyOutcome *outcome)
{
    if (outcome == NULL)
        return;
    g_ptr_array_unref(outcome->trace);
    g_free(outcome);
}

/* All combinations of values with the scenario that @question has. */
static bool
visit_values(LbPolicyQuestion *question, LbPolicyVisit visit, gpointer data)
{
    const int sizes[] = {
        LB_REACH_SUBSCRIPTION + 1, LB_LEVEL_ADMINISTER + 1,     2,
        LB_ROLE_ADMIN + 1,         LB_EVIDENCE_TWO_METHODS + 1, 2,
    };
    int count = 1;
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
        count *= sizes[i];
    for (int number = 0; number < count; number++) {
        int values[G_N_ELEMENTS(sizes)];
        int rest = number;
        for (size_t i = G_N_ELEMENTS(sizes); i-- > 0; rest /= sizes[i])
            values[i] = rest % sizes[i];
        question->reach = (LbReach)values[0];
        question->level = (LbLevel)values[1];
        question->customer_data = values[2] != 0;
        question->role = (LbRole)values[3];
        question->evidence = (LbEvidence)values[4];
        question->isolated = values[5] != 0;
        if (lb_role_asks(question->role) && !visit(question, data))
            return false;
    }
    return true;
}

bool
lb_policy_visit_all(const LbPolicy *policy, LbPolicyVisit visit, gpointer data)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    LbPolicyQuestion question = { .service = WHOLE_SERVICE, .scenario = WHOLE_SERVICE };
    if (!visit_values(&question, visit, data))
        return false;
    for (guint i = 0; i < policy->rules->len; i++) {
        const LbPolicyRule *rule = g_ptr_array_index(policy->rules, i);
        for (char **wanted = rule->scenarios; wanted != NULL && *wanted != NULL; wanted++) {
            if (!g_hash_table_add(seen, *wanted))
                continue;
            g_auto(GStrv) ids = g_strsplit(*wanted, "/", 2);
            question.service = ids[0];
            question.scenario = ids[1];
            if (!visit_values(&question, visit, data))
                return false;
        }
    }
    return true;
}

typedef struct {
    const LbPolicy *policy;
    bool *reached; /* for each rule */
} Reached;

static bool
mark_reached(const LbPolicyQuestion *question, gpointer data)
{
    const Reached *reached = data;
    guint i = 0;
    while (!matches(g_ptr_array_index(reached->policy->rules, i), question))
        i++;
    reached->reached[i] = true;
    return true;
}

const LbPolicyRule *
lb_policy_find_unreached(const LbPolicy *policy)
{
    g_autofree bool *marks = g_new0(bool, policy->rules->len);
    Reached reached = { policy, marks };
    lb_policy_visit_all(policy, mark_reached, &reached);
    for (guint i = 0; i < policy->rules->len; i++)
        if (!marks[i])
            return g_ptr_array_index(policy->rules, i);
    return NULL;
}
