/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Root becomes lockboxd, so that no file of the data directory ever belongs to root. */
#include "operator/account.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"

#define ACCOUNT "lockboxd"
#define GROUP "lockbox"

/* The user @name: false with @error when looking failed, @found false when there is none. */
static bool
look_up(const char *name, uid_t *user, gid_t *group, bool *found, GError **error)
{
    errno = 0;
    const struct passwd *row = getpwnam(name);
    *found = row != NULL;
    if (*found) {
        *user = row->pw_uid;
        *group = row->pw_gid;
        return true;
    }
    if (errno == 0 || errno == ENOENT || errno == ESRCH)
        return true;
    lb_set_errno_error(error, errno, "getpwnam");
    return false;
}

/* Whether everybody may pass through all directories above @path. */
static bool
is_reachable(const char *path)
{
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    g_autofree char *directory = g_path_get_dirname(absolute);
    for (;;) {
        struct stat status;
        if (stat(directory, &status) != 0 || (status.st_mode & S_IXOTH) == 0)
            return false;
        if (directory[0] == '/' && directory[1] == '\0')
            return true;
        char *parent = g_path_get_dirname(directory);
        g_free(directory);
        directory = parent;
    }
}

static bool
make_for(const char *data, uid_t user, gid_t group, GError **error)
{
    const struct group *shared = getgrnam(GROUP);
    if (shared != NULL)
        group = shared->gr_gid;
    if (mkdir(data, 0700) != 0 || chown(data, user, group) != 0 || chmod(data, 02770) != 0) {
        lb_set_errno_error(error, errno, "%s", data);
        return false;
    }
    return true;
}

static bool
become(uid_t user, gid_t group, GError **error)
{
    if (initgroups(ACCOUNT, group) != 0 || setgid(group) != 0 || setuid(user) != 0) {
        lb_set_errno_error(error, errno, _("Cannot become the user %s"), ACCOUNT);
        return false;
    }
    /* What has been given up must not be there to take back. */
    if (setuid(0) == 0) {
        g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_IO, _("Cannot become the user %s"),
                    ACCOUNT);
        return false;
    }
    return true;
}

bool
lb_account_settle(const char *data, bool make, GError **error)
{
    uid_t user = 0;
    gid_t group = 0;
    bool found = false;
    if (geteuid() != 0)
        return true;
    if (!look_up(ACCOUNT, &user, &group, &found, error))
        return false;
    if (!found || user == 0)
        return true;
    struct stat status;
    if (stat(data, &status) == 0)
        return status.st_uid != user || become(user, group, error);
    if (!make || !is_reachable(data))
        return true;
    return make_for(data, user, group, error) && become(user, group, error);
}
