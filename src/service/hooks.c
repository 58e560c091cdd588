/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Webhooks, for the operator and those who run the place. */
#include "service/hooks.h"

#include <string.h>

#include "base/random.h"
#include "service/administer.h"
#include "service/hooking.h"
#include "service/hookkey.h"
#include "service/hooksigning.h"
#include "service/operator.h"
#include "store/webhooks.h"

#define URL_MOST 2048
#define PAGE_MOST 500
#define TROUBLE_FOR (7 * LB_DAY)
#define TRIAL_TYPE "webhook.test"

static bool
log_change(LbAct *act, LbOperation operation, const LbWebhook *webhook, const char *change,
           GError **error)
{
    g_autoptr(JsonObject) details = lb_hooking_details(webhook);
    if (change != NULL)
        json_object_set_string_member(details, "change", change);
    if (g_strcmp0(change, "added") == 0)
        json_object_set_string_member(details, "events", webhook->events);
    g_autofree char *text = lb_details_write(details);
    return lb_act_log(act, operation, webhook->tenant, 0, text, error);
}

static LbAct *
begin(LbService *service, const LbActor *console, GError **error)
{
    return lb_administer_begin(service, console, LB_VERB_ADMINISTER, error);
}

static LbWebhook *
find(LbService *service, int64_t id, char **salt, GError **error)
{
    g_autoptr(GError) failure = NULL;
    LbWebhook *webhook = lb_webhooks_get(service->store, id, salt, &failure);
    if (failure != NULL)
        g_propagate_error(error, g_steal_pointer(&failure));
    else if (webhook == NULL)
        lb_refuse(error, LB_REFUSAL_UNKNOWN_WEBHOOK, NULL);
    return webhook;
}

/* Adding */

static bool
check_tenant(LbAct *act, const char *tenant, GError **error)
{
    g_autoptr(GError) failure = NULL;
    int64_t count = 0;
    LbStore *store = act->service->store;
    g_autoptr(LbTenant) row = tenant != NULL ? lb_directory_tenant(store, tenant, &failure) : NULL;
    if (failure == NULL && tenant != NULL && row == NULL)
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_TENANT, NULL);
    if (failure != NULL || !lb_webhooks_count(store, tenant, &count, &failure)) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    return count < LB_WEBHOOKS_MOST || lb_refuse(error, LB_REFUSAL_TOO_MANY_WEBHOOKS, NULL);
}

static bool
check_url(const char *url, GError **error)
{
    size_t length = strlen(url);
    bool good = length <= URL_MOST && strstr(url, "://") != NULL;
    for (size_t i = 0; i < length && good; i++)
        good = url[i] > ' ' && url[i] < 0x7f;
    return good || lb_refuse(error, LB_REFUSAL_BAD_URL, NULL);
}

/* The key must not be made anew while there are secrets from the one before: their receivers would refuse all that comes. */
static bool
read_key(LbAct *act, uint8_t key[LB_WEBHOOK_KEY_SIZE], GError **error)
{
    g_autoptr(GPtrArray) rows = lb_webhooks_page(act->service->store, 0, 1, error);
    return rows != NULL && lb_hook_key_read(act->service, rows->len == 0, key, error);
}

static char *
make_secret(LbAct *act, const char *salt, int64_t generation, GError **error)
{
    uint8_t key[LB_WEBHOOK_KEY_SIZE];
    if (!lb_hook_key_read(act->service, false, key, error))
        return NULL;
    char *secret = lb_webhook_secret(key, salt, generation);
    explicit_bzero(key, sizeof key);
    return secret;
}

static bool
add(LbAct *act, LbWebhook *webhook, char **secret, GError **error)
{
    uint8_t key[LB_WEBHOOK_KEY_SIZE];
    g_autofree char *salt = lb_random_hex(lb_random_system(), 16, error);
    if (salt == NULL || !read_key(act, key, error))
        return false;
    explicit_bzero(key, sizeof key);
    webhook->created = act->time.effective;
    if (!lb_webhooks_insert(act->service->store, webhook, salt, &webhook->id, error) ||
        !log_change(act, LB_OPERATION_CHANGE_WEBHOOK, webhook, "added", error))
        return false;
    *secret = make_secret(act, salt, 1, error);
    return *secret != NULL && lb_act_commit(act, error);
}

/* A secret that opens nothing, as what it was for did not happen. */
static void
drop_secret(char **secret)
{
    if (*secret != NULL)
        explicit_bzero(*secret, strlen(*secret));
    g_clear_pointer(secret, g_free);
}

