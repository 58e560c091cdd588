/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of the delivery to SMTP servers: a composed mail, a real server or one that does wrong, and the transport
 * between. */
#pragma once

#include "notify/settings.h"
#include "notify/transport.h"
#include "support/process.h"

#define POST_SERVER "smtp-server.py"
#define POST_FAULTS "smtp-faults.py"
#define POST_SENDER "lockbox@fabrikam.example"

/* Everything that a delivery needs and leaves behind. */
typedef struct {
    TestDirectory *directory;
    TestServer *server;
    LbSmtpSettings *settings;
    LbTransport *transport;
    char *mail;
    size_t length;
    char *answer;
    LbDelivery delivery;     /* of post_send_unchecked() */
    const LbEnvelope *alone; /* the same */
} Post;

Post *post_new(void);
void post_free(Post *post);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Post, post_free)

/* With the server that is a real one. The arguments after "--dump". */
Post *post_to_server(const char *first, ...) G_GNUC_NULL_TERMINATED;

/* With the same one that offers STARTTLS. @option, @user and @password: an option of it with its arguments, or
 * NULL. */
Post *post_to_tls(const char *host_in_certificate, int expired, const char *option,
                  const char *user, const char *password);

/* The same with TLS from the first byte. */
Post *post_to_smtps(const char *host_in_certificate, int expired, const char *option,
                    const char *user, const char *password);

/* The ways that TLS is spoken, for what holds of each: by libesmtp after STARTTLS, by libcurl from the first byte. */
typedef struct {
    const char *name;
    Post *(*open)(const char *host_in_certificate, int expired, const char *option,
                  const char *user, const char *password);
} PostWay;
#define POST_WAYS 2
extern const PostWay post_ways[POST_WAYS];

/* Connected to one that does @action at @step, in plain text or with TLS from the first byte. */
Post *post_to_fault(const char *step, const char *action);
Post *post_to_smtps_fault(const char *step, const char *action);

/* Connected to one that takes mails in chunks, and does @action at @step. */
Post *post_to_chunks(const char *step, const char *action);

/* The transport to @port, by the settings as they are. */
void post_connect(Post *post, const char *host, int port);
void post_log_in(Post *post, const char *user, const char *password);

LbDelivery post_send(Post *post, const char *to);
void post_expect(Post *post, LbDelivery expected, const char *words);

/* The same for any envelope, past the checks that hold for every transport. */
LbDelivery post_send_unchecked(Post *post, const LbEnvelope *envelope);

typedef struct {
    const char *to;
    LbDelivery expected;
    const char *words; /* in the answer; NULL: any */
} PostMail;

/* Sends all of them, each as soon as the last one is settled. */
void post_expect_each(Post *post, const PostMail *mails, size_t count);

/* The server has exactly the composed bytes in the file @name. */
void post_expect_received(Post *post, const char *name);

/* No mail has reached the server, not even in part. */
void post_expect_nothing(const Post *post);

/* How often @words stand in the server's log. */
int post_count(Post *post, const char *words);
