/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mail about people says: who may decide, or how they are reached, has changed; and that somebody may come in,
 * with all that ssh needs for it. */
#pragma once

#include "core/message.h"
#include "notify/facts.h"
#include "notify/parts.h"

/* Adds the parts in the language that is set, and what it tells to @facts. Returns the subject, which the caller
 * frees. */
char *lb_mail_about_people(LbMailParts *parts, LbMailFacts *facts, const LbSite *site,
                           const LbMessage *message);
