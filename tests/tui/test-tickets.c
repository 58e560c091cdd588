/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Support tickets on the screens: opening, answering, taking, escalating and closing them. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/tickets.h"
#include "tui/blade.h"
#include "tui/editor.h"

#define OWNER "owner1@contoso.example"
#define READER "reader1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define COLLEAGUE "engineer8@fabrikam.example"
#define DEVOPS "devops1@fabrikam.example"
#define LEAD "lead1@fabrikam.example"

/* Ctrl-X by itself. */
static void
send_it(Blade *blade)
{
    blade_key(blade, LB_KEY_CTRL_X, false, LB_SECOND);
}

static void
paste(Blade *blade, const char *text)
{
    LbInput input = { .key = LB_KEY_PASTE, .hasty = true, .time = blade->time, .pasted = text };
    lb_app_input(blade->app, &input);
}

/* The words of the newest entry, and the state. */
static LbTicket *
read_ticket(Blade *blade, int64_t number)
{
    g_autoptr(LbActor) engineer = world_actor(blade->world, ENGINEER);
    LbTicket *ticket = lb_service_ticket(blade->world->service, engineer, number, NULL);
    cr_assert_not_null(ticket);
    return ticket;
}

static const LbTicketEntry *
last_entry(const LbTicket *ticket)
{
    return g_ptr_array_index(ticket->entries, ticket->entries->len - 1);
}

static int64_t
newest(Blade *blade)
{
    return world_count(blade->world, "SELECT max(number) FROM ticket");
}

/* Has TK-17 be nobody's. */
static void
unassign(Blade *blade)
{
    g_autofree char *words = world_tamper(
        blade->world, "UPDATE ticket SET assignee = NULL, escalated = NULL WHERE number = 17");
    cr_assert_null(words, "%s", words);
}

Test(tickets, a_customer_opens_one)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "T+");
    blade_expect(blade, "Open a support ticket");
    blade_expect(blade, "< Production >");
    blade_press(blade, "\tb\t");
    blade_expect(blade, "B, moderate impact");
    blade_press(blade, "Mail is late\nSince Monday.\n\nSee below: ");
    paste(blade, "first\r\nsecond\x1b[1m");
    blade_expect(blade, "second<U+001B>[1m");
    send_it(blade);
    cr_assert_eq(newest(blade), LB_TICKET_FIRST_HERE);
    g_autoptr(LbTicket) ticket = read_ticket(blade, LB_TICKET_FIRST_HERE);
    cr_assert_str_eq(ticket->title, "Mail is late");
    cr_assert_eq(ticket->severity, LB_SEVERITY_B);
    cr_assert_str_eq(last_entry(ticket)->text,
                     "Since Monday.\n\nSee below: first\nsecond<U+001B>[1m");
    blade_expect(blade, "Mail is late");
    blade_expect(blade, "is opened; an engineer has yet to take it.");
    cr_assert_eq(blade->app->results->len, 1);
    blade_press(blade, "\033");
    blade_expect(blade, "? Unassigned");
}

Test(tickets, what_is_wrong_is_said_at_its_field_and_nothing_is_lost)
{
    g_autoptr(Blade) blade = blade_new();
    int64_t before = newest(blade);
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "T+\t\t\tWhat happens");
    send_it(blade);
    blade_expect(blade, "A title is needed");
    blade_press(blade, "Title");
    blade_expect(blade, "Title         Title");
    lb_app_resize(blade->app, 40, 10);
    lb_app_draw(blade->app);
    lb_app_resize(blade->app, 60, 15);
    blade_expect(blade, "What happens");
    blade_expect(blade, "Title         Title");
    blade_press(blade, "\n");
    blade_key(blade, LB_KEY_CTRL_U, false, LB_SECOND);
    send_it(blade);
    blade_expect(blade, "A description is needed.");
    cr_assert_eq(newest(blade), before);
    blade_press(blade, "x\033");
    blade_expect(blade, "Esc again throws away what you have typed.");
    blade_press(blade, "y\033");
    blade_expect(blade, "Esc again throws away what you have typed.");
    blade_key(blade, LB_KEY_CTRL_X, true, 1000);
    blade_expect(blade, "came too fast for a finger");
    cr_assert_eq(newest(blade), before);
    blade_press(blade, "\033\033");
    blade_expect_no(blade, "Description");
}

Test(tickets, who_may_open_none_reads_why)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, "owner@basic.example", 0, 80, 24);
    blade_press(blade, "T+");
    blade_expect_no(blade, "Description");
    blade_expect(blade, "Developer");
    blade_open(blade, READER, 0, 80, 24);
    blade_press(blade, "T+");
    blade_expect_no(blade, "Description");
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, "T+");
    blade_expect_no(blade, "new ticket");
    blade_expect_no(blade, "Description");
}

Test(tickets, lists_are_what_their_reader_wants_first)
{
    g_autoptr(Blade) blade = blade_new();
    unassign(blade);
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "T");
    blade_expect(blade, "[All]");
    blade_expect(blade, "TK-17");
    blade_expect_no(blade, "TK-10");
    blade_press(blade, "ll");
    blade_expect(blade, "[Closed]");
    blade_expect(blade, "TK-8");
    blade_expect_no(blade, "TK-17");
    blade_press(blade, "l");
    blade_expect(blade, "Waits for an answer");
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, "T");
    blade_expect(blade, "[Mine]");
    blade_expect(blade, "TK-7");
    blade_expect_no(blade, "TK-17");
    blade_press(blade, "\t");
    blade_expect(blade, "[Unassigned]");
    blade_expect(blade, "TK-17");
    blade_open(blade, LEAD, 0, 80, 24);
    blade_press(blade, "T");
    blade_expect(blade, "[All]");
    blade_expect(blade, "TK-10");
    blade_press(blade, "/TK-7\n");
    blade_expect(blade, " > TK-7 ");
}

