/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wakes lockboxd after a committed change. */
#include "service/wake.h"

#include <string.h>
#include <sys/socket.h>

#include "service/reach.h"

void
lb_wake(const char *data)
{
    static const char wake[] = "wake";
    g_auto(LbFd) fd = lb_reach_daemon(data, NULL);
    if (fd < 0 || send(fd, wake, strlen(wake), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        return; /* it looks by itself */
}
