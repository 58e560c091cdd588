/* SPDX-License-Identifier: GPL-3.0-or-later */
/* catalogue.conf into LbCatalogue. The file itself describes its form; everything in it must be known. */
#include "core/catalogue.h"

#include <string.h>

#include "base/i18n.h"
#include "config/keyfile.h"
#include "config/settings.h"
#include "core/terms.h"

#define TYPES_LIMIT 2000

static const LbName os_words[] = {
    { LB_OS_NONE, "any", NULL },
    { LB_OS_WINDOWS, "windows", NULL },
    { LB_OS_LINUX, "linux", NULL },
    { 0, NULL, NULL },
};

static const LbName data_words[] = {
    { true, "yes", NULL },
    { false, "no", NULL },
    { 0, NULL, NULL },
};

static const char *const known_keys[] = { "label", "stage", "types", "os", "customer-data", NULL };

/* Lower-case ASCII words joined by hyphens: ids are typed, and stand in commands. */
static bool
is_id(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length <= 64 && text[0] != '-' && text[length - 1] != '-' &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

/* Reads a word that must be in @table. */
static bool
read_word(GKeyFile *file, const char *path, const char *group, const char *key, const LbName *table,
          int *value, GError **error)
{
    g_autofree char *word = lb_key_file_text(file, path, group, key, LB_LIMIT_LINE, error);
    if (word == NULL)
        return false;
    if (lb_names_find(table, word, value))
        return true;
    g_autofree char *allowed = lb_names_join(table);
    g_autofree char *reason = g_strdup_printf(_("must be one of: %s"), allowed);
    return lb_key_file_refuse(error, path, group, key, reason);
}

/* "Namespace/type" with letters and digits; a type below another one has more parts. */
static bool
is_type(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "/", -1);
    for (char **part = parts; *part != NULL; part++)
        if (**part == '\0' || strspn(*part, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                            "0123456789.") != strlen(*part))
            return false;
    return g_strv_length(parts) >= 2;
}

static bool
read_types(GKeyFile *file, const char *path, LbScenario *scenario, const char *group,
           GError **error)
{
    g_autofree char *list = lb_key_file_text(file, path, group, "types", TYPES_LIMIT, error);
    if (list == NULL)
        return false;
    g_autoptr(GPtrArray) types = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) words = g_strsplit(list, ";", -1);
    for (char **word = words; *word != NULL; word++) {
        if (*g_strstrip(*word) == '\0' && word[1] == NULL)
            break;
        if (!is_type(*word))
            return lb_key_file_refuse(
                error, path, group, "types",
                _("must be resource types like Microsoft.Compute/disks, divided by ;"));
        g_ptr_array_add(types, g_strdup(*word));
    }
    g_ptr_array_add(types, NULL);
    scenario->types = (char **)g_ptr_array_steal(types, NULL);
    return true;
}

/* Reads "label" and "label[LANGUAGE]". */
static bool
read_label(GKeyFile *file, const char *path, LbScenario *scenario, const char *group,
           const char *key, GError **error)
{
    const char *bracket = strchr(key, '[');
    g_autofree char *language =
        bracket != NULL ? g_strndup(bracket + 1, strcspn(bracket + 1, "]")) : g_strdup("");
    g_autofree char *label = lb_key_file_text(file, path, group, key, LB_LIMIT_LINE, error);
    if (label == NULL)
        return false;
    g_hash_table_replace(scenario->labels, g_steal_pointer(&language), g_steal_pointer(&label));
    return true;
}

static bool
read_keys(GKeyFile *file, const char *path, LbScenario *scenario, const char *group, GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(file, group, NULL, NULL);
    for (char **key = keys; key != NULL && *key != NULL; key++) {
        if (g_str_has_prefix(*key, "label[") || strcmp(*key, "label") == 0) {
            if (!read_label(file, path, scenario, group, *key, error))
                return false;
        } else if (!g_strv_contains(known_keys, *key)) {
            return lb_key_file_refuse(error, path, group, *key, _("there is no such key"));
        }
    }
    if (g_hash_table_lookup(scenario->labels, "") == NULL)
        return lb_key_file_refuse(error, path, group, "label", _("is missing"));
    int stage = 0, os = 0, data = 0;
    if (!read_word(file, path, group, "stage", lb_stage_names, &stage, error) ||
        !read_types(file, path, scenario, group, error) ||
        !read_word(file, path, group, "os", os_words, &os, error) ||
        !read_word(file, path, group, "customer-data", data_words, &data, error))
        return false;
    scenario->stage = (LbStage)stage;
    scenario->os = (LbOs)os;
    scenario->touches_data = data != 0;
    return true;
}

static LbScenario *
read_scenario(GKeyFile *file, const char *path, const char *group, GError **error)
{
    g_auto(GStrv) ids = g_strsplit(group, "/", -1);
    if (g_strv_length(ids) != 2 || !is_id(ids[0]) || !is_id(ids[1])) {
        lb_key_file_refuse(error, path, group, NULL, _("must be called SERVICE/SCENARIO"));
        return NULL;
    }
    g_autoptr(LbScenario) scenario = g_new0(LbScenario, 1);
    scenario->service = g_strdup(ids[0]);
    scenario->id = g_strdup(ids[1]);
    scenario->labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return read_keys(file, path, scenario, group, error) ? g_steal_pointer(&scenario) : NULL;
}

LbCatalogue *
lb_catalogue_read(const char *path, GError **error)
{
    g_autoptr(GKeyFile) file = lb_key_file_read(path, false, error);
    if (file == NULL)
        return NULL;
    g_autoptr(LbCatalogue) catalogue = lb_catalogue_new();
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (char **group = groups; *group != NULL; group++) {
        LbScenario *scenario = read_scenario(file, path, *group, error);
        if (scenario == NULL)
            return NULL;
        g_ptr_array_add(catalogue->scenarios, scenario);
    }
    return g_steal_pointer(&catalogue);
}
