/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is owed to webhooks, for lockboxd. */
#include "service/hookcalls.h"

#include "base/span.h"
#include "base/text.h"
#include "service/act.h"
#include "service/hooking.h"
#include "service/hooks.h"
#include "service/hooksigning.h"

#define ANSWER_LIMIT 300
#define PAUSE LB_MINUTE /* after an answer that asks for it and does not say how long */

void
lb_hook_call_free(LbHookCall *call)
{
    if (call == NULL)
        return;
    lb_webhook_message_free(call->message);
    g_strfreev(call->headers);
    g_free(call->body);
    g_free(call);
}

/* Takes the next by a transaction that is over before anything is read for it: others write meanwhile. */
static LbWebhookMessage *
lease(LbService *service, const LbClockJudgement *time, bool well, int64_t span, GError **error)
{
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    if (transaction == NULL)
        return NULL;
    g_autoptr(LbWebhookMessage) message =
        lb_webhooks_next(service->store, time->steady, well, error);
    bool done =
        message != NULL &&
        lb_webhooks_lease(service->store, message, time->steady, time->steady + span, error) &&
        lb_transaction_commit(transaction, error);
    return done ? g_steal_pointer(&message) : NULL;
}

/* Whether the log says what @message is to tell, to whom it is to be told: by a row that somebody put into the database nothing else is
 * signed. */
static bool
check(const LbWebhookMessage *message, const LbActivity *entry, GError **error)
{
    const char *wrong = NULL;
    if (g_strcmp0(lb_hooking_type(entry), message->event) != 0)
        wrong = "its entry of the log is not of its type";
    else if (message->tenant != NULL && g_strcmp0(message->tenant, entry->tenant) != 0)
        wrong = "its entry of the log is none of that customer's";
    else if (!lb_hooking_is_id(message->message_id))
        wrong = "its id is none of ours";
    if (wrong != NULL)
        g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT,
                    "message %" G_GINT64_FORMAT " of webhook %" G_GINT64_FORMAT " is not sent: %s",
                    message->id, message->webhook, wrong);
    return wrong == NULL;
}

static bool
compose(LbService *service, const LbClockJudgement *time, LbHookCall *call, GError **error)
{
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    g_autoptr(LbActivity) entry =
        reading != NULL ? lb_hooksigning_entry(service, call->message->sequence, error) : NULL;
    if (entry == NULL || !check(call->message, entry, error))
        return false;
    call->body =
        lb_hooking_body(entry, call->message->event, lb_store_instance(service->store)->test);
    call->headers =
        lb_hooksigning_headers(service, call->message, call->body, time->effective, error);
    return call->headers != NULL;
}

/* What the log belies now it will belie for ever. */
static bool
give_up(LbService *service, const LbHookCall *call, const char *why, int64_t now, GError **error)
{
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    return transaction != NULL &&
           lb_webhooks_give_up(service->store, call->message, why, now, error) &&
           lb_transaction_commit(transaction, error);
}

/* Waits as one that was not taken does, so that it keeps no other back. */
static bool
put_off(LbService *service, const LbHookCall *call, const char *why, GError **error)
{
    LbWebhookState became;
    bool disabled = false;
    LbHookAnswer answer = { .words = why };
    return lb_hook_calls_settle(service, call, &answer, &became, &disabled, error);
}

/* Settles one that cannot be made. Where not even that can be recorded, its lease runs out. Takes @fault. */
static void
drop(LbService *service, const LbHookCall *call, int64_t now, GError *fault, GError **error)
{
    g_autoptr(GError) failure = NULL;
    bool belied = g_error_matches(fault, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT);
    if (belied ? !give_up(service, call, fault->message, now, &failure)
               : !put_off(service, call, fault->message, &failure))
        g_prefix_error(&fault, "%s, when this was to be recorded: ", failure->message);
    g_propagate_error(error, fault);
}

LbHookCall *
lb_hook_calls_claim(LbService *service, bool well, int64_t span, GError **error)
{
    LbClockJudgement time;
    LbClockReading reading;
    if (!lb_service_judge_clock(service, &time, &reading, error))
        return NULL;
    /* Most looks find nothing: they take no write lock. */
    g_autoptr(LbWebhookMessage) due = lb_webhooks_next(service->store, time.steady, well, error);
    g_autoptr(LbHookCall) call = g_new0(LbHookCall, 1);
    if (due != NULL)
        call->message = lease(service, &time, well, span, error);
    if (call->message == NULL)
        return NULL;
    GError *fault = NULL;
    if (compose(service, &time, call, &fault))
        return g_steal_pointer(&call);
    drop(service, call, time.effective, fault, error);
    return NULL;
}

