/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deletes recordings when their time is over, and warns while customers' recordings come near their quota. */
#pragma once

#include <glib.h>

#include "daemon/report.h"
#include "service/service.h"

/* Zeroed, it has not looked yet. */
typedef struct {
    gint64 warned; /* when it looked at quotas, by the monotonic clock; 0: it has not */
    gint64
        passed; /* when it had tried all that was left to remove; 0: it is on its way, or begins anew */
    int64_t position; /* the passage up to which it has */
    bool failing;     /* on this way */
    LbFault deciding, listing, removing, counting, warning;
} LbKeeper;

/* Does some of what is due. To be called every few seconds. */
void lb_keeper_look(LbKeeper *keeper, LbService *service);

/* Looks at everything the next time. */
void lb_keeper_forget(LbKeeper *keeper);

void lb_keeper_clear(LbKeeper *keeper);
