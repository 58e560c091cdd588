/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each screen in three sizes and two languages, cell by cell: what it shows, and in which style. The expected ones are in
 * tests/tui/golden/; LB_GOLDEN=write writes them anew, to be read before they are believed. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/people.h"
#include "store/changes.h"
#include "store/directory.h"
#include "tui/blade.h"
#include "tui/golden.h"

#define OWNER "owner1@contoso.example"
#define JAPANESE "owner@nihon.example"
#define ADMIN "admin1@fabrikam.example"

/* Two of Contoso's owners have to approve LB-7, which waits, and one of them has. */
static Blade *
new_quorum(void)
{
    Blade *blade = blade_new();
    bool found = false;
    cr_assert(lb_directory_set_quorum(blade->world->store, PRODUCTION, 2, &found, NULL));
    cr_assert(lb_changes_clear(blade->world->store, NULL));
    g_autoptr(LbRequest) request = world_submit(blade->world);
    g_autoptr(LbActor) other = world_actor(blade->world, "owner2@contoso.example");
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown, .hours = 5 };
    g_autoptr(LbRequest) voted = lb_service_approve(blade->world->service, other, &decision, NULL);
    cr_assert_eq(voted->status, LB_STATUS_PENDING);
    return blade;
}

static void
expect_quorum(const char *name, const char *account, const char *keys)
{
    g_autoptr(Blade) blade = new_quorum();
    golden_let_read(blade, account, name);
    blade_open(blade, account, 7, 80, 24);
    blade_press(blade, keys);
    golden_compare_sizes(name, blade);
}

/* Presses @keys after opening @number as @account, and compares the screen in all sizes. */
static void
expect_screen(const char *name, const char *account, int64_t number, const char *keys)
{
    g_autoptr(Blade) blade = blade_new();
    golden_let_read(blade, account, name);
    blade_open(blade, account, number, 80, 24);
    blade_press(blade, keys);
    golden_compare_sizes(name, blade);
}

Test(golden, overview)
{
    expect_screen("overview.en", OWNER, 0, "");
    expect_screen("overview.ja", JAPANESE, 0, "");
}

Test(golden, pending)
{
    expect_screen("pending.en", OWNER, 0, "2");
    expect_screen("pending.ja", JAPANESE, 0, "2");
}

Test(golden, access)
{
    expect_screen("access.en", OWNER, 0, "3");
    expect_screen("access.ja", JAPANESE, 0, "3");
}

Test(golden, history)
{
    expect_screen("history.en", OWNER, 0, "4");
    expect_screen("history.ja", JAPANESE, 0, "4");
}

Test(golden, log)
{
    expect_screen("log.en", OWNER, 0, "5");
    expect_screen("log.ja", JAPANESE, 0, "5l");
}

#define FILTERS "\t\tLB-4\t2035-01-01\t\tpending"

Test(golden, log_as_admin)
{
    expect_screen("log-admin.en", ADMIN, 0, "5f\t\t\t2035-01-01\n");
    expect_screen("log-admin.ja", ADMIN, 0, "5f\t\t\t2035-01-01\n");
    expect_screen("log-admin-filtered.en", ADMIN, 0, "5f" FILTERS "\tcontoso\nF");
    expect_screen("log-admin-filtered.ja", ADMIN, 0, "5f" FILTERS "\tcontoso\nF");
}

Test(golden, log_as_owner)
{
    expect_screen("log-owner-filtered.en", OWNER, 0, "5f" FILTERS "\n");
    expect_screen("log-owner-filtered.ja", OWNER, 0, "5f" FILTERS "\n");
    expect_screen("log-nothing.en", OWNER, 0, "5f\t\t\t\t\tnowhere\n");
    expect_screen("log-nothing.ja", OWNER, 0, "5f\t\t\t\t\tnowhere\n");
}

Test(golden, log_form)
{
    expect_screen("log-form-admin.en", ADMIN, 0, "5lf" FILTERS);
    expect_screen("log-form-admin.ja", ADMIN, 0, "5lf" FILTERS);
    expect_screen("log-form-owner.en", OWNER, 0, "5f\t\t99x\n");
    expect_screen("log-form-owner.ja", OWNER, 0, "5f\t\t99x\n");
}

