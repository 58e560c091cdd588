/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers as lockbox.conf names them. */
#include "config/server.h"

#include <arpa/inet.h>
#include <glib.h>
#include <string.h>

#include "base/i18n.h"
#include "core/message.h"

bool
lb_server_is_host(const char *value)
{
    /* A host name is what may stand behind the @ of a mailbox; IPv4 addresses have that form too. */
    g_autofree char *mailbox = g_strconcat("x@", value, NULL);
    return lb_mailbox_is_valid(mailbox);
}

bool
lb_server_is_port(const char *value)
{
    guint64 port = 0;
    return g_ascii_string_to_unsigned(value, 10, 1, 65535, &port, NULL);
}

bool
lb_server_is_loopback(const char *server)
{
    g_autofree char *host = g_strndup(server, strcspn(server, ":"));
    struct in_addr address;
    return strcmp(host, "localhost") == 0 ||
           (inet_pton(AF_INET, host, &address) == 1 && ntohl(address.s_addr) >> 24 == 127);
}

const char *
lb_server_check(const char *value)
{
    const char *colon = strrchr(value, ':');
    g_autofree char *host = g_strndup(value, colon != NULL ? (gsize)(colon - value) : 0);
    return colon != NULL && lb_server_is_host(host) && lb_server_is_port(colon + 1)
               ? NULL
               : N_("must be HOST:PORT");
}
