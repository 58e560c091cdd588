/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spans of time in microseconds, the unit of every time in Lockbox. No clock is asked. */
#pragma once

#include <stdint.h>

#define LB_SECOND INT64_C(1000000)
#define LB_MINUTE (60 * LB_SECOND)
#define LB_HOUR (60 * LB_MINUTE)
#define LB_DAY (24 * LB_HOUR)
