/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ends with a ticket. Private to src/service. */
#pragma once

#include "service/act.h"

/* Requests because of a ticket that is closed, @ticket or (0) any, end: access that is open, or opening, is completed, and
 * what nobody has decided is canceled. With the entries and mails, after that of the closing itself. */
bool lb_closing_end(LbAct *act, int64_t ticket, GError **error);
