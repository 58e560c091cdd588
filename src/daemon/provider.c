/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access on its way. What is due waits in the database; taken from there, it is with a worker, then it is a result, and
 * then it is recorded. One whose lockboxd dies on the way is due again, and is done again: that does no harm. */
#include "daemon/provider.h"

#include <sys/stat.h>
#include <time.h>

#include "access/ca.h"
#include "access/keygen.h"
#include "access/provisioner.h"
#include "base/wirefields.h"
#include "config/places.h"
#include "daemon/access.h"
#include "daemon/error.h"
#include "daemon/job.h"
#include "daemon/report.h"
#include "service/grants.h"

#define LAST_MS 1000 /* for what is under way when lockboxd ends */
#define SCRIPTS 4    /* at once */
#define OPENINGS 2   /* by certificates */
#define LISTS 1      /* an older list must never replace a newer one */
#define ASKED 100    /* what is due and has to wait for room, before the next look */
#define LIST_AGAIN LB_MINUTE
#define CHECK_EVERY (10 * LB_SECOND)
#define SCRATCH_AGE 3600 /* seconds */

/* What may be under way at once of each kind. */
typedef enum { LANE_SCRIPT, LANE_OPENING, LANE_LIST } Lane;

static const guint lane_most[] = {
    [LANE_SCRIPT] = SCRIPTS,
    [LANE_OPENING] = OPENINGS,
    [LANE_LIST] = LISTS,
};

struct LbProvider {
    char *data;
    LbService *service;
    const LbConfig *config;
    GPtrArray *tasks; /* Task * */
    bool begun;       /* what was found at the start is in order */
    gint64
        list_tried; /* monotonic microseconds, when a list that was missing was last written; 0: never */
    gint64 checked;      /* likewise, when it was last seen whether access could be opened */
    guint last;          /* of the end: 0 when it is over */
    LbProviderDone done; /* NULL: not ending */
    gpointer done_data;
    LbFault order_fault, setup_fault, start_fault, grants_fault, list_fault;
};

/* One order under way, or done and not recorded yet. */
typedef struct {
    LbProvider *provider;
    LbGrantWork *work; /* whose grant the order has; NULL: the list alone is written */
    LbOrder *order;
    Lane lane;
    LbJob *job;
    const LbOrderResult *result; /* the job's; NULL: not known yet */
} Task;

static void
free_task(gpointer data)
{
    Task *task = data;
    lb_job_free(task->job);
    lb_order_free(task->order);
    lb_grant_work_free(task->work);
    g_free(task);
}

/* What a person reads of it: "LB-42 on vm-web-01". */
static char *
name_task(const Task *task)
{
    return g_strdup_printf("%s on %s", task->order->grant->request,
                           task->work->state->resource_name);
}

static void
report_failure(const Task *task, const char *name)
{
    const LbGrantState *state = task->work->state;
    const LbOrderResult *result = task->result;
    int attempts = state->attempts + 1;
    bool opening = state->status == LB_GRANT_OPENING;
    if (opening && (!result->retryable || attempts >= LB_GRANT_OPEN_ATTEMPTS))
        lb_report(LB_REPORT_ERROR, "%s does not open, and is given up: %s", name, result->words);
    else if (opening)
        lb_report(LB_REPORT_WARNING, "%s does not open: %s", name, result->words);
    else
        lb_report(attempts >= LB_GRANT_CLOSE_ALARM ? LB_REPORT_ERROR : LB_REPORT_WARNING,
                  "%s does not close, tried %d times: %s", name, attempts, result->words);
}

static void
report_result(const Task *task)
{
    static const char *const sayings[] = {
        [LB_GRANT_OPENING] = "opened %s",
        [LB_GRANT_CLOSING] = "closed %s",
        [LB_GRANT_FAILING] = "cleared up what was left of %s",
    };
    g_autofree char *name = name_task(task);
    if (!task->result->done) {
        report_failure(task, name);
        return;
    }
    g_autoptr(GString) line = g_string_new(sayings[task->work->state->status]);
    g_string_replace(line, "%s", name, 1);
    lb_report(LB_REPORT_INFO, "%s", line->str);
}

/* The list was missing: nothing of it is in the database. */
static void
record_list(LbProvider *provider, const LbOrderResult *result)
{
    if (result->done) {
        lb_fault_clear(&provider->list_fault, "list of revoked certificates");
        lb_report(LB_REPORT_INFO, "wrote the list of revoked certificates anew");
        return;
    }
    GError *error = g_error_new_literal(LB_DAEMON_ERROR, LB_DAEMON_ERROR_ACCESS, result->words);
    lb_fault_set(&provider->list_fault, "list of revoked certificates", error);
}

