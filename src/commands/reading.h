/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the verbs that read share with those that act. */
#pragma once

#include "commands/command.h"
#include "commands/page.h"

/* How to lay out for the person of @command, at the time @now. */
LbPageStyle lb_reading_style(const LbCommand *command, int64_t now);

/* The request with its label in our language; NULL where the person may not see it. The caller frees it. */
LbRequestView *lb_reading_view(LbCommand *command, int64_t number, GError **error);

/* Appends the exact commands that the reader of @view may give now, or why it may not approve. */
void lb_reading_put_commands(LbCommand *command, const LbRequestView *view);

/* Shows the blade, with the request @number open where it is not 0, and says afterwards what was decided. */
bool lb_reading_blade(LbCommand *command, int64_t number, GError **error);
