/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who was asked about a request, what they have answered, and what of it counts now. Private to src/service. */
#pragma once

#include "service/act.h"

/* What the approvals come to. A vote counts while the account that gave it is enabled, holds an approving role at or
 * above the subscription, and is not the person who asks; accounts of one person count once. */
typedef struct {
    int given;          /* approvals that count */
    int within_reach;   /* those, and the persons who can still give one */
    int hours;          /* the fewest of the approvals that count; 0: there are none */
    GPtrArray *persons; /* char*, whose approvals count, as the votes name them */
} LbBallot;

void lb_ballot_clear(LbBallot *ballot);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LbBallot, lb_ballot_clear)

/* Those who were asked, by account, with their answers: LbAsked* without mail_status. Stores in @ballot, which is
 * empty, what they come to. The caller frees the array. */
GPtrArray *lb_ballot_read(LbService *service, const LbRequest *request, LbBallot *ballot,
                          GError **error);

/* Fills approvals of @request, where it waits for several. */
bool lb_ballot_fill(LbService *service, LbRequest *request, GError **error);

/* Whether the person of @actor, by whichever account, has given an approval that counts, and can only wait for others.
 * Where the quorum is met already, since somebody's role has come back, anybody's approval completes it. */
bool lb_ballot_has_approved(LbService *service, const LbActor *actor, const LbRequest *request,
                            bool *approved, GError **error);
