/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the just-in-time rules in force against the log. */
#include <string.h>

#include "base/i18n.h"
#include "service/keeprules.h"
#include "service/verify.h"
#include "store/policies.h"

void
lb_noted_rules_clear(LbNotedRules *noted)
{
    g_clear_pointer(&noted->sha256, g_free);
}

void
lb_verify_rules_take(LbNotedRules *noted, const LbActivity *entry, JsonObject *details)
{
    if (entry->operation != LB_OPERATION_CHANGE_RULES)
        return;
    g_free(noted->sha256);
    noted->sha256 = g_strdup(json_object_get_string_member_with_default(details, "after", NULL));
    noted->entry = entry->sequence;
    noted->time = entry->time;
}

/* In what they differ; NULL: in nothing. */
static const char *
find_difference(const LbNotedRules *noted, const LbPolicyRow *row)
{
    if (row == NULL)
        return noted->entry != 0 ? N_("they are gone") : NULL;
    g_autofree char *digest = lb_rules_digest(row->text, strlen(row->text));
    if (strcmp(digest, row->sha256) != 0)
        return N_("their text is not the one that was read");
    if (g_strcmp0(row->sha256, noted->sha256) != 0)
        return N_("they are not those that came into force last");
    return row->entry != noted->entry || row->since != noted->time ? N_("since when they are so")
                                                                   : NULL;
}

bool
lb_verify_rules(LbService *service, const LbNotedRules *noted, LbFindings *findings, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbPolicyRow) row = lb_policies_get(service->store, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    const char *difference = find_difference(noted, row);
    if (difference != NULL)
        lb_findings_add(
            findings,
            g_strdup_printf(_("the just-in-time rules in force are not what the log says: %s"),
                            _(difference)));
    return true;
}
