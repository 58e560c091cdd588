/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which addresses may be reached. Tables: to close another network is to add its row. */
#include "http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/i18n.h"
#include "http/http.h"

typedef struct {
    const char *network;
    int bits;
    const char *what;
} Special;

/* IANA IPv4 Special-Purpose Address Registry, multicast (RFC 5771), and what a cloud keeps for itself in a public network. */
static const Special special4[] = {
    { "0.0.0.0", 8, N_("an unspecified address") }, /* RFC 791; Linux takes 0.0.0.0 for this host */
    { "10.0.0.0", 8, N_("a private address") },     /* RFC 1918 */
    { "100.64.0.0", 10, N_("an address of a provider's own") }, /* RFC 6598 */
    { "127.0.0.0", 8, N_("a loopback address") },               /* RFC 1122 */
    { "169.254.0.0", 16,
      N_("a link-local address") }, /* RFC 3927; clouds answer there with secrets */
    { "168.63.129.16", 32,
      N_("an address of a provider's own") },                   /* Azure's: DNS, agents, secrets */
    { "172.16.0.0", 12, N_("a private address") },              /* RFC 1918 */
    { "192.0.0.0", 24, N_("a reserved address") },              /* RFC 6890 */
    { "192.0.2.0", 24, N_("an address for documentation") },    /* RFC 5737 */
    { "192.88.99.0", 24, N_("a reserved address") },            /* RFC 7526 */
    { "192.168.0.0", 16, N_("a private address") },             /* RFC 1918 */
    { "198.18.0.0", 15, N_("an address for measurements") },    /* RFC 2544 */
    { "198.51.100.0", 24, N_("an address for documentation") }, /* RFC 5737 */
    { "203.0.113.0", 24, N_("an address for documentation") },  /* RFC 5737 */
    { "224.0.0.0", 4, N_("a multicast address") },              /* RFC 5771 */
    { "240.0.0.0", 4, N_("a reserved address") }, /* RFC 1112; with it 255.255.255.255 */
};

/* IANA IPv6 Special-Purpose Address Registry. What is in none of these, and not in 2000::/3, is not given out. */
static const Special special6[] = {
    { "::", 128, N_("an unspecified address") },
    { "::1", 128, N_("a loopback address") },
    { "fc00::", 7, N_("a private address") },       /* RFC 4193 */
    { "fe80::", 10, N_("a link-local address") },   /* RFC 4291 */
    { "fec0::", 10, N_("a private address") },      /* RFC 3879 */
    { "ff00::", 8, N_("a multicast address") },     /* RFC 4291 */
    { "64:ff9b:1::", 48, N_("a private address") }, /* RFC 8215 */
    { "2001::", 23, N_("a reserved address") },     /* RFC 2928; in it Teredo and benchmarks */
    { "2001:db8::", 32, N_("an address for documentation") }, /* RFC 3849 */
    { "3fff::", 20, N_("an address for documentation") },     /* RFC 9637 */
};

/* Where an IPv6 address holds one of IPv4, which is where it leads. */
static const struct {
    const char *network;
    int bits, offset;
} carriers[] = {
    { "64:ff9b::", 96, 12 }, /* NAT64, RFC 6052 */
    { "2002::", 16, 2 },     /* 6to4, RFC 3056 */
};

static const char not_given_out[] = N_("an address that is not public");

static bool
begins_alike(const unsigned char *one, const unsigned char *other, int bits)
{
    int whole = bits / 8, rest = bits % 8;
    if (memcmp(one, other, (size_t)whole) != 0)
        return false;
    return rest == 0 || ((one[whole] ^ other[whole]) & (0xff << (8 - rest)) & 0xff) == 0;
}

static bool
is_in(const LbAddress *address, const char *network, int bits)
{
    unsigned char bytes[16];
    return inet_pton(address->family, network, bytes) == 1 &&
           begins_alike(address->bytes, bytes, bits);
}

/* A socket that connects to a mapped address talks IPv4. */
static void
unmap(LbAddress *address)
{
    if (address->family != AF_INET6 || !is_in(address, "::ffff:0:0", 96))
        return;
    memmove(address->bytes, address->bytes + 12, 4);
    memset(address->bytes + 4, 0, 12);
    address->family = AF_INET;
}

static bool
parse(const char *text, LbAddress *address)
{
    memset(address, 0, sizeof *address);
    address->family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET;
    return inet_pton(address->family, text, address->bytes) == 1;
}

