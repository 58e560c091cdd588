/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox on its way. At any time a message is in one of these places:
 *
 *     the outbox -- leased --> ahead -- may leave --> under way -- answered --> a result -- recorded --> the outbox
 *
 * One that the child took with it when it ended is a result too: later. Of those ahead the first is with the child already,
 * which gets it to the point where only its end is missing. That it may leave is said when the result of the one before is
 * committed, so that at most one mail can be with a server without our knowing. */
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
    LbMessage *message;   /* under way, and not recorded; NULL: none */
    LbWireResult *result; /* what became of it; NULL: not known yet */
    gint64 hung;          /* monotonic time when it is given up */
    GQueue ahead;         /* LbMessage*, leased, the oldest first */
    bool read;            /* the facts of that one */
    bool given;           /* it is with the child */
    LbWireResult *early;  /* what the child made of that one, if it ended before it may leave */
    int64_t dropped;      /* the id of one that the child was told to forget; 0: none */
    char *reason;         /* why we killed the child; NULL: we did not */
    bool renew;           /* the child has settings of the past */
    guint timer;          /* looks whether the message under way is given up; 0: none runs */
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

/* The result is one that was waited for, or of one that the child gave up before it heard that it may leave. */
static bool
take_result(LbCourier *courier, LbWireResult *result)
{
    const LbMessage *next = g_queue_peek_head(&courier->ahead);
    LbWireResult **place = NULL;
    if (courier->message != NULL && result->id == courier->message->id)
        place = &courier->result;
    else if (courier->given && result->id == next->id)
        place = &courier->early;
    if (place == NULL || *place != NULL)
        return false;
    *place = result;
    return true;
}

static void
on_line(gpointer data, const char *line, size_t length)
{
    LbCourier *courier = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(LbWireResult) result = lb_wire_result_from_line(line, length, &error);
    if (result != NULL && take_result(courier, result)) {
        (void)g_steal_pointer(&result);
        lb_courier_look(courier);
        return;
    }
    if (result == NULL || courier->dropped == 0 || result->id != courier->dropped)
        kill_child(courier, error != NULL ? error->message
                                          : "the delivery child answered what was not asked");
}

