/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and reading the files of a recording, whatever stands in their place. */
#include "replay/part.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "core/recording.h"
#include "replay/error.h"

static bool
is_regular(int fd, const char *name, GError **error)
{
    struct stat status;
    if (fstat(fd, &status) != 0) {
        lb_set_errno_error(error, errno, "%s", name);
        return false;
    }
    if (S_ISREG(status.st_mode))
        return true;
    g_set_error(error, LB_REPLAY_ERROR, LB_REPLAY_ERROR_FILE, "%s: no regular file", name);
    return false;
}

LbFd
lb_replay_part_open(const char *directory, int64_t passage, int part, bool may_miss, GError **error)
{
    g_autofree char *name = lb_recording_part_name(passage, part);
    g_autofree char *path = g_build_filename(directory, name, NULL);
    /* Opening waits for nobody, should this be a pipe. */
    g_auto(LbFd) fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        if (errno != ENOENT || !may_miss)
            lb_set_errno_error(error, errno, "%s", name);
        return -1;
    }
    return is_regular(fd, name, error) ? lb_fd_steal(&fd) : -1;
}

bool
lb_replay_part_read(int fd, int64_t offset, char *bytes, size_t size, size_t *got, GError **error)
{
    ssize_t length;
    do
        length = pread(fd, bytes, size, (off_t)offset);
    while (length < 0 && errno == EINTR);
    if (length < 0) {
        lb_set_errno_error(error, errno, "the recording");
        return false;
    }
    *got = (size_t)length;
    return true;
}
