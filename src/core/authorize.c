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
    CONNECT = BIT(LB_VERB_CONNECT),
    EXTEND = BIT(LB_VERB_EXTEND),
    WATCH = BIT(LB_VERB_WATCH),
    STOP_SESSION = BIT(LB_VERB_STOP_SESSION),
    ENDORSE = BIT(LB_VERB_ENDORSE),
    SANCTION = ENDORSE | BIT(LB_VERB_DECLINE),
    READ_TICKET = BIT(LB_VERB_READ_TICKET),
    ANSWER = BIT(LB_VERB_REPLY) | BIT(LB_VERB_CLOSE_TICKET), /* for either side */
    TAKE = BIT(LB_VERB_TAKE),
    ESCALATE = BIT(LB_VERB_ESCALATE),
    SUBMIT = BIT(LB_VERB_SUBMIT),
    WORK = BIT(LB_VERB_NOTE) | SUBMIT,
    OPEN_TICKET = BIT(LB_VERB_OPEN_TICKET),
    ADMINISTER = BIT(LB_VERB_ADMINISTER),
    DRAFT = BIT(LB_VERB_DRAFT),
    PROFILE = BIT(LB_VERB_PROFILE),
    LOOK = BIT(LB_VERB_LOOK),
    ON_REQUEST = READ | DECIDE | CANCEL | REVOKE | COMPLETE | SANCTION | CONNECT | EXTEND | WATCH |
                 STOP_SESSION,
    ON_TICKET = READ_TICKET | ANSWER | TAKE | ESCALATE | WORK,
    RECORD = BIT(LB_VERB_RECORD_EXCLUSION),
    READ_EXCLUSION = BIT(LB_VERB_READ_EXCLUSION),
    ACKNOWLEDGE = BIT(LB_VERB_ACKNOWLEDGE),
    ON_EXCLUSION = READ_EXCLUSION | ACKNOWLEDGE,
    ON_NOTHING = OPEN_TICKET | ADMINISTER | DRAFT | PROFILE | LOOK | RECORD,
    READS = READ | READ_TICKET | READ_EXCLUSION,
    ACTS = (ON_REQUEST | ON_TICKET | ON_EXCLUSION | ON_NOTHING) & ~READS,
};

enum {
    NO_ROLE = BIT(LB_ROLE_ADMIN + 1), /* stands in the table for an account without any */
    APPROVERS = BIT(LB_ROLE_OWNER) | BIT(LB_ROLE_APPROVER),
    CONTRIBUTORS = BIT(LB_ROLE_OWNER) | BIT(LB_ROLE_CONTRIBUTOR),
    CUSTOMERS = APPROVERS | BIT(LB_ROLE_CONTRIBUTOR) | BIT(LB_ROLE_READER),
    SUPPORT = BIT(LB_ROLE_SUPPORT_ENGINEER),
    DEVOPS = BIT(LB_ROLE_DEVOPS_ENGINEER),
    ENGINEERS = SUPPORT | DEVOPS,
    ADMINS = BIT(LB_ROLE_ADMIN),
    ENDORSERS = BIT(LB_ROLE_SUPPORT_LEAD) | BIT(LB_ROLE_DEVOPS_MANAGER),
    OVERSEERS = ENDORSERS | ADMINS,
    RECORDERS = ENGINEERS | ENDORSERS,
    ANYBODY = CUSTOMERS | ENGINEERS | OVERSEERS | NO_ROLE,
    OUTSIDERS = CUSTOMERS | NO_ROLE, /* not the provider's people */
};

enum {
    NOTHING = BIT(LB_RELATION_NONE),
    HOLDS = BIT(LB_RELATION_HOLDS),
    ASKED = BIT(LB_RELATION_ASKED),
    SAME_PERSON = BIT(LB_RELATION_SAME_PERSON),
    REQUESTER = BIT(LB_RELATION_REQUESTER),
    SEES = BIT(LB_RELATION_SEES),
    OPENER = BIT(LB_RELATION_OPENER),
    ASSIGNEE = BIT(LB_RELATION_ASSIGNEE),
    RECORDER = BIT(LB_RELATION_RECORDER),
    TO_REQUEST = NOTHING | HOLDS | ASKED | SAME_PERSON | REQUESTER,
    TO_TICKET = NOTHING | SEES | OPENER | ASSIGNEE,
    TO_EXCLUSION = NOTHING | HOLDS | SAME_PERSON | RECORDER,
    ANYHOW = TO_REQUEST | TO_TICKET | TO_EXCLUSION,
};

