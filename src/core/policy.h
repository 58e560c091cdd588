/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The just-in-time rules: an ordered list, of which the first that matches a request says what becomes of it before
 * the customer hears of it. Every request has exactly one outcome, since the last rule matches all. Where customer data
 * is touched, no rule can leave the customer out: the form of an outcome has no place for that. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/names.h"
#include "core/actor.h"
#include "core/role.h"
#include "core/terms.h"

/* How many resources of one group a request may name and still be for single resources. */
#define LB_REACH_SINGLE 3

/* The scope of a request. */
typedef enum {
    LB_REACH_RESOURCE,       /* 1 to LB_REACH_SINGLE resources of one resource group */
    LB_REACH_RESOURCE_GROUP, /* more resources, all of one resource group */
    LB_REACH_SUBSCRIPTION, /* resources of several groups, or one that is in no group, as the subscription itself */
} LbReach;

extern const LbName lb_reach_names[]; /* "resource", "resource-group", "subscription" */

/* The scope of a request for @resources (LbResource*, at least one). */
LbReach lb_reach_of(const GPtrArray *resources);

/* What rules look at. */
typedef enum {
    LB_CONDITION_SCOPE,
    LB_CONDITION_LEVEL,
    LB_CONDITION_SCENARIO,
    LB_CONDITION_CUSTOMER_DATA,
    LB_CONDITION_ROLE,
    LB_CONDITION_ISOLATED,
    LB_CONDITION_MULTI_FACTOR,
} LbCondition;

#define LB_CONDITIONS (LB_CONDITION_MULTI_FACTOR + 1)

/* As policy.conf has them: "scope", "access-level", "scenario", "customer-data", "role", "isolated-identity",
 * "multi-factor". */
extern const LbName lb_condition_names[];

/* The names of the values of @condition; NULL for the scenario, whose values are the catalogue's, and the role, whose
 * names are those of lb_role_name(). Flags have "yes" (true) and "no". */
const LbName *lb_condition_values(LbCondition condition);

/* What is known of a request and of the one who makes it. */
typedef struct {
    LbReach reach;
    LbLevel level;
    const char *service; /* ids of the catalogue */
    const char *scenario;
    bool customer_data; /* what the catalogue says of the scenario */
    LbRole role;        /* the one by which access is asked for: lb_role_asks() */
    LbEvidence evidence;
    bool isolated; /* the account is marked as one that is used for such access alone */
} LbPolicyQuestion;

typedef enum {
    LB_RULING_REFUSE,
    LB_RULING_APPROVAL, /* somebody of the provider has to approve first */
    LB_RULING_PASS,     /* nobody of the provider has to */
} LbRuling;

extern const LbName lb_ruling_names[]; /* "refuse", "internal-approval", "pass" */

/* When the customer is asked, after the provider's own approval. */
typedef enum {
    LB_ASKING_CUSTOMER_DATA, /* where the scenario touches customer data */
    LB_ASKING_ALWAYS,
} LbAsking;

extern const LbName lb_asking_names[]; /* "customer-data", "always" */

typedef struct {
    char *id;            /* "wide-scope": small letters, digits and hyphens */
    GHashTable *labels;  /* language ("" for English) -> what the rule is about, one line */
    GHashTable *reasons; /* likewise, why it refuses; empty where it does not */

    /* Matches when each of these holds. Bits (1 << value), for flags of true and false; 0: any value. */
    unsigned wanted[LB_CONDITIONS];
    GStrv
        scenarios; /* "SERVICE/SCENARIO" or, for all of a service, "SERVICE/" and a star; NULL: any */

    /* and then */
    LbRuling ruling;
    LbAsking asking;    /* unless it refuses */
    unsigned approvers; /* bits (1 << LbRole) of those of whom some have to approve */
    int approvals;      /* of how many different persons; 0: none */
} LbPolicyRule;

LbPolicyRule *lb_policy_rule_new(void);
void lb_policy_rule_free(LbPolicyRule *rule);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbPolicyRule, lb_policy_rule_free)

/* Whether @rule matches every request. */
bool lb_policy_rule_matches_all(const LbPolicyRule *rule);

typedef struct {
    GPtrArray *rules; /* LbPolicyRule*, in their order; the last one matches all */
} LbPolicy;

LbPolicy *lb_policy_new(void);
void lb_policy_free(LbPolicy *policy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbPolicy, lb_policy_free)

/* The first rule that no request can reach, since those before it match all that it does; NULL where there is
 * none. */
const LbPolicyRule *lb_policy_find_unreached(const LbPolicy *policy);

/* Calls @visit for a request of each sort that @policy tells apart: every combination of values, where all scenarios
 * that no rule names are one, called "*" of the service "*", and all others of a service of which a rule names the whole
 * are "*" of it. Ends early when @visit returns false; returns whether all were visited. */
typedef bool (*LbPolicyVisit)(const LbPolicyQuestion *question, gpointer data);
bool lb_policy_visit_all(const LbPolicy *policy, LbPolicyVisit visit, gpointer data);

/* Why one condition of a rule held, or did not. All names, so that it can be kept. */
typedef struct {
    LbCondition condition;
    bool holds;
    char *found;  /* "resource" */
    GStrv wanted; /* any of these */
} LbPolicyCheck;

void lb_policy_check_free(LbPolicyCheck *check);

/* What became of one rule. */
typedef struct {
    const LbPolicyRule *rule; /* borrowed from the policy */
    bool matched;
    GPtrArray *
        checks; /* LbPolicyCheck*: every condition that the rule has, in the order of LbCondition */
} LbPolicyStep;

typedef struct {
    const LbPolicyRule *rule; /* the one that matched, borrowed from the policy */
    LbRuling ruling;
    unsigned approvers; /* bits (1 << LbRole) */
    int approvals;      /* 0: none needed */
    bool asks_customer; /* false where it is refused */
    GPtrArray *
        trace; /* LbPolicyStep*: every rule that was looked at, the last one is the one that matched */
} LbPolicyOutcome;

/* What @policy says of @question. Never fails. The caller frees it, before the policy. */
LbPolicyOutcome *lb_policy_evaluate(const LbPolicy *policy, const LbPolicyQuestion *question);
void lb_policy_outcome_free(LbPolicyOutcome *outcome);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbPolicyOutcome, lb_policy_outcome_free)
