/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking the just-in-time rules, and keeping what they said with the request. Private to src/service. */
#pragma once

#include "core/policy.h"
#include "core/weighing.h"
#include "service/act.h"

/* What @policy says of @request, which is complete but for its number, at this time. The caller frees it. */
LbWeighing *lb_weigh(LbAct *act, const LbPolicy *policy, const LbRequest *request,
                     const LbScenario *scenario, GError **error);

/* Keeps it with the request, for ever. */
bool lb_weigh_keep(LbService *service, const LbRequest *request, const LbWeighing *weighing,
                   GError **error);

/* What is kept with the request, with who has answered internally, and what of it counts now; without words. NULL
 * without error where nothing is kept. The caller frees it. */
LbWeighing *lb_weigh_read(LbService *service, const LbRequest *request, GError **error);

/* The rules, one by one, as they are kept: JSON in one line. The caller frees it. */
char *lb_weigh_trace(const LbWeighing *weighing);

/* The SHA-256 of @trace, as the log names it: 64 hexadecimal digits. The caller frees it. */
char *lb_weigh_seal(const char *trace);

/* Those who may approve internally what is held, each account once, but for those of the person who asks: LbApprover*. The
 * caller frees the array. */
GPtrArray *lb_weigh_endorsers(LbAct *act, const LbRequest *request, const LbWeighing *weighing,
                              GError **error);

/* Writes the entry by which @request, which has been moved @way out of Initializing to an end, has ended; the one who asked
 * is told, and those who would have had to approve it. */
bool lb_weigh_end(LbAct *act, const LbRequest *request, LbJit way, const char *reason,
                  GError **error);

/* The details of an entry by which @request takes @way. The caller frees. */
char *lb_weigh_details(const LbRequest *request, const LbWeighing *weighing, LbJit way,
                       const char *reason, guint approvers);
