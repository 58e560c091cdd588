/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tenant list, show, set; subscription set. */
#include <string.h>

#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/text.h"
#include "operator/console.h"
#include "operator/listing.h"
#include "operator/verbs.h"

/* @limit, and whether it is the customer's own; takes @limit. The caller frees it. */
static char *
mark_limit(char *limit, bool agreed)
{
    g_autofree char *taken = limit;
    return agreed ? g_steal_pointer(&taken) : g_strdup_printf(_("%s (as for all)"), taken);
}

static void
say_recordings(GString *out, const LbTenantRow *row)
{
    const LbKeeping *keeping = &row->keeping;
    int percent = lb_keeping_percent(keeping, row->recorded);
    g_autofree char *days =
        mark_limit(g_strdup_printf(ngettext_("%d day", "%d days", (unsigned long)keeping->days),
                                   keeping->days),
                   row->agreed.days != 0);
    g_autofree char *quota =
        mark_limit(g_strdup_printf("%d MiB", keeping->mebibytes), row->agreed.mebibytes != 0);
    g_string_append_printf(out, _("         recordings kept: %s, at most %s; used: %d %%\n"), days,
                           quota, percent);
    if (percent >= 100)
        g_string_append(out,
                        _("         Warning: they have reached this, so no shell is opened.\n"));
}

static void
say_tenant(GString *out, const void *each)
{
    const LbTenantRow *row = each;
    const LbTenant *tenant = row->tenant;
    g_autofree char *id = lb_text_escape(tenant->id, LB_TEXT_LINE);
    g_autofree char *name = lb_text_escape(tenant->name, LB_TEXT_LINE);
    g_string_append_printf(out, "%s  %s\n", id, name);
    g_string_append_printf(out, _("         plan %s, previews: %s\n"),
                           lb_names_get(lb_plan_names, (int)tenant->plan),
                           tenant->preview ? _("yes") : _("no"));
    g_string_append_printf(out, _("         hours to answer: %d, hours of access: %d\n"),
                           tenant->queue_hours, tenant->access_hours);
    g_string_append_printf(out, _("         subscriptions: %d, people: %d\n"), row->subscriptions,
                           row->people);
    say_recordings(out, row);
}

static void
put_members(JsonBuilder *builder, const LbTenantRow *row)
{
    const LbTenant *tenant = row->tenant;
    lb_json_add_text_member(builder, "id", tenant->id);
    lb_json_add_text_member(builder, "name", tenant->name);
    lb_json_add_text_member(builder, "supportPlan", lb_names_get(lb_plan_names, (int)tenant->plan));
    lb_json_add_flag_member(builder, "preview", tenant->preview);
    lb_json_add_number_member(builder, "queueHours", tenant->queue_hours);
    lb_json_add_number_member(builder, "accessHours", tenant->access_hours);
    lb_json_add_number_member(builder, "recordingDays", row->keeping.days);
    lb_json_add_flag_member(builder, "recordingDaysAgreed", row->agreed.days != 0);
    lb_json_add_number_member(builder, "recordingMebibytes", row->keeping.mebibytes);
    lb_json_add_flag_member(builder, "recordingMebibytesAgreed", row->agreed.mebibytes != 0);
    lb_json_add_number_member(builder, "recordedBytes", row->recorded);
}

static void
put_tenant(JsonBuilder *builder, const void *each)
{
    const LbTenantRow *row = each;
    json_builder_begin_object(builder);
    put_members(builder, row);
    lb_json_add_number_member(builder, "subscriptionCount", row->subscriptions);
    lb_json_add_number_member(builder, "peopleCount", row->people);
    json_builder_end_object(builder);
}

/* They come all at once. */
static GPtrArray *
read_tenants(gpointer data, const void *last, GError **error)
{
    const LbConsole *console = data;
    return last == NULL ? lb_tenants_list(console->service, console->actor, error)
                        : g_ptr_array_new();
}

