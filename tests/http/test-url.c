/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be said of an URL without the network. */
#include "http/http.h"

#include <criterion/criterion.h>
#include <string.h>

static const LbHttpOptions strict = { .timeout_ms = 1000 };

static const char *const good[] = {
    "https://hooks.contoso.example",
    "https://hooks.contoso.example/",
    "https://hooks.contoso.example:8443/a/b?c=d&e=%2F",
    "https://HOOKS.contoso.example./",
    "https://xn--bcher-kva.example/",
    "https://my_host.example/",
    "https://1.example/",
    "https://8.8.8.8/",
    "https://[2606:4700::1111]:443/x",
    "https://host?query",
    "https://host/path@with/at:signs",
    "https://localhost/", /* a name: judged where it leads */
};

static const struct {
    const char *url;
    LbHttpError code;
} bad[] = {
    { "", LB_HTTP_ERROR_URL },
    { "https://", LB_HTTP_ERROR_URL },
    { "https:///path", LB_HTTP_ERROR_URL },
    { "https:/host/", LB_HTTP_ERROR_URL },
    { "https:host", LB_HTTP_ERROR_URL },
    { "HTTPS://host/", LB_HTTP_ERROR_URL },
    { " https://host/", LB_HTTP_ERROR_URL },
    { "http://host/", LB_HTTP_ERROR_URL },
    { "http://127.0.0.1/", LB_HTTP_ERROR_URL },
    { "ftp://host/", LB_HTTP_ERROR_URL },
    { "file:///etc/passwd", LB_HTTP_ERROR_URL },
    { "gopher://host/_x", LB_HTTP_ERROR_URL },
    { "dict://host:1/", LB_HTTP_ERROR_URL },
    { "host/path", LB_HTTP_ERROR_URL },
    { "//host/path", LB_HTTP_ERROR_URL },
    { "https://user@host/", LB_HTTP_ERROR_URL },
    { "https://user:password@host/", LB_HTTP_ERROR_URL },
    { "https://public.example@127.0.0.1/", LB_HTTP_ERROR_URL },
    { "https://host/#fragment", LB_HTTP_ERROR_URL },
    { "https://host#@public.example/", LB_HTTP_ERROR_URL },
    { "https://host\\@public.example/", LB_HTTP_ERROR_URL },
    { "https://host\\.example/", LB_HTTP_ERROR_URL },
    { "https://host/a b", LB_HTTP_ERROR_URL },
    { "https://host/\r\nX-Evil: 1", LB_HTTP_ERROR_URL },
    { "https://host/\tx", LB_HTTP_ERROR_URL },
    { "https://host/\x7f", LB_HTTP_ERROR_URL },
    { "https://h\xc3\xb6st/", LB_HTTP_ERROR_URL },
    { "https://host/\"quoted\"", LB_HTTP_ERROR_URL },
    { "https://ho%73t/", LB_HTTP_ERROR_URL },
    { "https://host:0/", LB_HTTP_ERROR_URL },
    { "https://host:65536/", LB_HTTP_ERROR_URL },
    { "https://host:/", LB_HTTP_ERROR_URL },
    { "https://host:+80/", LB_HTTP_ERROR_URL },
    { "https://host:080/", LB_HTTP_ERROR_URL },
    { "https://host:80:90/", LB_HTTP_ERROR_URL },
    { "https://host..example/", LB_HTTP_ERROR_URL },
    { "https://.example/", LB_HTTP_ERROR_URL },
    { "https://[::1/", LB_HTTP_ERROR_URL },
    { "https://[::1]x/", LB_HTTP_ERROR_URL },
    { "https://[host]/", LB_HTTP_ERROR_URL },
    { "https://[127.0.0.1]/", LB_HTTP_ERROR_URL },
    { "https://[fe80::1%25eth0]/", LB_HTTP_ERROR_URL },
    { "https://::1/", LB_HTTP_ERROR_URL },
    /* Numbers that resolvers take for an address. */
    { "https://127.1/", LB_HTTP_ERROR_URL },
    { "https://0/", LB_HTTP_ERROR_URL },
    { "https://2130706433/", LB_HTTP_ERROR_URL },
    { "https://0x7f000001/", LB_HTTP_ERROR_URL },
    { "https://0x7f.0.0.1/", LB_HTTP_ERROR_URL },
    { "https://127.0.0.0x1/", LB_HTTP_ERROR_URL },
    { "https://0177.0.0.1/", LB_HTTP_ERROR_URL },
    { "https://127.0.0.1./", LB_HTTP_ERROR_URL },
    { "https://127.0.0.01/", LB_HTTP_ERROR_URL },
    { "https://1.2.3.256/", LB_HTTP_ERROR_URL },
    { "https://1.2.3.4.5/", LB_HTTP_ERROR_URL },
    /* Addresses that are none for us. */
    { "https://127.0.0.1/", LB_HTTP_ERROR_REFUSED_ADDRESS },
    { "https://0.0.0.0/", LB_HTTP_ERROR_REFUSED_ADDRESS },
    { "https://10.0.0.1:443/", LB_HTTP_ERROR_REFUSED_ADDRESS },
    { "https://169.254.169.254/latest/meta-data", LB_HTTP_ERROR_REFUSED_ADDRESS },
    { "https://[::1]/", LB_HTTP_ERROR_REFUSED_ADDRESS },
    { "https://[::]/", LB_HTTP_ERROR_REFUSED_ADDRESS },
    { "https://[::ffff:127.0.0.1]/", LB_HTTP_ERROR_REFUSED_ADDRESS },
    { "https://[::ffff:7f00:1]/", LB_HTTP_ERROR_REFUSED_ADDRESS },
    { "https://[fd00::1]/", LB_HTTP_ERROR_REFUSED_ADDRESS },
};

