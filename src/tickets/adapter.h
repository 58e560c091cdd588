/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a kind of ticket system has to be able to do. Each kind is one file and one row of the table in adapter.c; whatever is
 * particular to it stands there alone. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "tickets/exchange.h"
#include "tickets/tickets.h"

/* Each function asks the one system of @exchange, waits, and fails with MISSING, GONE, REFUSED, LATER or FAULT in @error
 * (LB_TICKETS_ERROR), in words for the operator. */
typedef struct {
    const char *name;       /* in the configuration */
    const char *credential; /* header line up to the token */

    /* Whether @text can be the id of a ticket there. */
    bool (*is_id)(const char *text);

    /* Whether the system is there and takes the token. Stores what it says of itself, one line that the caller frees. */
    bool (*test)(LbExchange *exchange, char **words, GError **error);

    /* The ticket @id with what its customer may see of its history; everything else stays out. NULL without an error when it
     * still is @version (NULL: none is known). The caller frees it. */
    LbExternalTicket *(*fetch)(LbExchange *exchange, const char *id, const char *version,
                               GError **error);

    /* Adds an internal comment: @text, and behind it @mark. With @look, not if one of the newest comments has @mark. */
    bool (*comment)(LbExchange *exchange, const LbTicketsOrder *order, GError **error);
} LbTicketAdapter;

extern const LbTicketAdapter lb_rt_adapter; /* rt.c */

/* NULL: there is none of this name. */
const LbTicketAdapter *lb_ticket_adapter_find(const char *name);

/* Carries @order out by @adapter. Never fails: what went wrong is in the answer. The caller frees it. */
LbTicketsAnswer *lb_ticket_adapter_run(const LbTicketAdapter *adapter, LbExchange *exchange,
                                       const LbTicketsOrder *order);
