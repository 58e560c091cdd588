/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going through to a TCP port. */
#pragma once

#include "proxy/channel.h"
#include "proxy/terminal.h"

/* Carries bytes both ways between standard input and output and the port of the order, until channel->end says why it is over. The
 * person is spoken to on standard error. */
void lb_relay_run(LbChannel *channel, LbTerminal *terminal);
