/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of Windows, in batches: each is what one entry of the activity log has the digest of. They are only ever
 * added. */
#pragma once

#include "core/eventrow.h"
#include "core/resource.h"
#include "store/store.h"

/* Adds the row, but for its id, to the batch @batch and stores its id in it; 0 where the very same is there already. */
bool lb_events_put(LbStore *store, LbEventRow *row, int64_t batch, GError **error);

/* LbOpenAccess* to the resource that @tenant approved, as was known at @time, prepared: what another customer approved, whose
 * the resource was before, explains nothing. The caller frees the array. */
GPtrArray *lb_events_access(LbStore *store, const char *tenant, const char *resource, int64_t time,
                            GError **error);

/* At most two resources, of all customers or of @tenant (not NULL), whose names begin with the 15 characters @prefix and are
 * longer: LbResource*. The caller frees the array. */
GPtrArray *lb_events_resources_cut(LbStore *store, const char *tenant, const char *prefix,
                                   GError **error);

/* What a page is narrowed by; all that are set must hold. Newest first, unless told. */
typedef struct {
    int64_t reader;     /* not of a request: only where this principal approves; 0: anywhere */
    const char *tenant; /* id; NULL: all, for no reader */
    int64_t request;    /* number; 0: those that no access explains */
    unsigned kinds;     /* bits (1 << LbWinEventKind); 0: any */
    bool system;        /* also what Windows itself did */
    const char *text;   /* NULL: any */
    int64_t before_time, before_id; /* 0: from the newest */
    int64_t after_time, after_id;   /* of a request: only later ones */
    bool forward;                   /* of a request: oldest first */
    int limit;
} LbEventsPage;

/* LbEventRow* without what explains them. The caller frees the array. */
GPtrArray *lb_events_page(LbStore *store, const LbEventsPage *page, GError **error);

/* Counts those that no access explains, @most at most: reader and tenant count. */
bool lb_events_count(LbStore *store, const LbEventsPage *page, int64_t most, int64_t *count,
                     GError **error);

/* For receipts: of the batches up to @last, the first @limit events of the request in their time, LbWinEvent*; and how many it
 * has of each LbWinEventKind. The caller frees the array. */
GPtrArray *lb_events_first(LbStore *store, int64_t request, int64_t last, int limit,
                           GError **error);
bool lb_events_kinds(LbStore *store, int64_t request, int64_t last, int64_t *kinds, GError **error);

/* For verifying: at most @limit LbEventRow* of the batch behind @after, by id. The caller frees the array. */
GPtrArray *lb_events_of_batch(LbStore *store, int64_t batch, int64_t after, int limit,
                              GError **error);

/* At most @limit batches (int64_t) that no entry of the log has brought in. The caller frees the array. */
GArray *lb_events_stray_batches(LbStore *store, int limit, GError **error);
