/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wakes lockboxd after a committed change. */
#include "service/wake.h"

#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/file.h"

void
lb_wake(const char *data)
{
    /* By a descriptor of the directory, as lockboxd binds it: the path may be too long for an address. */
    g_auto(LbFd) directory = open(data, O_PATH | O_DIRECTORY | O_CLOEXEC);
    g_auto(LbFd) fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    g_snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/lockboxd.sock",
               directory);
    if (directory < 0 || fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        return;
    static const char wake[] = "wake";
    if (send(fd, wake, strlen(wake), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        return; /* it looks by itself */
}
