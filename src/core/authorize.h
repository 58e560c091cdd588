/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table that says who may do what: role x relation x verb x state of what it is about. The service finds out where the actor
 * stands, inside its transaction; this says yes, or which refusal. doc/authorization.md is printed from it. */
#pragma once

#include "base/names.h"
#include "core/exclusion.h"
#include "core/refusal.h"
#include "core/role.h"
#include "core/status.h"
#include "core/ticket.h"

typedef enum {
    LB_VERB_READ, /* a request, with its part of the log; up to stop-session all are about one */
    LB_VERB_APPROVE,
    LB_VERB_DENY,
    LB_VERB_CANCEL,       /* the requester no longer asks */
    LB_VERB_REVOKE,       /* an approver ends open access */
    LB_VERB_COMPLETE,     /* the requester hands access back */
    LB_VERB_ENDORSE,      /* say yes for the provider, before the customer is asked */
    LB_VERB_DECLINE,      /* say no for the provider */
    LB_VERB_CONNECT,      /* the requester goes through what is open, by whichever way */
    LB_VERB_EXTEND,       /* the requester asks for more time, by another request */
    LB_VERB_WATCH,        /* see its sessions, while they go on and afterwards */
    LB_VERB_STOP_SESSION, /* end one that goes on */
    LB_VERB_READ_TICKET,  /* a ticket with its history; up to submit all are about one */
    LB_VERB_REPLY,        /* answer it, for the other side to read */
    LB_VERB_NOTE,         /* answer it for the provider's own people */
    LB_VERB_TAKE,         /* have it assigned to oneself */
    LB_VERB_ESCALATE,     /* hand it to the DevOps engineers */
    LB_VERB_CLOSE_TICKET,
    LB_VERB_SUBMIT,      /* make a request because of it */
    LB_VERB_OPEN_TICKET, /* for a subscription; this and up to record-exclusion is about nothing */
    LB_VERB_ADMINISTER, /* run the place: read and change tenants, people, roles and everybody's outbox */
    LB_VERB_DRAFT,   /* keep, for oneself, what is filled in of a request that is not sent yet */
    LB_VERB_PROFILE, /* read and change what belongs to one's own account */
    LB_VERB_LOOK,    /* have a ticket that lives elsewhere looked at there */
    LB_VERB_RECORD_EXCLUSION, /* say, afterwards, what was done without a request */
    LB_VERB_READ_EXCLUSION,   /* an exclusion; this and what follows is about one */
    LB_VERB_ACKNOWLEDGE,      /* say for the customer that it was read */
} LbVerb;

extern const LbName lb_verb_names[]; /* "read", "approve", … */

/* What a verb is about says what stands in its rows of the table: which relations, and states of what. What is about
 * nothing depends on roles and gates alone. */
typedef enum { LB_ABOUT_NOTHING, LB_ABOUT_REQUEST, LB_ABOUT_TICKET, LB_ABOUT_EXCLUSION } LbAbout;

LbAbout lb_verb_about(LbVerb verb);

/* What ties an account to a request, a ticket or an exclusion. Of several the last one counts. */
typedef enum {
    LB_RELATION_NONE,  /* nothing; also to a request, ticket or exclusion that there is not */
    LB_RELATION_HOLDS, /* holds a role of the customer at or above the subscription */
    LB_RELATION_ASKED, /* of the set that was fixed when the request began to wait */
    LB_RELATION_SAME_PERSON, /* holds some role, and is another account of the person who asks, or who recorded it */
    LB_RELATION_REQUESTER, /* the account that asks */
    LB_RELATION_SEES,      /* is the customer's, and may read the ticket */
    LB_RELATION_OPENER,    /* the customer's account that opened the ticket */
    LB_RELATION_ASSIGNEE,  /* the provider's account that the ticket is assigned to */
    LB_RELATION_RECORDER,  /* the provider's account that recorded the exclusion */
} LbRelation;

extern const LbName lb_relation_names
    []; /* "nothing", "holds", "asked", "same-person", "requester", "sees", "opener", "assignee", "recorder" */

/* Whether there can be an account of this relation to a request, ticket or exclusion with @roles, bits of customers' roles or of
 * the provider's; 0: none. A customer's role somewhere else counts as the relation "nothing". */
bool lb_relation_is_possible(LbAbout about, LbRelation relation, unsigned roles);

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
    LB_GATE_NAMED = 1 << 8,     /* the rule that holds the request names a role of the actor's */
    LB_GATE_OTHER_RECORDER = 1 << 9, /* nobody's own exclusion, by what is known now */
    LB_GATE_TICKET_OPEN = 1 << 10,   /* the ticket because of which the request was made is open */
    LB_GATE_TICKET_HERE = 1 << 11,   /* the ticket lives in Lockbox */
} LbGate;

typedef struct {
    unsigned verbs; /* bits (1 << LbVerb) of what it stands before */
    LbGate gate;
    LbRefusal refusal;   /* while it is shut */
    const char *meaning; /* in English, for the documents; NULL ends the list */
} LbGateRow;

extern const LbGateRow lb_gate_rows[];

/* Where an actor stands, towards a request, a ticket or an exclusion where there is one, at this moment. */
typedef struct {
    unsigned
        roles; /* bits (1 << LbRole): the provider's that are held now, or those of the request's
                       the ticket's or the exclusion's customer that are held now at or above its subscription */
    LbRelation relation;
    LbStatus status;            /* of the request; LB_STATUS_UNKNOWN where there is none */
    LbTicketState ticket;       /* of the ticket; anything where there is none */
    LbExclusionState exclusion; /* of the exclusion; the same */
    unsigned gates;             /* bits of those that are open */
} LbStanding;

/* LB_REFUSAL_NONE when @standing allows @verb. Of several roles one that allows is enough; when none does, the
 * refusal is that of the role which came closest. Of several refusals the one is told that hides most. */
LbRefusal lb_authorize(LbVerb verb, const LbStanding *standing);
