/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times in text: the API's form, and a person's own, absolute and relative. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    LB_TIME_SHORT, /* Fri 19:02 */
    LB_TIME_DAY,   /* Fri 27 Nov 19:02 */
    LB_TIME_FULL,  /* Fri 27 Nov 2026 19:02 JST */
    LB_TIME_DATE,  /* 2026-11-27 */
    LB_TIME_STAMP, /* 2026-11-27 19:02:07, where many stand below each other */
    LB_TIME_EXACT, /* 2026-11-27 19:02:07.123 JST, for the log */
} LbTimeStyle;

/* @time (microseconds UTC) as 2026-11-24T03:58:49.123456Z. The caller frees it. */
char *lb_time_to_iso(int64_t time);

/* Reads ISO 8601 / RFC 3339 with a zone (no zone: UTC). Returns false with SYNTAX in @error. */
bool lb_time_from_iso(const char *text, int64_t *time, GError **error);

/* Reads a time as a person writes it: 2026-11-24, 2026-11-24T03:58 (or with a blank for the T) in @zone, or with seconds
 * and a zone of its own. Returns false when @text is none. */
bool lb_time_read(const char *text, GTimeZone *zone, int64_t *time);

/* @time in the shortest form that lb_time_read() reads as the same in @zone (NULL: UTC). The caller frees it. */
char *lb_time_write(int64_t time, GTimeZone *zone);

/* @time in @zone (NULL: UTC), in the language that is set. The caller frees it. */
char *lb_time_format(int64_t time, GTimeZone *zone, LbTimeStyle style);

/* RFC 5322 date in UTC, always English: Tue, 24 Nov 2026 03:58:49 +0000. The caller frees it. */
char *lb_time_to_mail_date(int64_t time);

/* A span in at most two units, rounded down: "3 d 4 h", "14 h 2 min", "5 min", "under 1 min".
 * A negative span is treated as 0. The caller frees it. */
char *lb_time_format_span(int64_t span);

/* The zone named by @identifier (IANA name), UTC where the name is unknown, NULL or unsafe. */
GTimeZone *lb_time_zone(const char *identifier);
