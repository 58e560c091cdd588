/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the rules that hold here. What is kept is used only while it is what the log says that came into force. */
#include "service/rules.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/locale.h"
#include "config/policyfile.h"
#include "service/keeprules.h"
#include "store/log.h"
#include "store/policies.h"

/* How the errors in what is kept call it. */
#define KEPT "the rules in force"

char *
lb_rules_digest(const char *text, size_t length)
{
    uint8_t digest[LB_SHA256_SIZE];
    g_autoptr(LbSha256) sha = lb_sha256_new();
    lb_sha256_add_plain(sha, text, length);
    lb_sha256_finish(sha, digest);
    return lb_sha256_to_hex(digest);
}

static void
read_file(LbService *service, LbRules *rules)
{
    gsize length = 0;
    g_autoptr(GError) cause = NULL;
    rules->path = g_strdup(service->rules);
    rules->text = lb_policy_load(rules->path, &length, &cause);
    if (rules->text != NULL) {
        rules->sha256 = lb_rules_digest(rules->text, length);
        rules->file = lb_policy_parse(rules->text, length, rules->path, service->catalogue, &cause);
    }
    rules->fault = g_strdup(cause != NULL ? cause->message : NULL);
}

/* Stores whether the entry of the log that tells of @row tells of its text. */
static bool
find_entry(LbService *service, const LbPolicyRow *row, bool *told, GError **error)
{
    LbLogFilter filter = {
        .before = row->entry + 1, .newer = row->entry - 1, .after = -1, .limit = 1
    };
    g_autoptr(GPtrArray) page = lb_log_page(service->store, &filter, NULL, error);
    if (page == NULL)
        return false;
    const LbActivity *entry = page->len > 0 ? g_ptr_array_index(page, 0) : NULL;
    g_autoptr(JsonNode) root = entry != NULL ? json_from_string(entry->details, NULL) : NULL;
    JsonObject *details =
        root != NULL && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
    const char *after =
        details != NULL ? json_object_get_string_member_with_default(details, "after", NULL) : NULL;
    *told = entry != NULL && entry->operation == LB_OPERATION_CHANGE_RULES &&
            g_strcmp0(after, row->sha256) == 0;
    return true;
}

static bool
read_kept(LbService *service, LbRules *rules, GError **error)
{
    bool told = false;
    g_autoptr(GError) cause = NULL;
    g_autoptr(LbPolicyRow) row = lb_policies_get(service->store, &cause);
    if (cause != NULL) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    if (row == NULL)
        return true;
    rules->kept_sha256 = g_strdup(row->sha256);
    rules->since = row->since;
    rules->entry = row->entry;
    rules->told = g_strdup(row->told);
    if (!find_entry(service, row, &told, error))
        return false;
    g_autofree char *digest = lb_rules_digest(row->text, strlen(row->text));
    if (!told || strcmp(digest, row->sha256) != 0) {
        rules->kept_fault = g_strdup(KEPT ": they are not what the activity log says");
        return true;
    }
    rules->kept = lb_policy_parse(row->text, strlen(row->text), KEPT, service->catalogue, &cause);
    rules->kept_fault = g_strdup(cause != NULL ? cause->message : NULL);
    return true;
}

LbRules *
lb_rules_read(LbService *service, GError **error)
{
    g_auto(LbEnglish) english = lb_locale_speak_english();
    g_autoptr(LbRules) rules = g_new0(LbRules, 1);
    read_file(service, rules);
    return read_kept(service, rules, error) ? g_steal_pointer(&rules) : NULL;
}

void
lb_rules_free(LbRules *rules)
{
    if (rules == NULL)
        return;
    lb_policy_free(rules->file);
    lb_policy_free(rules->kept);
    g_free(rules->path);
    g_free(rules->text);
    g_free(rules->sha256);
    g_free(rules->fault);
    g_free(rules->kept_sha256);
    g_free(rules->kept_fault);
    g_free(rules->told);
    g_free(rules);
}

const LbPolicy *
lb_rules_policy(const LbRules *rules)
{
    return rules->file != NULL ? rules->file : rules->kept;
}

bool
lb_rules_are_kept(const LbRules *rules)
{
    return rules->kept_fault == NULL && rules->sha256 != NULL &&
           g_strcmp0(rules->sha256, rules->kept_sha256) == 0;
}
