/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pane of the activity log: filters, following, searching far back, an entry's links, export. */
#include <criterion/criterion.h>
#include <string.h>

#include "tui/blade.h"

#define OWNER "owner1@contoso.example"
#define ADMIN "admin1@fabrikam.example"

/* Somebody else's act, by another connection. */
static void
deny(Blade *blade, int64_t number)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbService) other = lb_service_open_with_clock(blade->world->data, "lockbox.example",
                                                            &blade->world->clock, &error);
    g_autoptr(LbActor) actor = lb_service_identify_as(other, "owner2@contoso.example", &error);
    g_autoptr(LbRequestView) view = lb_service_show(other, actor, number, &error);
    cr_assert_not_null(view);
    LbDecision decision = { .number = number, .shown = view->digest, .reason = "No." };
    g_autoptr(LbRequest) after = lb_service_deny(other, actor, &decision, &error);
    cr_assert_not_null(after);
}

Test(log, the_form_sets_all_filters_at_once)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "5");
    cr_assert(blade_shows(blade, "8 found"));
    blade_press(blade, "f\towner1@contoso.example\n");
    cr_assert(blade_shows(blade, "By owner1@contoso.example"));
    cr_assert(blade_shows(blade, "1 found"));
    cr_assert(blade_shows(blade, "Approve Lockbox Request"));
    cr_assert_not(blade_shows(blade, "Create Lockbox Request"));
    blade_press(blade, "f\t\025\tLB-1\t\t\tweekend\n"); /* ^U empties the field */
    cr_assert(blade_shows(blade, "Request LB-1"));
    cr_assert(blade_shows(blade, "Text weekend"));
    cr_assert(blade_shows(blade, "1 found"));
    cr_assert(blade_shows(blade, "Deny Lockbox Request"));
    blade_press(blade, "z");
    cr_assert(blade_shows(blade, "8 found"));
}

Test(log, leaving_the_form_changes_nothing)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "5l");
    g_autofree char *before = blade_text(blade);
    blade_press(blade, "f\tnobody\033");
    g_autofree char *after = blade_text(blade);
    cr_assert_str_eq(before, after);
}

Test(log, the_form_says_what_it_cannot_read)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "5f\t\tTK-7\n");
    cr_assert(blade_shows(blade, "That is no number of a request"));
    blade_press(blade, "\0254\t24 November\n");
    cr_assert(blade_shows(blade, "That is no time"));
    blade_press(blade, "\0252035-01-08\n");
    cr_assert(blade_shows(blade, "Request LB-4"));
    cr_assert(blade_shows(blade, "Since 2035-01-08"));
}

Test(log, any_operation_can_be_chosen_in_the_form)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, ADMIN, 0, 80, 24);
    blade_press(blade, "5f");
    blade_key(blade, LB_KEY_RIGHT, false, LB_SECOND);
    cr_assert(blade_shows(blade, "< Create Lockbox Request >"));
    blade_key(blade, LB_KEY_LEFT, false, LB_SECOND);
    cr_assert(blade_shows(blade, "< all >"));
    for (int i = 0; i < 8; i++)
        blade_key(blade, LB_KEY_RIGHT, false, LB_SECOND);
    cr_assert(blade_shows(blade, "< Initialize Lockbox >"));
    blade_press(blade, "\n");
    cr_assert(blade_shows(blade, "[Initialize Lockbox]"));
    cr_assert(blade_shows(blade, "1 found"));
    blade_press(blade, "l");
    cr_assert(blade_shows(blade, "[all]"));
}

Test(log, only_who_oversees_chooses_a_tenant)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "5f");
    cr_assert_not(blade_shows(blade, "Tenant"));
    blade_open(blade, ADMIN, 0, 80, 24);
    blade_press(blade, "5f");
    cr_assert(blade_shows(blade, "Tenant"));
    blade_press(blade, "\t\t\t\t\t\t" NIHON "\n");
    cr_assert(blade_shows(blade, "Tenant " NIHON));
    cr_assert(blade_shows(blade, "1 found"));
    cr_assert(blade_shows(blade, "LB-6"));
    cr_assert_not(blade_shows(blade, "LB-5"));
}

Test(log, an_entry_leads_to_request_ticket_and_person)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 0, 80, 40);
    blade_press(blade, "5lll\n");
    cr_assert(blade_shows(blade, "(DenyLockboxRequest)"));
    cr_assert(blade_shows(blade, "Contoso (" CONTOSO ")"));
    cr_assert(blade_shows(blade, "\"reason\" : \"Not before the weekend.\""));
    blade_press(blade, "t");
    cr_assert(blade_shows(blade, "TK-7   Web role stops answering"));
    blade_press(blade, "qp");
    cr_assert(blade_shows(blade, "By owner2@contoso.example"));
    cr_assert(blade_shows(blade, "1 found"));
    blade_press(blade, "q\n");
    cr_assert(blade_shows(blade, "LB-1   - Denied"));
}

