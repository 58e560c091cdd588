/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two clocks of the machine, read together, and injected everywhere: nothing else in Lockbox asks
 * what time it is. All times are signed 64-bit microseconds. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

typedef struct {
    int64_t wall;     /* CLOCK_REALTIME: microseconds since 1970-01-01 UTC; people and NTP set it */
    int64_t boot;     /* CLOCK_BOOTTIME: microseconds since the machine started; nobody sets it */
    char boot_id[37]; /* the kernel's id of this boot: @boot of another id is not comparable */
} LbClockReading;

typedef struct LbClock LbClock;
struct LbClock {
    bool (*read)(LbClock *clock, LbClockReading *reading, GError **error);
    void (*free)(LbClock *clock); /* NULL: nothing to free */
};

/* The machine's clocks. Shared, never freed. */
LbClock *lb_clock_system(void);

/* The machine's clocks moved by what the file at @path says at each reading: lines "elapsed SECONDS"
 * (both clocks: time has passed) and "wall SECONDS" (the wall clock alone: it is wrong). No file: not
 * moved. For test databases only. The caller frees it. */
LbClock *lb_clock_new_moved(const char *path);

bool lb_clock_read(LbClock *clock, LbClockReading *reading, GError **error);
void lb_clock_free(LbClock *clock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbClock, lb_clock_free)
