/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the person is told before access ends. */
#pragma once

#include <glib.h>
#include <stdint.h>

/* What to say 10 minutes and 1 minute before @end: when that moment lies after @before, and not after @now; microseconds of one clock. Of several, the
 * latest. NULL: nothing. The caller frees it. */
char *lb_notice(int64_t end, int64_t before, int64_t now);
