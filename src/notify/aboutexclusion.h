/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mail about an exclusion says: that somebody worked on a customer's systems without a request, why none had to be,
 * where and when, and how to read what happened. That itself is not in it. */
#pragma once

#include "core/message.h"
#include "notify/facts.h"
#include "notify/parts.h"

/* Adds the parts in the language that is set, and what it tells to @facts. Returns the subject, which the caller frees. */
char *lb_mail_about_exclusion(LbMailParts *parts, LbMailFacts *facts, const LbSite *site,
                              const LbMessage *message);
