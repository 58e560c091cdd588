/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the verbs that read share with those that act. */
#pragma once

#include "commands/command.h"
#include "commands/page.h"

/* How to lay out for the person of @command, at the time @now. */
LbPageStyle lb_reading_style(const LbCommand *command, int64_t now);

/* The request with its label in our language; NULL where the person may not see it. The caller frees it. */
LbRequestView *lb_reading_view(LbCommand *command, int64_t number, GError **error);

/* The same for a person who is going to read it, which is noted. */
LbRequestView *lb_reading_open(LbCommand *command, int64_t number, GError **error);

/* Appends the exact commands that the reader of @view may give now, or why it may not approve. */
void lb_reading_put_commands(LbCommand *command, const LbRequestView *view);

/* Appends @invitation and the command of @words below it, to be copied. */
void lb_reading_put_command(LbCommand *command, const char *invitation, const char *const *words);

/* Shows the blade, open at @opening, and says afterwards what was decided. */
bool lb_reading_blade(LbCommand *command, const LbOpening *opening, GError **error);

/* Reads --limit, as far as it is given. */
bool lb_reading_limit(const LbArguments *arguments, int *limit, GError **error);

/* Reads --text, which something is looked for by: NULL where it is not given. The caller frees it. */
bool lb_reading_text(const LbArguments *arguments, char **text, GError **error);

/* Takes what is beyond the page away; true when there was more. */
bool lb_reading_cut(GPtrArray *rows, int limit);

/* Says that @next, the words of a command, gives the next page; NULL: there is none. */
void lb_reading_put_next(LbCommand *command, GStrv next);

/* The same for JSON. The caller frees it. */
char *lb_reading_next_link(GStrv next);
