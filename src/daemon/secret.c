/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading secrets. They are read when a child needs them, and not kept. */
#include "daemon/secret.h"

#include <stdbool.h>
#include <string.h>

#include "base/file.h"
#include "daemon/error.h"

#define SECRET_LIMIT 4096

/* Whether systemd put @path there as a credential of this service. It guards the directory, and may give the
 * file to us by an access list, which looks like a mode that is too open. */
static bool
is_credential(const char *path)
{
    const char *directory = g_getenv("CREDENTIALS_DIRECTORY");
    g_autofree char *parent = g_path_get_dirname(path);
    return directory != NULL && strcmp(parent, directory) == 0;
}

char *
lb_secret_read(const char *path, const char *what, GError **error)
{
    size_t length = 0;
    char *secret = is_credential(path) ? lb_file_read(path, SECRET_LIMIT, &length, error)
                                       : lb_file_read_secret(path, SECRET_LIMIT, &length, error);
    if (secret == NULL)
        return NULL;
    size_t end = strcspn(secret, "\r\n");
    bool one_line = strspn(secret + end, "\r\n") + end == length;
    if (one_line && end > 0) {
        secret[end] = '\0';
        return secret;
    }
    explicit_bzero(secret, length);
    g_free(secret);
    g_set_error(error, LB_DAEMON_ERROR, LB_DAEMON_ERROR_CONFIGURATION,
                "%s: must be one line, the %s", path, what);
    return NULL;
}
