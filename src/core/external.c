/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ticket of another system, and how much of it is kept. */
#include "core/external.h"

#include <string.h>

LbExternalTicket *
lb_external_ticket_new(void)
{
    LbExternalTicket *ticket = g_new0(LbExternalTicket, 1);
    ticket->entries = g_ptr_array_new_with_free_func((GDestroyNotify)lb_ticket_entry_free);
    return ticket;
}

void
lb_external_ticket_free(LbExternalTicket *ticket)
{
    if (ticket == NULL)
        return;
    g_free(ticket->id);
    g_free(ticket->group);
    g_free(ticket->subject);
    g_free(ticket->status);
    g_free(ticket->requester);
    g_free(ticket->version);
    g_ptr_array_unref(ticket->entries);
    g_free(ticket);
}

void
lb_external_ticket_shorten(LbExternalTicket *ticket)
{
    size_t bytes = 0;
    guint kept = 0;
    for (; kept < ticket->entries->len && kept < LB_EXTERNAL_ENTRIES_MOST; kept++) {
        guint place = ticket->entries->len - 1 - kept;
        const LbTicketEntry *entry = g_ptr_array_index(ticket->entries, place);
        bytes += strlen(entry->text);
        if (bytes > LB_EXTERNAL_TEXT_MOST)
            break;
    }
    guint older = ticket->entries->len - kept;
    if (older == 0)
        return;
    g_ptr_array_remove_range(ticket->entries, 0, older);
    ticket->shortened = true;
}

bool
lb_external_is_id(const char *text)
{
    size_t length = strlen(text);
    if (length == 0 || length > LB_EXTERNAL_ID_MOST || !g_ascii_isalnum(text[0]))
        return false;
    for (size_t i = 1; i < length; i++)
        if (!g_ascii_isalnum(text[i]) && text[i] != '-' && text[i] != '_')
            return false;
    return true;
}
