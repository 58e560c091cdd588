/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets that live elsewhere on the screens: having one looked at, what is said of where it lives and how old that is, and asking
 * for access because of one. */
#include <criterion/criterion.h>

#include "base/span.h"
#include "config/ticketsystems.h"
#include "service/elsewhere.h"
#include "support/elsewhere.h"
#include "tui/golden.h"

#define OWNER "owner1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"

static const char *const languages[] = { "en", "ja" };

/* What comes by itself comes. */
static void
let_run(Blade *blade)
{
    cr_assert_eq(lb_app_due(blade->app), 0);
    lb_app_run(blade->app, blade->time);
}

/* The ticket rt:123, opened a while ago: what goes on by itself is no part of a screen that is kept. */
static LbExternalTicket *
new_ticket(void)
{
    LbExternalTicket *ticket = elsewhere_ticket("123");
    elsewhere_say(ticket, ticket->updated + LB_HOUR, "ann@contoso.example", LB_SIDE_CUSTOMER,
                  "It is full again.\n\033[2JThe log grows.");
    return ticket;
}

static Blade *
open_as(const char *account, const char *name, const char *keys)
{
    Blade *blade = blade_new();
    elsewhere_announce(blade->world);
    golden_let_read(blade, account, name);
    blade_open(blade, account, 0, 80, 24);
    blade_press(blade, keys);
    return blade;
}

Test(elsewhere, is_offered_where_there_are_such_systems_to_whoever_may_ask)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, "T");
    blade_expect_no(blade, "# elsewhere");
    elsewhere_announce(blade->world);
    lb_app_reload(blade->app);
    blade_expect(blade, "# elsewhere");
    g_autoptr(Blade) owner = open_as(OWNER, "", "T");
    blade_expect_no(owner, "# elsewhere");
    blade_press(owner, "#");
    blade_expect_no(owner, "lives in another system");
}

Test(elsewhere, a_ticket_is_named_waited_for_and_shown)
{
    g_autoptr(LbExternalTicket) there = new_ticket();
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autofree char *form = g_strdup_printf("elsewhere.%s", languages[i]);
        g_autofree char *wait = g_strdup_printf("elsewhere-waiting.%s", languages[i]);
        g_autofree char *shown = g_strdup_printf("elsewhere-ticket.%s", languages[i]);
        g_autoptr(Blade) blade = open_as(ENGINEER, form, "T#");
        golden_compare_sizes(form, blade);
        blade_press(blade, "RT#123\n");
        let_run(blade);
        golden_compare_sizes(wait, blade);
        g_autoptr(LbErrand) errand =
            elsewhere_do(blade->world, LB_ERRAND_FETCH, LB_ERRAND_DONE, there);
        lb_app_run(blade->app, blade->time + LB_SECOND);
        lb_app_tick(blade->app);
        golden_compare_sizes(shown, blade);
        blade_press(blade, "\033");
        blade_expect_no(blade, "rt:123      ");
    }
}

Test(elsewhere, what_there_is_not_is_said_where_it_was_typed)
{
    g_autoptr(Blade) blade = open_as(ENGINEER, "", "T#");
    blade_press(blade, "TK-7\n");
    blade_expect(blade, "This is no such name");
    blade_press(blade, "\b\b\b\bother:1\n");
    blade_expect(blade, "There is no such support ticket");
    blade_press(blade, "\b\b\b\b\b\b\brt:5\n");
    blade_expect(blade, "Waiting for rt.");
    g_autoptr(LbErrand) errand =
        elsewhere_do(blade->world, LB_ERRAND_FETCH, LB_ERRAND_MISSING, NULL);
    let_run(blade);
    blade_expect(blade, "There is no such support ticket");
    blade_expect(blade, "rt:5");
}

Test(elsewhere, esc_ends_the_waiting_and_the_waiting_ends_by_itself)
{
    g_autoptr(Blade) blade = open_as(ENGINEER, "", "T#rt:5\n");
    blade_press(blade, "x");
    blade_expect(blade, "Waiting for rt.");
    blade_press(blade, "\033");
    blade_expect_no(blade, "Waiting");
    cr_assert_eq(lb_app_due(blade->app), -1);
    blade_press(blade, "\n");
    let_run(blade);
    blade_expect(blade, "Waiting for rt.");
    lb_app_run(blade->app, blade->time + 2 * LB_MINUTE);
    blade_expect_sentence(blade, "The system where this support ticket lives does not answer");
}

