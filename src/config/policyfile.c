/* SPDX-License-Identifier: GPL-3.0-or-later */
/* policy.conf into LbPolicy. The file itself describes its form; everything in it must be known. */
#include "config/policyfile.h"

#include <string.h>

#include "base/i18n.h"
#include "config/policykeys.h"
#include "core/labels.h"

/* So that whatever stands in a file, it is soon judged. */
#define RULES_LIMIT 100
#define SCENARIOS_LIMIT 100
#define LIST_LIMIT 4000

/* Keys whose presence depends on the outcome: in rules of these rulings they are needed, in others they mean nothing. */
static const struct {
    const char *key;
    unsigned rulings;
} consequences[] = {
    { "reason", 1u << LB_RULING_REFUSE },
    { "approvers", 1u << LB_RULING_APPROVAL },
    { "approvals", 1u << LB_RULING_APPROVAL },
    { "ask-customer", 1u << LB_RULING_APPROVAL | 1u << LB_RULING_PASS },
};

static bool
refuse(const LbPolicyKeys *keys, const char *group, const char *key, const char *reason,
       GError **error)
{
    g_autofree char *place = lb_key_file_place(keys->path, keys->lines, group, key);
    return lb_key_file_refuse(error, place, group, key, reason);
}

static bool
is_consequence(const char *key)
{
    for (size_t i = 0; i < G_N_ELEMENTS(consequences); i++)
        if (strcmp(consequences[i].key, key) == 0)
            return true;
    return false;
}

/* Reads the texts, and refuses keys that nobody knows. */
static bool
read_texts(const LbPolicyKeys *keys, LbPolicyRule *rule, GError **error)
{
    g_auto(GStrv) names = g_key_file_get_keys(keys->file, rule->id, NULL, NULL);
    for (char **name = names; name != NULL && *name != NULL; name++) {
        g_autofree char *place = lb_key_file_place(keys->path, keys->lines, rule->id, *name);
        bool label = false, reason = false;
        int condition = 0;
        if (!lb_key_file_label(keys->file, place, rule->id, *name, "label", rule->labels, &label,
                               error) ||
            !lb_key_file_label(keys->file, place, rule->id, *name, "reason", rule->reasons, &reason,
                               error))
            return false;
        if (!label && !reason && strcmp(*name, "outcome") != 0 && !is_consequence(*name) &&
            !lb_names_find(lb_condition_names, *name, &condition))
            return lb_key_file_refuse(error, place, rule->id, *name, _("there is no such key"));
    }
    if (lb_labels_get(rule->labels, NULL) == NULL)
        return refuse(keys, rule->id, "label", _("is missing"), error);
    return true;
}

static bool
read_conditions(const LbPolicyKeys *keys, LbPolicyRule *rule, GError **error)
{
    for (const LbName *row = lb_condition_names; row->name != NULL; row++) {
        if (!g_key_file_has_key(keys->file, rule->id, row->name, NULL))
            continue;
        g_autofree char *place = lb_key_file_place(keys->path, keys->lines, rule->id, row->name);
        g_auto(GStrv) words =
            lb_key_file_list(keys->file, place, rule->id, row->name, LIST_LIMIT, error);
        if (words == NULL)
            return false;
        for (char **word = words; *word != NULL; word++) {
            int value = 0;
            if (!lb_policy_keys_parse(keys, (LbCondition)row->value, *word, true, &value, place,
                                      rule->id, error))
                return false;
            rule->wanted[row->value] |= 1u << value;
        }
        if (row->value == LB_CONDITION_SCENARIO)
            rule->scenarios = g_steal_pointer(&words);
    }
    return true;
}

static bool
read_approvers(const LbPolicyKeys *keys, LbPolicyRule *rule, GError **error)
{
    g_autofree char *place = lb_key_file_place(keys->path, keys->lines, rule->id, "approvers");
    if (!lb_policy_keys_read_approvers(keys->file, place, rule->id, &rule->approvers, error))
        return false;
    g_autofree char *number = lb_key_file_place(keys->path, keys->lines, rule->id, "approvals");
    return lb_policy_keys_read_approvals(keys->file, number, rule->id, &rule->approvals, error);
}

