/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the outcome of the just-in-time rules is shown. Texts of the file have been found harmless when it was read. */
#include "operator/policysay.h"

#include "base/i18n.h"
#include "base/jsonparts.h"
#include "core/labels.h"
#include "core/policywords.h"

const char *
lb_policy_language(void)
{
    return g_get_language_names()[0];
}

void
lb_policy_say_outcome(GString *out, const LbPolicyOutcome *outcome)
{
    const char *language = lb_policy_language();
    g_autofree char *words = lb_policy_outcome_words(outcome, language);
    g_string_append_printf(out, "%s\n\n%s\n", words, _("The rules, in their order:"));
    for (guint i = 0; i < outcome->trace->len; i++) {
        const LbPolicyStep *step = g_ptr_array_index(outcome->trace, i);
        g_autofree char *why = lb_policy_step_words(step);
        g_string_append_printf(out, "%2u. %s (%s)\n    %s\n", i + 1,
                               lb_labels_get(step->rule->labels, language), step->rule->id, why);
    }
}

static void
put_checks(JsonBuilder *builder, const LbPolicyStep *step)
{
    json_builder_set_member_name(builder, "conditions");
    json_builder_begin_array(builder);
    for (guint i = 0; i < step->checks->len; i++) {
        const LbPolicyCheck *check = g_ptr_array_index(step->checks, i);
        json_builder_begin_object(builder);
        lb_json_add_text_member(builder, "name",
                                lb_names_get(lb_condition_names, (int)check->condition));
        lb_json_add_flag_member(builder, "holds", check->holds);
        lb_json_add_text_member(builder, "found", check->found);
        json_builder_set_member_name(builder, "wanted");
        json_builder_begin_array(builder);
        for (char **wanted = check->wanted; *wanted != NULL; wanted++)
            json_builder_add_string_value(builder, *wanted);
        json_builder_end_array(builder);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
put_step(JsonBuilder *builder, const LbPolicyStep *step)
{
    g_autofree char *why = lb_policy_step_words(step);
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "rule", step->rule->id);
    lb_json_add_text_member(builder, "label", lb_labels_get(step->rule->labels, NULL));
    lb_json_add_flag_member(builder, "matched", step->matched);
    lb_json_add_text_member(builder, "why", why);
    put_checks(builder, step);
    json_builder_end_object(builder);
}

void
lb_policy_put_outcome(JsonBuilder *builder, const LbPolicyOutcome *outcome)
{
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "outcome",
                            lb_names_get(lb_ruling_names, (int)outcome->ruling));
    lb_json_add_text_member(builder, "rule", outcome->rule->id);
    lb_json_add_text_member(builder, "reason", lb_labels_get(outcome->rule->reasons, NULL));
    json_builder_set_member_name(builder, "approvers");
    json_builder_begin_array(builder);
    for (int role = LB_ROLE_OWNER; role <= LB_ROLE_ADMIN; role++)
        if ((outcome->approvers & (1u << role)) != 0)
            json_builder_add_string_value(builder, lb_role_name((LbRole)role));
    json_builder_end_array(builder);
    lb_json_add_number_member(builder, "approvals", outcome->approvals);
    lb_json_add_flag_member(builder, "customerAsked", outcome->asks_customer);
    json_builder_set_member_name(builder, "trace");
    json_builder_begin_array(builder);
    for (guint i = 0; i < outcome->trace->len; i++)
        put_step(builder, g_ptr_array_index(outcome->trace, i));
    json_builder_end_array(builder);
    json_builder_end_object(builder);
}
