/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How Lockbox speaks of mails of the outbox, in the language that is set: console and plain commands use the same words. */
#pragma once

#include <glib.h>

#include "core/message.h"

/* "refused", by the status of a mail. Borrowed. */
const char *lb_phrase_delivery(const char *status);

/* "! 3 mails did not arrive in the last 7 days", "! 2 mails are over an hour late" or both in one, as lb_mails_count_lost() counts
 * them; one of them is not 0. The caller frees it. */
char *lb_phrase_lost(int lost, int late);

/* What the line above each of an admin's screens says of webhooks: how many are disabled, else how many messages were given up. The caller
 * frees it. */
char *lb_phrase_hooks(int disabled, int given_up);

/* "LB-42 waits for an answer". The caller frees it. */
char *lb_phrase_mail_about(const LbDeliveryRow *row);

/* What became of it: "tried 3 times, again Fri 27 Nov 19:02". The caller frees it. */
char *lb_phrase_became(const LbDeliveryRow *row, int64_t now, GTimeZone *zone);
