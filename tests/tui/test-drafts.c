/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drafts of requests: kept a moment after the last key and at every end, and brought back. */
#include <criterion/criterion.h>

#include "tui/blade.h"

#define ENGINEER "engineer7@fabrikam.example"
#define CTRL_D "\x04"
#define CTRL_X "\x18"
#define ASK "T/TK-7\n+"
#define FILLED ASK "\n\n\n\nweb-0 \n" /* service and scenario are the first ones */
#define TO_TICKET "\t"                /* from Why, around the end */
#define TO_LEVEL TO_TICKET "\t\t\t\t"

static Blade *
open_form(const char *keys)
{
    Blade *blade = blade_new();
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, keys);
    return blade;
}

static int64_t
drafts(Blade *blade)
{
    return world_count(blade->world, "SELECT count(*) FROM draft");
}

Test(drafts, a_draft_is_kept_and_brought_back)
{
    g_autoptr(Blade) blade = open_form(FILLED "Half a reason");
    cr_assert_eq(drafts(blade), 0, "not by every key");
    blade_rest(blade);
    cr_assert_eq(drafts(blade), 1);
    blade_press(blade, ", and more\033");
    blade_expect(blade, "The draft for TK-7 is kept; + on it, or on the overview, brings it back.");
    blade_press(blade, "+");
    blade_expect(blade, "Draft of Mon 01:00   Ctrl-D throws it away");
    blade_expect(blade, "Resources       vm-web-01");
    blade_expect(blade, "Half a reason, and more");
    blade_press(blade, "." CTRL_X);
    cr_assert_eq(world_count(blade->world, "SELECT count(*) FROM request WHERE justification = "
                                           "'Half a reason, and more.'"),
                 1);
    cr_assert_eq(drafts(blade), 0, "what is sent is no draft any more");
    lb_app_keep(blade->app);
    cr_assert_eq(drafts(blade), 0);
}

Test(drafts, a_draft_survives_leaving_and_breaking_off)
{
    g_autoptr(Blade) blade = open_form(FILLED "Half");
    blade_press(blade, "\x03y");
    cr_assert(blade->app->ended);
    lb_app_keep(blade->app);
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, "+");
    blade_expect(blade, "Half");
    blade_press(blade, TO_LEVEL "o\t\t a reason");
    blade_press(blade, "\t\t\t\tvm");
    blade_expect(blade, "Which resources");
    lb_app_keep(blade->app);
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, ASK);
    blade_expect(blade, "Half a reason");
    blade_expect(blade, "Level           operate\n");
    blade_press(blade, TO_LEVEL);
    blade_expect(blade, "< operate >");
}

Test(drafts, what_is_put_aside_is_kept)
{
    g_autoptr(Blade) blade = open_form(FILLED "Half" TO_TICKET "\t\t");
    blade_key(blade, LB_KEY_RIGHT, false, LB_SECOND);
    blade_expect(blade, "Resources       none so far");
    blade_rest(blade);
    cr_assert_eq(
        world_count(blade->world, "SELECT count(*) FROM draft WHERE resources LIKE '%vm-web-01%'"),
        1);
    blade_key(blade, LB_KEY_LEFT, false, LB_SECOND);
    blade_expect(blade, "Resources       vm-web-01");
    blade_press(blade, CTRL_D CTRL_D);
    blade_expect_no(blade, "vm-web-01");
}

Test(drafts, a_draft_is_thrown_away_by_two_keys)
{
    g_autoptr(Blade) blade = open_form(FILLED "Half\033+");
    blade_press(blade, CTRL_D);
    blade_expect(blade, "Ctrl-D again throws away all that is filled in.");
    blade_press(blade, "x" CTRL_D);
    cr_assert_eq(drafts(blade), 1, "a key between them is a change of mind");
    blade_press(blade, CTRL_D);
    cr_assert_eq(drafts(blade), 0);
    blade_expect(blade, "Ticket          TK-7");
    blade_expect(blade, "Service       < none so far >");
    blade_expect_no(blade, "Draft of");
    blade_press(blade, "\033");
    blade_expect_no(blade, "is kept");
    cr_assert_eq(drafts(blade), 0);
}

Test(drafts, what_cannot_be_kept_is_said_before_it_is_left)
{
    g_autoptr(Blade) blade = open_form(FILLED "Half");
    lb_service_set_patience(blade->world->service, 1);
    g_autoptr(LbTransaction) other = lb_store_begin(blade->world->store, NULL);
    cr_assert_not_null(other);
    blade_rest(blade);
    blade_press(blade, "\033");
    blade_expect_sentence(blade, "Esc again leaves without it.");
    blade_expect(blade, "Half");
    blade_press(blade, "\033");
    blade_expect(blade, "[Mine]");
}

Test(drafts, each_ticket_has_a_draft_of_its_own)
{
    g_autoptr(Blade) blade = open_form(FILLED "About seven\033");
    blade_press(blade, "/TK-17\n+");
    blade_expect(blade, "Ticket          TK-17");
    blade_expect_no(blade, "About seven");
    blade_press(blade, "\t\t\t\t\tAbout more" TO_TICKET " TK-7\n");
    blade_expect(blade, "Ticket          TK-7 ");
    blade_expect(blade, "About seven");
    blade_expect(blade, "What was filled in is kept with the ticket before.");
    blade_press(blade, "\033+");
    cr_assert_eq(drafts(blade), 2);
    blade_expect(blade, "About more");
}

