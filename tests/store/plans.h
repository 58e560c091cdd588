/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listens to the statements that the store really runs, and asks SQLite how each is carried out. */
#pragma once

#include "support/world.h"

/* From now on every connection that is opened is listened to. Call it before world_new(). */
void plans_listen(void);

/* Forgets what was heard. */
void plans_forget(void);

/* The SELECT statements heard since, one after the other, with N for each number in them; then they are forgotten. The
 * caller frees it. */
char *plans_statements(void);

/* The plans of all SELECT statements heard since, a step a line. The caller frees it. */
char *plans_read(World *world);
