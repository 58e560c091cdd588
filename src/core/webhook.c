/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Webhooks: events, signatures and the times of attempts. */
#include "core/webhook.h"

#include <string.h>

#include "base/i18n.h"
#include "base/span.h"

/* What stands in a log for a customer's eyes is told to the webhooks of that customer, and all of it to those of the site.
 * Not told: what happens all the time and says nothing new (recorded minutes, certificates of one connection), mails and messages sent
 * again. */
const LbWebhookRow lb_webhook_rows[] = {
    { LB_OPERATION_CREATE, "Pending", false, "request.waiting" },
    { LB_OPERATION_CREATE, NULL, false, "request.created" },
    { LB_OPERATION_ENDORSE, "Pending", false, "request.waiting" },
    { LB_OPERATION_ENDORSE, NULL, false, "request.endorsed" },
    { LB_OPERATION_DECLINE, NULL, false, "request.declined" },
    { LB_OPERATION_APPROVE, "Pending", false, "request.voted" },
    { LB_OPERATION_APPROVE, NULL, false, "request.approved" },
    { LB_OPERATION_AUTO_APPROVE, NULL, false, "request.auto_approved" },
    { LB_OPERATION_DENY, NULL, false, "request.denied" },
    { LB_OPERATION_EXPIRE, NULL, false, "request.expired" },
    { LB_OPERATION_CANCEL, NULL, false, "request.canceled" },
    { LB_OPERATION_REVOKE, NULL, false, "request.revoked" },
    { LB_OPERATION_COMPLETE, NULL, false, "request.completed" },
    { LB_OPERATION_EXTEND, NULL, false, "request.extension_asked" },
    { LB_OPERATION_REMIND, NULL, false, "request.reminded" },
    { LB_OPERATION_OPEN_ACCESS, NULL, true, "access.not_opened" },
    { LB_OPERATION_OPEN_ACCESS, NULL, false, "access.opened" },
    { LB_OPERATION_CLOSE_ACCESS, NULL, true, "access.not_closed" },
    { LB_OPERATION_CLOSE_ACCESS, NULL, false, "access.closed" },
    { LB_OPERATION_CONNECT, NULL, false, "session.begun" },
    { LB_OPERATION_RELAY, NULL, false, "session.begun" },
    { LB_OPERATION_END_SESSION, NULL, false, "session.ended" },
    { LB_OPERATION_STOP_SESSION, NULL, false, "session.stopped" },
    { LB_OPERATION_WATCH_SESSION, NULL, false, "session.watched" },
    { LB_OPERATION_DELETE_RECORDING, NULL, false, "recording.deleted" },
    { LB_OPERATION_OPEN_TICKET, NULL, false, "ticket.opened" },
    { LB_OPERATION_REPLY_TICKET, NULL, false, "ticket.replied" },
    { LB_OPERATION_NOTE_TICKET, NULL, false, "ticket.noted" },
    { LB_OPERATION_TAKE_TICKET, NULL, false, "ticket.taken" },
    { LB_OPERATION_ESCALATE_TICKET, NULL, false, "ticket.escalated" },
    { LB_OPERATION_CLOSE_TICKET, NULL, false, "ticket.closed" },
    { LB_OPERATION_RECORD_EXCLUSION, NULL, false, "exclusion.recorded" },
    { LB_OPERATION_ACKNOWLEDGE_EXCLUSION, NULL, false, "exclusion.acknowledged" },
    { LB_OPERATION_IMPORT_EVENTS, NULL, false, "events.imported" },
    { LB_OPERATION_ADD_PERSON, NULL, false, "people.changed" },
    { LB_OPERATION_CHANGE_PERSON, NULL, false, "people.changed" },
    { LB_OPERATION_ADD_KEY, NULL, false, "people.changed" },
    { LB_OPERATION_REVOKE_KEY, NULL, false, "people.changed" },
    { LB_OPERATION_GRANT_ROLE, NULL, false, "people.changed" },
    { LB_OPERATION_REVOKE_ROLE, NULL, false, "people.changed" },
    { LB_OPERATION_IMPORT, NULL, false, "people.changed" },
    { LB_OPERATION_SET_TERMS, NULL, false, "terms.changed" },
    { LB_OPERATION_SET_KEEPING, NULL, false, "terms.changed" },
    { LB_OPERATION_SET_TARGET, NULL, false, "target.changed" },
    { LB_OPERATION_REFUSE, NULL, false, "act.refused" },
    { LB_OPERATION_CHANGE_RULES, NULL, false, "rules.changed" },
    { LB_OPERATION_REFUSE_RULES, NULL, false, "rules.refused" },
    { LB_OPERATION_ALARM_CLOCK, NULL, false, "clock.alarm" },
    { LB_OPERATION_ACCEPT_CLOCK, NULL, false, "clock.accepted" },
    { LB_OPERATION_CHANGE_WEBHOOK, NULL, false, "webhook.changed" },
    { 0, NULL, false, NULL },
};

