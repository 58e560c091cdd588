/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One order with one worker: whatever becomes of the worker, there is a result in the end, and the worker is gone. */
#pragma once

#include <glib.h>

#include "daemon/order.h"

typedef struct LbJob LbJob;

/* The worker is gone, and @result, which is borrowed, is what became of the order. May free the job. The last event. */
typedef void (*LbJobDone)(gpointer data, LbJob *job, const LbOrderResult *result);

/* Starts a worker for @order, which may take @patience microseconds before it is killed. NULL with @error when none can be started, or
 * the order is too long for one. The caller frees the job. */
LbJob *lb_job_start(const LbOrder *order, int64_t patience, LbJobDone done, gpointer data,
                    GError **error);

/* To be called after SIGCHLD. */
void lb_job_reap(LbJob *job);

/* Lets the worker end what it has begun at once, in two seconds at most; the result follows when it was reaped. */
void lb_job_dismiss(LbJob *job);

/* Kills the worker if it is still there, without a result. */
void lb_job_free(LbJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbJob, lb_job_free)
