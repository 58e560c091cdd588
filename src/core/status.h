/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The status of a request: Azure's names (Microsoft.CustomerLockbox), with the way from one to the next. */
#pragma once

#include <stdbool.h>

typedef enum {
    LB_STATUS_INITIALIZING, /* just-in-time rules and internal approval */
    LB_STATUS_PENDING,      /* shown as Customer Notified */
    LB_STATUS_APPROVING,    /* decided, access is being opened */
    LB_STATUS_APPROVED,     /* access is open */
    LB_STATUS_DENIED,
    LB_STATUS_EXPIRED,
    LB_STATUS_REVOKING,
    LB_STATUS_REVOKED,
    LB_STATUS_COMPLETING,
    LB_STATUS_COMPLETED, /* handed back, or time over */
    LB_STATUS_ERROR,     /* access could not be opened */
    LB_STATUS_CANCELED,  /* by the requester */
    LB_STATUS_DENYING,   /* read, never produced */
    LB_STATUS_UNKNOWN,   /* read, never produced */
} LbStatus;

/* Where a status stands in the life of a request. */
typedef enum {
    LB_PHASE_WAITS, /* for somebody's answer */
    LB_PHASE_OPEN,  /* access is open, or on its way in or out */
    LB_PHASE_OVER,
} LbPhase;

LbPhase lb_status_phase(LbStatus status);

/* The API's name, "Pending". Borrowed. */
const char *lb_status_name(LbStatus status);

/* The word on screen, untranslated: "Customer Notified" for Pending. Borrowed. */
const char *lb_status_label(LbStatus status);

/* The mark before the word, one ASCII character: '?' waits, '+' open, '-' denied, 'x' expired, … */
char lb_status_mark(LbStatus status);

/* LB_STATUS_UNKNOWN and false for a name that is not in the table. */
bool lb_status_from_name(const char *name, LbStatus *status);

/* Whether a request may go from @from to @to in one step. */
bool lb_status_may_become(LbStatus from, LbStatus to);
