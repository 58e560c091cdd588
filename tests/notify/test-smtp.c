/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivery to real SMTP servers: what is accepted, what waits, what is refused, and what never leaves. */
#include "notify/smtp.h"

#include <criterion/criterion.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "notify/post.h"
#include "support/process.h"
#include "support/sample.h"

Test(smtp, a_plain_server_gets_exactly_the_composed_bytes)
{
    g_autoptr(Post) post = post_to_server(NULL, NULL);
    post_connect(post, "127.0.0.1", post->server->port);
    post_expect(post, LB_DELIVERY_ACCEPTED, "250 2.0.0 queued as 1");
    post_expect_received(post, "1.eml");
    g_autofree char *facts = test_read(post->directory, "1.json", NULL);
    cr_assert_str_eq(
        facts, "{\"from\": \"lockbox@fabrikam.example\", \"to\": [\"owner1@contoso.example\"], "
               "\"helo\": \"lockbox.test\", \"tls\": false, \"auth\": false}");
}

Test(smtp, lines_of_dots_and_long_headers_arrive_as_they_are)
{
    g_autoptr(Post) post = post_to_server(NULL, NULL);
    g_autofree char *word = g_strnfill(900, 'x');
    g_free(post->mail);
    post->mail = g_strdup_printf(
        "Date: Tue, 24 Nov 2026 03:58:49 +0000\r\nFrom: a@b.example\r\nSubject: %s\r\n"
        "To: c@d.example\r\nMessage-ID: <x@y.example>\r\n\r\n.\r\n..\r\n.x\r\n\r\n%s\r\n.\r\n"
        "MAIL FROM:<evil@x.example>\r\n",
        word, word);
    post->length = strlen(post->mail);
    post_connect(post, "127.0.0.1", post->server->port);
    post_expect(post, LB_DELIVERY_ACCEPTED, "250");
    post_expect_received(post, "1.eml");
    cr_assert_eq(test_count(post->directory, ".eml"), 1);
}

Test(smtp, bytes_that_could_be_read_as_more_than_one_mail_never_leave)
{
    static const char *const bad[] = {
        "Subject: x\r\n\r\nbody\n.\r\nMAIL FROM:<evil@x.example>\r\n",
        "Subject: x\r\n\r\nbody\r.\r\n",
        "Subject: x\r\n\r\nno end",
        "Subject: \xc3\xa4\r\n\r\n\r\n",
        "\n",
        "",
    };
    g_autoptr(Post) post = post_to_server(NULL, NULL);
    post_connect(post, "127.0.0.1", post->server->port);
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        sample_set(&post->mail, bad[i]);
        post->length = strlen(post->mail);
        post_expect(post, LB_DELIVERY_REFUSED, "not well-formed");
    }
    g_autofree char *line = g_strnfill(999, 'x');
    g_free(post->mail);
    post->mail = g_strdup_printf("Subject: x\r\n\r\n%s\r\n", line);
    post->length = strlen(post->mail);
    post_expect(post, LB_DELIVERY_REFUSED, "not well-formed");
    post_expect_nothing(post);
}

Test(smtp, a_recipient_that_is_no_plain_mailbox_is_refused_before_anything_is_said)
{
    static const char *const bad[] = { "a@b.example>\r\nRCPT TO:<evil@x.example",
                                       "a b@c.example",
                                       "",
                                       "@x",
                                       "a@b..c",
                                       "-x@y.example",
                                       "\xc3\xa4@x.example",
                                       "<a@b.example>" };
    g_autoptr(Post) post = post_to_server(NULL, NULL);
    post_connect(post, "127.0.0.1", post->server->port);
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        cr_assert_eq(post_send(post, bad[i]), LB_DELIVERY_REFUSED, "%s", bad[i]);
    post_expect_nothing(post);
}

