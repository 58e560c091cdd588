/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A way by which access is opened and closed. Certificates and scripts are two of the same kind. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "core/grant.h"

#define LB_PROVISION_WORDS_LIMIT 300  /* characters of what is said about it */
#define LB_CONNECTION_TEXT_LIMIT 2000 /* characters that a script may tell the engineer */

/* What the operator set up, for all grants. */
typedef struct {
    const char *private_directory; /* where the key that signs is (access/ca.h) */
    const char
        *krl; /* where revoked certificates are listed; NULL: nowhere, they end by themselves */
    const char *script; /* absolute path of the executable; NULL: there is none */
    const char *user;   /* whom it runs as; NULL: as the caller, who must not be root then */
    int64_t time_limit; /* microseconds that it may take; 0: LB_SCRIPT_TIME_LIMIT */
    int64_t patience;   /* microseconds from asking it to end to ending it; 0: LB_SCRIPT_PATIENCE */
} LbProvisionSettings;

typedef struct {
    const LbGrant *grant;
    const char *instance;  /* id of the installation */
    const GPtrArray *keys; /* char *, "TYPE BASE64", the engineer's public keys; NULL: none */
    const GArray *
        revoked; /* int64_t, to close: serials of all grants that were ended before their time and whose
                                certificates may still be valid; this one's need not be among them */
    uint64_t revision; /* of that list: higher for each later one */
    const LbProvisionSettings *settings;
    const int *lifeline; /* of what is started (access/program.h); NULL: none */
    LbClock *clock;
} LbProvisionOrder;

typedef enum {
    LB_PROVISION_OPENED,
    LB_PROVISION_CLOSED,
    LB_PROVISION_FAILED, /* what is so on the target is not known: it may be half open */
} LbProvisionOutcome;

extern const LbName lb_provision_outcome_names[]; /* "opened", "closed", "failed" */

typedef struct {
    LbProvisionOutcome outcome;
    bool retryable;           /* failed: the same may go well later */
    char *words;              /* one harmless line for the log; NULL: there is nothing to say */
    LbConnection *connection; /* opened: never NULL; else NULL */
} LbProvisionResult;

/* A member. Both are idempotent by the grant's serial: what is open is opened again without harm, what is not open
 * is closed without harm. Neither returns NULL; the caller frees the result. */
typedef struct {
    const char *name; /* in the configuration and the log */
    LbProvisionResult *(*open)(const LbProvisionOrder *order);
    LbProvisionResult *(*close)(const LbProvisionOrder *order);
} LbProvisioner;

extern const LbProvisioner lb_certificate_provisioner; /* "ssh-certificate" */
extern const LbProvisioner lb_script_provisioner;      /* "script" */

/* The member called @name, or NULL. */
const LbProvisioner *lb_provisioner_find(const char *name);

/* All names in their order, NULL for the one behind the last. */
const char *lb_provisioner_name(size_t index);

/* Opens, or closes, after making sure that grant and keys are such. Never NULL; the caller frees the result. */
LbProvisionResult *lb_provisioner_open(const LbProvisioner *provisioner,
                                       const LbProvisionOrder *order);
LbProvisionResult *lb_provisioner_close(const LbProvisioner *provisioner,
                                        const LbProvisionOrder *order);

void lb_provision_result_free(LbProvisionResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbProvisionResult, lb_provision_result_free)

/* For members. The connection is taken over; @words may be anything and is made safe. */
LbProvisionResult *lb_provision_opened(LbConnection *connection);
LbProvisionResult *lb_provision_closed(void);
LbProvisionResult *lb_provision_failed(bool retryable, const char *words);

/* One that leads to @target itself. The caller frees it. */
LbConnection *lb_connection_new(const LbTarget *target);
