/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access by an executable of the operator (doc/provisioner.md). */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/span.h"

#define LB_SCRIPT_TIME_LIMIT (2 * LB_MINUTE)
#define LB_SCRIPT_PATIENCE (10 * LB_SECOND)

/* Whether nobody but root and this user can change what is executed as @path: a regular, executable file of one of the two,
 * below directories of theirs, none of which others may write (or with the sticky bit). Returns the path without
 * links, which the caller frees; NULL with SETTINGS in @error. */
char *lb_script_check(const char *path, GError **error);

/* Whether this user could run @path as @user (NULL: itself): lb_script_check(), and that there is such a user. SETTINGS in
 * @error. */
bool lb_script_check_setup(const char *path, const char *user, GError **error);
