/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an entry of the log owes to webhooks. Nothing is sent here. */
#include "service/hooking.h"

#include <string.h>

#include "base/random.h"
#include "base/time.h"
#include "core/webhook.h"
#include "service/hooks.h"
#include "store/log.h"
#include "store/webhooks.h"

#define ID_PREFIX "msg_"
#define ID_BYTES 16
#define PAGE 500
#define WORD_MOST 40 /* bytes of what is taken out of details */

/* The member of details that is one word of ours; NULL: there is none. Borrowed. */
static const char *
find_word(JsonObject *details, const char *name)
{
    JsonNode *node = json_object_get_member(details, name);
    if (node == NULL || json_node_get_value_type(node) != G_TYPE_STRING)
        return NULL;
    const char *word = json_node_get_string(node);
    size_t length = strlen(word);
    for (size_t i = 0; i < length; i++)
        if (!g_ascii_isalnum(word[i]) && word[i] != '-')
            return NULL;
    return length > 0 && length <= WORD_MOST ? word : NULL;
}

static bool
is_set(JsonObject *details, const char *name)
{
    JsonNode *node = json_object_get_member(details, name);
    return node != NULL && json_node_get_value_type(node) == G_TYPE_BOOLEAN &&
           json_node_get_boolean(node);
}

/* NULL where details are none; the caller frees it. */
static JsonNode *
read_details(const LbActivity *entry)
{
    g_autoptr(JsonNode) root = json_from_string(entry->details, NULL);
    return root != NULL && JSON_NODE_HOLDS_OBJECT(root) ? g_steal_pointer(&root) : NULL;
}

const char *
lb_hooking_type(const LbActivity *entry)
{
    g_autoptr(JsonNode) root = read_details(entry);
    JsonObject *details = root != NULL ? json_node_get_object(root) : NULL;
    if (details == NULL)
        return lb_webhook_type(entry->operation, NULL, false);
    bool trouble = is_set(details, "givenUp") || is_set(details, "alarm");
    return lb_webhook_type(entry->operation, find_word(details, "status"), trouble);
}

bool
lb_hooking_is_id(const char *id)
{
    size_t length = strlen(ID_PREFIX);
    return g_str_has_prefix(id, ID_PREFIX) && strlen(id + length) == (size_t)(2 * ID_BYTES) &&
           strspn(id + length, "0123456789abcdef") == (size_t)(2 * ID_BYTES);
}

static bool
owe_one(LbAct *act, const LbActivity *entry, const LbWebhook *webhook, const char *type,
        GError **error)
{
    g_autofree char *token = lb_random_hex(lb_random_system(), ID_BYTES, error);
    if (token == NULL)
        return false;
    g_autofree char *id = g_strconcat(ID_PREFIX, token, NULL);
    return lb_webhooks_owe(act->service->store, webhook->id, id, type, entry->sequence,
                           act->time.effective, error);
}

bool
lb_hooking_owe(LbAct *act, const LbActivity *entry, GError **error)
{
    g_autoptr(GPtrArray) webhooks =
        lb_webhooks_listening(act->service->store, entry->tenant, error);
    if (webhooks == NULL)
        return false;
    const char *type = webhooks->len > 0 ? lb_hooking_type(entry) : NULL;
    for (guint i = 0; type != NULL && i < webhooks->len; i++) {
        const LbWebhook *webhook = g_ptr_array_index(webhooks, i);
        if (lb_webhook_chooses(webhook->events, type) && !owe_one(act, entry, webhook, type, error))
            return false;
    }
    return true;
}

/* Whether @entry says that @webhook was disabled. */
static bool
says_disabled(const LbActivity *entry, const LbWebhook *webhook)
{
    g_autoptr(JsonNode) root = read_details(entry);
    JsonObject *details = root != NULL ? json_node_get_object(root) : NULL;
    return details != NULL && g_strcmp0(find_word(details, "change"), "disabled") == 0 &&
           json_object_get_int_member_with_default(details, "webhook", 0) == webhook->id;
}

