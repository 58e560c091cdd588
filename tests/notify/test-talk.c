/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The listener of SMTP conversations: what it concludes from bytes in any pieces. */
#include "notify/talk.h"

#include <criterion/criterion.h>
#include <string.h>

static void
hear(LbTalk *talk, const char *bytes)
{
    lb_talk_received(talk, bytes, strlen(bytes));
}

static void
hear_bytewise(LbTalk *talk, const char *bytes)
{
    for (const char *at = bytes; *at != '\0'; at++)
        lb_talk_received(talk, at, 1);
}

static void
say(LbTalk *talk, const char *bytes)
{
    lb_talk_sent(talk, bytes, strlen(bytes));
}

static LbTalk *
greeted(void)
{
    LbTalk *talk = lb_talk_new();
    lb_talk_connected(talk, true);
    hear(talk, "220-hello\r\n220 there\r\n");
    say(talk, "EHLO me\r\n");
    hear_bytewise(talk, "250-you\r\n250-STARTTLS\r\n250 SIZE\r\n");
    say(talk, "STARTTLS\r\n");
    cr_assert(!talk->injected);
    return talk;
}

Test(talk, one_answer_to_starttls_is_what_has_to_come)
{
    static const char *const good[] = { "220 go\r\n", "220-go\r\n220 on\r\n", "220 go\n" };
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autoptr(LbTalk) whole = greeted();
        g_autoptr(LbTalk) pieces = greeted();
        hear(whole, good[i]);
        hear_bytewise(pieces, good[i]);
        cr_assert(!whole->injected && !pieces->injected);
    }
}

Test(talk, anything_behind_the_answer_to_starttls_is_noticed)
{
    static const char *const bad[] = { "220 go\r\n250 x\r\n", "220-go\r\n220 on\r\n2",
                                       "220 go\r\n\r\n", "220 go\n " };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(LbTalk) whole = greeted();
        g_autoptr(LbTalk) pieces = greeted();
        hear(whole, bad[i]);
        hear_bytewise(pieces, bad[i]);
        cr_assert(whole->injected && pieces->injected, "%s", bad[i]);
    }
}

Test(talk, an_overlong_answer_which_libesmtp_would_cut_is_noticed)
{
    g_autoptr(LbTalk) talk = greeted();
    g_autofree char *words = g_strnfill(2000, 'x');
    hear(talk, "220 ");
    hear(talk, words);
    cr_assert(talk->injected);
}

Test(talk, an_injection_is_never_forgotten)
{
    g_autoptr(LbTalk) talk = greeted();
    hear(talk, "220 go\r\n250 x\r\n");
    lb_talk_secured(talk);
    lb_talk_connected(talk, true);
    cr_assert(talk->injected);
}

Test(talk, under_tls_and_without_it_answers_may_come_together)
{
    g_autoptr(LbTalk) talk = greeted();
    hear(talk, "220 go\r\n");
    lb_talk_secured(talk);
    say(talk, "RCPT TO:<a@b>\r\nDATA\r\n");
    hear(talk, "250 ok\r\n354 go\r\n");
    cr_assert(!talk->injected);
    lb_talk_connected(talk, false);
    hear(talk, "220 a\r\n250 b\r\n");
    cr_assert(!talk->injected);
}

Test(talk, only_235_after_auth_means_logged_in)
{
    g_autoptr(LbTalk) talk = lb_talk_new();
    lb_talk_connected(talk, false);
    hear(talk, "220 hi\r\n235 not asked\r\n");
    cr_assert(!talk->authenticated);
    say(talk, "AUTH LOGIN\r\n");
    hear(talk, "334 VXNlcm5hbWU6\r\n");
    say(talk, "dXNlcg==\r\n");
    hear(talk, "334 UGFzc3dvcmQ6\r\n");
    cr_assert(!talk->authenticated);
    say(talk, "cGFzcw==\r\n");
    hear(talk, "235-welcome\r\n235 in\r\n");
    cr_assert(talk->authenticated);
    lb_talk_connected(talk, false);
    cr_assert(!talk->authenticated);
    say(talk, "AUTH PLAIN x\r\n");
    hear(talk, "250 ok\r\n");
    cr_assert(!talk->authenticated);
}

Test(talk, the_first_refusal_of_a_connection_is_kept)
{
    g_autoptr(LbTalk) talk = lb_talk_new();
    lb_talk_connected(talk, false);
    hear(talk, "220 hi\r\n535 wrong\r\n550 more\r\n");
    cr_assert(g_str_has_prefix(talk->fault, "535 wrong"));
    lb_talk_connected(talk, false);
    cr_assert_null(talk->fault);
}

Test(talk, remembers_for_the_next_mail_too_why_it_was_not_let_in)
{
    g_autoptr(LbTalk) talk = greeted();
    say(talk, "AUTH PLAIN AGEAYg==\r\n");
    hear(talk, "535 wrong password\r\n");
    say(talk, "MAIL FROM:<a@b>\r\n");
    hear(talk, "550 no\r\n");
    lb_talk_forget_fault(talk);
    cr_assert(g_str_has_prefix(talk->fault, "535 wrong password"));
    lb_talk_connected(talk, false);
    hear(talk, "220 hello\r\n");
    say(talk, "MAIL FROM:<a@b>\r\n");
    hear(talk, "550 no\r\n");
    lb_talk_forget_fault(talk);
    cr_assert_null(talk->fault);
}