enum {
    INITIALIZING = BIT(LB_STATUS_INITIALIZING),
    PENDING = BIT(LB_STATUS_PENDING),
    APPROVED = BIT(LB_STATUS_APPROVED),
    GRANTED = APPROVED | BIT(LB_STATUS_APPROVING),
    EVER = BIT(LB_STATUS_UNKNOWN + 1) - 1,
};

/* Of tickets and of exclusions, in the same column: a row is about the one or the other. */
enum {
    UNASSIGNED = BIT(LB_TICKET_UNASSIGNED),
    ASSIGNED = BIT(LB_TICKET_ASSIGNED),
    ESCALATED = BIT(LB_TICKET_ESCALATED),
    HANDED_OVER = ESCALATED | BIT(LB_TICKET_WITH_DEVOPS),
    CLOSED = BIT(LB_TICKET_CLOSED),
    ACKNOWLEDGED = BIT(LB_EXCLUSION_ACKNOWLEDGED),
};

/* The first row that names verb, role, relation and state is the answer. */
static const struct {
    unsigned verbs, roles, relations, states; /* of the request, ticket or exclusion */
    LbRefusal answer;
} rules[] = {
    /* Who may know of a request: whom something ties to it, and who oversees all. */
    { ON_REQUEST, ANYBODY & ~OVERSEERS, NOTHING, EVER, LB_REFUSAL_NOT_FOUND },
    { ON_REQUEST, ENGINEERS | NO_ROLE, HOLDS | SAME_PERSON, EVER, LB_REFUSAL_NOT_FOUND },
    { READ, ANYBODY, ANYHOW, EVER, LB_REFUSAL_NONE },

    /* A customer's answer is its approvers' alone, and never a yes of the person who asks. A no, and the end of
     * access, is theirs whoever the one who asks is said to be. */
    { DECIDE | REVOKE, ANYBODY & ~APPROVERS, ANYHOW, EVER, LB_REFUSAL_NOT_AN_APPROVER },
    { APPROVE, APPROVERS, SAME_PERSON | REQUESTER, EVER, LB_REFUSAL_OWN_REQUEST },
    { DECIDE, APPROVERS, ANYHOW, INITIALIZING, LB_REFUSAL_NOT_PENDING },
    { DECIDE, APPROVERS, ANYHOW, EVER & ~PENDING, LB_REFUSAL_ALREADY_DECIDED },
    { DECIDE, APPROVERS, HOLDS, PENDING, LB_REFUSAL_NOT_ASKED },
    { DECIDE, APPROVERS, ASKED | SAME_PERSON, PENDING, LB_REFUSAL_NONE },
    { REVOKE, APPROVERS, HOLDS | ASKED | SAME_PERSON, GRANTED, LB_REFUSAL_NONE },
    { REVOKE, APPROVERS, ANYHOW, EVER, LB_REFUSAL_NO_ACCESS_OPEN },

    /* What was asked for is taken back, and handed back, by the account that asked, whatever roles it has left. */
    { CANCEL | COMPLETE | CONNECT | EXTEND, ANYBODY, ANYHOW & ~REQUESTER, EVER,
      LB_REFUSAL_NOT_THE_REQUESTER },
    { CANCEL, ANYBODY, REQUESTER, INITIALIZING | PENDING, LB_REFUSAL_NONE },
    { CANCEL, ANYBODY, REQUESTER, EVER, LB_REFUSAL_ALREADY_DECIDED },
    { COMPLETE, ANYBODY, REQUESTER, GRANTED, LB_REFUSAL_NONE },
    { COMPLETE, ANYBODY, REQUESTER, EVER, LB_REFUSAL_NO_ACCESS_OPEN },

    /* Going through what is open, and asking for more of it, take what asking took: who is an engineer no more has no
     * business there. */
    { CONNECT | EXTEND, ANYBODY & ~ENGINEERS, REQUESTER, EVER, LB_REFUSAL_NOT_AN_ENGINEER },
    { CONNECT | EXTEND, ANYBODY, REQUESTER, APPROVED, LB_REFUSAL_NONE },
    { CONNECT | EXTEND, ANYBODY, REQUESTER, EVER, LB_REFUSAL_NO_ACCESS_OPEN },

    /* A recording shows what the customer's data looks like: it is for those who could have said no, and for the account
     * whose session it was. */
    { WATCH, ANYBODY, REQUESTER, EVER, LB_REFUSAL_NONE },
    { WATCH | STOP_SESSION, ANYBODY & ~APPROVERS, ANYHOW, EVER, LB_REFUSAL_NOT_AN_APPROVER },
    { WATCH, APPROVERS, ANYHOW, EVER, LB_REFUSAL_NONE },
    { STOP_SESSION, APPROVERS, HOLDS | ASKED | SAME_PERSON, EVER, LB_REFUSAL_NONE },
    { STOP_SESSION, APPROVERS, ANYHOW, EVER, LB_REFUSAL_NOT_AN_APPROVER },

    /* The provider's own answer comes before the customer's, and nobody gives it to themselves. */
    { SANCTION, ANYBODY & ~ENDORSERS, ANYHOW, EVER, LB_REFUSAL_NOT_AN_ENDORSER },
    { SANCTION, ENDORSERS, SAME_PERSON | REQUESTER, EVER, LB_REFUSAL_OWN_REQUEST },
    { SANCTION, ENDORSERS, ANYHOW, INITIALIZING, LB_REFUSAL_NONE },
    { SANCTION, ENDORSERS, ANYHOW, EVER, LB_REFUSAL_ALREADY_DECIDED },

    /* A ticket is read by all of the provider's people, and on the customer's side by whom something ties to it. */
    { ON_TICKET, OUTSIDERS, NOTHING, EVER, LB_REFUSAL_UNKNOWN_TICKET },
    { READ_TICKET, ANYBODY, ANYHOW, EVER, LB_REFUSAL_NONE },

    /* The customer's side of it: approvers and readers follow, and answer what they have opened. Who
     * has lost the last role there, has opened it or not, goes on reading. */
    { ANSWER, CUSTOMERS & ~CONTRIBUTORS, SEES, EVER, LB_REFUSAL_NOT_A_CONTRIBUTOR },
    { ANSWER, NO_ROLE, ANYHOW, EVER, LB_REFUSAL_NOT_A_CONTRIBUTOR },
    { ANSWER, CUSTOMERS, ANYHOW, CLOSED, LB_REFUSAL_CLOSED_TICKET },
    { ANSWER, CUSTOMERS, ANYHOW, EVER, LB_REFUSAL_NONE },

    /* The engineers' side: the one it is assigned to, and once it has been escalated any DevOps engineer, who asks for
     * nothing before: the ticket system may have assigned it, which hands nothing over. */
    { ON_TICKET, ANYBODY & ~ENGINEERS, ANYHOW, EVER, LB_REFUSAL_NOT_AN_ENGINEER },
    { ON_TICKET, ENGINEERS, ANYHOW, CLOSED, LB_REFUSAL_CLOSED_TICKET },
    { TAKE, SUPPORT, ANYHOW, UNASSIGNED, LB_REFUSAL_NONE },
    { TAKE, DEVOPS, ANYHOW, ESCALATED, LB_REFUSAL_NONE },
    { TAKE, DEVOPS, NOTHING, EVER & ~HANDED_OVER, LB_REFUSAL_NOT_ESCALATED },
    { TAKE, ENGINEERS, ANYHOW, EVER, LB_REFUSAL_ALREADY_TAKEN },
    { ESCALATE, ENGINEERS, ASSIGNEE, ASSIGNED, LB_REFUSAL_NONE },
    { ESCALATE, ENGINEERS, ANYHOW, HANDED_OVER, LB_REFUSAL_ALREADY_ESCALATED },
    { ESCALATE, ENGINEERS, ANYHOW, EVER, LB_REFUSAL_NOT_YOUR_TICKET },
    { SUBMIT, DEVOPS, ASSIGNEE, EVER & ~HANDED_OVER, LB_REFUSAL_NOT_ESCALATED },
    { ANSWER | WORK, ENGINEERS, ASSIGNEE, EVER, LB_REFUSAL_NONE },
    { ANSWER | WORK, DEVOPS, NOTHING, HANDED_OVER, LB_REFUSAL_NONE },
    { ANSWER | WORK, DEVOPS, NOTHING, EVER, LB_REFUSAL_NOT_ESCALATED },
    { ANSWER | WORK, SUPPORT, NOTHING, EVER, LB_REFUSAL_NOT_YOUR_TICKET },

    /* An exclusion is known to whom it was done to, to the one who recorded it and to who oversees all. That it was read
     * is said by the customer's approvers, once, and never by the person who recorded it. */
    { ON_EXCLUSION, ANYBODY & ~OVERSEERS, NOTHING, EVER, LB_REFUSAL_UNKNOWN_EXCLUSION },
    { ON_EXCLUSION, ENGINEERS | NO_ROLE, HOLDS | SAME_PERSON, EVER, LB_REFUSAL_UNKNOWN_EXCLUSION },
    { READ_EXCLUSION, ANYBODY, ANYHOW, EVER, LB_REFUSAL_NONE },
    { ACKNOWLEDGE, ANYBODY & ~APPROVERS, ANYHOW, EVER, LB_REFUSAL_NOT_AN_APPROVER },
    { ACKNOWLEDGE, APPROVERS, SAME_PERSON | RECORDER, EVER, LB_REFUSAL_OWN_EXCLUSION },
    { ACKNOWLEDGE, APPROVERS, ANYHOW, ACKNOWLEDGED, LB_REFUSAL_ALREADY_ACKNOWLEDGED },
    { ACKNOWLEDGE, APPROVERS, ANYHOW, EVER, LB_REFUSAL_NONE },

    /* About nothing. A subscription at which nothing is held is as unknown as one that there is not. */
    { OPEN_TICKET, CONTRIBUTORS, ANYHOW, EVER, LB_REFUSAL_NONE },
    { OPEN_TICKET, NO_ROLE, ANYHOW, EVER, LB_REFUSAL_UNKNOWN_SUBSCRIPTION },
    { OPEN_TICKET, ANYBODY, ANYHOW, EVER, LB_REFUSAL_NOT_A_CONTRIBUTOR },
    { ADMINISTER, ADMINS, ANYHOW, EVER, LB_REFUSAL_NONE },
    { ADMINISTER, ANYBODY, ANYHOW, EVER, LB_REFUSAL_NOT_AN_ADMIN },
    { DRAFT | LOOK, ENGINEERS, ANYHOW, EVER, LB_REFUSAL_NONE },
    { DRAFT | LOOK, ANYBODY, ANYHOW, EVER, LB_REFUSAL_NOT_AN_ENGINEER },
    { PROFILE, ANYBODY, ANYHOW, EVER, LB_REFUSAL_NONE },
    { RECORD, RECORDERS, ANYHOW, EVER, LB_REFUSAL_NONE },
    { RECORD, ANYBODY, ANYHOW, EVER, LB_REFUSAL_NOT_A_RECORDER },
};

