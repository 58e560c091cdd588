/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses of hosts: names of the DNS and IP literals, by a grammar that is narrower than what resolvers take, so
 * that nothing is read as another address than the one that people see. Nothing is resolved here. */
#pragma once

#include <stdbool.h>

#define LB_ADDRESS_LIMIT 253 /* bytes */

/* @text in the one form that is kept: a name in lower case without a dot at its end, an IPv4 address as four decimal
 * numbers, an IPv6 address in its shortest form without brackets or zone. NULL when it is none of them; so are names
 * whose last label is a number ("127.1", "0x7f000001"), which resolvers take for IPv4. The caller frees it. */
char *lb_address_canonical(const char *text);

/* Whether @address, in its canonical form, is an IP literal. */
bool lb_address_is_literal(const char *address);

/* Whether @address leads, or may lead, to the machine itself, to its own link or to no single host: loopback,
 * unspecified, link-local, multicast, reserved, each also within IPv6 (v4-mapped, v4-compatible, 6to4, NAT64), and the
 * names that systems have for them. What cannot be read is local. A name may still be resolved to a local address:
 * who dials has to ask again with the literal that the name led to. */
bool lb_address_is_local(const char *address);
