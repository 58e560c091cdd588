/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What time does: requests expire, access ends, also that of people who may have it no more. lockboxd calls this; a test may too. */
#pragma once

#include "service/service.h"

/* Ends at most @limit things that are due, each in its own transaction. Stores how many. While the clock is
 * suspect nothing expires, but access still ends. What cannot be ended keeps nothing else from it: the first such
 * failure is returned after all. */
bool lb_deadlines_run(LbService *service, int limit, int *ended, GError **error);

/* lockboxd's sign of life; also moves the high-water mark on. @process is its pid. */
bool lb_deadlines_beat(LbService *service, int64_t process, GError **error);

/* A number that changes when somebody else changed the database. */
int64_t lb_service_data_version(LbService *service);

/* Whether the database file was removed, moved or replaced: what is written now is lost. */
bool lb_service_is_lost(LbService *service);
