/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Public keys of hosts, by line or by file. */
#include "operator/hostkeys.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "core/sshkey.h"

#define FILE_LIMIT (256 * 1024) /* sixteen keys of the longest sort, with comments */

static bool
is_key(const char *line)
{
    g_autoptr(LbSshKey) key = lb_sshkey_parse(line, NULL);
    return key != NULL;
}

/* Where the key begins: behind the host, if that is what stands first. */
static const char *
find_key(const char *line)
{
    const char *behind = line + strcspn(line, " \t");
    behind += strspn(behind, " \t");
    return !is_key(line) && line[0] != '@' && is_key(behind) ? behind : line;
}

static void
take_lines(LbTarget *target, char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        const char *bare = g_strstrip(*line);
        if (*bare != '\0' && *bare != '#')
            lb_target_add_host_key(target, find_key(bare));
    }
}

bool
lb_hostkeys_take(LbTarget *target, const char *text, GError **error)
{
    size_t length = 0;
    g_autoptr(GError) failure = NULL;
    bool line = is_key(find_key(text)) ||
                (strchr(text, ' ') != NULL && !g_file_test(text, G_FILE_TEST_EXISTS));
    if (line) {
        lb_target_add_host_key(target, find_key(text));
        return true;
    }
    g_autofree char *read =
        strcmp(text, "-") == 0
            ? lb_fd_read_all(STDIN_FILENO, _("standard input"), FILE_LIMIT, &length, &failure)
            : lb_file_read(text, FILE_LIMIT, &length, &failure);
    if (g_error_matches(failure, LB_BASE_ERROR, LB_BASE_ERROR_LIMIT))
        return lb_refuse(error, LB_REFUSAL_BAD_TARGET, "(%s)", failure->message);
    if (read == NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (strlen(read) != length)
        return lb_refuse(error, LB_REFUSAL_BAD_TARGET, "%s (malformed-host-key)",
                         _(lb_names_label(lb_target_fault_names, LB_TARGET_FAULT_HOST_KEY)));
    take_lines(target, read);
    return true;
}
