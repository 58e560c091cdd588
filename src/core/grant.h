/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an approval opens: one engineer, one resource, a span of time. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/names.h"
#include "core/target.h"

#define LB_GRANT_PORTS_MOST 16
#define LB_GRANT_END_MOST INT64_C(253402300799000000) /* the last second of the year 9999 */

typedef struct {
    int64_t serial; /* its own number, 1 and up: certificates made for it have it */
    char *request;  /* "LB-42", or "JIT-42" */
    char *account;  /* whose access it is */
    LbTarget *
        target; /* a copy, with the resource: a target that is changed later changes nothing here */
    GArray *ports; /* unsigned: TCP ports of the target that may be reached, each once */
    int64_t start; /* microseconds UTC: open from then on */
    int64_t end;   /* and no longer from then on */
} LbGrant;

/* What has become of a grant. */
typedef enum {
    LB_GRANT_OPENING, /* decided; it opens, or is tried again */
    LB_GRANT_OPEN,
    LB_GRANT_CLOSING, /* its end was decided, or has come; it is closed, for ever again until that succeeds */
    LB_GRANT_CLOSED,
    LB_GRANT_FAILING, /* it could not be opened; what that left is closed, likewise */
    LB_GRANT_FAILED,  /* it could not be opened, and nothing is left of it */
} LbGrantStatus;

extern const LbName lb_grant_status_names[]; /* "opening", "open", …, with labels */

/* What the engineer needs to connect. */
typedef struct {
    char *address;
    unsigned port;
    char *login;
    char *principal; /* that certificates are made out to; NULL: none are used */
    char *text;      /* more, safe to show, with LF; NULL: nothing */
} LbConnection;

void lb_connection_free(LbConnection *connection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbConnection, lb_connection_free)

/* A grant as it is stored, and as people read it. */
typedef struct {
    LbGrant *grant;
    int64_t request; /* number */
    char *resource_name;
    LbGrantStatus status;
    char *provisioner;        /* the name of the one that opened it */
    LbConnection *connection; /* NULL: it was never open */
    int64_t opened;           /* microseconds UTC; 0: never */
    int64_t closed;           /* likewise; 0: not yet, or it never was open */
    int attempts;             /* in vain, of what is under way: opening or closing */
    int64_t due;              /* of the next attempt; 0: nothing is under way */
    char *words;              /* why the last one failed; NULL: none has. Harmless, one line */
    bool alarmed;             /* it does not close, and people were told so */
} LbGrantState;

LbGrantState *lb_grant_state_new(void);
void lb_grant_state_free(LbGrantState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbGrantState, lb_grant_state_free)

/* What is wrong with a grant. */
typedef enum {
    LB_GRANT_FAULT_NONE,
    LB_GRANT_FAULT_SERIAL,
    LB_GRANT_FAULT_REQUEST,
    LB_GRANT_FAULT_ACCOUNT,
    LB_GRANT_FAULT_TARGET,
    LB_GRANT_FAULT_PORTS,
    LB_GRANT_FAULT_TIME,
} LbGrantFault;

extern const LbName lb_grant_fault_names[]; /* "malformed-request", "empty-time", …: for the log */

/* An empty one without target and ports, to be filled. The caller frees it. */
LbGrant *lb_grant_new(void);
void lb_grant_free(LbGrant *grant);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbGrant, lb_grant_free)

void lb_grant_add_port(LbGrant *grant, unsigned port);

/* Whether its TCP port @port may be reached. */
bool lb_grant_has_port(const LbGrant *grant, unsigned port);

/* The first thing that is wrong with @grant. Whether a local address is allowed was decided when its target was set. */
LbGrantFault lb_grant_check(const LbGrant *grant);

/* "LB-42:engineer7@fabrikam.example": what stands in a certificate and so in the log of the target. Printable ASCII
 * without blanks: each byte of the account that is neither letter, digit nor one of "@._+-" is written as %XX, so that no two accounts
 * look alike. The caller frees it. */
char *lb_grant_key_id(const LbGrant *grant);
