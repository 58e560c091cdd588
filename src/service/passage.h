/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going through: an engineer's connection to a target that a grant opens. The session process asks here before anything
 * is dialed, again and again while it lasts, and says what became of it. */
#pragma once

#include "core/grant.h"
#include "service/service.h"

typedef enum { LB_PASSAGE_CONNECT, LB_PASSAGE_RELAY } LbPassageKind;
extern const LbName lb_passage_kind_names[]; /* "connect", "relay" */

/* How one ended. */
typedef enum {
    LB_PASSAGE_LEFT, /* one of the two ends closed it */
    LB_PASSAGE_OVER, /* access was over: its time, revoked, handed back, the account or key taken away */
    LB_PASSAGE_FAILED,   /* it never came to be: not reached, another host key, no certificate */
    LB_PASSAGE_BROKEN,   /* a process of ours died */
    LB_PASSAGE_TOO_MUCH, /* the recording was full, or the customer's quota reached */
    LB_PASSAGE_STOPPED,  /* the customer ended it */
} LbPassageEnd;
extern const LbName
    lb_passage_end_names[]; /* "left", "over", "failed", "broken", "too-much", "stopped" */

typedef struct {
    int64_t id;          /* of the passage */
    LbGrantState *state; /* whose connection says where to */
    char *customer;      /* whose the target is, as people call them */
    char *tenant;        /* whose the target is */
    unsigned port;       /* to dial */
    int64_t
        boot_end; /* microseconds of the boot clock at which access is over, by the earlier of the clocks */
} LbPassage;

void lb_passage_free(LbPassage *passage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbPassage, lb_passage_free)

/* Begins one, by request @number to its @resource (an id or a name; NULL: its only one), and logs it. A shell by certificate
 * (@port 0), or @port for a relay: one of the grant's, or the target's own where its grant uses no certificate. Refusals: of verb "connect",
 * WHICH_RESOURCE, UNKNOWN_RESOURCE, NO_ACCESS_OPEN, PORT_NOT_GRANTED, NO_CERTIFICATE (a shell on a target that takes none), RECORDINGS_FULL (a shell). */
LbPassage *lb_passage_begin(LbService *service, const LbActor *actor, LbPassageKind kind,
                            int64_t number, const char *resource, unsigned port, GError **error);

/* Whether it may go on: to be asked about twice a second, a few indexed reads. Reads grant, request,
 * account, roles, key and clocks. False with a refusal (of verb "connect", WITHDRAWN, SESSION_STOPPED) when it may not. */
bool lb_passage_check(LbService *service, const LbActor *actor, LbPassage *passage, GError **error);

/* What there was of one so far. */
typedef struct {
    int64_t sent, received; /* bytes to and from the target */
    int64_t recorded;       /* bytes of the recording */
    const char *sha256;     /* of it, 64 hexadecimal digits; NULL: nothing is recorded */
} LbPassageCount;

/* So far. Logged: to be called each minute in which there was something, so that a recorder that is killed leaves evidence.
 * Refuses as RECORDINGS_FULL, when all is written, where as much is kept of the customer's recordings now as was agreed. */
bool lb_passage_record(LbService *service, const LbActor *actor, const LbPassage *passage,
                       const LbPassageCount *count, GError **error);

/* It is over. Logged. */
bool lb_passage_end(LbService *service, const LbActor *actor, const LbPassage *passage,
                    LbPassageEnd why, const LbPassageCount *count, GError **error);
