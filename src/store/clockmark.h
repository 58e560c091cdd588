/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stored side of the clock rules: the high-water mark and the reference pair of readings. */
#pragma once

#include "base/clock.h"
#include "store/store.h"

typedef struct {
    int64_t mark;
    LbClockReading reference;
} LbClockMark;

/* Returns false without error in a database that has none yet. */
bool lb_clockmark_get(LbStore *store, LbClockMark *mark, GError **error);
bool lb_clockmark_put(LbStore *store, const LbClockMark *mark, GError **error);

/* lockboxd's sign of life; 0 when there never was one. */
bool lb_heartbeat_put(LbStore *store, int64_t beat, int64_t process, GError **error);
bool lb_heartbeat_get(LbStore *store, int64_t *beat, GError **error);
