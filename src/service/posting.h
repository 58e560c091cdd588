/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is owed to a ticket that lives elsewhere when something happens to a request. Private to src/service. */
#pragma once

#include "service/act.h"
#include "store/posts.h"

/* Where the act has logged @operation about @request, and a ticket elsewhere is behind that, owes the ticket one line: that the
 * request was made, decided or has ended. Whatever is told was so when it was logged; words are English, as the log's. A request
 * that begins has its ticket looked at from now on. */
bool lb_posting_owe(LbAct *act, LbOperation operation, int64_t request, GError **error);

/* Stores whether @post is what is owed: one of the lines above, about its request and by who did it as the log says, for the ticket
 * behind that request, with a mark of ours. What is owed is in no ledger, and goes where others read it as Lockbox's words. */
bool lb_posting_is_ours(LbStore *store, const LbPost *post, bool *ours, GError **error);