Test(smtp, starttls_with_the_right_certificate_delivers_and_asks_for_the_name)
{
    g_autoptr(Post) post = post_to_tls("localhost", 0, NULL, NULL, NULL);
    post_connect(post, "localhost", post->server->port);
    post_expect(post, LB_DELIVERY_ACCEPTED, "250 2.0.0 queued as 1");
    post_expect_received(post, "1.eml");
    g_autofree char *log = test_read(post->directory, "log", NULL);
    cr_assert_str_eq(log, "ehlo lockbox.test plain\nsni localhost\nehlo lockbox.test tls\nmail "
                          "lockbox@fabrikam.example\n"
                          "rcpt owner1@contoso.example\ndata 1\n");
}

Test(smtp, a_server_without_starttls_gets_nothing_when_it_is_required)
{
    g_autoptr(Post) post = post_to_server(NULL, NULL);
    post->settings->security = LB_SMTP_STARTTLS;
    post_connect(post, "127.0.0.1", post->server->port);
    post_expect(post, LB_DELIVERY_LATER, "STARTTLS");
    post_expect_nothing(post);
}

Test(smtp, plain_text_after_the_answer_to_starttls_stops_everything)
{
    g_autoptr(Post) post = post_to_tls("localhost", 0, "--inject", NULL, NULL);
    post_connect(post, "localhost", post->server->port);
    post_expect(post, LB_DELIVERY_LATER, "plain text came where only TLS may follow");
    post_expect_nothing(post);
}

Test(smtp, answers_that_came_before_starttls_was_asked_stop_everything)
{
    g_autoptr(Post) post = post_to_fault(
        "EHLO", "say 250-faulty.test\\r\\n250 STARTTLS\\r\\n220 go\\r\\n250 injected");
    post->settings->security = LB_SMTP_STARTTLS;
    post_connect(post, "127.0.0.1", post->server->port);
    post_expect(post, LB_DELIVERY_LATER, "plain text came where only TLS may follow");
}

Test(smtp, many_starttls_sessions_in_one_process_neither_crash_nor_hang)
{
    g_autoptr(Post) post = post_to_tls("localhost", 0, "--auth", "user", "pass word");
    post_log_in(post, "user", "pass word");
    post_connect(post, "localhost", post->server->port);
    for (int i = 0; i < 20; i++)
        post_expect(post, LB_DELIVERY_ACCEPTED, "250");
    post_connect(post, "localhost", post->server->port);
    post_expect(post, LB_DELIVERY_ACCEPTED, "250");
    cr_assert_eq(test_count(post->directory, ".eml"), 21);
}

Test(smtp, auth_over_tls_with_the_right_password_delivers)
{
    g_autoptr(Post) post = post_to_tls("localhost", 0, "--auth", "user", "secret");
    post_log_in(post, "user", "secret");
    post_connect(post, "localhost", post->server->port);
    post_expect(post, LB_DELIVERY_ACCEPTED, "250");
    g_autofree char *facts = test_read(post->directory, "1.json", NULL);
    cr_assert(strstr(facts, "\"tls\": true, \"auth\": true") != NULL, "%s", facts);
}

Test(smtp, a_server_that_wants_auth_we_have_not_keeps_the_mail_waiting)
{
    g_autoptr(Post) post = post_to_server("--auth", "user", "secret", "--require-auth", NULL);
    post_connect(post, "127.0.0.1", post->server->port);
    post_expect(post, LB_DELIVERY_LATER, "530");
    post_expect_nothing(post);
}

Test(smtp, auth_without_tls_is_for_this_machine_only)
{
    g_autoptr(Post) post = post_to_server("--auth", "user", "secret", "--require-auth", NULL);
    post_log_in(post, "user", "secret");
    post_connect(post, "127.0.0.1", post->server->port);
    post_expect(post, LB_DELIVERY_ACCEPTED, "250");
    g_autoptr(GError) error = NULL;
    sample_set(&post->settings->server, "mail.contoso.example:587");
    cr_assert_null(lb_smtp_new(post->settings, &error));
    cr_assert(strstr(error->message, "without TLS") != NULL);
}

