/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivery with TLS from the first byte: the same meanings as with STARTTLS. */
#include "notify/curl.h"

#include <criterion/criterion.h>
#include <string.h>

#include "notify/post.h"
#include "support/sample.h"

#define OWNER "owner1@contoso.example"

Test(curl, the_server_gets_exactly_the_composed_bytes)
{
    g_autoptr(Post) post = post_to_smtps("localhost", 0, NULL, NULL, NULL);
    post_connect(post, "localhost", post->server->port);
    post_expect(post, LB_DELIVERY_ACCEPTED, "250 2.0.0 queued as 1");
    post_expect_received(post, "1.eml");
    g_autofree char *log = test_read(post->directory, "log", NULL);
    cr_assert_str_eq(log, "sni localhost\nehlo lockbox.test tls\nmail " POST_SENDER "\nrcpt " OWNER
                          "\ndata 1\n");
}

/* Long enough to be handed over in many parts, dots at all places. */
Test(curl, lines_of_dots_arrive_as_they_are_wherever_a_part_ends)
{
    g_autoptr(Post) post = post_to_smtps("localhost", 0, NULL, NULL, NULL);
    g_autoptr(GString) mail = g_string_new("Subject: x\r\n.: y\r\n\r\n.\r\n..\r\n.x\r\n");
    for (int i = 0; mail->len < LB_MAIL_LIMIT - 100; i++)
        g_string_append_printf(mail, "%.*s.\r\n.\r\n..\r\n.%d\r\n", i % 7, "xxxxxxx", i);
    g_string_append(mail, "MAIL FROM:<evil@x.example>\r\n.\r\n");
    g_free(post->mail);
    post->length = mail->len;
    post->mail = g_strdup(mail->str);
    post_connect(post, "localhost", post->server->port);
    post_expect(post, LB_DELIVERY_ACCEPTED, "250");
    post_expect_received(post, "1.eml");
    g_string_truncate(mail, 0);
    g_string_append(mail, ".\r\n\r\n.\r\n");
    post->length = mail->len;
    sample_set(&post->mail, mail->str);
    post_expect(post, LB_DELIVERY_ACCEPTED, "250");
    post_expect_received(post, "2.eml");
    cr_assert_eq(test_count(post->directory, ".eml"), 2);
}

Test(curl, a_server_in_plain_text_gets_nothing)
{
    g_autoptr(Post) post = post_to_server(NULL, NULL);
    post->settings->security = LB_SMTP_TLS;
    post_connect(post, "localhost", post->server->port);
    post->settings->timeout_ms = 2000;
    post_expect(post, LB_DELIVERY_LATER, "");
    post_expect_nothing(post);
}

Test(curl, a_proxy_of_the_environment_is_not_asked)
{
    g_setenv("ALL_PROXY", "http://127.0.0.1:9", TRUE);
    g_setenv("smtps_proxy", "socks5://127.0.0.1:9", TRUE);
    g_autoptr(Post) post = post_to_smtps("localhost", 0, NULL, NULL, NULL);
    post_connect(post, "localhost", post->server->port);
    post_expect(post, LB_DELIVERY_ACCEPTED, "250");
}

Test(curl, a_server_that_says_no_goodbye_is_left_in_time)
{
    g_autoptr(Post) post = post_to_smtps_fault("QUIT", "hold");
    gint64 start = g_get_monotonic_time();
    post_expect(post, LB_DELIVERY_ACCEPTED, "250 2.0.0 queued");
    cr_assert_leq(g_get_monotonic_time() - start, 20 * G_USEC_PER_SEC);
}

Test(curl, a_dead_server_keeps_the_mail)
{
    g_autoptr(Post) post = post_to_smtps("localhost", 0, NULL, NULL, NULL);
    int port = post->server->port;
    g_clear_pointer(&post->server, test_server_stop);
    post_connect(post, "localhost", port);
    post_expect(post, LB_DELIVERY_LATER, "connect");
}

Test(curl, a_file_of_certificates_that_is_not_there_is_told_at_once)
{
    g_autoptr(LbSmtpSettings) settings = lb_smtp_settings_new();
    g_autoptr(GError) error = NULL;
    settings->server = g_strdup("mail.example:465");
    settings->security = LB_SMTP_TLS;
    settings->ca_file = g_strdup("/nonexistent/ca.pem");
    cr_assert_null(lb_curl_new(settings, &error));
    cr_assert_not_null(error);
}
