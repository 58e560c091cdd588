/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole small files. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/random.h"

void
lb_fd_close(LbFd *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

LbFd
lb_fd_steal(LbFd *fd)
{
    LbFd taken = *fd;
    *fd = -1;
    return taken;
}

/* Reads to the end, one byte further than @limit to notice what is too long. */
char *
lb_fd_read_all(int fd, const char *name, size_t limit, size_t *length, GError **error)
{
    g_autofree char *bytes = g_malloc(limit + 2);
    size_t size = 0;
    while (size <= limit) {
        ssize_t got = read(fd, bytes + size, limit + 1 - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            lb_set_errno_error(error, errno, "%s", name);
            return NULL;
        }
        if (got == 0)
            break;
        size += (size_t)got;
    }
    if (size > limit) {
        g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_LIMIT, "%s: larger than %zu bytes", name,
                    limit);
        return NULL;
    }
    bytes[size] = '\0';
    if (length != NULL)
        *length = size;
    return g_steal_pointer(&bytes);
}

char *
lb_file_read(const char *path, size_t limit, size_t *length, GError **error)
{
    g_auto(LbFd) fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        lb_set_errno_error(error, errno, "%s", path);
        return NULL;
    }
    return lb_fd_read_all(fd, path, limit, length, error);
}

char *
lb_file_read_secret(const char *path, size_t limit, size_t *length, GError **error)
{
    g_auto(LbFd) fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0) {
        lb_set_errno_error(error, errno, "%s", path);
        return NULL;
    }
    bool mine = status.st_uid == geteuid() || status.st_uid == 0;
    const char *fault = !S_ISREG(status.st_mode) ? "a secret must be a regular file"
                        : !mine                  ? "a secret must belong to the user who reads it"
                        : (status.st_mode & 077) != 0
                            ? "others may read or write it; a secret must have mode 0600"
                            : NULL;
    if (fault != NULL) {
        g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_UNSAFE, "%s: %s", path, fault);
        return NULL;
    }
    return lb_fd_read_all(fd, path, limit, length, error);
}

bool
lb_fd_write_all(int fd, const void *bytes, size_t length, GError **error)
{
    const char *at = bytes;
    while (length > 0) {
        ssize_t written = write(fd, at, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            lb_set_errno_error(error, errno, "write");
            return false;
        }
        at += written;
        length -= (size_t)written;
    }
    return true;
}

static bool
write_durably(const char *path, const void *bytes, size_t length, mode_t mode, GError **error)
{
    g_auto(LbFd) fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0) {
        lb_set_errno_error(error, errno, "%s", path);
        return false;
    }
    if (!lb_fd_write_all(fd, bytes, length, error)) {
        g_prefix_error(error, "%s: ", path);
        return false;
    }
    if (fchmod(fd, mode) != 0 || fsync(fd) != 0) {
        lb_set_errno_error(error, errno, "%s", path);
        return false;
    }
    return true;
}

bool
lb_file_write(const char *path, const void *bytes, size_t length, mode_t mode, GError **error)
{
    g_autofree char *token = lb_random_hex(lb_random_system(), 8, error);
    if (token == NULL)
        return false;
    g_autofree char *temporary = g_strdup_printf("%s.%s.tmp", path, token);
    if (!write_durably(temporary, bytes, length, mode, error)) {
        unlink(temporary);
        return false;
    }
    if (rename(temporary, path) != 0) {
        lb_set_errno_error(error, errno, "%s", path);
        unlink(temporary);
        return false;
    }
    g_autofree char *directory = g_path_get_dirname(path);
    return lb_file_sync_directory(directory, error);
}

static int
rename_to_nothing(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    /* Not every file system can do it in one step. */
    return link(from, to) == 0 ? unlink(from) : -1;
}

bool
lb_file_publish(const char *from, const char *to, GError **error)
{
    g_auto(LbFd) fd = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fsync(fd) != 0) {
        lb_set_errno_error(error, errno, "%s", from);
        return false;
    }
    if (rename_to_nothing(from, to) != 0) {
        lb_set_errno_error(error, errno, "%s", to);
        return false;
    }
    g_autofree char *directory = g_path_get_dirname(to);
    return lb_file_sync_directory(directory, error);
}

bool
lb_file_make_directory(const char *path, mode_t mode, GError **error)
{
    if (mkdir(path, mode) == 0) {
        /* mkdir takes the umask away and never sets the group bit: say exactly what was asked. */
        if (chmod(path, mode) == 0)
            return true;
    } else if (errno == EEXIST && g_file_test(path, G_FILE_TEST_IS_DIR)) {
        return true;
    }
    lb_set_errno_error(error, errno, "%s", path);
    return false;
}

bool
lb_file_sync_directory(const char *path, GError **error)
{
    g_auto(LbFd) fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0) {
        lb_set_errno_error(error, errno, "%s", path);
        return false;
    }
    return true;
}
