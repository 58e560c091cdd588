/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far reminders have come, and what is next. */
#pragma once

#include <glib.h>

#include "store/store.h"

/* What is waited for. */
typedef enum {
    LB_REMIND_WAITING, /* the customer's answer */
    LB_REMIND_HELD,    /* internal approval */
} LbRemind;

/* A place in the order in which those that wait end: of equal ends the lower number is first. */
typedef struct {
    int64_t end;     /* microseconds UTC */
    int64_t request; /* number */
} LbRemindPlace;

/* How far the reminders @span (microseconds) before the end have come; { 0, 0 }: nowhere. */
bool lb_reminders_reached(LbStore *store, LbRemind what, int64_t span, LbRemindPlace *place,
                          GError **error);
bool lb_reminders_move(LbStore *store, LbRemind what, int64_t span, const LbRemindPlace *place,
                       GError **error);

/* At most @limit of those that wait behind @after, and end at @until or before: LbRemindPlace, in their order. The caller
 * frees the array. */
GArray *lb_reminders_due(LbStore *store, LbRemind what, const LbRemindPlace *after, int64_t until,
                         int limit, GError **error);
