/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row as text: NAME=VALUE,NAME=VALUE with values as SQL writes them: 42, '42', NULL, 'it''s'. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* A piece of the text that is read, borrowed from it. */
typedef struct {
    const char *name;
    size_t name_length;
    const char *value;
    size_t value_length;
} LbColumn;

/* Reads the next column at @at, which moves behind it. False at the end, and where the text is no such row. */
bool lb_columns_next(const char **at, LbColumn *column);

/* Stores, of two texts of one row, only the columns that differ; a text that is no such row, or has other columns,
 * differs as a whole. The caller frees both. */
void lb_columns_differ(const char *before, const char *after, char **was, char **is);

/* The value as a person reads it, text without its quotation marks; NULL where there is none. The caller frees. */
char *lb_column_plain(const LbColumn *column);
