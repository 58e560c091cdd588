/* SPDX-License-Identifier: GPL-3.0-or-later */
/* catalogue.conf into LbCatalogue. The file itself describes its form; everything in it must be known. */
#include "core/catalogue.h"

#include <string.h>

#include "base/i18n.h"
#include "config/keyfile.h"
#include "config/settings.h"
#include "core/labels.h"
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

static const char *const known_keys[] = { "stage", "types", "os", "ports", "customer-data", NULL };

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
    g_auto(GStrv) types = lb_key_file_list(file, path, group, "types", TYPES_LIMIT, error);
    if (types == NULL)
        return false;
    for (char **type = types; *type != NULL; type++)
        if (!is_type(*type))
            return lb_key_file_refuse(
                error, path, group, "types",
                _("must be resource types like Microsoft.Compute/disks, divided by ;"));
    scenario->types = g_steal_pointer(&types);
    return true;
}

/* TCP ports; without the key there are none. */
static bool
read_ports(GKeyFile *file, const char *path, LbScenario *scenario, const char *group,
           GError **error)
{
    if (!g_key_file_has_key(file, group, "ports", NULL))
        return true;
    g_auto(GStrv) words = lb_key_file_list(file, path, group, "ports", LB_LIMIT_LINE, error);
    if (words == NULL)
        return false;
    scenario->ports = g_new0(int, g_strv_length(words) + 1);
    for (guint i = 0; words[i] != NULL; i++) {
        guint64 port = 0;
        if (!g_ascii_string_to_unsigned(words[i], 10, 1, 65535, &port, NULL))
            return lb_key_file_refuse(error, path, group, "ports",
                                      _("must be ports, 1 to 65535, divided by ;"));
        scenario->ports[i] = (int)port;
    }
    return true;
}

static bool
read_keys(GKeyFile *file, const char *path, LbScenario *scenario, const char *group, GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(file, group, NULL, NULL);
    for (char **key = keys; key != NULL && *key != NULL; key++) {
        bool label = false, exposes = false;
        if (!lb_key_file_label(file, path, group, *key, "label", scenario->labels, &label, error) ||
            !lb_key_file_label(file, path, group, *key, "exposes", scenario->exposes, &exposes,
                               error))
            return false;
        if (!label && !exposes && !g_strv_contains(known_keys, *key))
            return lb_key_file_refuse(error, path, group, *key, _("there is no such key"));
    }
    if (lb_labels_get(scenario->labels, NULL) == NULL)
        return lb_key_file_refuse(error, path, group, "label", _("is missing"));
    if (lb_labels_get(scenario->exposes, NULL) == NULL)
        return lb_key_file_refuse(error, path, group, "exposes", _("is missing"));
    int stage = 0, os = 0, data = 0;
    if (!lb_key_file_word(file, path, group, "stage", lb_stage_names, &stage, error) ||
        !read_types(file, path, scenario, group, error) ||
        !read_ports(file, path, scenario, group, error) ||
        !lb_key_file_word(file, path, group, "os", os_words, &os, error) ||
        !lb_key_file_word(file, path, group, "customer-data", data_words, &data, error))
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
    if (g_strv_length(ids) != 2 || !lb_key_file_is_id(ids[0]) || !lb_key_file_is_id(ids[1])) {
        lb_key_file_refuse(error, path, group, NULL,
                           _("must be called SERVICE or SERVICE/SCENARIO"));
        return NULL;
    }
    g_autoptr(LbScenario) scenario = g_new0(LbScenario, 1);
    scenario->service = g_strdup(ids[0]);
    scenario->id = g_strdup(ids[1]);
    scenario->labels = lb_labels_new();
    scenario->exposes = lb_labels_new();
    return read_keys(file, path, scenario, group, error) ? g_steal_pointer(&scenario) : NULL;
}

/* How a service is called. */
static bool
read_service(GKeyFile *file, const char *path, const char *group, GHashTable *services,
             GError **error)
{
    g_autoptr(GHashTable) labels = lb_labels_new();
    g_auto(GStrv) keys = g_key_file_get_keys(file, group, NULL, NULL);
    for (char **key = keys; key != NULL && *key != NULL; key++) {
        bool label = false;
        if (!lb_key_file_label(file, path, group, *key, "label", labels, &label, error))
            return false;
        if (!label)
            return lb_key_file_refuse(error, path, group, *key, _("there is no such key"));
    }
    if (lb_labels_get(labels, NULL) == NULL)
        return lb_key_file_refuse(error, path, group, "label", _("is missing"));
    g_hash_table_insert(services, g_strdup(group), g_steal_pointer(&labels));
    return true;
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
        if (lb_key_file_is_id(*group)) {
            if (!read_service(file, path, *group, catalogue->services, error))
                return NULL;
            continue;
        }
        LbScenario *scenario = read_scenario(file, path, *group, error);
        if (scenario == NULL)
            return NULL;
        g_ptr_array_add(catalogue->scenarios, scenario);
    }
    return g_steal_pointer(&catalogue);
}
