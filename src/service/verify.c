/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verification: the activity log's own chain first, then what is stored against it. */
#include "service/verify.h"

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "service/operator.h"
#include "store/ledger.h"
#include "store/log.h"

#define PAGE 1000
#define FINDINGS_MOST 200
#define GUARDS_MOST 10

typedef struct {
    LbService *service;
    LbSha256 *sha;
    uint8_t head[LB_SHA256_SIZE]; /* hash of the last good entry */
    int64_t time;
    GHashTable *requests; /* what the log says of them */
    GHashTable *exclusions;
    LbNotedRules *rules;
    LbSealed sealed; /* what it says of the ledger */
    LbState *state;  /* and of who was who */
    LbFindings findings;
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
    g_strfreev(verification->findings);
    g_free(verification);
}

void
lb_findings_add(LbFindings *findings, char *words)
{
    if (findings->words->len < FINDINGS_MOST)
        g_ptr_array_add(findings->words, words);
    else
        g_free(words);
    findings->count++;
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

/* What else is held against the entry, once it is known to be what was written. */
static bool
take_details(Check *check, const LbActivity *entry, GError **error)
{
    g_autoptr(JsonNode) root = json_from_string(entry->details, NULL);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root))
        return true;
    JsonObject *details = json_node_get_object(root);
    lb_noted_take(check->requests, entry, details);
    lb_verify_exclusions_take(check->exclusions, entry, details);
    lb_verify_rules_take(check->rules, entry, details);
    LbStore *store = check->service->store;
    if (!lb_verify_events_take(store, entry, details, &check->findings, error))
        return false;
    bool rows = json_object_has_member(details, "rows");
    if (!lb_sealed_take(store, &check->sealed, entry->sequence, details, &check->findings, error))
        return false;
    bool base = check->sealed.first == entry->sequence;
    return lb_state_check(store, check->state, entry, rows, base, &check->findings, error);
}

/* Stores in @bad whether a bad entry was found. */
static bool
check_page(Check *check, GPtrArray *page, bool *bad, GError **error)
{
    for (guint i = 0; i < page->len; i++) {
        const LbActivity *entry = g_ptr_array_index(page, i);
        const char *fault = find_fault(check, entry);
        if (fault != NULL) {
            /* A gap is named by the first number that should be there. */
            check->found->first_bad = check->found->entries + 1;
            check->found->why = g_strdup(_(fault));
            *bad = true;
            return true;
        }
        memcpy(check->head, entry->hash, LB_SHA256_SIZE);
        check->time = entry->time;
        check->found->entries++;
        if (!take_details(check, entry, error))
            return false;
    }
    return true;
}

static bool
check_log(Check *check, GError **error)
{
    bool bad = false;
    for (;;) {
        LbLogFilter filter = { .after = check->found->entries, .limit = PAGE };
        g_autoptr(GPtrArray) page = lb_log_page(check->service->store, &filter, NULL, error);
        if (page == NULL || !check_page(check, page, &bad, error))
            return false;
        if (bad || page->len == 0)
            return true;
    }
}

/* Without its triggers, the database would not notice what is changed. They are told in one. */
static bool
check_guards(Check *check, GError **error)
{
    g_auto(GStrv) wrong = lb_ledger_guards(check->service->store, error);
    guint count = wrong != NULL ? g_strv_length(wrong) : 0;
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < MIN(count, GUARDS_MOST); i++)
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", wrong[i]);
    g_autofree char *safe = lb_text_escape(names->str, LB_TEXT_LINE);
    if (count > 0)
        lb_findings_add(&check->findings,
                        g_strdup_printf(ngettext_("%u part of the database is not as this program "
                                                  "makes it: %s%s",
                                                  "%u parts of the database are not as this "
                                                  "program makes them: %s%s",
                                                  count),
                                        count, safe, count > GUARDS_MOST ? ", ..." : ""));
    return wrong != NULL;
}

static bool
check_stored(Check *check, GError **error)
{
    LbVerification *found = check->found;
    LbStore *store = check->service->store;
    if (!lb_noted_check(check->service, check->requests, &check->findings, error) ||
        !lb_verify_exclusions(check->service, check->exclusions, &check->findings, error) ||
        !lb_verify_access(check->service, &check->findings, error) ||
        !lb_verify_events(check->service, &check->findings, error) ||
        !lb_verify_rules(check->service, check->rules, &check->findings, error) ||
        !lb_sealed_check(store, &check->sealed, &check->findings, error) ||
        !check_guards(check, error))
        return false;
    found->rows_from = check->sealed.base ? check->sealed.first : 0;
    found->rows_before = check->sealed.before;
    return true;
}

LbVerification *
lb_operator_verify(LbService *service, int64_t head_sequence, const char *head, GError **error)
{
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    g_autoptr(LbVerification) found = g_new0(LbVerification, 1);
    g_autoptr(LbSha256) sha = lb_sha256_new();
    g_autoptr(GHashTable) requests = lb_noted_new();
    g_autoptr(GHashTable) exclusions = lb_verify_exclusions_new();
    g_auto(LbNotedRules) rules = { 0 };
    g_autoptr(LbState) state = lb_state_new();
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    Check check = { .service = service,
                    .sha = sha,
                    .time = INT64_MIN,
                    .requests = requests,
                    .exclusions = exclusions,
                    .rules = &rules,
                    .state = state,
                    .findings = { .words = words },
                    .head_sequence = head_sequence,
                    .wanted_head = head,
                    .found = found };
    if (reading == NULL || !check_log(&check, error))
        return NULL;
    found->head = lb_sha256_to_hex(check.head);
    if (found->first_bad == 0 && (head_sequence > found->entries || found->entries == 0)) {
        found->first_bad = found->entries + 1;
        found->why = g_strdup(_("the log ends before it"));
    }
    if (found->first_bad == 0 && !check_stored(&check, error))
        return NULL;
    lb_transaction_free(g_steal_pointer(&reading));
    if (found->first_bad == 0 && !lb_verify_recordings(service, &check.findings, error))
        return NULL;
    if (found->first_bad == 0 && words->len > 0)
        found->why = g_strdup(g_ptr_array_index(words, 0));
    /* What comes behind a bad entry says nothing of what is stored. */
    found->count = found->first_bad == 0 ? check.findings.count : 0;
    g_ptr_array_set_size(words, found->first_bad == 0 ? (gint)words->len : 0);
    g_ptr_array_add(words, NULL);
    found->findings = g_strdupv((char **)words->pdata);
    return g_steal_pointer(&found);
}
