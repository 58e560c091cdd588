/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the approval of a request opens, or what has become of that, in the rows of a pager. */
#pragma once

#include "tui/app.h"
#include "tui/pager.h"

/* Appends it, what is wrong first; nothing for a request of which nothing opens by itself. Many resources that are alike share a row. */
void lb_opens_fill(LbPager *pager, const LbRequestView *view, const LbApp *app, int width);

/* Whether something stands there that people must see, whatever the room. */
bool lb_opens_are_wrong(const LbRequestView *view);
