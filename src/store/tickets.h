/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Support tickets and their history. */
#pragma once

#include "core/ticket.h"
#include "store/store.h"

/* Inserts or updates the ticket of that number with all its entries (those there before are replaced).
 * EXISTS in @error when the number belongs to another tenant. */
bool lb_tickets_put(LbStore *store, const LbTicket *ticket, GError **error);

/* The ticket with its entries (without: the head alone), or NULL without error. With @internal the
 * provider's internal entries are read too. The caller frees it. */
LbTicket *lb_tickets_get(LbStore *store, int64_t number, bool entries, bool internal,
                         GError **error);

/* The ticket with its entries, as @principal may know of it: of its customer, who opened it, who holds a role where it
 * belongs, and who sees a request on it; with @all, for the provider's people, every one with the internal entries
 * too. NULL without error for a number that is foreign or that there is not: one statement for both. */
LbTicket *lb_tickets_get_seen(LbStore *store, int64_t number, int64_t principal, bool all,
                              GError **error);
