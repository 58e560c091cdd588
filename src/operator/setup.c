/* SPDX-License-Identifier: GPL-3.0-or-later */
/* init and import: the database is made, and what other systems know comes in. */
#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/text.h"
#include "operator/console.h"
#include "operator/outcome.h"
#include "operator/verbs.h"
#include "service/import.h"
#include "service/operator.h"

bool
lb_ctl_init(LbInvocation *invocation, GError **error)
{
    bool test = lb_invocation_option(invocation, "test") != NULL;
    if (!lb_operator_init(invocation->data, test, error))
        return false;
    g_autofree char *path = lb_text_escape(invocation->data, LB_TEXT_LINE);
    g_autofree char *data = lb_console_quote(invocation->data);
    g_string_append_printf(invocation->out, _("Made the database %s/lockbox.db.\n"), path);
    if (test)
        g_string_append(invocation->out, _("It is a test database, and says so for ever.\n"));
    g_string_append_printf(
        invocation->out,
        _("\n"
          "Next, bring in your customers and your people, and start the service:\n"
          "  lockboxctl --data %s import directory FILE\n"
          "  lockboxd --data %s\n"),
        data, data);
    return true;
}

/* The counts of a report: member name in JSON, label, where it stands. */
static const struct {
    const char *name;
    const char *label;
    size_t offset;
    bool always; /* shown even when it is 0 */
} counts[] = {
    { "tenants", N_("tenants"), G_STRUCT_OFFSET(LbImportReport, tenants), true },
    { "subscriptions", N_("subscriptions"), G_STRUCT_OFFSET(LbImportReport, subscriptions), true },
    { "resources", N_("resources"), G_STRUCT_OFFSET(LbImportReport, resources), true },
    { "targets", N_("targets"), G_STRUCT_OFFSET(LbImportReport, targets), false },
    { "principals", N_("people and other accounts"), G_STRUCT_OFFSET(LbImportReport, principals),
      true },
    { "keys", N_("keys"), G_STRUCT_OFFSET(LbImportReport, keys), false },
    { "keysRevoked", N_("keys that were revoked and stay revoked"),
      G_STRUCT_OFFSET(LbImportReport, keys_revoked), false },
    { "roleAssignments", N_("role assignments"), G_STRUCT_OFFSET(LbImportReport, role_assignments),
      true },
    { "tickets", N_("support tickets"), G_STRUCT_OFFSET(LbImportReport, tickets), false },
    { "ticketsLeftOut", N_("tickets that were opened here or belong to another tenant, left out"),
      G_STRUCT_OFFSET(LbImportReport, tickets_left_out), false },
    { "resourcesRemoved", N_("resources that are gone"),
      G_STRUCT_OFFSET(LbImportReport, resources_removed), false },
    { "roleAssignmentsRemoved", N_("role assignments that are gone"),
      G_STRUCT_OFFSET(LbImportReport, role_assignments_removed), false },
    { "notPeople", N_("role assignments to groups and programs, who approve nothing"),
      G_STRUCT_OFFSET(LbImportReport, not_people), false },
    { "withoutApprover", N_("subscriptions without anybody who could approve"),
      G_STRUCT_OFFSET(LbImportReport, without_approver), false },
};

static void
say_report_json(LbInvocation *invocation, const LbService *service, const LbImportReport *report)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    for (size_t i = 0; i < G_N_ELEMENTS(counts); i++)
        lb_json_add_number_member(builder, counts[i].name,
                                  G_STRUCT_MEMBER(int64_t, report, counts[i].offset));
    lb_json_add_flag_member(builder, "test", lb_service_is_test(service));
    json_builder_end_object(builder);
    lb_invocation_say_json(invocation, builder);
}

static void
say_report(LbInvocation *invocation, const LbService *service, const LbImportReport *report)
{
    if (lb_invocation_json(invocation)) {
        say_report_json(invocation, service, report);
        return;
    }
    lb_invocation_say_test(invocation, service);
    g_string_append(invocation->out, _("Imported:\n"));
    for (size_t i = 0; i < G_N_ELEMENTS(counts); i++) {
        long long count = (long long)G_STRUCT_MEMBER(int64_t, report, counts[i].offset);
        if (count > 0 || counts[i].always)
            g_string_append_printf(invocation->out, "%8lld  %s\n", count, _(counts[i].label));
    }
    if (report->without_approver > 0)
        g_string_append(invocation->out,
                        _("\nWarning: requests for a subscription without anybody who could "
                          "approve are refused. Give somebody there the role Owner.\n"));
}

bool
lb_ctl_import_az(LbInvocation *invocation, GError **error)
{
    g_autoptr(LbService) service = lb_invocation_open(invocation, error);
    LbAzFiles files = {
        .accounts = lb_invocation_option(invocation, "accounts"),
        .resources = lb_invocation_option(invocation, "resources"),
        .role_assignments = lb_invocation_option(invocation, "role-assignments"),
        .users = lb_invocation_option(invocation, "users"),
        .plan = lb_invocation_option(invocation, "plan"),
    };
    LbImportReport report = { 0 };
    if (service == NULL || !lb_import_az(service, &files, &report, error))
        return false;
    say_report(invocation, service, &report);
    return true;
}

bool
lb_ctl_import_directory(LbInvocation *invocation, GError **error)
{
    g_autoptr(LbService) service = lb_invocation_open(invocation, error);
    LbImportReport report = { 0 };
    if (service == NULL || !lb_import_directory(service, lb_invocation_operand(invocation, 0),
                                                invocation->config->local_targets, &report, error))
        return false;
    say_report(invocation, service, &report);
    return true;
}
