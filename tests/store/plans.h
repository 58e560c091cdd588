/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listens to the statements that the store really runs, and asks SQLite how each is carried out. */
#pragma once

#include "support/world.h"

/* From now on every connection that is opened is listened to. Call it before world_new(). */
void plans_listen(void);

/* Forgets what was heard. */
void plans_forget(void);

/* Calls @met, once, when a statement with @piece in it begins: while its transaction is open. */
void plans_meet(const char *piece, void (*met)(gpointer data), gpointer data);

/* The rows that statements returned, and the steps of SQLite's virtual machine that those took which do not only count,
 * since plans_forget(). */
int64_t plans_rows(void);
int64_t plans_steps(void);

/* The SELECT statements heard since, one after the other, with N for each number in them; then they are forgotten. The
 * caller frees it. */
char *plans_statements(void);

/* The plans of all SELECT statements heard since, a step a line. The caller frees it. */
char *plans_read(World *world);

/* Whether a step walks a whole table; a list that we give ourselves is short, and the clock is one row. */
bool plans_walk(const char *plan);