const LbName lb_webhook_state_names[] = {
    { LB_WEBHOOK_QUEUED, "queued", N_("waits") },
    { LB_WEBHOOK_SENDING, "sending", N_("is being sent") },
    { LB_WEBHOOK_ACCEPTED, "accepted", N_("accepted") },
    { LB_WEBHOOK_FAILED, "failed", N_("given up") },
    { LB_WEBHOOK_WITHDRAWN, "withdrawn", N_("withdrawn") },
    { 0, NULL, NULL },
};

const LbName lb_webhook_reason_names[] = {
    { LB_WEBHOOK_SAID_GONE, "it answered 410: nobody wants any more of it",
      N_("it answered 410: nobody wants any more of it") },
    { LB_WEBHOOK_TOOK_NOTHING, "nothing was taken from the first attempt of a message to the last",
      N_("nothing was taken from the first attempt of a message to the last") },
    { 0, NULL, NULL },
};

const char *
lb_webhook_type(LbOperation operation, const char *status, bool trouble)
{
    for (const LbWebhookRow *row = lb_webhook_rows; row->type != NULL; row++)
        if (row->operation == operation && (!row->trouble || trouble) &&
            (row->status == NULL || g_strcmp0(row->status, status) == 0))
            return row->type;
    return NULL;
}

/* Whether @pattern is "*", "GROUP.*" or a type, and @type is in it. */
static bool
matches(const char *pattern, const char *type)
{
    size_t length = strlen(pattern);
    if (strcmp(pattern, "*") == 0)
        return true;
    if (length > 2 && g_str_has_suffix(pattern, ".*"))
        return strncmp(pattern, type, length - 1) == 0;
    return strcmp(pattern, type) == 0;
}

static bool
is_choice(const char *pattern)
{
    for (const LbWebhookRow *row = lb_webhook_rows; row->type != NULL; row++)
        if (matches(pattern, row->type))
            return true;
    return false;
}

static int
compare(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

char *
lb_webhook_choose(const char *const *chosen, const char **wrong)
{
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    *wrong = NULL;
    for (; chosen != NULL && *chosen != NULL; chosen++) {
        if (!is_choice(*chosen)) {
            *wrong = *chosen;
            return NULL;
        }
        if (strcmp(*chosen, "*") == 0)
            return g_strdup("*");
        if (!g_ptr_array_find_with_equal_func(kept, *chosen, g_str_equal, NULL))
            g_ptr_array_add(kept, (gpointer)*chosen);
    }
    if (kept->len == 0)
        return NULL;
    g_ptr_array_sort(kept, compare);
    g_ptr_array_add(kept, NULL);
    return g_strjoinv(" ", (char **)kept->pdata);
}

bool
lb_webhook_chooses(const char *events, const char *type)
{
    g_auto(GStrv) patterns = g_strsplit(events, " ", -1);
    for (char **pattern = patterns; *pattern != NULL; pattern++)
        if (**pattern != '\0' && matches(*pattern, type))
            return true;
    return false;
}

uint64_t
lb_webhook_operations(const char *events)
{
    uint64_t operations = 0;
    for (const LbWebhookRow *row = lb_webhook_rows; row->type != NULL; row++)
        if (lb_webhook_chooses(events, row->type))
            operations |= LB_OPERATION_BIT(row->operation);
    return operations;
}

/* Signing */

#define PREFIX "whsec_"

static void
digest(const uint8_t *key, gsize size, const char *const *parts, uint8_t out[LB_SHA256_SIZE])
{
    gsize length = LB_SHA256_SIZE;
    GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, key, size);
    for (; *parts != NULL; parts++)
        g_hmac_update(hmac, (const guchar *)*parts, -1);
    g_hmac_get_digest(hmac, out, &length);
    g_hmac_unref(hmac);
}

