/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the just-in-time rules said of a request, as JSON. */
#include "commands/jsonrules.h"

#include "base/jsonparts.h"
#include "core/policy.h"

static void
put_check(JsonBuilder *builder, const LbPolicyCheck *check)
{
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "condition",
                            lb_names_get(lb_condition_names, (int)check->condition));
    lb_json_add_text_member(builder, "found", check->found);
    json_builder_set_member_name(builder, "wanted");
    json_builder_begin_array(builder);
    for (char **value = check->wanted; *value != NULL; value++)
        json_builder_add_string_value(builder, *value);
    json_builder_end_array(builder);
    json_builder_set_member_name(builder, "holds");
    json_builder_add_boolean_value(builder, check->holds);
    json_builder_end_object(builder);
}

static void
put_rules(JsonBuilder *builder, const LbWeighing *weighing)
{
    json_builder_set_member_name(builder, "rules");
    json_builder_begin_array(builder);
    for (guint i = 0; i < weighing->steps->len; i++) {
        const LbWeighed *weighed = g_ptr_array_index(weighing->steps, i);
        json_builder_begin_object(builder);
        lb_json_add_text_member(builder, "rule", weighed->rule);
        lb_json_add_text_member(builder, "label", weighed->label);
        json_builder_set_member_name(builder, "applies");
        json_builder_add_boolean_value(builder, weighed->matched);
        lb_json_add_text_member(builder, "words", weighed->words);
        json_builder_set_member_name(builder, "checks");
        json_builder_begin_array(builder);
        for (guint j = 0; j < weighed->checks->len; j++)
            put_check(builder, g_ptr_array_index(weighed->checks, j));
        json_builder_end_array(builder);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
put_voices(JsonBuilder *builder, const LbWeighing *weighing)
{
    json_builder_set_member_name(builder, "endorsements");
    json_builder_begin_array(builder);
    for (guint i = 0; i < weighing->voices->len; i++) {
        const LbEndorsement *voice = g_ptr_array_index(weighing->voices, i);
        json_builder_begin_object(builder);
        lb_json_add_text_member(builder, "account", voice->account);
        lb_json_add_text_member(builder, "role", voice->role);
        lb_json_add_text_member(builder, "answer", voice->endorses ? "endorse" : "decline");
        lb_json_add_text_member(builder, "reason", voice->reason);
        lb_json_add_time_member(builder, "dateTime", voice->time);
        json_builder_set_member_name(builder, "counts");
        json_builder_add_boolean_value(builder, voice->counts);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

void
lb_json_put_weighing(JsonBuilder *builder, const LbWeighing *weighing)
{
    json_builder_set_member_name(builder, "weighing");
    if (weighing == NULL) {
        json_builder_add_null_value(builder);
        return;
    }
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "outcome",
                            lb_names_get(lb_ruling_names, (int)weighing->ruling));
    lb_json_add_text_member(builder, "words", weighing->words);
    lb_json_add_time_member(builder, "dateTime", weighing->time);
    json_builder_set_member_name(builder, "customerAsked");
    json_builder_add_boolean_value(builder, weighing->asks_customer);
    json_builder_set_member_name(builder, "endorsementsNeeded");
    json_builder_add_int_value(builder, weighing->approvals);
    json_builder_set_member_name(builder, "endorsementsGiven");
    json_builder_add_int_value(builder, weighing->given);
    lb_json_add_time_member(builder, "internalExpirationDateTime", weighing->until);
    put_rules(builder, weighing);
    put_voices(builder, weighing);
    json_builder_end_object(builder);
}
