/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets in other systems: what lockboxd asks of its child "tickets", and what that answers. The child knows one system, its
 * network and its token, and no database; lockboxd knows the database and not what kind of system it is.
 *
 * lockboxd starts a child for a system, sends its settings as the first line, then orders, one at a time: each is answered
 * before the next is sent (tickets/wire.h). When the child ends without an answer, the order may have been carried out. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/names.h"
#include "core/external.h"

#define LB_TICKETS_ERROR (lb_tickets_error_quark())

/* Why something cannot be had; each but the first is an outcome of an order, below. */
typedef enum {
    LB_TICKETS_ERROR_SETTINGS, /* what the operator configured cannot work */
    LB_TICKETS_ERROR_MISSING,
    LB_TICKETS_ERROR_GONE,
    LB_TICKETS_ERROR_REFUSED,
    LB_TICKETS_ERROR_LATER,
    LB_TICKETS_ERROR_FAULT,
} LbTicketsError;

GQuark lb_tickets_error_quark(void);

#define LB_TICKETS_TIMEOUT_DEFAULT 60000 /* milliseconds */
#define LB_TICKETS_TIMEOUT_MOST 600000
#define LB_TICKETS_TOKEN_MOST 4096   /* bytes */
#define LB_TICKETS_COMMENT_MOST 1000 /* characters */

/* One ticket system. */
typedef struct {
    char *kind;    /* name of an adapter: "rt" */
    char *url;     /* where its web interface begins: https://rt.example.com */
    char *token;   /* what RFC 6750 has for tokens; wiped when it is freed, in no message ever */
    char *ca_file; /* certificates to trust; NULL: the system's */
    GPtrArray
        *networks;  /* char*, CIDR: private networks where it may be; empty: it is a public one */
    bool plain;     /* http:// to this machine is allowed, if networks has its address */
    int timeout_ms; /* that all of one order may take */
} LbTicketSystem;

/* All empty, timeout_ms at its default. */
LbTicketSystem *lb_ticket_system_new(void);
void lb_ticket_system_free(LbTicketSystem *system);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTicketSystem, lb_ticket_system_free)

/* Whether @text has the form of a token: letters, digits and "-._~+/", "=" at its end, no more than LB_TICKETS_TOKEN_MOST. */
bool lb_tickets_is_token(const char *text);

/* Whether @text has the form of a mark, below. */
bool lb_tickets_is_mark(const char *text);

/* Whether tickets could be had from @system at all; what is wrong in @error (SETTINGS). A missing token is no fault
 * here, so that a configuration can be checked without reading it. Looks nothing up and opens nothing. */
bool lb_ticket_system_check(const LbTicketSystem *system, GError **error);

/* Where people read a ticket of such a system: what stands between its URL and the id. NULL: @kind is not known. */
const char *lb_tickets_web_page(const char *kind);

/* Whether @kind is known, and @text can be the id of a ticket in such a system ("rt": a number without leading zeros). */
bool lb_tickets_is_id(const char *kind, const char *text);

typedef enum {
    LB_TICKETS_TEST,  /* whether the system answers and takes the token. No ticket */
    LB_TICKETS_FETCH, /* the ticket with its public history, if it is another than @version */
    LB_TICKETS_COMMENT, /* adds an internal comment: staff there sees it, nobody is mailed as a customer */
} LbTicketsAct;

extern const LbName lb_tickets_act_names[]; /* "test", "fetch", "comment" */

typedef struct {
    int64_t id; /* whoever gives the order knows it by that */
    LbTicketsAct act;
    char *ticket;  /* id there; NULL with TEST */
    char *version; /* FETCH: of what is known, LbExternalTicket.version; NULL: fetch in any case */
    char *text;    /* COMMENT: the line, at most LB_TICKETS_COMMENT_MOST characters; else NULL */
    char *
        mark; /* COMMENT: 8 to 64 characters [0-9a-z-], another for each comment; is put behind the text */
    bool
        look; /* COMMENT: an earlier attempt may have arrived: look for the mark first, among the newest entries */
} LbTicketsOrder;

void lb_tickets_order_free(LbTicketsOrder *order);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTicketsOrder, lb_tickets_order_free)

/* What became of an order. */
typedef enum {
    LB_TICKETS_DONE, /* TEST: it answers; FETCH: the ticket is in the answer; COMMENT: it is there now */
    LB_TICKETS_UNCHANGED, /* FETCH: it still is that version */
    LB_TICKETS_MISSING, /* there is no such ticket, or the token may not see it: which of them, nobody can say */
    LB_TICKETS_GONE, /* the system says that it is no ticket of its own any more, or none at all: it became part of another */
    LB_TICKETS_REFUSED, /* the token, or this act with it, is not accepted there: the operator has to do something */
    LB_TICKETS_LATER, /* not reached, too slow, overloaded, out of order: try again, no sooner than retry_after */
    LB_TICKETS_FAULT, /* the answer is none that such a system gives, or too large: trying again soon is of no use */
} LbTicketsOutcome;

extern const LbName lb_tickets_outcome_names
    []; /* "done", "unchanged", "missing", "gone", "refused", "later", "fault" */

typedef struct {
    int64_t id; /* of the order */
    LbTicketsOutcome outcome;
    char *
        words; /* what happened, for the operator: one harmless line, never NULL, never with the token */
    int retry_after;          /* seconds; 0: the system said nothing */
    LbExternalTicket *ticket; /* FETCH that is DONE; else NULL */
} LbTicketsAnswer;

void lb_tickets_answer_free(LbTicketsAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTicketsAnswer, lb_tickets_answer_free)
