/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the keys do, on every screen, over a real database. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/deadlines.h"
#include "store/directory.h"
#include "tui/blade.h"

#define OWNER "owner1@contoso.example"

Test(blade, approves_by_number)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 4, 80, 24);
    cr_assert(blade_shows(blade, "engineer7@fabrikam.example (Support Engineer) asks for"));
    blade_press(blade, "a4\n");
    cr_assert_eq(blade_status(blade, 4), LB_STATUS_APPROVED);
    cr_assert(blade_shows(blade, "LB-4 is approved."));
    cr_assert(blade_shows(blade, "+ Approved"));
    cr_assert_eq(blade->app->results->len, 1);
}

Test(blade, approves_fewer_hours_with_a_reason)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 4, 80, 24);
    blade_press(blade, "a---\tlook only\t\t４\n");
    g_autoptr(LbRequestView) view = lb_service_show(blade->world->service, blade->actor, 4, NULL);
    cr_assert_eq(view->request->status, LB_STATUS_APPROVED);
    cr_assert_eq(view->request->hours_granted, 5);
    cr_assert_str_eq(view->request->decision_reason, "look only");
}

Test(blade, says_that_one_approval_of_two_opens_nothing_yet)
{
    g_autoptr(Blade) blade = blade_new();
    bool found = false;
    cr_assert(lb_directory_set_quorum(blade->world->store, PRODUCTION, 2, &found, NULL));
    g_autoptr(LbRequest) request = world_submit(blade->world);
    blade_open(blade, OWNER, 7, 80, 24);
    blade_press(blade, "a");
    cr_assert(blade_shows(blade, "This is approval 1 of 2: access opens when one more person"));
    blade_press(blade, "-7\n");
    cr_assert_eq(blade_status(blade, 7), LB_STATUS_PENDING);
    cr_assert(blade_shows(blade, "1 of 2 approvals; LB-7 waits for one more until"));
    cr_assert(blade_shows(blade, "Approvals 1 of 2: you approved; missing:"));
    cr_assert_not(blade_shows(blade, "a approve"));
    cr_assert(blade_shows(blade, "d deny"));
    blade_open(blade, "owner2@contoso.example", 7, 80, 24);
    blade_press(blade, "a");
    cr_assert(blade_shows(blade, "This is approval 2 of 2: access opens now."));
    cr_assert(blade_shows(blade, "Hours       7   until"));
    blade_press(blade, "7\n");
    cr_assert_eq(blade_status(blade, 7), LB_STATUS_APPROVED);
    cr_assert(blade_shows(blade, "for 7 hours"));
}

/* A request that waits for the provider's own people. */
static int64_t
hold(Blade *blade)
{
    const char *const resources[] = { "vm-web-01", NULL };
    LbSubmission submission = { .ticket = "TK-7",
                                .service = "virtual-machines",
                                .scenario = "remote-desktop-windows",
                                .level = "administer",
                                .justification = "We look.",
                                .resources = resources };
    g_autoptr(LbActor) engineer = world_actor(blade->world, "engineer7@fabrikam.example");
    g_autoptr(LbRequest) request =
        lb_service_submit(blade->world->service, engineer, &submission, NULL);
    cr_assert_not_null(request);
    return request->number;
}

Test(blade, a_lead_endorses_by_number_what_waits_for_it)
{
    g_autoptr(Blade) blade = blade_new();
    int64_t number = hold(blade);
    blade_open(blade, "lead1@fabrikam.example", 0, 80, 24);
    blade_press(blade, "2");
    cr_assert(blade_shows(blade, "LB-7"));
    blade_open(blade, "lead1@fabrikam.example", number, 80, 24);
    cr_assert(blade_shows(blade, "It waits for internal approval until"));
    cr_assert(blade_shows(blade, "Administering single resources"));
    cr_assert(blade_shows(blade, "a endorse   d decline"));
    blade_press(blade, "a\n");
    cr_assert(blade_shows(blade, "Type the number of the request first."));
    blade_press(blade, "7\n");
    cr_assert_eq(blade_status(blade, number), LB_STATUS_PENDING);
    cr_assert(blade_shows(blade, "LB-7 is endorsed. Its customer is asked"));
}

