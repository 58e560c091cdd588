/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets that live elsewhere, for people. No program of a person's talks to a ticket system: it writes down that somebody waits
 * for a ticket, lockboxd looks, and the answer is what is kept here afterwards. A ticket that there is not and one that belongs to
 * none of our customers get one answer. */
#pragma once

#include "service/service.h"

/* How old what is known of a ticket may be when access is asked for because of it, microseconds. */
#define LB_ELSEWHERE_FRESH LB_MINUTE

/* How many looks one person has within an hour, and how many of them may wait at once. */
#define LB_LOOKS_AN_HOUR 60
#define LB_LOOKS_WAITING 5

/* The systems in which tickets may live, for engineers: names (core/reference.h), empty for everybody else. The caller frees the
 * vector. */
GStrv lb_service_ticket_systems(LbService *service, const LbActor *actor, GError **error);

/* From now on addresses of tickets follow from @systems (LbTicketSystemSettings*), which live as long as @service. */
void lb_service_know_systems(LbService *service, const GPtrArray *systems);

/* Stores in @request where the ticket behind it is read in the system that it lives in, where the actor may read that ticket. */
bool lb_service_find_case(LbService *service, const LbActor *actor, LbRequest *request,
                          GError **error);

/* The number that the ticket @id of @system has here; 0: none so far. Who may read it is asked where it is read. */
bool lb_service_find_elsewhere(LbService *service, const char *system, const char *id,
                               int64_t *number, GError **error);

/* Where the ticket @number lives: "rt:123", which the caller frees; NULL without error: here, or there is none. For who may ask
 * because of tickets alone: others are told the same as of a ticket that lives here. */
char *lb_service_elsewhere(LbService *service, const LbActor *actor, int64_t number,
                           GError **error);

/* Has lockboxd look at the ticket @id of @system. Stores the number of the look, 0 where it is known well enough already. */
bool lb_service_look(LbService *service, const LbActor *actor, const char *system, const char *id,
                     int64_t *look, GError **error);

/* What has become of the actor's look: true with its ticket's number in @ticket, or with 0 while it waits. Refused (unknown-ticket,
 * ticket-system-silent) where nothing will. */
bool lb_service_looked(LbService *service, const LbActor *actor, int64_t look, int64_t *ticket,
                       GError **error);