bool
lb_address_parse(const char *text, LbAddress *address)
{
    if (!parse(text, address))
        return false;
    unmap(address);
    return true;
}

bool
lb_address_from_socket(const struct sockaddr *from, socklen_t length, LbAddress *address)
{
    memset(address, 0, sizeof *address);
    address->family = from->sa_family;
    if (from->sa_family == AF_INET && length >= sizeof(struct sockaddr_in)) {
        struct sockaddr_in place;
        memcpy(&place, from, sizeof place);
        memcpy(address->bytes, &place.sin_addr, 4);
        return true;
    }
    if (from->sa_family != AF_INET6 || length < sizeof(struct sockaddr_in6))
        return false;
    struct sockaddr_in6 place;
    memcpy(&place, from, sizeof place);
    memcpy(address->bytes, &place.sin6_addr, 16);
    unmap(address);
    return true;
}

char *
lb_address_to_text(const LbAddress *address)
{
    char text[INET6_ADDRSTRLEN] = "";
    inet_ntop(address->family, address->bytes, text, sizeof text);
    return g_strdup(text);
}

/* Whether a network is written as it has to be, and where it begins. */
static bool
parse_network(const char *network, LbAddress *begin, int *bits)
{
    g_auto(GStrv) parts = g_strsplit(network, "/", 3);
    guint64 number = 0;
    if (g_strv_length(parts) != 2 || !parse(parts[0], begin))
        return false;
    int size = begin->family == AF_INET ? 4 : 16;
    if (!g_ascii_string_to_unsigned(parts[1], 10, 0, (guint64)size * 8, &number, NULL))
        return false;
    *bits = (int)number;
    for (int bit = *bits; bit < size * 8; bit++)
        if ((begin->bytes[bit / 8] & (0x80 >> bit % 8)) != 0)
            return false;
    return begin->family == AF_INET || !is_in(begin, "::ffff:0:0", 96);
}

bool
lb_http_network_check(const char *network, GError **error)
{
    LbAddress begin;
    int bits;
    if (parse_network(network, &begin, &bits))
        return true;
    g_set_error(error, LB_HTTP_ERROR, LB_HTTP_ERROR_NETWORK,
                _("A network is an address and how many of its bits count, as 10.0.0.0/8 or "
                  "fd00::/8, and the other bits are zero"));
    return false;
}

static bool
is_listed(const LbAddress *address, const char *const *allowed)
{
    for (size_t i = 0; allowed != NULL && allowed[i] != NULL; i++) {
        LbAddress begin;
        int bits;
        if (parse_network(allowed[i], &begin, &bits) && begin.family == address->family &&
            begins_alike(address->bytes, begin.bytes, bits))
            return true;
    }
    return false;
}

/* The address of IPv4 to which one of IPv6 leads. False: it leads to none. */
static bool
find_carried(const LbAddress *address, LbAddress *carried)
{
    for (size_t i = 0; address->family == AF_INET6 && i < G_N_ELEMENTS(carriers); i++) {
        if (!is_in(address, carriers[i].network, carriers[i].bits))
            continue;
        memset(carried, 0, sizeof *carried);
        carried->family = AF_INET;
        memcpy(carried->bytes, address->bytes + carriers[i].offset, 4);
        return true;
    }
    return false;
}

/* What it is, other than public; NULL: it is. */
static const char *
find_what(const LbAddress *address)
{
    const Special *rows = address->family == AF_INET ? special4 : special6;
    size_t count = address->family == AF_INET ? G_N_ELEMENTS(special4) : G_N_ELEMENTS(special6);
    for (size_t i = 0; i < count; i++)
        if (is_in(address, rows[i].network, rows[i].bits))
            return _(rows[i].what);
    bool given_out = address->family == AF_INET || is_in(address, "2000::", 3);
    return given_out ? NULL : _(not_given_out);
}

static bool
is_loopback(const LbAddress *address)
{
    return address->family == AF_INET ? address->bytes[0] == 127 : is_in(address, "::1", 128);
}

bool
lb_address_may_be_reached(const LbAddress *address, const char *const *allowed, bool loopback_only,
                          const char **why)
{
    LbAddress carried;
    bool carries = find_carried(address, &carried);
    const char *what = find_what(carries ? &carried : address);
    *why = NULL;
    if (loopback_only && !is_loopback(address))
        *why = _("not loopback, the only place for http without TLS");
    else if (what != NULL && !is_listed(address, allowed) &&
             !(carries && is_listed(&carried, allowed)))
        *why = what;
    return *why == NULL;
}
