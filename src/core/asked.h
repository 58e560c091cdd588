/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why somebody was asked about a request, or was not: plain rules over what the directory and the log know. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/names.h"
#include "core/status.h"

/* Why one who was asked can approve no more. */
typedef enum {
    LB_HINDRANCE_NONE,
    LB_HINDRANCE_DISABLED,    /* the account is switched off */
    LB_HINDRANCE_ROLE_LOST,   /* it holds no role that approves any more */
    LB_HINDRANCE_SAME_PERSON, /* it is an account of the person who asks */
    LB_HINDRANCE_CHANGED,     /* account, person or mail address are others by now */
} LbHindrance;

extern const LbName lb_hindrance_names[];

/* Why somebody was not asked. */
typedef enum {
    LB_OMISSION_NONE,          /* was asked */
    LB_OMISSION_HELD,          /* nobody is so far: the provider's own people come first */
    LB_OMISSION_NO_DATA,       /* nobody is: no customer data is touched */
    LB_OMISSION_NEVER_WAITED,  /* nobody was: it ended before that */
    LB_OMISSION_REQUESTER,     /* it is the one who asks */
    LB_OMISSION_PROVIDER,      /* the provider's people are never asked for the customer */
    LB_OMISSION_SAME_PERSON,   /* another account of the person who asks */
    LB_OMISSION_NO_PERSON,     /* a group or a program */
    LB_OMISSION_DISABLED,      /* the account is switched off */
    LB_OMISSION_LATER,         /* holds the role only since the request has begun to wait */
    LB_OMISSION_COVERED_LATER, /* the scope of the role covers the subscription only since then */
    LB_OMISSION_ENABLED_LATER, /* the account was switched off then */
    LB_OMISSION_UNKNOWN,       /* holds the role, and the log does not say why */
    LB_OMISSION_LOST,          /* holds it no more */
    LB_OMISSION_ROLE,          /* holds one that does not approve */
    LB_OMISSION_NO_ROLE,       /* holds none at or above the subscription */
} LbOmission;

extern const LbName lb_omission_names[];

/* What is known of one who was not asked. Times are microseconds UTC, 0: there is none. */
typedef struct {
    LbStatus status;  /* of the request */
    bool jit_only;    /* the same */
    int64_t notified; /* when it began to wait for its customer; 0: not */
    bool requester;
    bool provider;
    bool same_person;
    bool user; /* the account is a person's */
    bool enabled;
    bool approves;   /* holds a role that does, at or above the subscription */
    bool holds;      /* holds one of the customer's roles there */
    int64_t since;   /* when it was given the role that approves */
    int64_t covered; /* when that came to cover the subscription, after the request began to wait */
    int64_t enabled_later; /* when the account was switched on, the same */
    int64_t disabled;      /* when it was switched off last */
    int64_t lost;          /* when it lost a role that approved there last */
} LbOmissionFacts;

/* Why. Stores the time that belongs to the reason in @when, 0: none does, or it is not known. */
LbOmission lb_omission_judge(const LbOmissionFacts *facts, int64_t *when);
