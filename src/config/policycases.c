/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of cases: what a policy is expected to say of requests. */
#include <string.h>

#include "base/i18n.h"
#include "config/policyfile.h"
#include "config/policykeys.h"

typedef struct {
    char *name;
    char *scenario; /* "SERVICE/SCENARIO", which the question's two point into */
    LbPolicyQuestion question;
    LbRuling ruling;
    unsigned approvers; /* bits; 0: whoever */
    int approvals;      /* 0: however many */
    int customer;       /* whether asked; -1: either */
    char *rule;         /* NULL: whichever */
} Case;

static const LbName customer_names[] = {
    { true, "asked", NULL },
    { false, "not-asked", NULL },
    { 0, NULL, NULL },
};

static const char *const expectations[] = { "outcome",  "approvers", "approvals",
                                            "customer", "rule",      NULL };

static void
free_case(gpointer data)
{
    Case *one = data;
    g_free(one->name);
    g_free(one->scenario);
    g_free(one->rule);
    g_free(one);
}

static void
set_value(Case *one, LbCondition condition, int value)
{
    LbPolicyQuestion *question = &one->question;
    switch (condition) {
    case LB_CONDITION_SCOPE:
        question->reach = (LbReach)value;
        break;
    case LB_CONDITION_LEVEL:
        question->level = (LbLevel)value;
        break;
    case LB_CONDITION_ROLE:
        question->role = (LbRole)value;
        break;
    case LB_CONDITION_ISOLATED:
        question->isolated = value != 0;
        break;
    case LB_CONDITION_MULTI_FACTOR:
        question->evidence = value != 0 ? LB_EVIDENCE_SECURITY_KEY : LB_EVIDENCE_NONE;
        break;
    case LB_CONDITION_SCENARIO:
    case LB_CONDITION_CUSTOMER_DATA:
        break;
    }
}

/* Every condition is needed but that of customer data, which the catalogue knows. */
static bool
read_question(const LbPolicyKeys *keys, Case *one, GError **error)
{
    for (const LbName *row = lb_condition_names; row->name != NULL; row++) {
        if (row->value == LB_CONDITION_CUSTOMER_DATA)
            continue;
        g_autofree char *place = lb_key_file_place(keys->path, keys->lines, one->name, row->name);
        if (!g_key_file_has_key(keys->file, one->name, row->name, NULL))
            return lb_key_file_refuse(error, place, one->name, row->name, _("is missing"));
        int value = 0;
        g_autofree char *word =
            lb_key_file_text(keys->file, place, one->name, row->name, LB_LIMIT_LINE, error);
        if (word == NULL || !lb_policy_keys_parse(keys, (LbCondition)row->value, word, false,
                                                  &value, place, one->name, error))
            return false;
        set_value(one, (LbCondition)row->value, value);
        if (row->value == LB_CONDITION_SCENARIO)
            one->scenario = g_steal_pointer(&word);
    }
    char *slash = strchr(one->scenario, '/');
    *slash = '\0';
    one->question.service = one->scenario;
    one->question.scenario = slash + 1;
    const LbScenario *scenario =
        lb_catalogue_find(keys->catalogue, one->question.service, one->question.scenario);
    one->question.customer_data = scenario->touches_data;
    return true;
}

static bool
has_key(const LbPolicyKeys *keys, const Case *one, const char *key, char **place)
{
    *place = lb_key_file_place(keys->path, keys->lines, one->name, key);
    return g_key_file_has_key(keys->file, one->name, key, NULL);
}

static bool
read_expectation(const LbPolicyKeys *keys, Case *one, GError **error)
{
    g_autofree char *outcome = NULL, *approvers = NULL, *approvals = NULL, *customer = NULL;
    g_autofree char *rule = NULL;
    int ruling = 0;
    one->customer = -1;
    if (!has_key(keys, one, "outcome", &outcome))
        return lb_key_file_refuse(error, outcome, one->name, "outcome", _("is missing"));
    if (!lb_key_file_word(keys->file, outcome, one->name, "outcome", lb_ruling_names, &ruling,
                          error))
        return false;
    one->ruling = (LbRuling)ruling;
    if (has_key(keys, one, "approvers", &approvers) &&
        !lb_policy_keys_read_approvers(keys->file, approvers, one->name, &one->approvers, error))
        return false;
    if (has_key(keys, one, "approvals", &approvals) &&
        !lb_policy_keys_read_approvals(keys->file, approvals, one->name, &one->approvals, error))
        return false;
    if (has_key(keys, one, "customer", &customer) &&
        !lb_key_file_word(keys->file, customer, one->name, "customer", customer_names,
                          &one->customer, error))
        return false;
    if (!has_key(keys, one, "rule", &rule))
        return true;
    one->rule = lb_key_file_text(keys->file, rule, one->name, "rule", LB_LIMIT_LINE, error);
    return one->rule != NULL;
}

