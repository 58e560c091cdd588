/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What did not arrive is seen: by those who run the place on every screen, by owners on the request and on the screen that says
 * who was asked. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "tui/golden.h"

#define ADMIN "admin1@fabrikam.example"
#define OWNER "owner1@contoso.example"
#define ALARM "did not arrive"

/* Of the mails about LB-4 owner2's comes back, with hostile words, owner3's is refused and approver1's put off; owner1 has an
 * alternate address, where it was taken. Reader1 became an Owner too late. */
static Blade *
lost_new(const char *account, const char *name)
{
    Blade *blade = blade_new();
    blade_run_the_place(blade);
    g_autofree char *words = world_tamper(
        blade->world,
        "UPDATE outbox SET status = 'accepted', answer = '250 2.0.0 Ok: queued as 4F2' WHERE "
        "request = 4;"
        "UPDATE outbox SET status = 'bounced', bounced = settled + 60000000,"
        " bounce = 'user unknown' || char(27) || '[31m' || char(10) || 'You were asked.'"
        "  WHERE request = 4 AND address = 'owner2@contoso.example';"
        "UPDATE outbox SET status = 'refused', answer = '550 5.1.1 User unknown'"
        "  WHERE request = 4 AND address = 'owner3@contoso.example';"
        "UPDATE outbox SET status = 'queued', settled = NULL, attempts = 3,"
        " due = queued + 86400000000, answer = '451 4.7.1 Greylisted'"
        "  WHERE request = 4 AND address = 'approver1@contoso.example';"
        "INSERT INTO outbox (event, request, principal, address, approver, message_id, queued,"
        " log_first, log_sequence, log_head, status, attempts, due, answer, settled, alternate)"
        " SELECT event, request, principal, 'owner1@home.example', 1, 'alternate', queued, "
        "log_first,"
        "  log_sequence, log_head, status, attempts, due, answer, settled, 1 FROM outbox"
        "  WHERE request = 4 AND address = 'owner1@contoso.example' AND event = 'waiting'");
    cr_assert_null(words, "%s", words);
    world_forge(blade->world,
                "INSERT INTO role_assignment SELECT id, 'Owner', '/', 'operator',"
                " (SELECT notified + 3600000000 FROM request WHERE number = 4), 1 FROM principal"
                " WHERE account = 'reader1@contoso.example'");
    golden_let_read(blade, account, name);
    blade_open(blade, account, 4, 80, 24);
    return blade;
}

static void
expect_lost(const char *name, const char *account, const char *keys)
{
    g_autoptr(Blade) blade = lost_new(account, name);
    blade_press(blade, keys);
    golden_compare_sizes(name, blade);
}

Test(golden_asked, mails_that_did_not_arrive)
{
    expect_lost("asked-lost.en", OWNER, "w");
    expect_lost("asked-lost.ja", OWNER, "w");
    expect_lost("asked-lost-end.en", OWNER, "wG");
    expect_lost("asked-lost-end.ja", OWNER, "wG");
    expect_lost("request-lost.en", OWNER, "");
    expect_lost("request-lost.ja", OWNER, "");
    expect_lost("asked-later.en", "reader1@contoso.example", "w");
    expect_lost("asked-later.ja", "reader1@contoso.example", "w");
    expect_lost("asked-engineer.en", "engineer7@fabrikam.example", "w");
    expect_lost("asked-engineer.ja", "engineer7@fabrikam.example", "w");
    expect_lost("mails-lost.en", ADMIN, "M");
    expect_lost("mails-lost.ja", ADMIN, "M");
}

Test(asked, the_answer_to_the_reader_stands_first)
{
    g_autoptr(Blade) blade = lost_new(OWNER, "en");
    blade_press(blade, "w");
    blade_expect_sentence(blade, "You were asked, as Owner of subscription Production, since");
    blade_open(blade, "engineer7@fabrikam.example", 4, 60, 15);
    blade_press(blade, "w");
    blade_expect_sentence(blade, "You were not asked: you asked for the access, and nobody answers "
                                 "their own request.");
    blade_expect_no(blade, "user unknown");
}

Test(asked, owners_see_whom_no_mail_reached)
{
    g_autoptr(Blade) blade = lost_new(OWNER, "en");
    static const int sizes[][2] = { { 60, 15 }, { 80, 24 } };
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        blade_open(blade, OWNER, 4, sizes[i][0], sizes[i][1]);
        blade_expect_sentence(blade,
                              "! No mail reached owner2@contoso.example, owner3@contoso.example.");
    }
    g_autofree char *words = world_tamper(blade->world, "UPDATE outbox SET status = 'accepted'");
    cr_assert_null(words, "%s", words);
    blade_open(blade, OWNER, 4, 80, 24);
    blade_expect_no(blade, "No mail reached");
}