Test(smtp, a_password_that_the_server_repeats_is_taken_out_of_the_answer)
{
    g_autoptr(Post) post =
        post_to_fault("AUTH", "say 535 no AHVzZXIAczNjcmV0 nor czNjcmV0 nor s3cret");
    g_clear_pointer(&post->server, test_server_stop);
    post->server = test_server_start(POST_FAULTS, "--on", "EHLO",
                                     "say 250-faulty.test\\r\\n250 AUTH PLAIN", "--on", "AUTH",
                                     "say 535 no AHVzZXIAczNjcmV0 nor czNjcmV0 nor s3cret", NULL);
    post_log_in(post, "user", "s3cret");
    post_connect(post, "127.0.0.1", post->server->port);
    post_expect(post, LB_DELIVERY_LATER, "535 no [password] nor [password] nor [password]");
}

Test(smtp, a_refused_recipient_is_refused_in_the_servers_words)
{
    g_autoptr(Post) post = post_to_server("--refuse", "owner1@contoso.example", NULL);
    post_connect(post, "127.0.0.1", post->server->port);
    post_expect(post, LB_DELIVERY_REFUSED, "550 5.1.1 no such user here");
    post_expect_nothing(post);
}

Test(smtp, a_deferred_recipient_waits)
{
    g_autoptr(Post) post = post_to_server("--defer", "owner1@contoso.example", NULL);
    post_connect(post, "127.0.0.1", post->server->port);
    post_expect(post, LB_DELIVERY_LATER, "451 4.3.0 try again later");
    post_expect_nothing(post);
}

Test(smtp, two_recipients_of_which_one_is_refused_are_told_apart)
{
    g_autoptr(Post) post = post_to_server("--refuse", "gone@contoso.example", NULL);
    post_connect(post, "127.0.0.1", post->server->port);
    cr_assert_eq(post_send(post, "gone@contoso.example"), LB_DELIVERY_REFUSED);
    cr_assert_eq(post_send(post, "owner2@contoso.example"), LB_DELIVERY_ACCEPTED);
    cr_assert_eq(post_send(post, "gone@contoso.example"), LB_DELIVERY_REFUSED);
    cr_assert_eq(test_count(post->directory, ".eml"), 1);
}

Test(smtp, a_dead_server_keeps_the_mail_until_it_lives_again)
{
    g_autoptr(Post) post = post_to_server(NULL, NULL);
    int port = post->server->port;
    g_clear_pointer(&post->server, test_server_stop);
    post_connect(post, "127.0.0.1", port);
    post_expect(post, LB_DELIVERY_LATER, "Connection refused");
    g_autofree char *same_port = g_strdup_printf("%d", port);
    post->server =
        test_server_start(POST_SERVER, "--dump", post->directory, "--port", same_port, NULL);
    post_expect(post, LB_DELIVERY_ACCEPTED, "250");
    post_expect_received(post, "1.eml");
}

/* "localhost" has two addresses on most machines; the first one may refuse. */
Test(smtp, an_address_that_refuses_before_another_accepts_is_no_failure)
{
    g_autoptr(Post) post = post_to_server(NULL, NULL);
    post_connect(post, "localhost", post->server->port);
    post_expect(post, LB_DELIVERY_ACCEPTED, "250");
}

Test(smtp, an_unknown_host_keeps_the_mail)
{
    g_autoptr(Post) post = post_new();
    post_connect(post, "no-such-host.invalid", 25);
    post_expect(post, LB_DELIVERY_LATER, "");
    cr_assert_str_not_empty(post->answer);
}

