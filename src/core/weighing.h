/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the just-in-time rules said of one request, as it is kept with it, and the ways by which a request leaves
 * Initializing. */
#pragma once

#include <stdint.h>

#include "core/activity.h"
#include "core/message.h"
#include "core/policy.h"
#include "core/status.h"

/* The ways by which a request leaves Initializing, or stays there. */
typedef enum {
    LB_JIT_NOTIFIED, /* no internal approval needed: the customer is asked at once */
    LB_JIT_HELD,     /* it waits for internal approval */
    LB_JIT_ENDORSED, /* the last approval that it needed: the customer is asked */
    LB_JIT_DECLINED, /* somebody of the provider said no */
    LB_JIT_LAPSED,   /* its time for internal approval is over */
    LB_JIT_CANCELED, /* the requester no longer asks */
    LB_JIT_OPENED,   /* no customer data is touched: nobody of the customer is asked */
} LbJit;

typedef struct {
    const char *id; /* "held", as the log names it; NULL ends the list */
    LbStatus to;
    LbOperation operation; /* whose entry says so */
    LbEvent event;         /* that is told of it */
} LbJitRow;

extern const LbJitRow lb_jit_rows[]; /* by LbJit */

/* One rule that was looked at. */
typedef struct {
    char *rule;  /* its id */
    char *label; /* what it is about, in the reader's language; the id where the rule is gone */
    char *words; /* "Applies: …" or "Does not apply: …" */
    bool matched;
    GPtrArray *checks; /* LbPolicyCheck* */
} LbWeighed;

LbWeighed *lb_weighed_new(const char *rule, bool matched);

/* One who has approved internally, or refused to. */
typedef struct {
    int64_t principal;
    char *account;
    char *person;
    char *role;
    bool endorses;
    char *reason; /* NULL: none */
    int64_t time;
    bool counts; /* an approval of an account that still may give it */
} LbEndorsement;

void lb_endorsement_free(LbEndorsement *endorsement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbEndorsement, lb_endorsement_free)

typedef struct {
    int64_t time; /* when the rules were asked */
    LbRuling ruling;
    unsigned approvers; /* bits (1 << LbRole) of those who may approve internally */
    int approvals;      /* how many persons of them have to; 0: none */
    bool asks_customer;
    int64_t until;     /* internal approval has until then; 0: none is needed */
    GPtrArray *steps;  /* LbWeighed*, in their order: the last one decided */
    char *words;       /* what becomes of it, in one or two sentences */
    GPtrArray *voices; /* LbEndorsement*, in the order in which they were given */
    int given;         /* approvals among them that count */
} LbWeighing;

LbWeighing *lb_weighing_new(void);
void lb_weighing_free(LbWeighing *weighing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbWeighing, lb_weighing_free)

/* Copies what @outcome says, without words and labels. The caller frees it. */
LbWeighing *lb_weighing_of(const LbPolicyOutcome *outcome);

/* Fills words and labels in @language (NULL: English): @policy has the labels and reasons, where it has the rules
 * still. */
void lb_weighing_say(LbWeighing *weighing, const LbPolicy *policy, const char *language);