const LbGateRow lb_gate_rows[] = {
    { READS | ACTS, LB_GATE_ENABLED, LB_REFUSAL_DISABLED,
      "the account is switched on and the key not revoked" },
    { ACTS, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY,
      "the actor came with a key of its own (in a test database: or by --as)" },
    { REVOKE | COMPLETE | CONNECT | EXTEND, LB_GATE_ACCESS_OPEN, LB_REFUSAL_NO_ACCESS_OPEN,
      "no clock says that the time of access is over" },
    { DECIDE, LB_GATE_SETTLED, LB_REFUSAL_TOO_NEW,
      "the account's key, person and mail address are older than the request's waiting" },
    { SANCTION, LB_GATE_NAMED, LB_REFUSAL_NOT_NAMED,
      "the rule that holds the request names a role that the account holds" },
    { DECIDE | CANCEL | SANCTION, LB_GATE_IN_TIME, LB_REFUSAL_EXPIRED,
      "the request has not expired" },
    { APPROVE | ENDORSE, LB_GATE_OTHER_PERSON, LB_REFUSAL_OWN_REQUEST,
      "the account that asks is by now no account of the same person" },
    { ACKNOWLEDGE, LB_GATE_OTHER_RECORDER, LB_REFUSAL_OWN_EXCLUSION,
      "the account that recorded it is by now no account of the same person" },
    { APPROVE | ENDORSE, LB_GATE_VOTE_OPEN, LB_REFUSAL_ALREADY_VOTED,
      "the person has not approved yet, by whichever account" },
    { APPROVE | ENDORSE, LB_GATE_TICKET_OPEN, LB_REFUSAL_CLOSED_TICKET,
      "the support ticket because of which it is asked for is open" },
    { ANSWER | BIT(LB_VERB_NOTE), LB_GATE_TICKET_HERE, LB_REFUSAL_TICKET_ELSEWHERE,
      "the ticket lives in Lockbox, and not in another system" },
    { DECIDE | CANCEL | SANCTION | SUBMIT | EXTEND | RECORD, LB_GATE_CLOCK_SANE,
      LB_REFUSAL_CLOCK_SUSPECT, "the clock of the host can be trusted" },
    { 0, 0, LB_REFUSAL_NONE, NULL },
};

