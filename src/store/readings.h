/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who of a customer's approvers opened a request when first. */
#pragma once

#include "store/store.h"

typedef struct {
    int64_t principal;
    char *account; /* as it was then */
    int64_t time;  /* microseconds UTC */
} LbReading;

void lb_reading_free(LbReading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbReading, lb_reading_free)

/* Notes that @principal, by the name of @account, has opened the request at @time; nothing where that is noted already. */
bool lb_readings_put(LbStore *store, int64_t request, int64_t principal, const char *account,
                     int64_t time, GError **error);

/* Whether it is noted that @principal has opened the request. */
bool lb_readings_has(LbStore *store, int64_t request, int64_t principal, bool *has, GError **error);

/* LbReading* of the request, the first one first. The caller frees the array. */
GPtrArray *lb_readings_list(LbStore *store, int64_t request, GError **error);
