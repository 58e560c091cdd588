/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small enumerations of the domain, each with its name table. */
#pragma once

#include "base/names.h"
#include "base/span.h"

typedef enum { LB_LEVEL_READ, LB_LEVEL_OPERATE, LB_LEVEL_ADMINISTER } LbLevel;
extern const LbName lb_level_names[];

/* Support plans in rising order: Customer Lockbox needs LB_PLAN_DEVELOPER or above. */
typedef enum {
    LB_PLAN_BASIC,
    LB_PLAN_DEVELOPER,
    LB_PLAN_STANDARD,
    LB_PLAN_PROFESSIONAL_DIRECT,
    LB_PLAN_PREMIER,
    LB_PLAN_UNIFIED,
} LbPlan;
extern const LbName lb_plan_names[];

typedef enum { LB_MODEL_ARM, LB_MODEL_CLASSIC } LbModel;
extern const LbName lb_model_names[];

typedef enum { LB_OS_NONE, LB_OS_WINDOWS, LB_OS_LINUX } LbOs;
extern const LbName lb_os_names[];

/* Azure's severities: A critical, B moderate, C minimal. */
typedef enum { LB_SEVERITY_A, LB_SEVERITY_B, LB_SEVERITY_C } LbSeverity;
extern const LbName lb_severity_names[];

/* Whose word a ticket entry is. Internal entries are never shown to customers. */
typedef enum { LB_SIDE_CUSTOMER, LB_SIDE_PROVIDER, LB_SIDE_INTERNAL } LbSide;
extern const LbName lb_side_names[];

/* What somebody who was asked has answered. */
typedef enum { LB_VOTE_NONE, LB_VOTE_APPROVE, LB_VOTE_DENY } LbVote;
extern const LbName lb_vote_names[]; /* "approve", "deny"; none has no row */

/* Limits of what people type, in characters, and of a request. */
#define LB_LIMIT_LINE 200
#define LB_LIMIT_ACCOUNT 254 /* accounts, persons, mail addresses */
#define LB_LIMIT_TEXT 4000
#define LB_LIMIT_REASON 1000
#define LB_LIMIT_RESOURCES 100
#define LB_LIMIT_KEPT_TEXT 64000 /* what other systems send */

/* The most hours of access that may be asked for. */
#define LB_HOURS_MAX 24

/* The most approvals that a subscription may ask for. */
#define LB_QUORUM_MAX 9
