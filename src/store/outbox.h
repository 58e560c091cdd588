/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox: messages that a committed change owes somebody. */
#pragma once

#include "core/message.h"
#include "store/store.h"

/* Queues a message: @message's facts but the content of its request or ticket, of which only the number is read. in_reply_to
 * is found here: the first Message-ID to that address about that request or ticket. @principal is the recipient. */
bool lb_outbox_insert(LbStore *store, const LbMessage *message, int64_t principal, GError **error);

/* Finds a message about people that waits and that nobody has tried to send, which could tell of what @message tells too:
 * to the same @principal at the same address, for the same reason, of what the same person did. Stores its id, 0: there
 * is none, and the last entry of the log that it tells of. */
bool lb_outbox_find_waiting(LbStore *store, const LbMessage *message, int64_t principal,
                            int64_t *id, int64_t *last, GError **error);

/* Lets it tell of the entries up to that of @message. */
bool lb_outbox_extend(LbStore *store, int64_t id, const LbMessage *message, GError **error);

/* Whether a mail to @principal at @address was ever taken. */
bool lb_outbox_has_accepted(LbStore *store, int64_t principal, const char *address, bool *accepted,
                            GError **error);

/* Takes back the messages to @principal at @address that nobody has tried to send. */
bool lb_outbox_drop_untried(LbStore *store, int64_t principal, const char *address, GError **error);

/* Takes the next message that is due at @now, or further ahead than any can be (a clock was set back), or whose
 * lease has run out, and leases it until @lease. Those about requests go before all others.
 * NULL without error when there is none. The message's request, or ticket, holds only its number. */
LbMessage *lb_outbox_claim(LbStore *store, int64_t now, int64_t lease, GError **error);

/* Whether lb_outbox_claim() would find something: a read alone, for looking often. */
bool lb_outbox_is_due(LbStore *store, int64_t now, bool *due, GError **error);

/* Says what became of a claimed message: @status "accepted", "refused" or "failed" ends it; "queued" makes it
 * due again at @due. @first: when it was first tried, 0: not known; one that is stored already stays. @answer is
 * kept. */
bool lb_outbox_settle(LbStore *store, int64_t id, const char *status, int64_t due, int64_t first,
                      const char *answer, int64_t now, GError **error);

/* Gives up every lease: for a start, when no other delivery can be under way. */
bool lb_outbox_release(LbStore *store, int64_t now, GError **error);

/* Makes what was refused or given up, about one request (0: all), due at once, as if it had not been tried. Stores how
 * many. */
bool lb_outbox_retry(LbStore *store, int64_t request, int64_t *count, GError **error);

/* The id of the newest row, 0 where there is none. */
bool lb_outbox_newest(LbStore *store, int64_t *id, GError **error);

/* The same for one mail, which may also wait for its next attempt. */
bool lb_outbox_retry_one(LbStore *store, int64_t mail, int64_t *count, GError **error);

/* The tenant of the mail, or where it is 0 of the mails about the request; NULL: the provider. The caller frees it. */
bool lb_outbox_tenant(LbStore *store, int64_t mail, int64_t request, char **tenant, GError **error);

/* LbDeliveryRow* that @filter lets through, newest first. The caller frees the array. */
GPtrArray *lb_outbox_page(LbStore *store, const LbMailFilter *filter, GError **error);

/* One row; NULL without error when there is none. The caller frees it. */
LbDeliveryRow *lb_outbox_row(LbStore *store, int64_t mail, GError **error);

/* LbDeliveryRow* that servers have taken about the request, the first one first; where @tenant is not NULL, those alone whose
 * recipient is of that tenant or made the request. The caller frees it. */
GPtrArray *lb_outbox_accepted(LbStore *store, int64_t request, const char *tenant, GError **error);

/* LbDeliveryRow* of one request (0: of all), oldest first after row @after, at most @limit. The caller frees it. */
GPtrArray *lb_outbox_list(LbStore *store, int64_t request, int64_t after, int limit,
                          GError **error);
