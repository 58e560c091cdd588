/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists as plain text. Two short lines for each row instead of one long one: they pass a narrow terminal, a
 * phone and a screen reader. */
#include "commands/lists.h"

#include "base/i18n.h"
#include "base/time.h"
#include "wording/elsewhere.h"
#include "wording/events.h"
#include "wording/exclusions.h"
#include "wording/logdetails.h"
#include "wording/phrases.h"
#include "wording/plain.h"

#define INDENT "        "

/* Until when the request waits, or its access is open; NULL when no clock runs. */
static char *
until(const LbRequest *request, const LbPageStyle *style)
{
    bool waits = request->status == LB_STATUS_PENDING;
    if (!waits && request->status != LB_STATUS_APPROVED)
        return NULL;
    int64_t end = waits ? request->expiration : request->access_end;
    g_autofree char *time = lb_time_format(end, style->zone, LB_TIME_DAY);
    g_autofree char *left = lb_time_format_span(end - style->now);
    return g_strdup_printf(waits ? _("waits until %s (%s left)") : _("open until %s (%s left)"),
                           time, left);
}

static void
put_request(GString *out, const LbRequest *request, const LbPageStyle *style)
{
    g_autofree char *id = lb_request_id(request);
    g_autofree char *status = lb_phrase_standing(request);
    g_autofree char *clock = until(request, style);
    g_autofree char *asked = lb_phrase_asked_for(request);
    g_autofree char *account = lb_plain_inline(request->requester_account);
    g_autofree char *tenant = lb_plain_inline(request->tenant_name);
    g_autofree char *subscription = lb_plain_inline(request->subscription_name);
    g_autoptr(GString) head = g_string_new(NULL);
    lb_plain_pad(head, id, 8);
    g_string_append_printf(head, "%s   TK-%" G_GINT64_FORMAT, status, request->ticket);
    if (clock != NULL)
        g_string_append_printf(head, "   %s", clock);
    if (request->status == LB_STATUS_PENDING && request->quorum > 1)
        g_string_append_printf(head, _("   %d of %d approvals"), request->approvals,
                               request->quorum);
    lb_plain_wrap(out, style->width, "", INDENT, head->str);
    g_autofree char *line =
        g_strdup_printf(_("%s, asked by %s, in %s of %s"), asked, account, subscription, tenant);
    lb_plain_wrap(out, style->width, INDENT, INDENT, line);
}

void
lb_list_requests(GString *out, GPtrArray *requests, const LbPageStyle *style)
{
    for (guint i = 0; i < requests->len; i++)
        put_request(out, g_ptr_array_index(requests, i), style);
}

void
lb_list_tickets(GString *out, GPtrArray *tickets, const LbPageStyle *style)
{
    for (guint i = 0; i < tickets->len; i++) {
        const LbTicket *ticket = g_ptr_array_index(tickets, i);
        g_autofree char *id = lb_ticket_id(ticket->number);
        g_autofree char *title = lb_plain_inline(ticket->title);
        g_autofree char *origin = lb_phrase_ticket_origin(ticket, style->zone);
        g_autofree char *state = lb_phrase_ticket_state(ticket, style->zone);
        g_autofree char *elsewhere = lb_phrase_elsewhere_short(ticket);
        g_autofree char *rest = g_strjoin(" ", state, origin, elsewhere, NULL);
        g_autoptr(GString) head = g_string_new(NULL);
        lb_plain_pad(head, id, 8);
        g_string_append(head, title);
        lb_plain_wrap(out, style->width, "", INDENT, head->str);
        lb_plain_wrap(out, style->width, INDENT, INDENT, rest);
    }
}

