/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands to be copied from a screen, and once more from the normal screen when the person has left. */
#pragma once

#include "tui/app.h"
#include "tui/pager.h"

/* Appends @command from the first column, and over the edge where it is long: so it is one line for most terminals, and
 * nothing of ours gets between its words. */
void lb_copies_add(LbPager *pager, int width, const char *command);

/* It is said again below @sentence on the normal screen, once. */
void lb_copies_remember(LbApp *app, const char *sentence, const char *command);
