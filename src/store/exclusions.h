/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exclusions and their acknowledgements. Both are only ever added. */
#pragma once

#include "core/exclusion.h"
#include "store/store.h"

/* Adds it with the next number, which is stored in @exclusion with the instance. */
bool lb_exclusions_insert(LbStore *store, LbExclusion *exclusion, GError **error);

/* Adds the one acknowledgement that there is of each. @comment NULL: none. */
bool lb_exclusions_acknowledge(LbStore *store, int64_t number, int64_t principal,
                               const char *account, const char *comment, int64_t now,
                               GError **error);

/* The exclusion, or NULL without error. The caller frees it. */
LbExclusion *lb_exclusions_get(LbStore *store, int64_t number, GError **error);

/* The exclusion, as @principal may know of it: who recorded it, and who holds a role of the customer's at or above the
 * subscription; with @all, every one. NULL without error for a number that is foreign or that there is not: one statement
 * for both. */
LbExclusion *lb_exclusions_get_seen(LbStore *store, int64_t number, int64_t principal, bool all,
                                    GError **error);

/* Whose exclusions a reader sees. */
typedef enum { LB_EXCLUSIONS_CUSTOMERS, LB_EXCLUSIONS_OWN, LB_EXCLUSIONS_EVERY } LbExclusionsOf;

/* A page of exclusions, the highest number first. */
typedef struct {
    int64_t principal;   /* who reads */
    LbExclusionsOf of;   /* what the principal sees as a customer; what it recorded; every one */
    bool unacknowledged; /* those alone */
    int64_t before;      /* number: only smaller ones; 0: from the highest */
    int limit;
} LbExclusionPage;

/* LbExclusion*. The caller frees the array. */
GPtrArray *lb_exclusions_page(LbStore *store, const LbExclusionPage *page, GError **error);

/* Stores how many that nobody has acknowledged wait for the principal, who may approve where they are, @most at most, and
 * the number of the newest; 0: none. */
bool lb_exclusions_waiting(LbStore *store, int64_t principal, int most, int *count, int64_t *newest,
                           GError **error);

/* Stores how many the person has recorded after @since, @most at most, and when the earliest of these was. */
bool lb_exclusions_count(LbStore *store, const char *person, int64_t since, int most, int *count,
                         int64_t *earliest, GError **error);

/* At most @limit LbExclusion* after number @after, for verifying. Stores in @told (int64_t, numbers) which of them stand
 * among those that nobody has acknowledged. The caller frees both. */
GPtrArray *lb_exclusions_all(LbStore *store, int64_t after, int limit, GArray **told,
                             GError **error);

/* Whether a resource of the subscription is in the resource group at the canonical @path. */
bool lb_exclusions_has_group(LbStore *store, const char *path, bool *found, GError **error);

/* At most @limit LbExclusionScope*: subscriptions with @text in their name, their id or their customer's name, then resources
 * whose name begins with it, in any ASCII case. The caller frees the array. */
GPtrArray *lb_exclusions_find_scopes(LbStore *store, const char *text, int limit, GError **error);
