/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a screen has read of the log. An entry never changes: what was found by a search stays, and only what is newer is read
 * after it. */
#pragma once

#include "tui/app.h"
#include "tui/logquery.h"

/* Entries that are read at first. */
#define LB_LOG_READING_PAGE 200

typedef struct {
    const LbApp *app;      /* borrowed */
    LbLogQuery query;      /* what the log is narrowed to; after a change of it, forget and load */
    GPtrArray *entries;    /* LbActivity*, newest first */
    LbActivityReach reach; /* how far was looked for them; newest 0: nothing was read */
    int64_t count;         /* of all that match */
    bool more;             /* than that */
    int wanted;            /* entries */
} LbLogReading;

/* Copies @query; @app must live longer. */
void lb_log_reading_init(LbLogReading *reading, const LbApp *app, const LbLogQuery *query);
void lb_log_reading_clear(LbLogReading *reading);

/* Whether finding a page may take long: then what takes longer than app->search_time is left for later. */
bool lb_log_reading_is_search(const LbLogReading *reading);

/* Reads what there is now. What was there stays when that fails. */
bool lb_log_reading_load(LbLogReading *reading, GError **error);

/* Reads @count entries more; a search goes on from where it was given up, and may take longer. */
bool lb_log_reading_go_on(LbLogReading *reading, int count, GError **error);

/* What is read next is read from the beginning. */
void lb_log_reading_forget(LbLogReading *reading);
