/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets that live elsewhere, as they are kept here. What is shown of one when somebody decides is rows of ticket and
 * ticket_entry like all others: each change of them has an entry of the log, MirrorTicket, and stands in the ledger. How fresh they
 * are is notes. Private to src/service. */
#pragma once

#include "core/external.h"
#include "service/act.h"
#include "service/errands.h"

/* What becomes of a ticket that was fetched. */
typedef struct {
    int64_t
        number; /* the one here; 0: it is none of a customer of ours, and nothing is kept of it */
    bool
        lost; /* it is here, but no longer that customer's: what is there now is not taken, and what was open because of it ends */
} LbMirrored;

/* Takes @ticket over as it was at @fetched (microseconds UTC): a new one becomes a ticket of the customer whose group it is in.
 * Closed there, it is closed here, with all that ends with a ticket. */
bool lb_mirroring_take(LbAct *act, const LbTicketSource *source, const LbExternalTicket *ticket,
                       int64_t fetched, LbMirrored *mirrored, GError **error);

/* When to look at it again: at @interval behind now while a request because of it goes on; 0: when somebody asks. */
bool lb_mirroring_next(LbAct *act, int64_t number, int64_t interval, int64_t *due, GError **error);

/* Assigns @ticket, which lives elsewhere and is nobody's here, to the actor. The ticket system knows nothing of that: it says who
 * may ask because of it. */
bool lb_mirroring_assign(LbAct *act, const LbTicket *ticket, GError **error);
