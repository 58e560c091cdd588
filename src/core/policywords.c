/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of the just-in-time rules in words. */
#include "core/policywords.h"

#include <string.h>

#include "base/i18n.h"
#include "core/labels.h"

/* Of what is so or not: what it is says what it is not. */
static const struct {
    const char *yes;
    const char *no;
} facts[LB_CONDITIONS] = {
    [LB_CONDITION_CUSTOMER_DATA] = { N_("customer data is touched"),
                                     N_("no customer data is touched") },
    [LB_CONDITION_ISOLATED] = { N_("the identity is isolated"),
                                N_("the identity is not isolated") },
    [LB_CONDITION_MULTI_FACTOR] = { N_("more than one factor proved who it is"),
                                    N_("only one factor proved who it is") },
};

/* The value as people know it. */
static const char *
say_value(LbCondition condition, const char *name)
{
    const LbName *values = lb_condition_values(condition);
    int value = 0;
    if (values != NULL && lb_names_find(values, name, &value))
        return _(lb_names_label(values, value));
    return condition == LB_CONDITION_ROLE ? _(name) : name;
}

static char *
say_wanted(const LbPolicyCheck *check)
{
    GString *words = g_string_new(NULL);
    for (char **name = check->wanted; *name != NULL; name++)
        g_string_append_printf(words, "%s%s", words->len > 0 ? ", " : "",
                               say_value(check->condition, *name));
    return g_string_free(words, FALSE);
}

/* Of what has many values: which one it is. */
static char *
say_found(LbCondition condition, const char *value)
{
    switch (condition) {
    case LB_CONDITION_SCOPE:
        return g_strdup_printf(_("the scope is %s"), value);
    case LB_CONDITION_LEVEL:
        return g_strdup_printf(_("the access level is %s"), value);
    case LB_CONDITION_ROLE:
        return g_strdup_printf(_("the one who asks is %s"), value);
    default:
        return g_strdup_printf(_("the scenario is %s"), value);
    }
}

static char *
say_check(const LbPolicyCheck *check)
{
    LbCondition condition = check->condition;
    if (facts[condition].yes != NULL)
        return g_strdup(
            _(strcmp(check->found, "yes") == 0 ? facts[condition].yes : facts[condition].no));
    g_autofree char *found = say_found(condition, say_value(condition, check->found));
    if (check->holds)
        return g_steal_pointer(&found);
    g_autofree char *wanted = say_wanted(check);
    return g_strdup_printf(_("%s, and the rule is for: %s"), found, wanted);
}

char *
lb_policy_step_words(const LbPolicyStep *step)
{
    if (step->checks->len == 0)
        return g_strdup(_("Applies: it is for every request that no rule before it took."));
    g_autoptr(GString) why = g_string_new(NULL);
    for (guint i = 0; i < step->checks->len; i++) {
        const LbPolicyCheck *check = g_ptr_array_index(step->checks, i);
        if (check->holds != step->matched)
            continue;
        g_autofree char *words = say_check(check);
        g_string_append_printf(why, "%s%s", why->len > 0 ? "; " : "", words);
    }
    return g_strdup_printf(step->matched ? _("Applies: %s.") : _("Does not apply: %s."), why->str);
}

char *
lb_policy_approvers_words(unsigned approvers)
{
    char *words = g_strdup("");
    for (int role = LB_ROLE_OWNER; role <= LB_ROLE_ADMIN; role++) {
        if ((approvers & (1u << role)) == 0)
            continue;
        const char *name = _(lb_role_name((LbRole)role));
        char *longer =
            *words == '\0' ? g_strdup(name) : g_strdup_printf(_("%s or %s"), words, name);
        g_free(words);
        words = longer;
    }
    return words;
}

char *
lb_policy_outcome_words(const LbPolicyOutcome *outcome, const char *language)
{
    if (outcome->ruling == LB_RULING_REFUSE)
        return g_strdup_printf(_("Refused: %s"), lb_labels_get(outcome->rule->reasons, language));
    const char *customer = outcome->asks_customer
                               ? _("The customer is asked.")
                               : _("The customer is not asked: no customer data is touched.");
    if (outcome->ruling == LB_RULING_PASS)
        return g_strdup_printf(_("No internal approval is needed. %s"), customer);
    g_autofree char *approvers = lb_policy_approvers_words(outcome->approvers);
    return g_strdup_printf(_("Internal approvals needed first: %d, by %s. %s"), outcome->approvals,
                           approvers, customer);
}
