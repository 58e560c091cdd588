/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The composed mail: what it says, what it never says, and that no text of others changes its form. */
#include "notify/compose.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "notify/error.h"
#include "notify/letter.h"
#include "support/sample.h"

Test(compose, an_approver_reads_how_many_have_to_approve)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_WAITING);
    letter->message->request->quorum = 3;
    letter->message->request->approvals = 1;
    letter_read(letter);
    cr_assert_not_null(
        strstr(letter->text, "\n  Approvals    1 of 3 so far; access opens with the last one\n"),
        "%s", letter->text);
}

Test(compose, an_approver_reads_who_asks_for_what_why_how_long_until_when_and_where_to_answer)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_WAITING);
    letter_read(letter);
    cr_assert_str_eq(letter->text,
                     "An engineer of Fabrikam Support asks for access to resources of Contoso.\n"
                     "\n"
                     "  Who          engineer7@fabrikam.example, Support Engineer\n"
                     "  What         Remote desktop (Windows), level operate, to 2 resources of\n"
                     "               subscription Production\n"
                     "  Why          support ticket TK-7\n"
                     "  How long     8 hours from your approval\n"
                     "  Waits until  Sat 28 Nov 2026 12:58 JST. Without an answer it expires, and\n"
                     "               nothing opens.\n"
                     "\n"
                     "To read the request and answer it:\n"
                     "\n"
                     "ssh -t lockbox@lockbox.fabrikam.example open LB-42\n"
                     "\n"
                     "All that waits for you:\n"
                     "\n"
                     "ssh -t lockbox@lockbox.fabrikam.example\n"
                     "\n"
                     "Host key: SHA256:0123456789abcdefghijABCDEFGHIJ0123456789+/x\n"
                     "We never ask for a password, and never take an answer by mail.\n"
                     "Log: entry 88214, head "
                     "5f1c0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab\n");
    letter_expect_header(
        letter, "Subject",
        "[Lockbox] Approval needed: LB-42, Remote desktop (Windows) to 2 resources of "
        "Production (until Sat 28 Nov 2026 12:58 JST)");
    letter_expect_header(letter, "From", "Fabrikam Support <lockbox@fabrikam.example>");
    letter_expect_header(letter, "To", "owner1@contoso.example");
    letter_expect_header(letter, "Date", "Tue, 24 Nov 2026 03:58:49 +0000");
    letter_expect_header(letter, "Message-ID", "<lb.0011223344556677@lockbox.fabrikam.example>");
    letter_expect_header(letter, "Auto-Submitted", "auto-generated");
    letter_expect_header(letter, "X-Auto-Response-Suppress", "All");
    letter_expect_header(letter, "Content-Language", "en");
    cr_assert_null(g_mime_object_get_header(GMIME_OBJECT(letter->read), "In-Reply-To"));
    cr_assert_null(g_mime_object_get_header(GMIME_OBJECT(letter->read), "Precedence"));
}

Test(compose, a_port_other_than_22_stands_in_both_commands)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_WAITING);
    letter->site->port = 2222;
    letter_read(letter);
    letter_expect_text(letter,
                       "\n\nssh -t -p 2222 lockbox@lockbox.fabrikam.example open LB-42\n\n");
    letter_expect_text(letter, "\n\nssh -t -p 2222 lockbox@lockbox.fabrikam.example\n\n");
}

Test(compose, what_is_not_known_is_left_out)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_WAITING);
    g_clear_pointer(&letter->site->host_key, g_free);
    g_clear_pointer(&letter->message->time_zone, g_free);
    g_clear_pointer(&letter->message->language, g_free);
    g_ptr_array_set_size(letter->message->request->resources, 1);
    letter->message->request->hours = 1;
    letter_read(letter);
    cr_assert_null(strstr(letter->text, "Host key"));
    letter_expect_text(letter, "to 1 resource of");
    letter_expect_text(letter, "1 hour from your approval");
    letter_expect_text(letter, "Sat 28 Nov 2026 03:58 UTC");
}

Test(compose, a_test_database_says_so_first)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_WAITING);
    letter->site->test = true;
    letter_read(letter);
    cr_assert(g_str_has_prefix(letter->text, "This is a test."));
    cr_assert(strstr(letter->html, "<strong>This is a test.") != NULL);
    cr_assert(g_str_has_prefix(g_mime_message_get_subject(letter->read), "[Lockbox, test] "));
}

