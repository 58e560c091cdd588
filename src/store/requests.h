/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests, and who was asked. */
#pragma once

#include "core/request.h"
#include "store/directory.h"
#include "store/store.h"

/* Inserts what was asked, with its resources; stores the number in @request. */
bool lb_requests_insert(LbStore *store, LbRequest *request, GError **error);

/* Begins the customer's time: notified, expiration and status Pending, for a request that is Initializing;
 * @approvers (LbApprover*) become the fixed set. Raises @request's version and fills the fields. */
bool lb_requests_notify(LbStore *store, LbRequest *request, int64_t notified, int64_t expiration,
                        GPtrArray *approvers, GError **error);

/* The id of request @number, "LB-42" or "JIT-42"; "LB-42" where there is none. The caller frees it. */
char *lb_requests_id(LbStore *store, int64_t number, GError **error);

/* The request, or NULL without error. The caller frees it. */
LbRequest *lb_requests_get(LbStore *store, int64_t number, GError **error);

/* The request as @principal may know of it: by a role held now at or above its subscription, since it was asked, or
 * since it made it; with @all, every one. NULL without error for a number that is foreign or that there is not: one
 * statement for both. The caller frees it. */
LbRequest *lb_requests_get_seen(LbStore *store, int64_t number, int64_t principal, bool all,
                                GError **error);

/* The request from its own row alone, for ending one that is damaged: without resources, and without the names of
 * what is missing. */
LbRequest *lb_requests_get_bare(LbStore *store, int64_t number, GError **error);

/* Moves the request to the status and the fields that @request now holds (all from "what became of it" on),
 * if the stored row still has @request->version and status @from, and, for a decision, if its expiration is
 * after @now (0: not asked). Stores whether exactly that happened and raises the version in @request. */
bool lb_requests_update(LbStore *store, LbRequest *request, LbStatus from, int64_t now,
                        bool *changed, GError **error);

/* Who was asked, by account: LbApprover*. The caller frees it. */
GPtrArray *lb_requests_approvers(LbStore *store, int64_t request, GError **error);

/* Whether the principal is of the fixed set. */
bool lb_requests_was_asked(LbStore *store, int64_t request, int64_t principal, bool *asked,
                           GError **error);

/* What a list may be narrowed by. Newest first, keyset pages. */
typedef struct {
    int64_t principal; /* only requests this principal sees by a role now, was asked for, or made */
    bool all;          /* the principal oversees: every request */
    bool any_status;
    LbStatus status; /* unless any_status */
    int64_t before;  /* only numbers below this; 0: from the newest */
    int limit;       /* at most this many */
} LbRequestFilter;

/* LbRequest* without resources' order changed. The caller frees it. */
GPtrArray *lb_requests_list(LbStore *store, const LbRequestFilter *filter, GError **error);

/* LbRequest* that were made because of the ticket, as the principal sees them (@all: all), newest first, @limit at most.
 * The caller frees it. */
GPtrArray *lb_requests_of_ticket(LbStore *store, int64_t ticket, int64_t principal, bool all,
                                 int limit, GError **error);

/* How many requests of @filter's status its principal may see; the other fields do not matter. */
bool lb_requests_count(LbStore *store, const LbRequestFilter *filter, int64_t *count,
                       GError **error);

/* Numbers (int64_t) of at most @limit requests for the subscription that @person made, by any account, and nobody has
 * decided at @now, the oldest first. The caller frees the array. */
GArray *lb_requests_undecided(LbStore *store, const char *person, const char *subscription,
                              int64_t now, int limit, GError **error);

/* When @person made the newest but @passed of the requests after @since, by any account; 0 where there are not so many. */
bool lb_requests_made(LbStore *store, const char *person, int64_t since, int passed, int64_t *made,
                      GError **error);

/* Numbers (in a GArray of int64_t) of at most @limit requests that wait beyond their time, or whose access
 * should have ended, at @now. The caller frees it. */
GArray *lb_requests_expired(LbStore *store, int64_t now, int limit, GError **error);
GArray *lb_requests_over(LbStore *store, int64_t now, int limit, GError **error);

/* Numbers (int64_t) of those that nobody has decided, or whose access is open or opening, because of a ticket that is closed: @ticket, or (0) any. The
 * caller frees the array. */
GArray *lb_requests_of_closed(LbStore *store, int64_t ticket, GError **error);

/* The requests because of @ticket that wait or have access open, whether it is closed or not. The caller frees them. */
GArray *lb_requests_behind(LbStore *store, int64_t ticket, GError **error);

/* At most @limit LbRequest with numbers above @after, ascending, for checking them against the log. The caller frees
 * the array. */
GPtrArray *lb_requests_page(LbStore *store, int64_t after, int limit, GError **error);
