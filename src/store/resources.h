/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking for resources by a part of their names. */
#pragma once

#include "core/resource.h"
#include "store/store.h"

typedef struct {
    LbResource *resource;
    char *subscription_name;
    char *
        order; /* name and resource group in lower case: what lists go by, and of two that are alike the row */
    int64_t row;
} LbResourceRow;

void lb_resource_row_free(LbResourceRow *row);

/* All of it must hold. */
typedef struct {
    const char *tenant;
    const char *subscription; /* of the tenant; NULL: any */
    const char *const *types; /* in lower case, a few */
    const char *text;         /* in name or resource group, in lower case; "": any */
    const char *after; /* canonical id of a resource: only those behind it; NULL: from the first */
    int limit;
} LbResourceFilter;

/* LbResourceRow* by name, @limit at most. What is rare is found by its pieces; else names are walked in their order
 * until the page is full. The caller frees the array. */
GPtrArray *lb_resources_find(LbStore *store, const LbResourceFilter *filter, GError **error);

/* Gathers the pieces of names that came since, and drops those of names that went: after whatever changes many
 * resources. Until then all names are walked. */
bool lb_resources_gather(LbStore *store, GError **error);

/* How many there are in all, wherever the page begins; -1 where finding out would take longer than a moment. */
bool lb_resources_count(LbStore *store, const LbResourceFilter *filter, int64_t *count,
                        GError **error);
