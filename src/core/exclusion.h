/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An exclusion: work on a customer's systems for which no request was made and none had to be. The provider states what it
 * was, where and when, afterwards; the customer's owners see it until one of them acknowledges it. It never changes. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/names.h"
#include "base/span.h"

/* Why there was no request. */
typedef enum {
    LB_EXCLUSION_OUTSIDE_PROCEDURE, /* nothing that is foreseen: an outage that nobody could wait in */
    LB_EXCLUSION_UNINTENDED,        /* data was seen by the way, as in a capture of packets */
    LB_EXCLUSION_LEGAL,             /* a demand of the law */
} LbExclusionKind;

extern const LbName
    lb_exclusion_kind_names[]; /* "outside-procedure", "unintended-exposure", "legal-demand" */

/* What has become of it, as far as it says who may do what with it. */
typedef enum { LB_EXCLUSION_UNACKNOWLEDGED, LB_EXCLUSION_ACKNOWLEDGED } LbExclusionState;

extern const LbName lb_exclusion_state_names[]; /* "unacknowledged", "acknowledged" */

/* How long ago the work may have begun, when it is recorded. */
#define LB_EXCLUSION_OLDEST (365 * LB_DAY)

typedef struct {
    /* what was recorded: never changes */
    char *instance; /* id of the installation */
    int64_t number; /* EX-3 is 3 */
    LbExclusionKind kind;
    char *tenant;
    char *tenant_name;
    char *subscription; /* canonical id */
    char *subscription_name;
    char *scope;     /* canonical: the subscription, a resource group or a resource of it */
    int64_t started; /* microseconds UTC, like all times here */
    int64_t ended;
    char *text;       /* what happened: lines */
    int64_t recorder; /* principal row */
    char *recorder_account;
    char *recorder_person;     /* as it was then; two accounts of one person share it */
    char *recorder_person_now; /* as the directory has it now; NULL: not read from there */
    char *recorder_role;       /* role name at the time of recording */
    int64_t recorded;

    int told; /* owners and approvers who are mailed by the act that has just recorded it; else 0 */

    /* what became of it */
    int64_t acknowledged;  /* 0: not yet */
    char *acknowledged_by; /* account; NULL: nobody yet */
    char *comment;         /* that came with it; NULL: none */
} LbExclusion;

/* A scope that an exclusion may have, to be chosen. */
typedef struct {
    char *path;   /* canonical */
    char *tenant; /* names */
    char *subscription;
    char *resource; /* NULL: the whole subscription */
} LbExclusionScope;

void lb_exclusion_scope_free(LbExclusionScope *scope);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbExclusionScope, lb_exclusion_scope_free)

LbExclusion *lb_exclusion_new(void);
void lb_exclusion_free(LbExclusion *exclusion);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbExclusion, lb_exclusion_free)

LbExclusionState lb_exclusion_state(const LbExclusion *exclusion);

/* "EX-3". The caller frees it. */
char *lb_exclusion_id(int64_t number);

/* Reads "EX-3" (any ASCII case, nothing around it). Returns false when it is no exclusion's id. */
bool lb_exclusion_parse_id(const char *text, int64_t *number);

/* In one word where it was: the last name of the scope, or the name of the subscription where it was the whole of it. The
 * caller frees it. */
char *lb_exclusion_where(const LbExclusion *exclusion);

/* SHA-256, as 64 hexadecimal digits, of the canonical bytes of what was recorded: length-prefixed fields (base/sha256.h) in
 * this order: "lockbox exclusion 1", instance, number, name of the kind, tenant, subscription, scope, started, ended, text,
 * recorder's account, role, recorded. The caller frees it. */
char *lb_exclusion_digest(const LbExclusion *exclusion);

/* Whether @shown (64 hexadecimal digits of either case) is the digest of @exclusion. */
bool lb_exclusion_matches(const LbExclusion *exclusion, const char *shown);
