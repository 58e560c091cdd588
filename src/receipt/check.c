/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A receipt against itself: hashes, order, and everything that is made again from what it says. */
#include "receipt/check.h"

#include <string.h>

#include "base/i18n.h"
#include "receipt/document.h"
#include "receipt/make.h"
#include "receipt/parts.h"

void
lb_receipt_fault_clear(LbReceiptFault *fault)
{
    g_clear_pointer(&fault->where, g_free);
    g_clear_pointer(&fault->why, g_free);
}

bool
lb_receipt_fault_set(LbReceiptFault *fault, char *where, const char *why)
{
    lb_receipt_fault_clear(fault);
    fault->where = where;
    fault->why = g_strdup(_(why));
    return false;
}

/* What is wrong with @entry behind @before (NULL: it is the first); NULL: nothing. Stores the member that it is. */
static const char *
find_fault(LbSha256 *sha, const LbActivity *entry, const LbActivity *before,
           const LbReceiptFacts *facts, const char **member)
{
    uint8_t hash[LB_SHA256_SIZE];
    g_autofree char *id = lb_request_id(facts->request);
    *member = "operation";
    if (lb_names_get(lb_operation_names, (int)entry->operation) == NULL)
        return N_("there is no such operation");
    *member = "hash";
    lb_activity_hash(sha, entry, hash);
    if (memcmp(hash, entry->hash, LB_SHA256_SIZE) != 0)
        return N_("it is not the hash of what the entry says");
    *member = "request";
    if (g_strcmp0(entry->request, id) != 0)
        return N_("the entry is about something else");
    *member = "tenant";
    if (g_strcmp0(entry->tenant, facts->request->tenant) != 0)
        return N_("the entry is of another customer's log");
    *member = "sequence";
    if ((before != NULL && entry->sequence <= before->sequence) || entry->sequence > facts->head)
        return N_("the entry does not stand in its order");
    *member = "dateTime";
    if ((before != NULL && entry->time < before->time) || entry->time > facts->time)
        return N_("the entry is not as late as it should be, or later");
    *member = "previous";
    if (before != NULL && entry->sequence == before->sequence + 1 &&
        memcmp(entry->previous, before->hash, LB_SHA256_SIZE) != 0)
        return N_("the entry does not follow from the one before it");
    *member = "hash";
    if (entry->sequence == facts->head && memcmp(entry->hash, facts->hash, LB_SHA256_SIZE) != 0)
        return N_("the entry is the head of the log, and the head has another hash");
    return NULL;
}

static bool
check_entries(const LbReceiptFacts *facts, LbReceiptFault *fault)
{
    g_autoptr(LbSha256) sha = lb_sha256_new();
    const LbActivity *before = NULL;
    for (guint i = 0; i < facts->entries->len; i++) {
        const LbActivity *entry = g_ptr_array_index(facts->entries, i);
        const char *member = NULL;
        const char *why = find_fault(sha, entry, before, facts, &member);
        if (why != NULL)
            return lb_receipt_fault_set(fault, g_strdup_printf("entries[%u].%s", i, member), why);
        before = entry;
    }
    return before != NULL || lb_receipt_fault_set(fault, g_strdup("entries"), N_("there are none"));
}

/* The customer decides on what is shown; who says yes or no for the provider does so before it is complete. */
static bool
check_decisions(JsonObject *receipt, LbReceiptFault *fault)
{
    JsonArray *decisions = json_object_get_array_member(receipt, "decisions");
    const char *digest = lb_part_text(receipt, "digest");
    for (guint i = 0; i < json_array_get_length(decisions); i++) {
        JsonObject *decision = json_array_get_object_element(decisions, i);
        const char *operation = lb_part_text(decision, "operation");
        bool ours = g_strcmp0(operation, "ApproveLockboxRequest") == 0 ||
                    g_strcmp0(operation, "DenyLockboxRequest") == 0;
        if (ours && g_strcmp0(lb_part_text(decision, "digest"), digest) != 0)
            return lb_receipt_fault_set(fault, g_strdup_printf("decisions[%u].digest", i),
                                        N_("something else was decided than is shown"));
    }
    return true;
}

/* Where nobody decided, what was asked is still in the digest of the last entry that has one. */
static bool
check_digest(JsonObject *receipt, const LbReceiptFacts *facts, LbReceiptFault *fault)
{
    const char *shown = lb_part_text(receipt, "digest");
    for (guint i = facts->entries->len; i-- > 0;) {
        const LbActivity *entry = g_ptr_array_index(facts->entries, i);
        g_autoptr(JsonNode) details = json_from_string(entry->details, NULL);
        bool object = details != NULL && JSON_NODE_HOLDS_OBJECT(details);
        const char *digest = object ? lb_part_text(json_node_get_object(details), "digest") : NULL;
        if (digest == NULL)
            continue;
        return g_strcmp0(digest, shown) == 0 ||
               lb_receipt_fault_set(fault, g_strdup_printf("entries[%u].details", i),
                                    N_("it is about something else than is shown"));
    }
    return true;
}

/* How many events there are, the entries say; which, only the log of them. */
static bool
check_events(JsonObject *receipt, const LbReceiptFacts *facts, LbReceiptFault *fault)
{
    JsonObject *windows = json_object_get_object_member(receipt, "windowsEvents");
    int64_t total = lb_part_number(windows, "total"), counted = 0;
    for (int kind = 0; kind < LB_RECEIPT_KINDS; kind++) {
        if (facts->kinds[kind] < 0 || facts->kinds[kind] > total)
            return lb_receipt_fault_set(fault, g_strdup("windowsEvents.kinds"),
                                        N_("no such number of events came in"));
        counted += facts->kinds[kind];
    }
    if (counted != total)
        return lb_receipt_fault_set(fault, g_strdup("windowsEvents.kinds"),
                                    N_("they are not as many as came in"));
    return facts->events->len == (guint)MIN(total, LB_RECEIPT_EVENTS_MOST) ||
           lb_receipt_fault_set(fault, g_strdup("windowsEvents.events"),
                                N_("they are not as many as came in"));
}

bool
lb_receipt_check(JsonObject *receipt, LbReceiptFault *fault)
{
    g_autoptr(LbReceiptFacts) facts = lb_receipt_facts_of(receipt);
    if (!check_entries(facts, fault))
        return false;
    g_autoptr(JsonObject) again = lb_receipt_make(facts);
    char *where = lb_receipt_differ(receipt, again);
    if (where != NULL)
        return lb_receipt_fault_set(fault, where, N_("it does not follow from the rest"));
    return check_decisions(receipt, fault) && check_digest(receipt, facts, fault) &&
           check_events(receipt, facts, fault);
}
