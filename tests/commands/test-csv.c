/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table that no spreadsheet takes for formulas. */
#include <criterion/criterion.h>
#include <string.h>

#include "commands/csv.h"

static void
expect_cell(const char *text, const char *cell)
{
    g_autoptr(GString) out = g_string_new(NULL);
    lb_csv_cell(out, text);
    cr_expect_str_eq(out->str, cell, "<%s>", text != NULL ? text : "");
}

Test(csv, cells_are_quoted)
{
    expect_cell("plain", "\"plain\"");
    expect_cell(NULL, "\"\"");
    expect_cell("", "\"\"");
    expect_cell("a,b", "\"a,b\"");
    expect_cell("say \"hi\"", "\"say \"\"hi\"\"\"");
    expect_cell("端末", "\"端末\"");
}

Test(csv, no_cell_begins_like_a_formula)
{
    static const char *const beginnings[] = { "=",  "+",  "-",  "@",  "\t", "\r", "\n",
                                              "＝", "＋", "－", "＠", "﹦", "﹢", "−" };
    for (size_t i = 0; i < G_N_ELEMENTS(beginnings); i++) {
        g_autofree char *hostile = g_strconcat(beginnings[i], "1+1", NULL);
        g_autoptr(GString) out = g_string_new(NULL);
        lb_csv_cell(out, hostile);
        cr_expect(g_str_has_prefix(out->str, "\"'"), "%zu: %s", i, out->str);
    }
    expect_cell("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\"");
    /* A hyphen elsewhere is one. */
    expect_cell("LB-42", "\"LB-42\"");
    expect_cell("a@b.example", "\"a@b.example\"");
}

Test(csv, a_semicolon_begins_no_formula_either)
{
    expect_cell("x;=1+1", "\"x;'=1+1\"");
    expect_cell("x; =1+1", "\"x; '=1+1\"");
    expect_cell("x;@SUM(A1)", "\"x;'@SUM(A1)\"");
    expect_cell("x;y", "\"x;y\"");
}

Test(csv, controls_are_made_visible)
{
    expect_cell("a\nb\x1b[31m\u202e", "\"a<U+000A>b<U+001B>[31m<U+202E>\"");
    expect_cell("\xff", "\"<0xFF>\"");
    expect_cell("\t=1", "\"'<U+0009>=1\"");
}

Test(csv, a_hostile_account_and_reason_stay_words)
{
    LbActivity entry = { .sequence = 7,
                         .operation = LB_OPERATION_DENY,
                         .request = "LB-1",
                         .tenant = "-contoso",
                         .caller = "=HYPERLINK(\"http://evil\")@contoso.example",
                         .person = "+1",
                         .door = "session",
                         .address = "@SUM(A1)",
                         .details = "{\"reason\":\"x;=1+1\"}" };
    g_autoptr(GString) out = g_string_new(NULL);
    lb_csv_log_header(out);
    lb_csv_log_entry(out, &entry, true);
    g_auto(GStrv) rows = g_strsplit(out->str, "\r\n", -1);
    cr_assert_eq(g_strv_length(rows), 3); /* and nothing behind the last line end */
    cr_assert(g_str_has_prefix(rows[0], "\"sequence\",\"eventTimestamp\",\"operationName\""));
    cr_assert(g_str_has_suffix(rows[1], ",\"true\""));
    static const char *const cells[] = {
        "\"7\",",         "\"Deny Lockbox Request\",",
        "\"'-contoso\",", "\"'+1\",",
        "\"'@SUM(A1)\",", "\"'=HYPERLINK(\"\"http://evil\"\")@contoso.example\",",
        "x;'=1+1"
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cells); i++)
        cr_assert_not_null(strstr(rows[1], cells[i]), "%s in %s", cells[i], rows[1]);
    static const char *const starts[] = { "\"=", "\"+", "\"-", "\"@" };
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++) {
        g_autofree char *begun = g_strconcat(",", starts[i], NULL);
        cr_assert_null(strstr(rows[1], begun));
    }
}
