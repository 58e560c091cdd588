/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which addresses may be reached: those of the public internet, and what the operator lists.
 *
 * By the registries of special-purpose addresses (IANA, RFC 6890). Of IPv6 only what is given out as global unicast counts as
 * public (2000::/3, and 64:ff9b::/96 of NAT64, RFC 6052). An IPv6 address that leads to one of IPv4 (mapped RFC 4291, NAT64,
 * 6to4 RFC 3056) is judged as that. Touches no network. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/socket.h>

typedef struct {
    int family; /* AF_INET or AF_INET6; never an IPv6 address that is a mapped one of IPv4 */
    unsigned char bytes[16]; /* in network order; of IPv4 the first four */
} LbAddress;

/* Reads an address as inet_pton() has it. False: it is none. */
bool lb_address_parse(const char *text, LbAddress *address);

/* Takes it out of a socket's. False: it is of another family. */
bool lb_address_from_socket(const struct sockaddr *from, socklen_t length, LbAddress *address);

/* As people write it. The caller frees it. */
char *lb_address_to_text(const LbAddress *address);

/* Whether it may be reached: it is public, or in one of the networks @allowed (NULL: none), which are well-formed. With
 * @loopback_only, it has to be loopback besides. @why, where not: what it is, for people, borrowed. */
bool lb_address_may_be_reached(const LbAddress *address, const char *const *allowed,
                               bool loopback_only, const char **why);
