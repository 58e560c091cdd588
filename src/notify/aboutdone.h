/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was done through a request that has ended, in the mail that says so to those who were asked. */
#pragma once

#include "notify/facts.h"

/* Puts the facts of message->done: how often, how long, how it ended, hashes, events. None where that is NULL. */
void lb_mail_put_done(LbMailFacts *facts, const LbMessage *message);
