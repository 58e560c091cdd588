/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which addresses may be reached. */
#include "http/address.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

#include "http/http.h"

/* The first and the last of each network, and of forms that lead there. */
static const char *const refused[] = {
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.0",
    "10.255.255.255",
    "100.64.0.0",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.255",
    "169.254.0.0",
    "169.254.169.254",
    "168.63.129.16",
    "172.16.0.0",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.255",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.0",
    "192.168.255.255",
    "198.18.0.0",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.0",
    "255.255.255.255",
    "::",
    "::1",
    "::2",
    "::7f00:1",
    "100::1",
    "fc00::",
    "fdff:ffff::1",
    "fd00:ec2::254",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.1.2.3",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a83f:8110",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::8.8.8.8",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "2002:c0a8:101::",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "8000::1",
};

static const char *const reached[] = {
    "1.1.1.1",          "9.255.255.255",   "11.0.0.0",        "100.63.255.255",  "100.128.0.0",
    "126.255.255.255",  "128.0.0.1",       "169.253.255.255", "169.255.0.0",     "172.15.255.255",
    "168.63.129.15",    "168.63.129.17",   "172.32.0.0",      "192.0.1.1",       "192.167.255.255",
    "192.169.0.0",      "198.17.255.255",  "198.20.0.0",      "223.255.255.255", "2000::1",
    "2001:200::1",      "2606:4700::1111", "2a00::1",         "3ffe::1",         "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8", "2002:808:808::1",
};

static bool
may(const char *text, const char *const *allowed, bool loopback_only)
{
    LbAddress address;
    const char *why = NULL;
    cr_assert(lb_address_parse(text, &address), "%s", text);
    bool reached_now = lb_address_may_be_reached(&address, allowed, loopback_only, &why);
    cr_assert_eq(why == NULL, reached_now, "%s", text);
    return reached_now;
}

Test(address, what_is_not_public_is_refused)
{
    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++)
        cr_assert(!may(refused[i], NULL, false), "%s", refused[i]);
}

Test(address, what_is_public_is_reached)
{
    for (size_t i = 0; i < G_N_ELEMENTS(reached); i++)
        cr_assert(may(reached[i], NULL, false), "%s", reached[i]);
}

Test(address, what_is_listed_is_reached_in_each_of_its_forms_and_nothing_beside)
{
    static const char *const networks[] = { "10.1.0.0/16", "127.0.0.1/32", "fd00::/8",
                                            "10.3.0.128/25", NULL };
    static const char *const in[] = { "10.1.0.0",  "10.1.255.255",    "127.0.0.1",
                                      "fd12::1",   "::ffff:10.1.2.3", "64:ff9b::10.1.2.3",
                                      "10.3.0.128" };
    static const char *const out[] = {
        "10.0.255.255", "10.2.0.0",   "127.0.0.2",  "fc00::1",
        "::1",          "10.3.0.127", "10.3.1.128", "169.254.169.254"
    };
    for (size_t i = 0; i < G_N_ELEMENTS(in); i++)
        cr_assert(may(in[i], networks, false), "%s", in[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(out); i++)
        cr_assert(!may(out[i], networks, false), "%s", out[i]);
}

Test(address, without_tls_only_listed_loopback_is_reached)
{
    static const char *const all[] = { "0.0.0.0/0", "::/0", NULL };
    cr_assert(may("127.0.0.1", all, true) && may("::1", all, true));
    cr_assert(!may("10.0.0.1", all, true) && !may("8.8.8.8", all, true));
    cr_assert(!may("127.0.0.1", NULL, true));
}

Test(address, a_network_is_written_in_one_way)
{
    static const char *const good[] = { "10.0.0.0/8", "0.0.0.0/0", "127.0.0.1/32",  "::/0",
                                        "fd00::/8",   "::1/128",   "192.0.2.128/25" };
    static const char *const bad[] = { "",
                                       "10.0.0.0",
                                       "10.0.0.0/",
                                       "/8",
                                       "10.0.0.0/33",
                                       "::/129",
                                       "10.0.0.0/-1",
                                       "10.0.0.0/+8",
                                       "10.0.0.0/8/8",
                                       "10.0.0.1/8",
                                       "10/8",
                                       "host/8",
                                       "10.0.0.0/8 ",
                                       " 10.0.0.0/8",
                                       "fd00::1/8",
                                       "::ffff:10.0.0.0/104",
                                       "010.0.0.0/8",
                                       "10.0.0.0/0x8" };
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
        cr_assert(lb_http_network_check(good[i], NULL), "%s", good[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert(!lb_http_network_check(bad[i], &error), "%s", bad[i]);
        cr_assert(g_error_matches(error, LB_HTTP_ERROR, LB_HTTP_ERROR_NETWORK));
    }
}

Test(address, what_a_socket_would_reach_is_what_is_judged)
{
    struct sockaddr_in6 mapped = { .sin6_family = AF_INET6 };
    struct sockaddr_un local = { .sun_family = AF_UNIX };
    LbAddress address;
    cr_assert_eq(inet_pton(AF_INET6, "::ffff:127.0.0.1", &mapped.sin6_addr), 1);
    cr_assert(lb_address_from_socket((struct sockaddr *)&mapped, sizeof mapped, &address));
    g_autofree char *text = lb_address_to_text(&address);
    cr_assert_str_eq(text, "127.0.0.1");
    cr_assert(!lb_address_from_socket((struct sockaddr *)&mapped, 4, &address));
    cr_assert(!lb_address_from_socket((struct sockaddr *)&local, sizeof local, &address));
}
