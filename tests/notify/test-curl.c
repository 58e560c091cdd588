/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivery with TLS from the first byte: the same meanings as with STARTTLS. */
#include "notify/curl.h"

#include <criterion/criterion.h>
#include <string.h>

#include "notify/post.h"
#include "support/sample.h"

#define OWNER "owner1@contoso.example"

static const PostMail three[] = {
    { OWNER, LB_DELIVERY_ACCEPTED, "250" },
    { OWNER, LB_DELIVERY_ACCEPTED, "250" },
    { OWNER, LB_DELIVERY_ACCEPTED, "250" },
};

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

Test(curl, mails_that_come_one_after_the_other_share_a_connection_and_a_login)
{
    g_autoptr(Post) post = post_to_smtps("localhost", 0, "--auth", "user", "pass word");
    post_log_in(post, "user", "pass word");
    post_connect(post, "localhost", post->server->port);
    post_expect_each(post, three, G_N_ELEMENTS(three));
    cr_assert_eq(post_count(post, "ehlo"), 1);
    cr_assert_eq(post_count(post, "auth"), 1);
    cr_assert_eq(post_count(post, "data"), 3);
}

Test(curl, a_connection_carries_a_hundred_mails_and_no_more)
{
    PostMail mails[101];
    for (size_t i = 0; i < G_N_ELEMENTS(mails); i++)
        mails[i] = (PostMail){ OWNER, LB_DELIVERY_ACCEPTED, "250" };
    g_autoptr(Post) post = post_to_smtps("localhost", 0, NULL, NULL, NULL);
    post_connect(post, "localhost", post->server->port);
    post_expect_each(post, mails, G_N_ELEMENTS(mails));
    cr_assert_eq(post_count(post, "ehlo"), 2);
    cr_assert_eq(post_count(post, "data"), 101);
}

Test(curl, the_configured_name_is_what_the_certificate_must_have)
{
    g_autoptr(Post) post = post_to_smtps("mail.contoso.example", 0, NULL, NULL, NULL);
    post->settings->name = g_strdup("mail.contoso.example");
    post_connect(post, "localhost", post->server->port);
    post_expect(post, LB_DELIVERY_ACCEPTED, "250");
    cr_assert_eq(post_count(post, "sni mail.contoso.example"), 1);
}

Test(curl, a_certificate_for_another_name_stops_everything)
{
    g_autoptr(Post) post = post_to_smtps("mail.contoso.example", 0, NULL, NULL, NULL);
    post_connect(post, "localhost", post->server->port);
    post_expect(post, LB_DELIVERY_LATER, "certificate");
    post_expect_nothing(post);
}

Test(curl, an_expired_certificate_stops_everything)
{
    g_autoptr(Post) post = post_to_smtps("localhost", 1, NULL, NULL, NULL);
    post_connect(post, "localhost", post->server->port);
    post_expect(post, LB_DELIVERY_LATER, "certificate has expired");
    post_expect_nothing(post);
}

