/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of Windows that the operator brought in: those of a request, and those that no approved access explains. */
#pragma once

#include "core/winevent.h"
#include "service/service.h"

/* One, as it is kept. */
typedef struct {
    int64_t id;
    LbWinEvent *event;
    bool system;  /* Windows itself did it: SYSTEM, a service account, the computer's own account */
    char *tenant; /* id */
    char *resource;      /* key */
    char *resource_name; /* as the directory has it */
    int64_t request;     /* whose access explains it; 0: no approved access does */
} LbEventRow;

void lb_event_row_free(LbEventRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbEventRow, lb_event_row_free)

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

/* LbEventRow*, newest first (time, then id, descending). Those of a request are for whoever may read it; others for the customer's approvers, of their
 * tenants, and for who oversees all. The caller frees it. */
GPtrArray *lb_service_events(LbService *service, const LbActor *actor, const LbEventFilter *filter,
                             GError **error);

/* How many that no approved access explains @actor sees, @most at most: an index alone. */
bool lb_service_count_unexplained(LbService *service, const LbActor *actor, int most, int *count,
                                  GError **error);
