/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may hear what became of something, private to src/service. Whether the account is on is another matter. */
#pragma once

#include "core/message.h"
#include "store/store.h"

/* Whether @principal may give internal approval, as far as roles go. */
bool lb_hearing_endorses(LbStore *store, int64_t principal, bool *endorses, GError **error);

/* Whether @principal, the account @account, who was asked about the request, may still hear what became of it: whoever may
 * still approve at its subscription, or give internal approval where the customer never heard of it; and whoever decided it. */
bool lb_hearing_of_request(LbStore *store, const LbRequest *request, int64_t principal,
                           const char *account, bool *hears, GError **error);

/* Whether @message, which asks for nothing, may still be told to its recipient. Those who were asked hear of @request (NULL: it
 * cannot be read, or the message is about none) as above, and approvers of an exclusion while they may approve where it was.
 * Who asked hears of it whatever the role is now, and so does everybody of what a message about people or a ticket says. */
bool lb_hearing_of_message(LbStore *store, const LbMessage *message, const LbRequest *request,
                           bool *hears, GError **error);
