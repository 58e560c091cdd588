/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox for lockboxd. */
#include "service/deliveries.h"

#include "base/text.h"
#include "service/act.h"
#include "store/outbox.h"

#define ANSWER_LIMIT 500

/* Completes a claimed message by its request as it is now. */
static bool
complete(LbService *service, LbMessage *message, GError **error)
{
    LbRequest *request = lb_requests_get(service->store, message->request->number, error);
    if (request == NULL)
        return false;
    lb_request_free(message->request);
    message->request = request;
    lb_service_label(service, request, message->language);
    return true;
}

LbMessage *
lb_deliveries_claim(LbService *service, int64_t lease, GError **error)
{
    LbClockJudgement time;
    LbClockReading reading;
    bool due = false;
    /* Most looks find nothing: they take no write lock. */
    if (!lb_service_judge_clock(service, &time, &reading, error) ||
        !lb_outbox_is_due(service->store, time.latest, &due, error) || !due)
        return NULL;
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    if (transaction == NULL)
        return NULL;
    g_autoptr(LbMessage) message =
        lb_outbox_claim(service->store, time.latest, time.latest + lease, error);
    if (message == NULL || !complete(service, message, error) ||
        !lb_transaction_commit(transaction, error))
        return NULL;
    return g_steal_pointer(&message);
}

bool
lb_deliveries_settle(LbService *service, const LbMessage *message, LbDelivery delivery,
                     const char *answer, GError **error)
{
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    LbClockJudgement time;
    LbClockReading reading;
    if (transaction == NULL || !lb_service_judge_clock(service, &time, &reading, error))
        return false;
    int64_t now = time.latest, due = now;
    const char *status = lb_names_get(lb_delivery_names, (int)delivery);
    if (delivery == LB_DELIVERY_LATER) {
        due = lb_retry_next(message->queued, now, message->attempts + 1, message->message_id);
        status = due != 0 ? "queued" : "failed";
    }
    g_autofree char *kept = answer != NULL ? lb_text_keep(answer, -1, ANSWER_LIMIT) : NULL;
    return lb_outbox_settle(service->store, message->id, status, due, kept, now, error) &&
           lb_transaction_commit(transaction, error);
}

bool
lb_deliveries_release(LbService *service, GError **error)
{
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    LbClockJudgement time;
    LbClockReading reading;
    return transaction != NULL && lb_service_judge_clock(service, &time, &reading, error) &&
           lb_outbox_release(service->store, time.latest, error) &&
           lb_transaction_commit(transaction, error);
}

GPtrArray *
lb_deliveries_list(LbService *service, int64_t request, int64_t after, int limit, GError **error)
{
    return lb_outbox_list(service->store, request, after, limit, error);
}
