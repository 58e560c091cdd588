/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Screens that are kept in tests/tui/golden/, cell by cell; LB_GOLDEN=write writes them anew, to be read before they are
 * believed. */
#pragma once

#include "tui/blade.h"

/* Appends the screen in that size, with its styles. */
void golden_append(GString *golden, Blade *blade, int width, int height);

/* Fails the test where @found is not what is kept as @name. */
void golden_compare(const char *name, const char *found);

/* Compares the screen in three sizes. */
void golden_compare_sizes(const char *name, Blade *blade);

/* Whoever looks at a screen that is kept in Japanese, as NAME.ja, reads Japanese. */
void golden_let_read(Blade *blade, const char *account, const char *name);
