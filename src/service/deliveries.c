/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox for lockboxd. */
#include "service/deliveries.h"

#include "base/text.h"
#include "service/act.h"
#include "service/wake.h"
#include "store/outbox.h"

#define ANSWER_LIMIT 500

/* Completes a claimed message by its request as it is now. */
static bool
complete(LbService *service, LbMessage *message, GError **error)
{
    g_autoptr(GError) failure = NULL;
    LbRequest *request = lb_requests_get(service->store, message->request->number, &failure);
    if (request == NULL && failure == NULL)
        g_set_error(&failure, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT, "something of it is missing");
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    lb_request_free(message->request);
    message->request = request;
    lb_service_label(service, request, message->language);
    return true;
}

static bool
settle(LbService *service, const LbClockJudgement *time, const LbMessage *message,
       LbDelivery delivery, const char *answer, GError **error)
{
    /* Waiting goes by the clock that does not jump; only one that can be trusted makes us give up. */
    int64_t due = time->steady, first = time->sane ? time->steady : 0;
    const char *status = lb_names_get(lb_delivery_names, (int)delivery);
    if (delivery == LB_DELIVERY_LATER) {
        int attempts = message->attempts + 1;
        bool over = time->sane && lb_retry_is_over(message->first, time->steady, attempts);
        due = lb_retry_next(time->steady, attempts, message->message_id);
        status = over ? "failed" : "queued";
    }
    g_autofree char *kept = answer != NULL ? lb_text_keep(answer, -1, ANSWER_LIMIT) : NULL;
    return lb_outbox_settle(service->store, message->id, status, due, first, kept, time->effective,
                            error);
}

/* Claims one message. One whose request cannot be read is settled here as later and freed: NULL without error
 * then, and @again. */
static LbMessage *
claim_one(LbService *service, const LbClockJudgement *time, int64_t lease, bool *again,
          GError **error)
{
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    if (transaction == NULL)
        return NULL;
    g_autoptr(LbMessage) message =
        lb_outbox_claim(service->store, time->steady, time->steady + lease, error);
    if (message == NULL)
        return NULL;
    g_autoptr(GError) fault = NULL;
    bool whole = complete(service, message, &fault);
    if (!whole) {
        g_prefix_error(&fault,
                       "LB-%" G_GINT64_FORMAT " cannot be read: ", message->request->number);
        if (!settle(service, time, message, LB_DELIVERY_LATER, fault->message, error))
            return NULL;
    }
    if (!lb_transaction_commit(transaction, error))
        return NULL;
    *again = !whole;
    return whole ? g_steal_pointer(&message) : NULL;
}

LbMessage *
lb_deliveries_claim(LbService *service, int64_t lease, GError **error)
{
    LbClockJudgement time;
    LbClockReading reading;
    bool again = true;
    if (!lb_service_judge_clock(service, &time, &reading, error))
        return NULL;
    while (again) {
        bool due = false;
        again = false;
        /* Most looks find nothing: they take no write lock. */
        if (!lb_outbox_is_due(service->store, time.steady, &due, error) || !due)
            return NULL;
        LbMessage *message = claim_one(service, &time, lease, &again, error);
        if (message != NULL)
            return message;
    }
    return NULL;
}

bool
lb_deliveries_settle(LbService *service, const LbMessage *message, LbDelivery delivery,
                     const char *answer, GError **error)
{
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    LbClockJudgement time;
    LbClockReading reading;
    return transaction != NULL && lb_service_judge_clock(service, &time, &reading, error) &&
           settle(service, &time, message, delivery, answer, error) &&
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

bool
lb_deliveries_retry(LbService *service, int64_t request, int64_t *count, GError **error)
{
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    if (transaction == NULL || !lb_outbox_retry(service->store, request, count, error) ||
        !lb_transaction_commit(transaction, error))
        return false;
    lb_wake(service->data);
    return true;
}

GPtrArray *
lb_deliveries_list(LbService *service, int64_t request, int64_t after, int limit, GError **error)
{
    return lb_outbox_list(service->store, request, after, limit, error);
}
