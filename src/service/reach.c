/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How lockboxd is reached from the programs of people. */
#include "service/reach.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/error.h"

LbFd
lb_reach_daemon(const char *data, GError **error)
{
    /* By a descriptor of the directory, as lockboxd binds it: the path may be too long for an address. */
    g_auto(LbFd) directory = open(data, O_PATH | O_DIRECTORY | O_CLOEXEC);
    g_auto(LbFd) fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    g_snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/lockboxd.sock",
               directory);
    if (directory >= 0 && fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return lb_fd_steal(&fd);
    lb_set_errno_error(error, errno, "%s/lockboxd.sock", data);
    return -1;
}
