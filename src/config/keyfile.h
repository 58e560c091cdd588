/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key files read strictly, private to src/config. Errors name file, group, key and reason. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/names.h"

/* Reads the key file at @path, at most 256 KiB of valid UTF-8, translated keys kept. With @may_be_absent a
 * file that is not there is an empty one. A group that stands twice, or a key twice in its group, is an
 * error. The caller frees it. */
GKeyFile *lb_key_file_read(const char *path, bool may_be_absent, GError **error);

/* The bytes of the file at @path, at most 256 KiB, NUL added. Pipes are no files. The caller frees them. */
char *lb_key_file_load(const char *path, gsize *length, GError **error);

/* Reads the key file in @text, which errors say is from @path; @lines (NULL: not wanted) as below. The caller frees it. */
GKeyFile *lb_key_file_parse(const char *text, gsize length, const char *path, GHashTable **lines,
                            GError **error);

/* lb_key_file_read(), and in @lines (which the caller unrefs) where each group and key stands, for lb_key_file_place(). */
GKeyFile *lb_key_file_read_lines(const char *path, bool may_be_absent, GHashTable **lines,
                                 GError **error);

/* "FILE:LINE" of @group, or of @key in it, for what takes a @path below; of @group where @key is not there. The caller
 * frees it. */
char *lb_key_file_place(const char *path, GHashTable *lines, const char *group, const char *key);

/* Sets @error to "FILE: [GROUP] KEY: REASON", without the parts that are NULL. Always returns false. */
bool lb_key_file_refuse(GError **error, const char *path, const char *group, const char *key,
                        const char *reason);

/* The value of @key as one line of harmless text of at most @limit characters. The caller frees it. */
char *lb_key_file_text(GKeyFile *file, const char *path, const char *group, const char *key,
                       gsize limit, GError **error);

/* Stores the value of @key, which must be a name of @table, in @value. */
bool lb_key_file_word(GKeyFile *file, const char *path, const char *group, const char *key,
                      const LbName *table, int *value, GError **error);

/* The value of @key, words divided by ; (one may stand at the end too), at least one. The caller frees it. */
GStrv lb_key_file_list(GKeyFile *file, const char *path, const char *group, const char *key,
                       gsize limit, GError **error);

/* If @key is @name or @name[LANGUAGE], @labels (core/labels.h) gets its value, and @taken becomes true. */
bool lb_key_file_label(GKeyFile *file, const char *path, const char *group, const char *key,
                       const char *name, GHashTable *labels, bool *taken, GError **error);

/* Whether @text is an id: at most 64 small ASCII letters, digits and hyphens, none at either end. Ids are typed, and
 * stand in commands. */
bool lb_key_file_is_id(const char *text);