/* Of several refusals people are told the first of these: what hides something stands before what speaks of it, what
 * a person can never do before what is too late now, the clock last. Each answer of the table and of the gates has
 * its line here; one that were forgotten would count as the first, and refuse. */
static const LbRefusal precedence[] = {
    LB_REFUSAL_DISABLED,
    LB_REFUSAL_NOT_FOUND,
    LB_REFUSAL_UNKNOWN_TICKET,
    LB_REFUSAL_UNKNOWN_EXCLUSION,
    LB_REFUSAL_UNKNOWN_SUBSCRIPTION,
    LB_REFUSAL_READING_ONLY,
    LB_REFUSAL_NOT_AN_ENGINEER,
    LB_REFUSAL_NOT_A_CONTRIBUTOR,
    LB_REFUSAL_NOT_AN_ADMIN,
    LB_REFUSAL_NOT_A_RECORDER,
    LB_REFUSAL_NOT_AN_APPROVER,
    LB_REFUSAL_NOT_AN_ENDORSER,
    LB_REFUSAL_TICKET_ELSEWHERE,
    LB_REFUSAL_NOT_YOUR_TICKET,
    LB_REFUSAL_NOT_ESCALATED,
    LB_REFUSAL_ALREADY_TAKEN,
    LB_REFUSAL_ALREADY_ESCALATED,
    LB_REFUSAL_OWN_REQUEST,
    LB_REFUSAL_OWN_EXCLUSION,
    LB_REFUSAL_NOT_THE_REQUESTER,
    LB_REFUSAL_NOT_PENDING,
    LB_REFUSAL_ALREADY_DECIDED,
    LB_REFUSAL_ALREADY_ACKNOWLEDGED,
    LB_REFUSAL_NO_ACCESS_OPEN,
    LB_REFUSAL_NOT_ASKED,
    LB_REFUSAL_NOT_NAMED,
    LB_REFUSAL_TOO_NEW,
    LB_REFUSAL_EXPIRED,
    LB_REFUSAL_CLOSED_TICKET,
    LB_REFUSAL_ALREADY_VOTED,
    LB_REFUSAL_CLOCK_SUSPECT,
    LB_REFUSAL_NONE, /* allowed: nothing is told */
};

