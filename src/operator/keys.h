/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Public keys as they are handed to the operator. */
#pragma once

#include <glib.h>

/* The one line in the file at @path, or in standard input where it is "-", which must be short enough to hold a key;
 * else refused as a bad key. The caller frees it. */
char *lb_keys_read(const char *path, GError **error);
