/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ticket-system list: the systems that lockbox.conf has, whose queues are whose, and what lockboxd knows of how they fare. */
#include <string.h>

#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/text.h"
#include "config/ticketsystems.h"
#include "core/reference.h"
#include "operator/console.h"
#include "operator/verbs.h"
#include "service/errands.h"

/* The name of the customer whose queue it is; NULL: there is no such customer. Borrowed from @tenants. */
static const char *
find_customer(const GPtrArray *tenants, const char *id)
{
    for (guint i = 0; i < tenants->len; i++) {
        const LbTenantRow *row = g_ptr_array_index(tenants, i);
        if (strcmp(row->tenant->id, id) == 0)
            return row->tenant->name;
    }
    return NULL;
}

/* The queues in their order. The caller frees the list alone. */
static GList *
list_queues(const LbTicketSystemSettings *settings)
{
    return g_list_sort(g_hash_table_get_keys(settings->queues), (GCompareFunc)g_strcmp0);
}

static void
say_queues(const GPtrArray *tenants, GString *out, const LbTicketSystemSettings *settings)
{
    g_autoptr(GList) queues = list_queues(settings);
    if (queues == NULL)
        g_string_append(out, _("         Warning: no queue is a customer's, so no ticket of it can "
                               "be used.\n"));
    for (GList *queue = queues; queue != NULL; queue = queue->next) {
        const char *tenant = g_hash_table_lookup(settings->queues, queue->data);
        const char *name = find_customer(tenants, tenant);
        g_autofree char *safe = lb_text_escape(queue->data, LB_TEXT_LINE);
        g_autofree char *id = lb_text_escape(tenant, LB_TEXT_LINE);
        g_autofree char *customer = name != NULL ? lb_text_escape(name, LB_TEXT_LINE) : NULL;
        if (customer != NULL)
            g_string_append_printf(out, _("         queue %s: %s (%s)\n"), safe, customer, id);
        else
            g_string_append_printf(out, _("         Warning: queue %s: there is no customer %s.\n"),
                                   safe, id);
    }
}

/* Those that were moved, merged or taken from the token's sight. */
static void
say_missing(GString *out, const LbSystemState *state)
{
    if (state->missing == 0)
        return;
    g_string_append_printf(out, _("         Warning: not shown there any more: %lld\n"),
                           (long long)state->missing);
    for (guint i = 0; i < state->gone->len; i++) {
        const LbMissingTicket *ticket = g_ptr_array_index(state->gone, i);
        g_autofree char *reference = lb_reference_text(state->name, ticket->id);
        g_autofree char *id = lb_ticket_id(ticket->number);
        g_autofree char *since = lb_invocation_format_time(ticket->since);
        g_autofree char *fault =
            lb_text_escape(ticket->fault != NULL ? ticket->fault : "", LB_TEXT_LINE);
        g_string_append_printf(out, _("           %s (%s), since %s: %s\n"), reference, id, since,
                               fault);
    }
    if (state->missing > (int64_t)state->gone->len)
        g_string_append_printf(out, _("           and %lld more\n"),
                               (long long)(state->missing - (int64_t)state->gone->len));
}

static void
say_state(GString *out, const LbSystemState *state)
{
    g_autofree char *answered = lb_invocation_format_time(state->answered);
    g_autofree char *failing = lb_invocation_format_time(state->failing);
    if (state->answered == 0)
        g_string_append(out, _("         it has not answered so far\n"));
    else
        g_string_append_printf(out, _("         answered last: %s\n"), answered);
    if (state->failing != 0) {
        g_autofree char *fault = lb_text_escape(state->fault, LB_TEXT_LINE);
        g_string_append_printf(out, _("         Warning: not since %s: %s\n"), failing, fault);
    }
    g_string_append_printf(
        out, _("         tickets: %lld, lines to be posted: %lld, given up: %lld\n"),
        (long long)state->tickets, (long long)state->owed, (long long)state->lost);
    say_missing(out, state);
}

static void
say_system(const GPtrArray *tenants, GString *out, const LbTicketSystemSettings *settings,
           const LbSystemState *state)
{
    g_autofree char *url = lb_text_escape(settings->url, LB_TEXT_LINE);
    g_string_append_printf(out, "%s  %s  %s\n", settings->name, settings->kind, url);
    say_queues(tenants, out, settings);
    say_state(out, state);
}

