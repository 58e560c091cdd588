/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a name leads: asked once, by a program that can be ended while it waits. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "proxy/process.h"

/* What resolving is: the name's host, until the literal is there. */
typedef struct {
    LbProcess process;
    GString *said;
} LbResolving;

void lb_resolving_clear(LbResolving *resolving);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LbResolving, lb_resolving_clear)

/* Begins. A literal needs no asking. */
bool lb_resolving_start(LbResolving *resolving, const char *address, GError **error);

/* Takes what the program says. True once it has ended. */
bool lb_resolving_go_on(LbResolving *resolving);

/* The first literal that @address led to, in its canonical form; ADDRESS when there is none, or when it is local and
 * that is not @local_allowed: the name does not count, but where it leads. The caller frees it. */
char *lb_resolving_literal(const LbResolving *resolving, const char *address, bool local_allowed,
                           GError **error);