Test(blade, a_manager_declines_with_a_reason)
{
    g_autoptr(Blade) blade = blade_new();
    int64_t number = hold(blade);
    blade_open(blade, "manager1@fabrikam.example", number, 80, 24);
    blade_press(blade, "d\n");
    cr_assert(blade_shows(blade, "A reason is needed"));
    blade_press(blade, "Not for this.\n");
    cr_assert_eq(blade_status(blade, number), LB_STATUS_DENIED);
    cr_assert(blade_shows(blade, "Declined internally by manager1@fabrikam.example"));
}

Test(blade, an_owner_reads_what_is_held_and_answers_nothing)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, hold(blade), 80, 24);
    cr_assert(blade_shows(blade, "The customer has not been asked"));
    cr_assert_not(blade_shows(blade, "a endorse"));
    cr_assert_not(blade_shows(blade, "a approve"));
    blade_press(blade, "w");
    cr_assert(blade_shows(blade, "Decided by the rule: Administering single resources"));
}

Test(blade, enter_alone_never_approves)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 4, 80, 24);
    blade_press(blade, "a\n\n\n");
    cr_assert(blade_shows(blade, "Type the number of the request first."));
    blade_press(blade, "5\n");
    cr_assert(blade_shows(blade, "That is not the number of this request."));
    blade_press(blade, "\033");
    cr_assert_eq(blade_status(blade, 4), LB_STATUS_PENDING);
}

Test(blade, denies_with_a_reason_alone)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 4, 80, 24);
    blade_press(blade, "d\n  \n");
    cr_assert(blade_shows(blade, "A reason is needed"));
    cr_assert_eq(blade_status(blade, 4), LB_STATUS_PENDING);
    blade_press(blade, "理由です\n");
    cr_assert_eq(blade_status(blade, 4), LB_STATUS_DENIED);
    cr_assert(blade_shows(blade, "| 理由です"));
}

Test(blade, ends_access_early)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 3, 80, 24);
    blade_press(blade, "eWe found it.\n");
    cr_assert_eq(blade_status(blade, 3), LB_STATUS_REVOKED);
}

/* Pasted, or typed ahead: every key comes in haste. */
static void
paste(Blade *blade, const char *text, int64_t apart)
{
    for (const char *at = text; *at != '\0'; at++)
        blade_key(blade, *at, true, apart);
}

Test(blade, what_is_pasted_decides_nothing_anywhere)
{
    /* The keys that lead to each place, and whether a moment passes before the paste. */
    static const char *const places[] = { "",      "t", "?",  "w",   "L",    "/", "a",  "a\t",
                                          "a\t\t", "d", "a4", "dno", "\x03", "q", "q1", "q5" };
    g_autoptr(Blade) blade = blade_new();
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
        for (int64_t apart = 0; apart <= 2000; apart += 1000)
            for (int pause = 0; pause < 2; pause++) {
                blade_open(blade, OWNER, 4, 80, 24);
                blade_press(blade, places[i]);
                blade->time += pause * LB_SECOND;
                paste(blade, "aaaayyyy4\n", apart);
                paste(blade, "4\n4\na4\ndno\n", apart);
                cr_assert_eq(blade_status(blade, 4), LB_STATUS_PENDING, "after '%s'", places[i]);
                cr_assert_eq(blade_status(blade, 5), LB_STATUS_PENDING, "after '%s'", places[i]);
            }
}

Test(blade, keys_are_ignored_when_a_dialog_opens)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 4, 80, 24);
    blade_press(blade, "a");
    blade_key(blade, '4', false, 100000);
    blade_key(blade, LB_KEY_ENTER, false, 100000);
    cr_assert_eq(blade_status(blade, 4), LB_STATUS_PENDING);
    blade_press(blade, "4");
    blade_key(blade, LB_KEY_PASTE, false, LB_SECOND);
    cr_assert(blade_shows(blade, "Pasted text is not taken here."));
}

static void
answer(Blade *blade, const char *account, int64_t number)
{
    g_autoptr(LbActor) other = world_actor(blade->world, account);
    g_autoptr(LbRequestView) view = lb_service_show(blade->world->service, other, number, NULL);
    LbDecision decision = { .number = number, .shown = view->digest, .reason = "No." };
    g_autoptr(LbRequest) after = lb_service_deny(blade->world->service, other, &decision, NULL);
    cr_assert_not_null(after);
}

