/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to a ticket system and its answers, JSON over HTTP: what all adapters have in common. The time and the number of
 * questions of one order are bounded, and so is each answer; a question follows the answer to the one before. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>

#include "tickets/tickets.h"

#define LB_EXCHANGE_CALLS_MOST 100               /* of one order */
#define LB_EXCHANGE_REPLY_MOST (2 * 1024 * 1024) /* bytes of an answer */
#define LB_EXCHANGE_VALUES_MOST 100000           /* pieces of JSON in it */

typedef struct LbExchange LbExchange;

/* For @system, which must live as long. @credential is what stands before the token in a header line, with the header's name. */
LbExchange *lb_exchange_new(const LbTicketSystem *system, const char *credential);
void lb_exchange_free(LbExchange *exchange);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbExchange, lb_exchange_free)

/* An order begins: its time, its questions and what was said about retrying are counted from here. */
void lb_exchange_begin(LbExchange *exchange);

/* How many questions this order has asked. */
int lb_exchange_calls(const LbExchange *exchange);

/* Seconds that the system asked to wait during this order; 0: it said nothing. */
int lb_exchange_retry_after(const LbExchange *exchange);

typedef struct {
    const char *path; /* behind the URL of the system; with a query where there is one, escaped */
    JsonNode *body;   /* POST; NULL: GET */
    const char *version; /* If-None-Match; NULL: none */
} LbExchangeCall;

typedef struct {
    long status; /* one of those below */
    JsonNode *
        root; /* the document; NULL: status is none of 200 and 201, or that had no JSON and was not 2xx */
    char *version; /* ETag; NULL: none that could be sent again */
} LbExchangeReply;

void lb_exchange_reply_free(LbExchangeReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbExchangeReply, lb_exchange_reply_free)

/* Asks. Replies with the status 200 and 201 (JSON), 304, 400, 403, 404, 409 and 422 are handed to the caller, who frees them.
 * NULL with an error of LB_TICKETS_ERROR: REFUSED when the token is not accepted or the place may not be reached, LATER when it
 * was not reached, is overloaded, broken or too slow, FAULT when the answer is too large or none of such a system. */
LbExchangeReply *lb_exchange_call(LbExchange *exchange, const LbExchangeCall *call, GError **error);

/* Whether the last call failed only because its answer was too large. */
bool lb_exchange_was_too_large(const LbExchange *exchange);
