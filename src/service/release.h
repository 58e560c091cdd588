/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to a request once nobody of the provider's has to approve it any more. Private to src/service. */
#pragma once

#include "service/weigh.h"

/* The approvers of the request's subscription, but for accounts of the person who asks, at least one of them reachable
 * by mail; stores the quorum in @request. Refuses where nobody could answer, or too few. The caller frees the array. */
GPtrArray *lb_release_approvers(LbAct *act, LbRequest *request, GError **error);

/* Lets the request that is Initializing go on: the customer is asked, and the customer's time begins; or, where no
 * customer data is touched, access opens. Writes the entry of the act that does so, @way, which becomes
 * LB_JIT_OPENED's where it opens, and owes the mails. */
bool lb_release(LbAct *act, LbRequest *request, const LbWeighing *weighing, LbJit way,
                const char *reason, GError **error);