static void
on_gone(gpointer data, const char *how)
{
    LbCourier *courier = data;
    bool unanswered = courier->message != NULL && courier->result == NULL;
    g_autofree char *reason = g_steal_pointer(&courier->reason);
    g_clear_pointer(&courier->child, lb_child_free);
    clear_timer(&courier->idle);
    courier->given = courier->early != NULL;
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

static bool
is_under_way(const LbCourier *courier)
{
    return courier->message != NULL && courier->result == NULL;
}

static gboolean on_hung(gpointer data);

/* One timer serves many messages: it ends when none is under way, and is set anew when the one that is has time left. */
static void
watch(LbCourier *courier, gint64 wait)
{
    if (courier->timer == 0)
        courier->timer = g_timeout_add((guint)(wait / 1000) + 1, on_hung, courier);
}

static gboolean
on_hung(gpointer data)
{
    LbCourier *courier = data;
    gint64 left = courier->hung - g_get_monotonic_time();
    courier->timer = 0;
    if (is_under_way(courier) && left > 0) {
        watch(courier, left);
    } else if (is_under_way(courier)) {
        g_autofree char *reason = g_strdup_printf("no end within %u seconds, given up",
                                                  lb_mail_patience(courier->config));
        kill_child(courier, reason);
    }
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
    /* Nobody else claims while we hold the lock: the lease matters only to one who reads the outbox, and to us where it is
     * taken for a time of a clock that was set back. */
    int64_t lease =
        (LB_DELIVERIES_AHEAD + 2) * (int64_t)lb_mail_patience(courier->config) * LB_SECOND;
    return MIN(lease, LB_RETRY_FAR / 2);
}

/* Gives the child a message. Returns why it cannot be, and in @delivery what that means; NULL: it was given. */
static char *
give(LbCourier *courier, const LbMessage *message, LbDelivery *delivery)
{
    g_autoptr(GError) error = NULL;
    *delivery = LB_DELIVERY_LATER;
    if (!try_child(courier))
        return g_strdup(courier->child_fault.reason);
    *delivery = LB_DELIVERY_REFUSED;
    char *line = lb_wire_message_to_line(message, &error);
    if (line == NULL)
        return g_strdup(error->message);
    clear_timer(&courier->idle);
    lb_child_send(courier->child, line, strlen(line));
    return NULL;
}

static void
say(LbCourier *courier, const LbMessage *message, bool leave)
{
    const LbWireWord word = { message->id, leave };
    char *line = courier->child != NULL ? lb_wire_word_to_line(&word, NULL) : NULL;
    if (line != NULL)
        lb_child_send(courier->child, line, strlen(line));
}

/* The first of those ahead was @id, and is not any more. */
static void
drop(LbCourier *courier, int64_t id)
{
    const LbMessage message = { .id = id };
    if (courier->given) {
        say(courier, &message, false);
        courier->dropped = id;
    }
    courier->read = courier->given = false;
    g_clear_pointer(&courier->early, lb_wire_result_free);
}

static int64_t
id_ahead(LbCourier *courier)
{
    const LbMessage *next = g_queue_peek_head(&courier->ahead);
    return next != NULL ? next->id : 0;
}

/* Reads the facts of the first of those ahead, leaving out those that are put off. False: there is none, or it cannot be done now. */
static bool
read_ahead(LbCourier *courier)
{
    GError *error = NULL;
    while (!courier->read && courier->ahead.length > 0) {
        LbMessage *next = g_queue_pop_head(&courier->ahead);
        courier->read = lb_deliveries_complete(courier->service, &next, &error) && next != NULL;
        if (next != NULL)
            g_queue_push_head(&courier->ahead, next);
        if (error != NULL) {
            lb_fault_set(&courier->outbox_fault, "outbox", error);
            return false;
        }
    }
    return courier->read;
}

/* Gives the child the first of those ahead, so that it prepares it. What cannot be given is seen again when it is its turn. */
static void
give_ahead(LbCourier *courier)
{
    LbDelivery delivery;
    if (courier->child == NULL || courier->given || !read_ahead(courier))
        return;
    g_autofree char *why = give(courier, g_queue_peek_head(&courier->ahead), &delivery);
    courier->given = why == NULL;
}

/* The message, which is with the child where it is @given, may leave now, and the child gets the one after it. */
static void
let_go(LbCourier *courier, bool given)
{
    LbDelivery delivery;
    guint patience = lb_mail_patience(courier->config);
    g_autofree char *why = given ? NULL : give(courier, courier->message, &delivery);
    if (why != NULL) {
        set_result(courier, delivery, why);
        return;
    }
    say(courier, courier->message, true);
    courier->hung = g_get_monotonic_time() + patience * G_USEC_PER_SEC;
    watch(courier, patience * G_USEC_PER_SEC);
    give_ahead(courier);
}

/* Lets the first of those ahead go. */
static void
advance(LbCourier *courier)
{
    /* One that has just ended took with it what it was given. */
    bool leaving = courier->child != NULL && !lb_child_is_there(courier->child);
    if (leaving || (!courier->given && !read_ahead(courier)))
        return;
    bool given = courier->given;
    courier->message = g_queue_pop_head(&courier->ahead);
    courier->result = g_steal_pointer(&courier->early);
    courier->read = courier->given = false;
    let_go(courier, given);
}

/* Records the result there is and sees to those ahead, by one transaction, so that what the disk has to be waited for is waited
 * for once. False: it could not be done. */
static bool
pass_on(LbCourier *courier)
{
    bool anew = false;
    int64_t id = id_ahead(courier);
    if (!lb_deliveries_pass_on(courier->service, courier->message, courier->result->delivery,
                               courier->result->answer, lease_of(courier), &courier->ahead, &anew,
                               NULL))
        return false;
    lb_fault_clear(&courier->outbox_fault, "outbox");
    if (anew)
        drop(courier, id);
    g_autoptr(LbMessage) message = g_steal_pointer(&courier->message);
    g_autoptr(LbWireResult) result = g_steal_pointer(&courier->result);
    advance(courier);
    report_result(message, result);
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

/* What was leased ahead goes back to the outbox. False: it could not be done now. */
static bool
give_back(LbCourier *courier)
{
    GError *error = NULL;
    if (courier->ahead.length == 0)
        return true;
    int64_t id = id_ahead(courier);
    if (!lb_deliveries_give_back(courier->service, &courier->ahead, &error)) {
        lb_fault_set(&courier->outbox_fault, "outbox", error);
        return false;
    }
    drop(courier, id);
    return true;
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

void
lb_courier_look(LbCourier *courier)
{
    bool over = courier->done != NULL && courier->last == 0;
    while (go_on(courier))
        continue;
    if (!record(courier) && over)
        forget_message(courier);
    if (courier->message != NULL)
        return;
    if (courier->done != NULL) {
        give_back(courier);
        rest(courier);
        return;
    }
    if (!give_back(courier) || !is_ready(courier))
        return;
    claim(courier);
    if (courier->message == NULL)
        rest(courier);
    else
        let_go(courier, false);
    record(courier);
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
    g_queue_clear_full(&courier->ahead, (GDestroyNotify)lb_message_free);
    g_clear_pointer(&courier->early, lb_wire_result_free);
    clear_timer(&courier->timer);
    clear_timer(&courier->idle);
    clear_timer(&courier->last);
    lb_child_free(courier->child);
    g_free(courier->reason);
    g_free(courier->data);
    g_free(courier->outbox_fault.reason);
    g_free(courier->child_fault.reason);
    g_free(courier);
}
