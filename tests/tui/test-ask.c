/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form that asks for access: filling it in, what it says before it is sent, what is kept of it. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/asking.h"
#include "service/tickets.h"
#include "tui/blade.h"

#define OWNER "owner1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define OTHER "engineer8@fabrikam.example"
#define DEVOPS "devops1@fabrikam.example"
#define LEAD "lead1@fabrikam.example"

#define CTRL_D "\x04"
#define CTRL_R "\x12"
#define CTRL_X "\x18"
#define ASK "T/TK-7\n+"
#define RESOURCES ASK "\n\n\n\n" /* service and scenario are the first ones */
#define FILLED RESOURCES "web-0 \n"
#define TO_TICKET "\t" /* from Why, around the end */
#define TO_SCENARIO TO_TICKET "\t\t"
#define TO_LEVEL TO_SCENARIO "\t\t"
#define TO_HOURS TO_LEVEL "\t"

/* Whoever holds the role @with holds @role too. */
#define GIVE(role, with)                                                                     \
    "INSERT INTO role_assignment SELECT principal, '" role "', scope, source, since, import" \
    " FROM role_assignment WHERE role = '" with "'"

static void
paste(Blade *blade, const char *text)
{
    LbInput input = { .key = LB_KEY_PASTE, .hasty = true, .time = blade->time, .pasted = text };
    lb_app_input(blade->app, &input);
}

static Blade *
open_form(const char *keys)
{
    Blade *blade = blade_new();
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, keys);
    return blade;
}

static int64_t
newest(Blade *blade)
{
    return world_count(blade->world, "SELECT max(number) FROM request");
}

static void
tamper(Blade *blade, const char *sql)
{
    g_autofree char *words = world_tamper(blade->world, sql);
    cr_assert_null(words, "%s", words);
}

static LbRequestView *
read_request(Blade *blade, int64_t number)
{
    g_autoptr(LbActor) engineer = world_actor(blade->world, ENGINEER);
    LbRequestView *view = lb_service_show(blade->world->service, engineer, number, NULL);
    cr_assert_not_null(view);
    return view;
}

Test(ask, a_request_is_sent_by_few_keys)
{
    g_autoptr(Blade) blade = open_form(FILLED "To look at it.");
    int64_t before = newest(blade);
    blade_press(blade, CTRL_X);
    cr_assert_eq(newest(blade), before + 1);
    g_autoptr(LbRequestView) view = read_request(blade, before + 1);
    const LbRequest *request = view->request;
    cr_assert_eq(request->ticket, 7);
    cr_assert_str_eq(request->scenario, "remote-desktop-windows");
    cr_assert_eq(request->level, LB_LEVEL_READ, "the least that there is");
    cr_assert_eq(request->hours, 8, "the tenant's own");
    cr_assert_str_eq(request->justification, "To look at it.");
    cr_assert_eq(request->resources->len, 1);
    blade_expect(blade, "LB-7   ? Customer Notified");
    blade_expect(blade, "LB-7 is sent. 4 owners and approvers of Production are mailed.");
    cr_assert_eq(blade->app->results->len, 1);
    blade_press(blade, "\033");
    blade_expect(blade, "+ new request");
}

Test(ask, how_many_are_mailed_is_said_of_one_too)
{
    g_autoptr(Blade) blade = blade_new();
    tamper(blade, "UPDATE principal SET enabled = 0 WHERE account LIKE 'owner%@contoso.example'");
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, FILLED "To look at it." CTRL_X);
    blade_expect(blade, "LB-7 is sent. 1 owner or approver of Production is mailed.");
}

Test(ask, the_cursor_begins_where_something_is_missing)
{
    g_autoptr(Blade) blade = open_form("+");
    blade_expect(blade, "Ticket        < none so far >");
    blade_press(blade, "\n");
    blade_expect(blade, "Because of which ticket");
    blade_press(blade, "TK-17\n");
    blade_expect(blade, "Ticket          TK-17   Contoso");
    blade_expect(blade, "Service       < none so far >");
}

