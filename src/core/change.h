/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A change of who may decide, or of how they are reached. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/names.h"
#include "core/activity.h"

typedef enum {
    LB_CHANGE_KEY_ADDED,
    LB_CHANGE_KEY_REVOKED,
    LB_CHANGE_ROLE_GRANTED,
    LB_CHANGE_ROLE_REVOKED,
    LB_CHANGE_COVERED,   /* a management group where it has a role covers one more subscription */
    LB_CHANGE_UNCOVERED, /* the same, one less */
    LB_CHANGE_MAIL,
    LB_CHANGE_ACCOUNT,
    LB_CHANGE_PERSON, /* whose account it is */
    LB_CHANGE_KIND,   /* an account that was nobody's became a user's, or the other way */
    LB_CHANGE_ENABLED,
    LB_CHANGE_DISABLED,
    LB_CHANGE_ADDRESS_ADDED, /* one more mail address */
    LB_CHANGE_ADDRESS_REMOVED,
    LB_CHANGE_ISOLATED, /* "yes" or "no": used for access to customers alone */
    LB_CHANGE_QUORUM,   /* of a subscription; this and what follows is nobody's account */
    LB_CHANGE_PLAN,
    LB_CHANGE_PREVIEW,
    LB_CHANGE_QUEUE_TIME,  /* hours */
    LB_CHANGE_ACCESS_TIME, /* hours */
    LB_CHANGE_COUNT,
} LbChangeKind;

extern const LbName lb_change_names[]; /* "key-added", …; labels: "New key", … */

typedef struct {
    int64_t id;
    LbChangeKind kind;
    int64_t principal; /* 0: nobody's */
    char *account;
    char *tenant; /* NULL: the provider's */
    char *before; /* NULL: nothing was there */
    char *after;  /* NULL: nothing is there now */
    char *scope;  /* of a role; NULL: none */
    bool is_new;  /* the account was made in the same transaction */
    bool outside; /* it was written past every act, nobody knows by whom; only where it is told */
    bool
        approves; /* the account holds, or held before, a role that approves, or it is the provider's */
} LbChange;

LbChange *lb_change_new(void);
void lb_change_free(LbChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbChange, lb_change_free)

/* The operation under which the activity log has it. */
LbOperation lb_change_operation(LbChangeKind kind);

/* The operations of all kinds of change, as bits (LB_OPERATION_BIT()). */
uint64_t lb_change_operations(void);
