/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one way a search compares. */
#pragma once

#include <stdbool.h>

/* Whether @text holds @wanted, in any case and in any width of letters (Unicode's compatibility forms). An empty
 * @wanted is never found. */
bool lb_find_in(const char *text, const char *wanted);
