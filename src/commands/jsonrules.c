/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the just-in-time rules said of a request, as JSON. */
#include "commands/jsonrules.h"

#include "base/time.h"
#include "core/policy.h"

static void
put(JsonBuilder *builder, const char *name, const char *text)
{
    json_builder_set_member_name(builder, name);
    if (text != NULL)
        json_builder_add_string_value(builder, text);
    else
        json_builder_add_null_value(builder);
}

static void
put_time(JsonBuilder *builder, const char *name, int64_t time)
{
    g_autofree char *text = time != 0 ? lb_time_to_iso(time) : NULL;
    put(builder, name, text);
}

static void
put_check(JsonBuilder *builder, const LbPolicyCheck *check)
{
    json_builder_begin_object(builder);
    put(builder, "condition", lb_names_get(lb_condition_names, (int)check->condition));
    put(builder, "found", check->found);
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
        put(builder, "rule", weighed->rule);
        put(builder, "label", weighed->label);
        json_builder_set_member_name(builder, "applies");
        json_builder_add_boolean_value(builder, weighed->matched);
        put(builder, "words", weighed->words);
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
        put(builder, "account", voice->account);
        put(builder, "role", voice->role);
        put(builder, "answer", voice->endorses ? "endorse" : "decline");
        put(builder, "reason", voice->reason);
        put_time(builder, "dateTime", voice->time);
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
    put(builder, "outcome", lb_names_get(lb_ruling_names, (int)weighing->ruling));
    put(builder, "words", weighing->words);
    put_time(builder, "dateTime", weighing->time);
    json_builder_set_member_name(builder, "customerAsked");
    json_builder_add_boolean_value(builder, weighing->asks_customer);
    json_builder_set_member_name(builder, "endorsementsNeeded");
    json_builder_add_int_value(builder, weighing->approvals);
    json_builder_set_member_name(builder, "endorsementsGiven");
    json_builder_add_int_value(builder, weighing->given);
    put_time(builder, "internalExpirationDateTime", weighing->until);
    put_rules(builder, weighing);
    put_voices(builder, weighing);
    json_builder_end_object(builder);
}