Test(curl, a_certificate_that_nobody_trusts_stops_everything)
{
    g_autoptr(Post) post = post_to_smtps("localhost", 0, NULL, NULL, NULL);
    g_clear_pointer(&post->settings->ca_file, g_free);
    post_connect(post, "localhost", post->server->port);
    post_expect(post, LB_DELIVERY_LATER, "certificate");
    post_expect_nothing(post);
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

/* The server would take the mail without AUTH, too. */
Test(curl, a_wrong_password_keeps_the_mail_and_stays_secret)
{
    g_autoptr(Post) post = post_to_smtps("localhost", 0, "--auth", "user", "secret");
    post_log_in(post, "user", "wr0ng-passw0rd");
    post_connect(post, "localhost", post->server->port);
    post_expect(post, LB_DELIVERY_LATER, "535");
    cr_assert_null(strstr(post->answer, "wr0ng"));
    post_expect_nothing(post);
}

Test(curl, a_server_without_auth_gets_nothing_when_auth_is_configured)
{
    g_autoptr(Post) post = post_to_smtps("localhost", 0, NULL, NULL, NULL);
    post_log_in(post, "user", "secret");
    post_connect(post, "localhost", post->server->port);
    post_expect(post, LB_DELIVERY_LATER, "AUTH");
    post_expect_nothing(post);
}

Test(curl, a_refused_and_a_deferred_recipient_are_nothing_to_the_others)
{
    static const PostMail mails[] = {
        { "gone@contoso.example", LB_DELIVERY_REFUSED, "550 5.1.1 no such user here" },
        { OWNER, LB_DELIVERY_ACCEPTED, "queued as 1" },
        { "gone@contoso.example", LB_DELIVERY_REFUSED, "550 5.1.1 no such user here" },
        { OWNER, LB_DELIVERY_ACCEPTED, "queued as 2" },
    };
    g_autoptr(Post) post = post_to_smtps("localhost", 0, "--refuse", "gone@contoso.example", NULL);
    post_connect(post, "localhost", post->server->port);
    post_expect_each(post, mails, G_N_ELEMENTS(mails));
    cr_assert_eq(post_count(post, "data"), 2);
}

/* What the server does to the second of three mails, and what becomes of it. */
static const struct {
    const char *step, *action;
    LbDelivery delivery;
    const char *words;
} faults[] = {
    { "MAIL:2", "say 550 5.7.1 not you", LB_DELIVERY_LATER, "550 5.7.1 not you" },
    { "MAIL:2", "bye 421 enough", LB_DELIVERY_ACCEPTED, "250" },
    { "MAIL:2", "close", LB_DELIVERY_ACCEPTED, "250" },
    { "RCPT:2", "say 550-5.1.1 who\\r\\n550 5.1.1 is it", LB_DELIVERY_REFUSED,
      "550 5.1.1 who 5.1.1 is it" },
    { "RCPT:2", "say 530 5.7.0 log in first", LB_DELIVERY_LATER, "530 5.7.0 log in first" },
    { "RCPT:2", "say 450 4.2.0 grey", LB_DELIVERY_LATER, "450 4.2.0 grey" },
    { "RCPT:2", "close", LB_DELIVERY_LATER, "" },
    { "RCPT:2", "drip", LB_DELIVERY_LATER, "" },
    { "DATA:2", "say 554 no", LB_DELIVERY_REFUSED, "554 no" },
    { "DATA:2", "say 451 not now", LB_DELIVERY_LATER, "451 not now" },
    { "DATA:2", "close", LB_DELIVERY_LATER, "" },
    { "BODY:2", "say 554 5.7.1 spam", LB_DELIVERY_REFUSED, "554 5.7.1 spam" },
    { "BODY:2", "say 451 4.3.0 disk", LB_DELIVERY_LATER, "451 4.3.0 disk" },
    { "BODY:2", "say 354 more", LB_DELIVERY_LATER, "354 more" },
    { "BODY:2", "close", LB_DELIVERY_LATER, "" },
    { "BODY:2", "hold", LB_DELIVERY_LATER, "" },
    { "BODY:1", "bye 250 queued", LB_DELIVERY_ACCEPTED, "250" },
    /* libcurl keeps to itself what came too early, until it takes it for the next answer: none is accepted by that. */
    { "BODY:1", "say 250 queued\\r\\n250 ahead", LB_DELIVERY_LATER, "" },
};

Test(curl, each_fault_that_one_mail_meets_is_its_own)
{
    for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
        const PostMail mails[] = { { OWNER, LB_DELIVERY_ACCEPTED, "250" },
                                   { OWNER, faults[i].delivery, faults[i].words },
                                   { OWNER, LB_DELIVERY_ACCEPTED, "250" } };
        g_autoptr(Post) post = post_to_smtps_fault(faults[i].step, faults[i].action);
        cr_log_info("%s %s", faults[i].step, faults[i].action);
        post_expect_each(post, mails, G_N_ELEMENTS(mails));
    }
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