bool
lb_hooks_add(LbService *service, const char *tenant, const char *url, const char *const *events,
             int64_t *id, char **secret, GError **error)
{
    const char *wrong = NULL;
    g_autoptr(LbActor) console = lb_operator_actor_new();
    g_autoptr(LbAct) act = begin(service, console, error);
    *secret = NULL;
    if (act == NULL || !check_tenant(act, tenant, error) || !check_url(url, error))
        return false;
    g_autoptr(LbWebhook) webhook = g_new0(LbWebhook, 1);
    webhook->tenant = g_strdup(tenant);
    webhook->url = g_strdup(url);
    webhook->events = lb_webhook_choose(events, &wrong);
    if (webhook->events == NULL)
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE, "(%s)", wrong != NULL ? wrong : "events");
    bool done = add(act, webhook, secret, error);
    if (!done)
        drop_secret(secret);
    *id = webhook->id;
    return done;
}

/* Changing */

bool
lb_hooks_rotate(LbService *service, int64_t id, int hours, char **secret, int64_t *until,
                GError **error)
{
    g_autofree char *salt = NULL;
    g_autoptr(LbActor) console = lb_operator_actor_new();
    g_autoptr(LbAct) act = begin(service, console, error);
    *secret = NULL;
    *until = 0;
    if (act == NULL)
        return false;
    if (hours < 0 || hours > LB_WEBHOOK_OVERLAP_MOST)
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE, "(hours)");
    g_autoptr(LbWebhook) webhook = find(service, id, &salt, error);
    *until = hours > 0 ? act->time.effective + hours * LB_HOUR : 0;
    if (webhook == NULL || !lb_webhooks_rotate(service->store, id, *until, error) ||
        !log_change(act, LB_OPERATION_CHANGE_WEBHOOK, webhook, "rotated", error))
        return false;
    *secret = make_secret(act, salt, webhook->generation + 1, error);
    bool done = *secret != NULL && lb_act_commit(act, error);
    if (!done)
        drop_secret(secret);
    return done;
}

bool
lb_hooks_remove(LbService *service, int64_t id, GError **error)
{
    g_autoptr(LbActor) console = lb_operator_actor_new();
    g_autoptr(LbAct) act = begin(service, console, error);
    g_autoptr(LbWebhook) webhook = act != NULL ? find(service, id, NULL, error) : NULL;
    return webhook != NULL && lb_webhooks_remove(service->store, id, act->time.effective, error) &&
           log_change(act, LB_OPERATION_CHANGE_WEBHOOK, webhook, "removed", error) &&
           lb_act_commit(act, error);
}

bool
lb_hooks_enable(LbService *service, int64_t id, bool missed, LbHookEnabling *enabling,
                GError **error)
{
    g_autoptr(LbActor) console = lb_operator_actor_new();
    g_autoptr(LbAct) act = begin(service, console, error);
    g_autoptr(LbWebhook) webhook = act != NULL ? find(service, id, NULL, error) : NULL;
    memset(enabling, 0, sizeof *enabling);
    if (webhook == NULL)
        return false;
    enabling->given_up = webhook->given_up + webhook->withdrawn;
    enabling->changed = webhook->disabled != 0;
    if (!enabling->changed)
        return true;
    return (!missed || lb_hooking_owe_missed(act, webhook, &enabling->missed, error)) &&
           lb_webhooks_enable(service->store, id, error) &&
           log_change(act, LB_OPERATION_CHANGE_WEBHOOK, webhook, "enabled", error) &&
           lb_act_commit(act, error);
}

/* Sending again */

static bool
check_message(LbAct *act, int64_t webhook, const char *message, GError **error)
{
    bool has = message == NULL;
    return (has || lb_webhooks_has_message(act->service->store, webhook, message, &has, error)) &&
           (has || lb_refuse(error, LB_REFUSAL_UNKNOWN_MESSAGE, NULL));
}

static bool
log_resend(LbAct *act, const LbWebhook *webhook, const char *message, int64_t count, GError **error)
{
    g_autoptr(JsonObject) details = lb_hooking_details(webhook);
    json_object_set_int_member(details, "messages", count);
    if (message != NULL)
        json_object_set_string_member(details, "message", message);
    g_autofree char *text = lb_details_write(details);
    return lb_act_log(act, LB_OPERATION_RESEND_WEBHOOK, webhook->tenant, 0, text, error);
}

bool
lb_hooks_resend(LbService *service, const LbActor *actor, int64_t id, const char *message,
                int64_t *count, GError **error)
{
    g_autoptr(LbAct) act = begin(service, actor, error);
    g_autoptr(LbWebhook) webhook = act != NULL ? find(service, id, NULL, error) : NULL;
    *count = 0;
    if (webhook == NULL)
        return false;
    if (webhook->disabled != 0)
        return lb_refuse(error, LB_REFUSAL_WEBHOOK_DISABLED, NULL);
    if (!check_message(act, id, message, error) ||
        !lb_webhooks_resend(service->store, id, message, count, error))
        return false;
    return *count == 0 ||
           (log_resend(act, webhook, message, *count, error) && lb_act_commit(act, error));
}

/* Trying */

void
lb_hook_trial_free(LbHookTrial *trial)
{
    if (trial == NULL)
        return;
    g_free(trial->url);
    g_strfreev(trial->headers);
    g_free(trial->body);
    g_free(trial);
}

