/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The just-in-time rules in force. Nothing is made or changed here. */
#include "operator/policyhere.h"

#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/text.h"
#include "core/labels.h"
#include "operator/policysay.h"

bool
lb_policy_read_here(LbInvocation *invocation, LbRules **rules, GError **error)
{
    g_autofree char *database = g_build_filename(invocation->data, "lockbox.db", NULL);
    *rules = NULL;
    if (!g_file_test(database, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
        return true;
    g_autoptr(LbService) service = lb_invocation_open(invocation, error);
    *rules = service != NULL ? lb_rules_read(service, error) : NULL;
    return *rules != NULL;
}

void
lb_policy_say_rules(GString *out, const LbPolicy *policy)
{
    for (guint i = 0; i < policy->rules->len; i++) {
        const LbPolicyRule *rule = g_ptr_array_index(policy->rules, i);
        g_string_append_printf(out, "%2u. %s (%s)\n", i + 1,
                               lb_labels_get(rule->labels, lb_policy_language()), rule->id);
    }
}

/* What is in force beside a right file. */
static void
say_beside_right(GString *out, const LbRules *rules, const char *since)
{
    if (lb_rules_are_kept(rules)) {
        g_string_append_printf(out, _("They are in force since %s.\n"), since);
        return;
    }
    g_string_append(out, _("They come into force as soon as lockboxd or a request meets them.\n"));
    if (rules->kept != NULL)
        g_string_append_printf(out, _("Until then, those that were read %s are in force.\n"),
                               since);
}

void
lb_policy_say_in_force(GString *out, const LbRules *rules)
{
    g_autofree char *since = lb_invocation_format_time(rules->since);
    if (rules->kept_fault != NULL) {
        g_autofree char *fault = lb_text_escape(rules->kept_fault, LB_TEXT_LINE);
        g_string_append_printf(out, _("Those in force since %s cannot be used (%s).\n"), since,
                               fault);
    }
    if (rules->file != NULL) {
        say_beside_right(out, rules, since);
        return;
    }
    if (rules->kept == NULL) {
        g_string_append(out, _("There are no rules to go by: every request is refused.\n"));
        return;
    }
    guint count = rules->kept->rules->len;
    g_string_append_printf(out,
                           ngettext_("In force stays, since %2$s, the %1$u rule read then:\n",
                                     "In force stay, since %2$s, the %1$u rules read then:\n",
                                     count),
                           count, since);
    lb_policy_say_rules(out, rules->kept);
}

void
lb_policy_put_in_force(JsonBuilder *builder, const LbRules *rules)
{
    json_builder_set_member_name(builder, "inForce");
    if (rules == NULL || rules->kept_sha256 == NULL) {
        json_builder_add_null_value(builder);
        return;
    }
    json_builder_begin_object(builder);
    lb_json_add_time_member(builder, "since", rules->since);
    lb_json_add_text_member(builder, "sha256", rules->kept_sha256);
    lb_json_add_number_member(builder, "entry", rules->entry);
    lb_json_add_flag_member(builder, "same", lb_rules_are_kept(rules));
    lb_json_add_text_member(builder, "fault", rules->kept_fault);
    json_builder_end_object(builder);
}
