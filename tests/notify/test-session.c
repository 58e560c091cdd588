/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many mails in one SMTP session: what one of them meets is nothing to the others. */
#include <criterion/criterion.h>
#include <string.h>

#include "notify/post.h"

#define OWNER "owner1@contoso.example"

static const PostMail three[] = {
    { OWNER, LB_DELIVERY_ACCEPTED, "250" },
    { OWNER, LB_DELIVERY_ACCEPTED, "250" },
    { OWNER, LB_DELIVERY_ACCEPTED, "250" },
};

Test(session, mails_that_come_one_after_the_other_share_a_connection)
{
    g_autoptr(Post) post = post_to_server(NULL, NULL);
    post_connect(post, "127.0.0.1", post->server->port);
    post_expect_each(post, three, G_N_ELEMENTS(three));
    cr_assert_eq(post_count(post, "ehlo"), 1);
    for (int i = 1; i <= 3; i++) {
        g_autofree char *name = g_strdup_printf("%d.eml", i);
        post_expect_received(post, name);
    }
}

Test(session, a_mail_that_is_no_mail_never_reaches_the_session)
{
    static const PostMail mails[] = {
        { OWNER, LB_DELIVERY_ACCEPTED, "queued as 1" },
        { "a@b.example>\r\nRCPT TO:<evil@x.example", LB_DELIVERY_REFUSED, "no plain mailbox" },
        { OWNER, LB_DELIVERY_ACCEPTED, "queued as 2" },
    };
    g_autoptr(Post) post = post_to_server(NULL, NULL);
    post_connect(post, "127.0.0.1", post->server->port);
    post_expect_each(post, mails, G_N_ELEMENTS(mails));
    cr_assert_eq(post_count(post, "ehlo"), 1);
    cr_assert_eq(post_count(post, "evil"), 0);
}

/* What the server does to the second of three mails, what becomes of it, and by which way; how many connections, transactions
 * and RSETs of libesmtp there were in the end. */
enum { LINES = 1 << 0, SMTPS = 1 << 1, BOTH = LINES | SMTPS };
static const struct {
    unsigned on;
    const char *step, *action;
    LbDelivery delivery;
    const char *words;
    int connections, senders, resets;
} faults[] = {
    /* Answers: the session goes on. */
    { BOTH, "MAIL:2", "say 550 5.7.1 not you", LB_DELIVERY_REFUSED, "550 5.7.1 not you", 1, 3, 0 },
    { BOTH, "MAIL:2", "say 530 5.7.0 log in first", LB_DELIVERY_LATER, "530 5.7.0", 1, 3, 0 },
    { BOTH, "MAIL:2", "say 452 full", LB_DELIVERY_LATER, "452 full", 1, 3, 0 },
    { BOTH, "RCPT:2", "say 550 5.1.1 who", LB_DELIVERY_REFUSED, "550 5.1.1 who", 1, 3, 1 },
    { SMTPS, "RCPT:2", "say 550-5.1.1 who\\r\\n550 5.1.1 is it", LB_DELIVERY_REFUSED,
      "550 5.1.1 who 5.1.1 is it", 0, 0, 0 },
    { BOTH, "RCPT:2", "say 530 5.7.0 log in first", LB_DELIVERY_LATER, "530 5.7.0", 1, 3, 1 },
    { BOTH, "RCPT:2", "say 450 4.2.0 grey", LB_DELIVERY_LATER, "450 4.2.0 grey", 1, 3, 1 },
    { BOTH, "BODY:2", "say 554 5.7.1 spam", LB_DELIVERY_REFUSED, "554 5.7.1 spam", 1, 3, 1 },
    { BOTH, "BODY:2", "say 451 4.3.0 disk", LB_DELIVERY_LATER, "451 4.3.0 disk", 1, 3, 1 },
    /* libesmtp ends this one by itself. */
    { BOTH, "DATA:2", "say 554 no", LB_DELIVERY_REFUSED, "554 no", 2, 3, 0 },
    { BOTH, "DATA:2", "say 451 not now", LB_DELIVERY_LATER, "451 not now", 2, 3, 0 },
    /* Answers that end it, or should. */
    { BOTH, "MAIL:2", "bye 421 enough", LB_DELIVERY_ACCEPTED, "250", 2, 4, 0 },
    { BOTH, "RCPT:2", "bye 421 enough", LB_DELIVERY_LATER, "421 enough", 2, 3, 0 },
    { BOTH, "BODY:2", "bye 421 enough", LB_DELIVERY_LATER, "421 enough", 2, 3, 0 },
    { BOTH, "BODY:2", "say 354 more", LB_DELIVERY_LATER, "354 more", 2, 3, 0 },
    /* Drops. A mail of which the server has heard nothing is not the one that failed. */
    { BOTH, "BODY:1", "bye 250 2.0.0 queued", LB_DELIVERY_ACCEPTED, "250", 2, 3, 0 },
    { BOTH, "MAIL:2", "close", LB_DELIVERY_ACCEPTED, "250", 2, 4, 0 },
    { SMTPS, "MAIL:2", "bye 550-5.7.1 half", LB_DELIVERY_ACCEPTED, "250", 0, 0, 0 },
    { LINES, "MAIL:2", "bye 550-5.7.1 half", LB_DELIVERY_LATER, "", 2, 3, 0 },
    { BOTH, "RCPT:2", "close", LB_DELIVERY_LATER, "", 2, 3, 0 },
    { BOTH, "RCPT:2", "bye 550-5.1.1 half", LB_DELIVERY_LATER, "", 2, 3, 0 },
    { SMTPS, "RCPT:2", "drip", LB_DELIVERY_LATER, "", 0, 0, 0 },
    { BOTH, "DATA:2", "close", LB_DELIVERY_LATER, "", 2, 3, 0 },
    { BOTH, "BODY:2", "close", LB_DELIVERY_LATER, "", 2, 3, 0 },
    { BOTH, "BODY:2", "bye 554-5.7.1 half", LB_DELIVERY_LATER, "", 2, 3, 0 },
    { BOTH, "BODY:2", "hold", LB_DELIVERY_LATER, "", 2, 3, 0 },
    /* Answers to what was not asked, which would count for the next mail. */
    { LINES, "BODY:1", "say 250 queued\\r\\n250 ahead", LB_DELIVERY_ACCEPTED, "250 2.0.0 queued", 2,
      3, 0 },
    /* libcurl keeps to itself what came too early, until it takes it for the next answer: none is accepted by that. */
    { SMTPS, "BODY:1", "say 250 queued\\r\\n250 ahead", LB_DELIVERY_LATER, "", 0, 0, 0 },
    { LINES, "RCPT:2", "say 250 ok\\r\\n354 ahead\\r\\n250 queued", LB_DELIVERY_LATER, "not asked",
      2, 3, 0 },
    { LINES, "DATA:2", "say 354 go\\r\\n250 queued", LB_DELIVERY_LATER, "not asked", 2, 3, 0 },
};

