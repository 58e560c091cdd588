/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ticket systems as they are configured: what cannot work is said, and ids and tokens have their forms. */
#include <criterion/criterion.h>
#include <string.h>

#include "tickets/tickets.h"

static LbTicketSystem *
new_system(const char *kind, const char *url)
{
    LbTicketSystem *system = lb_ticket_system_new();
    system->kind = g_strdup(kind);
    system->url = g_strdup(url);
    system->token = g_strdup("1-2-abc");
    return system;
}

/* What is wrong with @system, which is freed; NULL: nothing. The caller frees it. */
static char *
fault_of(LbTicketSystem *system)
{
    g_autoptr(GError) error = NULL;
    bool good = lb_ticket_system_check(system, &error);
    cr_assert_eq(good, error == NULL);
    cr_assert(good || g_error_matches(error, LB_TICKETS_ERROR, LB_TICKETS_ERROR_SETTINGS));
    cr_assert(good || system->token == NULL || strstr(error->message, system->token) == NULL);
    lb_ticket_system_free(system);
    return good ? NULL : g_strdup(error->message);
}

static void
expect_good(LbTicketSystem *system)
{
    g_autofree char *fault = fault_of(system);
    cr_assert_null(fault, "%s", fault);
}

static void
expect_bad(LbTicketSystem *system)
{
    g_autofree char *fault = fault_of(system);
    cr_assert_not_null(fault);
}

Test(tickets, settings_that_work_pass)
{
    expect_good(new_system("rt", "https://rt.example.com"));
    expect_good(new_system("rt", "https://support.example.com:8443/rt/"));
    LbTicketSystem *later = new_system("rt", "https://rt.example.com");
    g_clear_pointer(&later->token, g_free);
    expect_good(later);
    LbTicketSystem *here = new_system("rt", "http://127.0.0.1:8080");
    here->plain = true;
    g_ptr_array_add(here->networks, g_strdup("127.0.0.0/8"));
    expect_good(here);
}

Test(tickets, settings_that_cannot_work_are_said)
{
    static const char *const urls[] = {
        "http://rt.example.com",       "https://u:p@rt.example.com", "https://",
        "https://rt.example.com/?a=b", "https://rt.example.com/#a",  "ftp://rt.example.com",
        "https://10.0.0.1/",           "https://127.0.0.1/",         "rt.example.com"
    };
    for (size_t i = 0; i < G_N_ELEMENTS(urls); i++)
        expect_bad(new_system("rt", urls[i]));
    expect_bad(new_system("jira", "https://rt.example.com"));
    expect_bad(new_system(NULL, "https://rt.example.com"));
    expect_bad(new_system("rt", NULL));
    LbTicketSystem *hurried = new_system("rt", "https://rt.example.com");
    hurried->timeout_ms = 10;
    expect_bad(hurried);
    LbTicketSystem *relative = new_system("rt", "https://rt.example.com");
    relative->ca_file = g_strdup("ca.pem");
    expect_bad(relative);
    LbTicketSystem *odd = new_system("rt", "https://rt.example.com");
    g_ptr_array_add(odd->networks, g_strdup("10.0.0.1/8"));
    expect_bad(odd);
}

Test(tickets, a_token_cannot_end_its_header_line)
{
    static const char *const good[] = { "1-35-cc648c26", "a", "abc.DEF_~+/==" };
    static const char *const bad[] = { "",      "=",   "a b",   "a\r\nX: y", "a\n",
                                       "tökén", "a=b", "\"a\"", "a\\" };
    g_autofree char *longer = g_strnfill(LB_TICKETS_TOKEN_MOST + 1, 'a');
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
        cr_assert(lb_tickets_is_token(good[i]), "%s", good[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        cr_assert_not(lb_tickets_is_token(bad[i]), "%s", bad[i]);
    cr_assert_not(lb_tickets_is_token(longer));
}

Test(tickets, an_id_of_request_tracker_is_a_number)
{
    static const char *const bad[] = { "",    "0",   "01", "+1",   "-1",
                                       "1.0", "0x1", "1 ", "RT-1", "1000000000000000" };
    cr_assert(lb_tickets_is_id("rt", "1"));
    cr_assert(lb_tickets_is_id("rt", "999999999999999"));
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        cr_assert_not(lb_tickets_is_id("rt", bad[i]), "%s", bad[i]);
    cr_assert_not(lb_tickets_is_id("unknown", "1"));
}
