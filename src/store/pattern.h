/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that are looked for, private to src/store: nothing in them means anything but itself. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* "%text%" for LIKE with the escape character \, NULL as "%%"; @json: as it stands in JSON, where quotes and backslashes
 * have a backslash of their own before them. The caller frees it. */
char *lb_pattern_new(const char *text, bool json);
