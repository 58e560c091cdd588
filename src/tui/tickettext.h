/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A support ticket with its history as text to scroll. */
#pragma once

#include "tui/app.h"
#include "tui/pager.h"

/* Fills @pager with @ticket, wrapped to @width columns; the place in the text stays. */
void lb_ticket_text_fill(LbPager *pager, const LbApp *app, const LbTicket *ticket, int width);
