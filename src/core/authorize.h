/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table that says who may do what: role x relation x verb x status. The service finds out where the actor
 * stands, inside its transaction; this says yes, or which refusal. doc/authorization.md is printed from it. */
#pragma once

#include "base/names.h"
#include "core/refusal.h"
#include "core/role.h"
#include "core/status.h"

typedef enum {
    LB_VERB_READ, /* a request, with its ticket and its part of the log */
    LB_VERB_APPROVE,
    LB_VERB_DENY,
    LB_VERB_CANCEL,   /* the requester no longer asks */
    LB_VERB_REVOKE,   /* an approver ends open access */
    LB_VERB_COMPLETE, /* the requester hands access back */
    LB_VERB_SUBMIT,   /* make a request; this and what follows is about no request */
    LB_VERB_ADMINISTER, /* run the place: read and change tenants, people, roles and everybody's outbox */
    LB_VERB_PROFILE, /* read and change what belongs to one's own account */
} LbVerb;

extern const LbName lb_verb_names[]; /* "read", "approve", … */

/* Whether the verb is about a request; the others depend on nothing but roles and gates. */
bool lb_verb_has_request(LbVerb verb);

/* What ties an account to a request. Of several the last one counts. */
typedef enum {
    LB_RELATION_NONE,        /* nothing; also to a request that there is not */
    LB_RELATION_HOLDS,       /* holds a role of the customer at or above the subscription */
    LB_RELATION_ASKED,       /* of the set that was fixed when the request began to wait */
    LB_RELATION_SAME_PERSON, /* holds some role, and is another account of the person who asks */
    LB_RELATION_REQUESTER,   /* the account that asks */
} LbRelation;

extern const LbName
    lb_relation_names[]; /* "nothing", "holds", "asked", "same-person", "requester" */

/* Whether there can be an account of this relation with @roles, bits of customers' roles or of the provider's; 0:
 * none. A customer's role somewhere else counts as the relation "nothing". */
bool lb_relation_is_possible(LbRelation relation, unsigned roles);

/* What has to hold besides, as bits. */
typedef enum {
    LB_GATE_ENABLED = 1 << 0,     /* account on, key not revoked */
    LB_GATE_MAY_ACT = 1 << 1,     /* came through a door that may act, not only read */
    LB_GATE_IN_TIME = 1 << 2,     /* before the request's expiration */
    LB_GATE_ACCESS_OPEN = 1 << 3, /* before the end of access, by any of the clocks */
    LB_GATE_CLOCK_SANE = 1 << 4,  /* the clock of the host can be trusted */
    LB_GATE_SETTLED =
        1 << 5, /* key, account, person and mail are older than the request's waiting */
    LB_GATE_OTHER_PERSON = 1 << 6, /* nobody's own request, by what is known now */
    LB_GATE_VOTE_OPEN = 1 << 7, /* the person has given no approval that counts, by any account */
} LbGate;

typedef struct {
    unsigned verbs; /* bits (1 << LbVerb) of what it stands before */
    LbGate gate;
    LbRefusal refusal;   /* while it is shut */
    const char *meaning; /* in English, for the documents; NULL ends the list */
} LbGateRow;

extern const LbGateRow lb_gate_rows[];

/* Where an actor stands, towards a request where there is one, at this moment. */
typedef struct {
    unsigned
        roles; /* bits (1 << LbRole): the provider's that are held now, or those of the request's customer that
                       are held now at or above its subscription */
    LbRelation relation;
    LbStatus status; /* of the request; LB_STATUS_UNKNOWN where there is none */
    unsigned gates;  /* bits of those that are open */
} LbStanding;

/* LB_REFUSAL_NONE when @standing allows @verb. Of several roles one that allows is enough; when none does, the
 * refusal is that of the role which came closest. Of several refusals the one is told that hides most. */
LbRefusal lb_authorize(LbVerb verb, const LbStanding *standing);
