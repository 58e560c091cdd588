/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table that says who may do what. */
#include "core/authorize.h"

#define BIT(value) (1u << (value))

enum {
    APPROVE = BIT(LB_VERB_APPROVE),
    DECIDE = APPROVE | BIT(LB_VERB_DENY),
    CANCEL = BIT(LB_VERB_CANCEL),
    REVOKE = BIT(LB_VERB_REVOKE),
    COMPLETE = BIT(LB_VERB_COMPLETE),
    READ = BIT(LB_VERB_READ),
    SUBMIT = BIT(LB_VERB_SUBMIT),
    ADMINISTER = BIT(LB_VERB_ADMINISTER),
    PROFILE = BIT(LB_VERB_PROFILE),
    ON_REQUEST = READ | DECIDE | CANCEL | REVOKE | COMPLETE,
    ACTS = DECIDE | CANCEL | REVOKE | COMPLETE | SUBMIT | ADMINISTER | PROFILE,
};

enum {
    NO_ROLE = BIT(LB_ROLE_ADMIN + 1), /* stands in the table for an account without any */
    APPROVERS = BIT(LB_ROLE_OWNER) | BIT(LB_ROLE_APPROVER),
    CUSTOMERS = APPROVERS | BIT(LB_ROLE_CONTRIBUTOR) | BIT(LB_ROLE_READER),
    ENGINEERS = BIT(LB_ROLE_SUPPORT_ENGINEER) | BIT(LB_ROLE_DEVOPS_ENGINEER),
    ADMINS = BIT(LB_ROLE_ADMIN),
    OVERSEERS = BIT(LB_ROLE_SUPPORT_LEAD) | BIT(LB_ROLE_DEVOPS_MANAGER) | ADMINS,
    ANYBODY = CUSTOMERS | ENGINEERS | OVERSEERS | NO_ROLE,
};

enum {
    NOTHING = BIT(LB_RELATION_NONE),
    HOLDS = BIT(LB_RELATION_HOLDS),
    ASKED = BIT(LB_RELATION_ASKED),
    SAME_PERSON = BIT(LB_RELATION_SAME_PERSON),
    REQUESTER = BIT(LB_RELATION_REQUESTER),
    ANYHOW = NOTHING | HOLDS | ASKED | SAME_PERSON | REQUESTER,
};

enum {
    INITIALIZING = BIT(LB_STATUS_INITIALIZING),
    PENDING = BIT(LB_STATUS_PENDING),
    APPROVED = BIT(LB_STATUS_APPROVED),
    EVER = BIT(LB_STATUS_UNKNOWN + 1) - 1,
};

/* The first row that names verb, role, relation and status is the answer. */
static const struct {
    unsigned verbs, roles, relations, statuses;
    LbRefusal answer;
} rules[] = {
    /* Who may know of a request: whom something ties to it, and who oversees all. */
    { ON_REQUEST, ANYBODY & ~OVERSEERS, NOTHING, EVER, LB_REFUSAL_NOT_FOUND },
    { ON_REQUEST, ENGINEERS | NO_ROLE, HOLDS | SAME_PERSON, EVER, LB_REFUSAL_NOT_FOUND },
    { READ, ANYBODY, ANYHOW, EVER, LB_REFUSAL_NONE },

    /* A customer's answer is its approvers' alone, and never that of the person who asks; but whoever approves may
     * end access. */
    { DECIDE | REVOKE, ANYBODY & ~APPROVERS, ANYHOW, EVER, LB_REFUSAL_NOT_AN_APPROVER },
    { DECIDE, APPROVERS, SAME_PERSON | REQUESTER, EVER, LB_REFUSAL_OWN_REQUEST },
    { DECIDE, APPROVERS, ANYHOW, INITIALIZING, LB_REFUSAL_NOT_PENDING },
    { DECIDE, APPROVERS, ANYHOW, EVER & ~PENDING, LB_REFUSAL_ALREADY_DECIDED },
    { DECIDE, APPROVERS, HOLDS, PENDING, LB_REFUSAL_NOT_ASKED },
    { DECIDE, APPROVERS, ASKED, PENDING, LB_REFUSAL_NONE },
    { REVOKE, APPROVERS, HOLDS | ASKED | SAME_PERSON, APPROVED, LB_REFUSAL_NONE },
    { REVOKE, APPROVERS, ANYHOW, EVER, LB_REFUSAL_NO_ACCESS_OPEN },

    /* What was asked for is taken back, and handed back, by the account that asked, whatever roles it has left. */
    { CANCEL | COMPLETE, ANYBODY, ANYHOW & ~REQUESTER, EVER, LB_REFUSAL_NOT_THE_REQUESTER },
    { CANCEL, ANYBODY, REQUESTER, INITIALIZING | PENDING, LB_REFUSAL_NONE },
    { CANCEL, ANYBODY, REQUESTER, EVER, LB_REFUSAL_ALREADY_DECIDED },
    { COMPLETE, ANYBODY, REQUESTER, APPROVED, LB_REFUSAL_NONE },
    { COMPLETE, ANYBODY, REQUESTER, EVER, LB_REFUSAL_NO_ACCESS_OPEN },

    /* Without a request */
    { SUBMIT, ENGINEERS, ANYHOW, EVER, LB_REFUSAL_NONE },
    { SUBMIT, ANYBODY, ANYHOW, EVER, LB_REFUSAL_NOT_AN_ENGINEER },
    { ADMINISTER, ADMINS, ANYHOW, EVER, LB_REFUSAL_NONE },
    { ADMINISTER, ANYBODY, ANYHOW, EVER, LB_REFUSAL_NOT_AN_ADMIN },
    { PROFILE, ANYBODY, ANYHOW, EVER, LB_REFUSAL_NONE },
};

