/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rules and their cases have in common. */
#include "config/policykeys.h"

#include <string.h>

#include "base/i18n.h"
#include "core/terms.h"

/* Whether the catalogue has what the word means. */
static bool
is_scenario(const LbCatalogue *catalogue, const char *word, bool patterns)
{
    for (guint i = 0; i < catalogue->scenarios->len; i++) {
        const LbScenario *scenario = g_ptr_array_index(catalogue->scenarios, i);
        g_autofree char *name = g_strconcat(scenario->service, "/", scenario->id, NULL);
        g_autofree char *whole = g_strconcat(scenario->service, "/*", NULL);
        if (strcmp(word, name) == 0 || (patterns && strcmp(word, whole) == 0))
            return true;
    }
    return false;
}

static char *
join_roles(bool (*suits)(LbRole role))
{
    GString *names = g_string_new(NULL);
    for (int role = LB_ROLE_OWNER; role <= LB_ROLE_ADMIN; role++)
        if (suits((LbRole)role))
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "",
                                   lb_role_name((LbRole)role));
    return g_string_free(names, FALSE);
}

/* Reads @word, a role that @suits. */
static bool
parse_role(const char *word, bool (*suits)(LbRole role), int *value, const char *path,
           const char *group, const char *key, GError **error)
{
    LbRole role = LB_ROLE_OWNER;
    if (lb_role_from_name(word, &role) && suits(role)) {
        *value = (int)role;
        return true;
    }
    g_autofree char *allowed = join_roles(suits);
    g_autofree char *reason = g_strdup_printf(_("must be one of: %s"), allowed);
    return lb_key_file_refuse(error, path, group, key, reason);
}

bool
lb_policy_keys_parse(const LbPolicyKeys *keys, LbCondition condition, const char *word,
                     bool patterns, int *value, const char *path, const char *group, GError **error)
{
    const char *key = lb_names_get(lb_condition_names, (int)condition);
    *value = 0;
    if (condition == LB_CONDITION_ROLE)
        return parse_role(word, lb_role_asks, value, path, group, key, error);
    if (condition == LB_CONDITION_SCENARIO)
        return is_scenario(keys->catalogue, word, patterns) ||
               lb_key_file_refuse(error, path, group, key,
                                  patterns
                                      ? _("must be SERVICE/SCENARIO of the catalogue, or SERVICE/*")
                                      : _("must be SERVICE/SCENARIO of the catalogue"));
    const LbName *values = lb_condition_values(condition);
    if (lb_names_find(values, word, value))
        return true;
    g_autofree char *allowed = lb_names_join(values);
    g_autofree char *reason = g_strdup_printf(_("must be one of: %s"), allowed);
    return lb_key_file_refuse(error, path, group, key, reason);
}

bool
lb_policy_keys_read_approvers(GKeyFile *file, const char *path, const char *group,
                              unsigned *approvers, GError **error)
{
    g_auto(GStrv) words = lb_key_file_list(file, path, group, "approvers", LB_LIMIT_LINE, error);
    for (char **word = words; word != NULL && *word != NULL; word++) {
        int role = 0;
        if (!parse_role(*word, lb_role_sanctions, &role, path, group, "approvers", error))
            return false;
        *approvers |= 1u << role;
    }
    return words != NULL;
}

bool
lb_policy_keys_read_approvals(GKeyFile *file, const char *path, const char *group, int *approvals,
                              GError **error)
{
    guint64 number = 0;
    g_autofree char *text = lb_key_file_text(file, path, group, "approvals", LB_LIMIT_LINE, error);
    if (text == NULL)
        return false;
    if (!g_ascii_string_to_unsigned(text, 10, 1, LB_QUORUM_MAX, &number, NULL))
        return lb_key_file_refuse(error, path, group, "approvals", _("must be a number, 1 to 9"));
    *approvals = (int)number;
    return true;
}
