/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which message is sent next, private to src/service. */
#pragma once

#include "service/act.h"

/* Within a transaction that writes: leases the next message that is due and still has its reason, for @lease microseconds, and
 * withdraws those that have not. @message NULL: there is none, or, where @more says so, that many were withdrawn that others may
 * want to write first. */
bool lb_owed_take(LbService *service, const LbClockJudgement *time, int64_t lease,
                  LbMessage **message, bool *more, GError **error);
