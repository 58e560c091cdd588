/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets that live elsewhere, named on the command line: lockboxd is asked to look at them, and waited for. Private to
 * src/commands. */
#pragma once

#include "commands/command.h"

/* Stores the number that @text, a reference like rt:123, has here; one that has none so far is looked at first. What may not be known
 * is unknown-ticket. */
bool lb_elsewhere_number(LbCommand *command, const char *text, int64_t *number, GError **error);

/* Has the ticket @text, a reference or an id like TK-7, looked at where it lives, if it lives elsewhere. Waits for a minute at most;
 * who has waited for a second is told so. */
bool lb_elsewhere_refresh(LbCommand *command, const char *text, GError **error);