/* What each event tells, to those who were asked and to the one who asks. */
static const struct {
    LbEvent event;
    const char *subject;
    const char *to_approver[3], *to_requester[3];
} events[] = {
    { LB_EVENT_APPROVED,
      "[Lockbox] Approved: LB-42, Remote desktop (Windows) to 2 resources of Production",
      { "Approved  Tue 24 Nov 2026 13:08 JST, by owner2@contoso.example, for 4 hours\n",
        "Access    open until Tue 24 Nov 2026 17:08 JST, unless one of you ends it\n",
        "or to end the access:" },
      { "Your request for access to resources of Contoso was approved.",
        "Access    open until Tue 24 Nov 2026 17:08 JST, unless it is ended before\n",
        "or to hand the access back:" } },
    { LB_EVENT_DENIED,
      "[Lockbox] Denied: LB-42, Remote desktop (Windows) to 2 resources of Production",
      { "Denied  Tue 24 Nov 2026 13:08 JST, by owner2@contoso.example. Nothing opens.\n",
        "was denied.", "To see" },
      { "Your request for access to resources of Contoso was denied.", "Nothing opens.",
        "the reason if one was given:" } },
    { LB_EVENT_EXPIRED,
      "[Lockbox] Expired: LB-42, Remote desktop (Windows) to 2 resources of Production",
      { "expired without a decision.", "Expired  Sat 28 Nov 2026 12:58 JST. Nothing opens",
        "To see" },
      { "Your request", "Expired  Sat 28 Nov 2026 12:58 JST. Nothing opens", "ask again." } },
    { LB_EVENT_CANCELED,
      "[Lockbox] Canceled: LB-42, Remote desktop (Windows) to 2 resources of Production",
      { "no longer asks for access", "Canceled  Tue 24 Nov 2026 13:08 JST. Nothing opens",
        "To see" },
      { "was canceled.", "Canceled  Tue 24 Nov 2026 13:08 JST. Nothing opens.", "To see" } },
    { LB_EVENT_REVOKED,
      "[Lockbox] Access ended early: LB-42, Remote desktop (Windows) to 2 resources of Production",
      { "was ended before its time.",
        "Approved  Tue 24 Nov 2026 13:08 JST, by owner2@contoso.example, for 4 hours",
        "Ended     Tue 24 Nov 2026 15:08 JST\n" },
      { "Your access", "Ended     Tue 24 Nov 2026 15:08 JST\n", "the reason if one was given:" } },
    { LB_EVENT_COMPLETED,
      "[Lockbox] Access ended: LB-42, Remote desktop (Windows) to 2 resources of Production",
      { "has ended.", "Approved  Tue 24 Nov 2026 13:08 JST, by owner2@contoso.example, for 4 hours",
        "Ended     Tue 24 Nov 2026 15:08 JST, handed back by the engineer\n" },
      { "Your access", "Ended     Tue 24 Nov 2026 15:08 JST, handed back\n", "To see" } },
};

Test(compose, each_event_tells_its_readers_what_happened_by_whom_and_when)
{
    for (size_t i = 0; i < G_N_ELEMENTS(events); i++) {
        g_autoptr(Letter) letter = letter_new(events[i].event);
        letter_read(letter);
        cr_assert_str_eq(g_mime_message_get_subject(letter->read), events[i].subject);
        for (size_t j = 0; j < G_N_ELEMENTS(events[i].to_approver); j++)
            letter_expect_text(letter, events[i].to_approver[j]);
        letter->message->approver = false;
        letter_read(letter);
        for (size_t j = 0; j < G_N_ELEMENTS(events[i].to_requester); j++)
            letter_expect_text(letter, events[i].to_requester[j]);
        letter_expect_text(letter, "\n\nssh -t lockbox@lockbox.fabrikam.example open LB-42\n\n");
    }
}

Test(compose, later_mails_join_the_thread_of_the_first)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_DENIED);
    letter_read(letter);
    letter_expect_header(letter, "In-Reply-To", "<lb.8899aabbccddeeff@lockbox.fabrikam.example>");
    letter_expect_header(letter, "References", "<lb.8899aabbccddeeff@lockbox.fabrikam.example>");
}

Test(compose, a_mail_that_comes_late_says_nothing_that_is_no_longer_true)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_APPROVED);
    letter->message->request->ended = letter->message->request->access_start + LB_HOUR;
    letter_read(letter);
    cr_assert_null(strstr(letter->text, "open until"));
    letter_expect_text(letter, "Ended     Tue 24 Nov 2026 14:08 JST");
}

Test(compose, who_ended_access_early_is_named)
{
    for (int approver = 0; approver < 2; approver++) {
        g_autoptr(Letter) letter = letter_new(LB_EVENT_REVOKED);
        letter->message->approver = approver != 0;
        sample_set(&letter->message->request->ended_by, "owner3@contoso.example");
        letter_read(letter);
        letter_expect_text(letter,
                           "\n  Ended     Tue 24 Nov 2026 15:08 JST, by owner3@contoso.example\n");
        cr_assert_null(strstr(letter->text, "15:08 JST\n"), "it is said once");
    }
}

Test(compose, access_that_ran_to_its_end_was_not_handed_back)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_COMPLETED);
    letter->message->request->ended = letter->message->request->access_end + LB_SECOND;
    letter_read(letter);
    cr_assert_null(strstr(letter->text, "handed back"));
    letter_expect_text(letter, "when its time was over");
}

