/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of Windows as JSON. An event: id, dateTime, kind, eventId, channel, provider,
 * recordId, computer, account, target, group, logonType, logonId ("0x2a1f0b3"), source, process, command, service,
 * clearedLog; ours: system, tenantId, resourceId, resourceName, request (LB-42) and unexplained: why no access explains it
 * (nothing-open, other-account, ended), with request and secondsSinceEnd. What an event does not say is null. */
#pragma once

#include <json-glib/json-glib.h>
#include <stdbool.h>

#include "core/eventrow.h"

/* Adds the members of one to the object that is open. */
void lb_json_put_event(JsonBuilder *builder, const LbEventRow *row);

/* @events: LbEventRow*; @next NULL: the last page. The caller frees it. */
char *lb_json_events(GPtrArray *events, const char *next, bool test);
