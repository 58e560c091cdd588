/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much one person may ask for, private to src/service. */
#pragma once

#include "service/act.h"

/* Refuses when @request would be one more, for its subscription or within an hour, than its person may make. */
bool lb_flood_check(LbAct *act, const LbRequest *request, GError **error);
