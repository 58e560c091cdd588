/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mail after the end: what was done, to those who were asked, and how to get the receipt. */
#include <criterion/criterion.h>
#include <string.h>

#include "notify/letter.h"
#include "notify/wire.h"
#include "support/sample.h"

#define RECEIPT "\n\nssh -t lockbox@lockbox.fabrikam.example receipt LB-42\n\n"

/* Two sessions and a relay, that took 74 minutes. */
static void
add_done(LbMessage *message)
{
    LbDoneFacts *done = message->done = lb_done_facts_new();
    sample_grant(message, 0, LB_GRANT_CLOSED);
    done->sessions = 2;
    done->relays = 1;
    done->span = 74 * LB_MINUTE;
    done->sent = 1234;
    done->received = 567890;
    done->events = 12;
    g_ptr_array_add(done->ends, g_strdup("stopped"));
    g_ptr_array_add(done->ends, g_strdup("left"));
    for (int i = 0; i < 7; i++)
        g_ptr_array_add(
            done->hashes,
            g_strdup_printf("%d123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                            i));
}

Test(done, those_who_were_asked_read_what_was_done_and_how_to_get_the_receipt)
{
    static const LbEvent events[] = { LB_EVENT_REVOKED, LB_EVENT_COMPLETED };
    static const char *const words[] = {
        "2 sessions\n",
        "1 connection to a port\n",
        "1 h 14 min in all; 1234 bytes went there, 567890 came back\n",
        "left by the engineer; the customer ended it\n",
        "SHA-256 0123456789abcdef…, 1123456789abcdef…,",
        "4123456789abcdef… and 2",
        "12 events came in\n",
        "read its receipt, and to keep it:" RECEIPT,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(events); i++) {
        g_autoptr(Letter) letter = letter_new(events[i]);
        add_done(letter->message);
        letter_read(letter);
        for (size_t j = 0; j < G_N_ELEMENTS(words); j++)
            letter_expect_text(letter, words[j]);
        letter_expect_text(letter, "\n\nssh -t lockbox@lockbox.fabrikam.example open LB-42\n\n");
    }
}

Test(done, the_engineer_reads_none_of_it)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_COMPLETED);
    add_done(letter->message);
    letter->message->approver = false;
    letter_read(letter);
    cr_assert_null(strstr(letter->text, "sessions"));
    cr_assert_null(strstr(letter->text, "receipt"));
    cr_assert_null(strstr(letter->text, "SHA-256 0"));
}

Test(done, that_nobody_went_in_is_said)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_COMPLETED);
    letter->message->done = lb_done_facts_new();
    sample_grant(letter->message, 0, LB_GRANT_CLOSED);
    letter_read(letter);
    letter_expect_text(letter, "Nobody went in through Lockbox.");
    letter_expect_text(letter, RECEIPT);
    cr_assert_null(strstr(letter->text, "in all"));
    cr_assert_null(strstr(letter->text, "events came in"));
}

Test(done, that_lockbox_opened_nothing_and_saw_nothing_is_said)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_REVOKED);
    letter->message->done = lb_done_facts_new();
    letter_read(letter);
    letter_expect_text(letter, "Lockbox opened nothing itself, so it has not seen what was done.");
    letter_expect_text(letter, RECEIPT);
    cr_assert_null(strstr(letter->text, "Nobody went in"));
}

Test(done, one_that_only_just_ends_is_not_said_to_have_ended)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_REVOKED);
    add_done(letter->message);
    letter->message->done->going = 1;
    g_ptr_array_set_size(letter->message->done->ends, 0);
    letter_read(letter);
    letter_expect_text(letter, "still being ended");
}

Test(done, it_comes_through_the_wire_as_it_was)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_COMPLETED);
    add_done(message);
    message->done->sent = INT64_MAX;
    g_autofree char *line = lb_wire_message_to_line(message, NULL);
    g_autoptr(LbMessage) read = lb_wire_message_from_line(line, strlen(line), &error);
    cr_assert_not_null(read, "%s", error != NULL ? error->message : "");
    const LbDoneFacts *one = message->done, *other = read->done;
    cr_assert_not_null(other);
    cr_assert_eq(one->sessions, other->sessions);
    cr_assert_eq(one->relays, other->relays);
    cr_assert_eq(one->going, other->going);
    cr_assert_eq(one->span, other->span);
    cr_assert_eq(one->sent, other->sent);
    cr_assert_eq(one->received, other->received);
    cr_assert_eq(one->events, other->events);
    cr_assert_eq(one->ends->len, other->ends->len);
    cr_assert_eq(one->hashes->len, other->hashes->len);
    cr_assert_str_eq(g_ptr_array_index(one->hashes, 6), g_ptr_array_index(other->hashes, 6));
}
