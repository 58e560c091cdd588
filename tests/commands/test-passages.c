/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engineer pastes, and how grants are said in plain text. */
#include <criterion/criterion.h>
#include <string.h>

#include "commands/json.h"
#include "commands/page.h"
#include "commands/view.h"
#include "wording/grants.h"
#include "wording/logdetails.h"
#include "wording/passages.h"

static const LbSpelling by_ssh = { .host = "lockbox.fabrikam.example", .port = 22 };

static void
expect_ways(const LbSpelling *spelling, const LbRequestView *view, guint index,
            const char *const *lines)
{
    g_autoptr(GPtrArray) ways = lb_ways_of(spelling, view->grants, index);
    for (guint i = 0; i < ways->len; i++) {
        const LbWay *way = g_ptr_array_index(ways, i);
        g_autofree char *words = lb_phrase_way(way);
        cr_assert_not_null(lines[i], "one more: %s", way->line);
        cr_expect_str_eq(way->line, lines[i]);
        cr_expect_not_null(strstr(words, way->name));
    }
    cr_expect_null(lines[ways->len], "missing: %s", lines[ways->len]);
}

Test(passages, one_grant_needs_no_name_and_a_port_of_ours_is_said)
{
    g_autoptr(LbRequestView) view = view_new();
    LbSpelling other_port = { .host = "lockbox.fabrikam.example", .port = 2222 };
    LbSpelling console = { .data = "/srv/lock box" };
    view_grant(view, 0, LB_GRANT_OPEN);
    expect_ways(
        &by_ssh, view, 0,
        (const char *const[]){ "ssh -t lockbox@lockbox.fabrikam.example connect LB-42",
                               "ssh lockbox@lockbox.fabrikam.example rdp-file LB-42 >LB-42.rdp",
                               "socat TCP-LISTEN:33890,bind=127.0.0.1,reuseaddr,fork 'SYSTEM:ssh "
                               "lockbox@lockbox.fabrikam.example relay LB-42 --port 3389'",
                               "socat TCP-LISTEN:15432,bind=127.0.0.1,reuseaddr,fork 'SYSTEM:ssh "
                               "lockbox@lockbox.fabrikam.example relay LB-42 --port 5432'",
                               NULL });
    g_autoptr(GPtrArray) with_port = lb_ways_of(&other_port, view->grants, 0);
    g_autoptr(GPtrArray) at_console = lb_ways_of(&console, view->grants, 0);
    cr_expect_str_eq(((LbWay *)g_ptr_array_index(with_port, 0))->line,
                     "ssh -t -p 2222 lockbox@lockbox.fabrikam.example connect LB-42");
    cr_expect_str_eq(((LbWay *)g_ptr_array_index(at_console, 0))->line,
                     "lockbox --data '/srv/lock box' connect LB-42");
    cr_expect_str_eq(((LbWay *)g_ptr_array_index(at_console, 3))->line,
                     "socat TCP-LISTEN:15432,bind=127.0.0.1,reuseaddr,fork 'SYSTEM:lockbox "
                     "--data \\'\\''/srv/lock box\\'\\'' relay LB-42 --port 5432'");
}

Test(passages, several_grants_go_by_name_and_by_id_where_names_are_the_same)
{
    g_autoptr(LbRequestView) view = view_new();
    LbGrantState *first = view_grant(view, 0, LB_GRANT_OPEN);
    view_grant(view, 1, LB_GRANT_OPEN);
    g_autoptr(GPtrArray) named = lb_ways_of(&by_ssh, view->grants, 1);
    cr_expect_str_eq(((LbWay *)g_ptr_array_index(named, 0))->line,
                     "ssh -t lockbox@lockbox.fabrikam.example connect LB-42 vm-web-02");
    cr_expect_str_eq(((LbWay *)g_ptr_array_index(named, 1))->line,
                     "ssh lockbox@lockbox.fabrikam.example rdp-file LB-42 vm-web-02 "
                     ">LB-42-vm-web-02.rdp");
    g_free(first->resource_name);
    first->resource_name = g_strdup("VM-web-02");
    g_autoptr(GPtrArray) alike = lb_ways_of(&by_ssh, view->grants, 1);
    g_autofree char *whole = g_strconcat(
        "ssh -t lockbox@lockbox.fabrikam.example connect LB-42 ",
        ((LbGrantState *)g_ptr_array_index(view->grants, 1))->grant->target->resource, NULL);
    cr_expect_str_eq(((LbWay *)g_ptr_array_index(alike, 0))->line, whole);
    cr_expect(g_str_has_suffix(((LbWay *)g_ptr_array_index(alike, 1))->line, " >LB-42-2.rdp"));
}

