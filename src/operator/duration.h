/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Durations as people type them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

#define LB_DURATION_MAX (36500 * LB_DAY)

/* Reads whole numbers with the units d, h, m and s, each at most once and in this order ("4d", "2h30m"), into
 * microseconds: more than 0, at most LB_DURATION_MAX. Returns false for anything else. */
bool lb_duration_parse(const char *text, int64_t *duration);
