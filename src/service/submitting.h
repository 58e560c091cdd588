/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a request within an act, private to src/service. */
#pragma once

#include "service/act.h"
#include "service/rules.h"

/* A request that is checked and weighed. */
typedef struct {
    LbRequest *request;
    LbTicket *ticket;
    LbRules *rules; /* NULL: they have not been asked */
    LbWeighing *weighing;
} LbSubmitting;

void lb_submitting_clear(LbSubmitting *prepared);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LbSubmitting, lb_submitting_clear)

/* Makes the request that @submission asks for, in @prepared, which is empty, with its entries and mails. */
bool lb_submitting_make(LbAct *act, const LbSubmission *submission, LbSubmitting *prepared,
                        GError **error);

/* Records that it was refused to @verb on request @number (0: none), after that act is over. */
void lb_submitting_record(LbService *service, const LbActor *actor, const LbSubmitting *prepared,
                          LbVerb verb, int64_t number, const GError *refusal);
