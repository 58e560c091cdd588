/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is owed to tickets that live elsewhere: one line for each time that a request was made, decided or ended. Times are
 * microseconds UTC. */
#pragma once

#include "core/activity.h"
#include "store/store.h"

typedef struct {
    int64_t number;
    int64_t ticket;
    int64_t request;
    LbOperation operation; /* of the entry of the log that it tells of */
    char *text;
    char *mark; /* stands in it there, and in no other */
    char *id;   /* of the ticket there; NULL in one that is not stored yet */
    int64_t queued;
    int attempts; /* begun so far: any of them may have arrived */
} LbPost;

void lb_post_free(LbPost *post);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbPost, lb_post_free)

typedef enum { LB_POST_QUEUED, LB_POST_POSTED, LB_POST_FAILED } LbPostState;

extern const LbName lb_post_state_names[]; /* "queued", "posted", "failed" */

/* Leaves it out where there is one already about that request and operation. */
bool lb_posts_insert(LbStore *store, const LbPost *post, GError **error);

/* The first that is due at @now, or, as none is put off, after @far, for a ticket of @system. Of one ticket they go in their order. NULL without error: none. The caller
 * frees it. */
LbPost *lb_posts_next(LbStore *store, const char *system, int64_t now, int64_t far, GError **error);

/* Who has done that of which it tells, as the log says: char*, NULL for nobody; empty where its ticket is not the one behind its
 * request. The caller frees the array. */
GPtrArray *lb_posts_callers(LbStore *store, const LbPost *post, GError **error);

/* It is tried once more; before that it is not known to have been. @due: when next, where nobody says what became of it. */
bool lb_posts_begin(LbStore *store, LbPost *post, int64_t due, GError **error);

/* What became of it at @now. @due: when to try again, where it is QUEUED. */
bool lb_posts_settle(LbStore *store, int64_t number, LbPostState state, int64_t due, int64_t now,
                     const char *answer, GError **error);
