/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks strings for translation. Strings for people are _(), table entries N_(); what goes to the
 * activity log or to JSON is never translated. */
#pragma once

#include <libintl.h>

#define LB_TEXT_DOMAIN "lockbox"
#define _(text) dgettext(LB_TEXT_DOMAIN, text)
#define N_(text) text
#define ngettext_(one, many, n) dngettext(LB_TEXT_DOMAIN, one, many, n)
