/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Name tables: every enum that leaves the process has one, so that no number reaches the database, a
 * file or the wire. A table is an array ended by a row whose name is NULL. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
    int value;
    const char *name;  /* stable, for the database, files and JSON */
    const char *label; /* for people, marked N_(); NULL where there is none */
} LbName;

/* The row's name for @value, or NULL. Borrowed from the table. */
const char *lb_names_get(const LbName *table, int value);

/* The untranslated label for @value; its name where it has no label, "?" where there is no row. */
const char *lb_names_label(const LbName *table, int value);

/* Finds @name (case-insensitive in ASCII) and stores its value. Returns false when it is unknown. */
bool lb_names_find(const LbName *table, const char *name, int *value);

/* "a, b, c": all names, for messages that list what is allowed. The caller frees it. */
char *lb_names_join(const LbName *table);
