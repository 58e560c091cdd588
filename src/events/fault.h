/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What readers of event files tell: each event, and each fault with its place. After a fault they go on at the next
 * event. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/names.h"
#include "core/winevent.h"

#define LB_EVENTS_EVENT_MOST (256 * 1024) /* bytes of one event in UTF-8; more is a fault */

typedef enum {
    LB_EVENTS_FAULT_NONE,
    LB_EVENTS_FAULT_SYNTAX,
    LB_EVENTS_FAULT_DOCUMENT_TYPE,
    LB_EVENTS_FAULT_ENTITY,
    LB_EVENTS_FAULT_TOO_LONG,
    LB_EVENTS_FAULT_TRUNCATED,
    LB_EVENTS_FAULT_FOREIGN,
    LB_EVENTS_FAULT_CHANNEL,
    LB_EVENTS_FAULT_COMPUTER,
    LB_EVENTS_FAULT_ID,
    LB_EVENTS_FAULT_RECORD,
    LB_EVENTS_FAULT_TIME,
    LB_EVENTS_FAULT_ZONE,
    LB_EVENTS_FAULT_UNTIMELY, /* told by who imports: readers know no clock */
} LbEventsFault;

extern const LbName lb_events_fault_names[]; /* "malformed", "too-long", …, with labels */

/* Where an event or a fault begins. */
typedef struct {
    uint64_t offset; /* bytes of the file before it */
    uint64_t line;   /* 1 and up */
} LbEventsPlace;

/* Who is told, in the order of the file. */
typedef struct {
    /* One event, which is lent. False: nothing more is wanted. */
    bool (*event)(void *who, const LbWinEvent *event, const LbEventsPlace *place);
    /* @words say more: harmless, one line, in English; or NULL. */
    void (*fault)(void *who, LbEventsFault fault, const LbEventsPlace *place, const char *words);
    void *who;
} LbEventsSink;
