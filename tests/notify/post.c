/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A composed mail on its way to a real server. */
#include "notify/post.h"

#include <criterion/criterion.h>
#include <string.h>

#include "notify/compose.h"
#include "notify/curl.h"
#include "notify/smtp.h"
#include "support/certificate.h"
#include "support/sample.h"

Post *
post_new(void)
{
    Post *post = g_new0(Post, 1);
    LbSite *site = sample_site();
    LbMessage *message = sample_message(LB_EVENT_WAITING);
    post->directory = test_directory_new();
    post->settings = lb_smtp_settings_new();
    post->settings->security = LB_SMTP_NONE;
    post->settings->helo = g_strdup("lockbox.test");
    post->mail = lb_mail_compose(site, message, &post->length, NULL);
    cr_assert_not_null(post->mail);
    lb_site_free(site);
    lb_message_free(message);
    return post;
}

void
post_free(Post *post)
{
    lb_transport_free(post->transport);
    lb_smtp_settings_free(post->settings);
    test_server_stop(post->server);
    test_directory_free(post->directory);
    g_free(post->mail);
    g_free(post->answer);
    g_free(post);
}

void
post_connect(Post *post, const char *host, int port)
{
    g_autoptr(GError) error = NULL;
    lb_transport_free(post->transport);
    g_free(post->settings->server);
    post->settings->server = g_strdup_printf("%s:%d", host, port);
    post->transport = post->settings->security == LB_SMTP_TLS ? lb_curl_new(post->settings, &error)
                                                              : lb_smtp_new(post->settings, &error);
    cr_assert_not_null(post->transport, "%s", error != NULL ? error->message : "");
}

LbDelivery
post_send(Post *post, const char *to)
{
    LbEnvelope envelope = {
        "lockbox@fabrikam.example", to, "lb.1@lockbox.test", 0, post->mail, post->length
    };
    g_clear_pointer(&post->answer, g_free);
    LbDelivery delivery = lb_transport_deliver(post->transport, &envelope, &post->answer);
    cr_assert_not_null(post->answer);
    cr_assert(g_utf8_validate(post->answer, -1, NULL));
    cr_assert_leq(g_utf8_strlen(post->answer, -1), LB_ANSWER_LIMIT);
    return delivery;
}

void
post_expect(Post *post, LbDelivery expected, const char *words)
{
    LbDelivery delivery = post_send(post, "owner1@contoso.example");
    cr_assert_eq(delivery, expected, "delivery %d: %s", (int)delivery, post->answer);
    cr_assert(strstr(post->answer, words) != NULL, "the answer is: %s", post->answer);
}

void
post_expect_received(Post *post, const char *name)
{
    gsize length = 0;
    g_autofree char *received = test_read(post->directory, name, &length);
    cr_assert_not_null(received);
    cr_assert_eq(length, post->length);
    cr_assert_arr_eq(received, post->mail, length);
}

Post *
post_to_server(const char *first, ...)
{
    Post *post = post_new();
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    g_ptr_array_add(arguments, (gpointer)(guintptr) "--dump");
    g_ptr_array_add(arguments, post->directory);
    va_list list;
    va_start(list, first);
    for (const char *argument = first; argument != NULL; argument = va_arg(list, const char *))
        g_ptr_array_add(arguments, (gpointer)(guintptr)argument);
    va_end(list);
    g_ptr_array_add(arguments, NULL);
    post->server = test_server_start_with(POST_SERVER, (char **)arguments->pdata);
    return post;
}

Post *
post_to_tls(const char *host_in_certificate, int expired, const char *option, const char *user,
            const char *password)
{
    Post *post = post_new();
    test_certificate_make(post->directory, "server", host_in_certificate, expired);
    g_autofree char *certificate = g_build_filename(post->directory, "server.pem", NULL);
    g_autofree char *key = g_build_filename(post->directory, "server.key", NULL);
    post->server = test_server_start(POST_SERVER, "--dump", post->directory, "--starttls",
                                     certificate, key, option, user, password, NULL);
    post->settings->security = LB_SMTP_STARTTLS;
    post->settings->ca_file = g_strdup(certificate);
    return post;
}

static Post *
post_with_certificate(const char *host, int expired, char **certificate, char **key)
{
    Post *post = post_new();
    test_certificate_make(post->directory, "server", host, expired);
    *certificate = g_build_filename(post->directory, "server.pem", NULL);
    *key = g_build_filename(post->directory, "server.key", NULL);
    post->settings->security = LB_SMTP_TLS;
    post->settings->ca_file = g_strdup(*certificate);
    return post;
}