bool
lb_ctl_tenant_list(LbInvocation *invocation, GError **error)
{
    static const LbListing listing = { read_tenants, say_tenant, put_tenant,
                                       N_("There are no customers.\n") };
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    return console != NULL &&
           lb_listing_say(invocation, console->service, &listing, console, error);
}

/* The tenant of that id, refused where there is none. */
static LbTenantRow *
find_tenant(const LbConsole *console, const char *id, GError **error)
{
    g_autoptr(GPtrArray) rows = lb_tenants_list(console->service, console->actor, error);
    if (rows == NULL)
        return NULL;
    for (guint i = 0; i < rows->len; i++) {
        const LbTenantRow *row = g_ptr_array_index(rows, i);
        if (strcmp(row->tenant->id, id) == 0)
            return g_ptr_array_steal_index(rows, i);
    }
    lb_refuse(error, LB_REFUSAL_UNKNOWN_TENANT, NULL);
    return NULL;
}

static void
say_subscription(GString *out, const LbSubscriptionRow *row)
{
    g_autofree char *id = lb_text_escape(row->id, LB_TEXT_LINE);
    g_autofree char *name = lb_text_escape(row->name, LB_TEXT_LINE);
    g_string_append_printf(out, "  %s  %s\n", id, name);
    g_string_append_printf(out, _("         approvals needed: %d, people who may approve: %d\n"),
                           row->quorum, row->approvers);
}

static void
put_subscription(JsonBuilder *builder, const LbSubscriptionRow *row)
{
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "id", row->id);
    lb_json_add_text_member(builder, "name", row->name);
    lb_json_add_number_member(builder, "quorum", row->quorum);
    lb_json_add_number_member(builder, "approverCount", row->approvers);
    json_builder_end_object(builder);
}

static void
say_tenant_json(LbInvocation *invocation, const LbService *service, const LbTenantRow *row,
                GPtrArray *subscriptions)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    put_members(builder, row);
    lb_json_add_number_member(builder, "peopleCount", row->people);
    json_builder_set_member_name(builder, "subscriptions");
    json_builder_begin_array(builder);
    for (guint i = 0; i < subscriptions->len; i++)
        put_subscription(builder, g_ptr_array_index(subscriptions, i));
    json_builder_end_array(builder);
    lb_json_add_flag_member(builder, "test", lb_service_is_test(service));
    json_builder_end_object(builder);
    lb_invocation_say_json(invocation, builder);
}

bool
lb_ctl_tenant_show(LbInvocation *invocation, GError **error)
{
    g_autofree char *id = lb_console_canonical(lb_invocation_operand(invocation, 0));
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    g_autoptr(LbTenantRow) row = console != NULL ? find_tenant(console, id, error) : NULL;
    g_autoptr(GPtrArray) subscriptions =
        row != NULL ? lb_tenants_subscriptions(console->service, console->actor, id, error) : NULL;
    if (subscriptions == NULL)
        return false;
    if (lb_invocation_json(invocation)) {
        say_tenant_json(invocation, console->service, row, subscriptions);
        return true;
    }
    lb_invocation_say_test(invocation, console->service);
    say_tenant(invocation->out, row);
    for (guint i = 0; i < subscriptions->len; i++)
        say_subscription(invocation->out, g_ptr_array_index(subscriptions, i));
    return true;
}

/* What is agreed about recordings: 0 and "default" stand for what holds for all. */
static bool
read_limit(const LbInvocation *invocation, const char *name, int *value, GError **error)
{
    const char *text = lb_invocation_option(invocation, name);
    gint64 number = 0;
    *value = 0;
    if (text == NULL)
        return true;
    if (strcmp(text, "default") != 0 &&
        !g_ascii_string_to_signed(text, 10, 0, G_MAXINT, &number, NULL))
        return lb_invocation_misuse(error, _("The option --%s takes a number, or default."), name);
    *value = number != 0 ? (int)number : LB_TERM_STANDARD;
    return true;
}

