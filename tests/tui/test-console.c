/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The admin's console: who has it, what its acts change, and what nobody's name can break. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/mails.h"
#include "service/operator.h"
#include "service/people.h"
#include "store/directory.h"
#include "tui/blade.h"

#define ADMIN "admin1@fabrikam.example"
#define OWNER "owner1@contoso.example"

static Blade *
console_new(const char *keys)
{
    Blade *blade = blade_new();
    blade_run_the_place(blade);
    blade_open(blade, ADMIN, 0, 80, 24);
    blade_press(blade, keys);
    return blade;
}

/* How many entries of the log tell of @operation in the tenant. */
static int64_t
entries(Blade *blade, const char *operation, const char *tenant)
{
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM activity WHERE operation = '%s'"
                        " AND tenant IS %s%s%s AND caller = '" ADMIN "'",
                        operation, tenant != NULL ? "'" : "", tenant != NULL ? tenant : "NULL",
                        tenant != NULL ? "'" : "");
    return world_count(blade->world, sql);
}

Test(console, is_for_admins_alone)
{
    static const char *const others[] = { OWNER,
                                          "approver1@contoso.example",
                                          "contributor1@contoso.example",
                                          "reader1@contoso.example",
                                          "engineer7@fabrikam.example",
                                          "devops1@fabrikam.example",
                                          "lead1@fabrikam.example",
                                          "manager1@fabrikam.example" };
    g_autoptr(Blade) blade = blade_new();
    int64_t before = world_count(blade->world, "SELECT count(*) FROM activity");
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        blade_open(blade, others[i], 0, 120, 40);
        g_autofree char *first = blade_text(blade);
        g_autofree char *around = NULL;
        cr_assert_null(strstr(first, "Console"), "%s", others[i]);
        blade_press(blade, "6csiRv");
        g_autofree char *then = blade_text(blade);
        cr_assert_str_eq(first, then, "%s", others[i]);
        for (int tabs = 1; tabs == 1 || strcmp(first, around) != 0; tabs++) {
            blade_press(blade, "\t");
            g_free(around);
            around = blade_text(blade);
            cr_assert_null(strstr(around, "Console"), "%s", others[i]);
            cr_assert_leq(tabs, 12, "round, by six tabs and the lists of tickets");
        }
        blade_press(blade, "?");
        cr_assert_not(blade_shows(blade, "switch a person's account off"));
    }
    cr_assert_eq(world_count(blade->world, "SELECT count(*) FROM activity"), before,
                 "looking for a console is no attempt");
}

Test(console, ends_when_the_role_goes)
{
    g_autoptr(Blade) blade = console_new("6\t\t");
    cr_assert(blade_shows(blade, " > " ADMIN));
    blade_press(blade, "x" ADMIN "\n");
    cr_assert_eq(entries(blade, "RevokeRole", NULL), 1);
    cr_assert(blade->app->ended);
}

Test(console, changes_what_is_agreed)
{
    static const struct {
        const char *keys, *said, *sql;
        int64_t value;
    } rows[] = {
        { "jjc++\n", "The support plan of Contoso is now Professional Direct.",
          "SELECT plan = 'Professional Direct' FROM tenant WHERE id = '" CONTOSO "'", 1 },
        { "jjjc+\n", "Signed up for previews, Contoso: yes.",
          "SELECT preview FROM tenant WHERE id = '" CONTOSO "'", 1 },
        { "jjjjc24\n", "Requests to Contoso now wait for so many hours: 24.",
          "SELECT queue_hours FROM tenant WHERE id = '" CONTOSO "'", 24 },
        { "jjjjjc4\n", "Access to Contoso is now open for so many hours: 4.",
          "SELECT access_hours FROM tenant WHERE id = '" CONTOSO "'", 4 },
        { "Gc2\n", "For Production so many have to approve now: 2.",
          "SELECT quorum FROM subscription WHERE id = '" PRODUCTION "'", 2 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Blade) blade = console_new("6j\n");
        cr_assert(blade_shows(blade, "contoso-tenant"));
        blade_press(blade, rows[i].keys);
        cr_assert(blade_shows(blade, rows[i].said), "%s", rows[i].said);
        cr_assert_eq(world_count(blade->world, rows[i].sql), rows[i].value, "%s", rows[i].sql);
        cr_assert_eq(entries(blade, "SetTerms", CONTOSO), 1);
        cr_assert_eq(entries(blade, "SetTerms", NIHON), 0);
    }
}

