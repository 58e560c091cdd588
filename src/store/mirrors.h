/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets that live in other systems: which is which here, what is kept of each, and how the systems fare. Times are
 * microseconds UTC. */
#pragma once

#include "core/ticket.h"
#include "store/store.h"

/* Which ticket here is @id of @system. Stores 0 where none is. */
bool lb_mirrors_find(LbStore *store, const char *system, const char *id, int64_t *number,
                     GError **error);

/* Makes a ticket here of @ticket, whose mirror says where it lives, with its entries and the next number from
 * LB_TICKET_FIRST_HERE on, which is stored in it. */
bool lb_mirrors_insert(LbStore *store, LbTicket *ticket, GError **error);

/* Makes title, opener, opening and entries of the ticket of @ticket's number those of @ticket, and closes it at @now or opens it
 * again. What was done here stays: assignment, escalation, entries. Rows that are so already are left alone. Stores whether
 * anything was otherwise. */
bool lb_mirrors_update(LbStore *store, const LbTicket *ticket, int64_t now, bool *changed,
                       GError **error);

/* Notes about one. */

/* What to ask with whether it has changed; NULL without error when it is not known, or cannot be one.
 * Stores whether it was to be had when it was looked at last. The caller frees it. */
char *lb_mirrors_version(LbStore *store, int64_t number, bool *shown, GError **error);

/* The ticket was at @mirror->fetched as it is kept now. @due: when to look again; 0: when somebody asks. */
bool lb_mirrors_note(LbStore *store, int64_t number, const LbTicketMirror *mirror,
                     const char *version, int64_t due, GError **error);

/* It was not to be had at @now, although the system answered. @words: its words, or ours. */
bool lb_mirrors_note_missing(LbStore *store, int64_t number, int64_t now, int64_t due,
                             const char *words, GError **error);

/* It was still the same at @fetched. */
bool lb_mirrors_note_same(LbStore *store, int64_t number, int64_t fetched, int64_t due,
                          GError **error);

/* Those of @system are fetched in full when they are looked at next; those behind requests that go on are due at @now. */
bool lb_mirrors_doubt(LbStore *store, const char *system, int64_t now, GError **error);

/* It is to be looked at from now on, at @due first where it was not before. */
bool lb_mirrors_follow(LbStore *store, int64_t number, int64_t due, GError **error);

/* Whether a request because of it waits, or has access open. */
bool lb_mirrors_is_live(LbStore *store, int64_t number, bool *live, GError **error);

/* Whether a ticket that lives elsewhere is behind @request. */
bool lb_mirrors_is_behind(LbStore *store, int64_t request, bool *elsewhere, GError **error);

/* The one of @system that is to be looked at first of those that are due at @now, with its id there, which the caller frees;
 * 0: none. */
bool lb_mirrors_due(LbStore *store, const char *system, int64_t now, int64_t *number, char **id,
                    GError **error);

/* One of @system behind a request that goes on, but put off until after @far or for ever, which no note of lockboxd's does: stored as
 * above. */
bool lb_mirrors_held_up(LbStore *store, const char *system, int64_t far, int64_t *number, char **id,
                        GError **error);

/* Adds to @state how many tickets of that system cannot be had any more, and the latest @limit of them, the latest first. */
bool lb_mirrors_missing(LbStore *store, LbSystemState *state, int limit, GError **error);

/* Systems */

/* Of a system that nothing is known of all is 0. The caller frees it. */
LbSystemState *lb_systems_get(LbStore *store, const char *name, GError **error);

/* Those of @names (char*) are in lockbox.conf, and no others. Stores whether anything was otherwise. */
bool lb_systems_announce(LbStore *store, const GPtrArray *names, bool *changed, GError **error);

/* Where people read tickets of @name, behind its URL and before the id (NULL: nowhere). Adds to @changed whether that was otherwise. */
bool lb_systems_set_page(LbStore *store, const char *name, const char *page, bool *changed,
                         GError **error);

/* The names of those that are, in their order. The caller frees the vector. */
GStrv lb_systems_present(LbStore *store, GError **error);

bool lb_systems_answered(LbStore *store, const char *name, int64_t now, GError **error);

/* It did not at @now. */
bool lb_systems_failed(LbStore *store, const char *name, int64_t now, int64_t due, int64_t held,
                       const char *words, GError **error);
