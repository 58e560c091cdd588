/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the routing table, by connecting sockets that carry no packet. Waits for name servers: for workers alone. */
#include "daemon/source.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "access/certificate.h"
#include "base/error.h"
#include "base/file.h"
#include "core/address.h"

/* The one for one address of the host; NULL when there is no way there. */
static char *
find_source(const struct addrinfo *to)
{
    struct sockaddr_storage own = { 0 };
    socklen_t size = sizeof own;
    char literal[NI_MAXHOST];
    g_auto(LbFd) fd = socket(to->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, to->ai_addr, to->ai_addrlen) != 0 ||
        getsockname(fd, (struct sockaddr *)&own, &size) != 0 ||
        getnameinfo((struct sockaddr *)&own, size, literal, sizeof literal, NULL, 0,
                    NI_NUMERICHOST) != 0)
        return NULL;
    return lb_address_canonical(literal); /* none with a zone: it means nothing elsewhere */
}

static bool
has(const GPtrArray *literals, const char *literal)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)literals, literal, g_str_equal, NULL);
}

GStrv
lb_source_addresses(const char *address, unsigned port, GError **error)
{
    const struct addrinfo wanted = { .ai_family = AF_UNSPEC,
                                     .ai_socktype = SOCK_DGRAM,
                                     .ai_flags = AI_NUMERICSERV };
    struct addrinfo *found = NULL;
    g_autofree char *service = g_strdup_printf("%u", port);
    int code = getaddrinfo(address, service, &wanted, &found);
    if (code != 0) {
        g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_IO, "%s: %s", address, gai_strerror(code));
        return NULL;
    }
    g_autoptr(GPtrArray) literals = g_ptr_array_new_with_free_func(g_free);
    for (const struct addrinfo *to = found; to != NULL; to = to->ai_next) {
        g_autofree char *literal = find_source(to);
        if (literal != NULL && !has(literals, literal) &&
            literals->len < LB_CERTIFICATE_SOURCES_MOST)
            g_ptr_array_add(literals, g_steal_pointer(&literal));
    }
    freeaddrinfo(found);
    if (literals->len == 0) {
        lb_set_errno_error(error, EHOSTUNREACH, "%s", address);
        return NULL;
    }
    g_ptr_array_add(literals, NULL);
    return (GStrv)g_ptr_array_free(g_steal_pointer(&literals), FALSE);
}
