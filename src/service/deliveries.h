/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox for lockboxd: what is due, and what became of it. */
#pragma once

#include "core/message.h"
#include "service/service.h"

/* Takes the next message that is due and has its reason (core/reason.h), leased for @lease microseconds from before anything else
 * is read, complete with its request as it is now, labelled in the recipient's language. Those that lost their reason on the way there
 * are withdrawn, and one whose request cannot be read is put off, with the reason as its answer. NULL without error when there is
 * none, or so many of those that it is time for others first. */
LbMessage *lb_deliveries_claim(LbService *service, int64_t lease, GError **error);

/* Records what became of it: accepted, refused, or the next attempt by lb_retry_next(), failed when
 * lb_retry_is_over() and the clock can be trusted. @answer: the server's words. Stores in @message what it has become. */
bool lb_deliveries_settle(LbService *service, LbMessage *message, LbDelivery delivery,
                          const char *answer, GError **error);

/* How many messages are leased at once, ahead of their turn. */
#define LB_DELIVERIES_AHEAD 8

/* In one transaction, which is over when it returns: records what became of @message, and sees to what comes after it. @ahead has
 * LbMessage* that were leased before their turn, and stays as it is while nothing was logged since, and the time of none is over; else they are given back, and
 * the queue is filled @anew with those that are due now. An empty one is filled, too; empty afterwards means that nothing is due, or
 * that lb_deliveries_claim() is to look. Those in it lack their facts: lb_deliveries_complete() reads them. False: nothing was done. */
bool lb_deliveries_pass_on(LbService *service, LbMessage *message, LbDelivery delivery,
                           const char *answer, int64_t lease, GQueue *ahead, bool *anew,
                           GError **error);

/* Makes a leased message complete, as lb_deliveries_claim() does. One that cannot be is put off: *@message is NULL then. */
bool lb_deliveries_complete(LbService *service, LbMessage **message, GError **error);

/* Gives back what was leased ahead and not sent, and empties the queue. */
bool lb_deliveries_give_back(LbService *service, GQueue *ahead, GError **error);

/* Records a report that the mail with the @token in its reverse path came back. @address: of whom the report speaks, which may
 * be another than the mail's where it was forwarded; NULL: of nobody. @words: what it says, kept harmless and short. Reports
 * can be forged by whoever has seen the mail: it informs, and neither sends anything again nor stops anything. Only a mail
 * that a server has taken is marked: one that is still to be sent may arrive yet, so that the report is to be shown again
 * later, and the others are known to be lost. */
bool lb_deliveries_bounce(LbService *service, const char *token, const char *address,
                          const char *words, LbBounce *what, GError **error);

/* Gives up leases left by a lockboxd that died. Only for the one that holds the lock file. */
bool lb_deliveries_release(LbService *service, GError **error);

/* The id of the newest mail, to list those that come after it; 0 where there is none. */
bool lb_deliveries_newest(LbService *service, int64_t *id, GError **error);

/* LbDeliveryRow* (core/message.h) of one request (0: of all), oldest first after id @after, at most @limit. */
GPtrArray *lb_deliveries_list(LbService *service, int64_t request, int64_t after, int limit,
                              GError **error);