/* About the entry of the log that says that it was tried, so that it is as true as all others. */
static LbHookTrial *
make_trial(LbAct *act, const LbWebhookMessage *message, GError **error)
{
    g_autoptr(LbHookTrial) trial = g_new0(LbHookTrial, 1);
    g_autoptr(LbActivity) entry = lb_hooksigning_entry(act->service, act->log_sequence, error);
    if (entry == NULL)
        return NULL;
    trial->url = g_strdup(message->url);
    trial->body = lb_hooking_body(entry, TRIAL_TYPE, lb_store_instance(act->service->store)->test);
    trial->headers =
        lb_hooksigning_headers(act->service, message, trial->body, act->time.effective, error);
    return trial->headers != NULL ? g_steal_pointer(&trial) : NULL;
}

LbHookTrial *
lb_hooks_try(LbService *service, int64_t id, GError **error)
{
    g_autoptr(LbWebhookMessage) message = g_new0(LbWebhookMessage, 1);
    g_autoptr(LbActor) console = lb_operator_actor_new();
    g_autoptr(LbAct) act = begin(service, console, error);
    g_autoptr(LbWebhook) webhook = act != NULL ? find(service, id, &message->salt, error) : NULL;
    g_autofree char *token = webhook != NULL ? lb_random_hex(lb_random_system(), 16, error) : NULL;
    if (token == NULL || !log_change(act, LB_OPERATION_TRY_WEBHOOK, webhook, NULL, error))
        return NULL;
    message->url = g_strdup(webhook->url);
    message->message_id = g_strconcat("msg_", token, NULL);
    message->generation = webhook->generation;
    message->overlap = webhook->overlap;
    g_autoptr(LbHookTrial) trial = make_trial(act, message, error);
    return trial != NULL && lb_act_commit(act, error) ? g_steal_pointer(&trial) : NULL;
}

/* Reading */

/* One that is over, or comes from a clock that was set back, is none: as lb_webhooks_next() has it. */
static void
forget_old_pause(LbWebhook *webhook, const LbClockJudgement *time)
{
    if (webhook->pause <= time->steady || webhook->pause > time->steady + LB_WEBHOOK_FAR)
        webhook->pause = 0;
}

GPtrArray *
lb_hooks_list(LbService *service, const LbActor *actor, int64_t after, int limit, GError **error)
{
    LbClockJudgement time;
    LbClockReading clocks;
    g_autoptr(LbTransaction) reading =
        lb_administer_begin_reading(service, actor, LB_VERB_ADMINISTER, error);
    g_autoptr(GPtrArray) page =
        reading != NULL && lb_service_judge_clock(service, &time, &clocks, error)
            ? lb_webhooks_page(service->store, after, CLAMP(limit, 1, PAGE_MOST), error)
            : NULL;
    for (guint i = 0; page != NULL && i < page->len; i++)
        forget_old_pause(g_ptr_array_index(page, i), &time);
    return g_steal_pointer(&page);
}

LbWebhook *
lb_hooks_show(LbService *service, const LbActor *actor, int64_t id, GError **error)
{
    LbClockJudgement time;
    LbClockReading clocks;
    g_autoptr(LbTransaction) reading =
        lb_administer_begin_reading(service, actor, LB_VERB_ADMINISTER, error);
    g_autoptr(LbWebhook) webhook =
        reading != NULL && lb_service_judge_clock(service, &time, &clocks, error)
            ? find(service, id, NULL, error)
            : NULL;
    if (webhook != NULL)
        forget_old_pause(webhook, &time);
    return g_steal_pointer(&webhook);
}

GPtrArray *
lb_hooks_history(LbService *service, const LbActor *actor, int64_t webhook, int64_t before,
                 int limit, GError **error)
{
    g_autoptr(LbTransaction) reading =
        lb_administer_begin_reading(service, actor, LB_VERB_ADMINISTER, error);
    return reading != NULL ? lb_webhooks_history(service->store, webhook, before,
                                                 CLAMP(limit, 1, PAGE_MOST), error)
                           : NULL;
}

bool
lb_hooks_count_trouble(LbService *service, const LbActor *actor, int *disabled, int *given_up,
                       GError **error)
{
    LbClockJudgement time;
    LbClockReading clocks;
    int64_t off = 0, failed = 0;
    g_autoptr(LbTransaction) reading =
        lb_administer_begin_reading(service, actor, LB_VERB_ADMINISTER, error);
    *disabled = *given_up = 0;
    if (reading == NULL || !lb_service_judge_clock(service, &time, &clocks, error) ||
        !lb_webhooks_trouble(service->store, time.effective - TROUBLE_FOR, &off, &failed, error))
        return false;
    *disabled = (int)MIN(off, G_MAXINT);
    *given_up = (int)MIN(failed, G_MAXINT);
    return true;
}
