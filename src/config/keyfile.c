/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key files read strictly: GKeyFile merges what stands twice, so that is looked for before. */
#include "config/keyfile.h"

#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/text.h"
#include "config/settings.h"

#define FILE_LIMIT (256 * 1024)

G_DEFINE_QUARK(lb_config_error_quark, lb_config_error)

bool
lb_key_file_refuse(GError **error, const char *path, const char *group, const char *key,
                   const char *reason)
{
    g_autoptr(GString) place = g_string_new(path);
    if (group != NULL)
        g_string_append_printf(place, ": [%s]", group);
    if (key != NULL)
        g_string_append_printf(place, " %s", key);
    g_set_error(error, LB_CONFIG_ERROR, LB_CONFIG_ERROR_INVALID, "%s: %s", place->str, reason);
    return false;
}

/* Whether no group stands twice, and no key twice in its group. */
static bool
check_unique(const char *text, const char *path, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *group = g_strdup("");
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        char *words = g_strstrip(*line);
        bool begins = words[0] == '[';
        if (words[0] == '\0' || words[0] == '#')
            continue;
        g_autofree char *name = g_strndup(words + (begins ? 1 : 0),
                                          strcspn(words, begins ? "]" : "=") - (begins ? 1 : 0));
        g_strstrip(name);
        if (begins) {
            g_free(group);
            group = g_strdup(name);
        }
        char *mark = g_strdup_printf("%s\n%s", group, begins ? "" : name);
        if (!g_hash_table_add(seen, mark))
            return lb_key_file_refuse(error, path, group, begins ? NULL : name, _("stands twice"));
    }
    return true;
}

GKeyFile *
lb_key_file_read(const char *path, bool may_be_absent, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) cause = NULL;
    gsize length = 0;
    if (may_be_absent && !g_file_test(path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
        return g_steal_pointer(&file);
    g_autofree char *text = lb_file_read(path, FILE_LIMIT, &length, &cause);
    if (text == NULL) {
        g_set_error_literal(error, LB_CONFIG_ERROR, LB_CONFIG_ERROR_INVALID, cause->message);
        return NULL;
    }
    if (!g_utf8_validate_len(text, length, NULL)) {
        lb_key_file_refuse(error, path, NULL, NULL, _("is not valid UTF-8"));
        return NULL;
    }
    if (length == 0)
        return g_steal_pointer(&file);
    if (!g_key_file_load_from_data(file, text, length, G_KEY_FILE_KEEP_TRANSLATIONS, &cause)) {
        lb_key_file_refuse(error, path, NULL, NULL, cause->message);
        return NULL;
    }
    if (!check_unique(text, path, error))
        return NULL;
    return g_steal_pointer(&file);
}

char *
lb_key_file_text(GKeyFile *file, const char *path, const char *group, const char *key, gsize limit,
                 GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *value = g_key_file_get_string(file, group, key, &cause);
    char *text = value != NULL ? lb_text_accept(value, -1, LB_TEXT_LINE, limit, &cause) : NULL;
    if (text == NULL)
        lb_key_file_refuse(error, path, group, key, cause->message);
    return text;
}