Test(golden, log_entry)
{
    expect_screen("log-entry.en", OWNER, 0, "5lll\n");
    expect_screen("log-entry.ja", OWNER, 0, "5lll\n");
}

Test(golden, log_export)
{
    expect_screen("log-export.en", OWNER, 0,
                  "5llf\towner1@contoso.example\t\t2035-01-01\t\ta b\ne");
    expect_screen("log-export.ja", OWNER, 0,
                  "5llf\towner1@contoso.example\t\t2035-01-01\t\ta b\ne");
}

Test(golden, request)
{
    expect_screen("request.en", OWNER, 4, "");
    expect_screen("request.ja", JAPANESE, 6, "");
    expect_screen("request-long.en", OWNER, 5, "jj");
    expect_screen("request-long.ja", OWNER, 5, "jj");
    expect_screen("request-open.en", OWNER, 3, "");
    expect_screen("request-open.ja", OWNER, 3, "");
}

Test(golden, quorum)
{
    expect_quorum("quorum.en", OWNER, "");
    expect_quorum("quorum.ja", OWNER, "");
    expect_quorum("quorum-voted.en", "owner2@contoso.example", "");
    expect_quorum("quorum-voted.ja", "owner2@contoso.example", "");
    expect_quorum("quorum-asked.en", OWNER, "w");
    expect_quorum("quorum-asked.ja", OWNER, "w");
    expect_quorum("quorum-approve.en", OWNER, "a");
    expect_quorum("quorum-approve.ja", OWNER, "a");
    expect_quorum("quorum-pending.en", OWNER, "\0332");
    expect_quorum("quorum-pending.ja", OWNER, "\0332");
}

Test(golden, ticket)
{
    expect_screen("ticket.en", OWNER, 4, "t");
    expect_screen("ticket.ja", JAPANESE, 6, "t");
}

Test(golden, approve)
{
    expect_screen("approve.en", OWNER, 4, "a-4");
    expect_screen("approve.ja", JAPANESE, 6, "a7\n");
}

Test(golden, deny)
{
    expect_screen("deny.en", OWNER, 4, "dNot now.");
    expect_screen("deny.ja", JAPANESE, 6, "d週末まで待って");
}

Test(golden, help)
{
    expect_screen("help.en", OWNER, 4, "?");
    expect_screen("help.ja", JAPANESE, 6, "?");
}

Test(golden, asked_and_leaving)
{
    expect_screen("asked.en", OWNER, 4, "w");
    expect_screen("asked.ja", OWNER, 4, "w");
    expect_screen("leave.en", OWNER, 4, "\x03");
    expect_screen("leave.ja", OWNER, 4, "\x03");
}

/* The same for who came by a key. */
static void
expect_profile(const char *name, const char *keys)
{
    g_autoptr(Blade) blade = blade_new();
    golden_let_read(blade, OWNER, name);
    blade_open_by_key(blade, OWNER, 80, 24);
    cr_assert(
        lb_profile_add_address(blade->world->service, blade->actor, "olga@home.example", NULL));
    blade_press(blade, keys);
    golden_compare_sizes(name, blade);
}

Test(golden, profile)
{
    expect_profile("profile.en", "oGkk");
    expect_profile("profile.ja", "oGkk");
    expect_profile("profile-language.en", "o/language\n\nj");
    expect_profile("profile-language.ja", "o/言語\n\nj");
    expect_profile("profile-zone.en", "o/time zone\n\n\x15"
                                      "Asia/Tokyo");
    expect_profile("profile-zone.ja", "o/タイム\n\n\x15"
                                      "Asia/Tokyo");
    expect_profile("profile-add.en", "o/add an\n\ntwo words\n");
    expect_profile("profile-add.ja", "o/アドレスを追加\n\ntwo words\n");
    expect_profile("profile-remove.en", "o/olga\nX");
    expect_profile("profile-remove.ja", "o/olga\nX");
    expect_profile("profile-revoke.en", "oGkkXabc\n");
    expect_profile("profile-revoke.ja", "oGkkXabc\n");
}

#define ADMIN "admin1@fabrikam.example"

