/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ends with a ticket. Private to src/service. */
#pragma once

#include "service/act.h"

/* Requests because of a ticket that is closed, @ticket or (0) any, end: access that is open, or opening, is completed, and
 * what nobody has decided is canceled. With the entries and mails, after that of the closing itself. */
bool lb_closing_end(LbAct *act, int64_t ticket, GError **error);

/* The same for requests because of @ticket, which is not closed, but is no longer this customer's in the system that it lives in, as
 * that system itself says. */
bool lb_closing_lose(LbAct *act, int64_t ticket, GError **error);
