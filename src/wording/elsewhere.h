/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How it is said that a ticket lives in another system, and how true what is shown of it still is. The texts are one line and safe;
 * the caller frees them. */
#pragma once

#include "core/ticket.h"

/* "It lives in rt as rt:123 (status there: open). This is as it was there on …, 3 min ago." For @now 0 without the span. NULL for a
 * ticket that lives here. */
char *lb_phrase_elsewhere(const LbTicket *ticket, int64_t now, GTimeZone *zone);

/* "lives elsewhere as rt:123", for lists; NULL for a ticket that lives here. */
char *lb_phrase_elsewhere_short(const LbTicket *ticket);
