/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificate authority's key. Its public half is computed each time and kept in no file that could be another's. */
#include "access/ca.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access/error.h"
#include "access/keygen.h"
#include "base/error.h"
#include "base/file.h"

#define NAME "ca"
#define TYPE "ssh-ed25519"
#define LINE_LIMIT 4096

char *
lb_ca_path(const char *directory)
{
    return g_build_filename(directory, NAME, NULL);
}

static bool
is_ours_alone(const char *path, GError **error)
{
    g_auto(LbFd) fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0) {
        int code = errno;
        g_set_error(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_SETTINGS, "%s: %s%s", path,
                    g_strerror(code), code == ENOENT ? "; 'lockboxctl ca init' makes it" : "");
        return false;
    }
    if (S_ISREG(status.st_mode) && status.st_uid == geteuid() && (status.st_mode & 07777) == 0600)
        return true;
    g_set_error(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_SETTINGS,
                "%s: the key that signs must be a regular file of mode 0600 of the user who signs",
                path);
    return false;
}

bool
lb_ca_check(const char *directory, GError **error)
{
    g_autofree char *path = lb_ca_path(directory);
    return is_ours_alone(path, error);
}

static LbSshKey *
read_public(const LbScratch *scratch, const char *path, LbClock *clock, GError **error)
{
    const char *const arguments[] = { "-y", "-P", "", "-f", path, NULL };
    g_autofree char *line = lb_keygen_run(scratch, clock, LINE_LIMIT, arguments, error);
    if (line == NULL)
        return NULL;
    g_autoptr(LbSshKey) key = lb_sshkey_parse(line, error);
    if (key == NULL || strcmp(key->type, TYPE) == 0)
        return g_steal_pointer(&key);
    g_set_error(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_SETTINGS, "%s: is a %s key, not %s", path,
                key->type, TYPE);
    return NULL;
}

LbSshKey *
lb_ca_read(const char *directory, LbClock *clock, GError **error)
{
    g_autofree char *path = lb_ca_path(directory);
    if (!is_ours_alone(path, error))
        return NULL;
    g_autoptr(LbScratch) scratch = lb_keygen_scratch(directory, error);
    return scratch != NULL ? read_public(scratch, path, clock, error) : NULL;
}

static bool
is_absent(const char *path, GError **error)
{
    struct stat status;
    if (lstat(path, &status) != 0 && errno == ENOENT)
        return true;
    g_set_error(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_EXISTS,
                "%s: there is a key already; it is not replaced", path);
    return false;
}

LbSshKey *
lb_ca_init(const char *directory, LbClock *clock, GError **error)
{
    g_autofree char *path = lb_ca_path(directory);
    if (!is_absent(path, error))
        return NULL;
    g_autoptr(LbScratch) scratch = lb_keygen_scratch(directory, error);
    if (scratch == NULL)
        return NULL;
    g_autofree char *fresh = g_build_filename(scratch, NAME, NULL);
    const char *const arguments[] = { "-q", "-t",      "ed25519", "-N",  "",
                                      "-C", "lockbox", "-f",      fresh, NULL };
    g_autofree char *nothing = lb_keygen_run(scratch, clock, LINE_LIMIT, arguments, error);
    if (nothing == NULL)
        return NULL;
    g_autoptr(LbSshKey) key = read_public(scratch, fresh, clock, error);
    if (key == NULL)
        return NULL;
    g_autoptr(GError) refused = NULL;
    if (lb_file_publish(fresh, path, &refused))
        return g_steal_pointer(&key);
    /* Somebody else may have made one meanwhile. */
    if (is_absent(path, error))
        g_propagate_error(error, g_steal_pointer(&refused));
    return NULL;
}