Test(url, what_is_plainly_one_is_taken)
{
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert(lb_http_url_check(good[i], &strict, &error), "%s: %s", good[i],
                  error != NULL ? error->message : "");
    }
}

Test(url, everything_else_is_refused_by_its_reason)
{
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert(!lb_http_url_check(bad[i].url, &strict, &error), "%s", bad[i].url);
        cr_assert(g_error_matches(error, LB_HTTP_ERROR, (int)bad[i].code), "%s: %s", bad[i].url,
                  error->message);
    }
}

Test(url, one_that_is_too_long_is_refused)
{
    g_autofree char *path = g_strnfill(LB_HTTP_URL_MOST - strlen("https://host/"), 'x');
    g_autofree char *most = g_strconcat("https://host/", path, NULL);
    g_autofree char *more = g_strconcat(most, "x", NULL);
    g_autofree char *label = g_strnfill(64, 'x');
    g_autofree char *host = g_strdup_printf("https://%s.example/", label);
    cr_assert(lb_http_url_check(most, &strict, NULL));
    cr_assert(!lb_http_url_check(more, &strict, NULL));
    cr_assert(!lb_http_url_check(host, &strict, NULL));
}

Test(url, http_without_tls_is_for_loopback_that_is_listed_alone)
{
    static const char *const networks[] = { "127.0.0.0/8", "10.0.0.0/8", NULL };
    const LbHttpOptions plain = { .plain = true, .allowed = networks },
                        unlisted = { .plain = true };
    cr_assert(lb_http_url_check("http://127.0.0.1:8080/x", &plain, NULL));
    cr_assert(lb_http_url_check("http://localhost/", &plain, NULL));
    cr_assert(!lb_http_url_check("http://127.0.0.1/", &unlisted, NULL));
    cr_assert(!lb_http_url_check("http://10.0.0.1/", &plain, NULL));
    cr_assert(!lb_http_url_check("http://8.8.8.8/", &plain, NULL));
    cr_assert(!lb_http_url_check("http://host.example/", &plain, NULL));
    cr_assert(lb_http_url_check("https://10.0.0.1/", &plain, NULL));
}

Test(url, a_list_of_networks_with_a_fault_lets_nothing_through)
{
    static const char *const networks[] = { "10.0.0.0/8", "10.0.0.0", NULL };
    const LbHttpOptions options = { .allowed = networks };
    g_autoptr(GError) error = NULL;
    cr_assert(!lb_http_url_check("https://host.example/", &options, &error));
    cr_assert(g_error_matches(error, LB_HTTP_ERROR, LB_HTTP_ERROR_NETWORK));
}