/* The same of the console, with a key and with mails that are stuck. */
static void
expect_console(const char *name, const char *keys)
{
    static const int sizes[][2] = { { 60, 15 }, { 80, 24 }, { 120, 40 } };
    g_autoptr(Blade) blade = blade_new();
    g_autoptr(GString) golden = g_string_new(NULL);
    blade_run_the_place(blade);
    golden_let_read(blade, ADMIN, name);
    blade_open(blade, ADMIN, 0, 80, 24);
    blade_press(blade, keys);
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
        golden_append(golden, blade, sizes[i][0], sizes[i][1]);
    golden_compare(name, golden->str);
}

Test(golden, console)
{
    expect_console("console-tenants.en", "6");
    expect_console("console-tenants.ja", "6");
    expect_console("console-people.en", "6\t");
    expect_console("console-people.ja", "6\t");
    expect_console("console-people-found.en", "6\t/OWNER\n");
    expect_console("console-people-found.ja", "6\t/OWNER\n");
    expect_console("console-roles.en", "6\t\tj");
    expect_console("console-roles.ja", "6\t\tj");
    expect_console("console-outbox.en", "6\t\t\tj");
    expect_console("console-outbox.ja", "6\t\t\tj");
}

Test(golden, tenant)
{
    expect_console("tenant.en", "6\njjjj");
    expect_console("tenant.ja", "6\njjjj");
    expect_console("tenant-plan.en", "6\njjc++");
    expect_console("tenant-plan.ja", "6\njjc++");
    expect_console("tenant-quorum.en", "6\nGc5");
    expect_console("tenant-quorum.ja", "6\nGc5");
}

Test(golden, person)
{
    expect_console("person.en", "6\t/owner1@\n\n");
    expect_console("person.ja", "6\t/owner1@\n\n");
    expect_console("person-key.en", "6\t/owner1@\n\nGkx12345");
    expect_console("person-key.ja", "6\t/owner1@\n\nGkx12345");
    expect_console("person-off.en", "6\t/owner1@\n\nsowner\n");
    expect_console("person-off.ja", "6\t/owner1@\n\nsowner\n");
    expect_console("person-role.en", "6\t/owner1@\n\nGx");
    expect_console("person-role.ja", "6\t/owner1@\n\nGx");
    expect_console("person-invite.en", "6\t/owner1@\n\ni");
    expect_console("person-invite.ja", "6\t/owner1@\n\ni");
}

Test(golden, mail)
{
    expect_console("mail.en", "6\t\t\t\n");
    expect_console("mail.ja", "6\t\t\t\n");
    expect_console("mail-again.en", "6\t\t\tR");
    expect_console("mail-again.ja", "6\t\t\tR");
    expect_console("help-admin.en", "6?G");
    expect_console("help-admin.ja", "6?G");
}

/* Compares the screens that @account gets by @keys, in each language, over what @prepare (NULL: nothing) does first. */
static void
expect_both(const char *name, const char *account, int64_t number, const char *keys,
            void (*prepare)(World *world))
{
    static const char *const languages[] = { "en", "ja" };
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autoptr(Blade) blade = blade_new();
        g_autofree char *one = g_strdup_printf("%s.%s", name, languages[i]);
        if (prepare != NULL)
            prepare(blade->world);
        golden_let_read(blade, account, one);
        blade_open(blade, account, number, 80, 24);
        blade_press(blade, keys);
        golden_compare_sizes(one, blade);
    }
}

static void
unassign(World *world)
{
    g_autofree char *words =
        world_tamper(world, "UPDATE ticket SET assignee = NULL WHERE number = 17");
    cr_assert_null(words, "%s", words);
}

/* The same for tickets, of which TK-17 is nobody's. */
static void
expect_tickets(const char *name, const char *account, const char *keys)
{
    expect_both(name, account, 0, keys, unassign);
}

#define ENGINEER "engineer7@fabrikam.example"
#define LEAD "lead1@fabrikam.example"

Test(golden, tickets)
{
    expect_tickets("tickets", OWNER, "T");
    expect_tickets("tickets-none", OWNER, "Tl");
    expect_tickets("tickets-engineer", ENGINEER, "T");
    expect_tickets("tickets-unassigned", ENGINEER, "Tl");
    expect_tickets("tickets-lead", LEAD, "Tj");
    expect_tickets("ticket-engineer", ENGINEER, "T/TK-7\n\n");
}

