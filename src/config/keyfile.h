/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key files read strictly, private to src/config. Errors name file, group, key and reason. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Reads the key file at @path, at most 256 KiB of valid UTF-8, translated keys kept. With @may_be_absent a
 * file that is not there is an empty one. A group that stands twice, or a key twice in its group, is an
 * error. The caller frees it. */
GKeyFile *lb_key_file_read(const char *path, bool may_be_absent, GError **error);

/* Sets @error to "FILE: [GROUP] KEY: REASON", without the parts that are NULL. Always returns false. */
bool lb_key_file_refuse(GError **error, const char *path, const char *group, const char *key,
                        const char *reason);

/* The value of @key as one line of harmless text of at most @limit characters. The caller frees it. */
char *lb_key_file_text(GKeyFile *file, const char *path, const char *group, const char *key,
                       gsize limit, GError **error);