static void
play_fault(size_t i, unsigned way)
{
    const PostMail mails[] = { { OWNER, LB_DELIVERY_ACCEPTED, "250" },
                               { OWNER, faults[i].delivery, faults[i].words },
                               { OWNER, LB_DELIVERY_ACCEPTED, "250" } };
    g_autofree char *name = g_strdup_printf("%s %s", faults[i].step, faults[i].action);
    g_autoptr(Post) post = way == LINES ? post_to_fault(faults[i].step, faults[i].action)
                                        : post_to_smtps_fault(faults[i].step, faults[i].action);
    cr_log_info("%s", name);
    post->settings->timeout_ms = 2000;
    post_connect(post, way == LINES ? "127.0.0.1" : "localhost", post->server->port);
    post_expect_each(post, mails, G_N_ELEMENTS(mails));
    if (way != LINES)
        return;
    cr_assert_eq(post_count(post, "GREETING"), faults[i].connections, "%s", name);
    cr_assert_eq(post_count(post, "MAIL"), faults[i].senders, "%s", name);
    cr_assert_eq(post_count(post, "RSET"), faults[i].resets, "%s", name);
}

Test(session, each_fault_that_one_mail_meets_is_its_own)
{
    for (size_t i = 0; i < G_N_ELEMENTS(faults); i++)
        if ((faults[i].on & LINES) != 0)
            play_fault(i, LINES);
}

Test(session, each_fault_that_one_mail_meets_is_its_own_with_tls)
{
    for (size_t i = 0; i < G_N_ELEMENTS(faults); i++)
        if ((faults[i].on & SMTPS) != 0)
            play_fault(i, SMTPS);
}

Test(session, a_server_that_is_not_ready_fails_one_mail_and_not_the_next)
{
    static const PostMail mails[] = {
        { OWNER, LB_DELIVERY_LATER, "421 busy" },
        { OWNER, LB_DELIVERY_ACCEPTED, "250" },
    };
    g_autoptr(Post) post = post_to_fault("GREETING:1", "bye 421 busy");
    post_connect(post, "127.0.0.1", post->server->port);
    post_expect_each(post, mails, G_N_ELEMENTS(mails));
    cr_assert_eq(post_count(post, "GREETING"), 2);
}

/* A server that takes mails in chunks: what it does to the second of three, and what becomes of that. An answer that
 * is not whole, or says two things, is none. */
static const struct {
    const char *step, *action;
    LbDelivery delivery;
    const char *words;
} chunk_faults[] = {
    { "NONE", "", LB_DELIVERY_ACCEPTED, "250 2.0.0 queued" },
    { "BODY:2", "say 250-one\\r\\n250 two", LB_DELIVERY_ACCEPTED, "250 one" },
    { "BODY:2", "say 250-one\\r\\n451 another", LB_DELIVERY_LATER, "server" },
    { "BODY:2", "bye 250-one\\r\\n25", LB_DELIVERY_LATER, "server" },
    { "BODY:2", "bye 250-one", LB_DELIVERY_LATER, "server" },
    { "BODY:2", "say 451 4.3.0 disk", LB_DELIVERY_LATER, "451 4.3.0 disk" },
    { "BODY:2", "say 554 5.7.1 spam", LB_DELIVERY_REFUSED, "554 5.7.1 spam" },
    { "BODY:2", "bye 554-5.7.1 half", LB_DELIVERY_LATER, "server" },
    { "BODY:2", "close", LB_DELIVERY_LATER, "server" },
    { "BODY:2", "hold", LB_DELIVERY_LATER, "server" },
};

Test(session, a_server_that_takes_chunks_is_believed_as_one_that_takes_lines)
{
    for (size_t i = 0; i < G_N_ELEMENTS(chunk_faults); i++) {
        const PostMail mails[] = { { OWNER, LB_DELIVERY_ACCEPTED, "250" },
                                   { OWNER, chunk_faults[i].delivery, chunk_faults[i].words },
                                   { OWNER, LB_DELIVERY_ACCEPTED, "250" } };
        g_autoptr(Post) post = post_to_chunks(chunk_faults[i].step, chunk_faults[i].action);
        cr_log_info("%s %s", chunk_faults[i].step, chunk_faults[i].action);
        post_expect_each(post, mails, G_N_ELEMENTS(mails));
        cr_assert_gt(post_count(post, "BDAT"), 0);
        cr_assert_eq(post_count(post, "DATA"), 0);
        cr_assert_eq(test_count(post->directory, ".eml"), 3);
        post_expect_received(post, "1.eml");
    }
}
