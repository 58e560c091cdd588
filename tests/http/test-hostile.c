/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers, names and certificates that mean no good. */
#include <criterion/criterion.h>
#include <string.h>

#include "http/site.h"
#include "support/certificate.h"

#define NAME "hooks.contoso.example"

/* What the server does, by its path (tests/support/http-server.py). */
static const struct {
    const char *path;
    LbHttpError code;
} misdeeds[] = {
    { "/huge", LB_HTTP_ERROR_TOO_LARGE },       { "/declared", LB_HTTP_ERROR_TOO_LARGE },
    { "/chunks", LB_HTTP_ERROR_TOO_LARGE },     { "/headers", LB_HTTP_ERROR_TOO_LARGE },
    { "/interims", LB_HTTP_ERROR_TOO_LARGE },   { "/trailers", LB_HTTP_ERROR_TOO_LARGE },
    { "/compressed", LB_HTTP_ERROR_TOO_LARGE }, { "/garbage", LB_HTTP_ERROR_PROTOCOL },
    { "/nine", LB_HTTP_ERROR_PROTOCOL },        { "/status", LB_HTTP_ERROR_PROTOCOL },
    { "/version", LB_HTTP_ERROR_PROTOCOL },     { "/lengths", LB_HTTP_ERROR_PROTOCOL },
    { "/nothing", LB_HTTP_ERROR_PROTOCOL },     { "/partial", LB_HTTP_ERROR_PROTOCOL },
    { "/halved", LB_HTTP_ERROR_PROTOCOL },      { "/chunk-size", LB_HTTP_ERROR_PROTOCOL },
};

static void
expect_misdeeds(const Site *site)
{
    for (size_t i = 0; i < G_N_ELEMENTS(misdeeds); i++)
        site_expect_error(site, misdeeds[i].path, misdeeds[i].code);
}

Test(hostile, each_misdeed_of_a_server_ends_in_an_error_of_its_own)
{
    g_autoptr(Site) site = site_new_plain();
    expect_misdeeds(site);
}

/* Who only wants to know what was answered has it before the body. */
Test(hostile, where_the_head_counts_a_misdeed_behind_it_changes_no_answer)
{
    static const char *const behind[] = { "/huge",       "/declared",   "/chunks",
                                          "/trailers",   "/compressed", "/partial",
                                          "/chunk-size", "/slow-body",  NULL };
    g_autoptr(Site) site = site_new("localhost");
    site->options.by_head = true;
    for (size_t i = 0; behind[i] != NULL; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbHttpReply) reply = site_get(site, behind[i], &error);
        cr_assert_not_null(reply, "%s: %s", behind[i], error != NULL ? error->message : "");
        cr_assert_eq(reply->status, 200, "%s", behind[i]);
        cr_assert_leq(reply->length, (size_t)SITE_LIMIT, "%s", behind[i]);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(misdeeds); i++) {
        if (g_strv_contains(behind, misdeeds[i].path))
            continue;
        site_expect_error(site, misdeeds[i].path, misdeeds[i].code);
    }
    site->options.timeout_ms = 2000;
    site_expect_error(site, "/hang", LB_HTTP_ERROR_TIMEOUT);
    site_expect_error(site, "/slow-head", LB_HTTP_ERROR_TIMEOUT);
}

Test(hostile, the_same_holds_over_tls)
{
    g_autoptr(Site) site = site_new("localhost");
    expect_misdeeds(site);
}

Test(hostile, a_line_without_end_and_a_bomb_end_in_bounded_memory)
{
    g_autoptr(Site) site = site_new_plain();
    g_autoptr(GError) line = NULL, bomb = NULL;
    cr_assert_null(site_get(site, "/header", &line));
    cr_assert_null(site_get(site, "/transfer", &bomb));
    cr_assert_not_null(line);
    cr_assert_not_null(bomb);
}

Test(hostile, whoever_is_slow_is_left_when_the_time_is_over)
{
    static const char *const slow[] = { "/hang", "/slow-head", "/slow-body" };
    g_autoptr(Site) site = site_new("localhost");
    site->options.timeout_ms = 1000;
    for (size_t i = 0; i < G_N_ELEMENTS(slow); i++) {
        gint64 begin = g_get_monotonic_time();
        site_expect_error(site, slow[i], LB_HTTP_ERROR_TIMEOUT);
        cr_assert_lt(g_get_monotonic_time() - begin, 8 * G_USEC_PER_SEC, "%s", slow[i]);
    }
}

