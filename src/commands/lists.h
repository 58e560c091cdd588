/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists, a ticket, the log and a person as plain text, in the language that is set. */
#pragma once

#include "commands/page.h"
#include "core/activity.h"
#include "core/actor.h"
#include "core/eventrow.h"
#include "core/exclusion.h"
#include "core/ticket.h"

/* Appends @requests (LbRequest*), two lines each. */
void lb_list_requests(GString *out, GPtrArray *requests, const LbPageStyle *style);

/* Appends the heads of @tickets (LbTicket*), two lines each. */
void lb_list_tickets(GString *out, GPtrArray *tickets, const LbPageStyle *style);

/* Appends the ticket with its history, each entry quoted. */
void lb_list_ticket(GString *out, const LbTicket *ticket, const LbPageStyle *style);

/* Appends @exclusions (LbExclusion*), two lines each. */
void lb_list_exclusions(GString *out, GPtrArray *exclusions, const LbPageStyle *style);

/* Appends one of them in full, what happened quoted. */
void lb_list_exclusion(GString *out, const LbExclusion *exclusion, const LbPageStyle *style);

/* Appends @events (LbEventRow*), two lines or three each. */
void lb_list_events(GString *out, GPtrArray *events, const LbPageStyle *style);

/* Appends @entries (LbActivity*), two lines or more each. */
void lb_list_log(GString *out, GPtrArray *entries, const LbPageStyle *style);

/* Appends who @actor is, with @roles. */
void lb_list_actor(GString *out, const LbActor *actor, GStrv roles, const LbPageStyle *style);