Test(ask, the_only_ticket_is_chosen)
{
    g_autoptr(Blade) blade = blade_new();
    tamper(blade, "UPDATE ticket SET assignee = '" OTHER "' WHERE number = 17");
    blade_open(blade, OTHER, 0, 80, 24);
    blade_press(blade, "+");
    blade_expect(blade, "Ticket          TK-17");
    blade_expect(blade, "Service       < none so far >");
}

Test(ask, what_is_missing_is_said_at_its_field)
{
    g_autoptr(Blade) blade = open_form(ASK "\t\t\t\t\tBecause.");
    int64_t before = newest(blade);
    blade_press(blade, CTRL_X);
    blade_expect(blade, "Service       < none so far >\n                 A service is needed.");
    blade_press(blade, "\n\n" CTRL_X);
    blade_expect(blade, "Scenario      < none so far >\n                 A scenario is needed.");
    blade_press(blade, "\n\n" CTRL_X);
    blade_expect(blade, "At least one resource is needed.");
    blade_press(blade, "web-0 \n" CTRL_R);
    blade_expect(blade, "The owners read it like this:");
    blade_press(blade, "\033\t0" CTRL_X);
    blade_expect(blade, "At least one hour is needed.");
    blade_press(blade, "\b99" CTRL_X);
    blade_expect(blade, "This number of hours is not allowed. (1 to 24)");
    blade_expect(blade, "Because.");
    cr_assert_eq(newest(blade), before);
    blade_press(blade, "\b\b4" CTRL_X);
    g_autoptr(LbRequestView) view = read_request(blade, before + 1);
    cr_assert_eq(view->request->hours, 4);
    cr_assert_str_eq(view->request->justification, "Because.");
}

Test(ask, nothing_is_lost_by_another_size)
{
    static const int sizes[][2] = { { 40, 10 }, { 60, 15 }, { 200, 60 }, { 59, 14 }, { 80, 24 } };
    g_autoptr(Blade) blade = open_form(FILLED "First\nsecond");
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        lb_app_resize(blade->app, sizes[i][0], sizes[i][1]);
        blade_key(blade, LB_KEY_NONE, false, LB_SECOND);
        lb_app_draw(blade->app);
    }
    blade_expect(blade, "Resources       vm-web-01");
    blade_expect(blade, "First");
    blade_expect(blade, "second");
}

Test(ask, a_paste_sends_nothing)
{
    g_autoptr(Blade) blade = open_form(FILLED);
    int64_t before = newest(blade);
    paste(blade, "one\r\ttwo\x18\x1b[31m");
    blade_expect(blade, "    two<U+0018><U+001B>[31m");
    blade_key(blade, LB_KEY_CTRL_X, true, 0);
    blade_expect(blade, "Nothing is sent");
    cr_assert_eq(newest(blade), before);
}

Test(ask, what_is_pasted_into_a_list_is_looked_for)
{
    g_autoptr(Blade) blade = open_form(RESOURCES);
    paste(blade, "vm-web-02\n");
    blade_expect(blade, "1 found");
    blade_expect(blade, "> [ ] vm-web-02");
    blade_press(blade, "\n");
    blade_expect(blade, "Resources       vm-web-02");
}

Test(ask, values_are_stepped_through_too)
{
    g_autoptr(Blade) blade = open_form(ASK);
    blade_key(blade, LB_KEY_RIGHT, false, LB_SECOND);
    blade_expect(blade, "< Virtual machines >");
    blade_key(blade, LB_KEY_LEFT, false, LB_SECOND);
    blade_expect(blade, "< Cloud Services >");
    blade_key(blade, LB_KEY_DOWN, false, LB_SECOND);
    blade_key(blade, LB_KEY_LEFT, false, LB_SECOND);
    blade_expect(blade, "< Remote desktop to a worker role >");
    blade_press(blade, "\t\to");
    blade_expect(blade, "< operate >");
    blade_key(blade, LB_KEY_RIGHT, false, LB_SECOND);
    blade_expect(blade, "< administer >");
    blade_press(blade, "\t--");
    blade_expect(blade, "Hours           6");
    blade_expect(blade, "usually 8");
}