/* Settling */

static LbWebhookOutcome
decide(const LbWebhookMessage *message, const LbHookAnswer *answer, const LbClockJudgement *time)
{
    LbWebhookVerdict verdict = lb_webhook_judge(answer->status);
    int64_t asked = MIN((int64_t)answer->retry_after * LB_SECOND, LB_DAY);
    int64_t wait = lb_webhook_wait(message->attempts + 1, message->message_id);
    LbWebhookOutcome outcome = { .state = LB_WEBHOOK_QUEUED,
                                 .due = time->steady + MAX(wait, asked),
                                 .code = answer->status,
                                 .now = time->effective };
    if (verdict == LB_WEBHOOK_THROTTLED)
        outcome.pause = time->steady + (asked > 0 ? asked : PAUSE);
    if (verdict == LB_WEBHOOK_TAKEN)
        outcome.state = LB_WEBHOOK_ACCEPTED;
    else if (verdict == LB_WEBHOOK_GONE || wait < 0)
        outcome.state = LB_WEBHOOK_FAILED;
    return outcome;
}

static const char *
name_reason(LbWebhookReason reason)
{
    return lb_names_get(lb_webhook_reason_names, (int)reason);
}

/* Why the webhook is disabled; NULL: it is not. */
static const char *
find_reason(const LbHookCall *call, const LbHookAnswer *answer, const LbWebhookOutcome *outcome,
            const LbWebhook *webhook)
{
    if (webhook->disabled != 0 || outcome->state != LB_WEBHOOK_FAILED)
        return NULL;
    if (lb_webhook_judge(answer->status) == LB_WEBHOOK_GONE)
        return name_reason(LB_WEBHOOK_SAID_GONE);
    return webhook->accepted < call->message->queued ? name_reason(LB_WEBHOOK_TOOK_NOTHING) : NULL;
}

static bool
disable(LbAct *act, const LbWebhook *webhook, const char *why, GError **error)
{
    g_autoptr(JsonObject) details = lb_hooking_details(webhook);
    json_object_set_string_member(details, "change", "disabled");
    json_object_set_string_member(details, "why", why);
    g_autofree char *text = lb_details_write(details);
    return lb_webhooks_disable(act->service->store, webhook->id, why, act->time.effective, error) &&
           lb_act_log(act, LB_OPERATION_CHANGE_WEBHOOK, webhook->tenant, 0, text, error);
}

/* An act of nobody's, since it may have an entry. */
static bool
settle(LbAct *act, const LbHookCall *call, const LbHookAnswer *answer, LbWebhookState *became,
       bool *disabled, GError **error)
{
    g_autoptr(GError) failure = NULL;
    LbStore *store = act->service->store;
    LbWebhookOutcome outcome = decide(call->message, answer, &act->time);
    g_autofree char *words =
        answer->words != NULL ? lb_text_brief(answer->words, -1, ANSWER_LIMIT) : NULL;
    outcome.answer = words;
    *became = outcome.state;
    g_autoptr(LbWebhook) webhook = lb_webhooks_get(store, call->message->webhook, NULL, &failure);
    if (failure != NULL || !lb_webhooks_settle(store, call->message, &outcome, &failure) ||
        !lb_webhooks_forget(store, act->time.effective - LB_HOOKS_KEPT, &failure)) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    const char *why = webhook != NULL ? find_reason(call, answer, &outcome, webhook) : NULL;
    *disabled = why != NULL;
    return why == NULL || disable(act, webhook, why, error);
}

bool
lb_hook_calls_settle(LbService *service, const LbHookCall *call, const LbHookAnswer *answer,
                     LbWebhookState *became, bool *disabled, GError **error)
{
    g_autoptr(LbActor) nobody = lb_actor_new(LB_DOOR_TIME);
    g_autoptr(LbAct) act = lb_act_begin(service, nobody, error);
    return act != NULL && settle(act, call, answer, became, disabled, error) &&
           lb_act_commit(act, error);
}

bool
lb_hook_calls_release(LbService *service, GError **error)
{
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    LbClockJudgement time;
    LbClockReading reading;
    return transaction != NULL && lb_service_judge_clock(service, &time, &reading, error) &&
           lb_webhooks_release(service->store, time.steady, error) &&
           lb_transaction_commit(transaction, error);
}
