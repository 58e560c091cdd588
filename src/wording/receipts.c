/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sections of a receipt in plain text: a row of a table becomes some lines, since its cells are longer than columns. */
#include "wording/receipts.h"

#include "base/i18n.h"
#include "receipt/sections.h"
#include "wording/plain.h"

#define INDENT "    "

/* @label and @text, whose lines stand below each other. */
static void
put_pair(GString *out, int width, const char *first, const char *label, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        bool leads = line == lines;
        g_autofree char *whole = leads ? g_strdup_printf("%s: %s", label, *line) : g_strdup(*line);
        lb_plain_wrap(out, width, leads ? first : INDENT "  ", INDENT "  ", whole);
    }
}

static void
put_row(GString *out, int width, const LbReceiptSection *section, GPtrArray *row)
{
    bool facts = section->columns->len == 0;
    const char *begins = facts ? "  " : "- ";
    for (guint i = facts ? 1 : 0; i < row->len; i++) {
        const char *text = g_ptr_array_index(row, i);
        const char *label =
            facts ? g_ptr_array_index(row, 0) : g_ptr_array_index(section->columns, i);
        if (*text == '\0')
            continue;
        put_pair(out, width, begins, label, text);
        begins = "  ";
    }
}

static void
put_section(GString *out, int width, const LbReceiptSection *section)
{
    g_string_append_printf(out, "\n%s\n", section->title);
    for (guint i = 0; i < section->sentences->len; i++)
        lb_plain_wrap(out, width, "", "", g_ptr_array_index(section->sentences, i));
    for (guint i = 0; i < section->rows->len; i++)
        put_row(out, width, section, g_ptr_array_index(section->rows, i));
}

void
lb_plain_receipt(GString *out, int width, JsonObject *receipt)
{
    g_autoptr(GPtrArray) sections = lb_receipt_sections(receipt);
    g_autofree char *title = lb_receipt_title(receipt);
    g_string_append_printf(out, "%s\n", title);
    for (guint i = 0; i < sections->len; i++)
        put_section(out, width, g_ptr_array_index(sections, i));
}

char *
lb_receipt_line(const LbSpelling *spelling, const char *id, bool html)
{
    const char *const words[] = { "receipt", id, html ? "--html" : "--json", NULL };
    g_autofree char *line = lb_spelling_line(spelling, words);
    return g_strdup_printf("%s >%s.%s", line, id, html ? "html" : "json");
}
