/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets of other systems: what is kept of a long history, and what can be an id. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/external.h"

static LbExternalTicket *
new_ticket(guint entries, size_t bytes)
{
    LbExternalTicket *ticket = lb_external_ticket_new();
    for (guint i = 0; i < entries; i++) {
        LbTicketEntry *entry = g_new0(LbTicketEntry, 1);
        entry->time = i;
        entry->text = g_strnfill(bytes, 'x');
        g_ptr_array_add(ticket->entries, entry);
    }
    return ticket;
}

/* How many of @entries with @bytes each are kept; they have to be the newest. */
static guint
kept_of(guint entries, size_t bytes, bool *shortened)
{
    g_autoptr(LbExternalTicket) ticket = new_ticket(entries, bytes);
    lb_external_ticket_shorten(ticket);
    *shortened = ticket->shortened;
    guint kept = ticket->entries->len;
    for (guint i = 0; i < kept; i++) {
        const LbTicketEntry *entry = g_ptr_array_index(ticket->entries, i);
        cr_assert_eq(entry->time, entries - kept + i);
    }
    return kept;
}

Test(external, what_is_within_the_limits_is_kept_whole)
{
    bool shortened = true;
    cr_assert_eq(kept_of(0, 0, &shortened), 0);
    cr_assert_not(shortened);
    cr_assert_eq(kept_of(LB_EXTERNAL_ENTRIES_MOST, 10, &shortened), LB_EXTERNAL_ENTRIES_MOST);
    cr_assert_not(shortened);
    cr_assert_eq(kept_of(4, LB_EXTERNAL_TEXT_MOST / 4, &shortened), 4);
    cr_assert_not(shortened);
}

Test(external, the_newest_entries_are_kept_of_too_many)
{
    bool shortened = false;
    cr_assert_eq(kept_of(LB_EXTERNAL_ENTRIES_MOST + 1, 1, &shortened), LB_EXTERNAL_ENTRIES_MOST);
    cr_assert(shortened);
    cr_assert_eq(kept_of(5, LB_EXTERNAL_TEXT_MOST / 4, &shortened), 4);
    cr_assert(shortened);
    cr_assert_eq(kept_of(1, LB_EXTERNAL_TEXT_MOST + 1, &shortened), 0);
    cr_assert(shortened);
}

Test(external, ids_are_short_words_of_ascii)
{
    static const char *const good[] = { "1", "123456", "PROJ-12", "a_b", "0", "Z9" };
    static const char *const bad[] = { "",    "-1",  "_a",   "1 2", "1/2",         "1#2",
                                       "1\n", "%31", "１２", "1.5", "../../queue", "1?x=1" };
    g_autofree char *longest = g_strnfill(LB_EXTERNAL_ID_MOST, '7');
    g_autofree char *longer = g_strnfill(LB_EXTERNAL_ID_MOST + 1, '7');
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
        cr_assert(lb_external_is_id(good[i]), "%s", good[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        cr_assert_not(lb_external_is_id(bad[i]), "%s", bad[i]);
    cr_assert(lb_external_is_id(longest));
    cr_assert_not(lb_external_is_id(longer));
}
