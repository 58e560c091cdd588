/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the log is narrowed by on the screens: one operation or all, and words that must all hold. */
#pragma once

#include "service/service.h"
#include "tui/canvas.h"

typedef struct {
    int operation; /* LbOperation; LB_LOG_ANY: all */
    char *caller;  /* NULL: any, as with the others */
    char *request; /* "LB-42" */
    char *tenant;  /* id or name */
    char *text;
    int64_t since, until; /* microseconds UTC; 0: open */
} LbLogQuery;

#define LB_LOG_ANY (-1)

void lb_log_query_clear(LbLogQuery *query);

/* Makes @query the same as @other. */
void lb_log_query_copy(LbLogQuery *query, const LbLogQuery *other);

bool lb_log_query_equal(const LbLogQuery *query, const LbLogQuery *other);

/* What the service is asked for. Borrowed from @query. */
LbActivityFilter lb_log_query_filter(const LbLogQuery *query);

/* To the next operation (@step 1) or the one before (-1) of those that the reference names. */
void lb_log_query_step(LbLogQuery *query, int step);

/* Draws the row of operations. */
void lb_log_query_render_operations(const LbLogQuery *query, LbPane pane);

/* Draws the row of the others, as far as there is room beside @right. @zone: the reader's. @tenants: the
 * reader sees several. */
void lb_log_query_render_words(const LbLogQuery *query, LbPane pane, GTimeZone *zone, bool tenants,
                               const char *right);