void
lb_list_ticket(GString *out, const LbTicket *ticket, const LbPageStyle *style)
{
    g_autofree char *title = lb_plain_inline(ticket->title);
    g_autofree char *head = g_strdup_printf("TK-%" G_GINT64_FORMAT "   %s", ticket->number, title);
    g_autofree char *about = lb_phrase_ticket_origin(ticket, style->zone);
    g_autofree char *rest = lb_phrase_ticket_state(ticket, style->zone);
    g_autofree char *elsewhere = lb_phrase_elsewhere(ticket, style->now, style->zone);
    lb_plain_wrap(out, style->width, "", INDENT, head);
    lb_plain_wrap(out, style->width, "", INDENT, about);
    lb_plain_wrap(out, style->width, "", INDENT, rest);
    if (elsewhere != NULL)
        lb_plain_wrap(out, style->width, "", INDENT, elsewhere);
    if (elsewhere != NULL && ticket->mirror->address != NULL) /* unbroken: it is to be copied */
        g_string_append_printf(out, INDENT "%s\n", ticket->mirror->address);
    for (guint i = 0; i < ticket->entries->len; i++) {
        const LbTicketEntry *entry = g_ptr_array_index(ticket->entries, i);
        g_autofree char *line = lb_phrase_wrote(entry, style->zone);
        g_string_append_c(out, '\n');
        lb_plain_wrap(out, style->width, "", INDENT, line);
        lb_plain_quote(out, style->width, "  ", entry->text);
    }
}

static void
put_exclusion(GString *out, const LbExclusion *exclusion, const LbPageStyle *style)
{
    g_autofree char *id = lb_exclusion_id(exclusion->number);
    g_autofree char *mark = lb_phrase_exclusion_mark(lb_exclusion_state(exclusion));
    g_autofree char *span = lb_phrase_exclusion_span(exclusion, style->zone);
    g_autofree char *scope = lb_phrase_exclusion_scope(exclusion);
    g_autoptr(GString) head = g_string_new(NULL);
    lb_plain_pad(head, id, 8);
    g_string_append_printf(head, "%s   %s   %s", mark,
                           _(lb_names_label(lb_exclusion_kind_names, (int)exclusion->kind)), span);
    lb_plain_wrap(out, style->width, "", INDENT, head->str);
    lb_plain_wrap(out, style->width, INDENT, INDENT, scope);
}

void
lb_list_exclusions(GString *out, GPtrArray *exclusions, const LbPageStyle *style)
{
    for (guint i = 0; i < exclusions->len; i++)
        put_exclusion(out, g_ptr_array_index(exclusions, i), style);
}

void
lb_list_exclusion(GString *out, const LbExclusion *exclusion, const LbPageStyle *style)
{
    g_autofree char *id = lb_exclusion_id(exclusion->number);
    g_autofree char *mark = lb_phrase_exclusion_mark(lb_exclusion_state(exclusion));
    g_autofree char *head = g_strdup_printf("%s   %s", id, mark);
    g_autofree char *scope = lb_phrase_exclusion_scope(exclusion);
    g_autofree char *path = lb_plain_inline(exclusion->scope);
    g_autofree char *period = lb_phrase_exclusion_period(exclusion, style->zone);
    g_autofree char *origin = lb_phrase_exclusion_origin(exclusion, style->zone);
    g_autofree char *outcome = lb_phrase_exclusion_outcome(exclusion, style->zone);
    lb_plain_wrap(out, style->width, "", INDENT, head);
    g_string_append_c(out, '\n');
    lb_plain_wrap(out, style->width, "", "    ",
                  _("Work without a request, in a case for which "
                    "none is made:"));
    lb_plain_wrap(out, style->width, "  ", "    ",
                  _(lb_names_label(lb_exclusion_kind_names, (int)exclusion->kind)));
    lb_plain_wrap(out, style->width, "", "    ", scope);
    lb_plain_wrap(out, style->width, "  ", "    ", path);
    lb_plain_wrap(out, style->width, "", "    ", period);
    lb_plain_wrap(out, style->width, "", "    ", origin);
    g_string_append_c(out, '\n');
    lb_plain_quote(out, style->width, "  ", exclusion->text);
    g_string_append_c(out, '\n');
    lb_plain_wrap(out, style->width, "", "    ", outcome);
    lb_plain_quote(out, style->width, "  ", exclusion->comment);
}

