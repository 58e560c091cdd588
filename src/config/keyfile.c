/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key files read strictly: GKeyFile merges what stands twice, so that is looked for before. */
#include "config/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/text.h"
#include "config/settings.h"
#include "core/terms.h"

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

char *
lb_key_file_place(const char *path, GHashTable *lines, const char *group, const char *key)
{
    g_autofree char *mark = g_strdup_printf("%s\n%s", group, key != NULL ? key : "");
    g_autofree char *begin = g_strdup_printf("%s\n", group);
    guint line = GPOINTER_TO_UINT(g_hash_table_lookup(lines, mark));
    if (line == 0)
        line = GPOINTER_TO_UINT(g_hash_table_lookup(lines, begin));
    return line != 0 ? g_strdup_printf("%s:%u", path, line) : g_strdup(path);
}

/* Takes the name of a group or key in the line @words, or NULL where there is none. */
static char *
take_name(const char *words)
{
    bool begins = words[0] == '[';
    size_t length = strcspn(words, begins ? "]" : "=");
    if (words[length] == '\0')
        return NULL;
    return g_strstrip(g_strndup(words + (begins ? 1 : 0), length - (begins ? 1 : 0)));
}

/* Whether each line is one of a key file, no group stands twice, and no key twice in its group. Notes in @lines where
 * each stands. */
static bool
check_lines(const char *text, const char *path, GHashTable *lines, GError **error)
{
    g_autofree char *group = NULL;
    g_auto(GStrv) rows = g_strsplit(text, "\n", -1);
    for (guint i = 0; rows[i] != NULL; i++) {
        const char *words = g_strstrip(rows[i]);
        bool begins = words[0] == '[';
        if (words[0] == '\0' || words[0] == '#')
            continue;
        g_autofree char *place = g_strdup_printf("%s:%u", path, i + 1);
        g_autofree char *name = take_name(words);
        if (name == NULL || (group == NULL && !begins))
            return lb_key_file_refuse(error, place, NULL, NULL,
                                      _("is neither [GROUP], nor KEY=VALUE in a group, nor a "
                                        "comment behind #"));
        if (begins) {
            g_free(group);
            group = g_strdup(name);
        }
        char *mark = g_strdup_printf("%s\n%s", group, begins ? "" : name);
        if (!g_hash_table_insert(lines, mark, GUINT_TO_POINTER(i + 1)))
            return lb_key_file_refuse(error, place, group, begins ? NULL : name, _("stands twice"));
    }
    return true;
}

/* Pipes are no files: whoever opens one may wait for ever, and nobody can read it again later. */
char *
lb_key_file_load(const char *path, gsize *length, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_auto(LbFd) fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat status = { 0 };
    if (fd < 0) {
        lb_key_file_refuse(error, path, NULL, NULL, g_strerror(errno));
        return NULL;
    }
    if (fstat(fd, &status) != 0 || S_ISFIFO(status.st_mode)) {
        lb_key_file_refuse(error, path, NULL, NULL, _("is a pipe, not a file"));
        return NULL;
    }
    char *text = lb_fd_read_all(fd, path, FILE_LIMIT, length, &cause);
    if (text == NULL)
        g_set_error_literal(error, LB_CONFIG_ERROR, LB_CONFIG_ERROR_INVALID, cause->message);
    return text;
}

GKeyFile *
lb_key_file_parse(const char *text, gsize length, const char *path, GHashTable **lines,
                  GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) cause = NULL;
    if (!g_utf8_validate_len(text, length, NULL)) {
        lb_key_file_refuse(error, path, NULL, NULL, _("is not valid UTF-8"));
        return NULL;
    }
    if (!check_lines(text, path, seen, error))
        return NULL;
    if (length > 0 &&
        !g_key_file_load_from_data(file, text, length, G_KEY_FILE_KEEP_TRANSLATIONS, &cause)) {
        lb_key_file_refuse(error, path, NULL, NULL, cause->message);
        return NULL;
    }
    if (lines != NULL)
        *lines = g_steal_pointer(&seen);
    return g_steal_pointer(&file);
}

GKeyFile *
lb_key_file_read_lines(const char *path, bool may_be_absent, GHashTable **lines, GError **error)
{
    gsize length = 0;
    bool absent = may_be_absent && !g_file_test(path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK);
    g_autofree char *text = absent ? g_strdup("") : lb_key_file_load(path, &length, error);
    return text != NULL ? lb_key_file_parse(text, length, path, lines, error) : NULL;
}

GKeyFile *
lb_key_file_read(const char *path, bool may_be_absent, GError **error)
{
    return lb_key_file_read_lines(path, may_be_absent, NULL, error);
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

bool
lb_key_file_word(GKeyFile *file, const char *path, const char *group, const char *key,
                 const LbName *table, int *value, GError **error)
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

GStrv
lb_key_file_list(GKeyFile *file, const char *path, const char *group, const char *key, gsize limit,
                 GError **error)
{
    g_autofree char *list = lb_key_file_text(file, path, group, key, limit, error);
    if (list == NULL)
        return NULL;
    g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) words = g_strsplit(list, ";", -1);
    for (char **word = words; *word != NULL; word++) {
        if (*g_strstrip(*word) == '\0' && word[1] == NULL && kept->len > 0)
            break;
        if (**word == '\0') {
            lb_key_file_refuse(error, path, group, key, _("has nothing between two ;"));
            return NULL;
        }
        g_ptr_array_add(kept, g_strdup(*word));
    }
    g_ptr_array_add(kept, NULL);
    return (GStrv)g_ptr_array_steal(kept, NULL);
}

bool
lb_key_file_label(GKeyFile *file, const char *path, const char *group, const char *key,
                  const char *name, GHashTable *labels, bool *taken, GError **error)
{
    size_t length = strlen(name);
    *taken = strncmp(key, name, length) == 0 && (key[length] == '\0' || key[length] == '[');
    if (!*taken)
        return true;
    const char *bracket = key + length + (key[length] == '[' ? 1 : 0);
    g_autofree char *language = g_strndup(bracket, strcspn(bracket, "]"));
    g_autofree char *label = lb_key_file_text(file, path, group, key, LB_LIMIT_LINE, error);
    if (label == NULL)
        return false;
    g_hash_table_replace(labels, g_steal_pointer(&language), g_steal_pointer(&label));
    return true;
}

bool
lb_key_file_is_id(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length <= 64 && text[0] != '-' && text[length - 1] != '-' &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}
