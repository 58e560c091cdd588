/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grants: what approvals opened, what lockboxd has yet to do about them, and which request extends which. Times are
 * microseconds UTC. */
#pragma once

#include "core/grant.h"
#include "store/store.h"

/* What all grants of a request have in common. */
typedef struct {
    int64_t request; /* number */
    const char *account;
    const char *ports; /* of the scenario, with ; between; "": none */
    const char *provisioner;
    int64_t start, end;
    int64_t due; /* of the first attempt to open */
} LbGrantTerms;

/* Makes one, to be opened, for each resource of the request that has a target, with a copy of that. Stores how many. */
bool lb_access_make(LbStore *store, const LbGrantTerms *terms, int64_t *count, GError **error);

/* NULL without error where there is none. The caller frees it. */
LbGrantState *lb_access_get(LbStore *store, int64_t serial, GError **error);

/* LbGrantState* of the request, by resource. The caller frees the array. */
GPtrArray *lb_access_of_request(LbStore *store, int64_t request, GError **error);

/* LbGrantState* of the resource that are opening or open, by serial. The caller frees the array. */
GPtrArray *lb_access_of_resource(LbStore *store, const char *resource, GError **error);

/* How many grants a request has of each status. */
typedef struct {
    int of[LB_GRANT_FAILED + 1];
    int all;
} LbGrantCount;

bool lb_access_count(LbStore *store, int64_t request, LbGrantCount *count, GError **error);

/* Moves the grant from @from to @to at @now; nothing is noted of what is to be done next. Stores whether it was so. */
bool lb_access_move(LbStore *store, int64_t serial, LbGrantStatus from, LbGrantStatus to,
                    int64_t now, bool *changed, GError **error);

/* The same from opening to open, by @connection. */
bool lb_access_open(LbStore *store, int64_t serial, const LbConnection *connection, int64_t now,
                    bool *changed, GError **error);

/* Notes that the next attempt is due, after @attempts in vain, the last for the reason @words (NULL: none was); and that
 * nothing is to be done any more. */
bool lb_access_note(LbStore *store, int64_t serial, int attempts, int64_t due, const char *words,
                    bool alarmed, GError **error);
bool lb_access_done(LbStore *store, int64_t serial, GError **error);

/* What may be attempted. */
typedef struct {
    int64_t steady; /* due by then */
    int64_t latest; /* what ends by then is not opened */
    bool opens;     /* else only what is to be closed */
    int limit;
} LbGrantsDue;

/* Serials (int64_t), what is to be closed first, the longest due first. The caller frees the array. */
GArray *lb_access_due(LbStore *store, const LbGrantsDue *due, GError **error);

/* Serials of at most @limit grants that are opening or open and end by @now, or are of somebody who may use them no more: an
 * account that was switched off, or is an engineer's no longer, or that has lost a key. The caller frees the array. */
GArray *lb_access_over(LbStore *store, int64_t now, int limit, GError **error);

/* Whether @serial is open without certificates, so to the keys that the engineer had, and one of them was revoked since. */
bool lb_access_lost_key(LbStore *store, int64_t serial, bool *lost, GError **error);

/* Serials of those that are to be closed, and of those that were and ended after @since or would have. The caller frees
 * the array. */
GArray *lb_access_revoked(LbStore *store, int64_t since, GError **error);

/* Serials of those that are opening, or open, for a request that is not; and of those about which something is to be done
 * that nothing is noted of. The caller frees the array. */
GArray *lb_access_stray(LbStore *store, GError **error);
GArray *lb_access_forgotten(LbStore *store, GError **error);

/* Serials of those that are opening, open or being closed for a request that is not; numbers of requests that are open and
 * whose grants all are not. The caller frees the arrays. */
GArray *lb_access_unfounded(LbStore *store, GError **error);
GArray *lb_access_empty(LbStore *store, GError **error);

/* Numbers of requests that are opening or ending, or are open and have grants. The caller frees the array. */
GArray *lb_access_requests(LbStore *store, GError **error);

/* "TYPE BASE64" of the requester's keys that are not revoked, oldest first: char *. The caller frees the array. */
GPtrArray *lb_access_keys(LbStore *store, int64_t request, GError **error);

/* Says that @request asks for more of what @extends gave; and which request it extends, 0: none. */
bool lb_access_extend(LbStore *store, int64_t request, int64_t extends, GError **error);
bool lb_access_extends(LbStore *store, int64_t request, int64_t *extends, GError **error);

/* The newest request that asks for more of what @request gave; 0: none. */
bool lb_access_extended_by(LbStore *store, int64_t request, int64_t *number, GError **error);
