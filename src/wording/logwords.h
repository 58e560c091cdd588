/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words behind "log" that narrow it, as they are typed. */
#pragma once

#include "service/service.h"

/* The operation that is typed as @name: "deny", or its whole name. Returns false when there is none. */
bool lb_log_operation(const char *name, LbOperation *operation);

/* Appends to @words (char*) the options that mean the same as @filter, but for its page; times as they are read in
 * @zone (NULL: in UTC, by whole stamps that are read so everywhere). */
void lb_log_words(GPtrArray *words, const LbActivityFilter *filter, GTimeZone *zone);

/* Appends an option and its value, which it takes. */
void lb_log_words_add(GPtrArray *words, const char *option, char *value);
