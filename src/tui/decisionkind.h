/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is decided about a request in a dialog (decision.c), in one table. */
#pragma once

#include "service/service.h"
#include "tui/screen.h"

/* What can be decided. */
typedef struct {
    LbVerb verb;
    LbRequest *(*act)(LbService *service, const LbActor *actor, const LbDecision *decision,
                      GError **error);
    const char *title;       /* with the request's id */
    const char *consequence; /* with the engineer and the resources */
    bool number;             /* has to be typed */
    bool hours;              /* can be chosen */
    bool reason;             /* has to be given */
    const char *unreasoned;  /* what is said where it is not */
    LbKeyHelp keys[4];       /* the help bar */
} LbDecisionKind;

/* That of @verb, which has a dialog. Borrowed. */
const LbDecisionKind *lb_decision_kind(LbVerb verb);
