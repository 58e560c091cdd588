/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lockboxd, which stands beside this program, started for one order that takes its network, its libraries or its bounds. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Takes a line that came, without its LF; sets @over when nothing follows it. False with @error ends all. */
typedef bool (*LbBesideTake)(gpointer data, const char *line, size_t length, bool *over,
                             GError **error);

typedef struct {
    const char *argument; /* which child it becomes */
    const char *text;     /* what it reads, LF at its end */
    size_t limit;         /* bytes of a line that comes back */
    unsigned patience;    /* seconds in which nothing has to come */
    LbBesideTake take;
    gpointer data;
} LbBesideOrder;

/* Carries @order out; the process is gone afterwards. Stores whether the last line came: it has not where the process was ended, or
 * said nothing for too long. False with @error when it cannot be started, or says what it should not. */
bool lb_beside_ask(const LbBesideOrder *order, bool *over, GError **error);