/* Whether the alarm is on the screen of @account with @keys pressed. */
static bool
alarms(Blade *blade, const char *account, int64_t number, const char *keys)
{
    blade_open(blade, account, number, 80, 24);
    blade_press(blade, keys);
    return blade_shows(blade, ALARM);
}

Test(asked, those_who_run_the_place_are_alarmed_on_every_screen)
{
    static const char *const screens[] = {
        "1", "2", "3", "4", "5", "T", "6", "6\n", "?", "o", "x"
    };
    static const char *const others[] = { OWNER, "engineer7@fabrikam.example",
                                          "lead1@fabrikam.example" };
    g_autoptr(Blade) blade = lost_new(ADMIN, "en");
    for (size_t i = 0; i < G_N_ELEMENTS(screens); i++)
        cr_assert(alarms(blade, ADMIN, 0, screens[i]), "screen %s", screens[i]);
    cr_assert(alarms(blade, ADMIN, 4, ""));
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        cr_assert_not(alarms(blade, others[i], 0, ""), "%s", others[i]);
}

Test(asked, the_alarm_leads_to_the_mails_and_ends_when_they_are_sent_or_old)
{
    g_autoptr(Blade) blade = lost_new(ADMIN, "en");
    blade_press(blade, "M");
    blade_expect(blade, "[Outbox]");
    blade_expect(blade, "came back");
    g_autofree char *words = world_tamper(
        blade->world, "UPDATE outbox SET status = 'queued', settled = NULL,"
                      " bounced = NULL WHERE status IN ('refused', 'failed', 'bounced')");
    cr_assert_null(words, "%s", words);
    cr_assert_not(alarms(blade, ADMIN, 0, ""), "they are sent again");
    g_autoptr(Blade) old = lost_new(ADMIN, "en");
    world_pass(old->world, 6 * LB_DAY);
    cr_assert(alarms(old, ADMIN, 0, ""));
    world_pass(old->world, 7 * LB_DAY);
    cr_assert_not(alarms(old, ADMIN, 0, ""), "they are old");
}

/* In both languages and with as many as are counted, it has room on the smallest screen, with the key that leads there. */
Test(asked, the_alarm_tells_of_what_is_tried_in_vain_for_over_an_hour)
{
    static const struct {
        const char *tampered, *english, *japanese;
    } rows[] = {
        { "UPDATE outbox SET first = 1 WHERE status = 'queued' AND attempts = 3",
          "! 5 mails did not arrive or are an hour late   M mails",
          "! 届かないか遅れているメールが 5 通   M メール" },
        { "UPDATE outbox SET status = 'accepted' WHERE status IN ('refused', 'bounced')",
          "! 1 mail is over an hour late   M mails",
          "! 1 時間以上遅れているメールが 1 通あります   M メール" },
        { "INSERT INTO outbox (event, request, principal, address, approver, message_id, queued,"
          " log_first, log_sequence, log_head, status, attempts, first, due) WITH RECURSIVE n (i)"
          " AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT event, request,"
          " principal, address, approver, message_id || i, queued, log_first, log_sequence,"
          " log_head, status, attempts, first, due FROM outbox, n WHERE attempts = 3 AND"
          " status = 'queued'",
          "! 1,000 mails or more are over an hour late   M mails",
          "! 1 時間以上遅れているメールが 1,000 通以上   M メール" },
        { "UPDATE outbox SET status = 'refused', settled = (SELECT max(queued) FROM outbox)"
          " WHERE event = 'waiting' AND message_id LIKE '%7'",
          "! 1,000 mails or more did not arrive or are late   M mails",
          "! 届かないか遅れているメールが 1,000 通以上   M メール" },
    };
    g_autoptr(Blade) blade = lost_new(ADMIN, "en");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *words = world_tamper(blade->world, rows[i].tampered);
        cr_assert_null(words, "%s", words);
        g_autofree char *english = world_tamper(blade->world, "UPDATE principal SET language = NULL"
                                                              " WHERE account = '" ADMIN "'");
        cr_assert_null(english, "%s", english);
        blade_open(blade, ADMIN, 0, 60, 15);
        blade_expect(blade, rows[i].english);
        golden_let_read(blade, ADMIN, ".ja");
        blade_open(blade, ADMIN, 0, 60, 15);
        blade_expect(blade, rows[i].japanese);
    }
}
