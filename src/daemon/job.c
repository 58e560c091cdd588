/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A worker and its result. One that died, hung or wrote nonsense may have done its work or not: the order failed, and is
 * to be given again. */
#include "daemon/job.h"

#include <string.h>

#include "daemon/child.h"

struct LbJob {
    LbOrderAct act;
    LbChild *child;
    LbOrderResult *result; /* NULL: none came yet */
    char *reason;          /* why we killed it; NULL: we did not */
    guint timer;
    LbJobDone done;
    gpointer data;
};

static void
clear_timer(LbJob *job)
{
    if (job->timer != 0)
        g_source_remove(job->timer);
    job->timer = 0;
}

static void
kill_worker(LbJob *job, const char *reason)
{
    if (job->reason == NULL)
        job->reason = g_strdup(reason);
    lb_child_kill(job->child);
}

static void
on_line(gpointer data, const char *line, size_t length)
{
    LbJob *job = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(LbOrderResult) result =
        job->result == NULL ? lb_order_result_from_line(line, length, job->act, &error) : NULL;
    if (result == NULL)
        kill_worker(job, error != NULL ? error->message : "it answered twice");
    else
        job->result = g_steal_pointer(&result);
}

static void
on_gone(gpointer data, const char *how)
{
    LbJob *job = data;
    clear_timer(job);
    if (job->result == NULL || job->reason != NULL) {
        g_autofree char *words = job->reason != NULL
                                     ? g_strdup_printf("the worker %s: %s", how, job->reason)
                                     : g_strdup_printf("the worker %s", how);
        lb_order_result_free(job->result);
        job->result = lb_order_result_failed(true, words);
    }
    job->done(job->data, job, job->result);
}

static const LbChildEvents events = { .line = on_line, .gone = on_gone };

static gboolean
on_hung(gpointer data)
{
    LbJob *job = data;
    job->timer = 0;
    kill_worker(job, "it took too long");
    return G_SOURCE_REMOVE;
}

LbJob *
lb_job_start(const LbOrder *order, int64_t patience, LbJobDone done, gpointer data, GError **error)
{
    g_autofree char *line = lb_order_to_line(order, error);
    if (line == NULL)
        return NULL;
    g_autoptr(LbJob) job = g_new0(LbJob, 1);
    job->act = order->act;
    job->done = done;
    job->data = data;
    job->child = lb_child_start(LB_CHILD_WORKER, LB_ORDER_RESULT_LIMIT, &events, job, error);
    if (job->child == NULL)
        return NULL;
    job->timer = g_timeout_add((guint)(patience / 1000), on_hung, job);
    size_t length = strlen(line);
    lb_child_send(job->child, g_steal_pointer(&line), length);
    return g_steal_pointer(&job);
}

void
lb_job_dismiss(LbJob *job)
{
    lb_child_dismiss(job->child);
}

void
lb_job_reap(LbJob *job)
{
    lb_child_reap(job->child);
}

void
lb_job_free(LbJob *job)
{
    if (job == NULL)
        return;
    clear_timer(job);
    lb_child_free(job->child);
    lb_order_result_free(job->result);
    g_free(job->reason);
    g_free(job);
}