Test(drafts, words_go_along_to_a_ticket_without_a_draft)
{
    g_autoptr(Blade) blade = open_form(FILLED "About it");
    blade_rest(blade);
    blade_press(blade, TO_TICKET " TK-10\n");
    blade_expect(blade, "Ticket          TK-10");
    blade_expect(blade, "About it");
    blade_expect_no(blade, "Resources       vm-web-01");
    blade_expect(blade, "No longer picked, as it does not suit: vm-web-01");
    blade_press(blade, "\033");
    cr_assert_eq(world_count(blade->world, "SELECT sum(ticket) FROM draft"), 10);
}

Test(drafts, a_ticket_that_is_chosen_first_brings_its_draft)
{
    g_autoptr(Blade) blade = open_form(FILLED "About seven\033");
    blade_press(blade, "/TK-17\n+"
                       "\t\t\t\t\t\t"
                       " TK-7\n");
    blade_expect(blade, "Draft of");
    blade_expect(blade, "About seven");
}

Test(drafts, a_copy_says_that_it_would_replace_one)
{
    g_autoptr(Blade) blade = open_form(FILLED "About seven\033");
    blade_open(blade, ENGINEER, 1, 80, 24);
    blade_press(blade, "+");
    blade_expect_sentence(blade,
                          "A draft of this ticket is kept. What you change here replaces it");
    blade_press(blade, "\033");
    cr_assert_eq(
        world_count(blade->world, "SELECT count(*) FROM draft WHERE justification = 'About seven'"),
        1);
    blade_press(blade, "+ And now.\033");
    cr_assert_eq(drafts(blade), 1);
    cr_assert_eq(world_count(blade->world,
                             "SELECT count(*) FROM draft WHERE justification = 'Later. And now.'"),
                 1);
}

Test(drafts, what_is_thrown_away_of_a_copy_leaves_the_draft)
{
    g_autoptr(Blade) blade = open_form(FILLED "About seven\033");
    blade_open(blade, ENGINEER, 1, 80, 24);
    blade_press(blade, "+" CTRL_D CTRL_D);
    blade_expect_no(blade, "Like LB-1");
    cr_assert_eq(drafts(blade), 1);
    blade_press(blade, "\033");
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, "+");
    blade_expect(blade, "About seven");
}

Test(drafts, the_draft_of_a_closed_ticket_goes_along_to_another)
{
    g_autoptr(Blade) blade = open_form(FILLED "About seven\033");
    cr_assert_null(world_tamper(blade->world, "UPDATE ticket SET closed = 1 WHERE number = 7"));
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, "+");
    blade_expect_sentence(blade, "The support ticket is closed. Choose another one.");
    blade_expect(blade, "Service         Virtual machines\n");
    blade_expect(blade, "Scenario        Remote desktop (Windows)\n");
    blade_press(blade, " TK-17\n");
    blade_expect(blade, "Ticket          TK-17");
    blade_expect(blade, "About seven");
    blade_expect(blade, "vm-web-01");
    blade_press(blade, "\033");
    cr_assert_eq(world_count(blade->world, "SELECT sum(ticket) FROM draft"), 17);
}

Test(drafts, the_draft_of_a_closed_ticket_is_found_where_it_is_said_to_be)
{
    g_autoptr(Blade) blade = open_form(FILLED "About seven");
    cr_assert_null(world_tamper(blade->world, "UPDATE ticket SET closed = 1 WHERE number = 7"));
    lb_app_tick(blade->app);
    blade_expect(blade, "Service         Virtual machines\n");
    blade_press(blade, "\033");
    blade_expect(blade, "The draft for TK-7 is kept; + on it, or on the overview, brings it back.");
    blade_press(blade, "1+");
    blade_expect(blade, "About seven");
    blade_press(blade, "\033T\t\t\t/TK-7\n+");
    blade_expect(blade, "About seven");
}

Test(drafts, a_draft_without_a_ticket_is_found_on_the_overview)
{
    g_autoptr(Blade) blade = open_form("+\t\t\t\t\t\tWhy.\033");
    blade_expect(blade, "The draft is kept; + on the overview brings it back.");
    blade_press(blade, "1+");
    blade_expect(blade, "Why.");
}

Test(drafts, where_no_ticket_is_left_nothing_is_said_of_another_one_nor_by_an_id)
{
    g_autoptr(Blade) blade = open_form(FILLED "About seven");
    cr_assert_null(world_tamper(blade->world, "UPDATE ticket SET closed = 1"));
    blade_rest(blade);
    blade_press(blade, "\033");
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, "+");
    blade_expect(blade, "The support ticket is closed.");
    blade_expect_no(blade, "Choose another one.");
    blade_expect(blade, "Service         chosen before\n");
    blade_expect_no(blade, "virtual-machines");
}