Test(console, refuses_numbers_out_of_range)
{
    g_autoptr(Blade) blade = console_new("6j\njjjjc\n");
    cr_assert(blade_shows(blade, "A number from 1 to 720 is needed."));
    blade_press(blade, "721\n");
    cr_assert(blade_shows(blade, "A number from 1 to 720 is needed."));
    cr_assert_eq(entries(blade, "SetTerms", CONTOSO), 0);
}

Test(console, switches_an_account_off_and_on)
{
    g_autoptr(Blade) blade = console_new("6\t/owner2\n\ns\n");
    cr_assert(blade_shows(blade, "Type it first"));
    cr_assert(blade_shows(blade, "All owners and approvers of Contoso are told by mail."));
    blade_press(blade, "owner1@contoso.example\n");
    cr_assert(blade_shows(blade, "That is not what has to be typed."));
    blade_key(blade, 21, false, LB_SECOND); /* Ctrl-U */
    blade_press(blade, "owner2@contoso.example\n");
    cr_assert(blade_shows(blade, "owner2@contoso.example is switched off."));
    cr_assert_eq(
        world_count(blade->world,
                    "SELECT enabled FROM principal WHERE account = 'owner2@contoso.example'"),
        0);
    cr_assert(blade_shows(blade, "off: may not come in"));
    blade_press(blade, "s\n");
    cr_assert_eq(
        world_count(blade->world,
                    "SELECT enabled FROM principal WHERE account = 'owner2@contoso.example'"),
        1);
    cr_assert_eq(entries(blade, "ChangePerson", CONTOSO), 2);
}

Test(console, revokes_a_key_by_the_end_of_its_fingerprint)
{
    g_autoptr(Blade) blade = console_new("6\t/owner1@contoso\n\nGk");
    cr_assert(blade_shows(blade, "x revoke"));
    blade_press(blade, "x\n");
    cr_assert(blade_shows(blade, "Type it first"));
    blade_press(blade, "SncCA\n");
    cr_assert_eq(world_count(blade->world, "SELECT count(*) FROM key WHERE revoked IS NULL"), 1);
    blade_key(blade, 21, false, LB_SECOND);
    blade_press(blade, "QSncCA\n");
    cr_assert(blade_shows(blade, "is revoked."));
    cr_assert_eq(world_count(blade->world, "SELECT count(*) FROM key WHERE revoked IS NULL"), 0);
    cr_assert_eq(entries(blade, "RevokeKey", CONTOSO), 1);
    cr_assert_not(blade_shows(blade, "x revoke"), "it cannot be revoked twice");
}

Test(console, revokes_a_role_from_the_list_and_from_the_person)
{
    g_autoptr(Blade) blade = console_new("6\t\t/approver1\nxapprover1@contoso.example\n");
    cr_assert(blade_shows(blade, "approver1@contoso.example no longer holds"));
    blade_press(blade, "/engineer8\n\nGxengineer8@fabrikam.example\n");
    cr_assert(blade_shows(blade, "engineer8@fabrikam.example no longer holds Support Engineer."));
    cr_assert_eq(entries(blade, "RevokeRole", CONTOSO), 1);
    cr_assert_eq(entries(blade, "RevokeRole", NULL), 1);
}

Test(console, invites_by_mail)
{
    g_autoptr(Blade) blade = console_new("6\t/owner@nihon\n\ni\n");
    cr_assert(blade_shows(blade, "owner@nihon.example is invited by mail."));
    cr_assert_eq(entries(blade, "InvitePerson", NIHON), 1);
    cr_assert_eq(world_count(blade->world, "SELECT count(*) FROM outbox WHERE event = 'invited'"),
                 1);
}

Test(console, leads_from_a_person_to_what_the_person_did)
{
    g_autoptr(Blade) blade = console_new("6\t/owner2\n\nL");
    cr_assert(blade_shows(blade, "Deny Lockbox Request"));
    cr_assert_not(blade_shows(blade, "Create Lockbox Request"));
    blade_press(blade, "q");
    cr_assert(blade_shows(blade, "owner2@contoso.example"));
}

Test(console, sends_a_stuck_mail_again)
{
    g_autoptr(Blade) blade = console_new("6\t\t\tG");
    cr_assert(blade_shows(blade, "550 5.1.1 Recipient address rejected"));
    blade_press(blade, "R\n");
    cr_assert(blade_shows(blade, "is sent again."));
    cr_assert_eq(entries(blade, "RetryMail", CONTOSO), 1);
    cr_assert_eq(world_count(blade->world, "SELECT count(*) FROM outbox WHERE status = 'refused'"),
                 1);
    blade_press(blade, "v");
    cr_assert(blade_shows(blade, "all mails"));
    cr_assert(blade_shows(blade, "250 OK"));
    blade_press(blade, "/LB-1\n\n\n");
    cr_assert(blade_shows(blade, "LB-1   - Denied"));
}

