/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The receipt on a screen: of a request that has ended alone, to be scrolled and searched, with the commands that keep it. */
#include <criterion/criterion.h>

#include "tui/blade.h"

#define OWNER "owner1@contoso.example"

Test(receipt, a_request_that_has_ended_shows_its_receipt_and_how_to_keep_it)
{
    static const int64_t ended[] = { 1, 2 };
    for (size_t i = 0; i < G_N_ELEMENTS(ended); i++) {
        g_autoptr(Blade) blade = blade_new();
        g_autofree char *title = g_strdup_printf("Receipt of LB-%d", (int)ended[i]);
        g_autofree char *page =
            g_strdup_printf("receipt LB-%d --html >LB-%d.html", (int)ended[i], (int)ended[i]);
        blade_open(blade, OWNER, ended[i], 120, 40);
        blade_expect(blade, "R receipt");
        blade_press(blade, "R");
        blade_expect(blade, title);
        blade_expect_sentence(blade, page);
        blade_press(blade, "/All entries\n");
        blade_expect(blade, "All entries about this request.");
        blade_press(blade, "q");
        blade_expect(blade, "R receipt");
    }
}

Test(receipt, one_that_goes_on_has_none)
{
    static const int64_t going[] = { 3, 4 };
    for (size_t i = 0; i < G_N_ELEMENTS(going); i++) {
        g_autoptr(Blade) blade = blade_new();
        blade_open(blade, OWNER, going[i], 120, 40);
        blade_expect_no(blade, "R receipt");
        blade_press(blade, "R");
        blade_expect_no(blade, "Receipt of");
    }
}
