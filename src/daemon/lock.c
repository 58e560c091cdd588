/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lock file. Its content, the holder's process id, is for people only: what counts is the lock. */
#include "daemon/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "daemon/error.h"

#define DIGITS 20

static void
refuse(int fd, const char *path, GError **error)
{
    char holder[DIGITS + 1] = "";
    ssize_t got = pread(fd, holder, DIGITS, 0);
    guint64 process = got > 0 ? g_ascii_strtoull(holder, NULL, 10) : 0;
    g_set_error(error, LB_DAEMON_ERROR, LB_DAEMON_ERROR_TAKEN,
                "another lockboxd runs for this data directory (process %" G_GUINT64_FORMAT
                " holds %s)",
                process, path);
}

LbFd
lb_lock_take(const char *data, GError **error)
{
    g_autofree char *path = g_build_filename(data, "lockboxd.lock", NULL);
    g_auto(LbFd) fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600);
    if (fd < 0) {
        lb_set_errno_error(error, errno, "%s", path);
        return -1;
    }
    /* A lock of the open file, not of the process: one that a library closes elsewhere does not drop it. */
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    if (fcntl(fd, F_OFD_SETLK, &lock) != 0) {
        if (errno == EAGAIN || errno == EACCES)
            refuse(fd, path, error);
        else
            lb_set_errno_error(error, errno, "%s", path);
        return -1;
    }
    g_autofree char *holder = g_strdup_printf("%d\n", (int)getpid());
    if (ftruncate(fd, 0) != 0 || pwrite(fd, holder, strlen(holder), 0) < 0) {
        lb_set_errno_error(error, errno, "%s", path);
        return -1;
    }
    return lb_fd_steal(&fd);
}
