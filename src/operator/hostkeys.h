/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Public keys of hosts as they are given on a command line. */
#pragma once

#include "core/target.h"
#include "operator/outcome.h"

/* Adds to @target what @text is, a line "TYPE BASE64" or "HOST TYPE BASE64" (ssh-keyscan's form), or all such lines of the
 * file of that name, "-": standard input. What is no key is added as it is, so that the target is refused for it; empty
 * lines and those that begin with # are left out. */
bool lb_hostkeys_take(LbTarget *target, const char *text, GError **error);
