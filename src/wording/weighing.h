/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the just-in-time rules said of a request, and what the provider's own people answered, in words. */
#pragma once

#include "service/service.h"

/* The rule that decided and what came of it: "Rule wide-scope, Access beyond one resource group. Internal …". NULL where
 * the rules were not asked. The caller frees it. */
char *lb_phrase_ruled(const LbWeighing *weighing);

/* One rule: "+ Everything else: Applies: …"; + stands before the one that decided. The caller frees it. */
char *lb_phrase_weighed(const LbWeighed *weighed);

/* One answer: "lead1@fabrikam.example (Support Lead) endorsed it, …". The caller frees it. */
char *lb_phrase_voice(const LbEndorsement *voice, GTimeZone *zone);

/* How far internal approval has come: "1 of 2 internal approvals so far, by …; it waits for more until …". The caller
 * frees it. */
char *lb_phrase_waits_internally(const LbWeighing *weighing, GTimeZone *zone);

/* What became of a request without its customer: opened by the rules, declined, lapsed, held. NULL where the customer
 * was asked, or it is another matter. The caller frees it. */
char *lb_phrase_unasked(const LbRequestView *view, GTimeZone *zone);
