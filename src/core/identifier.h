/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids that people type: a prefix and a number, "LB-42". */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Reads @prefix (any ASCII case) and a number from 1 to 999,999,999,999 without leading zeros. Returns
 * false when @text is anything else. */
bool lb_identifier_parse(const char *text, const char *prefix, int64_t *number);
