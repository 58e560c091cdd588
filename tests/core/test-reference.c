/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How tickets that live elsewhere are called. */
#include "core/reference.h"

#include <criterion/criterion.h>

#include "core/ticket.h"

#define LETTERS_32 "abcdefghijklmnopqrstuvwxyzabcdef"

Test(reference, is_taken_apart)
{
    static const struct {
        const char *text, *system, *id;
    } rows[] = {
        { "rt:123", "rt", "123" },
        { "RT#123", "rt", "123" },
        { "acme-rt2:A_b-9", "acme-rt2", "A_b-9" },
        { LETTERS_32 ":1", LETTERS_32, "1" },
        { "rt:" LETTERS_32, "rt", LETTERS_32 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *system = NULL, *id = NULL;
        int64_t number = 0;
        cr_assert(lb_reference_parse(rows[i].text, &system, &id), "%s", rows[i].text);
        cr_assert_str_eq(system, rows[i].system);
        cr_assert_str_eq(id, rows[i].id);
        cr_assert_not(lb_ticket_parse_id(rows[i].text, &number), "%s", rows[i].text);
    }
    g_autofree char *text = lb_reference_text("rt", "123");
    cr_assert_str_eq(text, "rt:123");
}

Test(reference, is_nothing_else)
{
    static const char *const rows[] = {
        "",
        "rt",
        "rt:",
        ":1",
        "#1",
        "TK-7",
        "LB-42",
        "2rt:1",
        "-rt:1",
        "rt-:1",
        "r t:1",
        "rt:1 ",
        " rt:1",
        "rt:1:2",
        "rt:#1",
        "rt:-1",
        "r\xc3\xa9:1",
        "rt:\xc3\xa9",
        "rt:1\n",
        "rt_2:1",
        LETTERS_32 "g:1",
        "rt:" LETTERS_32 "g",
        "rt:../1",
        "rt:1/2",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *system = NULL, *id = NULL;
        cr_assert_not(lb_reference_parse(rows[i], &system, &id), "%s", rows[i]);
        cr_assert_null(system);
        cr_assert_null(id);
    }
    cr_assert_not(lb_reference_is_one(NULL));
}

Test(reference, an_address_is_plain_and_on_the_host_of_its_system)
{
    static const struct {
        const char *url, *page, *id, *address;
    } rows[] = {
        { "https://rt.example.com", "/Ticket/Display.html?id=", "7",
          "https://rt.example.com/Ticket/Display.html?id=7" },
        { "https://rt.example.com:8443/rt//", "/Ticket/Display.html?id=", "7",
          "https://rt.example.com:8443/rt/Ticket/Display.html?id=7" },
        { "https://[2001:db8::1]/", "/#ticket/zoom/", "7", "https://[2001:db8::1]/#ticket/zoom/7" },
        { "http://rt.example.com", "/t/", "7", NULL },
        { "https://", "/t/", "7", NULL },
        { "https:///evil", "/t/", "7", NULL },
        { "https://user@rt.example.com", "/t/", "7", NULL },
        { "https://rt.example.com?a", "/t/", "7", NULL },
        { "https://rt.example.com/#a", "/t/", "7", NULL },
        { "https://rt.example.com\033[2J", "/t/", "7", NULL },
        { "https://rt.example.com/\xe2\x80\xae", "/t/", "7", NULL },
        { "https://rt.example.com/a/../b", "/t/", "7", NULL },
        { "https://rt.example.com", "//evil.example/", "7", NULL },
        { "https://rt.example.com", ".evil.example/", "7", NULL },
        { "https://rt.example.com", "@evil.example/", "7", NULL },
        { "https://rt.example.com", ":1/", "7", NULL },
        { "https://rt.example.com", "/t/ ", "7", NULL },
        { "https://rt.example.com", "/\n", "7", NULL },
        { "https://rt.example.com", "/../", "7", NULL },
        { "https://rt.example.com", "", "7", NULL },
        { "https://rt.example.com", NULL, "7", NULL },
        { NULL, "/t/", "7", NULL },
        { "https://rt.example.com", "/t/", "7/../8", NULL },
        { "https://rt.example.com", "/t/", "", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *address = lb_reference_address(rows[i].url, rows[i].page, rows[i].id);
        cr_assert_eq(g_strcmp0(address, rows[i].address), 0, "%d: %s", (int)i,
                     address != NULL ? address : "none");
    }
    g_autofree char *path = g_strnfill(300, 'a');
    g_autofree char *url = g_strconcat("https://rt.example.com/", path, NULL);
    g_autofree char *page = g_strconcat("/", path, NULL);
    cr_assert_null(lb_reference_address(url, "/t/", "7"));
    cr_assert_null(lb_reference_address("https://rt.example.com", page, "7"));
}