Test(compose, free_text_of_people_never_is_in_a_mail)
{
    for (LbEvent event = LB_EVENT_WAITING; event <= LB_EVENT_COMPLETED; event++) {
        g_autoptr(Letter) letter = letter_new(event);
        for (int reader = 0; reader < 2; reader++) {
            letter->message->approver = reader == 0;
            letter_read(letter);
            cr_assert_null(strstr(letter->bytes, "SECRET"));
            cr_assert_null(strstr(letter->text, "SECRET"));
            cr_assert_null(strstr(letter->html, "SECRET"));
        }
    }
}

Test(compose, the_same_facts_give_the_same_bytes)
{
    for (LbEvent event = LB_EVENT_WAITING; event <= LB_EVENT_COMPLETED; event++) {
        g_autoptr(Letter) first = letter_new(event);
        g_autoptr(Letter) second = letter_new(event);
        second->message->attempts = 7; /* says nothing about the mail */
        cr_assert(letter_compose(first) && letter_compose(second));
        cr_assert_eq(first->length, second->length);
        cr_assert_arr_eq(first->bytes, second->bytes, first->length);
        sample_set(&second->message->message_id, "lb.other@lockbox.fabrikam.example");
        cr_assert(letter_compose(second));
        cr_assert_str_neq(first->bytes, second->bytes);
    }
}

Test(compose, japanese_names_arrive_whole_in_headers_and_bodies)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_WAITING);
    sample_set(&letter->site->provider, "ファブリカム サポート");
    sample_set(&letter->message->language, "ja");
    sample_set(&letter->message->request->tenant_name, "コントソ株式会社");
    sample_set(&letter->message->request->subscription_name, "本番環境(東日本)サブスクリプション");
    sample_set(&letter->message->request->scenario_label, "リモート デスクトップ (Windows)");
    letter_read(letter);
    cr_assert(strstr(g_mime_message_get_subject(letter->read),
                     "本番環境(東日本)サブスクリプション") != NULL);
    InternetAddress *from =
        internet_address_list_get_address(g_mime_message_get_from(letter->read), 0);
    cr_assert_str_eq(internet_address_get_name(from), "ファブリカム サポート");
    letter_expect_text(letter, "コントソ株式会社");
    letter_expect_text(letter, "リモート デスクトップ (Windows)");
    cr_assert(strstr(letter->html, "本番環境(東日本)サブスクリプション") != NULL);
    for (size_t i = 0; i < letter->length; i++)
        cr_assert_eq(letter->bytes[i] & 0x80, 0);
}

/* Of what becomes of the mail, English is spoken: whoever runs the place reads it. */
Test(compose, the_language_of_a_mail_ends_with_it)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_WAITING);
    sample_set(&letter->message->language, "ja");
    letter_read(letter);
    letter_expect_header(letter, "Content-Language", "ja");
    cr_assert_str_eq(_("none so far"), "none so far");
    size_t length = 0;
    g_autofree char *trial = lb_mail_compose_trial(letter->site, letter->message, &length, NULL);
    cr_assert_not_null(trial);
    cr_assert_str_eq(_("none so far"), "none so far");
}

Test(compose, the_language_that_is_named_is_the_one_that_is_spoken)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_WAITING);
    sample_set(&letter->message->language, "xx");
    letter_read(letter);
    letter_expect_header(letter, "Content-Language", "en");
    letter_expect_text(letter, "An engineer of Fabrikam Support");
}

/* Whatever is wrong in what must have a form, no mail is made of it. */
Test(compose, what_must_have_a_form_is_refused_without_it)
{
    static const char *const wrong[] = {
        "",     "x\r\nBcc: v@x.example", "a b@c.example", "x\ny",
        "\xff", "<a@b.example>",         "ä@x.example",   "$(id)@x.example;",
        ":"
    };
    g_autoptr(Letter) letter = letter_new(LB_EVENT_APPROVED);
    LbMessage *message = letter->message;
    char **const of_message[] = { &message->address, &message->message_id, &message->in_reply_to,
                                  &message->log_head };
    char **const of_site[] = { &letter->site->host, &letter->site->from, &letter->site->host_key };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(of_message); j++) {
            g_autofree char *good = g_strdup(*of_message[j]);
            sample_set(of_message[j], wrong[i]);
            cr_assert(!letter_compose(letter), "%s", wrong[i]);
            cr_assert_eq(letter->error->code, LB_NOTIFY_ERROR_MESSAGE);
            sample_set(of_message[j], good);
        }
        for (size_t j = 0; j < G_N_ELEMENTS(of_site); j++) {
            g_autofree char *good = g_strdup(*of_site[j]);
            sample_set(of_site[j], wrong[i]);
            cr_assert(!letter_compose(letter), "%s", wrong[i]);
            cr_assert_eq(letter->error->code, LB_NOTIFY_ERROR_SETTINGS);
            sample_set(of_site[j], good);
        }
    }
    cr_assert(letter_compose(letter));
}

Test(compose, a_fact_that_an_event_has_to_tell_must_be_there)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_WAITING);
    letter->message->request->expiration = 0;
    cr_assert(!letter_compose(letter));
    cr_assert_eq(letter->error->code, LB_NOTIFY_ERROR_MESSAGE);
    letter->message->event = (LbEvent)77;
    cr_assert(!letter_compose(letter));
}