static bool
read_case(const LbPolicyKeys *keys, Case *one, GError **error)
{
    g_auto(GStrv) names = g_key_file_get_keys(keys->file, one->name, NULL, NULL);
    for (char **name = names; name != NULL && *name != NULL; name++) {
        int condition = LB_CONDITION_CUSTOMER_DATA;
        bool known = g_strv_contains(expectations, *name) ||
                     (lb_names_find(lb_condition_names, *name, &condition) &&
                      condition != LB_CONDITION_CUSTOMER_DATA);
        g_autofree char *place = lb_key_file_place(keys->path, keys->lines, one->name, *name);
        if (!known)
            return lb_key_file_refuse(error, place, one->name, *name, _("there is no such key"));
    }
    return read_question(keys, one, error) && read_expectation(keys, one, error);
}

/* What differs, of several things the first; NULL where nothing does. The caller frees it. */
static char *
compare(const Case *one, const LbPolicyOutcome *outcome)
{
    if (one->ruling != outcome->ruling)
        return g_strdup_printf(_("the outcome is %s, not %s (rule %s)"),
                               lb_names_get(lb_ruling_names, (int)outcome->ruling),
                               lb_names_get(lb_ruling_names, (int)one->ruling), outcome->rule->id);
    if (one->rule != NULL && strcmp(one->rule, outcome->rule->id) != 0)
        return g_strdup_printf(_("the rule is %s, not %s"), outcome->rule->id, one->rule);
    if (one->approvers != 0 && one->approvers != outcome->approvers)
        return g_strdup_printf(_("others approve (rule %s)"), outcome->rule->id);
    if (one->approvals != 0 && one->approvals != outcome->approvals)
        return g_strdup_printf(_("the number of approvals is %d, not %d (rule %s)"),
                               outcome->approvals, one->approvals, outcome->rule->id);
    if (one->customer != -1 && (one->customer != 0) != outcome->asks_customer)
        return g_strdup_printf(outcome->asks_customer ? _("the customer is asked (rule %s)")
                                                      : _("the customer is not asked (rule %s)"),
                               outcome->rule->id);
    return NULL;
}

static GPtrArray *
read_cases(const char *path, const LbCatalogue *catalogue, GError **error)
{
    g_autoptr(GHashTable) lines = NULL;
    g_autoptr(GKeyFile) file = lb_key_file_read_lines(path, false, &lines, error);
    if (file == NULL)
        return NULL;
    LbPolicyKeys keys = { file, path, lines, catalogue };
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func(free_case);
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (char **group = groups; *group != NULL; group++) {
        Case *one = g_new0(Case, 1);
        g_ptr_array_add(cases, one);
        one->name = g_strdup(*group);
        if (!read_case(&keys, one, error))
            return NULL;
    }
    /* An empty file would find nothing wrong with any policy. */
    if (cases->len == 0) {
        lb_key_file_refuse(error, path, NULL, NULL, _("there is no case"));
        return NULL;
    }
    return g_steal_pointer(&cases);
}

int
lb_policy_try_cases(const char *path, const LbPolicy *policy, const LbCatalogue *catalogue,
                    LbPolicyCaseSay say, gpointer data, GError **error)
{
    g_autoptr(GPtrArray) cases = read_cases(path, catalogue, error);
    int differ = 0;
    if (cases == NULL)
        return -1;
    for (guint i = 0; i < cases->len; i++) {
        const Case *one = g_ptr_array_index(cases, i);
        g_autoptr(LbPolicyOutcome) outcome = lb_policy_evaluate(policy, &one->question);
        g_autofree char *difference = compare(one, outcome);
        differ += difference != NULL;
        say(one->name, difference, data);
    }
    return differ;
}
