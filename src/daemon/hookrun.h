/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process that sends one message to a webhook: lockboxd started again with two pipes, no database and no secret. */
#pragma once

#include "config/settings.h"
#include "notify/hookwire.h"

/* The process's whole life: reads an LbHookOrder from @in, sends it, and writes an LbHookResult to @out. Returns the status to exit
 * with, 0 once that was written. It is ended by SIGALRM when it hangs. */
int lb_hook_run(int in, int out);

/* Whether what lockbox.conf says about webhooks can be used. CONFIGURATION (daemon/error.h) in @error. */
bool lb_hook_check(const LbConfig *config, GError **error);