static bool
read_outcome(const LbPolicyKeys *keys, LbPolicyRule *rule, GError **error)
{
    int ruling = 0, asking = 0;
    g_autofree char *place = lb_key_file_place(keys->path, keys->lines, rule->id, "outcome");
    if (!g_key_file_has_key(keys->file, rule->id, "outcome", NULL))
        return refuse(keys, rule->id, "outcome", _("is missing"), error);
    if (!lb_key_file_word(keys->file, place, rule->id, "outcome", lb_ruling_names, &ruling, error))
        return false;
    rule->ruling = (LbRuling)ruling;
    for (size_t i = 0; i < G_N_ELEMENTS(consequences); i++) {
        const char *key = consequences[i].key;
        bool needed = (consequences[i].rulings & (1u << ruling)) != 0;
        bool there = g_key_file_has_key(keys->file, rule->id, key, NULL);
        if (needed && !there)
            return refuse(keys, rule->id, key, _("is missing"), error);
        if (!needed && there)
            return refuse(keys, rule->id, key, _("means nothing in a rule of this outcome"), error);
    }
    if (rule->ruling != LB_RULING_REFUSE && g_hash_table_size(rule->reasons) > 0)
        return refuse(keys, rule->id, NULL, _("only rules that refuse have a reason"), error);
    if (rule->ruling == LB_RULING_REFUSE)
        return true;
    g_autofree char *asked = lb_key_file_place(keys->path, keys->lines, rule->id, "ask-customer");
    if (!lb_key_file_word(keys->file, asked, rule->id, "ask-customer", lb_asking_names, &asking,
                          error))
        return false;
    rule->asking = (LbAsking)asking;
    return rule->ruling != LB_RULING_APPROVAL || read_approvers(keys, rule, error);
}

static LbPolicyRule *
read_rule(const LbPolicyKeys *keys, const char *group, GError **error)
{
    if (!lb_key_file_is_id(group)) {
        refuse(keys, group, NULL, _("must be called by small letters, digits and hyphens"), error);
        return NULL;
    }
    g_autoptr(LbPolicyRule) rule = lb_policy_rule_new();
    rule->id = g_strdup(group);
    bool good = read_texts(keys, rule, error) && read_conditions(keys, rule, error) &&
                read_outcome(keys, rule, error);
    return good ? g_steal_pointer(&rule) : NULL;
}

/* What only all rules together say. */
static bool
check_together(const LbPolicyKeys *keys, const LbPolicy *policy, GError **error)
{
    if (policy->rules->len == 0)
        return lb_key_file_refuse(error, keys->path, NULL, NULL, _("there is no rule"));
    const LbPolicyRule *last = g_ptr_array_index(policy->rules, policy->rules->len - 1);
    if (!lb_policy_rule_matches_all(last))
        return refuse(keys, last->id, NULL,
                      _("the last rule must be for every request: it may have no conditions"),
                      error);
    const LbPolicyRule *unreached = lb_policy_find_unreached(policy);
    if (unreached != NULL)
        return refuse(keys, unreached->id, NULL,
                      _("this rule can never apply: rules before it take whatever it is for"),
                      error);
    return true;
}

char *
lb_policy_load(const char *path, gsize *length, GError **error)
{
    return lb_key_file_load(path, length, error);
}

LbPolicy *
lb_policy_parse(const char *text, gsize length, const char *name, const LbCatalogue *catalogue,
                GError **error)
{
    g_autoptr(GHashTable) lines = NULL;
    g_autoptr(GKeyFile) file = lb_key_file_parse(text, length, name, &lines, error);
    if (file == NULL)
        return NULL;
    LbPolicyKeys keys = { file, name, lines, catalogue };
    g_autoptr(LbPolicy) policy = lb_policy_new();
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    guint scenarios = 0;
    for (char **group = groups; *group != NULL; group++) {
        LbPolicyRule *rule = read_rule(&keys, *group, error);
        if (rule == NULL)
            return NULL;
        g_ptr_array_add(policy->rules, rule);
        scenarios += rule->scenarios != NULL ? g_strv_length(rule->scenarios) : 0;
        if (policy->rules->len > RULES_LIMIT || scenarios > SCENARIOS_LIMIT) {
            refuse(&keys, *group, NULL,
                   _("there are more than 100 rules, or 100 scenarios in them"), error);
            return NULL;
        }
    }
    return check_together(&keys, policy, error) ? g_steal_pointer(&policy) : NULL;
}

LbPolicy *
lb_policy_read(const char *path, const LbCatalogue *catalogue, GError **error)
{
    gsize length = 0;
    g_autofree char *text = lb_policy_load(path, &length, error);
    return text != NULL ? lb_policy_parse(text, length, path, catalogue, error) : NULL;
}
