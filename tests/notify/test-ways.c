/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds of mail that leaves by TLS, whichever library speaks it: who is trusted, who logs in, and that a connection serves many
 * mails. */
#include <criterion/criterion.h>
#include <string.h>

#include "notify/post.h"

#define OWNER "owner1@contoso.example"
#define EACH_WAY(way) (const PostWay *way = post_ways; way < post_ways + POST_WAYS; way++)

/* One whose server has the certificate of @host and these options, at its address. */
static Post *
open_way(const PostWay *way, const char *host, int expired, const char *option, const char *user)
{
    Post *post = way->open(host, expired, option, user, "secret");
    cr_log_info("%s", way->name);
    return post;
}

static void
expect_stopped(Post *post, const char *words)
{
    post_connect(post, "localhost", post->server->port);
    post_expect(post, LB_DELIVERY_LATER, words);
    post_expect_nothing(post);
}

Test(ways, the_configured_name_is_what_the_certificate_must_have)
{
    for
        EACH_WAY(way)
        {
            g_autoptr(Post) post = open_way(way, "mail.contoso.example", 0, NULL, NULL);
            post->settings->name = g_strdup("mail.contoso.example");
            post_connect(post, "localhost", post->server->port);
            post_expect(post, LB_DELIVERY_ACCEPTED, "250");
            cr_assert_eq(post_count(post, "sni mail.contoso.example"), 1);
        }
}

Test(ways, a_certificate_for_another_name_stops_everything)
{
    for
        EACH_WAY(way)
        {
            g_autoptr(Post) post = open_way(way, "mail.contoso.example", 0, NULL, NULL);
            expect_stopped(post, "certificate");
        }
}

Test(ways, an_expired_certificate_stops_everything)
{
    for
        EACH_WAY(way)
        {
            g_autoptr(Post) post = open_way(way, "localhost", 1, NULL, NULL);
            expect_stopped(post, "certificate has expired");
        }
}

Test(ways, a_certificate_that_nobody_trusts_stops_everything)
{
    for
        EACH_WAY(way)
        {
            g_autoptr(Post) post = open_way(way, "localhost", 0, NULL, NULL);
            g_clear_pointer(&post->settings->ca_file, g_free);
            expect_stopped(post, "certificate");
        }
}

/* The server would take the mail without AUTH, too. */
Test(ways, a_wrong_password_keeps_all_mails_and_stays_secret)
{
    static const PostMail mails[] = { { OWNER, LB_DELIVERY_LATER, "535" },
                                      { OWNER, LB_DELIVERY_LATER, "535" } };
    for
        EACH_WAY(way)
        {
            g_autoptr(Post) post = open_way(way, "localhost", 0, "--auth", "user");
            post_log_in(post, "user", "wr0ng-passw0rd");
            expect_stopped(post, "535");
            cr_assert_null(strstr(post->answer, "wr0ng"));
            post_expect_each(post, mails, G_N_ELEMENTS(mails));
            post_expect_nothing(post);
        }
}

Test(ways, a_server_without_auth_gets_nothing_when_auth_is_configured)
{
    for
        EACH_WAY(way)
        {
            g_autoptr(Post) post = open_way(way, "localhost", 0, NULL, NULL);
            post_log_in(post, "user", "secret");
            expect_stopped(post, "AUTH");
        }
}

Test(ways, mails_that_come_one_after_the_other_share_a_connection_and_a_login)
{
    static const PostMail mails[] = { { OWNER, LB_DELIVERY_ACCEPTED, "250" },
                                      { OWNER, LB_DELIVERY_ACCEPTED, "250" },
                                      { OWNER, LB_DELIVERY_ACCEPTED, "250" } };
    for
        EACH_WAY(way)
        {
            g_autoptr(Post) post = open_way(way, "localhost", 0, "--auth", "user");
            post_log_in(post, "user", "secret");
            post_connect(post, "localhost", post->server->port);
            post_expect_each(post, mails, G_N_ELEMENTS(mails));
            cr_assert_eq(post_count(post, " tls\n"), 1);
            cr_assert_eq(post_count(post, "auth"), 1);
            cr_assert_eq(post_count(post, "data"), 3);
        }
}

Test(ways, a_connection_carries_a_hundred_mails_and_no_more)
{
    PostMail mails[201];
    for (size_t i = 0; i < G_N_ELEMENTS(mails); i++)
        mails[i] = (PostMail){ OWNER, LB_DELIVERY_ACCEPTED, "250" };
    for
        EACH_WAY(way)
        {
            g_autoptr(Post) post = open_way(way, "localhost", 0, NULL, NULL);
            post_connect(post, "localhost", post->server->port);
            post_expect_each(post, mails, 100);
            cr_assert_eq(post_count(post, " tls\n"), 1);
            post_expect_each(post, mails, G_N_ELEMENTS(mails));
            cr_assert_eq(post_count(post, " tls\n"), 4);
            cr_assert_eq(post_count(post, "data"), 301);
        }
}

Test(ways, a_refused_recipient_is_nothing_to_the_others)
{
    static const PostMail mails[] = {
        { "gone@contoso.example", LB_DELIVERY_REFUSED, "550 5.1.1 no such user here" },
        { OWNER, LB_DELIVERY_ACCEPTED, "queued as 1" },
        { "gone@contoso.example", LB_DELIVERY_REFUSED, "550 5.1.1" },
        { OWNER, LB_DELIVERY_ACCEPTED, "queued as 2" },
        { "gone@contoso.example", LB_DELIVERY_REFUSED, "550 5.1.1" },
    };
    for
        EACH_WAY(way)
        {
            g_autoptr(Post) post =
                way->open("localhost", 0, "--refuse", "gone@contoso.example", NULL);
            post_connect(post, "localhost", post->server->port);
            post_expect_each(post, mails, G_N_ELEMENTS(mails));
            cr_assert_eq(post_count(post, "data"), 2);
        }
}
