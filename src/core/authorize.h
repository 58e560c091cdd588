/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table that says who may do what. The service collects facts inside its transaction; this says
 * yes, or which refusal. */
#pragma once

#include "core/refusal.h"
#include "core/status.h"

typedef enum {
    LB_VERB_READ, /* a request, with its ticket and its part of the log */
    LB_VERB_SUBMIT,
    LB_VERB_APPROVE,
    LB_VERB_DENY,
    LB_VERB_CANCEL,   /* the requester no longer asks */
    LB_VERB_REVOKE,   /* an approver ends open access */
    LB_VERB_COMPLETE, /* the requester hands access back */
} LbVerb;

/* What is true of an actor, towards a request where there is one, at this moment. Bits. */
typedef enum {
    LB_FACT_ENABLED = 1 << 0,      /* account on, key not revoked */
    LB_FACT_MAY_ACT = 1 << 1,      /* came through a door that may act, not only read */
    LB_FACT_SEES = 1 << 2,         /* may know that the request exists */
    LB_FACT_ENGINEER = 1 << 3,     /* holds a role that asks for access */
    LB_FACT_APPROVER_NOW = 1 << 4, /* holds Owner or Approver at or above the subscription, now */
    LB_FACT_ASKED = 1 << 5,        /* is of the set that was fixed when the request began to wait */
    LB_FACT_OTHER_PERSON = 1 << 6, /* is not the person who asks */
    LB_FACT_REQUESTER = 1 << 7,    /* is the account that asks */
    LB_FACT_PENDING = 1 << 8,      /* the request waits for its customer */
    LB_FACT_IN_TIME = 1 << 9,      /* before its expiration */
    LB_FACT_UNDECIDED = 1 << 10,   /* waits, for its customer or before */
    LB_FACT_ACCESS_OPEN = 1 << 11,
    LB_FACT_CLOCK_SANE = 1 << 12,
} LbFact;

/* The first refusal that holds, or LB_REFUSAL_NONE when @facts allow @verb. */
LbRefusal lb_authorize(LbVerb verb, unsigned facts);
