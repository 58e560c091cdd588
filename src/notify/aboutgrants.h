/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mail about a request says of what its approval opened. Of a request without grants it says nothing. */
#pragma once

#include "core/message.h"
#include "notify/facts.h"
#include "notify/parts.h"

/* Puts the names of resources, by what has become of their grants, and whether access can be used now. */
void lb_mail_put_grants(LbMailFacts *facts, const LbMessage *message, GTimeZone *zone);

/* Says to the one who asked, where access is open, the commands that lead there. */
void lb_mail_say_ways(LbMailParts *parts, const LbSite *site, const LbMessage *message);