/* The entry that says that @webhook was disabled: others of the same time may stand before and behind it. 0: there is none. */
static bool
find_disabling(LbAct *act, const LbWebhook *webhook, int64_t *sequence, GError **error)
{
    LbLogFilter filter = { .since = webhook->disabled,
                           .until = webhook->disabled + 1,
                           .operations = LB_OPERATION_BIT(LB_OPERATION_CHANGE_WEBHOOK),
                           .after = -1,
                           .limit = LB_HOOKS_MISSED_MOST };
    g_autoptr(GPtrArray) page = lb_log_page(act->service->store, &filter, NULL, error);
    *sequence = 0;
    for (guint i = 0; page != NULL && i < page->len; i++) {
        const LbActivity *entry = g_ptr_array_index(page, i);
        if (says_disabled(entry, webhook))
            *sequence = entry->sequence;
    }
    return page != NULL;
}

/* Owes those of the page that @webhook chose. */
static bool
owe_page(LbAct *act, const GPtrArray *page, const LbWebhook *webhook, int64_t *count,
         GError **error)
{
    for (guint i = 0; i < page->len && *count < LB_HOOKS_MISSED_MOST; i++) {
        const LbActivity *entry = g_ptr_array_index(page, i);
        const char *type = lb_hooking_type(entry);
        if (type == NULL || !lb_webhook_chooses(webhook->events, type))
            continue;
        if (!owe_one(act, entry, webhook, type, error))
            return false;
        ++*count;
    }
    return true;
}

bool
lb_hooking_owe_missed(LbAct *act, const LbWebhook *webhook, int64_t *count, GError **error)
{
    LbLogFilter filter = { .tenant = webhook->tenant,
                           .operations = lb_webhook_operations(webhook->events),
                           .after = -1,
                           .forward = true,
                           .limit = PAGE };
    *count = 0;
    if (!find_disabling(act, webhook, &filter.newer, error))
        return false;
    for (bool more = filter.newer > 0 && filter.operations != 0; more;) {
        g_autoptr(GPtrArray) page = lb_log_page(act->service->store, &filter, NULL, error);
        if (page == NULL || !owe_page(act, page, webhook, count, error))
            return false;
        more = page->len == PAGE && *count < LB_HOOKS_MISSED_MOST;
        if (more)
            filter.newer = ((const LbActivity *)g_ptr_array_index(page, page->len - 1))->sequence;
    }
    return true;
}

static void
set_word(JsonObject *data, const char *name, const char *word)
{
    if (word != NULL)
        json_object_set_string_member(data, name, word);
    else
        json_object_set_null_member(data, name);
}

/* Every type has the same members, so that receivers need one schema. */
static JsonObject *
make_data(const LbActivity *entry, bool test)
{
    JsonObject *data = json_object_new();
    g_autoptr(JsonNode) root = read_details(entry);
    JsonObject *details = root != NULL ? json_node_get_object(root) : NULL;
    g_autofree char *hash = lb_sha256_to_hex(entry->hash);
    set_word(data, "tenant", entry->tenant);
    set_word(data, "request", entry->request);
    set_word(data, "ticket", details != NULL ? find_word(details, "ticket") : NULL);
    set_word(data, "exclusion", details != NULL ? find_word(details, "exclusion") : NULL);
    set_word(data, "status", details != NULL ? find_word(details, "status") : NULL);
    set_word(data, "operation", lb_names_get(lb_operation_names, (int)entry->operation));
    json_object_set_int_member(data, "sequence", entry->sequence);
    json_object_set_string_member(data, "hash", hash);
    json_object_set_boolean_member(data, "test", test);
    return data;
}

char *
lb_hooking_body(const LbActivity *entry, const char *type, bool test)
{
    g_autoptr(JsonObject) body = json_object_new();
    g_autofree char *time = lb_time_to_iso(entry->time);
    json_object_set_string_member(body, "type", type);
    json_object_set_string_member(body, "timestamp", time);
    json_object_set_object_member(body, "data", make_data(entry, test));
    return lb_details_write(body);
}

/* "https://host:port" of a URL: no more of it goes into the log. The caller frees it. */
static char *
find_origin(const char *url)
{
    const char *host = strstr(url, "://");
    size_t begin = host != NULL ? (size_t)(host - url) + 3 : 0;
    return g_strndup(url, begin + strcspn(url + begin, "/?#"));
}

JsonObject *
lb_hooking_details(const LbWebhook *webhook)
{
    JsonObject *details = json_object_new();
    g_autofree char *origin = find_origin(webhook->url);
    json_object_set_int_member(details, "webhook", webhook->id);
    json_object_set_string_member(details, "host", origin);
    return details;
}
