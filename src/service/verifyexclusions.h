/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds exclusions against the log, private to src/service: each was recorded as its entry says, and acknowledged by whom and
 * when its entry says, or by nobody. */
#pragma once

#include "core/activity.h"
#include "service/service.h"

/* What the log says of exclusions. The caller frees it. */
GHashTable *lb_verify_exclusions_new(void);

/* Takes in one entry, whatever it is about. */
void lb_verify_exclusions_note(GHashTable *noted, const LbActivity *entry);

/* Compares what is stored with what was noted. Stores in @why what is wrong, NULL: nothing; the caller frees it. */
bool lb_verify_exclusions(LbService *service, GHashTable *noted, char **why, GError **error);