Test(console, nothing_pasted_or_typed_ahead_confirms)
{
    static const char *const places[] = { "6j\njjc+",         "6j\nGc",
                                          "6\t/owner2\n\ns",  "6\t/owner1@contoso\n\nGkx",
                                          "6\t\t/reader1\nx", "6\t/owner@nihon\n\ni",
                                          "6\t\t\tGR" };
    g_autoptr(Blade) blade = console_new("");
    int64_t before = world_count(blade->world, "SELECT count(*) FROM activity");
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
        for (int pause = 0; pause < 2; pause++) {
            blade_open(blade, ADMIN, 0, 80, 24);
            blade_press(blade, places[i]);
            blade->time += pause * LB_SECOND;
            for (const char *at = "5\nowner2@contoso.example\nQSncCA\nreader1@contoso.example\n\n";
                 *at != '\0'; at++)
                blade_key(blade, *at, true, 0);
            blade_key(blade, LB_KEY_PASTE, false, LB_SECOND);
            blade_key(blade, LB_KEY_ENTER, false, 1000);
            cr_assert_eq(world_count(blade->world, "SELECT count(*) FROM activity"), before, "%s",
                         places[i]);
        }
}

/* What a dialog is about goes away, or is changed, while it is open. */
Test(console, a_dialog_says_when_its_object_has_gone)
{
    static const struct {
        const char *keys, *tampered, *said;
    } rows[] = {
        { "6j\njjc", "UPDATE tenant SET plan = 'Unified'", "Somebody else has just changed this." },
        { "6j\nGc", "UPDATE subscription SET quorum = 3", "Somebody else has just changed this." },
        { "6\t/owner2\n\ns", "UPDATE principal SET enabled = 0 WHERE account LIKE 'owner2%'",
          "Somebody else has just switched it." },
        { "6\t/owner2\n\ns", "UPDATE principal SET account = 'gone' WHERE account LIKE 'owner2%'",
          "There is no person with this account." },
        { "6\t/owner1@contoso\n\nGkx", "UPDATE key SET revoked = 1",
          "This key may not come in any more." },
        { "6\t\t/reader1\nx", "DELETE FROM role_assignment WHERE role = 'Reader'",
          "The person does not hold this role there any more." },
        { "6\t/owner@nihon\n\ni", "UPDATE principal SET enabled = 0 WHERE account LIKE '%nihon%'",
          "The account is switched off." },
        { "6\t\t\tGR", "UPDATE outbox SET status = 'accepted'",
          "This mail is not stuck any more." },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Blade) blade = console_new(rows[i].keys);
        g_autofree char *words = world_tamper(blade->world, rows[i].tampered);
        cr_assert_null(words, "%s", words);
        lb_app_tick(blade->app);
        cr_assert(blade_shows(blade, rows[i].said), "%s", rows[i].said);
        int64_t before = world_count(blade->world, "SELECT count(*) FROM activity");
        blade_press(blade, "owner2@contoso.example\nsxiR\n");
        cr_assert(blade_shows(blade, rows[i].said), "only Esc leads on");
        cr_assert_eq(world_count(blade->world, "SELECT count(*) FROM activity"), before);
        blade_press(blade, "\033");
        cr_assert_not(blade_shows(blade, "Esc back"), "%s", rows[i].said);
    }
}

static void
put_hostile(Blade *blade, const char *account, const char *name)
{
    int64_t id = 0;
    LbPrincipalRow row = { .account = account,
                           .kind = "User",
                           .name = name,
                           .mail = "hostile@contoso.example",
                           .tenant = CONTOSO,
                           .enabled = true };
    cr_assert(lb_directory_put_principal(blade->world->store, &row, &id, NULL));
    LbRoleRow role = { .principal = id,
                       .role = "Owner",
                       .scope = "/subscriptions/" PRODUCTION,
                       .source = "az",
                       .since = 1,
                       .import = 1 };
    cr_assert(lb_directory_put_role(blade->world->store, &role, NULL));
}

