/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets that live elsewhere, for tests: a system "rt" whose queue "Contoso support" is Contoso's and whose queue "Nihon" is the
 * Japanese customer's, with lockboxd and its child played by the test. */
#pragma once

#include "service/errands.h"
#include "support/world.h"

/* Borrowed, for as long as the program runs. */
const LbTicketSource *elsewhere_source(void);

/* lockboxd says that there is the system, and no other. */
void elsewhere_announce(World *world);

/* "The disk is full", opened by ann@contoso.example, open, with her question and the answer of somebody of the provider's. The test
 * may make something else of it. The caller frees it. */
LbExternalTicket *elsewhere_ticket(const char *id);

/* Adds what @author wrote at @time to @ticket. */
void elsewhere_say(LbExternalTicket *ticket, int64_t time, const char *author, LbSide side,
                   const char *text);

/* Does the next errand: it ends so, with @ticket where it is fetched. Fails the test when there is none, or one of the other kind.
 * The caller frees it. */
LbErrand *elsewhere_do(World *world, LbErrandKind kind, LbErrandEnd end,
                       const LbExternalTicket *ticket);

/* Fails the test when there is something to do. */
void elsewhere_rest(World *world);

/* engineer7 has @ticket looked at, and it is as it is. Returns its number here. */
int64_t elsewhere_link(World *world, const LbExternalTicket *ticket);
