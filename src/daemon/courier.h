/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes what is due from the outbox and hands it to the delivery child. One message at a time may leave, and what became of it is
 * recorded before the next may. Nothing here waits for a mail server. */
#pragma once

#include <glib.h>

#include "config/settings.h"
#include "service/service.h"

typedef struct LbCourier LbCourier;
typedef void (*LbCourierDone)(gpointer data);

/* @data: the data directory. The caller frees it. */
LbCourier *lb_courier_new(const char *data);

/* From now on by @service and @config, which must live until the next call or longer than the courier. What is
 * under way ends as it began. */
void lb_courier_configure(LbCourier *courier, LbService *service, const LbConfig *config);

/* Looks whether there is something to do: to record, to send. To be called after every change and about once
 * a second; cheap when there is nothing. */
void lb_courier_look(LbCourier *courier);

/* To be called after SIGCHLD. */
void lb_courier_reap(LbCourier *courier);

/* Takes nothing new. A delivery under way may end within a second; then the child is killed, and what was not
 * recorded stays leased, for lb_deliveries_release(). @done is called when no child is left. A second call
 * ends it at once. */
void lb_courier_stop(LbCourier *courier, LbCourierDone done, gpointer data);

/* Kills the child if there is one. */
void lb_courier_free(LbCourier *courier);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbCourier, lb_courier_free)
