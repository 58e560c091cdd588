/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A world with a past: requests that ended in every way, votes, internal answers, people, keys and roles that came and
 * went, tickets, exclusions, targets, terms and imports, all by acts. */
#pragma once

#include "service/intaking.h"

Intake *history_new(void);

/* What stands in the database, kept in memory and put back, whatever was written past every act in between. */
typedef struct History History;

History *history_keep(World *world);
void history_put_back(History *history, World *world);
void history_free(History *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(History, history_free)