Test(golden, ticket_forms)
{
    expect_tickets("ticket-form", OWNER,
                   "T+\t\tMail is late\n"
                   "Since Monday every mail comes an hour late, to all "
                   "of us.\n\n月曜日から、メールが一時間遅れて届きます。");
    expect_tickets("ticket-form-wrong", OWNER, "T+\t\t\tSince Monday.\x18");
    expect_tickets("ticket-take", "engineer8@fabrikam.example", "Tl\nt");
    expect_tickets("ticket-reply", ENGINEER, "T/TK-7\n\nrWe look at it.\nPlease wait.");
    expect_tickets("ticket-note", ENGINEER, "T/TK-7\n\ni");
    expect_tickets("ticket-escalate", ENGINEER, "T/TK-7\n\ne\x18");
    expect_tickets("ticket-close", OWNER, "T/TK-7\n\nc");
}

static void
ask(World *world, const char *scenario, const char *level)
{
    static const char *const resources[] = { "vm-web-01", NULL };
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(GError) error = NULL;
    LbSubmission submission = { .ticket = "TK-7",
                                .service = "virtual-machines",
                                .scenario = scenario,
                                .level = level,
                                .justification = "It stops; we look.",
                                .resources = resources };
    g_autoptr(LbRequest) request = lb_service_submit(world->service, engineer, &submission, &error);
    cr_assert_not_null(request, "%s", error->message);
}

/* LB-7 waits for internal approval. */
static void
hold(World *world)
{
    ask(world, "remote-desktop-windows", "administer");
}

/* JIT-7 touches no customer data. */
static void
open_without_asking(World *world)
{
    ask(world, "host-diagnostics", "read");
}

Test(golden, internal_approval)
{
    expect_both("held", LEAD, 7, "", hold);
    expect_both("held-endorse", LEAD, 7, "a7", hold);
    expect_both("held-decline", LEAD, 7, "d", hold);
    expect_both("held-engineer", ENGINEER, 7, "", hold);
    expect_both("held-owner", OWNER, 7, "", hold);
    expect_both("held-pending", LEAD, 0, "2", hold);
}

Test(golden, access_without_customer_data)
{
    expect_both("jit", OWNER, 7, "", open_without_asking);
    expect_both("jit-engineer", ENGINEER, 7, "", open_without_asking);
    expect_both("jit-access", OWNER, 0, "3", open_without_asking);
}

/* The same of the form that asks for access, a moment after the last key. */
static void
expect_ask_once(const char *name, const char *keys, void (*prepare)(Blade *blade))
{
    g_autoptr(Blade) blade = blade_new();
    if (prepare != NULL)
        prepare(blade);
    golden_let_read(blade, ENGINEER, name);
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, keys);
    blade_rest(blade);
    golden_compare_sizes(name, blade);
}

static void
expect_ask(const char *name, const char *keys, void (*prepare)(Blade *blade))
{
    g_autofree char *english = g_strconcat(name, ".en", NULL);
    g_autofree char *japanese = g_strconcat(name, ".ja", NULL);
    expect_ask_once(english, keys, prepare);
    expect_ask_once(japanese, keys, prepare);
}

#define ASK "T/TK-7\n+"
#define RESOURCES ASK "\n\n\n\n" /* service and scenario are the first ones */
#define FILLED RESOURCES "web-0 \n"

Test(golden, ask)
{
    expect_ask("ask", ASK, NULL);
    expect_ask("ask-service", ASK "\n", NULL);
    expect_ask("ask-ticket", ASK "\t\t\t\t\t\t ", NULL);
    expect_ask_once("ask-not-signed-up.en", ASK "sto\n", NULL);
    expect_ask_once("ask-not-signed-up.ja", ASK "ストレ\n", NULL);
    expect_ask("ask-resources", RESOURCES "vm\t ", NULL);
}

Test(golden, ask_filled)
{
    expect_ask("ask-filled",
               FILLED "It stops after the update of 2 January.\n\n"
                      "更新後に応答しなくなります。イベント ログを調べます。",
               NULL);
    expect_ask("ask-wrong", FILLED "Why.\t\t\t\t\t\t99\x18", NULL);
    expect_ask("ask-preview", FILLED "To look at the crash.\x12", NULL);
    expect_ask("ask-rules", FILLED "To look at the crash.\x12\t", NULL);
}

