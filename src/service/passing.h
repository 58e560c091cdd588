/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries about passages, private to src/service. */
#pragma once

#include "core/grant.h"
#include "service/act.h"
#include "store/passages.h"

/* What every one of them says. The caller frees it. */
JsonObject *lb_passing_details(const LbGrantState *state, int64_t passage);

/* Writes @news of a passage through @state, and the entry @operation that says so. Refuses as NO_ACCESS_OPEN where there
 * is no such one that goes on. */
bool lb_passing_write(LbAct *act, const LbGrantState *state, LbOperation operation,
                      const LbPassageNews *news, GError **error);

/* Ends the passage @id as broken, if it goes on still: whoever began it never said how it ended. Stores whether it did. */
bool lb_passing_break(LbAct *act, int64_t id, bool *broken, GError **error);
