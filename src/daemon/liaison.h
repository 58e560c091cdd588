/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lockboxd and the systems in which tickets live besides Lockbox: each has a child of its own, which is given one errand at a time,
 * so that one that does not answer keeps nothing else waiting. Nothing here waits for a network. */
#pragma once

#include <glib.h>

#include "config/settings.h"
#include "config/ticketsystems.h"
#include "service/service.h"
#include "tickets/tickets.h"

/* Whether the ticket systems of @config could be talked to, as far as can be said without their tokens. */
bool lb_liaison_check(const LbConfig *config, GError **error);

/* What the child of @settings needs, with the token, which is read now. The caller frees it; NULL on error. */
LbTicketSystem *lb_liaison_system(const LbTicketSystemSettings *settings, GError **error);

/* Seconds after which an errand is given up. */
guint lb_liaison_patience(const LbTicketSystemSettings *settings);

typedef struct LbLiaison LbLiaison;

LbLiaison *lb_liaison_new(void);

/* From now on by @service and @config, which must live until the next call or longer than the liaison. What is under way is broken
 * off: it is done again, and a line that has arrived is found there by its mark. */
void lb_liaison_configure(LbLiaison *liaison, LbService *service, const LbConfig *config);

/* Looks whether there is something to record, or to do. To be called after every change and about once a second; cheap when there
 * is nothing. */
void lb_liaison_look(LbLiaison *liaison);

/* To be called after SIGCHLD. */
void lb_liaison_reap(LbLiaison *liaison);

/* Takes nothing more, and breaks off what is under way. */
void lb_liaison_stop(LbLiaison *liaison);

void lb_liaison_free(LbLiaison *liaison);