/* Hours as they are given: 0, which keeps what is stored, is none that may be asked for. */
static bool
read_hours(const LbInvocation *invocation, const char *name, int *hours, GError **error)
{
    if (!lb_console_number(invocation, name, 0, hours, error))
        return false;
    if (*hours == 0 && lb_invocation_option(invocation, name) != NULL)
        *hours = -1;
    return true;
}

static bool
read_terms(const LbInvocation *invocation, LbTenantTerms *terms, GError **error)
{
    static const char *const names[] = {
        "plan", "preview", "queue-hours", "access-hours", "recordings-days", "recordings-mib", NULL
    };
    const char *preview = lb_invocation_option(invocation, "preview");
    bool any = false, yes = g_strcmp0(preview, "yes") == 0;
    if (!lb_console_check_options(invocation, names, &any, error))
        return false;
    if (!any)
        return lb_invocation_misuse(error, _("Say what is to be changed, by an option."));
    if (preview != NULL && !yes && strcmp(preview, "no") != 0)
        return lb_invocation_misuse(error, _("The option --preview takes yes or no."));
    terms->plan = lb_invocation_option(invocation, "plan");
    terms->preview = preview != NULL ? yes : -1;
    return read_hours(invocation, "queue-hours", &terms->queue_hours, error) &&
           read_hours(invocation, "access-hours", &terms->access_hours, error) &&
           read_limit(invocation, "recordings-days", &terms->recordings.days, error) &&
           read_limit(invocation, "recordings-mib", &terms->recordings.mebibytes, error);
}

static bool
is_same(const LbTenantRow *before, const LbTenantRow *now)
{
    const LbTenant *one = before->tenant, *other = now->tenant;
    return one->plan == other->plan && one->preview == other->preview &&
           one->queue_hours == other->queue_hours && one->access_hours == other->access_hours &&
           before->agreed.days == now->agreed.days &&
           before->agreed.mebibytes == now->agreed.mebibytes;
}

bool
lb_ctl_tenant_set(LbInvocation *invocation, GError **error)
{
    LbTenantTerms terms = { 0 };
    g_autofree char *id = lb_console_canonical(lb_invocation_operand(invocation, 0));
    if (!read_terms(invocation, &terms, error))
        return false;
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    g_autoptr(LbTenantRow) before = console != NULL ? find_tenant(console, id, error) : NULL;
    if (before == NULL || !lb_tenants_set(console->service, console->actor, id, &terms, error))
        return false;
    g_autoptr(LbTenantRow) now = find_tenant(console, id, error);
    if (now == NULL)
        return false;
    if (is_same(before, now)) {
        lb_console_say_done(console, invocation, _("%s is so already; nothing changed."), id);
        return true;
    }
    lb_console_say_done(console, invocation,
                        _("Changed the terms of %s, from the next request on; those of "
                          "recordings, for all that are kept."),
                        id);
    say_tenant(invocation->out, now);
    return lb_console_say_told(console, invocation, error);
}

bool
lb_ctl_subscription_set(LbInvocation *invocation, GError **error)
{
    int quorum = 0;
    g_autofree char *id = lb_console_canonical(lb_invocation_operand(invocation, 0));
    if (!lb_console_number(invocation, "quorum", 0, &quorum, error))
        return false;
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    g_autoptr(LbSubscriptionRow) before =
        console != NULL ? lb_tenants_subscription(console->service, console->actor, id, error)
                        : NULL;
    if (before == NULL ||
        !lb_tenants_set_quorum(console->service, console->actor, id, quorum, error))
        return false;
    lb_console_say_done(console, invocation,
                        before->quorum != quorum
                            ? _("Changed the subscription %s, from the next request on.")
                            : _("%s is so already; nothing changed."),
                        id);
    g_string_append_printf(invocation->out,
                           _("Approvals needed: %d; people who may approve: %d.\n"), quorum,
                           before->approvers);
    if (before->approvers < quorum)
        g_string_append(invocation->out, _("Warning: these are too few to approve anything.\n"));
    return before->quorum == quorum || lb_console_say_told(console, invocation, error);
}