Test(passages, where_no_certificate_is_used_ones_own_ssh_goes_through_the_relay)
{
    g_autoptr(LbRequestView) view = view_new();
    LbGrantState *state = view_grant(view, 0, LB_GRANT_OPEN);
    g_clear_pointer(&state->connection->principal, g_free);
    state->connection->port = 2200;
    g_array_set_size(state->grant->ports, 0);
    expect_ways(&by_ssh, view, 0,
                (const char *const[]){
                    "ssh -o ProxyCommand='ssh lockbox@lockbox.fabrikam.example relay LB-42 --port "
                    "2200' -p 2200 support@192.0.2.7",
                    NULL });
}

Test(passages, only_what_is_open_leads_anywhere)
{
    g_autoptr(LbRequestView) view = view_new();
    for (const LbName *row = lb_grant_status_names; row->name != NULL; row++) {
        g_ptr_array_set_size(view->grants, 0);
        view_grant(view, 0, (LbGrantStatus)row->value);
        g_autoptr(GPtrArray) ways = lb_ways_of(&by_ssh, view->grants, 0);
        cr_expect_eq(ways->len > 0, row->value == LB_GRANT_OPEN, "%s", row->name);
    }
}

/* What a shell makes of the words, and ssh or socat hand on, is again one word for Lockbox. */
Test(passages, hostile_names_stay_one_word_of_one_line)
{
    for (const char *const *text = hostile_texts; *text != NULL; text++) {
        g_autoptr(LbRequestView) view = view_new();
        LbGrantState *state = view_grant(view, 0, LB_GRANT_OPEN);
        view_grant(view, 1, LB_GRANT_OPEN);
        g_free(state->resource_name);
        state->resource_name = g_strdup_printf("'; id; %s `id`$(id)", *text);
        g_free(state->words);
        state->words = g_strdup(*text);
        g_autoptr(GPtrArray) ways = lb_ways_of(&by_ssh, view->grants, 0);
        cr_assert_gt(ways->len, 1);
        for (guint i = 0; i < ways->len; i++) {
            const LbWay *way = g_ptr_array_index(ways, i);
            g_auto(GStrv) words = NULL;
            int count = 0;
            cr_expect(is_harmless(way->line) && strchr(way->line, '\n') == NULL);
            cr_assert(g_shell_parse_argv(way->line, &count, &words, NULL), "%s", way->line);
            cr_expect_eq(count, way->kind == LB_WAY_LISTENER ? 3 : 4, "%d: %s", count, way->line);
        }
        g_autofree char *line = lb_phrase_grant(state, view->now, NULL);
        cr_expect(is_harmless(line) && strchr(line, '\n') == NULL);
    }
}

static char *
page(const LbRequestView *view)
{
    g_autoptr(GTimeZone) tokyo = g_time_zone_new_identifier("Asia/Tokyo");
    LbPageStyle style = { 80, tokyo, "owner1@contoso.example", view->now };
    GString *out = g_string_new(NULL);
    lb_page_request(out, view, &style);
    return g_string_free(out, FALSE);
}

static void
expect(const LbRequestView *view, const char *words)
{
    g_autofree char *text = page(view);
    cr_expect_not_null(strstr(text, words), "no \"%s\" in:\n%s", words, text);
}

Test(passages, a_page_says_before_the_answer_what_opens_and_what_does_not)
{
    g_autoptr(LbRequestView) view = view_new();
    g_autofree char *without = page(view);
    cr_expect_null(strstr(without, "target"));
    ((LbResource *)g_ptr_array_index(view->request->resources, 0))->reached = true;
    expect(view, "\n  + vm-web-01: Lockbox opens it on approval, and ends it\n"
                 "  - vm-web-02: no target, Lockbox opens nothing there\n");
}

