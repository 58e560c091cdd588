/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox for those who run the place (LB_VERB_ADMINISTER): what became of each mail, what is stuck and why, and
 * another chance for it. Everybody else is refused. */
#pragma once

#include "base/span.h"
#include "core/message.h"
#include "service/service.h"

/* LbDeliveryRow* (core/message.h), newest first. The caller frees the array. */
GPtrArray *lb_mails_list(LbService *service, const LbActor *actor, const LbMailFilter *filter,
                         GError **error);

/* One of them; NULL without error when there is none. The caller frees it. */
LbDeliveryRow *lb_mails_show(LbService *service, const LbActor *actor, int64_t mail,
                             GError **error);

/* How long a mail that did not arrive is an alarm, how long after its first attempt one that is still tried becomes one, and how
 * far such mails are counted. A server that puts off what it does not know (greylisting) takes it within the hour. */
#define LB_MAILS_LOST_FOR (7 * LB_DAY)
#define LB_MAILS_LATE_AFTER LB_HOUR
#define LB_MAILS_LOST_MOST 1000

/* How many mails to whomever were refused, given up, or came back, within the last 7 days, and were not sent again since; and
 * how many are @late: tried first more than an hour ago, and still to be tried. Neither goes away by being looked at: whoever
 * looks first need not be the one who does something about it. */
bool lb_mails_count_lost(LbService *service, const LbActor *actor, int *lost, int *late,
                         GError **error);

/* Sends again, with the same Message-ID and Date: the one @mail; or, where that is 0, all about @request that were refused,
 * given up or came back. What waits for its next attempt, of either, is sent at once. Stores how many that are; of none there is no
 * entry in the log. */
bool lb_mails_retry(LbService *service, const LbActor *actor, int64_t mail, int64_t request,
                    int64_t *count, GError **error);

/* The same of all mails that were refused, given up or put off, and with @bounced also of those that came back: that they did, anybody
 * may have written who saw one, and who has a mail would get it twice. Stores in @left how many came back and are not sent. */
bool lb_mails_retry_all(LbService *service, const LbActor *actor, bool bounced, int64_t *count,
                        int64_t *left, GError **error);

/* Records that a mail goes to @address to try whether mail arrives; what is sent is no mail of the outbox. */
bool lb_mails_try(LbService *service, const LbActor *actor, const char *address, GError **error);