Test(blade, says_who_was_first_while_the_dialog_is_open)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 4, 80, 24);
    blade_press(blade, "a4");
    answer(blade, "owner2@contoso.example", 4);
    blade_press(blade, "\n");
    cr_assert(blade_shows(blade, "Denied by owner2@contoso.example, Mon 8 Jan 2035 02:00 CET."));
    cr_assert_eq(world_count(blade->world, "SELECT count(*) FROM activity WHERE request = 'LB-4'"
                                           " AND operation <> 'RefuseAct'"),
                 2);
    /* What was still being typed becomes no action: only Esc leads on. */
    blade_press(blade, "eqa4\n");
    cr_assert(blade_shows(blade, "Denied by owner2@contoso.example"));
    blade_press(blade, "\033");
    cr_assert(blade_shows(blade, "- Denied"));
    cr_assert_eq(blade_status(blade, 4), LB_STATUS_DENIED);
}

Test(blade, time_runs_out_while_the_dialog_is_open)
{
    g_autoptr(Blade) blade = blade_new();
    int ended = 0;
    blade_open(blade, OWNER, 4, 80, 24);
    blade_press(blade, "a4");
    world_pass(blade->world, 4 * LB_DAY);
    blade_press(blade, "\n");
    cr_assert_neq(blade_status(blade, 4), LB_STATUS_APPROVED);
    cr_assert_not(blade_shows(blade, "is approved"));
    lb_deadlines_run(blade->world->service, 10, &ended, NULL);
    lb_app_reload(blade->app);
    blade_press(blade, "\033");
    cr_assert(blade_shows(blade, "x Expired"));
}

Test(blade, leaving_a_deep_link_selects_the_next_one)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 4, 80, 24);
    blade_press(blade, "a4\nq");
    cr_assert(blade_shows(blade, " > LB-5"));
    cr_assert(blade_shows(blade, "2 Pending 1"));
    blade_press(blade, "q");
    cr_assert(blade->app->ended);
}

Test(blade, approving_is_for_the_request_page_alone)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 0, 80, 24);
    static const char *const tabs[] = { "1", "2", "3", "4", "5" };
    for (size_t i = 0; i < G_N_ELEMENTS(tabs); i++) {
        g_autofree char *before = NULL, *after = NULL;
        blade_press(blade, tabs[i]);
        before = blade_text(blade);
        blade_press(blade, strcmp(tabs[i], "5") == 0 ? "ad" : "ade"); /* e exports the log */
        after = blade_text(blade);
        cr_assert_str_eq(before, after);
    }
}

Test(blade, who_may_not_approve_gets_no_such_key)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, "reader1@contoso.example", 4, 80, 24);
    cr_assert_not(blade_shows(blade, "a approve"));
    blade_press(blade, "a");
    cr_assert_not(blade_shows(blade, "Approve LB-4"));
    blade_open(blade, "engineer7@fabrikam.example", 4, 80, 24);
    cr_assert_not(blade_shows(blade, "a approve"));
}

Test(blade, a_foreign_request_is_not_opened)
{
    g_autoptr(Blade) blade = blade_new();
    g_autoptr(GError) foreign = NULL;
    g_autoptr(GError) unknown = NULL;
    g_autoptr(LbActor) owner = world_actor(blade->world, OWNER);
    g_autoptr(LbApp) one = lb_app_new(blade->world->service, owner, 80, 24);
    cr_assert_not(lb_app_start(one, 6, &foreign));
    g_autoptr(LbApp) other = lb_app_new(blade->world->service, owner, 80, 24);
    cr_assert_not(lb_app_start(other, 999, &unknown));
    cr_assert_str_eq(foreign->message, unknown->message);
}

Test(blade, searches_lists_and_text)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "2/reason 30\n");
    cr_assert(blade_shows(blade, " > LB-5"));
    blade_press(blade, "/not there\n");
    cr_assert(blade_shows(blade, "That is not found."));
    blade_press(blade, "?/unnoticed\n");
    cr_assert(blade_shows(blade, "unnoticed"));
}

Test(blade, filters_the_log_by_operation)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 0, 80, 24);
    blade_press(blade, "5l");
    cr_assert(blade_shows(blade, "[Create]"));
    cr_assert_not(blade_shows(blade, "Deny Lockbox Request"));
    blade_press(blade, "l");
    cr_assert(blade_shows(blade, "Approve Lockbox Request   LB-3"));
    cr_assert_not(blade_shows(blade, "Create Lockbox Request"));
    blade_press(blade, "l");
    cr_assert(blade_shows(blade, "Deny Lockbox Request"));
    blade_press(blade, "l");
    cr_assert(blade_shows(blade, "Lockbox Request Expiry"));
    blade_press(blade, "\n");
    cr_assert(blade_shows(blade, "(ExpireLockboxRequest)"));
    blade_press(blade, "\n");
    cr_assert(blade_shows(blade, "LB-2   x Expired"));
}