Test(ask, resources_are_picked_among_those_that_can_be)
{
    g_autoptr(Blade) blade = open_form(RESOURCES "old ");
    blade_expect(blade, "classic virtual machine");
    blade_expect_sentence(
        blade,
        "It cannot be picked. Classic resources are not supported; they have to be migrated");
    blade_press(blade, "\n");
    blade_expect(blade, "It cannot be picked.");
    blade_press(blade, "\b\b\bweb-0 \t ");
    blade_expect(blade, "[x] vm-web-01");
    blade_expect(blade, "Picked: vm-web-01, vm-web-02");
    blade_press(blade, " \n");
    blade_expect(blade, "Resources       vm-web-01  ");
    blade_expect(blade, "1 of ");
    blade_expect_no(blade, "vm-web-02");
}

Test(ask, another_scenario_lets_go_what_it_is_not_for)
{
    g_autoptr(Blade) blade = open_form(FILLED TO_SCENARIO "diag\n");
    blade_expect(blade, "Diagnostics of the host");
    blade_expect(blade, "Resources       vm-web-01");
    blade_press(blade, TO_SCENARIO "linux\n");
    blade_expect(blade, "Remote desktop (Linux)");
    blade_expect(blade, "Resources     [ none so far ]");
    blade_expect(blade, "No longer picked, as it does not suit: vm-web-01");
    blade_press(blade, TO_TICKET);
    blade_expect_no(blade, "No longer picked");
}

Test(ask, stepping_past_what_it_is_not_for_loses_no_resource)
{
    g_autoptr(Blade) blade = open_form(RESOURCES "web-0 \t \n" TO_SCENARIO);
    blade_expect(blade, "Resources       vm-web-01, vm-web-02");
    blade_key(blade, LB_KEY_RIGHT, false, LB_SECOND);
    blade_expect(blade, "< Remote desktop (Linux) >");
    blade_expect(blade, "Resources       none so far");
    lb_app_reload(blade->app);
    blade_key(blade, LB_KEY_LEFT, false, LB_SECOND);
    blade_expect(blade, "< Remote desktop (Windows) >");
    blade_expect(blade, "Resources       vm-web-01, vm-web-02");
    blade_key(blade, LB_KEY_UP, false, LB_SECOND);
    blade_expect_no(blade, "No longer picked");
    blade_key(blade, LB_KEY_LEFT, false, LB_SECOND);
    blade_expect(blade, "< Cloud Services >");
    blade_key(blade, LB_KEY_RIGHT, false, LB_SECOND);
    blade_expect(blade, "Resources       vm-web-01, vm-web-02");
}

Test(ask, leaving_what_resources_do_not_suit_says_which_go)
{
    g_autoptr(Blade) blade = open_form(RESOURCES "web-0 \t \nWhy." TO_SCENARIO);
    blade_key(blade, LB_KEY_RIGHT, false, LB_SECOND);
    blade_press(blade, "\t");
    blade_expect(blade, "Resources     [ none so far ]");
    blade_expect(blade, "No longer picked, as they do not suit: vm-web-01, vm-web-02");
    blade_key(blade, LB_KEY_UP, false, LB_SECOND);
    blade_key(blade, LB_KEY_LEFT, false, LB_SECOND);
    blade_expect(blade, "Resources       none so far");
}

Test(ask, less_than_was_picked_is_not_sent_unsaid)
{
    g_autoptr(Blade) blade = blade_new();
    tamper(blade, "UPDATE resource SET os = 'none' WHERE name = 'vm-web-02'");
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, RESOURCES "web-0 \t \nWhy." TO_SCENARIO);
    int64_t before = newest(blade);
    blade_key(blade, LB_KEY_RIGHT, false, LB_SECOND);
    blade_press(blade, CTRL_X);
    blade_expect(blade, "Resources     [ vm-web-02 ]");
    blade_expect(blade, "No longer picked, as it does not suit: vm-web-01");
    cr_assert_eq(newest(blade), before);
    blade_press(blade, CTRL_X);
    cr_assert_eq(newest(blade), before + 1);
}

