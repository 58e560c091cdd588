/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which resource a computer is that wrote events, private to src/service: the one whose name is that of the computer without
 * its domain, in any ASCII case, or, where there is none, begins with its 15 characters, since the oldest kind of
 * a name has no more. Several of that name are none, and so is one that the directory does not have. */
#pragma once

#include "service/act.h"

typedef struct {
    char *key;
    char *name;
    char *subscription; /* canonical id */
    char *tenant;
    GPtrArray *access; /* LbOpenAccess* */
} LbEventPlace;

typedef struct LbEventPlaces LbEventPlaces;

/* Those of the customer @tenant (id or name; NULL: of all). With @resource (id or name) it is that one, of whichever computer
 * was first asked for, and no other computer is any. Refuses what there is not. The caller frees it. */
LbEventPlaces *lb_event_places_new(LbService *service, const char *resource, const char *tenant,
                                   GError **error);
void lb_event_places_free(LbEventPlaces *places);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbEventPlaces, lb_event_places_free)

/* Stores the place of @computer, with access as it is known at @now; NULL: it is none. Borrowed until it is forgotten. */
bool lb_event_places_find(LbEventPlaces *places, const char *computer, int64_t now,
                          const LbEventPlace **place, GError **error);

/* Forgets all places: at the beginning of a transaction. */
void lb_event_places_forget(LbEventPlaces *places);