Test(blade, every_key_at_every_size_leaves_a_whole_screen)
{
    static const int sizes[][2] = {
        { 1, 1 },   { 20, 5 },  { 59, 15 },  { 60, 14 },  { 60, 15 },
        { 61, 16 }, { 80, 24 }, { 119, 30 }, { 120, 15 }, { 300, 100 }
    };
    static const char keys[] = "jkhlgGnN?wLt/x\n\t12345fFzepr \033";
    g_autoptr(Blade) blade = blade_new();
    for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++) {
        blade_open(blade, OWNER, 5, sizes[s][0], sizes[s][1]);
        for (size_t i = 0; i < 2 * (sizeof keys - 1) && !blade->app->ended; i++) {
            blade_key(blade, keys[(i * 7 + s) % (sizeof keys - 1)], false, LB_SECOND);
            const LbCanvas *canvas = lb_app_draw(blade->app);
            cr_assert_eq(canvas->width, sizes[s][0]);
            for (int cell = 0; cell < canvas->width * canvas->height; cell++)
                cr_assert_leq(canvas->cells[cell].columns, 2);
        }
    }
    cr_assert_eq(blade_status(blade, 5), LB_STATUS_PENDING);
}

Test(blade, facts_and_keys_never_leave_the_screen)
{
    static const char *const facts[] = { "LB-5",           "engineer7@fabrikam.example",
                                         "Remote desktop", "vm-web-01",
                                         "TK-17",          "| ",
                                         "no answer",      "a approve",
                                         "d deny" };
    g_autoptr(Blade) blade = blade_new();
    for (int height = 15; height < 50; height++)
        for (int width = 60; width < 140; width += 7) {
            blade_open(blade, OWNER, 5, width, height);
            blade_press(blade, "jjj");
            for (size_t i = 0; i < G_N_ELEMENTS(facts); i++)
                cr_assert(blade_shows(blade, facts[i]), "%s at %dx%d", facts[i], width, height);
        }
}

Test(blade, a_tick_shows_what_others_did)
{
    g_autoptr(Blade) blade = blade_new();
    g_autoptr(GError) error = NULL;
    blade_open(blade, OWNER, 0, 80, 24);
    cr_assert(blade_shows(blade, "2 Pending 2"));
    g_autoptr(LbService) other = lb_service_open_with_clock(blade->world->data, "lockbox.example",
                                                            &blade->world->clock, &error);
    g_autoptr(LbActor) second = lb_service_identify_as(other, "owner2@contoso.example", &error);
    g_autoptr(LbRequestView) view = lb_service_show(other, second, 4, &error);
    LbDecision decision = { .number = 4, .shown = view->digest, .reason = "No." };
    g_autoptr(LbRequest) denied = lb_service_deny(other, second, &decision, &error);
    cr_assert_not_null(denied);
    lb_app_tick(blade->app);
    cr_assert(blade_shows(blade, "2 Pending 1"));
}

Test(blade, the_end_of_a_pasted_line_may_come_late)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 4, 80, 24);
    blade_press(blade, "d");
    blade->time += LB_SECOND;
    paste(blade, "some words", 0);
    blade_key(blade, LB_KEY_ENTER, false, 60000);
    cr_assert_eq(blade_status(blade, 4), LB_STATUS_PENDING);
    blade_key(blade, LB_KEY_ENTER, false, LB_SECOND);
    cr_assert_eq(blade_status(blade, 4), LB_STATUS_DENIED);
}

Test(blade, takes_a_number_from_an_input_method)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 4, 80, 24);
    blade_press(blade, "a");
    blade_key(blade, 0xFF14, true, LB_SECOND);
    cr_assert_eq(blade_status(blade, 4), LB_STATUS_PENDING);
    blade_key(blade, LB_KEY_ENTER, false, LB_SECOND);
    cr_assert_eq(blade_status(blade, 4), LB_STATUS_APPROVED);
}

Test(blade, engineers_take_back_and_hand_back)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, "engineer7@fabrikam.example", 4, 80, 24);
    cr_assert(blade_shows(blade, "c take back"));
    blade_press(blade, "c\n");
    cr_assert_eq(blade_status(blade, 4), LB_STATUS_CANCELED);
    blade_open(blade, "engineer7@fabrikam.example", 3, 80, 24);
    blade_press(blade, "x\n");
    cr_assert_eq(blade_status(blade, 3), LB_STATUS_COMPLETED);
}