char *
lb_webhook_secret(const uint8_t key[LB_WEBHOOK_KEY_SIZE], const char *salt, int64_t generation)
{
    uint8_t bytes[LB_SHA256_SIZE];
    g_autofree char *which = g_strdup_printf("%" G_GINT64_FORMAT, generation);
    const char *const parts[] = { "lockbox webhook secret 1 ", salt, " ", which, NULL };
    digest(key, LB_WEBHOOK_KEY_SIZE, parts, bytes);
    char *text = g_base64_encode(bytes, sizeof bytes);
    char *secret = g_strconcat(PREFIX, text, NULL);
    explicit_bzero(text, strlen(text));
    explicit_bzero(bytes, sizeof bytes);
    g_free(text);
    return secret;
}

char *
lb_webhook_sign(const char *const *secrets, const char *id, int64_t seconds, const char *body)
{
    GString *value = g_string_new(NULL);
    g_autofree char *time = g_strdup_printf("%" G_GINT64_FORMAT, seconds);
    const char *const parts[] = { id, ".", time, ".", body, NULL };
    for (; *secrets != NULL; secrets++) {
        gsize size = 0;
        uint8_t bytes[LB_SHA256_SIZE];
        g_assert(g_str_has_prefix(*secrets, PREFIX));
        guchar *key = g_base64_decode(*secrets + strlen(PREFIX), &size);
        digest(key, size, parts, bytes);
        explicit_bzero(key, size);
        g_free(key);
        g_autofree char *text = g_base64_encode(bytes, sizeof bytes);
        g_string_append_printf(value, "%sv1,%s", value->len > 0 ? " " : "", text);
    }
    return g_string_free(value, FALSE);
}

/* Attempts */

LbWebhookVerdict
lb_webhook_judge(long status)
{
    if (status >= 200 && status <= 299)
        return LB_WEBHOOK_TAKEN;
    if (status == 410)
        return LB_WEBHOOK_GONE;
    bool throttled = status == 429 || (status >= 502 && status <= 504);
    return throttled ? LB_WEBHOOK_THROTTLED : LB_WEBHOOK_LATER;
}

int64_t
lb_webhook_wait(int attempts, const char *id)
{
    static const int64_t waits[LB_WEBHOOK_ATTEMPTS - 1] = {
        5 * LB_SECOND, 5 * LB_MINUTE, 30 * LB_MINUTE, 2 * LB_HOUR, 5 * LB_HOUR,
        10 * LB_HOUR,  14 * LB_HOUR,  20 * LB_HOUR,   24 * LB_HOUR
    };
    if (attempts < 1 || attempts > (int)G_N_ELEMENTS(waits))
        return attempts < 1 ? 0 : -1;
    int64_t wait = waits[attempts - 1];
    g_autofree char *seed = g_strdup_printf("%s.%d", id, attempts);
    return wait + wait / 10 * (int64_t)(g_str_hash(seed) % 1000) / 1000;
}

void
lb_webhook_free(LbWebhook *webhook)
{
    if (webhook == NULL)
        return;
    g_free(webhook->tenant);
    g_free(webhook->tenant_name);
    g_free(webhook->url);
    g_free(webhook->events);
    g_free(webhook->why);
    g_free(webhook);
}

bool
lb_webhook_delivery_may_resend(const LbWebhookDelivery *delivery)
{
    int state = LB_WEBHOOK_SENDING;
    lb_names_find(lb_webhook_state_names, delivery->status, &state);
    bool waits = state == LB_WEBHOOK_QUEUED && delivery->attempts == 0;
    return !delivery->disabled && !delivery->removed && !waits && state != LB_WEBHOOK_SENDING;
}

void
lb_webhook_delivery_free(LbWebhookDelivery *delivery)
{
    if (delivery == NULL)
        return;
    g_free(delivery->url);
    g_free(delivery->message_id);
    g_free(delivery->event);
    g_free(delivery->request);
    g_free(delivery->status);
    g_free(delivery->answer);
    g_free(delivery);
}