const LbGateRow lb_gate_rows[] = {
    { ON_REQUEST | ACTS, LB_GATE_ENABLED, LB_REFUSAL_DISABLED,
      "the account is switched on and the key not revoked" },
    { ACTS, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY,
      "the actor came with a key of its own (in a test database: or by --as)" },
    { REVOKE | COMPLETE, LB_GATE_ACCESS_OPEN, LB_REFUSAL_NO_ACCESS_OPEN,
      "no clock says that the time of access is over" },
    { DECIDE, LB_GATE_SETTLED, LB_REFUSAL_TOO_NEW,
      "the account's key, person and mail address are older than the request's waiting" },
    { DECIDE | CANCEL, LB_GATE_IN_TIME, LB_REFUSAL_EXPIRED, "the request has not expired" },
    { BIT(LB_VERB_APPROVE), LB_GATE_OTHER_PERSON, LB_REFUSAL_OWN_REQUEST,
      "the account that asks is by now no account of the same person" },
    { BIT(LB_VERB_APPROVE), LB_GATE_VOTE_OPEN, LB_REFUSAL_ALREADY_VOTED,
      "the person has not approved yet, by whichever account" },
    { DECIDE | CANCEL | SUBMIT, LB_GATE_CLOCK_SANE, LB_REFUSAL_CLOCK_SUSPECT,
      "the clock of the host can be trusted" },
    { 0, 0, LB_REFUSAL_NONE, NULL },
};

/* Of several refusals people are told the first of these: what hides a request stands before what speaks of it, what
 * a person can never do before what is too late now, the clock last. Each answer of the table and of the gates has
 * its line here; one that were forgotten would count as the first, and refuse. */
static const LbRefusal precedence[] = {
    LB_REFUSAL_DISABLED,       LB_REFUSAL_NOT_FOUND,
    LB_REFUSAL_READING_ONLY,   LB_REFUSAL_NOT_AN_ENGINEER,
    LB_REFUSAL_NOT_AN_ADMIN,   LB_REFUSAL_NOT_AN_APPROVER,
    LB_REFUSAL_OWN_REQUEST,    LB_REFUSAL_NOT_THE_REQUESTER,
    LB_REFUSAL_NOT_PENDING,    LB_REFUSAL_ALREADY_DECIDED,
    LB_REFUSAL_NO_ACCESS_OPEN, LB_REFUSAL_NOT_ASKED,
    LB_REFUSAL_TOO_NEW,        LB_REFUSAL_EXPIRED,
    LB_REFUSAL_ALREADY_VOTED,  LB_REFUSAL_CLOCK_SUSPECT,
    LB_REFUSAL_NONE, /* allowed: nothing is told */
};

const LbName lb_verb_names[] = {
    { LB_VERB_READ, "read", NULL },       { LB_VERB_APPROVE, "approve", NULL },
    { LB_VERB_DENY, "deny", NULL },       { LB_VERB_CANCEL, "cancel", NULL },
    { LB_VERB_REVOKE, "revoke", NULL },   { LB_VERB_COMPLETE, "complete", NULL },
    { LB_VERB_SUBMIT, "submit", NULL },   { LB_VERB_ADMINISTER, "administer", NULL },
    { LB_VERB_PROFILE, "profile", NULL }, { 0, NULL, NULL },
};

const LbName lb_relation_names[] = {
    { LB_RELATION_NONE, "nothing", NULL },        { LB_RELATION_HOLDS, "holds", NULL },
    { LB_RELATION_ASKED, "asked", NULL },         { LB_RELATION_SAME_PERSON, "same-person", NULL },
    { LB_RELATION_REQUESTER, "requester", NULL }, { 0, NULL, NULL },
};

bool
lb_verb_has_request(LbVerb verb)
{
    return (ON_REQUEST & BIT(verb)) != 0;
}

bool
lb_relation_is_possible(LbRelation relation, unsigned roles)
{
    unsigned possible = NOTHING | ASKED | REQUESTER;
    if ((roles & CUSTOMERS) != 0)
        possible = NOTHING | HOLDS | ASKED | SAME_PERSON;
    else if (roles != 0)
        possible = NOTHING | SAME_PERSON | REQUESTER;
    return (possible & BIT(relation)) != 0;
}

/* The place in the order of precedence. */
static size_t
rank(LbRefusal refusal)
{
    for (size_t i = 0; i < G_N_ELEMENTS(precedence); i++)
        if (precedence[i] == refusal)
            return i;
    return 0;
}

static LbRefusal
look_up(LbVerb verb, unsigned role, const LbStanding *standing)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
        if ((rules[i].verbs & BIT(verb)) != 0 && (rules[i].roles & role) != 0 &&
            (rules[i].relations & BIT(standing->relation)) != 0 &&
            (rules[i].statuses & BIT(standing->status)) != 0)
            return rules[i].answer;
    return LB_REFUSAL_NOT_FOUND;
}

LbRefusal
lb_authorize(LbVerb verb, const LbStanding *standing)
{
    unsigned roles = standing->roles != 0 ? standing->roles : NO_ROLE;
    LbRefusal answer = precedence[0];
    for (unsigned role = 1; role <= NO_ROLE; role <<= 1) {
        LbRefusal each = (roles & role) != 0 ? look_up(verb, role, standing) : precedence[0];
        if (rank(each) > rank(answer))
            answer = each;
    }
    for (const LbGateRow *row = lb_gate_rows; row->meaning != NULL; row++)
        if ((row->verbs & BIT(verb)) != 0 && (standing->gates & row->gate) == 0 &&
            rank(row->refusal) < rank(answer))
            answer = row->refusal;
    return answer;
}
