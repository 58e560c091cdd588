/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails about access that Lockbox opens and ends itself. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/clock.h"
#include "notify/letter.h"
#include "support/sample.h"

static void
expect_absent(const Letter *letter, const char *words)
{
    cr_assert_null(strstr(letter->text, words), "\"%s\" in:\n%s", words, letter->text);
}

static Letter *
to_engineer(LbEvent event)
{
    Letter *letter = letter_new(event);
    letter->message->approver = false;
    return letter;
}

Test(grant_mails, an_approval_tells_the_engineer_what_is_open_and_what_to_paste)
{
    g_autoptr(Letter) letter = to_engineer(LB_EVENT_APPROVED);
    letter->site->port = 2222;
    sample_grant(letter->message, 0, LB_GRANT_OPEN);
    sample_grant(letter->message, 1, LB_GRANT_OPEN);
    letter_read(letter);
    letter_expect_text(letter, "\n  Open on   vm-web-01, vm-web-02\n");
    letter_expect_text(
        letter, "\n\nssh -t -p 2222 lockbox@lockbox.fabrikam.example connect LB-42 vm-web-01\n"
                "ssh -t -p 2222 lockbox@lockbox.fabrikam.example connect LB-42 vm-web-02\n\n");
    letter_expect_text(letter, "\n\nssh -p 2222 lockbox@lockbox.fabrikam.example access LB-42\n\n");
}

Test(grant_mails, one_grant_needs_no_name_and_the_rest_has_no_target)
{
    g_autoptr(Letter) letter = to_engineer(LB_EVENT_APPROVED);
    sample_grant(letter->message, 1, LB_GRANT_OPEN);
    letter_read(letter);
    letter_expect_text(letter, "\n\nssh -t lockbox@lockbox.fabrikam.example connect LB-42\n\n");
    letter_expect_text(letter, "\n  No target  vm-web-01; Lockbox opens nothing there\n");
}

Test(grant_mails, owners_read_what_is_open_and_no_command_that_leads_there)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_APPROVED);
    sample_grant(letter->message, 0, LB_GRANT_OPEN);
    sample_grant(letter->message, 1, LB_GRANT_OPENING);
    letter_read(letter);
    letter_expect_text(letter, "\n  Open on       vm-web-01\n");
    letter_expect_text(letter, "\n  Being opened  vm-web-02\n");
    letter_expect_text(letter, "or to end the access:\n");
    expect_absent(letter, "connect");
    expect_absent(letter, "access LB-42");
}

Test(grant_mails, what_opens_in_a_moment_is_not_said_to_be_open_but_how_to_go_there)
{
    g_autoptr(Letter) letter = to_engineer(LB_EVENT_APPROVED);
    LbGrantState *state = sample_grant(letter->message, 0, LB_GRANT_OPENING);
    letter_read(letter);
    expect_absent(letter, "open until");
    letter_expect_text(letter, "\n  Access        being opened, until Tue 24 Nov 2026 17:08 JST, ");
    letter_expect_text(letter, "\n\nssh -t lockbox@lockbox.fabrikam.example connect LB-42\n\n");
    sample_set(&state->provisioner, "script");
    letter_read(letter);
    expect_absent(letter, "connect");
}

Test(grant_mails, where_no_certificate_leads_there_only_the_list_of_ways_is_named)
{
    g_autoptr(Letter) letter = to_engineer(LB_EVENT_APPROVED);
    LbGrantState *state = sample_grant(letter->message, 0, LB_GRANT_OPEN);
    g_clear_pointer(&state->connection->principal, g_free);
    letter_read(letter);
    expect_absent(letter, "connect");
    letter_expect_text(letter, "\n\nssh lockbox@lockbox.fabrikam.example access LB-42\n\n");
}

Test(grant_mails, what_could_not_be_opened_is_told_with_what_is_open_and_what_happens_now)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_NOT_OPENED);
    sample_grant(letter->message, 0, LB_GRANT_OPEN);
    sample_grant(letter->message, 1, LB_GRANT_FAILED);
    letter_read(letter);
    letter_expect_header(
        letter, "Subject",
        "[Lockbox] Not opened: LB-42, Remote desktop (Windows) to 2 resources of Production");
    letter_expect_text(letter, "but Lockbox could not open all of it.");
    letter_expect_text(letter, "\n  Access      open until Tue 24 Nov 2026 17:08 JST where it");
    letter_expect_text(letter, "\n  Now         Lockbox does not try again;");
    letter_expect_text(letter, "\n  Open on     vm-web-01\n  Not opened  vm-web-02\n");
    letter->message->approver = false;
    letter_read(letter);
    letter_expect_text(letter, "Your access");
    letter_expect_text(letter, "\n  Now         Lockbox does not try again. Ask the operator");
    letter_expect_text(letter, "connect LB-42 vm-web-01\n");
    expect_absent(letter, "connect LB-42 vm-web-02");
}

