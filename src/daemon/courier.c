/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox on its way. At any time a message is in one of these places:
 *
 *     the outbox -- claimed --> with the child -- answered --> a result -- recorded --> the outbox
 *
 * One that the child took with it when it ended is a result too: later. */
#include "daemon/courier.h"

#include <string.h>

#include "base/clock.h"
#include "daemon/child.h"
#include "daemon/mail.h"
#include "daemon/report.h"
#include "notify/wire.h"
#include "service/deliveries.h"

#define IDLE_SECONDS 30
#define LAST_MS 1000 /* for a delivery under way when lockboxd ends */

struct LbCourier {
    char *data;
    LbService *service;
    const LbConfig *config;
    LbChild *child;       /* NULL: none */
    LbMessage *message;   /* claimed and not recorded; NULL: none */
    LbWireResult *result; /* what became of it; NULL: not known yet */
    char *reason;         /* why we killed the child; NULL: we did not */
    bool renew;           /* the child has settings of the past */
    guint timer;          /* of the message that is with the child */
    guint idle;           /* of the child that has none */
    guint last;           /* of the end: 0 when it is over */
    LbCourierDone done;   /* NULL: not ending */
    gpointer done_data;
    LbFault outbox_fault, child_fault;
};

static void
clear_timer(guint *timer)
{
    if (*timer != 0)
        g_source_remove(*timer);
    *timer = 0;
}

static void
set_result(LbCourier *courier, LbDelivery delivery, const char *answer)
{
    courier->result = g_new0(LbWireResult, 1);
    courier->result->id = courier->message->id;
    courier->result->delivery = delivery;
    courier->result->answer = g_strdup(answer);
}

static void
forget_message(LbCourier *courier)
{
    clear_timer(&courier->timer);
    g_clear_pointer(&courier->message, lb_message_free);
    g_clear_pointer(&courier->result, lb_wire_result_free);
}

static void
kill_child(LbCourier *courier, const char *reason)
{
    if (courier->reason == NULL)
        courier->reason = g_strdup(reason);
    lb_child_kill(courier->child);
}

static void
on_line(gpointer data, const char *line, size_t length)
{
    LbCourier *courier = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(LbWireResult) result = lb_wire_result_from_line(line, length, &error);
    bool expected = result != NULL && courier->message != NULL && courier->result == NULL &&
                    result->id == courier->message->id;
    if (!expected) {
        kill_child(courier, error != NULL ? error->message
                                          : "the delivery child answered what was not asked");
        return;
    }
    clear_timer(&courier->timer);
    courier->result = g_steal_pointer(&result);
    lb_courier_look(courier);
}

static void
on_gone(gpointer data, const char *how)
{
    LbCourier *courier = data;
    bool unanswered = courier->message != NULL && courier->result == NULL;
    g_autofree char *reason = g_steal_pointer(&courier->reason);
    g_clear_pointer(&courier->child, lb_child_free);
    clear_timer(&courier->idle);
    if (reason != NULL || unanswered)
        lb_report(LB_REPORT_WARNING, "delivery: %s (the child %s)",
                  reason != NULL ? reason : "broken off", how);
    if (unanswered && courier->done != NULL) {
        forget_message(courier);
    } else if (unanswered) {
        g_autofree char *answer = g_strdup_printf("broken off: the delivery %s", how);
        set_result(courier, LB_DELIVERY_LATER, reason != NULL ? reason : answer);
    }
    lb_courier_look(courier);
}

static const LbChildEvents child_events = { .line = on_line, .gone = on_gone };

static bool
start_child(LbCourier *courier, GError **error)
{
    g_autoptr(LbDeliverySettings) settings = lb_mail_settings(
        courier->config, courier->data, lb_service_is_test(courier->service), error);
    char *line = settings != NULL ? lb_wire_settings_to_line(settings, error) : NULL;
    if (line == NULL)
        return false;
    courier->renew = false;
    courier->child =
        lb_child_start(LB_CHILD_DELIVERY, LB_WIRE_LIMIT, &child_events, courier, error);
    if (courier->child != NULL) {
        lb_child_send(courier->child, line, strlen(line));
        return true;
    }
    explicit_bzero(line, strlen(line));
    g_free(line);
    return false;
}

/* Like start_child(); what goes wrong is told once. */
static bool
try_child(LbCourier *courier)
{
    GError *error = NULL;
    if (courier->child == NULL && !start_child(courier, &error)) {
        lb_fault_set(&courier->child_fault, "delivery", error);
        return false;
    }
    lb_fault_clear(&courier->child_fault, "delivery");
    return true;
}

static gboolean
on_hung(gpointer data)
{
    LbCourier *courier = data;
    g_autofree char *reason =
        g_strdup_printf("no end within %u seconds, given up", lb_mail_patience(courier->config));
    courier->timer = 0;
    kill_child(courier, reason);
    return G_SOURCE_REMOVE;
}

static gboolean
on_idle(gpointer data)
{
    LbCourier *courier = data;
    courier->idle = 0;
    lb_child_dismiss(courier->child);
    return G_SOURCE_REMOVE;
}

/* What is said of a mail that was settled, and how loudly: one that nobody gets any more is an error. */
static void
report_result(const LbMessage *message, const LbWireResult *result)
{
    bool accepted = result->delivery == LB_DELIVERY_ACCEPTED;
    bool later = g_strcmp0(message->became, lb_names_get(lb_mail_state_names, LB_MAIL_QUEUED)) == 0;
    g_autofree char *about = lb_message_about(message);
    lb_report(accepted ? LB_REPORT_INFO
              : later  ? LB_REPORT_WARNING
                       : LB_REPORT_ERROR,
              "mail %" G_GINT64_FORMAT " (%s, %s) to %s: %s: %s", message->id, about,
              lb_names_get(lb_event_names, (int)message->event), message->address,
              later ? "later" : message->became, result->answer);
}

