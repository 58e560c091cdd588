/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mail about a request says: who asks for what, what became of it, and the command that opens it. */
#pragma once

#include "core/message.h"
#include "notify/facts.h"
#include "notify/parts.h"

/* Adds the parts in the language that is set and in the time zone of @message's recipient, and what it tells to @facts.
 * Returns the subject, which the caller frees; NULL when the event cannot be told. */
char *lb_mail_about_request(LbMailParts *parts, LbMailFacts *facts, const LbSite *site,
                            const LbMessage *message);