static void
put_queues(const GPtrArray *tenants, JsonBuilder *builder, const LbTicketSystemSettings *settings)
{
    g_autoptr(GList) queues = list_queues(settings);
    json_builder_set_member_name(builder, "queues");
    json_builder_begin_array(builder);
    for (GList *queue = queues; queue != NULL; queue = queue->next) {
        const char *tenant = g_hash_table_lookup(settings->queues, queue->data);
        const char *name = find_customer(tenants, tenant);
        json_builder_begin_object(builder);
        lb_json_add_text_member(builder, "name", queue->data);
        lb_json_add_text_member(builder, "tenantId", tenant);
        lb_json_add_text_member(builder, "tenantName", name);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
put_missing(JsonBuilder *builder, const LbSystemState *state)
{
    lb_json_add_number_member(builder, "missingCount", state->missing);
    json_builder_set_member_name(builder, "missing");
    json_builder_begin_array(builder);
    for (guint i = 0; i < state->gone->len; i++) {
        const LbMissingTicket *ticket = g_ptr_array_index(state->gone, i);
        g_autofree char *reference = lb_reference_text(state->name, ticket->id);
        g_autofree char *id = lb_ticket_id(ticket->number);
        json_builder_begin_object(builder);
        lb_json_add_text_member(builder, "reference", reference);
        lb_json_add_text_member(builder, "name", id);
        lb_json_add_time_member(builder, "missingSinceDateTime", ticket->since);
        lb_json_add_text_member(builder, "fault", ticket->fault);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
put_system(const GPtrArray *tenants, JsonBuilder *builder, const LbTicketSystemSettings *settings,
           const LbSystemState *state)
{
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "name", settings->name);
    lb_json_add_text_member(builder, "kind", settings->kind);
    lb_json_add_text_member(builder, "url", settings->url);
    put_queues(tenants, builder, settings);
    lb_json_add_time_member(builder, "answeredDateTime", state->answered);
    lb_json_add_time_member(builder, "failingSinceDateTime", state->failing);
    lb_json_add_text_member(builder, "fault", state->fault);
    lb_json_add_number_member(builder, "ticketCount", state->tickets);
    lb_json_add_number_member(builder, "owedCount", state->owed);
    lb_json_add_number_member(builder, "givenUpCount", state->lost);
    put_missing(builder, state);
    json_builder_end_object(builder);
}

static GPtrArray *
read_states(const LbConsole *console, const GPtrArray *systems, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < systems->len; i++)
        g_ptr_array_add(names,
                        ((const LbTicketSystemSettings *)g_ptr_array_index(systems, i))->name);
    return lb_errands_systems(console->service, names, error);
}

static void
say_all(const LbConsole *console, LbInvocation *invocation, const GPtrArray *tenants,
        const GPtrArray *states)
{
    const GPtrArray *systems = invocation->config->ticket_systems;
    lb_invocation_say_test(invocation, console->service);
    for (guint i = 0; i < systems->len; i++)
        say_system(tenants, invocation->out, g_ptr_array_index(systems, i),
                   g_ptr_array_index(states, i));
    if (systems->len == 0)
        g_string_append(invocation->out, _("Support tickets live in Lockbox alone.\n"));
}

static void
put_all(const LbConsole *console, LbInvocation *invocation, const GPtrArray *tenants,
        const GPtrArray *states)
{
    const GPtrArray *systems = invocation->config->ticket_systems;
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "value");
    json_builder_begin_array(builder);
    for (guint i = 0; i < systems->len; i++)
        put_system(tenants, builder, g_ptr_array_index(systems, i), g_ptr_array_index(states, i));
    json_builder_end_array(builder);
    lb_json_add_flag_member(builder, "test", lb_service_is_test(console->service));
    json_builder_end_object(builder);
    lb_invocation_say_json(invocation, builder);
}

bool
lb_ctl_ticket_system_list(LbInvocation *invocation, GError **error)
{
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    g_autoptr(GPtrArray) states =
        console != NULL ? read_states(console, invocation->config->ticket_systems, error) : NULL;
    g_autoptr(GPtrArray) tenants =
        states != NULL ? lb_tenants_list(console->service, console->actor, error) : NULL;
    if (tenants == NULL)
        return false;
    if (lb_invocation_json(invocation))
        put_all(console, invocation, tenants, states);
    else
        say_all(console, invocation, tenants, states);
    return true;
}
