/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A resource that the operator named, private to src/service. */
#pragma once

#include "store/store.h"

typedef struct {
    char *key;
    char *name;
    char *subscription; /* canonical id */
    char *tenant; /* whose it is, and so whose log tells of it; NULL: the directory does not know */
    bool listed;  /* the directory has it now */
} LbPlace;

void lb_place_clear(LbPlace *place);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LbPlace, lb_place_clear)

/* Fills @place, which is empty, with the resource that @text names: its id, be it listed or not, or its name, if no other
 * resource has it. Else refuses (UNKNOWN_RESOURCE). */
bool lb_place_find(LbStore *store, const char *text, LbPlace *place, GError **error);
