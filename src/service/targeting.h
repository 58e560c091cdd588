/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Setting targets within an act, private to src/service. */
#pragma once

#include "core/target.h"
#include "service/act.h"

/* Sets @target, which is right (lb_target_check()) and whose resource is the canonical id of one of @tenant's, in place of
 * what was set, and logs it; what is open by another one ends. With the same target nothing happens and @changed is
 * false. */
bool lb_targeting_set(LbAct *act, const char *tenant, const LbTarget *target, bool *changed,
                      GError **error);
