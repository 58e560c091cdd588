/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints what the just-in-time rules that come with Lockbox say of every sort of request: doc/policy.md. It is built
 * with the tree and not installed. */
#include <stdio.h>

#include "base/share.h"
#include "config/policyfile.h"
#include "core/labels.h"

/* The columns: how somebody proved who it is. */
static const struct {
    const char *name;
    bool isolated;
    LbEvidence evidence;
} proofs[] = {
    { "neither", false, LB_EVIDENCE_NONE },
    { "isolated identity", true, LB_EVIDENCE_NONE },
    { "multi-factor", false, LB_EVIDENCE_SECURITY_KEY },
    { "both", true, LB_EVIDENCE_TWO_METHODS },
};

static const char introduction[] =
    "# What becomes of a request by the just-in-time rules\n\n"
    "This is printed from the rules that come with Lockbox (`data/policy.conf`, which also says "
    "what scope, levels and\n"
    "the other words mean); a test compares the two. The first rule that applies decides. An "
    "answer is the id of that\n"
    "rule and what follows from it: **refused**; or the roles of which somebody of the provider "
    "has to approve first,\n"
    "with a number where it takes more than one person; then whether the **customer** is asked. "
    "Nobody has to be asked:\n"
    "*open at once*.\n\n"
    "## The rules\n\n| rule | what it is about |\n|---|---|\n";

static void
put_outcome(GString *out, const LbPolicyOutcome *outcome)
{
    g_string_append_printf(out, " %s: ", outcome->rule->id);
    if (outcome->ruling == LB_RULING_REFUSE) {
        g_string_append(out, "**refused** |");
        return;
    }
    const char *before = "";
    for (int role = LB_ROLE_OWNER; role <= LB_ROLE_ADMIN; role++) {
        if ((outcome->approvers & (1u << role)) == 0)
            continue;
        g_string_append_printf(out, "%s%s", before, lb_role_name((LbRole)role));
        before = " or ";
    }
    if (outcome->approvals > 1)
        g_string_append_printf(out, " (%d)", outcome->approvals);
    if (outcome->asks_customer)
        g_string_append_printf(out, "%s**customer** |", outcome->approvals > 0 ? ", then " : "");
    else
        g_string_append(out, outcome->approvals > 0 ? " |" : "*open at once* |");
}

/* All that differs in scope, level and proof. */
static void
put_table(GString *out, const LbPolicy *policy, LbPolicyQuestion question)
{
    g_string_append(out, "| scope | access level |");
    for (size_t i = 0; i < G_N_ELEMENTS(proofs); i++)
        g_string_append_printf(out, " %s |", proofs[i].name);
    g_string_append(out, "\n|---|---|---|---|---|---|\n");
    for (const LbName *reach = lb_reach_names; reach->name != NULL; reach++) {
        for (const LbName *level = lb_level_names; level->name != NULL; level++) {
            g_string_append_printf(out, "| %s | %s |", reach->name, level->name);
            question.reach = (LbReach)reach->value;
            question.level = (LbLevel)level->value;
            for (size_t i = 0; i < G_N_ELEMENTS(proofs); i++) {
                question.isolated = proofs[i].isolated;
                question.evidence = proofs[i].evidence;
                g_autoptr(LbPolicyOutcome) outcome = lb_policy_evaluate(policy, &question);
                put_outcome(out, outcome);
            }
            g_string_append(out, "\n");
        }
    }
}

typedef struct {
    GString *out;
    const LbPolicy *policy;
} Printing;

/* The first of each table stands for all of it. */
static bool
put_section(const LbPolicyQuestion *question, gpointer data)
{
    const Printing *printing = data;
    if (question->reach != LB_REACH_RESOURCE || question->level != LB_LEVEL_READ ||
        question->evidence != LB_EVIDENCE_NONE || question->isolated)
        return true;
    g_string_append_printf(printing->out, "\n## %s, %s\n\n", lb_role_name(question->role),
                           question->customer_data ? "customer data" : "no customer data");
    if (g_str_equal(question->service, "*"))
        g_string_append(printing->out, "All scenarios that no rule names.\n\n");
    else
        g_string_append_printf(printing->out, "Scenario %s/%s.\n\n", question->service,
                               question->scenario);
    put_table(printing->out, printing->policy, *question);
    return true;
}

static void
put_rules(GString *out, const LbPolicy *policy)
{
    for (guint i = 0; i < policy->rules->len; i++) {
        const LbPolicyRule *rule = g_ptr_array_index(policy->rules, i);
        const char *reason = lb_labels_get(rule->reasons, NULL);
        g_string_append_printf(out, "| %s | %s%s%s |\n", rule->id,
                               lb_labels_get(rule->labels, NULL), reason != NULL ? ". " : "",
                               reason != NULL ? reason : "");
    }
}

int
main(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *catalogue_path = lb_share_path("catalogue.conf");
    g_autofree char *policy_path = lb_share_path("policy.conf");
    g_autoptr(LbCatalogue) catalogue = lb_catalogue_read(catalogue_path, &error);
    g_autoptr(LbPolicy) policy =
        catalogue != NULL ? lb_policy_read(policy_path, catalogue, &error) : NULL;
    if (policy == NULL) {
        fprintf(stderr, "print-policy: %s\n", error->message);
        return 1;
    }
    g_autoptr(GString) out = g_string_new(introduction);
    Printing printing = { out, policy };
    put_rules(out, policy);
    lb_policy_visit_all(policy, put_section, &printing);
    return fputs(out->str, stdout) == EOF || fflush(stdout) == EOF;
}