Test(hostile, a_body_may_be_as_large_as_is_taken_and_no_larger)
{
    g_autoptr(Site) site = site_new_plain();
    site->options.reply_limit = strlen("well");
    g_autoptr(LbHttpReply) reply = site_get(site, "/ok", NULL);
    cr_assert_str_eq(reply->body, "well");
    site->options.reply_limit--;
    site_expect_error(site, "/ok", LB_HTTP_ERROR_TOO_LARGE);
    site->options.reply_limit = 0;
    g_autoptr(LbHttpReply) empty = site_get(site, "/gone", NULL);
    cr_assert_eq(empty->status, 410);
}

Test(hostile, a_certificate_for_another_name_is_no_good)
{
    g_autoptr(Site) site = site_new(NAME);
    site_resolve("other.contoso.example", "127.0.0.1", "127.0.0.1");
    g_autofree char *right = site->base;
    site->base = g_strdup_printf("https://other.contoso.example:%d", site->server->port);
    site_expect_error(site, "/ok", LB_HTTP_ERROR_TLS);
    cr_assert_eq(site_count(site), 0);
    site_resolve(NAME, "127.0.0.1", "127.0.0.1");
    g_autoptr(LbHttpReply) reply = NULL;
    g_free(site->base);
    site->base = g_steal_pointer(&right);
    reply = site_get(site, "/ok", NULL);
    cr_assert_not_null(reply);
}

Test(hostile, a_certificate_that_has_expired_is_no_good)
{
    g_autoptr(Site) site = site_new_with("localhost", 1, NULL);
    site_expect_error(site, "/ok", LB_HTTP_ERROR_TLS);
    cr_assert_eq(site_count(site), 0);
}

Test(hostile, a_certificate_that_nobody_trusts_is_no_good)
{
    g_autoptr(Site) site = site_new("localhost");
    site->options.ca_file = NULL;
    site_expect_error(site, "/ok", LB_HTTP_ERROR_TLS);
    test_certificate_make(site->directory, "another", "localhost", 0);
    g_autofree char *another = g_build_filename(site->directory, "another.pem", NULL);
    site->options.ca_file = another;
    site_expect_error(site, "/ok", LB_HTTP_ERROR_TLS);
    site->options.ca_file = "/nonexistent";
    site_expect_error(site, "/ok", LB_HTTP_ERROR_TLS);
    cr_assert_eq(site_count(site), 0);
}

Test(hostile, nothing_older_than_tls_1_2_is_spoken)
{
    g_autoptr(Site) site = site_new_with("localhost", 0, "--old");
    site_expect_error(site, "/ok", LB_HTTP_ERROR_TLS);
    cr_assert_eq(site_count(site), 0);
}

Test(hostile, a_server_in_plain_text_gets_nothing)
{
    g_autoptr(Site) site = site_new_plain();
    g_free(site->base);
    site->base = g_strdup_printf("https://127.0.0.1:%d", site->server->port);
    g_autoptr(GError) error = NULL;
    cr_assert_null(site_get(site, "/ok", &error));
    cr_assert_eq(site_count(site), 0);
}

/* Each leads to the server that listens on 127.0.0.1, or would on a host with an address more. */
static const char *const hosts[] = {
    "localhost",
    "LOCALHOST",

    "a.localhost",
    "127.0.0.1",
    "127.1",
    "127.0.0.1.",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "2130706433",
    "017700000001",
    "0x7f000001",
    "127.0.1",
    "0.0.0.0",
    "0",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[fe80::1]",
    "[fd00:ec2::254]",
    "169.254.169.254",
    "10.0.0.1",
    "192.168.0.1",
    "172.16.0.1",
    "100.100.100.200",
    "user@127.0.0.1",
    "public.example@127.0.0.1",
    "127.0.0.1%2f",
    "127.0.0.1#",
    "127.0.0.1\\@8.8.8.8",
};

