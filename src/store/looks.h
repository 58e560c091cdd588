/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody waits for: that lockboxd looks at a ticket that lives elsewhere. Times are microseconds UTC. */
#pragma once

#include "core/ticket.h"
#include "store/store.h"

typedef struct {
    int64_t number;
    int64_t principal; /* who waits */
    char *person;
    char *system; /* which ticket: core/reference.h */
    char *id;
    int64_t asked;
    LbLookState state;
    int64_t ticket; /* the one here, once it is FOUND */
} LbLook;

void lb_look_free(LbLook *look);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbLook, lb_look_free)

/* Writes it down, waiting; its number is stored in it. */
bool lb_looks_insert(LbStore *store, LbLook *look, GError **error);

/* One of the principal's; NULL without error where it has none of this number. The caller frees it. */
LbLook *lb_looks_get(LbStore *store, int64_t number, int64_t principal, GError **error);

/* How many the person has asked for since @since, and how many of them still wait. */
bool lb_looks_count(LbStore *store, const char *person, int64_t since, int64_t *count,
                    int64_t *waiting, GError **error);

/* The one of @system that has waited longest; NULL without error: none does. The caller frees it. */
LbLook *lb_looks_next(LbStore *store, const char *system, GError **error);

/* All that wait for that ticket since @asked or longer have their answer. */
bool lb_looks_settle(LbStore *store, const LbLook *answer, int64_t asked, GError **error);

/* The systems for which somebody waits. The caller frees the vector. */
GStrv lb_looks_systems(LbStore *store, GError **error);

/* What waits for @system since @asked or longer gets @state. */
bool lb_looks_end(LbStore *store, const char *system, LbLookState state, int64_t asked,
                  GError **error);

/* Whether somebody has waited since @waiting or longer, or anything was asked for before @asked. */
bool lb_looks_are_old(LbStore *store, int64_t waiting, int64_t asked, bool *any, GError **error);

/* Takes away what was asked for before @asked. */
bool lb_looks_forget(LbStore *store, int64_t asked, GError **error);
