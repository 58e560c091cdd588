/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of Windows that the operator brought in: those of a request, and those that no approved access explains. */
#pragma once

#include "core/eventrow.h"
#include "service/service.h"

/* All that are set must hold. */
typedef struct {
    int64_t request;    /* its number; 0: those that no approved access explains */
    const char *tenant; /* id or name; NULL: all that the reader sees */
    unsigned kinds;     /* bits (1 << LbWinEventKind); 0: any */
    bool system;        /* also what Windows itself did */
    const char *text;   /* looked for in computer, accounts, process, command, service; NULL: any */
    int64_t before_time, before_id; /* only older ones; 0: from the newest */
    int limit;                      /* 1 to 1000 */
} LbEventFilter;

/* LbEventRow*, newest first (time, then id, descending). Those of a request are for whoever may read it; others for the
 * customer's approvers, where they approve, and for who oversees all: anybody else is refused. @text is refused where
 * nobody could have typed it. The caller frees it. */
GPtrArray *lb_service_events(LbService *service, const LbActor *actor, const LbEventFilter *filter,
                             GError **error);

/* Whether @actor is one who sees events that no approved access explains. */
bool lb_service_sees_unexplained(LbService *service, const LbActor *actor, bool *sees,
                                 GError **error);

/* How many that no approved access explains @actor sees, without what Windows itself did, @most at most: an index alone.
 * Who may see none sees 0. */
bool lb_service_count_unexplained(LbService *service, const LbActor *actor, int most, int *count,
                                  GError **error);
