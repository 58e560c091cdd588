/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key that signs certificates: one file, "ca", in a directory that is the service's alone. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/clock.h"
#include "core/sshkey.h"

/* Makes the key in @directory, mode 0600, durable when this returns. One that is there is never replaced (EXISTS).
 * Returns its public half, which the caller frees; NULL on error. */
LbSshKey *lb_ca_init(const char *directory, LbClock *clock, GError **error);

/* The public half of the key in @directory, which must be a regular file of mode 0600 of this user (SETTINGS). NULL on
 * error. The caller frees it. */
LbSshKey *lb_ca_read(const char *directory, LbClock *clock, GError **error);

/* Whether the key in @directory is there and its file as it has to be (SETTINGS), without reading it. */
bool lb_ca_check(const char *directory, GError **error);

/* Where the key is. The caller frees it. */
char *lb_ca_path(const char *directory);
