/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verification of the activity log, and of the requests against it, in bounded memory. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "base/i18n.h"
#include "service/act.h"
#include "service/operator.h"
#include "store/log.h"

#define PAGE 1000

typedef struct {
    LbSha256 *sha;
    uint8_t head[LB_SHA256_SIZE]; /* hash of the last good entry */
    int64_t time;
    GHashTable *statuses; /* request number -> status its last entry gave it, plus one */
    int64_t head_sequence;
    const char *wanted_head;
    LbVerification *found;
} Check;

void
lb_verification_free(LbVerification *verification)
{
    if (verification == NULL)
        return;
    g_free(verification->head);
    g_free(verification->why);
    g_free(verification);
}

/* The status that an entry's details name; LB_STATUS_UNKNOWN when they name none. */
static LbStatus
status_in_details(const char *details)
{
    g_autoptr(JsonNode) root = json_from_string(details, NULL);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root))
        return LB_STATUS_UNKNOWN;
    const char *name =
        json_object_get_string_member_with_default(json_node_get_object(root), "status", NULL);
    LbStatus status = LB_STATUS_UNKNOWN;
    if (name != NULL)
        lb_status_from_name(name, &status);
    return status;
}

/* What is wrong with the entry that should follow; NULL: nothing. */
static const char *
find_fault(Check *check, const LbActivity *entry)
{
    if (entry->sequence != check->found->entries + 1)
        return N_("an entry is missing before it");
    if (memcmp(entry->previous, check->head, LB_SHA256_SIZE) != 0)
        return N_("it does not follow from the entry before it");
    if (entry->time < check->time)
        return N_("it is earlier than the entry before it");
    if (lb_names_get(lb_operation_names, (int)entry->operation) == NULL)
        return N_("it names an unknown operation");
    uint8_t hash[LB_SHA256_SIZE];
    lb_activity_hash(check->sha, entry, hash);
    if (memcmp(hash, entry->hash, LB_SHA256_SIZE) != 0)
        return N_("its content is not what was written");
    g_autofree char *head = lb_sha256_to_hex(hash);
    if (entry->sequence == check->head_sequence &&
        g_ascii_strcasecmp(head, check->wanted_head) != 0)
        return N_("it is not the entry whose hash was given");
    return NULL;
}

static void
note_status(Check *check, const LbActivity *entry)
{
    int64_t number = 0;
    if (entry->request == NULL || !lb_request_parse_id(entry->request, &number))
        return;
    LbStatus status = status_in_details(entry->details);
    if (status != LB_STATUS_UNKNOWN)
        g_hash_table_insert(check->statuses, GSIZE_TO_POINTER((gsize)number),
                            GINT_TO_POINTER((int)status + 1));
}

/* Returns false when a bad entry was found. */
static bool
check_page(Check *check, GPtrArray *page)
{
    for (guint i = 0; i < page->len; i++) {
        const LbActivity *entry = g_ptr_array_index(page, i);
        const char *fault = find_fault(check, entry);
        if (fault != NULL) {
            /* A gap is named by the first number that should be there. */
            check->found->first_bad = check->found->entries + 1;
            check->found->why = g_strdup(_(fault));
            return false;
        }
        memcpy(check->head, entry->hash, LB_SHA256_SIZE);
        check->time = entry->time;
        check->found->entries++;
        note_status(check, entry);
    }
    return true;
}

static bool
check_log(LbService *service, Check *check, GError **error)
{
    for (;;) {
        LbLogFilter filter = { .after = check->found->entries, .limit = PAGE };
        g_autoptr(GPtrArray) page = lb_log_page(service->store, &filter, error);
        if (page == NULL)
            return false;
        if (!check_page(check, page) || page->len == 0)
            return true;
    }
}

static void
check_status(Check *check, const LbRequestStatus *row)
{
    gpointer logged = g_hash_table_lookup(check->statuses, GSIZE_TO_POINTER((gsize)row->number));
    LbStatus expected =
        logged != NULL ? (LbStatus)(GPOINTER_TO_INT(logged) - 1) : LB_STATUS_UNKNOWN;
    if (logged != NULL && expected == row->status)
        return;
    g_autofree char *id = g_strdup_printf("LB-%" G_GINT64_FORMAT, row->number);
    check->found->why = g_strdup_printf(_("%s is %s, but the log says %s"), id,
                                        lb_status_name(row->status), lb_status_name(expected));
}

static bool
check_requests(LbService *service, Check *check, GError **error)
{
    int64_t after = 0;
    guint read = PAGE;
    while (read == PAGE && check->found->why == NULL) {
        g_autoptr(GArray) page = lb_requests_statuses(service->store, after, PAGE, error);
        if (page == NULL)
            return false;
        read = page->len;
        for (guint i = 0; i < read && check->found->why == NULL; i++) {
            const LbRequestStatus *row = &g_array_index(page, LbRequestStatus, i);
            check_status(check, row);
            after = row->number;
        }
    }
    return true;
}

LbVerification *
lb_operator_verify(LbService *service, int64_t head_sequence, const char *head, GError **error)
{
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    g_autoptr(LbVerification) found = g_new0(LbVerification, 1);
    g_autoptr(LbSha256) sha = lb_sha256_new();
    g_autoptr(GHashTable) statuses = g_hash_table_new(NULL, NULL);
    Check check = { .sha = sha,
                    .time = INT64_MIN,
                    .statuses = statuses,
                    .head_sequence = head_sequence,
                    .wanted_head = head,
                    .found = found };
    if (reading == NULL || !check_log(service, &check, error))
        return NULL;
    found->head = lb_sha256_to_hex(check.head);
    if (found->first_bad == 0 && (head_sequence > found->entries || found->entries == 0)) {
        found->first_bad = found->entries + 1;
        found->why = g_strdup(_("the log ends before it"));
    }
    if (found->first_bad == 0 && !check_requests(service, &check, error))
        return NULL;
    return g_steal_pointer(&found);
}