Test(hostile, no_spelling_of_an_address_that_is_not_public_reaches_it)
{
    g_autoptr(Site) site = site_new("localhost");
    int judged = 0;
    site->options.allowed = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++) {
        g_autoptr(GError) error = NULL;
        g_free(site->base);
        site->base = g_strdup_printf("https://%s:%d", hosts[i], site->server->port);
        cr_assert_null(site_get(site, "/ok", &error), "%s", hosts[i]);
        bool refused = g_error_matches(error, LB_HTTP_ERROR, LB_HTTP_ERROR_REFUSED_ADDRESS) ||
                       g_error_matches(error, LB_HTTP_ERROR, LB_HTTP_ERROR_URL);
        cr_assert(refused, "%s: %s", hosts[i], error->message);
        judged++;
    }
    cr_assert_geq(judged, 30);
    cr_assert_eq(site_count(site), 0);
}

Test(hostile, a_name_that_leads_to_an_address_that_is_not_public_reaches_nothing)
{
    static const char *const addresses[] = {
        "127.0.0.1",
        "127.0.0.2",
        "::1",
        "0.0.0.0",
        "169.254.169.254",
        "10.0.0.1",
        "::ffff:127.0.0.1",
        "fe80::1",
        "fd00::1",
        "64:ff9b::7f00:1",
        "192.168.1.1",
        "2002:7f00:1::",
        "100.64.0.1",
        "255.255.255.255",
        "224.0.0.1",
        "10.0.0.1 ::1 127.0.0.1",
    };
    g_autoptr(Site) site = site_new(NAME);
    site->options.allowed = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
        site_resolve(NAME, addresses[i], addresses[i]);
        site_expect_error(site, "/ok", LB_HTTP_ERROR_REFUSED_ADDRESS);
    }
    cr_assert_eq(site_count(site), 0);
}

/* What was looked at before says nothing of what is reached now: each connection is judged by itself. */
Test(hostile, a_name_that_leads_elsewhere_the_second_time_gains_nothing)
{
    g_autoptr(Site) site = site_new(NAME);
    site_resolve(NAME, "127.0.0.1", "127.0.0.2");
    g_autoptr(GError) error = NULL;
    g_autoptr(LbHttpReply) reply = site_get(site, "/ok", &error);
    cr_assert_null(error, "%s", error != NULL ? error->message : "");
    cr_assert_str_eq(reply->peer, "127.0.0.1");
    site_expect_error(site, "/ok", LB_HTTP_ERROR_REFUSED_ADDRESS);
    cr_assert_eq(site_count(site), 1);
}

/* One refused address keeps nobody from the others of the name. */
Test(hostile, of_several_addresses_only_those_are_tried_that_may_be)
{
    g_autoptr(Site) site = site_new(NAME);
    site_resolve(NAME, "10.0.0.1 127.0.0.1", "10.0.0.1 127.0.0.1");
    g_autoptr(GError) error = NULL;
    g_autoptr(LbHttpReply) reply = site_get(site, "/ok", &error);
    cr_assert_null(error, "%s", error != NULL ? error->message : "");
    cr_assert_str_eq(reply->peer, "127.0.0.1");
}

Test(hostile, without_tls_a_name_reaches_loopback_or_nothing)
{
    static const char *const all[] = { "0.0.0.0/0", "::/0", NULL };
    g_autoptr(Site) site = site_new_plain();
    site->options.allowed = all;
    g_free(site->base);
    site->base = g_strdup_printf("http://localhost:%d", site->server->port);
    g_autoptr(LbHttpReply) reply = site_get(site, "/ok", NULL);
    cr_assert_not_null(reply);
    site->options.allowed = NULL;
    site_expect_error(site, "/ok", LB_HTTP_ERROR_REFUSED_ADDRESS);
}

Test(hostile, who_is_not_there_is_told_apart)
{
    g_autoptr(Site) site = site_new("localhost");
    g_free(site->base);
    site_resolve(NAME, NULL, NULL);
    site->base = g_strdup("https://" NAME);
    site_expect_error(site, "/ok", LB_HTTP_ERROR_RESOLVE);
    g_free(site->base);
    site->base = g_strdup("https://127.0.0.1:1");
    site_expect_error(site, "/ok", LB_HTTP_ERROR_CONNECT);
}
