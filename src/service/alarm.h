/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saying in the log that the clock cannot be trusted. Private to src/service. */
#pragma once

#include "service/service.h"

/* Writes an entry of the installation's log that the clock is suspect, by how much, and what is held up: one for as long as
 * it stays so. Nothing happens while it can be trusted. */
bool lb_alarm_clock(LbService *service, GError **error);