Test(tickets, an_engineer_takes_answers_and_notes)
{
    g_autoptr(Blade) blade = blade_new();
    unassign(blade);
    blade_open(blade, COLLEAGUE, 0, 80, 24);
    blade_press(blade, "Tl\n");
    blade_expect_no(blade, "r reply");
    blade_expect_no(blade, "e escalate");
    blade_press(blade, "t");
    blade_expect(blade, "Take TK-17");
    blade_press(blade, "\n");
    blade_expect(blade, "TK-17 is assigned to you.");
    blade_expect_no(blade, "t take");
    blade_press(blade, "r");
    send_it(blade);
    blade_expect(blade, "There is nothing to send so far.");
    blade_press(blade, "We look\nat it.");
    send_it(blade);
    blade_expect(blade, "Your reply is in TK-17 now.");
    g_autoptr(LbTicket) replied = read_ticket(blade, 17);
    cr_assert_str_eq(last_entry(replied)->text, "We look\nat it.");
    cr_assert_eq(last_entry(replied)->side, LB_SIDE_PROVIDER);
    blade_press(blade, "i");
    blade_expect(blade, "No customer sees it");
    blade_press(blade, "Looks like LB.");
    send_it(blade);
    g_autoptr(LbTicket) noted = read_ticket(blade, 17);
    cr_assert_eq(last_entry(noted)->side, LB_SIDE_INTERNAL);
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "T/TK-17\n\n");
    blade_expect(blade, "| at it.");
    blade_expect_no(blade, "Looks like LB.");
}

Test(tickets, escalating_hands_it_over)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, "T/TK-7\n\ne");
    send_it(blade);
    blade_expect(blade, "A reason is needed: the DevOps engineers read it.");
    blade_press(blade, "Needs a dump.");
    send_it(blade);
    blade_expect(blade, "TK-7 is escalated");
    blade_expect_no(blade, "e escalate");
    blade_open(blade, DEVOPS, 0, 80, 24);
    blade_press(blade, "Tl");
    blade_expect(blade, "! Escalated");
    blade_press(blade, "\nt\n");
    blade_expect(blade, "TK-7 is assigned to you.");
}

Test(tickets, a_customer_closes_with_last_words_or_without)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "T/TK-17\n\nc");
    blade_expect(blade, "Close TK-17");
    blade_press(blade, "It runs again.");
    send_it(blade);
    blade_expect(blade, "TK-17 is closed.");
    blade_expect_no(blade, "c close");
    blade_expect_no(blade, "r reply");
    g_autoptr(LbTicket) closed = read_ticket(blade, 17);
    cr_assert_not(closed->open);
    cr_assert_str_eq(last_entry(closed)->text, "It runs again.");
    blade_press(blade, "\033/TK-7\n\nc");
    send_it(blade);
    blade_expect(blade, "TK-7 is closed.");
}

Test(tickets, what_somebody_else_did_meanwhile_loses_no_word)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "T/TK-7\n\nrMy words");
    g_autoptr(LbActor) engineer = world_actor(blade->world, ENGINEER);
    g_autoptr(LbTicket) closed =
        lb_service_close_ticket(blade->world->service, engineer, 7, NULL, NULL);
    cr_assert_not_null(closed);
    lb_app_tick(blade->app);
    blade_expect(blade, "My words");
    send_it(blade);
    blade_expect(blade, "My words");
    blade_expect(blade, "closed");
    blade_expect(blade, "Reply to TK-7");
}

Test(tickets, who_only_reads_is_offered_nothing)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, READER, 0, 80, 24);
    blade_press(blade, "T/TK-7\n\n");
    blade_expect(blade, "TK-7   ");
    blade_expect_no(blade, "r reply");
    blade_expect_no(blade, "c close");
    g_autofree char *before = blade_text(blade);
    blade_press(blade, "cite");
    g_autofree char *after = blade_text(blade);
    cr_assert_str_eq(before, after);
}

Test(tickets, request_and_ticket_lead_to_each_other)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 4, 80, 24);
    blade_press(blade, "t");
    blade_expect(blade, "Asked for because of it");
    blade_expect(blade, " > LB-4");
    blade_press(blade, "\t\n");
    blade_expect(blade, "LB-3   ");
    blade_press(blade, "\033\033");
    blade_expect(blade, "LB-4   ? Customer Notified");
}

Test(tickets, the_deep_link_opens_one_above_the_list)
{
    g_autoptr(Blade) blade = blade_new();
    g_autoptr(GError) error = NULL;
    blade_open(blade, OWNER, 0, 80, 24);
    lb_app_free(blade->app);
    blade->app = lb_app_new(blade->world->service, blade->actor, 80, 24);
    cr_assert_not(lb_app_start_at_ticket(blade->app, 10, &error), "of another customer");
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_UNKNOWN_TICKET));
    lb_app_free(blade->app);
    blade->app = lb_app_new(blade->world->service, blade->actor, 80, 24);
    cr_assert(lb_app_start_at_ticket(blade->app, 7, NULL));
    blade_expect(blade, "TK-7   ");
    blade_press(blade, "\033");
    blade_expect(blade, " > TK-7 ");
}
