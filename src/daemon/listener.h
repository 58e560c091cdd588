/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DATA/lockboxd.sock, through which sessions call lockboxd. Whoever may not write to the data directory is not
 * heard; whoever may can be as noisy as they like: connections, packets and lines in the journal are
 * bounded, and everything here runs after timers, signals and deliveries. */
#pragma once

#include "daemon/call.h"

typedef struct LbListener LbListener;

/* Makes the socket (0660) in place of one that was left there; only for the holder of the lock. @calls and
 * @context must live longer. The caller frees it. */
LbListener *lb_listener_new(const char *data, const LbCall *calls, gpointer context,
                            GError **error);

/* To be called about once a second: ends what is open for too long, listens again after a fault. */
void lb_listener_sweep(LbListener *listener);

/* Closes everything and removes the socket. */
void lb_listener_free(LbListener *listener);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbListener, lb_listener_free)
