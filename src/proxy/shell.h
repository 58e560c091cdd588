/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going through to a shell. */
#pragma once

#include "proxy/channel.h"
#include "proxy/terminal.h"

/* Until channel->end says why it is over; the terminal is as it was then, and the directory of the order is gone. */
void lb_shell_run(LbChannel *channel, LbTerminal *terminal);
