/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses of hosts, read without asking any resolver. */
#include "core/address.h"

#include <arpa/inet.h>
#include <glib.h>
#include <stdint.h>
#include <string.h>

#define LABEL_LIMIT 63
#define V4_SIZE 4
#define V6_SIZE 16

/* The first @bits of @bytes, where an address belongs to a range. */
typedef struct {
    uint8_t bytes[V6_SIZE];
    unsigned bits;
    int within; /* where an IPv4 address stands in such a one, which decides then; -1: none, it is local */
} Range;

static const Range v4_ranges[] = {
    { { 0 }, 8, -1 },         /* this network, unspecified */
    { { 127 }, 8, -1 },       /* loopback */
    { { 169, 254 }, 16, -1 }, /* link-local; also where clouds tell a machine its secrets */
    { { 224 }, 4, -1 },       /* multicast */
    { { 240 }, 4, -1 },       /* reserved, broadcast */
};

static const Range v6_ranges[] = {
    { { [15] = 1 }, 128, -1 },                /* loopback */
    { { 0xfe, 0x80 }, 10, -1 },               /* link-local */
    { { 0xfe, 0xc0 }, 10, -1 },               /* site-local, given up */
    { { 0xff }, 8, -1 },                      /* multicast */
    { { 0 }, 96, 12 },                        /* v4-compatible, and unspecified */
    { { [10] = 0xff, [11] = 0xff }, 96, 12 }, /* v4-mapped */
    { { [8] = 0xff, [9] = 0xff }, 96, 12 },   /* v4-translated */
    { { 0x00, 0x64, 0xff, 0x9b }, 96, 12 },   /* NAT64 */
    { { 0x00, 0x64, 0xff, 0x9b, 0, 1 },
      48,
      -1 },                    /* NAT64 of the own site: the place of the IPv4 address varies */
    { { 0x20, 0x02 }, 16, 2 }, /* 6to4 */
};

/* What systems call themselves and their link in /etc/hosts; the first or the last label of a name. */
static const char *const local_labels[] = {
    "localhost",    "localhost4",     "localhost6",    "localdomain",   "localdomain4",
    "localdomain6", "loopback",       "ip6-localhost", "ip6-loopback",  "ip6-localnet",
    "ip6-allnodes", "ip6-allrouters", "ip6-allhosts",  "broadcasthost", "ip6-mcastprefix",
};

static bool
has_prefix(const uint8_t *bytes, const Range *range)
{
    unsigned whole = range->bits / 8, rest = range->bits % 8;
    if (memcmp(bytes, range->bytes, whole) != 0)
        return false;
    return rest == 0 || ((bytes[whole] ^ range->bytes[whole]) >> (8 - rest)) == 0;
}

static bool
is_local_v4(const uint8_t *bytes)
{
    for (size_t i = 0; i < G_N_ELEMENTS(v4_ranges); i++)
        if (has_prefix(bytes, &v4_ranges[i]))
            return true;
    return false;
}

static bool
is_local_v6(const uint8_t *bytes)
{
    for (size_t i = 0; i < G_N_ELEMENTS(v6_ranges); i++)
        if (has_prefix(bytes, &v6_ranges[i]))
            return v6_ranges[i].within < 0 || is_local_v4(bytes + v6_ranges[i].within);
    return false;
}

static bool
is_label(const char *label)
{
    size_t length = strlen(label);
    if (length == 0 || length > LABEL_LIMIT || label[0] == '-' || label[length - 1] == '-')
        return false;
    return strspn(label, G_CSET_a_2_z G_CSET_DIGITS "-") == length;
}

/* Resolvers take the last label for a number in decimal, octal or hexadecimal, and the name for IPv4 then. */
static bool
is_number(const char *label)
{
    return strspn(label, G_CSET_DIGITS) == strlen(label) || g_str_has_prefix(label, "0x");
}

static bool
is_name(const char *text)
{
    g_auto(GStrv) labels = g_strsplit(text, ".", -1);
    guint count = g_strv_length(labels);
    for (guint i = 0; i < count; i++)
        if (!is_label(labels[i]))
            return false;
    return count > 0 && !is_number(labels[count - 1]);
}

char *
lb_address_canonical(const char *text)
{
    uint8_t bytes[V6_SIZE];
    char literal[INET6_ADDRSTRLEN];
    if (text == NULL || strlen(text) > LB_ADDRESS_LIMIT)
        return NULL;
    for (int family = AF_INET;; family = AF_INET6) {
        if (inet_pton(family, text, bytes) == 1 &&
            inet_ntop(family, bytes, literal, sizeof literal) != NULL)
            return g_strdup(literal);
        if (family == AF_INET6)
            break;
    }
    g_autofree char *name = g_ascii_strdown(text, -1);
    return is_name(name) ? g_steal_pointer(&name) : NULL;
}

bool
lb_address_is_literal(const char *address)
{
    uint8_t bytes[V6_SIZE];
    return inet_pton(AF_INET, address, bytes) == 1 || inet_pton(AF_INET6, address, bytes) == 1;
}

static bool
is_local_label(const char *label)
{
    for (size_t i = 0; i < G_N_ELEMENTS(local_labels); i++)
        if (strcmp(label, local_labels[i]) == 0)
            return true;
    return false;
}

bool
lb_address_is_local(const char *address)
{
    uint8_t bytes[V6_SIZE];
    g_autofree char *canonical = lb_address_canonical(address);
    if (canonical == NULL)
        return true;
    if (inet_pton(AF_INET, canonical, bytes) == 1)
        return is_local_v4(bytes);
    if (inet_pton(AF_INET6, canonical, bytes) == 1)
        return is_local_v6(bytes);
    g_auto(GStrv) labels = g_strsplit(canonical, ".", -1);
    return is_local_label(labels[0]) || is_local_label(labels[g_strv_length(labels) - 1]);
}
