/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A support ticket with its history as text to scroll. */
#pragma once

#include "tui/app.h"
#include "tui/pager.h"

/* The style of a state's word. */
LbStyle lb_ticket_style(LbTicketState state);

/* Fills @pager with what the ticket is about, who opened it and who has it, wrapped to @width columns; the place in the text
 * stays. */
void lb_ticket_text_head(LbPager *pager, const LbApp *app, const LbTicket *ticket, int width);

/* The same, and its history. */
void lb_ticket_text_fill(LbPager *pager, const LbApp *app, const LbTicket *ticket, int width);