Test(grant_mails, where_nothing_is_open_that_is_said)
{
    for (int reader = 0; reader < 2; reader++) {
        g_autoptr(Letter) letter = letter_new(LB_EVENT_NOT_OPENED);
        letter->message->approver = reader == 0;
        sample_grant(letter->message, 0, LB_GRANT_FAILED);
        sample_grant(letter->message, 1, LB_GRANT_FAILING);
        letter_read(letter);
        letter_expect_text(letter, "\n  Access      Nothing that can be used is open.\n");
        letter_expect_text(letter, "\n  Not opened  vm-web-01, vm-web-02\n");
        expect_absent(letter, "open until");
        expect_absent(letter, "connect");
    }
}

Test(grant_mails, what_could_not_be_ended_is_told_with_whom_to_call)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_NOT_ENDED);
    sample_grant(letter->message, 0, LB_GRANT_CLOSING)->attempts = 3;
    sample_grant(letter->message, 1, LB_GRANT_CLOSED);
    letter_read(letter);
    letter_expect_header(
        letter, "Subject",
        "[Lockbox] NOT ENDED: LB-42, Remote desktop (Windows) to 2 resources of Production");
    letter_expect_text(letter, "is over, but Lockbox could not end all of it.");
    letter_expect_text(letter,
                       "\n  Now           Lockbox goes on trying until it has succeeded.\n");
    letter_expect_text(letter, "\n  Whom to call  Fabrikam Support, who can end it by hand;");
    letter_expect_text(letter, "\n  NOT ENDED     vm-web-01\n  Ended on      vm-web-02\n");
    letter->message->approver = false;
    letter_read(letter);
    letter_expect_text(letter, "Do not use it any more.");
    letter_expect_text(letter, "\n  Whom to call  the operator of Lockbox,");
}

Test(grant_mails, the_end_says_on_which_resources_and_who_or_what_ended_it)
{
    static const struct {
        const char *ender, *words;
    } rows[] = {
        { "engineer7@fabrikam.example", "15:08 JST, handed back by the engineer\n" },
        { "dev3@contoso.example", "15:08 JST, before its time: the support ticket\n" },
        { NULL, "15:08 JST, before its time: where it is reached\n" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter = letter_new(LB_EVENT_COMPLETED);
        sample_set(&letter->message->request->ended_by, rows[i].ender);
        sample_grant(letter->message, 0, LB_GRANT_CLOSED);
        sample_grant(letter->message, 1, LB_GRANT_CLOSED);
        letter_read(letter);
        letter_expect_text(letter, rows[i].words);
        letter_expect_text(letter, "\n  Ended on  vm-web-01, vm-web-02\n");
    }
}

Test(grant_mails, words_of_scripts_are_in_no_mail)
{
    static const LbEvent events[] = { LB_EVENT_APPROVED, LB_EVENT_REVOKED, LB_EVENT_COMPLETED,
                                      LB_EVENT_NOT_OPENED, LB_EVENT_NOT_ENDED };
    for (size_t i = 0; i < 2 * G_N_ELEMENTS(events); i++) {
        for (const LbName *row = lb_grant_status_names; row->name != NULL; row++) {
            g_autoptr(Letter) letter = letter_new(events[i / 2]);
            letter->message->approver = i % 2 == 0;
            sample_grant(letter->message, 0, (LbGrantStatus)row->value)->attempts = 2;
            letter_read(letter);
            cr_assert_null(strstr(letter->text, "SECRET"));
            cr_assert_null(strstr(letter->html, "SECRET"));
        }
    }
}

Test(grant_mails, many_resources_are_counted)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_APPROVED);
    for (int i = 0; i < 30; i++)
        sample_grant(letter->message, 0, LB_GRANT_OPEN);
    letter_read(letter);
    letter_expect_text(letter, " and 20 more\n");
}
