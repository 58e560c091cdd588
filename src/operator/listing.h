/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of any length, for people and as JSON: said page by page, so that they take the memory of one page. */
#pragma once

#include "operator/outcome.h"

#define LB_LISTING_PAGE 500

typedef struct {
    /* The rows behind @last (NULL: from the first), at most LB_LISTING_PAGE; fewer are the last ones. The caller frees
     * the array. */
    GPtrArray *(*read)(gpointer data, const void *last, GError **error);
    void (*say)(GString *out, const void *row);         /* for people, its lines */
    void (*put)(JsonBuilder *builder, const void *row); /* one value */
    const char *nothing; /* what people read when there are no rows, marked N_() */
} LbListing;

/* Says all rows, in JSON under "value" with the mark of a test database. */
bool lb_listing_say(LbInvocation *invocation, const LbService *service, const LbListing *listing,
                    gpointer data, GError **error);
