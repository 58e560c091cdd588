/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a kind of ticket system has to be able to do. Each kind is one file, which alone knows it, and one row of the table in
 * adapter.c; rt.c is the example. What it needs besides is here: questions and answers over HTTP (exchange.h), members of JSON that
 * may be anything (members.h), what was said and by whom (history.h), mails of which the system hands out parts (mailparts.h), HTML
 * as text (html.h).
 *
 * An answer is hostile, whoever runs the system: a member that is missing or of another type fails the order, and nothing else. The
 * exchange bounds time, number and size; loops over what comes have to end by themselves. The token is the exchange's, and in no
 * word of an error. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "tickets/exchange.h"
#include "tickets/tickets.h"

/* Each function asks the one system of @exchange, one question after the other, waits, and fails with an error of LB_TICKETS_ERROR in
 * words for the operator:
 *
 *   MISSING  there is no such ticket, or the token may not see it: access that was opened because of it goes on
 *   GONE     the system itself says that the ticket is none any more, or became part of another one: access ends
 *   REFUSED  the token, or this act with it, is not accepted: the operator has to do something
 *   LATER    not now: it is tried again
 *   FAULT    the answer is none of such a system
 *
 * lb_exchange_call() says REFUSED, LATER and FAULT of all that HTTP tells, and leaves the statuses in its comment to the adapter. */
typedef struct {
    const char *name;       /* in the configuration */
    const char *credential; /* header line up to the token */

    /* Where people read a ticket: what stands between the URL of the system and the id. */
    const char *page;

    /* Whether @text, which passes lb_external_is_id(), can be the id of a ticket there. */
    bool (*is_id)(const char *text);

    /* Whether the system is there and takes the token, and the token may do all that it has to. Stores what the system says of
     * itself and which groups the token sees, one line that the caller frees. */
    bool (*test)(LbExchange *exchange, char **words, GError **error);

    /* The ticket @id, with all members of LbExternalTicket (core/external.h), and of its history what its customer may see: known to be
     * public, all else stays out. NULL without an error when it still is @version (NULL: none is known), which an earlier answer
     * brought and one question should tell. The caller frees it. */
    LbExternalTicket *(*fetch)(LbExchange *exchange, const char *id, const char *version,
                               GError **error);

    /* Adds an internal comment, which no customer is shown or mailed: @text, and behind it @mark. With @look, not if one of the newest
     * comments has @mark: an earlier attempt may have arrived. */
    bool (*comment)(LbExchange *exchange, const LbTicketsOrder *order, GError **error);
} LbTicketAdapter;

extern const LbTicketAdapter lb_rt_adapter; /* rt.c */

/* NULL: there is none of this name. */
const LbTicketAdapter *lb_ticket_adapter_find(const char *name);

/* Carries @order out by @adapter. Never fails: what went wrong is in the answer. The caller frees it. */
LbTicketsAnswer *lb_ticket_adapter_run(const LbTicketAdapter *adapter, LbExchange *exchange,
                                       const LbTicketsOrder *order);
