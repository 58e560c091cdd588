/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watches the file of the just-in-time rules: puts a new one in force though nobody asks for access, and says when it is
 * wrong, and when that is over. */
#pragma once

#include <glib.h>

#include "config/settings.h"
#include "daemon/report.h"
#include "service/service.h"

/* Zeroed, it has not looked yet. */
typedef struct {
    char *seen; /* the file as it was when it was read last: its path, size and times */
    LbFault fault, reading;
} LbRulesWatch;

/* Reads the file that @config says where it has changed since the last time, else looks at its size and times alone. */
void lb_rules_watch_look(LbRulesWatch *watch, LbService *service, const LbConfig *config);

/* Reads it the next time in any case. */
void lb_rules_watch_forget(LbRulesWatch *watch);

void lb_rules_watch_clear(LbRulesWatch *watch);
