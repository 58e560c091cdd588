/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was refused, counted until the log tells of it. */
#pragma once

#include <glib.h>

#include "store/store.h"

/* One sort of refusal of one person in one tenant's log: the first five are its key. There are as many as tenants that
 * the person may know of, however many requests somebody names. */
typedef struct {
    char *who; /* the number of a principal, or "key N" where nobody was known */
    char *verb;
    char *refusal;
    char *tenant;    /* whose log tells of it; NULL: the provider's */
    bool known;      /* about requests that the person may know of */
    int64_t request; /* the number of the one that all untold ones are about; 0: none, or several */
    int64_t first;   /* when the log told of it last, microseconds UTC */
    int64_t last;
    int64_t untold; /* times since then */
} LbRefused;

void lb_refused_free(LbRefused *refused);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbRefused, lb_refused_free)

/* The row of the same sort as @sort, NULL without error where there is none. The caller frees it. */
LbRefused *lb_refused_get(LbStore *store, const LbRefused *sort, GError **error);

/* Inserts or replaces the row. */
bool lb_refused_put(LbStore *store, const LbRefused *refused, GError **error);

/* At most @limit LbRefused that the log last told of before @before; the caller frees the array. */
GPtrArray *lb_refused_old(LbStore *store, int64_t before, int limit, GError **error);

bool lb_refused_drop(LbStore *store, const LbRefused *refused, GError **error);