Test(ask, a_scenario_in_preview_says_why_not)
{
    g_autoptr(Blade) blade = open_form(ASK "sto");
    blade_expect(blade, "Storage");
    blade_expect(blade, "not available");
    blade_press(blade, "\n");
    blade_expect(blade, "It cannot be chosen.");
    blade_expect_sentence(blade, "an admin of the provider switches it on.");
    blade_press(blade, "\033");
    blade_expect(blade, "Service       < none so far >");
}

Test(ask, rules_are_asked_a_moment_after_the_last_key)
{
    g_autoptr(Blade) blade = open_form(RESOURCES);
    blade_expect(blade, "What the rules say stands here");
    blade_press(blade, "web-0 \n");
    blade_expect(blade, "The rules are asked in a moment.");
    lb_app_tick(blade->app);
    blade_expect(blade, "The rules are asked in a moment.");
    lb_app_tick(blade->app);
    blade_expect(blade, "? 4 owners and approvers of Production will be asked.");
    blade_press(blade, "Words change nothing of it.");
    blade_expect(blade, "? 4 owners and approvers of Production will be asked.");
    blade_press(blade, TO_LEVEL "a");
    blade_expect(blade, "The rules are asked in a moment.");
    blade_rest(blade);
    blade_expect_sentence(blade, "Internal approvals needed first: 1");
    lb_app_resize(blade->app, 120, 40);
    blade_expect_sentence(blade, "Administering single resources: Applies");
}

Test(ask, rules_that_cannot_be_asked_are_asked_again)
{
    g_autoptr(Blade) blade = open_form(FILLED);
    lb_service_set_patience(blade->world->service, 1);
    LbTransaction *other = lb_store_begin(blade->world->store, NULL);
    cr_assert_not_null(other);
    blade_rest(blade);
    blade_expect(blade, "The rules cannot be asked now: ");
    blade_expect_no(blade, "? 4 owners");
    lb_transaction_free(other);
    blade_rest(blade);
    blade_expect(blade, "? 4 owners and approvers of Production will be asked.");
    blade_expect_no(blade, "cannot be asked");
}

Test(ask, the_rules_keep_a_row_whatever_else_is_said)
{
    g_autoptr(Blade) blade = open_form(FILLED "Why.");
    lb_app_resize(blade->app, 60, 15);
    blade_rest(blade);
    blade_expect(blade, "? 4 owners and approvers of Production will be asked.");
    world_pass(blade->world, 30 * LB_SECOND);
    lb_app_tick(blade->app);
    blade_expect(blade, "lockboxd is not running");
    blade_expect(blade, "? 4 owners and approvers of Production will be asked.");
    blade_expect(blade, " Why.");
    blade_press(blade, "\033+");
    blade_rest(blade);
    blade_expect(blade, "lockboxd is not running");
    blade_expect(blade, "? 4 owners and approvers of Production will be asked.");
    blade_expect(blade, " Why.");
}

Test(ask, what_the_rules_refuse_is_said_and_the_words_stay)
{
    g_autoptr(Blade) blade = blade_new();
    tamper(blade, "UPDATE principal SET isolated = 0 WHERE account = '" ENGINEER "'");
    blade_open(blade, ENGINEER, 0, 80, 24);
    blade_press(blade, FILLED "Why.");
    int64_t before = newest(blade);
    blade_rest(blade);
    blade_expect(blade, "- Decided by the rule: Neither an isolated identity nor several factors.");
    blade_press(blade, CTRL_X);
    blade_expect(blade, "The just-in-time rules refuse this request.");
    blade_expect(blade, "Why.");
    cr_assert_eq(newest(blade), before);
    blade_press(blade, CTRL_R);
    blade_expect(blade, "The rules refuse it, so nobody will read this:");
}

