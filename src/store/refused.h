/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was refused, counted until the log tells of it. */
#pragma once

#include <glib.h>

#include "store/store.h"

/* One sort of refusal of one person. */
typedef struct {
    char *who; /* the number of a principal, or "key N" where nobody was known */
    char *verb;
    char *refusal;
    char *request; /* the id of the last one; NULL: about none */
    int64_t first; /* when the log told of it last, microseconds UTC */
    int64_t last;
    int64_t untold; /* times since then */
} LbRefused;

void lb_refused_free(LbRefused *refused);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbRefused, lb_refused_free)

/* The row of that sort, NULL without error where there is none. The caller frees it. */
LbRefused *lb_refused_get(LbStore *store, const char *who, const char *verb, const char *refusal,
                          GError **error);

/* Inserts or replaces the row. */
bool lb_refused_put(LbStore *store, const LbRefused *refused, GError **error);

/* At most @limit LbRefused that the log last told of before @before; the caller frees the array. */
GPtrArray *lb_refused_old(LbStore *store, int64_t before, int limit, GError **error);

bool lb_refused_drop(LbStore *store, const LbRefused *refused, GError **error);