/* False: it could not be done now. */
static bool
record(Task *task)
{
    LbProvider *provider = task->provider;
    const LbOrderResult *result = task->result;
    GError *error = NULL;
    if (task->work == NULL) {
        record_list(provider, result);
        return true;
    }
    LbGrantOutcome outcome = {
        .serial = task->order->grant->serial,
        .status = task->work->state->status,
        .done = result->done,
        .retryable = result->retryable,
        .words = result->words,
        .connection = result->connection,
    };
    if (!lb_grants_settle(provider->service, &outcome, &error)) {
        lb_fault_set(&provider->grants_fault, "grants", error);
        return false;
    }
    lb_fault_clear(&provider->grants_fault, "grants");
    report_result(task);
    return true;
}

/* Whether nothing is waited for any more. */
static bool
is_over(const LbProvider *provider)
{
    return provider->done != NULL && provider->last == 0;
}

/* Whether there is nothing left to do about @task. What was ended because lockboxd ends has not failed: it is due again. */
static bool
is_recorded(Task *task)
{
    if (task->result == NULL)
        return false;
    bool over = is_over(task->provider);
    bool cut_short = over && !task->result->done;
    return cut_short || record(task) || over;
}

static void
record_all(LbProvider *provider)
{
    for (guint i = provider->tasks->len; i > 0; i--)
        if (is_recorded(g_ptr_array_index(provider->tasks, i - 1)))
            g_ptr_array_remove_index_fast(provider->tasks, i - 1);
}

static void
on_done(gpointer data, LbJob *job, const LbOrderResult *result)
{
    Task *task = data;
    (void)job;
    task->result = result;
}

static guint
count_lane(const LbProvider *provider, Lane lane)
{
    guint count = 0;
    for (guint i = 0; i < provider->tasks->len; i++)
        count += ((const Task *)g_ptr_array_index(provider->tasks, i))->lane == lane;
    return count;
}

static bool
has_room(const LbProvider *provider, Lane lane)
{
    return count_lane(provider, lane) < lane_most[lane];
}

static Lane
choose_lane(const LbGrantState *state)
{
    if (g_strcmp0(state->provisioner, lb_certificate_provisioner.name) != 0)
        return LANE_SCRIPT;
    return state->status == LB_GRANT_OPENING ? LANE_OPENING : LANE_LIST;
}

/* Gives @order to a worker. False when there can be none now: it stays due. */
static bool
start(LbProvider *provider, LbGrantWork *work, LbOrder *order, Lane lane)
{
    GError *error = NULL;
    Task *task = g_new0(Task, 1);
    *task = (Task){ .provider = provider, .work = work, .order = order, .lane = lane };
    task->job = lb_job_start(order, lb_access_patience(order), on_done, task, &error);
    if (task->job == NULL) {
        lb_fault_set(&provider->start_fault, "workers", error);
        free_task(task);
        return false;
    }
    lb_fault_clear(&provider->start_fault, "workers");
    g_ptr_array_add(provider->tasks, task);
    return true;
}

static bool
start_work(LbProvider *provider, LbGrantWork *work, Lane lane)
{
    LbGrantState *state = work->state;
    LbOrder *order =
        lb_access_order(provider->config, provider->data,
                        state->status == LB_GRANT_OPENING ? LB_ORDER_OPEN : LB_ORDER_CLOSE);
    order->instance = g_strdup(work->instance);
    order->provisioner = g_strdup(state->provisioner);
    order->grant = g_steal_pointer(&state->grant);
    g_ptr_array_unref(order->keys);
    order->keys = g_ptr_array_ref(work->keys);
    /* More than anybody uses fit into no order. */
    if (order->keys->len > LB_WIRE_TEXTS_MOST)
        g_ptr_array_set_size(order->keys, LB_WIRE_TEXTS_MOST);
    g_array_unref(order->revoked);
    order->revoked = g_array_ref(work->revoked);
    order->revision = (int64_t)work->revision;
    return start(provider, work, order, lane);
}

/* The serials that are not to be asked for again. The caller frees them. */
static GArray *
list_busy(const LbProvider *provider)
{
    GArray *busy = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < provider->tasks->len; i++) {
        const Task *task = g_ptr_array_index(provider->tasks, i);
        if (task->work != NULL)
            g_array_append_val(busy, task->order->grant->serial);
    }
    return busy;
}

/* Takes the next that is due. False: there is none, or it cannot be had or done now. */
static bool
take_next(LbProvider *provider, GArray *busy)
{
    GError *error = NULL;
    g_autoptr(LbGrantWork) work = lb_grants_next(provider->service, busy, &error);
    if (error != NULL) {
        lb_fault_set(&provider->grants_fault, "grants", error);
        return false;
    }
    lb_fault_clear(&provider->grants_fault, "grants");
    if (work == NULL)
        return false;
    g_array_append_val(busy, work->state->grant->serial);
    Lane lane = choose_lane(work->state);
    return !has_room(provider, lane) || start_work(provider, g_steal_pointer(&work), lane);
}

