/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/supervisor.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/file.h"

void
lb_supervisor_tell(const char *address, const char *state)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    size_t length = address != NULL ? strlen(address) : 0;
    if (length < 2 || length >= sizeof to.sun_path || (*address != '/' && *address != '@'))
        return;
    memcpy(to.sun_path, address, length);
    if (*address == '@')
        to.sun_path[0] = '\0';
    g_auto(LbFd) fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return;
    /* An abstract name is all of its bytes, and ends with no NUL. */
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    ssize_t sent = sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&to, size);
    (void)sent;
}
