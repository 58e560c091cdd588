/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of all mails: each event, to each reader, in each language and time zone; reminders, more time, alternate
 * addresses. */
#include "notify/words.h"

#include <criterion/criterion.h>
#include <string.h>

#include "notify/letter.h"
#include "notify/wire.h"
#include "support/sample.h"

#define ALTERNATE                                                                                 \
    "\n\nThis address is an alternate one of owner1@contoso.example. It is told, and can decide " \
    "nothing: only owner1@contoso.example can answer, with a key of its own.\n\n"

static bool
is_about_request(LbEvent event)
{
    return !lb_event_is_about_people(event) && !lb_event_is_about_ticket(event) &&
           !lb_event_is_about_exclusion(event);
}

/* A mail in which everything that can be said of its event is said. */
static Letter *
full_letter(LbEvent event, bool approver, const char *language, const char *zone)
{
    Letter *letter = letter_new(event);
    LbMessage *message = letter->message;
    message->approver = approver;
    sample_set(&message->language, language);
    sample_set(&message->time_zone, zone);
    if (!is_about_request(event))
        return letter;
    sample_prolong(message, false);
    sample_set(&message->request->scenario_label, "RDP");
    if (event == LB_EVENT_REVOKED || event == LB_EVENT_COMPLETED) {
        message->done = lb_done_facts_new();
        message->done->sessions = message->done->relays = message->done->events = 1;
        g_ptr_array_add(message->done->ends, g_strdup("stopped"));
        g_ptr_array_add(message->done->hashes, g_strnfill(64, 'a'));
        sample_grant(message, 0, LB_GRANT_CLOSED);
    }
    if (event == LB_EVENT_APPROVED)
        sample_grant(message, 0, LB_GRANT_OPEN);
    if (event == LB_EVENT_NOT_OPENED)
        sample_grant(message, 0, LB_GRANT_FAILED);
    if (event == LB_EVENT_NOT_ENDED)
        sample_grant(message, 0, LB_GRANT_CLOSING)->attempts = 3;
    return letter;
}

/* Lines to copy, in which words stand side by side in any language. */
static bool
is_copied(const char *line)
{
    static const char *const beginnings[] = { "ssh",        "Host lockbox", "    HostName ",
                                              "    User ",  "    Identi",   "    Request",
                                              "    Forward" };
    for (size_t i = 0; i < G_N_ELEMENTS(beginnings); i++)
        if (g_str_has_prefix(line, beginnings[i]))
            return true;
    return false;
}

/* No two English words follow each other. */
static void
expect_japanese(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        cr_assert(is_copied(*line) || !g_regex_match_simple("[a-z]{2} [a-z]{2}", *line, 0, 0),
                  "\"%s\" in:\n%s", *line, text);
}

/* Times are in this zone alone. */
static void
expect_zone(const char *text, const char *zone)
{
    static const char *const zones[] = { " UTC", " JST", " EST" };
    for (size_t i = 0; i < G_N_ELEMENTS(zones); i++)
        cr_assert_eq(strstr(text, zones[i]) != NULL, strcmp(zones[i] + 1, zone) == 0, "%s in:\n%s",
                     zones[i], text);
}

static void
expect_spoken(Letter *letter, const char *zone)
{
    const char *subject = g_mime_message_get_subject(letter->read);
    bool timed = is_about_request(letter->message->event) ||
                 lb_event_is_about_exclusion(letter->message->event);
    cr_assert(g_str_has_prefix(subject, "[Lockbox] "));
    cr_assert_null(strpbrk(subject, "{}"), "%s", subject);
    cr_assert_null(strpbrk(letter->text, "{}"), "%s", letter->text);
    if (timed)
        expect_zone(letter->text, zone);
    if (g_strcmp0(letter->message->language, "ja") == 0) {
        expect_japanese(letter->text);
        expect_japanese(subject);
        letter_expect_header(letter, "Content-Language", "ja");
    }
}

Test(words, each_event_is_told_to_each_reader_in_their_language_and_time_zone)
{
    static const struct {
        const char *language, *zone, *said;
    } readers[] = { { "en", "UTC", "UTC" },
                    { "en", "Asia/Tokyo", "JST" },
                    { "ja", "Asia/Tokyo", "JST" },
                    { "ja", "America/New_York", "EST" } };
    for (const LbName *row = lb_event_names; row->name != NULL; row++)
        for (size_t i = 0; i < G_N_ELEMENTS(readers); i++)
            for (int approver = 0; approver < 2; approver++) {
                g_autoptr(Letter) letter = full_letter((LbEvent)row->value, approver != 0,
                                                       readers[i].language, readers[i].zone);
                letter_read(letter);
                expect_spoken(letter, readers[i].said);
            }
}

Test(words, there_are_words_for_whatever_is_about_a_request)
{
    for (const LbName *row = lb_event_names; row->name != NULL; row++)
        for (int approver = 0; approver < 2; approver++) {
            const LbMailWords *words = lb_mail_words_get((LbEvent)row->value, approver != 0);
            cr_assert_eq(words != NULL, is_about_request((LbEvent)row->value), "%s", row->name);
            cr_assert(words == NULL ||
                          (words->opening != NULL && words->look != NULL && words->more != NULL),
                      "%s", row->name);
        }
}

/* Reminders */

