/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is owed to webhooks on its way. A lane is idle, or has a message with a child, or a result that is to be recorded. */
#include "daemon/hooks.h"

#include <string.h>

#include "base/span.h"
#include "daemon/child.h"
#include "daemon/hookrun.h"
#include "daemon/report.h"
#include "notify/hookwire.h"
#include "service/hookcalls.h"

#define LANES 4
#define WELL 2       /* of them only for those whose last attempt was taken */
#define SLACK 15     /* seconds that a child may take beside those of the request */
#define LAST_MS 1000 /* for what is under way when lockboxd ends */

typedef struct {
    LbHooks *hooks;
    bool well;
    LbHookCall *call;     /* NULL: idle */
    LbChild *child;       /* NULL: none */
    LbHookResult *result; /* NULL: not known yet */
    char *reason;         /* why we killed the child; NULL: we did not */
    guint timer;
} Lane;

struct LbHooks {
    LbService *service;
    const LbConfig *config;
    Lane lanes[LANES];
    bool released; /* leases of the past */
    guint last;    /* of the end; 0: it is over, or has not begun */
    LbHooksDone done;
    gpointer done_data;
    LbFault fault, child_fault;
};

static void
clear_timer(guint *timer)
{
    if (*timer != 0)
        g_source_remove(*timer);
    *timer = 0;
}

static void
clear_lane(Lane *lane)
{
    clear_timer(&lane->timer);
    g_clear_pointer(&lane->child, lb_child_free);
    g_clear_pointer(&lane->call, lb_hook_call_free);
    g_clear_pointer(&lane->result, lb_hook_result_free);
    g_clear_pointer(&lane->reason, g_free);
}

static void
kill_child(Lane *lane, const char *reason)
{
    if (lane->reason == NULL)
        lane->reason = g_strdup(reason);
    if (lane->child != NULL)
        lb_child_kill(lane->child);
}

static void
on_line(gpointer data, const char *line, size_t length)
{
    Lane *lane = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(LbHookResult) result =
        lane->result == NULL ? lb_hook_result_from_line(line, length, &error) : NULL;
    if (result == NULL)
        kill_child(lane, error != NULL ? error->message : "the child answered twice");
    else
        lane->result = g_steal_pointer(&result);
}

/* What was not answered may have arrived; it comes again with the same id. While ending, it stays leased. */
static void
on_gone(gpointer data, const char *how)
{
    Lane *lane = data;
    LbHooks *hooks = lane->hooks;
    clear_timer(&lane->timer);
    g_clear_pointer(&lane->child, lb_child_free);
    if (lane->result == NULL && hooks->done != NULL) {
        clear_lane(lane);
    } else if (lane->result == NULL) {
        g_autofree char *words = lane->reason != NULL
                                     ? g_strdup(lane->reason)
                                     : g_strdup_printf("broken off: the child %s", how);
        lane->result = lb_hook_result_failed("failed", words);
    }
    lb_hooks_look(hooks);
}

static const LbChildEvents events = { .line = on_line, .gone = on_gone };

static gboolean
on_hung(gpointer data)
{
    Lane *lane = data;
    lane->timer = 0;
    kill_child(lane, "no end within the time, given up");
    return G_SOURCE_REMOVE;
}

static LbHookOrder *
make_order(const Lane *lane)
{
    LbHookOrder *order = lb_hook_order_new();
    order->url = g_strdup(lane->call->message->url);
    order->body = g_strdup(lane->call->body);
    for (char **header = lane->call->headers; *header != NULL; header++)
        g_ptr_array_add(order->headers, g_strdup(*header));
    const LbConfig *config = lane->hooks->config;
    lb_hook_order_configure(order, config->hook_networks, config->hook_plain, config->hook_ca_file,
                            config->hook_timeout);
    return order;
}

static bool
start(Lane *lane, GError **error)
{
    g_autoptr(LbHookOrder) order = make_order(lane);
    g_autofree char *line = lb_hook_order_to_line(order, error);
    if (line == NULL)
        return false;
    lane->child = lb_child_start(LB_CHILD_HOOK, LB_HOOK_LIMIT, &events, lane, error);
    if (lane->child == NULL)
        return false;
    lane->timer = g_timeout_add_seconds((guint)order->timeout + SLACK, on_hung, lane);
    size_t length = strlen(line);
    lb_child_send(lane->child, g_steal_pointer(&line), length);
    return true;
}