Test(log, an_entry_without_a_request_has_no_such_links)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, ADMIN, 0, 80, 40);
    blade_press(blade, "5G\n");
    cr_assert(blade_shows(blade, "(InitializeLockbox)"));
    cr_assert_not(blade_shows(blade, "t ticket"));
    g_autofree char *before = blade_text(blade);
    blade_press(blade, "t\n");
    g_autofree char *after = blade_text(blade);
    cr_assert_str_eq(before, after);
}

Test(log, following_keeps_the_newest_in_sight_until_one_moves)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "5jjF");
    cr_assert(blade_shows(blade, "following"));
    deny(blade, 4);
    lb_app_tick(blade->app);
    cr_assert(blade_shows(blade, "Deny Lockbox Request      LB-4    owner2"));
    cr_assert(blade_shows(blade, "entry 12   LB-4"));
    blade_press(blade, "j");
    cr_assert_not(blade_shows(blade, "following"));
    cr_assert(blade_shows(blade, "entry 10   LB-5"));
    deny(blade, 5);
    lb_app_tick(blade->app);
    cr_assert_not(blade_shows(blade, "entry 13"));
    cr_assert(blade_shows(blade, "10 found"));
    blade_press(blade, "F");
    cr_assert(blade_shows(blade, "entry 13   LB-5"));
    blade_press(blade, "F");
    cr_assert_not(blade_shows(blade, "following"));
}

Test(log, following_with_a_text_takes_only_what_holds_it)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "5f\t\t\t\t\tlb-5\nF");
    cr_assert(blade_shows(blade, "following"));
    cr_assert(blade_shows(blade, "1 found"));
    deny(blade, 4);
    lb_app_tick(blade->app);
    cr_assert(blade_shows(blade, "1 found"));
    deny(blade, 5);
    lb_app_tick(blade->app);
    cr_assert(blade_shows(blade, "2 found"));
    cr_assert(blade_shows(blade, "entry 13   LB-5"));
}

/* Many entries of nobody's interest above those that there were. */
static void
bury(Blade *blade)
{
    g_autofree char *words = world_tamper(
        blade->world,
        "DROP TRIGGER activity_insert; BEGIN;"
        "INSERT INTO activity (sequence, time, tenant, operation, request, caller, person, door,"
        " details, previous, hash) WITH RECURSIVE n (i) AS"
        " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)"
        " SELECT sequence + i, time + i, '" CONTOSO "', 'CreateLockboxRequest', 'LB-1',"
        " 'engineer7@fabrikam.example', 'p', 'as', '{}', hash, hash"
        " FROM n, (SELECT * FROM activity ORDER BY sequence DESC LIMIT 1); COMMIT;");
    cr_assert_null(words, "%s", words);
}

Test(log, a_long_search_says_how_far_it_came_and_goes_on)
{
    g_autoptr(Blade) blade = blade_new();
    bury(blade);
    blade_open(blade, OWNER, 0, 80, 24);
    blade->app->search_time = 0; /* one window at once */
    blade_press(blade, "5");
    cr_assert(blade_shows(blade, "more than 10,000 found"));
    blade_press(blade, "f\t\t\t\t\tweekend\n");
    cr_assert(blade_shows(blade, "0 found so far"));
    cr_assert(blade_shows(blade, "Searched back to 2035-01-0"));
    blade_press(blade, "j");
    cr_assert(blade_shows(blade, "0 found so far"));
    /* What is new is found without searching again from the beginning. */
    deny(blade, 4);
    lb_app_tick(blade->app);
    cr_assert(blade_shows(blade, "0 found so far"));
    blade_press(blade, "G");
    cr_assert(blade_shows(blade, "1 found"));
    cr_assert_not(blade_shows(blade, "Searched back"));
    cr_assert(blade_shows(blade, "Deny Lockbox Request      LB-1"));
}

Test(log, the_commands_to_export_are_shown_and_kept)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 0, 120, 24);
    blade_press(blade, "5le");
    const char *command = "ssh lockbox@lockbox.fabrikam.example log --export csv --operation "
                          "create > log.csv";
    cr_assert(blade_shows(blade, command));
    cr_assert(blade_shows(blade, "log --export jsonl --operation create > log.jsonl"));
    blade_press(blade, "qe");
    cr_assert_eq(blade->app->copies->len, 2);
    cr_assert(g_str_has_suffix(blade->app->copies->pdata[0], command));
    cr_assert_eq(blade->app->results->len, 0);
}