static void
unprove(Blade *blade)
{
    g_autofree char *words = world_tamper(
        blade->world, "UPDATE principal SET isolated = 0 WHERE account = '" ENGINEER "'");
    cr_assert_null(words, "%s", words);
}

Test(golden, ask_refused_by_a_rule)
{
    expect_ask("ask-refused", FILLED "To look at the crash.\x18", unprove);
}

static void
leave_half(Blade *blade)
{
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, FILLED "Half a reason");
    lb_app_keep(blade->app);
}

Test(golden, ask_brought_back)
{
    expect_ask("ask-draft", ASK, leave_half);
}

/* What an engineer has asked for, and what one who has asked for nothing reads. */
Test(golden, requests_of_an_engineer)
{
    expect_both("mine", ENGINEER, 0, "", NULL);
    expect_both("mine-request", ENGINEER, 4, "", NULL);
    expect_both("mine-denied", ENGINEER, 1, "", NULL);
    expect_both("mine-open", ENGINEER, 3, "", NULL);
    expect_both("mine-held-waits", ENGINEER, 0, "2", hold);
    expect_both("mine-like", ENGINEER, 1, "+", NULL);
    expect_both("mine-none", "engineer8@fabrikam.example", 0, "", NULL);
    expect_both("ask-none", "engineer8@fabrikam.example", 0, "+", NULL);
    expect_both("mine-none-waits", "engineer8@fabrikam.example", 0, "2", NULL);
    expect_both("help-engineer", ENGINEER, 0, "?G", NULL);
}

Test(golden, looks)
{
    static const char *const colours[] = { "red", "green", "yellow", "blue", "", "cyan" };
    g_autoptr(GString) golden = g_string_new(NULL);
    for (LbStyle style = LB_STYLE_TEXT; style < LB_STYLE_COUNT; style++)
        for (int coloured = 1; coloured >= 0; coloured--) {
            LbLook look = lb_style_look(style, coloured);
            g_string_append_printf(
                golden, "%c %s:%s%s%s%s%s%s\n", look.letter, coloured ? "colour" : "mono",
                look.colour != LB_COLOUR_DEFAULT ? " " : "",
                look.colour != LB_COLOUR_DEFAULT ? colours[look.colour - 1] : "",
                look.bold ? " bold" : "", look.faint ? " faint" : "",
                look.underline ? " underlined" : "", look.reverse ? " reversed" : "");
            cr_assert(coloured || look.colour == LB_COLOUR_DEFAULT);
        }
    golden_compare("looks", golden->str);
}

/* The same where @count pieces of work without a request were recorded, of which the first is acknowledged where there are
 * several; in each language. */
static void
expect_exclusions(const char *name, const char *account, int count, const char *keys)
{
    static const char *const languages[] = { "en", "ja" };
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autoptr(Blade) blade = blade_new();
        g_autofree char *one = g_strdup_printf("%s.%s", name, languages[i]);
        blade_exclude(blade, count);
        golden_let_read(blade, account, one);
        blade_open(blade, account, 0, 80, 24);
        blade_press(blade, keys);
        golden_compare_sizes(one, blade);
    }
}

Test(golden, exclusions)
{
    expect_exclusions("exclusion-banner", OWNER, 1, "");
    expect_exclusions("exclusion-banner-several", OWNER, 3, "2");
    expect_exclusions("exclusions", OWNER, 3, "x");
    expect_exclusions("exclusions-all", LEAD, 3, "xl");
    expect_exclusions("exclusions-none", "owner@basic.example", 3, "x");
    expect_exclusions("exclusion", OWNER, 1, "x\n");
    expect_exclusions("exclusion-acknowledged", OWNER, 3, "xl/EX-1\n\n");
    expect_exclusions("acknowledge", OWNER, 1, "x\naWe have talked.");
}

Test(golden, exclusion_form)
{
    expect_exclusions("exclusion-form", ENGINEER, 0, "x+ \tproduction");
    expect_exclusions("exclusion-form-wrong", ENGINEER, 0,
                      "x+\t/subscriptions/" PRODUCTION "/resourceGroups/nothing\t2035-01-07 23:00"
                      "\t2035-01-07 23:40\tA disk was full.\x18");
}
