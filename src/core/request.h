/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lockbox request: who asks for what, why, for how long; what became of it; and the digest that binds
 * a decision to what was shown. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/resource.h"
#include "core/status.h"
#include "core/terms.h"

typedef struct {
    /* what was asked: never changes after creation */
    char *instance; /* id of the installation */
    int64_t number; /* LB-42 is 42, and so is JIT-42: one row of numbers */
    bool
        jit_only; /* just-in-time access alone: no customer data is touched, no customer is asked */
    char *tenant;
    char *tenant_name;
    char *subscription; /* canonical id */
    char *subscription_name;
    GPtrArray *resources; /* LbResource*, sorted by canonical id */
    char *service;        /* catalogue ids */
    char *scenario;
    char *scenario_label; /* in the reader's language, filled by the service */
    LbLevel level;
    int hours;
    char *justification;
    int64_t ticket;     /* TK-7 is 7 */
    char *ticket_title; /* as it was then, like the ticket's opener: imports change the ticket */
    char *ticket_opened_by; /* account */
    char *
        case_url; /* where people read it in the system that it lives in; NULL: nowhere, or nobody asked */
    int64_t requester;          /* principal row */
    char *requester_account;    /* engineer7@fabrikam.example */
    char *requester_person;     /* as it was then; two accounts of one person share it */
    char *requester_person_now; /* as the directory has it now; NULL: not read from there */
    char *requester_role;       /* role name at the time of asking */
    int64_t created;            /* microseconds UTC, like all times here */
    int64_t notified;           /* 0: not yet waiting for the customer */
    int64_t expiration;         /* 0: not yet waiting for the customer */
    int64_t notified_entry;     /* of the log: it waits from this entry on; 0 like the two above */
    int quorum;                 /* approvals that it needs; 0 or 1: one */

    /* what became of it */
    int64_t version; /* raised by every change */
    LbStatus status;
    int64_t internal_until; /* internal approval has until then; 0: none is needed */
    int approvals;         /* that count so far, filled by the service while it waits for several */
    int64_t decided;       /* 0: not decided */
    char *decided_by;      /* account; NULL: nobody, or time */
    char *decision_reason; /* NULL: none given */
    int hours_granted;     /* 0: none */
    int64_t access_start;  /* 0: access was never opened */
    int64_t access_end;    /* when access ends by itself */
    int64_t ended;         /* when it really ended; 0: not yet */
    char *ended_by;        /* account that ended access before its time; NULL: nobody, or time */
    char *end_reason;      /* NULL: none given */
    bool stuck; /* access, or what was begun of it, does not end, and people were told so */
} LbRequest;

/* How much one person may ask for, by whichever account. 0: any number. */
typedef struct {
    int waiting; /* undecided requests at once for one subscription */
    int an_hour; /* requests within the last hour */
} LbRequestLimits;

#define LB_REQUEST_LIMIT_MOST 1000

LbRequest *lb_request_new(void);
void lb_request_free(LbRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbRequest, lb_request_free)

/* "LB-42" for a lockbox request, "JIT-42" for just-in-time access alone. The caller frees it. */
char *lb_request_id(const LbRequest *request);

/* Reads "LB-42" or "JIT-42" (any ASCII case, nothing around it): the number says which it is. Returns false when it is no
 * request id. */
bool lb_request_parse_id(const char *text, int64_t *number);

/* When time alone ends it, as far as it has come: internal approval has no more time, it expires, or access is over. 0 when
 * nothing runs. */
int64_t lb_request_deadline(const LbRequest *request);

/* Whether the account that asks was, or is by now, one of @person. */
bool lb_request_is_asked_by(const LbRequest *request, const char *person);

/* SHA-256, as 64 hexadecimal digits, of the canonical bytes of what is shown: length-prefixed fields
 * (base/sha256.h) in this order: "lockbox request 1" ("lockbox jit request 1" for just-in-time access alone), instance, number, tenant, subscription, number of
 * resources, their canonical ids in ascending order, service, scenario, access level, hours,
 * justification, ticket number, the ticket's title, its opener, requester's account, created, notified, expiration. The caller frees it. */
char *lb_request_digest(const LbRequest *request);

/* Whether @shown (64 hexadecimal digits of either case) is the digest of @request. */
bool lb_request_matches(const LbRequest *request, const char *shown);

/* The ids of its resources, or with @types their distinct types, joined by commas, as the API has them. The caller frees it. */
char *lb_request_join_resources(const LbRequest *request, bool types);