Test(ask, a_flood_is_refused_and_the_words_stay)
{
    g_autoptr(Blade) blade = open_form(FILLED "Why.");
    LbRequestLimits limits = { .waiting = 2 };
    lb_service_limit_requests(blade->world->service, &limits);
    int64_t before = newest(blade);
    blade_press(blade, CTRL_X);
    blade_expect_sentence(
        blade, "As many of your requests wait for this subscription as may wait at once.");
    blade_expect_sentence(blade, "(LB-4, LB-5)");
    blade_expect(blade, "Why.");
    cr_assert_eq(newest(blade), before);
}

Test(ask, what_needs_internal_approval_waits_for_it)
{
    g_autoptr(Blade) blade = open_form(FILLED "Why." TO_LEVEL "a" CTRL_X);
    blade_expect(blade, "LB-7   . Initializing");
    blade_expect(blade, "1 d");
    blade_expect(blade, "It waits for internal approval until");
    blade_expect(blade, "LB-7 is sent. It waits for internal approval first.");
}

Test(ask, without_customer_data_access_opens_at_once)
{
    g_autoptr(Blade) blade = open_form(ASK "\t"
                                           "diag\n"
                                           "web-0 \nWhy.");
    blade_rest(blade);
    blade_expect_sentence(blade, "The customer is not asked: no customer data is touched.");
    blade_press(blade, CTRL_R);
    blade_expect(blade, "The customer is not asked. Its owners can read it, like this:");
    blade_expect(blade, "Opened by the rules");
    blade_press(blade, "\033" CTRL_X);
    blade_expect(blade, "access is open: no customer data is touched.");
    cr_assert_eq(blade_status(blade, newest(blade)), LB_STATUS_APPROVED);
}

/* The lines from the one that says who asks to the one that says what no does. */
static char *
question(Blade *blade)
{
    g_autofree char *text = blade_text(blade);
    char *begin = strstr(text, "(Support Engineer) asks for");
    char *end = begin != NULL ? strstr(begin, "the engineer reads your reason") : NULL;
    cr_assert_not_null(end, "%s", text);
    return g_strndup(begin, (gsize)(end - begin));
}

Test(ask, the_owners_read_what_was_shown_before)
{
    g_autoptr(Blade) blade = open_form(FILLED "First\n\n| second\xe2\x80\x83third" CTRL_R);
    g_autofree char *before = question(blade);
    blade_expect(blade, "waits for you until Fri 12 Jan 01:00");
    blade_press(blade, "\t");
    blade_expect_sentence(blade, "Does not apply: the identity is isolated.");
    blade_press(blade, "\t\033" CTRL_X);
    tamper(blade, "UPDATE principal SET time_zone = 'UTC' WHERE account = '" OWNER "'");
    blade_open(blade, OWNER, newest(blade), 80, 24);
    g_autofree char *after = question(blade);
    cr_assert_str_eq(after, before);
}

Test(ask, a_ticket_that_is_closed_meanwhile_is_said_and_the_words_stay)
{
    g_autoptr(Blade) blade = open_form(FILLED "Half");
    g_autoptr(LbActor) owner = world_actor(blade->world, OWNER);
    g_autoptr(LbService) other =
        lb_service_open_with_clock(blade->world->data, "x", &blade->world->clock, NULL);
    g_autoptr(LbTicket) ticket = lb_service_close_ticket(other, owner, 7, NULL, NULL);
    cr_assert_not_null(ticket);
    lb_app_tick(blade->app);
    blade_expect(blade, "The support ticket is closed.");
    blade_press(blade, " a reason");
    blade_expect(blade, "Half a reason");
    blade_press(blade, CTRL_X);
    blade_expect(blade, "The support ticket is closed.");
}

Test(ask, a_request_is_copied_as_a_new_one)
{
    g_autoptr(Blade) blade = blade_new();
    int64_t before = newest(blade);
    blade_open(blade, ENGINEER, 1, 80, 24);
    blade_expect(blade, "+ copy as new");
    blade_press(blade, "+");
    blade_expect(blade, "Like LB-1");
    blade_expect(blade, "Resources       vm-web-01, vm-web-02");
    blade_expect(blade, "Later.");
    blade_press(blade, " Now." CTRL_X);
    g_autoptr(LbRequestView) view = read_request(blade, before + 1);
    cr_assert_str_eq(view->request->justification, "Later. Now.");
}

