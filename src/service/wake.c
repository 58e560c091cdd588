/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wakes lockboxd after a committed change. */
#include "service/wake.h"

#include <glib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/file.h"

void
lb_wake(const char *data)
{
    g_autofree char *path = g_build_filename(data, "lockboxd.sock", NULL);
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof address.sun_path)
        return;
    memcpy(address.sun_path, path, strlen(path) + 1);
    g_auto(LbFd) fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        return;
    static const char wake[] = "wake";
    if (send(fd, wake, strlen(wake), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        return; /* it looks by itself */
}