static void
put_event(GString *out, const LbEventRow *row, const LbPageStyle *style)
{
    g_autofree char *time = lb_time_format(row->event->time, style->zone, LB_TIME_EXACT);
    g_autofree char *resource = lb_plain_inline(row->resource_name);
    g_autofree char *computer = lb_plain_inline(row->event->computer);
    g_autofree char *head = g_strdup_printf("%s   %s (%s)", time, resource, computer);
    g_autofree char *words = lb_phrase_event(row->event);
    g_autofree char *why = lb_phrase_unexplained(row);
    lb_plain_wrap(out, style->width, "", INDENT, head);
    lb_plain_wrap(out, style->width, INDENT, INDENT, words);
    if (why != NULL)
        lb_plain_wrap(out, style->width, INDENT, INDENT, why);
}

void
lb_list_events(GString *out, GPtrArray *events, const LbPageStyle *style)
{
    for (guint i = 0; i < events->len; i++)
        put_event(out, g_ptr_array_index(events, i), style);
}

static void
put_entry(GString *out, const LbActivity *entry, const LbPageStyle *style)
{
    g_autofree char *time = lb_time_format(entry->time, style->zone, LB_TIME_EXACT);
    g_autofree char *request = lb_plain_inline(entry->request);
    g_autofree char *caller = lb_plain_inline(entry->caller);
    g_autofree char *address = lb_plain_inline(entry->address);
    g_autofree char *key = lb_plain_inline(entry->fingerprint);
    g_autofree char *details = lb_phrase_details(entry->details);
    g_autoptr(GString) head = g_string_new(time);
    g_autoptr(GString) rest = g_string_new(NULL);
    g_string_append_printf(head, "   %s   ",
                           _(lb_names_label(lb_operation_names, (int)entry->operation)));
    if (*request != '\0')
        g_string_append_printf(head, "%s   ", request);
    g_string_append(head, *caller != '\0' ? caller : _("(time)"));
    g_string_append_printf(rest, _("entry %lld"), (long long)entry->sequence);
    if (*address != '\0')
        g_string_append_printf(rest, _(", from %s"), address);
    if (*key != '\0')
        g_string_append_printf(rest, _(", key %s"), key);
    if (*key != '\0')
        g_string_append(rest,
                        entry->evidence != NULL ? _(", multi-factor yes") : _(", multi-factor no"));
    lb_plain_wrap(out, style->width, "", INDENT, head->str);
    lb_plain_wrap(out, style->width, INDENT, INDENT, rest->str);
    if (details != NULL)
        lb_plain_quote(out, style->width, INDENT, details);
}

void
lb_list_log(GString *out, GPtrArray *entries, const LbPageStyle *style)
{
    for (guint i = 0; i < entries->len; i++)
        put_entry(out, g_ptr_array_index(entries, i), style);
}

void
lb_list_actor(GString *out, const LbActor *actor, GStrv roles, const LbPageStyle *style)
{
    const char *evidence = actor->evidence != LB_EVIDENCE_NONE
                               ? lb_names_label(lb_evidence_names, (int)actor->evidence)
                               : NULL;
    g_autofree char *factors = evidence != NULL ? g_strdup_printf(_("yes, %s"), _(evidence))
                               : actor->fingerprint != NULL ? g_strdup(_("no"))
                                                            : NULL;
    const struct {
        const char *label;
        const char *value;
    } rows[] = {
        { N_("account"), actor->account },     { N_("name"), actor->name },
        { N_("customer"), actor->tenant },     { N_("language"), actor->language },
        { N_("time zone"), actor->time_zone }, { N_("key"), actor->fingerprint },
        { N_("multi-factor"), factors },       { N_("from"), actor->address },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *value = lb_plain_inline(rows[i].value);
        g_autofree char *line = g_strdup_printf("%s: %s", _(rows[i].label), value);
        if (*value != '\0')
            lb_plain_wrap(out, style->width, "", INDENT, line);
    }
    for (char **role = roles; *role != NULL; role++) {
        g_autofree char *value = lb_plain_inline(*role);
        g_autofree char *line = g_strdup_printf(_("role: %s"), value);
        lb_plain_wrap(out, style->width, "", INDENT, line);
    }
}
