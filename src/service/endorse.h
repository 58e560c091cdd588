/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The provider's own yes or no to a request, before its customer hears of it: by those whom the rule that holds it
 * names. */
#pragma once

#include "service/service.h"

/* One approval, of as many as the rule asks for. The last one lets the request go on. @decision needs the digest of what
 * was shown; hours do not matter. Returns the request as it is afterwards; the caller frees it. */
LbRequest *lb_service_endorse(LbService *service, const LbActor *actor, const LbDecision *decision,
                              GError **error);

/* Ends the request, with a reason that the engineer reads. */
LbRequest *lb_service_decline(LbService *service, const LbActor *actor, const LbDecision *decision,
                              GError **error);
