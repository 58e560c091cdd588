/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox: messages that a committed change owes somebody. */
#pragma once

#include "core/message.h"
#include "store/directory.h"
#include "store/store.h"

/* Queues a message: @message's facts but the content of its request or ticket, of which only the number is read. What it is in
 * reply to is found when it is sent. @principal is the recipient. */
bool lb_outbox_insert(LbStore *store, const LbMessage *message, int64_t principal, GError **error);

/* Finds a message about people that waits and that nobody has tried to send, which could tell of what @message tells too:
 * to the same @principal at the same address, for the same reason, of what the same person did. Stores its id, 0: there
 * is none, and the last entry of the log that it tells of. */
bool lb_outbox_find_waiting(LbStore *store, const LbMessage *message, int64_t principal,
                            int64_t *id, int64_t *last, GError **error);

/* Lets it tell of the entries up to that of @message. */
bool lb_outbox_extend(LbStore *store, int64_t id, const LbMessage *message, GError **error);

/* Whether a mail to @principal at @address was ever taken by a server, whatever is said to have come back. */
bool lb_outbox_has_accepted(LbStore *store, int64_t principal, const char *address, bool *accepted,
                            GError **error);

/* Takes back the messages about changes to @principal at @address that nobody has tried to send: others are withdrawn when
 * their turn comes. */
bool lb_outbox_drop_untried(LbStore *store, int64_t principal, const char *address, GError **error);

/* The next message that is due at @now, or further ahead than any can be (a clock was set back), or whose
 * lease has run out. Those about requests go before all others.
 * NULL without error when there is none. The message's request, or ticket, holds only its number. */
LbMessage *lb_outbox_next(LbStore *store, int64_t now, GError **error);

/* Leases it until @lease, to be sent. The first time, in_reply_to is found and stays: the first mail to the same address about the
 * same request or ticket that a server has taken, or that is still to be sent, which none of the events @gone
 * (lb_event_names, a space around each) is. */
bool lb_outbox_lease(LbStore *store, LbMessage *message, int64_t lease, const char *gone,
                     GError **error);

/* Queues one that was leased, and of which nothing was sent, as it was before. */
bool lb_outbox_give_back(LbStore *store, const LbMessage *message, GError **error);

/* It goes to the same address for @recipient instead, whose @alternate address that is, in that one's language and time zone. */
bool lb_outbox_hand_on(LbStore *store, int64_t id, const LbApprover *recipient, bool alternate,
                       GError **error);

/* It is not sent, for the reason @why. */
bool lb_outbox_withdraw(LbStore *store, int64_t id, const char *why, int64_t now, GError **error);

/* Whether @principal's account is on, and @address one of its addresses. */
bool lb_outbox_reaches(LbStore *store, int64_t principal, const char *address, bool *enabled,
                       bool *reachable, GError **error);

/* Whether lb_outbox_next() would find something: no more than that, for looking often. */
bool lb_outbox_is_due(LbStore *store, int64_t now, bool *due, GError **error);

/* Says what became of a claimed message: @status "accepted", "refused" or "failed" ends it; "queued" makes it
 * due again at @due. @first: when it was first tried, 0: not known; one that is stored already stays. @answer is
 * kept. */
bool lb_outbox_settle(LbStore *store, int64_t id, const char *status, int64_t due, int64_t first,
                      const char *answer, int64_t now, GError **error);

/* Gives up every lease: for a start, when no other delivery can be under way. */
bool lb_outbox_release(LbStore *store, int64_t now, GError **error);

/* Makes what was refused or given up, and with @bounced what came back, due at once, as if it had not been tried; and what
 * waits for another attempt due at once. What was withdrawn stays so. Stores how many, and how many were @left that came back. */
bool lb_outbox_retry_all(LbStore *store, bool bounced, int64_t *count, int64_t *left,
                         GError **error);

/* The same of what is about one request, with what came back. */
bool lb_outbox_retry(LbStore *store, int64_t request, int64_t *count, GError **error);

/* The id of the newest row, 0 where there is none. */
bool lb_outbox_newest(LbStore *store, int64_t *id, GError **error);

/* The same for one mail. */
bool lb_outbox_retry_one(LbStore *store, int64_t mail, int64_t *count, GError **error);

/* The tenant of the mail, or where it is 0 of the mails about the request; NULL: the provider. The caller frees it. */
bool lb_outbox_tenant(LbStore *store, int64_t mail, int64_t request, char **tenant, GError **error);

/* How many mails were refused, given up, or came back, after the time @since, counted up to @most. */
bool lb_outbox_count_lost(LbStore *store, int64_t since, int most, int *count, GError **error);

/* How many mails wait for another attempt whose first one was before @since, counted up to @most. Those that are to be tried at
 * once are none of them. */
bool lb_outbox_count_late(LbStore *store, int64_t since, int most, int *count, GError **error);

/* LbDeliveryRow* that @filter lets through, newest first. The caller frees the array. */
GPtrArray *lb_outbox_page(LbStore *store, const LbMailFilter *filter, GError **error);

/* One row; NULL without error when there is none. The caller frees it. */
LbDeliveryRow *lb_outbox_row(LbStore *store, int64_t mail, GError **error);

/* The row with the @token, as lb_outbox_row(). */
LbDeliveryRow *lb_outbox_by_token(LbStore *store, const char *token, GError **error);

/* Says that a mail which a server has taken came back, in @words; no other is changed. */
bool lb_outbox_bounce(LbStore *store, int64_t mail, const char *words, int64_t now, GError **error);

/* LbDeliveryRow* that servers have taken about the request, whatever is said to have come back, the first one first; where @tenant is not NULL, those alone whose
 * recipient is of that tenant or made the request. The caller frees it. */
GPtrArray *lb_outbox_accepted(LbStore *store, int64_t request, const char *tenant, GError **error);

/* LbDeliveryRow* of one request (0: of all), oldest first after row @after, at most @limit. The caller frees it. */
GPtrArray *lb_outbox_list(LbStore *store, int64_t request, int64_t after, int limit,
                          GError **error);