Post *
post_to_smtps(const char *host_in_certificate, int expired, const char *option, const char *user,
              const char *password)
{
    g_autofree char *certificate = NULL, *key = NULL;
    Post *post = post_with_certificate(host_in_certificate, expired, &certificate, &key);
    post->server = test_server_start(POST_SERVER, "--dump", post->directory, "--smtps", certificate,
                                     key, option, user, password, NULL);
    return post;
}

const PostWay post_ways[POST_WAYS] = { { "starttls", post_to_tls }, { "tls", post_to_smtps } };

Post *
post_to_smtps_fault(const char *step, const char *action)
{
    g_autofree char *certificate = NULL, *key = NULL;
    Post *post = post_with_certificate("localhost", 0, &certificate, &key);
    post->server = test_server_start(POST_FAULTS, "--dump", post->directory, "--smtps", certificate,
                                     key, "--on", step, action, NULL);
    post->settings->timeout_ms = 2000;
    post_connect(post, "localhost", post->server->port);
    return post;
}

Post *
post_to_fault(const char *step, const char *action)
{
    Post *post = post_new();
    post->server =
        test_server_start(POST_FAULTS, "--dump", post->directory, "--on", step, action, NULL);
    post_connect(post, "127.0.0.1", post->server->port);
    return post;
}

Post *
post_to_chunks(const char *step, const char *action)
{
    Post *post = post_new();
    post->server = test_server_start(POST_FAULTS, "--dump", post->directory, "--chunks", "--on",
                                     step, action, NULL);
    post->settings->timeout_ms = 2000;
    post_connect(post, "127.0.0.1", post->server->port);
    return post;
}

void
post_log_in(Post *post, const char *user, const char *password)
{
    sample_set(&post->settings->user, user);
    sample_set(&post->settings->password, password);
}

void
post_expect_nothing(const Post *post)
{
    g_autofree char *log = test_read(post->directory, "log", NULL);
    cr_assert_eq(test_count(post->directory, ".eml"), 0);
    cr_assert(log == NULL || strstr(log, "data") == NULL, "%s", log);
}

static const LbEnvelope *
take_one(gpointer data, int wait_ms)
{
    (void)wait_ms;
    Post *post = data;
    return g_steal_pointer(&post->alone);
}

static void
settle_one(gpointer data, LbDelivery delivery, const char *answer)
{
    Post *post = data;
    sample_set(&post->answer, answer);
    post->delivery = delivery;
}

LbDelivery
post_send_unchecked(Post *post, const LbEnvelope *envelope)
{
    const LbMails mails = { .next = take_one, .settle = settle_one, .data = post };
    post->alone = envelope;
    post->transport->run(post->transport, &mails);
    return post->delivery;
}

/* Mails that wait in line. */
typedef struct {
    Post *post;
    const PostMail *mails;
    size_t count, taken, settled;
    LbEnvelope envelope;
} Line;

static const LbEnvelope *
take_in_line(gpointer data, int wait_ms)
{
    (void)wait_ms;
    Line *line = data;
    cr_assert_eq(line->taken, line->settled, "the last one is not settled");
    if (line->taken == line->count)
        return NULL;
    const PostMail *mail = &line->mails[line->taken++];
    line->envelope = (LbEnvelope){ POST_SENDER, mail->to,         "lb.1@lockbox.test",
                                   0,           line->post->mail, line->post->length };
    return &line->envelope;
}

static void
settle_in_line(gpointer data, LbDelivery delivery, const char *answer)
{
    Line *line = data;
    const PostMail *mail = &line->mails[line->settled++];
    cr_assert_eq(line->taken, line->settled, "mail %zu is settled twice", line->settled);
    cr_assert_eq(delivery, mail->expected, "mail %zu: %d, %s", line->settled, (int)delivery,
                 answer);
    cr_assert(mail->words == NULL || strstr(answer, mail->words) != NULL, "mail %zu: %s",
              line->settled, answer);
}

void
post_expect_each(Post *post, const PostMail *mails, size_t count)
{
    Line line = { .post = post, .mails = mails, .count = count };
    const LbMails source = { .next = take_in_line, .settle = settle_in_line, .data = &line };
    while (line.settled < count)
        lb_transport_run(post->transport, &source);
}

int
post_count(Post *post, const char *words)
{
    int count = 0;
    g_autofree char *log = test_read(post->directory, "log", NULL);
    for (const char *at = log; at != NULL && (at = strstr(at, words)) != NULL; at++)
        count++;
    return count;
}
