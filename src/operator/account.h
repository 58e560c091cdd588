/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Under whose name lockboxctl works. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Makes root, before anything is opened, the user lockboxd where there is one and the data directory @data is
 * its own. A directory that is not there yet is made for it, when @make says so and it could reach it. Everybody
 * else, and root in a build tree, goes on under the name they have. */
bool lb_account_settle(const char *data, bool make, GError **error);
