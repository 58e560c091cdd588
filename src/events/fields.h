/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts of one event, as a file has them under whatever names, and the event that they make. */
#pragma once

#include <glib.h>

#include "core/winevent.h"
#include "events/fault.h"

typedef struct {
    char *channel, *provider, *computer;
    char *id, *record;
    char *time;
    char *user;       /* SID */
    GHashTable *data; /* char * to char * */
} LbEventsFields;

LbEventsFields *lb_events_fields_new(void);
void lb_events_fields_free(LbEventsFields *fields);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbEventsFields, lb_events_fields_free)

/* Sets *@field to a copy of @text unless it is set: the first of several counts. */
void lb_events_fields_set(char **field, const char *text);
/* Likewise the field @name of the event's data. */
void lb_events_fields_add(LbEventsFields *fields, const char *name, const char *text);

/* The event that they make; the caller frees it. NULL with why in *@fault. @zone is that of times which have none; NULL:
 * such times are a fault. Texts must be valid UTF-8. */
LbWinEvent *lb_events_fields_settle(const LbEventsFields *fields, GTimeZone *zone,
                                    LbEventsFault *fault);
