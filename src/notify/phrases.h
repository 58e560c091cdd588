/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What mails of every family say alike. */
#pragma once

#include <stdbool.h>

#include "core/message.h"
#include "notify/facts.h"
#include "notify/parts.h"

/* Says the command that logs in at @site, with the verb and operands @act (NULL: none); @screen: that needs a
 * terminal. */
void lb_mail_say_command(LbMailParts *parts, const LbSite *site, bool screen, const char *act);

/* Says the command that shows all that waits. */
void lb_mail_say_waiting(LbMailParts *parts, const LbSite *site);

/* Says the fingerprints of the host's keys, where they are known. */
void lb_mail_say_host_keys(LbMailParts *parts, LbMailFacts *facts, const LbSite *site);

/* Says to whom the mail goes who is told and can decide nothing: another address of the account. */
void lb_mail_say_alternate(LbMailParts *parts, LbMailFacts *facts, const LbMessage *message);

/* Says, at the end, what we never do, and where the log stood. */
void lb_mail_say_closing(LbMailParts *parts, const LbMailFacts *facts);