const LbName lb_verb_names[] = {
    { LB_VERB_READ, "read", NULL },
    { LB_VERB_APPROVE, "approve", NULL },
    { LB_VERB_DENY, "deny", NULL },
    { LB_VERB_CANCEL, "cancel", NULL },
    { LB_VERB_REVOKE, "revoke", NULL },
    { LB_VERB_COMPLETE, "complete", NULL },
    { LB_VERB_ENDORSE, "endorse", NULL },
    { LB_VERB_DECLINE, "decline", NULL },
    { LB_VERB_CONNECT, "connect", NULL },
    { LB_VERB_EXTEND, "extend", NULL },
    { LB_VERB_WATCH, "watch", NULL },
    { LB_VERB_STOP_SESSION, "stop-session", NULL },
    { LB_VERB_READ_TICKET, "read-ticket", NULL },
    { LB_VERB_REPLY, "reply", NULL },
    { LB_VERB_NOTE, "note", NULL },
    { LB_VERB_TAKE, "take", NULL },
    { LB_VERB_ESCALATE, "escalate", NULL },
    { LB_VERB_CLOSE_TICKET, "close", NULL },
    { LB_VERB_SUBMIT, "submit", NULL },
    { LB_VERB_OPEN_TICKET, "open-ticket", NULL },
    { LB_VERB_ADMINISTER, "administer", NULL },
    { LB_VERB_DRAFT, "draft", NULL },
    { LB_VERB_PROFILE, "profile", NULL },
    { LB_VERB_LOOK, "look", NULL },
    { LB_VERB_RECORD_EXCLUSION, "record-exclusion", NULL },
    { LB_VERB_READ_EXCLUSION, "read-exclusion", NULL },
    { LB_VERB_ACKNOWLEDGE, "acknowledge", NULL },
    { 0, NULL, NULL },
};

