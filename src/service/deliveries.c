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
        !lb_outbox_is_due(service->store, time.steady, &due, error) || !due)
        return NULL;
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    if (transaction == NULL)
        return NULL;
    g_autoptr(LbMessage) message =
        lb_outbox_claim(service->store, time.steady, time.steady + lease, error);
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
    /* Waiting goes by the clock that does not jump; only one that can be trusted makes us give up. */
    int64_t due = time.steady, first = time.sane ? time.steady : 0;
    const char *status = lb_names_get(lb_delivery_names, (int)delivery);
    if (delivery == LB_DELIVERY_LATER) {
        int attempts = message->attempts + 1;
        bool over = time.sane && lb_retry_is_over(message->first, time.steady, attempts);
        due = lb_retry_next(time.steady, attempts, message->message_id);
        status = over ? "failed" : "queued";
    }
    g_autofree char *kept = answer != NULL ? lb_text_keep(answer, -1, ANSWER_LIMIT) : NULL;
    return lb_outbox_settle(service->store, message->id, status, due, first, kept, time.effective,
                            error) &&
           lb_transaction_commit(transaction, error);
}

bool
lb_deliveries_release(LbService *service, GError **error)
{
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    LbClockJudgement time;
    LbClockReading reading;
    return transaction != NULL && lb_service_judge_clock(service, &time, &reading, error) &&
           lb_outbox_release(service->store, time.steady, error) &&
           lb_transaction_commit(transaction, error);
}

GPtrArray *
lb_deliveries_list(LbService *service, int64_t request, int64_t after, int limit, GError **error)
{
    return lb_outbox_list(service->store, request, after, limit, error);
}
