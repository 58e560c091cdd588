/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells and rows for spreadsheets. */
#include "commands/csv.h"

#include "base/text.h"
#include "base/time.h"

static const char *const columns[] = {
    "sequence", "eventTimestamp", "operationName", "displayName", "requestId", "tenantId",
    "caller",   "person",         "door",          "fingerprint", "evidence",  "callerIpAddress",
    "details",  "previous",       "hash",          "test",
};

/* Whether a spreadsheet takes what begins with @character for a formula, or skips it and looks at the next one. The
 * wide, small and mathematical forms are taken for the others. */
static bool
begins_formula(gunichar character)
{
    static const gunichar beginnings[] = {
        '=',    '+',    '-',    '@',    '\t',   '\r',   '\n',   0xFF1D,
        0xFF0B, 0xFF0D, 0xFF20, 0xFE66, 0xFE62, 0xFE63, 0xFE6B, 0x2212,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(beginnings); i++)
        if (character == beginnings[i])
            return true;
    return false;
}

/* Some spreadsheets, by their language, begin a new cell behind a semicolon, quotes or not. */
static void
append_safe(GString *out, const char *text)
{
    bool at_beginning = true;
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (at_beginning && begins_formula(character))
            g_string_append_c(out, '\'');
        if (character == '"')
            g_string_append_c(out, '"');
        g_string_append_unichar(out, character);
        at_beginning = character == ';' || (at_beginning && character == ' ');
    }
}

void
lb_csv_cell(GString *out, const char *text)
{
    g_autofree char *visible = lb_text_escape(text, LB_TEXT_LINE);
    if (out->len > 0 && out->str[out->len - 1] != '\n')
        g_string_append_c(out, ',');
    g_string_append_c(out, '"');
    /* Made visible, it no longer begins like a formula; who reads it back should see that it did. */
    if (text != NULL && (*text == '\t' || *text == '\r' || *text == '\n'))
        g_string_append_c(out, '\'');
    append_safe(out, visible);
    g_string_append_c(out, '"');
}

void
lb_csv_log_header(GString *out)
{
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
        lb_csv_cell(out, columns[i]);
    g_string_append(out, "\r\n");
}

void
lb_csv_log_entry(GString *out, const LbActivity *entry, bool test)
{
    g_autofree char *sequence = g_strdup_printf("%" G_GINT64_FORMAT, entry->sequence);
    g_autofree char *time = lb_time_to_iso(entry->time);
    g_autofree char *previous = lb_sha256_to_hex(entry->previous);
    g_autofree char *hash = lb_sha256_to_hex(entry->hash);
    const char *const cells[] = {
        sequence,
        time,
        lb_names_get(lb_operation_names, (int)entry->operation),
        lb_names_label(lb_operation_names, (int)entry->operation),
        entry->request,
        entry->tenant,
        entry->caller,
        entry->person,
        entry->door,
        entry->fingerprint,
        entry->evidence,
        entry->address,
        entry->details,
        previous,
        hash,
        test ? "true" : "false",
    };
    G_STATIC_ASSERT(G_N_ELEMENTS(cells) == G_N_ELEMENTS(columns));
    for (size_t i = 0; i < G_N_ELEMENTS(cells); i++)
        lb_csv_cell(out, cells[i]);
    g_string_append(out, "\r\n");
}
