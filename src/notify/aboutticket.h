/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mail about a support ticket says: that the other side has answered or closed it, and how to read that. What was
 * written is not in it. */
#pragma once

#include "core/message.h"
#include "notify/facts.h"
#include "notify/parts.h"

/* Adds the parts in the language that is set, and what it tells to @facts. Returns the subject, which the caller
 * frees; NULL when the event is none about a ticket. */
char *lb_mail_about_ticket(LbMailParts *parts, LbMailFacts *facts, const LbSite *site,
                           const LbMessage *message);
