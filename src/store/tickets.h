/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Support tickets and their history. */
#pragma once

#include "core/ticket.h"
#include "store/store.h"

/* Positions of entries up to this are those of imports, and of mirrors; what is written here stands behind it. */
#define LB_TICKET_ENTRY_FOREIGN_LAST INT64_C(1000000)

/* Imports the ticket of that number with all its entries, which replace those of the import before. What was done here
 * stays: entries that were written, an assignment, an escalation, a closing. EXISTS in @error when the number belongs to
 * another tenant, or to a ticket that was opened here. */
bool lb_tickets_put(LbStore *store, const LbTicket *ticket, GError **error);

/* The ticket's head, or NULL without error. The caller frees it. */
LbTicket *lb_tickets_get(LbStore *store, int64_t number, GError **error);

/* The ticket with its entries, as @principal may know of it: of its customer, who opened it, who holds a role where it
 * belongs, and who sees a request on it; with @all, for the provider's people, every one with the internal entries
 * too. NULL without error for a number that is foreign or that there is not: one statement for both. */
LbTicket *lb_tickets_get_seen(LbStore *store, int64_t number, int64_t principal, bool all,
                              GError **error);

/* A page of tickets, the highest number first. */
typedef struct {
    int64_t principal; /* who reads */
    const char *account;
    bool
        ours; /* of the provider: sees every customer's; else of a customer, and sees what it may */
    LbTicketList list;
    bool closed;    /* those that are closed; else those that are open */
    int64_t before; /* number: only smaller ones; 0: from the highest */
    int limit;
} LbTicketPage;

/* LbTicket*, the heads alone. The caller frees the array. */
GPtrArray *lb_tickets_page(LbStore *store, const LbTicketPage *page, GError **error);

/* Tickets of customers with a support plan that has them which @account may ask because of, as far as the ticket says:
 * those assigned to it and, with @devops, those that were escalated. LbTicket*, the heads alone, the highest number
 * first, @limit at most. The caller frees the array. */
GPtrArray *lb_tickets_askable(LbStore *store, const char *account, bool devops, int limit,
                              GError **error);

/* What is done here. Opens it with the next number from LB_TICKET_FIRST_HERE on, which is stored in @ticket. */
bool lb_tickets_insert(LbStore *store, LbTicket *ticket, GError **error);

/* Adds @entry behind all others that were written here. */
bool lb_tickets_add_entry(LbStore *store, int64_t number, const LbTicketEntry *entry,
                          GError **error);

/* Each changes a ticket that is open. */
bool lb_tickets_take(LbStore *store, int64_t number, const char *account, int64_t now,
                     GError **error);
bool lb_tickets_escalate(LbStore *store, int64_t number, const char *account, int64_t now,
                         GError **error);
bool lb_tickets_close(LbStore *store, int64_t number, const char *account, int64_t now,
                      GError **error);