Test(ask, a_copy_of_what_touched_no_customer_data_says_which_it_is_like)
{
    g_autoptr(Blade) blade = blade_new();
    g_autoptr(LbActor) engineer = world_actor(blade->world, ENGINEER);
    LbSubmission submission = { .ticket = "TK-7",
                                .service = "virtual-machines",
                                .scenario = "host-diagnostics",
                                .level = "read",
                                .justification = "We look.",
                                .resources = (const char *const[]){ "vm-web-01", NULL } };
    g_autoptr(LbRequest) request =
        lb_service_submit(blade->world->service, engineer, &submission, NULL);
    cr_assert_not_null(request);
    g_autofree char *id = lb_request_id(request);
    g_autofree char *like = g_strdup_printf("Like %s ", id);
    cr_assert(g_str_has_prefix(id, "JIT-"), "%s", id);
    blade_open(blade, ENGINEER, request->number, 80, 24);
    blade_press(blade, "+");
    blade_expect(blade, like);
}

Test(ask, who_does_not_ask_has_no_form)
{
    g_autoptr(Blade) blade = blade_new();
    const char *const others[] = { LEAD, OWNER, "admin1@fabrikam.example" };
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        blade_open(blade, others[i], 4, 80, 24);
        blade_press(blade, "+");
        blade_expect_no(blade, "New request");
        blade_press(blade, "\0331+");
        blade_expect_no(blade, "New request");
        blade_expect_no(blade, "+ new request");
    }
}

Test(ask, a_role_that_begins_like_another_is_another)
{
    g_autoptr(Blade) blade = blade_new();
    tamper(blade, GIVE("Support Engineering", "Support Lead"));
    blade_open(blade, LEAD, 0, 80, 24);
    blade_expect_no(blade, "+ new request");
    tamper(blade, GIVE("Support Engineer", "Support Lead"));
    blade_open(blade, LEAD, 0, 80, 24);
    blade_expect(blade, "+ new request");
}

Test(ask, why_there_is_no_ticket_is_said_by_role)
{
    g_autoptr(Blade) blade = blade_new();
    tamper(blade, "UPDATE ticket SET escalated = 0, escalated_by = NULL");
    blade_open(blade, OTHER, 0, 80, 24);
    blade_press(blade, "+");
    blade_expect(blade, "None is yours. Take one first.");
    blade_open(blade, DEVOPS, 0, 80, 24);
    blade_press(blade, "+");
    blade_expect(blade, "None has been escalated to the DevOps engineers so far.");
    blade_press(blade, " ");
    blade_expect(blade, "None has been escalated to the DevOps engineers so far.");
    blade_press(blade, "\033");
    lb_app_resize(blade->app, 60, 15);
    blade_expect(blade, "None has been escalated to the DevOps engineers so far.");
    tamper(blade, GIVE("Support Engineer", "DevOps Engineer"));
    blade_open(blade, DEVOPS, 0, 80, 24);
    blade_press(blade, "+");
    blade_expect(blade, "None is yours, and none has been escalated.");
}

Test(ask, somebody_elses_ticket_is_said_at_its_field)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OTHER, 0, 80, 24);
    blade_press(blade, "Tll/TK-17\n+");
    blade_expect(blade, "Ticket        < TK-17");
    blade_expect_sentence(blade,
                          "Only the engineer to whom the support ticket is assigned may do this.");
    blade_press(blade, "\t\n");
    blade_expect(blade, "Ticket        < TK-17");
}

Test(ask, ticket_and_request_lead_to_each_other)
{
    g_autoptr(Blade) blade = open_form("T/TK-7\n\n");
    blade_expect(blade, "Asked for because of it");
    blade_press(blade, "\n");
    blade_expect(blade, "LB-4   ? Customer Notified");
    blade_press(blade, "t");
    blade_expect(blade, "TK-7   Web role stops answering");
    blade_press(blade, "+");
    blade_expect(blade, "Ticket          TK-7");
}