/* What is said of it in the journal: with the id of the webhook, for its URL may be a secret. */
static void
report(const Lane *lane, LbWebhookState became, bool disabled)
{
    const LbWebhookMessage *message = lane->call->message;
    bool accepted = became == LB_WEBHOOK_ACCEPTED, later = became == LB_WEBHOOK_QUEUED;
    lb_report(accepted ? LB_REPORT_INFO
              : later  ? LB_REPORT_WARNING
                       : LB_REPORT_ERROR,
              "webhook %" G_GINT64_FORMAT ": %s (%s): %s: %s", message->webhook, message->event,
              message->message_id,
              later ? "later" : lb_names_get(lb_webhook_state_names, (int)became),
              lane->result->words);
    if (disabled)
        lb_report(LB_REPORT_ERROR, "webhook %" G_GINT64_FORMAT " is disabled", message->webhook);
}

/* Records the result there is. False: it could not be done now. */
static bool
record(Lane *lane)
{
    LbHooks *hooks = lane->hooks;
    GError *error = NULL;
    LbWebhookState became;
    bool disabled = false;
    const LbHookAnswer answer = { .status = lane->result->status,
                                  .retry_after = lane->result->retry_after,
                                  .words = lane->result->words };
    if (!lb_hook_calls_settle(hooks->service, lane->call, &answer, &became, &disabled, &error)) {
        lb_fault_set(&hooks->fault, "webhooks", error);
        return false;
    }
    lb_fault_clear(&hooks->fault, "webhooks");
    report(lane, became, disabled);
    clear_lane(lane);
    return true;
}

/* Gives the lane the next message, if there is one for it. */
static void
feed(Lane *lane)
{
    LbHooks *hooks = lane->hooks;
    GError *error = NULL;
    int64_t lease = 2 * (int64_t)(hooks->config->hook_timeout + SLACK) * LB_SECOND;
    lane->call = lb_hook_calls_claim(hooks->service, lane->well, lease, &error);
    if (error != NULL) {
        lb_fault_set(&hooks->fault, "webhooks", error);
        return;
    }
    lb_fault_clear(&hooks->fault, "webhooks");
    if (lane->call == NULL)
        return;
    if (start(lane, &error)) {
        lb_fault_clear(&hooks->child_fault, "webhooks");
        return;
    }
    lane->result = lb_hook_result_failed("failed", error->message);
    lb_fault_set(&hooks->child_fault, "webhooks", error);
}

static bool
release(LbHooks *hooks)
{
    GError *error = NULL;
    if (hooks->released)
        return true;
    hooks->released = lb_hook_calls_release(hooks->service, &error);
    if (hooks->released)
        lb_fault_clear(&hooks->fault, "webhooks");
    else
        lb_fault_set(&hooks->fault, "webhooks", error);
    return hooks->released;
}

void
lb_hooks_look(LbHooks *hooks)
{
    bool busy = false;
    if (!release(hooks))
        return;
    for (int i = 0; i < LANES; i++) {
        Lane *lane = &hooks->lanes[i];
        if (lane->result != NULL && lane->child == NULL && !record(lane) && hooks->done != NULL)
            clear_lane(lane);
        if (lane->call == NULL && hooks->done == NULL)
            feed(lane);
        busy = busy || lane->call != NULL;
    }
    if (!busy && hooks->done != NULL) {
        clear_timer(&hooks->last);
        hooks->done(hooks->done_data);
    }
}

void
lb_hooks_reap(LbHooks *hooks)
{
    for (int i = 0; i < LANES; i++)
        if (hooks->lanes[i].child != NULL)
            lb_child_reap(hooks->lanes[i].child);
}

static gboolean
on_last(gpointer data)
{
    LbHooks *hooks = data;
    hooks->last = 0;
    for (int i = 0; i < LANES; i++)
        kill_child(&hooks->lanes[i], "lockboxd ends");
    return G_SOURCE_REMOVE;
}

void
lb_hooks_stop(LbHooks *hooks, LbHooksDone done, gpointer data)
{
    if (hooks->done != NULL) {
        clear_timer(&hooks->last);
        on_last(hooks);
        return;
    }
    hooks->done = done;
    hooks->done_data = data;
    hooks->last = g_timeout_add(LAST_MS, on_last, hooks);
    lb_hooks_look(hooks);
}

LbHooks *
lb_hooks_new(void)
{
    LbHooks *hooks = g_new0(LbHooks, 1);
    for (int i = 0; i < LANES; i++) {
        hooks->lanes[i].hooks = hooks;
        hooks->lanes[i].well = i < WELL;
    }
    return hooks;
}

void
lb_hooks_configure(LbHooks *hooks, LbService *service, const LbConfig *config)
{
    hooks->service = service;
    hooks->config = config;
}

void
lb_hooks_free(LbHooks *hooks)
{
    if (hooks == NULL)
        return;
    for (int i = 0; i < LANES; i++)
        clear_lane(&hooks->lanes[i]);
    clear_timer(&hooks->last);
    g_free(hooks->fault.reason);
    g_free(hooks->child_fault.reason);
    g_free(hooks);
}
