/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Has lockboxd, which stands beside this program, try whether mail leaves, and hears how that goes. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "notify/trace.h"

/* Carries @order out and hands each step to @trace as it comes. The last one is always one after which nothing follows:
 * where the process was ended, or says nothing for @patience seconds, it is "later". False with @error when it cannot be
 * started, or says what it should not. */
bool lb_trial_ask(const LbTrialOrder *order, unsigned patience, const LbTrace *trace,
                  GError **error);