/* An owner reads the ticket behind a request, which the system has not told anything of for a while. */
static void
expect_read(const char *name, const char *language, LbErrandEnd end)
{
    g_autofree char *one = g_strdup_printf("%s.%s", name, language);
    g_autoptr(LbExternalTicket) there = new_ticket();
    g_autoptr(Blade) blade = blade_new();
    int64_t number = elsewhere_link(blade->world, there);
    world_pass(blade->world, 5 * LB_HOUR);
    g_autofree char *sql = g_strdup_printf("UPDATE ticket_mirror SET due = 1, shortened = 1");
    cr_assert_null(world_tamper(blade->world, sql));
    g_autoptr(LbErrand) errand = elsewhere_do(blade->world, LB_ERRAND_FETCH, end, NULL);
    world_pass(blade->world, LB_HOUR);
    golden_let_read(blade, OWNER, one);
    blade_open(blade, OWNER, 0, 80, 24);
    cr_assert(lb_app_start_at_ticket(blade->app, number, NULL));
    golden_compare_sizes(one, blade);
}

Test(elsewhere, owners_read_how_old_it_is_and_that_the_system_is_silent)
{
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        expect_read("elsewhere-silent", languages[i], LB_ERRAND_LATER);
        expect_read("elsewhere-missing", languages[i], LB_ERRAND_MISSING);
    }
}

Test(elsewhere, a_request_and_its_ticket_say_where_that_is_read)
{
    static const char address[] = "https://rt.example.com/Ticket/Display.html?id=123";
    g_autoptr(LbExternalTicket) there = new_ticket();
    g_autoptr(Blade) blade = blade_new();
    LbTicketSystemSettings rt = { .name = (char *)"rt", .url = (char *)"https://rt.example.com" };
    g_autoptr(GPtrArray) systems = g_ptr_array_new();
    g_ptr_array_add(systems, &rt);
    lb_service_know_systems(blade->world->service, systems);
    int64_t ticket = elsewhere_link(blade->world, there);
    g_autofree char *sql = g_strdup_printf(
        "UPDATE request SET ticket = %" G_GINT64_FORMAT " WHERE number = 4", ticket);
    world_forge(blade->world, sql);
    for (int i = 0; i < 2; i++) {
        g_autofree char *name = g_strdup_printf("elsewhere-address.%s", languages[i]);
        golden_let_read(blade, OWNER, name);
        blade_open(blade, OWNER, 4, 80, 24);
        golden_compare_sizes(name, blade);
    }
    blade_expect(blade, address);
    blade_press(blade, "t");
    blade_expect(blade, address);
    lb_service_know_systems(blade->world->service, NULL);
    blade_open(blade, OWNER, 4, 80, 24);
    blade_expect_no(blade, "rt.example.com");
}

Test(elsewhere, access_is_asked_for_when_the_ticket_has_been_looked_at_anew)
{
    g_autoptr(LbExternalTicket) there = new_ticket();
    g_autoptr(Blade) blade = blade_new();
    int64_t before = world_count(blade->world, "SELECT max(number) FROM request");
    elsewhere_link(blade->world, there);
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, "T");
    blade_press(blade, "\t/rt:123\n\nttake\n");
    blade_press(blade, "+\n\n\n\nweb-0 \nTo look at it.");
    world_pass(blade->world, LB_HOUR);
    blade_press(blade, "\x18");
    blade_expect(blade, "Waiting for rt.");
    blade_press(blade, "\033");
    blade_expect(blade, "To look at it.");
    blade_press(blade, "\x18");
    g_autoptr(LbErrand) first = elsewhere_do(blade->world, LB_ERRAND_FETCH, LB_ERRAND_LATER, NULL);
    let_run(blade);
    blade_expect_sentence(blade, "The system where this support ticket lives does not answer");
    blade_expect(blade, "To look at it.");
    blade_press(blade, "\x18");
    g_autoptr(LbErrand) second =
        elsewhere_do(blade->world, LB_ERRAND_FETCH, LB_ERRAND_UNCHANGED, NULL);
    let_run(blade);
    cr_assert_eq(world_count(blade->world, "SELECT max(number) FROM request"), before + 1);
    blade_expect(blade, "LB-7 is sent.");
}
