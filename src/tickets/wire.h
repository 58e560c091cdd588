/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pipe between lockboxd and its child "tickets": one JSON object in a line. First the settings, then an order at a time,
 * each answered before the next is sent. */
#pragma once

#include <glib.h>

#include "tickets/tickets.h"

/* Bytes of a line, LF included. A ticket of the most text that is kept fits, whatever JSON makes of its characters. */
#define LB_TICKETS_LINE_MOST (4 * 1024 * 1024)

/* The lines, LF at their end. NULL with WIRE in @error when one would be too long. The caller frees them; that of the
 * settings has the token in it, and is to be wiped. */
char *lb_tickets_system_to_line(const LbTicketSystem *system, GError **error);
char *lb_tickets_order_to_line(const LbTicketsOrder *order, GError **error);
char *lb_tickets_answer_to_line(const LbTicketsAnswer *answer, GError **error);

/* Reads a line of @length bytes. Strict: what is missing, unknown, of another type, beyond its limit or does not belong to the
 * act or outcome is named in @error (WIRE). The caller frees what is returned. */
LbTicketSystem *lb_tickets_system_from_line(const char *line, size_t length, GError **error);
LbTicketsOrder *lb_tickets_order_from_line(const char *line, size_t length, GError **error);
LbTicketsAnswer *lb_tickets_answer_from_line(const char *line, size_t length, GError **error);
