/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telling of changes of who may decide, private to src/service. */
#pragma once

#include "core/change.h"
#include "service/act.h"

/* Writes each change of this act into the log of the tenant that it concerns, owes a mail to everybody who approved there
 * before and to the person concerned, at the old address too, and takes the changes away. */
bool lb_changes_tell(LbAct *act, GError **error);

/* Writes one change that makes no difference to who may decide, and so is told to nobody, into the log. */
bool lb_changes_log(LbAct *act, const LbChange *change, GError **error);
