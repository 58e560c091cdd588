/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The headers of a message to a webhook. Secrets are made here, used and wiped. */
#include "service/hooksigning.h"

#include <string.h>

#include "base/span.h"
#include "service/hookkey.h"
#include "store/log.h"

static void
wipe(char *secret)
{
    if (secret == NULL)
        return;
    explicit_bzero(secret, strlen(secret));
    g_free(secret);
}

/* NULL with @error where the key cannot be read. */
static char *
sign(LbService *service, const LbWebhookMessage *message, const char *body, int64_t now,
     int64_t seconds, GError **error)
{
    uint8_t key[LB_WEBHOOK_KEY_SIZE];
    if (!lb_hook_key_read(service, false, key, error))
        return NULL;
    char *present = lb_webhook_secret(key, message->salt, message->generation);
    bool both = message->generation > 1 && message->overlap > now;
    char *before = both ? lb_webhook_secret(key, message->salt, message->generation - 1) : NULL;
    const char *const secrets[] = { present, before, NULL };
    char *signature = lb_webhook_sign(secrets, message->message_id, seconds, body);
    explicit_bzero(key, sizeof key);
    wipe(present);
    wipe(before);
    return signature;
}

GStrv
lb_hooksigning_headers(LbService *service, const LbWebhookMessage *message, const char *body,
                       int64_t now, GError **error)
{
    LbClockReading clocks;
    if (!lb_clock_read(service->clock, &clocks, error))
        return NULL;
    int64_t seconds = clocks.wall / LB_SECOND;
    g_autofree char *signature = sign(service, message, body, now, seconds, error);
    if (signature == NULL)
        return NULL;
    GPtrArray *headers = g_ptr_array_new();
    g_ptr_array_add(headers, g_strdup("Content-Type: application/json"));
    g_ptr_array_add(headers, g_strdup_printf("webhook-id: %s", message->message_id));
    g_ptr_array_add(headers, g_strdup_printf("webhook-timestamp: %" G_GINT64_FORMAT, seconds));
    g_ptr_array_add(headers, g_strdup_printf("webhook-signature: %s", signature));
    g_ptr_array_add(headers, NULL);
    return (GStrv)g_ptr_array_free(headers, FALSE);
}

LbActivity *
lb_hooksigning_entry(LbService *service, int64_t sequence, GError **error)
{
    LbLogFilter filter = { .after = sequence - 1, .limit = 1 };
    g_autoptr(GPtrArray) page = lb_log_page(service->store, &filter, NULL, error);
    if (page == NULL)
        return NULL;
    if (page->len == 1 && ((LbActivity *)g_ptr_array_index(page, 0))->sequence == sequence)
        return g_ptr_array_steal_index(page, 0);
    g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT, "the log has no such entry");
    return NULL;
}