static void
take_all(LbProvider *provider)
{
    g_autoptr(GArray) busy = list_busy(provider);
    for (int i = 0; i < ASKED && take_next(provider, busy); i++)
        continue;
}

/* Targets that find no list let nobody in. */
static void
keep_list(LbProvider *provider)
{
    g_autofree char *path = lb_places_krl(provider->config, provider->data);
    g_autofree char *private = lb_places_private(provider->data);
    gint64 now = g_get_monotonic_time();
    struct stat status;
    bool recently = provider->list_tried != 0 && now - provider->list_tried < LIST_AGAIN;
    if (recently || !has_room(provider, LANE_LIST) || stat(path, &status) == 0 ||
        !lb_ca_check(private, NULL))
        return;
    GError *error = NULL;
    uint64_t revision = 0;
    GArray *revoked = lb_grants_revoked(provider->service, &revision, &error);
    if (revoked == NULL) {
        lb_fault_set(&provider->grants_fault, "grants", error);
        return;
    }
    LbOrder *order = lb_access_order(provider->config, provider->data, LB_ORDER_KRL);
    g_array_unref(order->revoked);
    order->revoked = revoked;
    order->revision = (int64_t)revision;
    provider->list_tried = now;
    start(provider, NULL, order, LANE_LIST);
}

/* What was found at the start is put in order before anything is taken. What cannot be is reported and tried again, and
 * keeps no other access from being closed. */
static void
begin(LbProvider *provider)
{
    GError *error = NULL;
    int wrong = 0;
    if (provider->begun)
        return;
    provider->begun = lb_grants_reconcile(provider->service, &wrong, &error);
    if (provider->begun)
        lb_fault_clear(&provider->order_fault, "grants and their requests");
    else
        lb_fault_set(&provider->order_fault, "grants and their requests", error);
    if (wrong > 0)
        lb_report(LB_REPORT_WARNING, "grants: %d did not go with their requests", wrong);
    g_autofree char *private = lb_places_private(provider->data);
    lb_keygen_sweep(private, time(NULL) - SCRATCH_AGE);
}

/* Whether access could be opened: what the operator mends, or breaks, is told while lockboxd runs. */
static void
check(LbProvider *provider)
{
    GError *error = NULL;
    gint64 now = g_get_monotonic_time();
    if (provider->checked != 0 && now - provider->checked < CHECK_EVERY)
        return;
    provider->checked = now;
    if (lb_access_check(provider->config, provider->data, provider->service, &error))
        lb_fault_clear(&provider->setup_fault, "access");
    else
        lb_fault_set(&provider->setup_fault, "access", error);
}

void
lb_provider_look(LbProvider *provider)
{
    record_all(provider);
    if (provider->done == NULL) {
        begin(provider);
        check(provider);
        take_all(provider);
        keep_list(provider);
    }
    if (provider->done != NULL && provider->tasks->len == 0)
        provider->done(provider->done_data);
}

void
lb_provider_reap(LbProvider *provider)
{
    for (guint i = 0; i < provider->tasks->len; i++)
        lb_job_reap(((Task *)g_ptr_array_index(provider->tasks, i))->job);
    lb_provider_look(provider);
}

void
lb_provider_configure(LbProvider *provider, LbService *service, const LbConfig *config)
{
    provider->service = service;
    provider->config = config;
    provider->list_tried = 0;
    provider->checked = 0;
}

/* What is under way is ended. */
static void
cut_short(LbProvider *provider)
{
    for (guint i = 0; i < provider->tasks->len; i++)
        lb_job_dismiss(((Task *)g_ptr_array_index(provider->tasks, i))->job);
    lb_provider_look(provider);
}

static gboolean
on_last(gpointer data)
{
    LbProvider *provider = data;
    provider->last = 0;
    cut_short(provider);
    return G_SOURCE_REMOVE;
}

void
lb_provider_stop(LbProvider *provider, LbProviderDone done, gpointer data)
{
    if (provider->done == NULL) {
        provider->done = done;
        provider->done_data = data;
        provider->last = g_timeout_add(LAST_MS, on_last, provider);
        lb_provider_look(provider);
        return;
    }
    if (provider->last != 0)
        g_source_remove(provider->last);
    provider->last = 0;
    cut_short(provider);
}

LbProvider *
lb_provider_new(const char *data)
{
    LbProvider *provider = g_new0(LbProvider, 1);
    provider->data = g_strdup(data);
    provider->tasks = g_ptr_array_new_with_free_func(free_task);
    return provider;
}

void
lb_provider_free(LbProvider *provider)
{
    if (provider == NULL)
        return;
    if (provider->last != 0)
        g_source_remove(provider->last);
    g_ptr_array_unref(provider->tasks);
    g_free(provider->data);
    g_free(provider->order_fault.reason);
    g_free(provider->setup_fault.reason);
    g_free(provider->start_fault.reason);
    g_free(provider->grants_fault.reason);
    g_free(provider->list_fault.reason);
    g_free(provider);
}