/* No row but the selected one begins with the mark, and no harmful character is in a cell. */
static void
check_screen(Blade *blade, const char *place)
{
    g_autofree char *text = blade_text(blade);
    int marks = 0;
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        cr_assert(character == '\n' || (g_unichar_isprint(character) && character != 0x202E &&
                                        character != 0x200B && character != 0x2028),
                  "U+%04X at %s", character, place);
        marks += g_str_has_prefix(at, "\n > ") ? 1 : 0;
    }
    cr_assert_leq(marks, 1, "%s:\n%s", place, text);
}

Test(console, no_name_breaks_a_row)
{
    g_autofree char *longest = g_strnfill(200, 'x');
    const char *const names[] = { "a\xE2\x80\xAEmoc.evil\xE2\x80\xAC",
                                  "a\x1b[2J\x1b[1;1H > admin",
                                  "a\n > admin1@fabrikam.example",
                                  "zero\xE2\x80\x8Bwidth",
                                  "a\xE2\x80\xA8"
                                  "b",
                                  "a\tb\rc",
                                  longest };
    static const char *const places[] = { "6\t/hostile\n",    "6\t/hostile\n\n",
                                          "6\t/hostile\n\ns", "6\t/hostile\n\nGx",
                                          "6\t/hostile\n\ni", "6\t\tG",
                                          "6\t\t\tv" };
    static const int sizes[][2] = { { 60, 15 }, { 80, 24 }, { 120, 40 } };
    for (size_t n = 0; n < G_N_ELEMENTS(names); n++) {
        g_autoptr(Blade) blade = blade_new();
        put_hostile(blade, names[n], names[n]);
        for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
            for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++) {
                blade_open(blade, ADMIN, 0, sizes[s][0], sizes[s][1]);
                blade_press(blade, places[i]);
                check_screen(blade, places[i]);
            }
    }
}

/* An account that no keyboard has is switched off by its number. */
Test(console, an_account_that_cannot_be_typed_has_a_number)
{
    g_autoptr(Blade) blade = console_new("");
    put_hostile(blade, "a\xE2\x80\xAEmoc", "Evil");
    g_autofree char *number = g_strdup_printf(
        "%lld\n",
        (long long)world_count(blade->world, "SELECT id FROM principal WHERE name = 'Evil'"));
    blade_open(blade, ADMIN, 0, 80, 24);
    blade_press(blade, "6\t/evil\n\ns");
    cr_assert(blade_shows(blade, "the number of the account:"));
    blade_press(blade, number);
    cr_assert_eq(world_count(blade->world, "SELECT enabled FROM principal WHERE name = 'Evil'"), 0);
}

Test(console, reads_on_where_the_list_ends)
{
    g_autoptr(Blade) blade = blade_new();
    g_autofree char *words = world_tamper(
        blade->world,
        "INSERT INTO principal (account, kind, person, tenant)"
        " WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 1999)"
        " SELECT 'user' || i || '@contoso.example', 'User', 'user' || i, '" CONTOSO "' FROM n");
    cr_assert_null(words, "%s", words);
    blade_open(blade, ADMIN, 0, 80, 24);
    blade_press(blade, "6\tG");
    cr_assert(blade_shows(blade, " > user1999@contoso.example"));
    blade_press(blade, "g");
    for (int i = 0; i < 40; i++)
        blade_key(blade, LB_KEY_PAGE_DOWN, false, LB_SECOND);
    cr_assert_not(blade_shows(blade, " > admin1"));
    blade_press(blade, "/user1777\n");
    cr_assert(blade_shows(blade, " > user1777@contoso.example"));
    blade_press(blade, "\033");
    cr_assert(blade_shows(blade, "admin1@fabrikam.example"));
    blade_press(blade, "/nobody at all\n");
    cr_assert(blade_shows(blade, "That is not found."));
    cr_assert(blade_shows(blade, "Nothing holds this text."));
}

Test(console, every_key_at_every_size_leaves_a_whole_screen)
{
    static const int sizes[][2] = { { 20, 5 },  { 60, 15 },  { 61, 16 },
                                    { 80, 24 }, { 120, 15 }, { 200, 60 } };
    static const char keys[] = "6jkh\t\nlgGcsxiRvn/o\n\033?\033";
    g_autoptr(Blade) blade = console_new("");
    for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++) {
        blade_open(blade, ADMIN, 0, sizes[s][0], sizes[s][1]);
        for (size_t i = 0; i < 6 * (sizeof keys - 1) && !blade->app->ended; i++) {
            blade_key(blade, keys[(i * 7 + s) % (sizeof keys - 1)], false, LB_SECOND);
            cr_assert_eq(lb_app_draw(blade->app)->width, sizes[s][0]);
        }
    }
}
