/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads events that shippers wrote as JSON, one in each line: those of winlogbeat and Elastic (winlog.event_id, …), and
 * of NXLog (EventID, …). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "events/fault.h"

typedef struct LbEventsLines LbEventsLines;

/* For a new file; @sink is copied. NXLog writes times without their zone: they were written in @zone, which is borrowed
 * while this lives; NULL: such an event is a fault. The caller frees it. */
LbEventsLines *lb_events_lines_new(const LbEventsSink *sink, GTimeZone *zone);
void lb_events_lines_free(LbEventsLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbEventsLines, lb_events_lines_free)

/* The next bytes of the file, UTF-8 or UTF-16 (events/wide.h), divided as one likes. False: the sink wants no more. */
bool lb_events_lines_push(LbEventsLines *lines, const char *bytes, size_t size);

/* The file has ended. Likewise. */
bool lb_events_lines_end(LbEventsLines *lines);