Test(passages, a_page_says_of_each_grant_what_has_become_of_it_and_quotes_why)
{
    g_autoptr(LbRequestView) view = view_new();
    LbGrantState *stuck = view_grant(view, 0, LB_GRANT_CLOSING);
    view_grant(view, 1, LB_GRANT_CLOSED)->closed = view->now;
    view->request->status = LB_STATUS_REVOKING;
    view->request->ended_by = g_strdup("owner1@contoso.example");
    expect(view, "\n  ~ being ended on vm-web-01\n  = ended on vm-web-02, Tue 24 Nov 2026 ");
    expect(view, "\nLockbox ends it now. There is nothing left to do.\n");
    stuck->attempts = 4;
    stuck->due = view->now + LB_MINUTE;
    stuck->words = g_strdup("no route\nto host");
    expect(view, "\n  ! NOT ENDED on vm-web-01, tried 4 times, again Tue 24 Nov 2026 ");
    expect(view, "\n    | no route\n    | to host\n");
    expect(view, "\nLockbox goes on ending it until it has succeeded");
    expect(view, "owner1@contoso.example has revoked it; access is");
}

Test(passages, each_state_of_a_grant_has_words_and_a_mark)
{
    static const struct {
        LbGrantStatus status;
        int attempts;
        const char *words;
    } rows[] = {
        { LB_GRANT_OPENING, 0, ". being opened on vm-web-01" },
        { LB_GRANT_OPENING, 1, ". not open yet on vm-web-01, tried 1 time, again now" },
        { LB_GRANT_OPEN, 0, "+ open on vm-web-01" },
        { LB_GRANT_CLOSING, 0, "~ being ended on vm-web-01" },
        { LB_GRANT_CLOSING, 2, "! NOT ENDED on vm-web-01, tried 2 times, again now" },
        { LB_GRANT_FAILING, 0,
          "! could not be opened on vm-web-01; what was begun there is being ended" },
        { LB_GRANT_FAILING, 3,
          "! could not be opened on vm-web-01, and what was begun there is NOT ENDED, tried 3 "
          "times, again now" },
        { LB_GRANT_FAILED, 5, "! could not be opened on vm-web-01; nothing is left there" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(LbRequestView) view = view_new();
        LbGrantState *state = view_grant(view, 0, rows[i].status);
        state->attempts = rows[i].attempts;
        g_autofree char *line = lb_phrase_grant(state, view->now, NULL);
        cr_expect_str_eq(line, rows[i].words);
    }
}

Test(passages, an_entry_about_access_says_shortly_where_and_what_went_wrong)
{
    static const struct {
        const char *details, *says;
    } rows[] = {
        { "{\"hours\":8,\"grant\":7,\"resource\":\"/subscriptions/s/x/vm-web-01\"}", "vm-web-01" },
        { "{\"grant\":7,\"resource\":\"/s/vm\",\"alarm\":true,\"words\":\"no route\"}",
          "NOT ENDED, vm, no route" },
        { "{\"grant\":7,\"resource\":\"/s/vm\",\"port\":3389}", "vm, port 3389" },
        { "{\"resource\":\"/s/vm\",\"port\":22,\"removed\":true}", "vm, port 22, taken away" },
        { "{\"hours\":2,\"by\":\"LB-8\"}", "2 hours, LB-8" },
        { "{\"port\":{},\"resource\":[],\"hours\":\"x\",\"words\":7}", "" },
        { "[]", "" },
        { "none", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *found = lb_phrase_details_short(rows[i].details);
        cr_expect_str_eq(found, rows[i].says);
    }
    for (const char *const *text = hostile_texts; *text != NULL; text++) {
        g_autoptr(JsonObject) object = json_object_new();
        json_object_set_int_member(object, "grant", 7);
        json_object_set_string_member(object, "resource", *text);
        json_object_set_string_member(object, "words", *text);
        g_autoptr(JsonNode) root = json_node_init_object(json_node_alloc(), object);
        g_autofree char *details = json_to_string(root, FALSE);
        g_autofree char *found = lb_phrase_details_short(details);
        cr_expect(is_harmless(found) && strchr(found, '\n') == NULL);
    }
}
