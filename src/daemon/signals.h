/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals as events of the main loop, by a signalfd and without a thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct LbSignals LbSignals;
typedef void (*LbSignalHandler)(int signal_number, gpointer data);

/* Blocks SIGTERM, SIGINT, SIGHUP and SIGCHLD, and calls @handler for each that comes; SIGPIPE is ignored.
 * Signals that come together may be one. The caller frees it. */
LbSignals *lb_signals_new(LbSignalHandler handler, gpointer data, GError **error);

/* They stay blocked. */
void lb_signals_free(LbSignals *signals);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbSignals, lb_signals_free)
