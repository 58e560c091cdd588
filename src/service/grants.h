/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lockboxd has to open and to close, and what became of it. A request that was approved has one grant for each
 * of its resources that has a target; where none has, Lockbox opens nothing, and it is Approved at once. With grants it is
 * Approving until each is open or given up: Approved if one is open, else Error. Ended (Revoking, Completing) it is
 * Revoked or Completed once none is left that could be open. */
#pragma once

#include "core/grant.h"
#include "service/service.h"

#define LB_GRANT_OPEN_ATTEMPTS 5 /* in vain, after which opening is given up */
#define LB_GRANT_CLOSE_ALARM \
    3 /* attempts to close in vain, after which people are told; it goes on for ever */

/* How grants are opened here, as lockbox.conf says it: the name of the provisioner, which each new grant keeps. Unless told:
 * "ssh-certificate". */
void lb_service_provide_by(LbService *service, const char *provisioner);

/* Something to do. */
typedef struct {
    LbGrantState *state; /* OPENING: open it. CLOSING or FAILING: close it */
    char *instance;
    GPtrArray *keys; /* char *, "TYPE BASE64": the engineer's, not revoked */
    GArray *
        revoked; /* int64_t: serials whose certificates may be valid and must not be; with all that are CLOSING or FAILING */
    uint64_t revision; /* of that list; higher for each later one */
} LbGrantWork;

void lb_grant_work_free(LbGrantWork *work);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbGrantWork, lb_grant_work_free)

/* What is due now, the longest due first, but for the serials in @busy (int64_t; NULL: none), which are under way. NULL without error when there is
 * nothing. Closing goes before opening, and also on while the clock is suspect. The caller frees it. */
LbGrantWork *lb_grants_next(LbService *service, const GArray *busy, GError **error);

/* What became of it. @done: it is open (@connection, then: never NULL) or closed; else @words say why not, and @retryable
 * whether opening may go well later. Logs it, moves grant and request, owes mails. A grant that has moved on meanwhile (it was revoked while
 * it was opened) is left where it is, and closed next. @serial and @status are those of the work. */
typedef struct {
    int64_t serial;
    LbGrantStatus status;
    bool done;
    bool retryable;
    const char *words;
    const LbConnection *connection;
} LbGrantOutcome;

bool lb_grants_settle(LbService *service, const LbGrantOutcome *outcome, GError **error);

/* On start of lockboxd: whatever is open without a request that is, is closed; a request that is open without its grants
 * ends. Stores how many were wrong, which are logged one by one. What cannot be put right keeps nothing else from it: the
 * first such failure is returned after all. */
bool lb_grants_reconcile(LbService *service, int *wrong, GError **error);

/* Serials that must not be valid now, for the list of revoked certificates (as in LbGrantWork). The caller frees it. */
GArray *lb_grants_revoked(LbService *service, uint64_t *revision, GError **error);

/* A certificate that lockboxd may sign: for an open grant of an Approved request whose account is enabled and whose time is not over. Logs it,
 * with the fingerprint of @public_key ("TYPE BASE64"), before it is signed. Refused as NO_ACCESS_OPEN, whatever is missing. */
typedef struct {
    LbGrantState *state;
    char *instance;
    int64_t start; /* of the certificate, microseconds UTC, not before the grant's */
    int64_t end;   /* the earlier of the grant's end and 5 minutes from now */
} LbMint;

void lb_mint_free(LbMint *mint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbMint, lb_mint_free)

LbMint *lb_grants_mint(LbService *service, int64_t serial, const char *public_key, GError **error);

/* LbGrantState* of a request, by resource. The caller frees the array. */
GPtrArray *lb_grants_of_request(LbService *service, int64_t request, GError **error);