Test(smtp, a_server_that_never_answers_is_left_in_time)
{
    g_autoptr(Post) post = post_new();
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    cr_assert(bind(listener, (struct sockaddr *)&address, size) == 0 && listen(listener, 1) == 0);
    cr_assert(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
    post->settings->timeout_ms = 2000;
    post_connect(post, "127.0.0.1", ntohs(address.sin_port));
    gint64 start = g_get_monotonic_time();
    post_expect(post, LB_DELIVERY_LATER, "");
    cr_assert_leq(g_get_monotonic_time() - start, 5 * G_USEC_PER_SEC);
    close(listener);
}

/* What a server may do wrong, and what has to come of it. */
static const struct {
    const char *step, *action;
    LbDelivery delivery;
    const char *words;
} faults[] = {
    { "GREETING", "say 554 go away", LB_DELIVERY_LATER, "554 go away" },
    { "GREETING", "say 421 busy", LB_DELIVERY_LATER, "421 busy" },
    { "GREETING", "say nonsense", LB_DELIVERY_LATER, "" },
    { "GREETING", "close", LB_DELIVERY_LATER, "" },
    { "EHLO", "say 550 not you", LB_DELIVERY_LATER, "550 not you" },
    { "EHLO", "say 502 what is that", LB_DELIVERY_ACCEPTED, "250" },
    { "EHLO", "hold", LB_DELIVERY_LATER, "" },
    { "EHLO", "close", LB_DELIVERY_LATER, "" },
    { "MAIL", "say 550 5.7.1 you may not send", LB_DELIVERY_REFUSED, "550 5.7.1 you may not send" },
    { "MAIL", "say 530 5.7.0 log in first", LB_DELIVERY_LATER, "530 5.7.0 log in first" },
    { "MAIL", "bye 550-5.7.1 half", LB_DELIVERY_LATER, "" },
    { "MAIL", "say 452 full", LB_DELIVERY_LATER, "452 full" },
    { "MAIL", "hold", LB_DELIVERY_LATER, "" },
    { "RCPT", "say 553 5.1.3 bad address", LB_DELIVERY_REFUSED, "553 5.1.3 bad address" },
    { "RCPT", "bye 550-5.1.1 half", LB_DELIVERY_LATER, "" },
    { "RCPT", "bye 550-5.1.1 half\\r\\n55", LB_DELIVERY_LATER, "" },
    { "RCPT", "say 530 5.7.0 log in first", LB_DELIVERY_LATER, "530 5.7.0 log in first" },
    { "RCPT", "say 503 out of order", LB_DELIVERY_LATER, "503 out of order" },
    { "RCPT", "say 450 greylisted", LB_DELIVERY_LATER, "450 greylisted" },
    { "RCPT", "close", LB_DELIVERY_LATER, "" },
    { "RCPT", "hold", LB_DELIVERY_LATER, "" },
    { "DATA", "say 554 5.6.0 no", LB_DELIVERY_REFUSED, "554 5.6.0 no" },
    { "DATA", "bye 554-5.6.0 half", LB_DELIVERY_LATER, "" },
    { "DATA", "say 250 this is wrong", LB_DELIVERY_LATER, "" },
    { "DATA", "say 451 not now", LB_DELIVERY_LATER, "451 not now" },
    { "DATA", "close", LB_DELIVERY_LATER, "" },
    { "BODY", "say 554 5.7.1 spam", LB_DELIVERY_REFUSED, "554 5.7.1 spam" },
    { "BODY", "bye 554-5.7.1 half", LB_DELIVERY_LATER, "" },
    { "BODY", "say 451 4.3.0 disk", LB_DELIVERY_LATER, "451 4.3.0 disk" },
    { "BODY", "say 354 more", LB_DELIVERY_LATER, "" },
    { "BODY", "say \\x00\\xff\\xfe", LB_DELIVERY_LATER, "" },
    { "BODY", "close", LB_DELIVERY_LATER, "" },
    { "BODY", "hold", LB_DELIVERY_LATER, "" },
    { "QUIT", "close", LB_DELIVERY_ACCEPTED, "250 2.0.0 queued" },
    { "QUIT", "hold", LB_DELIVERY_ACCEPTED, "250 2.0.0 queued" },
    { "QUIT", "say 550 too late", LB_DELIVERY_ACCEPTED, "250 2.0.0 queued" },
};

Test(smtp, each_fault_of_a_server_has_its_meaning)
{
    for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
        g_autoptr(Post) post = post_to_fault(faults[i].step, faults[i].action);
        post->settings->timeout_ms = 2000;
        post_connect(post, "127.0.0.1", post->server->port);
        LbDelivery delivery = post_send(post, "owner1@contoso.example");
        cr_assert_eq(delivery, faults[i].delivery, "%s %s: %d, %s", faults[i].step,
                     faults[i].action, (int)delivery, post->answer);
        cr_assert(strstr(post->answer, faults[i].words) != NULL, "%s %s: %s", faults[i].step,
                  faults[i].action, post->answer);
        cr_assert_str_not_empty(post->answer);
    }
}

