/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A support ticket and its history. */
#include "core/ticket.h"

#include "base/i18n.h"
#include "core/identifier.h"

const LbName lb_ticket_state_names[] = {
    { LB_TICKET_UNASSIGNED, "unassigned", N_("Unassigned") },
    { LB_TICKET_ASSIGNED, "assigned", N_("Assigned") },
    { LB_TICKET_ESCALATED, "escalated", N_("Escalated") },
    { LB_TICKET_WITH_DEVOPS, "with-devops", N_("With DevOps") },
    { LB_TICKET_CLOSED, "closed", N_("Closed") },
    { 0, NULL, NULL },
};

const LbName lb_look_state_names[] = {
    { LB_LOOK_WAITING, "waiting", NULL },
    { LB_LOOK_FOUND, "found", NULL },
    { LB_LOOK_UNKNOWN, "unknown", NULL },
    { LB_LOOK_FAILED, "failed", NULL },
    { 0, NULL, NULL },
};

LbTicket *
lb_ticket_new(void)
{
    LbTicket *ticket = g_new0(LbTicket, 1);
    ticket->entries = g_ptr_array_new_with_free_func((GDestroyNotify)lb_ticket_entry_free);
    return ticket;
}

void
lb_ticket_mirror_free(LbTicketMirror *mirror)
{
    if (mirror == NULL)
        return;
    g_free(mirror->system);
    g_free(mirror->id);
    g_free(mirror->status);
    g_free(mirror->page);
    g_free(mirror->address);
    g_free(mirror);
}

void
lb_ticket_free(LbTicket *ticket)
{
    if (ticket == NULL)
        return;
    g_free(ticket->tenant);
    g_free(ticket->tenant_name);
    g_free(ticket->subscription);
    g_free(ticket->title);
    g_free(ticket->opened_by);
    g_free(ticket->assignee);
    g_free(ticket->closed_by);
    g_free(ticket->escalated_by);
    g_ptr_array_unref(ticket->entries);
    lb_ticket_mirror_free(ticket->mirror);
    g_free(ticket);
}

void
lb_missing_ticket_free(LbMissingTicket *ticket)
{
    if (ticket == NULL)
        return;
    g_free(ticket->id);
    g_free(ticket->fault);
    g_free(ticket);
}

void
lb_system_state_free(LbSystemState *state)
{
    if (state == NULL)
        return;
    g_free(state->name);
    g_free(state->fault);
    g_clear_pointer(&state->gone, g_ptr_array_unref);
    g_free(state);
}

void
lb_ticket_entry_free(LbTicketEntry *entry)
{
    if (entry == NULL)
        return;
    g_free(entry->author);
    g_free(entry->text);
    g_free(entry);
}

LbTicketState
lb_ticket_state(const LbTicket *ticket)
{
    if (!ticket->open)
        return LB_TICKET_CLOSED;
    if (ticket->escalated != 0)
        return ticket->assignee != NULL ? LB_TICKET_WITH_DEVOPS : LB_TICKET_ESCALATED;
    return ticket->assignee != NULL ? LB_TICKET_ASSIGNED : LB_TICKET_UNASSIGNED;
}

char *
lb_ticket_id(int64_t number)
{
    return g_strdup_printf("TK-%" G_GINT64_FORMAT, number);
}

bool
lb_ticket_parse_id(const char *text, int64_t *number)
{
    return lb_identifier_parse(text, "TK-", number);
}
