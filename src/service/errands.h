/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lockboxd has to do about tickets that live elsewhere, one errand at a time for each system: to look at those that somebody
 * waits for, to post what is owed, to look again at those behind requests that go on. Nobody acts here but time. */
#pragma once

#include "core/external.h"
#include "service/service.h"

/* A system, as lockbox.conf has it. */
typedef struct {
    const char *name; /* core/reference.h */
    GHashTable
        *customers; /* group there (queue, organization, project) -> id of the tenant whose it is */
    const char *page; /* where people read a ticket, between URL and id; NULL: nowhere */
    int64_t interval; /* between looks at a ticket behind a request that goes on, microseconds */
} LbTicketSource;

typedef enum { LB_ERRAND_FETCH, LB_ERRAND_POST } LbErrandKind;

typedef struct {
    LbErrandKind kind;
    char *id;       /* of the ticket there */
    char *version;  /* FETCH: of what is kept; NULL: nothing is */
    bool shown;     /* FETCH: something is kept, and was to be had until now */
    bool awaited;   /* FETCH: somebody waits for it */
    int64_t begun;  /* the effective time: what is there then is what counts */
    int64_t post;   /* POST: its number */
    char *text;     /* POST: the line */
    char *mark;     /* POST: to stand behind it */
    bool foreign;   /* POST: Lockbox has not written that: it is not sent, but settled as GONE */
    bool look;      /* POST: it may be there already */
    int attempts;   /* POST: this one counted */
    int64_t queued; /* POST: since when it is owed */
} LbErrand;

void lb_errand_free(LbErrand *errand);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbErrand, lb_errand_free)

/* What became of it. */
typedef enum {
    LB_ERRAND_DONE,
    LB_ERRAND_UNCHANGED, /* FETCH: it is what is kept */
    LB_ERRAND_MISSING,   /* there is no such ticket, or a right of ours is missing */
    LB_ERRAND_GONE,      /* the system says that it is none, or became part of another one */
    LB_ERRAND_REFUSED,   /* the system does not let us */
    LB_ERRAND_LATER,     /* the system did not answer */
    LB_ERRAND_FAULT,     /* it answered what nobody understands */
} LbErrandEnd;

typedef struct {
    LbErrandEnd end;
    bool local;                     /* the system was not asked: nothing is noted of it */
    const char *words;              /* for the operator */
    int retry_after;                /* seconds that the system asked for; 0: none */
    const LbExternalTicket *ticket; /* of a FETCH that is DONE */
} LbErrandResult;

/* Lets people's programs know which systems there are: @sources (LbTicketSource*). Writes only where that is news. */
bool lb_errands_announce(LbService *service, const GPtrArray *sources, GError **error);

/* Whose queues are whose may be another matter than it was, which a ticket that has not changed does not tell: all that is kept of
 * those of @names (char*) is fetched in full at its next look, which is now for those behind requests that go on. */
bool lb_errands_doubt(LbService *service, const GPtrArray *names, GError **error);

/* The next errand to @source that is due; NULL without error: there is none now. What somebody waits for goes first, unless it is the
 * @turn of what nobody does, as it is after each that somebody waited for. What is to be posted counts as tried from here on. The
 * caller frees it. */
LbErrand *lb_errands_next(LbService *service, const LbTicketSource *source, bool turn,
                          GError **error);

/* Records what became of @errand: what the ticket is now, with the entry of the log and all that ends with a ticket that is closed;
 * when to try again; and gives who waits an answer. */
bool lb_errands_settle(LbService *service, const LbTicketSource *source, const LbErrand *errand,
                       const LbErrandResult *result, GError **error);

/* Answers who waits for a system that is none of @names (char*) as for a ticket that there is not, and who has waited too long, and
 * forgets what nobody waits for any more. Writes only where there is something of it. */
bool lb_errands_tidy(LbService *service, const GPtrArray *names, GError **error);

/* How many of the tickets that cannot be had any more are named. */
#define LB_MISSING_NAMED 10

/* What is known of the systems of @names, for the operator: LbSystemState*, in their order, with what cannot be had there any more. The
 * caller frees the array. */
GPtrArray *lb_errands_systems(LbService *service, const GPtrArray *names, GError **error);