Test(words, a_reminder_says_until_when_what_is_missing_and_that_nothing_opens_by_itself)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_REMINDER);
    letter_read(letter);
    letter_expect_header(letter, "Subject",
                         "[Lockbox] Reminder: LB-42 waits for your answer until Sat 28 Nov 2026 "
                         "12:58 JST: Remote desktop (Windows) to 2 resources of Production");
    letter_expect_text(letter, "still waits for an answer.\n");
    letter_expect_text(
        letter, "  Approvals    1 more is needed, and nothing opens without it\n"
                "  Waits until  Sat 28 Nov 2026 12:58 JST. Without an answer it expires, and\n"
                "               nothing opens.\n");
    letter_expect_text(letter, "\n\nssh -t lockbox@lockbox.fabrikam.example open LB-42\n\n");
    letter->message->request->quorum = 3;
    letter->message->request->approvals = 1;
    letter_read(letter);
    letter_expect_text(letter,
                       "  Approvals    2 more are needed, and nothing opens without them\n");
}

Test(words, a_reminder_of_internal_approval_says_the_same_and_that_the_customer_was_not_told)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_HELD_REMINDER);
    letter->message->held_missing = 2;
    letter_read(letter);
    letter_expect_header(letter, "Subject",
                         "[Lockbox] Reminder: LB-42 waits for internal approval until Wed 25 Nov "
                         "2026 12:58 JST: Remote desktop (Windows) to 2 resources of Production");
    letter_expect_text(letter, "The customer has not been told of it.\n");
    letter_expect_text(letter,
                       "  Approvals    2 more are needed, and nothing opens without them\n");
    letter_expect_text(letter, "  Waits until  Wed 25 Nov 2026 12:58 JST. Without an answer");
    letter_expect_text(letter, "\n\nssh -t lockbox@lockbox.fabrikam.example open LB-42\n\n");
}

Test(words, a_reminder_that_is_late_can_still_be_told)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_HELD_REMINDER);
    LbRequest *request = letter->message->request;
    letter->message->held_missing = 0;
    request->notified = request->created;
    request->expiration = request->created + 4 * LB_DAY;
    letter_read(letter);
    g_autoptr(Letter) decided = letter_new(LB_EVENT_REMINDER);
    decided->message->request->decided = decided->message->request->created + LB_HOUR;
    letter_read(decided);
    cr_assert_null(strstr(decided->text, "needed, and nothing"));
}

Test(words, what_waits_for_internal_approval_says_until_when)
{
    for (int approver = 0; approver < 2; approver++) {
        g_autoptr(Letter) letter = letter_new(LB_EVENT_HELD);
        letter->message->approver = approver != 0;
        letter_read(letter);
        letter_expect_text(letter, "  Waits until  Wed 25 Nov 2026 12:58 JST. Without an answer");
    }
}

/* More time */

Test(words, what_asks_for_more_time_says_so_and_of_which_access)
{
    for (const LbName *row = lb_event_names; row->name != NULL; row++)
        for (int over = 0; over < 2 && is_about_request((LbEvent)row->value); over++)
            for (int approver = 0; approver < 2; approver++) {
                g_autoptr(Letter) letter = letter_new((LbEvent)row->value);
                letter->message->approver = approver != 0;
                letter_read(letter);
                cr_assert_null(strstr(letter->text, "Prolongs"));
                sample_prolong(letter->message, over != 0);
                letter_read(letter);
                const char *subject = g_mime_message_get_subject(letter->read);
                cr_assert_not_null(strstr(subject, "LB-42, more time for LB-41"), "%s", subject);
                letter_expect_text(letter, "  Prolongs  ");
                letter_expect_text(
                    letter, over != 0 ? "LB-41, whose access ended Tue 24 Nov 2026 11:58 JST\n"
                                      : "LB-41, whose access ends Tue 24 Nov 2026 13:58 JST\n");
                letter_expect_text(letter, " open LB-42\n");
            }
}

Test(words, access_without_customer_data_is_prolonged_under_its_own_name)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_APPROVED);
    sample_prolong(letter->message, false);
    letter->message->extends_jit = true;
    letter->message->extends_end = 0;
    letter_read(letter);
    cr_assert_not_null(strstr(g_mime_message_get_subject(letter->read), "more time for JIT-41"));
    cr_assert_null(strstr(letter->text, "Prolongs"), "when it ends is not known");
}

Test(words, more_time_and_what_is_held_come_through_the_wire_as_they_were)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_HELD_REMINDER);
    sample_prolong(message, true);
    message->extends_jit = true;
    g_autofree char *line = lb_wire_message_to_line(message, NULL);
    g_autoptr(LbMessage) read = lb_wire_message_from_line(line, strlen(line), &error);
    cr_assert_not_null(read, "%s", error != NULL ? error->message : "");
    cr_assert_eq(read->event, LB_EVENT_HELD_REMINDER);
    cr_assert_eq(read->extends, message->extends);
    cr_assert_eq(read->extends_jit, true);
    cr_assert_eq(read->extends_over, true);
    cr_assert_eq(read->extends_end, message->extends_end);
    cr_assert_eq(read->held_until, message->held_until);
    cr_assert_eq(read->held_missing, message->held_missing);
}

/* Alternate addresses */

Test(words, an_alternate_address_reads_whose_it_is_and_that_it_decides_nothing)
{
    for (const LbName *row = lb_event_names; row->name != NULL; row++)
        for (int approver = 0; approver < 2; approver++) {
            g_autoptr(Letter) letter = letter_new((LbEvent)row->value);
            letter->message->approver = approver != 0;
            sample_set(&letter->message->account, "owner1@contoso.example");
            letter_read(letter);
            cr_assert_null(strstr(letter->text, "alternate"));
            letter->message->alternate = true;
            letter_read(letter);
            const char *said = strstr(letter->text, ALTERNATE);
            cr_assert_not_null(said, "%s", letter->text);
            const char *command = g_strrstr_len(letter->text, said - letter->text, "\nssh ");
            cr_assert_not_null(command, "the command stays: %s", letter->text);
            cr_assert_not_null(strstr(said, "We never ask"), "%s", letter->text);
        }
}