/* libesmtp drops what it cannot write in time and goes on: the server would get a mail with a hole in it,
 * complete with its final dot. The mail is larger than any that lb_transport_deliver() lets pass, to fill the
 * buffers between. */
Test(smtp, a_server_that_stops_reading_for_a_while_never_gets_a_mail_with_a_hole)
{
    g_autoptr(Post) post = post_to_fault("DATA", "stall 2.5");
    g_autoptr(GString) mail =
        g_string_new("Date: Tue, 24 Nov 2026 03:58:49 +0000\r\nFrom: a@b.example\r\n"
                     "To: owner1@contoso.example\r\nMessage-ID: <x@y.example>\r\n\r\n");
    for (int i = 0; mail->len < 8 * 1024 * 1024; i++)
        g_string_append_printf(
            mail, "line %d of a mail that is longer than what fits in the buffers between\r\n", i);
    post->settings->timeout_ms = 2000;
    post_connect(post, "127.0.0.1", post->server->port);
    LbEnvelope envelope = {
        "lockbox@fabrikam.example", "owner1@contoso.example", "x@y.example", 0, mail->str, mail->len
    };
    cr_assert_eq(post_send_unchecked(post, &envelope), LB_DELIVERY_LATER);
    g_clear_pointer(&post->server, test_server_stop);
    cr_assert_eq(test_count(post->directory, ".eml"), 0, "%s", post->answer);
}

Test(smtp, what_a_server_says_is_made_harmless_and_bounded)
{
    g_autoptr(Post) post = post_to_fault(
        "RCPT", "say 550-no \\x1b[31m\\xe2\\x80\\xae\\r\\n550-more\\r\\n550 \\xff end");
    post_expect(post, LB_DELIVERY_REFUSED, "550 no <U+001B>[31m<U+202E>  more  <0xFF> end");
    g_autofree char *words = g_strnfill(800, 'w');
    g_autofree char *action = g_strdup_printf("say 550 %s", words);
    g_autoptr(Post) longer = post_to_fault("RCPT", action);
    post_expect(longer, LB_DELIVERY_REFUSED, "550 www");
    cr_assert_eq(g_utf8_strlen(longer->answer, -1), LB_ANSWER_LIMIT);
}

/* Each row: what is wrong; which member; which text. */
Test(smtp, settings_that_cannot_work_are_told_at_once)
{
    static const struct {
        size_t offset;
        const char *text;
    } wrong[] = {
        { offsetof(LbSmtpSettings, server), "" },
        { offsetof(LbSmtpSettings, server), "mail.example:0" },
        { offsetof(LbSmtpSettings, server), "mail.example:smtp" },
        { offsetof(LbSmtpSettings, server), "mail.example:25:25" },
        { offsetof(LbSmtpSettings, server), "mail example" },
        { offsetof(LbSmtpSettings, server), "[::1]:25" },
        { offsetof(LbSmtpSettings, server), "-mail.example" },
        { offsetof(LbSmtpSettings, helo), "x\r\nMAIL FROM:<a@b>" },
        { offsetof(LbSmtpSettings, name), "*.example" },
        { offsetof(LbSmtpSettings, user), "only a user" },
        { offsetof(LbSmtpSettings, password), "only a password" },
        { offsetof(LbSmtpSettings, ca_file), "/nonexistent/ca.pem" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(LbSmtpSettings) settings = lb_smtp_settings_new();
        g_autoptr(GError) error = NULL;
        settings->server = g_strdup("mail.example:587");
        sample_set((char **)((char *)settings + wrong[i].offset), wrong[i].text);
        cr_assert_null(lb_smtp_new(settings, &error), "%s", wrong[i].text);
        cr_assert_not_null(error);
        cr_assert_null(strstr(error->message, "only a password"));
    }
}
