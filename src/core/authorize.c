/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table that says who may do what. */
#include "core/authorize.h"

#include <glib.h>

#define BIT(verb) (1u << (verb))

enum {
    SUBMIT = BIT(LB_VERB_SUBMIT),
    DECIDE = BIT(LB_VERB_APPROVE) | BIT(LB_VERB_DENY),
    CANCEL = BIT(LB_VERB_CANCEL),
    REVOKE = BIT(LB_VERB_REVOKE),
    COMPLETE = BIT(LB_VERB_COMPLETE),
    ON_REQUEST = BIT(LB_VERB_READ) | DECIDE | CANCEL | REVOKE | COMPLETE,
    ACTS = SUBMIT | DECIDE | CANCEL | REVOKE | COMPLETE,
};

/* In the order in which people are told: what hides a request stands first, the clock last. */
static const struct {
    unsigned verbs;
    LbFact needed;
    LbRefusal refusal;
} rules[] = {
    { ON_REQUEST | SUBMIT, LB_FACT_ENABLED, LB_REFUSAL_DISABLED },
    { ON_REQUEST, LB_FACT_SEES, LB_REFUSAL_NOT_FOUND },
    { ACTS, LB_FACT_MAY_ACT, LB_REFUSAL_READING_ONLY },
    { SUBMIT, LB_FACT_ENGINEER, LB_REFUSAL_NOT_AN_ENGINEER },
    { DECIDE | REVOKE, LB_FACT_APPROVER_NOW, LB_REFUSAL_NOT_AN_APPROVER },
    { DECIDE | REVOKE, LB_FACT_OTHER_PERSON, LB_REFUSAL_OWN_REQUEST },
    { CANCEL | COMPLETE, LB_FACT_REQUESTER, LB_REFUSAL_NOT_THE_REQUESTER },
    { DECIDE, LB_FACT_PENDING, LB_REFUSAL_ALREADY_DECIDED },
    { CANCEL, LB_FACT_UNDECIDED, LB_REFUSAL_ALREADY_DECIDED },
    { REVOKE | COMPLETE, LB_FACT_ACCESS_OPEN, LB_REFUSAL_NO_ACCESS_OPEN },
    { DECIDE, LB_FACT_ASKED, LB_REFUSAL_NOT_ASKED },
    { DECIDE | CANCEL, LB_FACT_IN_TIME, LB_REFUSAL_EXPIRED },
    { SUBMIT | DECIDE | CANCEL, LB_FACT_CLOCK_SANE, LB_REFUSAL_CLOCK_SUSPECT },
};

LbRefusal
lb_authorize(LbVerb verb, unsigned facts)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
        if ((rules[i].verbs & BIT(verb)) != 0 && (facts & rules[i].needed) == 0)
            return rules[i].refusal;
    return LB_REFUSAL_NONE;
}