const LbName lb_relation_names[] = {
    { LB_RELATION_NONE, "nothing", NULL },        { LB_RELATION_HOLDS, "holds", NULL },
    { LB_RELATION_ASKED, "asked", NULL },         { LB_RELATION_SAME_PERSON, "same-person", NULL },
    { LB_RELATION_REQUESTER, "requester", NULL }, { LB_RELATION_SEES, "sees", NULL },
    { LB_RELATION_OPENER, "opener", NULL },       { LB_RELATION_ASSIGNEE, "assignee", NULL },
    { LB_RELATION_RECORDER, "recorder", NULL },   { 0, NULL, NULL },
};

LbAbout
lb_verb_about(LbVerb verb)
{
    if ((ON_REQUEST & BIT(verb)) != 0)
        return LB_ABOUT_REQUEST;
    if ((ON_TICKET & BIT(verb)) != 0)
        return LB_ABOUT_TICKET;
    return (ON_EXCLUSION & BIT(verb)) != 0 ? LB_ABOUT_EXCLUSION : LB_ABOUT_NOTHING;
}

bool
lb_relation_is_possible(LbAbout about, LbRelation relation, unsigned roles)
{
    static const unsigned relations[] = { [LB_ABOUT_NOTHING] = NOTHING,
                                          [LB_ABOUT_REQUEST] = TO_REQUEST,
                                          [LB_ABOUT_TICKET] = TO_TICKET,
                                          [LB_ABOUT_EXCLUSION] = TO_EXCLUSION };
    unsigned possible = NOTHING | ASKED | REQUESTER | SEES | OPENER | RECORDER;
    if ((roles & CUSTOMERS) != 0)
        possible = NOTHING | HOLDS | ASKED | SAME_PERSON | SEES | OPENER;
    else if (roles != 0)
        possible = NOTHING | SAME_PERSON | REQUESTER | ASSIGNEE | RECORDER;
    return (possible & relations[about] & BIT(relation)) != 0;
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
    const unsigned states[] = { [LB_ABOUT_NOTHING] = BIT(standing->status),
                                [LB_ABOUT_REQUEST] = BIT(standing->status),
                                [LB_ABOUT_TICKET] = BIT(standing->ticket),
                                [LB_ABOUT_EXCLUSION] = BIT(standing->exclusion) };
    unsigned state = states[lb_verb_about(verb)];
    for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
        if ((rules[i].verbs & BIT(verb)) != 0 && (rules[i].roles & role) != 0 &&
            (rules[i].relations & BIT(standing->relation)) != 0 && (rules[i].states & state) != 0)
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