/* Records the result there is, if there is one. False: it could not be done now. */
static bool
record(LbCourier *courier)
{
    if (courier->result == NULL)
        return true;
    GError *error = NULL;
    if (!lb_deliveries_settle(courier->service, courier->message, courier->result->delivery,
                              courier->result->answer, &error)) {
        lb_fault_set(&courier->outbox_fault, "outbox", error);
        return false;
    }
    lb_fault_clear(&courier->outbox_fault, "outbox");
    report_result(courier->message, courier->result);
    forget_message(courier);
    return true;
}

static int64_t
lease_of(const LbCourier *courier)
{
    /* Nobody else claims while we hold the lock: the lease matters only to one who reads the outbox. */
    return 2 * (int64_t)lb_mail_patience(courier->config) * LB_SECOND;
}

/* Records the result there is and takes the next message, by one transaction, so that what the disk has to be waited for
 * is waited for once. False: it could not be done. */
static bool
pass_on(LbCourier *courier)
{
    g_autoptr(LbMessage) next = NULL;
    if (!lb_deliveries_pass_on(courier->service, courier->message, courier->result->delivery,
                               courier->result->answer, lease_of(courier), &next, NULL))
        return false;
    lb_fault_clear(&courier->outbox_fault, "outbox");
    report_result(courier->message, courier->result);
    forget_message(courier);
    courier->message = g_steal_pointer(&next);
    return true;
}

/* Takes the next message from the outbox, if there is one and it can be had now. */
static void
claim(LbCourier *courier)
{
    GError *error = NULL;
    courier->message = lb_deliveries_claim(courier->service, lease_of(courier), &error);
    if (error != NULL) {
        lb_fault_set(&courier->outbox_fault, "outbox", error);
        return;
    }
    lb_fault_clear(&courier->outbox_fault, "outbox");
}

static void
send_message(LbCourier *courier)
{
    g_autoptr(GError) error = NULL;
    if (!try_child(courier)) {
        set_result(courier, LB_DELIVERY_LATER, courier->child_fault.reason);
        return;
    }
    char *line = lb_wire_message_to_line(courier->message, &error);
    if (line == NULL) {
        set_result(courier, LB_DELIVERY_REFUSED, error->message);
        return;
    }
    clear_timer(&courier->idle);
    courier->timer = g_timeout_add_seconds(lb_mail_patience(courier->config), on_hung, courier);
    lb_child_send(courier->child, line, strlen(line));
}

/* Whether a message could be given away now: a child that is on its way out takes none, and where the last
 * could not be started, messages wait in the outbox until one could. */
static bool
is_ready(LbCourier *courier)
{
    if (courier->child != NULL && courier->renew)
        lb_child_dismiss(courier->child);
    if (courier->child != NULL)
        return courier->reason == NULL && lb_child_is_there(courier->child);
    return courier->child_fault.reason == NULL || try_child(courier);
}

static void
rest(LbCourier *courier)
{
    if (courier->done == NULL) {
        if (courier->child != NULL && courier->idle == 0)
            courier->idle = g_timeout_add_seconds(IDLE_SECONDS, on_idle, courier);
        return;
    }
    if (courier->child != NULL) {
        lb_child_dismiss(courier->child);
        return;
    }
    courier->done(courier->done_data);
}

/* The usual way from one message to the next. False: one step after the other. */
static bool
go_on(LbCourier *courier)
{
    return courier->result != NULL && courier->done == NULL && is_ready(courier) &&
           pass_on(courier);
}

static void
begin(LbCourier *courier)
{
    if (courier->message == NULL) {
        rest(courier);
        return;
    }
    send_message(courier);
    record(courier);
}

void
lb_courier_look(LbCourier *courier)
{
    bool over = courier->done != NULL && courier->last == 0;
    if (go_on(courier)) {
        begin(courier);
        return;
    }
    if (!record(courier) && over)
        forget_message(courier);
    if (courier->message != NULL)
        return;
    if (courier->done != NULL) {
        rest(courier);
        return;
    }
    if (!is_ready(courier))
        return;
    claim(courier);
    begin(courier);
}

void
lb_courier_reap(LbCourier *courier)
{
    if (courier->child != NULL)
        lb_child_reap(courier->child);
}

static gboolean
on_last(gpointer data)
{
    LbCourier *courier = data;
    courier->last = 0;
    if (courier->child != NULL)
        kill_child(courier, "lockboxd ends");
    lb_courier_look(courier);
    return G_SOURCE_REMOVE;
}

void
lb_courier_stop(LbCourier *courier, LbCourierDone done, gpointer data)
{
    if (courier->done != NULL) {
        clear_timer(&courier->last);
        on_last(courier);
        return;
    }
    courier->done = done;
    courier->done_data = data;
    courier->last = g_timeout_add(LAST_MS, on_last, courier);
    lb_courier_look(courier);
}

LbCourier *
lb_courier_new(const char *data)
{
    LbCourier *courier = g_new0(LbCourier, 1);
    courier->data = g_strdup(data);
    return courier;
}

void
lb_courier_configure(LbCourier *courier, LbService *service, const LbConfig *config)
{
    courier->service = service;
    courier->config = config;
    courier->renew = true;
}

void
lb_courier_free(LbCourier *courier)
{
    if (courier == NULL)
        return;
    forget_message(courier);
    clear_timer(&courier->idle);
    clear_timer(&courier->last);
    lb_child_free(courier->child);
    g_free(courier->reason);
    g_free(courier->data);
    g_free(courier->outbox_fault.reason);
    g_free(courier->child_fault.reason);
    g_free(courier);
}