Test(blade, no_word_of_the_justification_can_be_hidden)
{
    /* Characters whose width is not the same in all tables, and what must not get lost behind them. */
    static const gunichar odd[] = {
        0x4DC0, 0x3248, 0x2E3B, 0x1F3FB, 0x00A1, 0x0E33, 0x1F9D1, 0xFFFC
    };
    g_autoptr(Blade) blade = blade_new();
    for (size_t i = 0; i < G_N_ELEMENTS(odd); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (int n = 0; n < 40; n++)
            g_string_append_unichar(text, odd[i]);
        g_string_append(text, " HIDDEN and I will also copy the customer database");
        const char *const resources[] = { "vm-web-01", NULL };
        LbSubmission submission = { .ticket = "TK-7",
                                    .service = "virtual-machines",
                                    .scenario = "remote-desktop-windows",
                                    .level = "read",
                                    .justification = text->str,
                                    .resources = resources };
        g_autoptr(LbActor) engineer = world_actor(blade->world, "engineer7@fabrikam.example");
        g_autoptr(LbRequest) request =
            lb_service_submit(blade->world->service, engineer, &submission, NULL);
        cr_assert_not_null(request);
        blade_open(blade, OWNER, request->number, 80, 24);
        g_autofree char *screen = blade_text(blade);
        static const char *const words[] = {
            "HIDDEN", "and", "also", "copy", "customer", "database"
        };
        for (size_t w = 0; w < G_N_ELEMENTS(words); w++)
            cr_assert(strstr(screen, words[w]) != NULL, "%s is lost behind U+%04X", words[w],
                      odd[i]);
    }
}

Test(blade, the_cursor_and_the_facts_beside_it_are_of_one_request)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 5, 120, 40);
    blade_press(blade, "q");
    cr_assert(blade_shows(blade, " > LB-5"));
    cr_assert(blade_shows(blade, "LB-5   ? Customer Notified"));
}

Test(blade, what_is_said_where_there_is_no_room_ends_legibly)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 4, 60, 15);
    world_pass(blade->world, 30 * LB_SECOND);
    lb_app_tick(blade->app);
    blade_expect(blade, " lockboxd is not running: no mails, nothing ends by itself.\n");
    blade_expect_no(blade, "1-1 of");
    lb_app_say(blade->app, LB_STYLE_TEXT,
               g_strdup("A sentence that is much too long for a row of sixty columns."));
    blade_expect(blade, " A sentence that is much too long for a row of sixty colu..\n");
    blade_expect_no(blade, "1-1 of");
}

Test(blade, that_a_terminal_is_too_small_has_room_on_a_small_one)
{
    g_autoptr(Blade) blade = blade_new();
    static const struct {
        int width, height;
        const char *words;
    } sizes[] = {
        { 80, 14, "80x14 is too small: Lockbox needs 60x15. Nothing is lost. q leaves." },
        { 59, 15, "59x15 is too small, 60x15 is needed. q leaves." },
        { 50, 20, "50x20 is too small, 60x15 is needed. q leaves." },
        { 30, 20, "Too small. q leaves." },
    };
    blade_open(blade, OWNER, 4, 80, 24);
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        lb_app_resize(blade->app, sizes[i].width, sizes[i].height);
        blade_expect(blade, sizes[i].words);
    }
}

Test(blade, notices_that_lockboxd_has_died)
{
    g_autoptr(Blade) blade = blade_new();
    blade_open(blade, OWNER, 4, 80, 24);
    cr_assert_not(blade_shows(blade, "lockboxd is not running"));
    world_pass(blade->world, 30 * LB_SECOND);
    lb_app_tick(blade->app);
    cr_assert(blade_shows(blade, "lockboxd is not running"));
}

Test(blade, the_end_of_access_is_always_in_the_dialog)
{
    g_autoptr(Blade) blade = blade_new();
    for (int height = 15; height < 30; height++) {
        blade_open(blade, OWNER, 4, 60, height);
        blade_press(blade, "a");
        cr_assert(blade_shows(blade, "until Mon 8 Jan 2035 10:00 CET"), "at %d rows", height);
        cr_assert(blade_shows(blade, "vm-web-01"), "at %d rows", height);
        cr_assert(blade_shows(blade, "type the number of the request, LB-4:"), "at %d rows",
                  height);
    }
}
