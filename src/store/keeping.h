/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of recordings: how long, how much, and what was deleted. Times are microseconds UTC. */
#pragma once

#include "core/recording.h"
#include "store/store.h"

/* What is agreed with @tenant; all 0 where nothing is. */
bool lb_keeping_get(LbStore *store, const char *tenant, LbKeeping *own, GError **error);
bool lb_keeping_put(LbStore *store, const char *tenant, const LbKeeping *own, GError **error);

/* Bytes of @tenant's recordings that are kept, those that go on as they were told last. */
bool lb_keeping_sum(LbStore *store, const char *tenant, int64_t *bytes, GError **error);

/* The recording of @passage, which begins. */
bool lb_keeping_begin(LbStore *store, int64_t passage, const char *tenant, GError **error);

/* How large the recording of @passage, if it has one, is by now (-1: as it was told last), and when it ended (0: it goes on). */
bool lb_keeping_tell(LbStore *store, int64_t passage, int64_t bytes, int64_t ended, GError **error);

/* LbFilling* (core/recording.h), @limit at most, of tenants that have reached @percent of their quota, @mebibytes unless they have agreed on another.
 * The caller frees the array. */
GPtrArray *lb_keeping_filling(LbStore *store, int percent, int mebibytes, int limit,
                              GError **error);

/* A recording with what its entries and files are named by. */
typedef struct {
    int64_t passage;
    int64_t request; /* number */
    int session;     /* within the request, from 1 */
    char *id;        /* of the request: "LB-42" */
    char *tenant;
    char *sha256; /* NULL: nothing was ever told of it */
    int64_t bytes;
    int64_t ended;   /* 0: it goes on */
    int64_t deleted; /* 0: it is not */
    bool broken;     /* who recorded died: more may have been written than was told */
} LbKept;

void lb_kept_free(LbKept *kept);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbKept, lb_kept_free)

/* NULL with an error: there is none. The caller frees it. */
LbKept *lb_keeping_of(LbStore *store, int64_t passage, GError **error);

/* Stores the passage that is session @session of request @number; 0: there is none. @recorded: whether it has a recording. */
bool lb_keeping_find(LbStore *store, int64_t number, int session, int64_t *passage, bool *recorded,
                     GError **error);

/* Ids of passages, @limit at most, with recordings whose time is over at @now, where @days are kept unless their tenant has
 * agreed on others. The caller frees the array. */
GArray *lb_keeping_due(LbStore *store, int64_t now, int days, int limit, GError **error);

/* Those after @after that are deleted and have files left. */
GArray *lb_keeping_left(LbStore *store, int64_t after, int limit, GError **error);

/* Those after @after that have ended and are kept. */
GArray *lb_keeping_ended(LbStore *store, int64_t after, int limit, GError **error);

/* Deletes one that has ended and is kept, because of @why ("retention", "operator"); then its files. */
bool lb_keeping_delete(LbStore *store, int64_t passage, int64_t now, const char *why,
                       GError **error);
bool lb_keeping_put_gone(LbStore *store, int64_t passage, GError **error);
