/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of time zones that this host knows, to be completed while they are typed. */
#pragma once

#include <glib.h>

/* The names that the time zone database in @directory lists (tzdata.zi, else zone1970.tab), in alphabetical order; none
 * where it keeps no list. The caller frees the vector. */
GStrv lb_zones_read(const char *directory);

/* Those of @names that begin with @typed, in any case; where none does, those whose place begins with it ("tokyo").
 * Nothing for "". Borrowed strings; the caller frees the array. */
GPtrArray *lb_zones_match(GStrv names, const char *typed);

/* What Tab makes of @typed: the beginning that all @matches share, or @typed where that says no more. The caller frees
 * it. */
char *lb_zones_complete(GPtrArray *matches, const char *typed);
