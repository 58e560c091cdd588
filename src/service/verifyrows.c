/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verification of rows: the ledger against the digests in the log, and the tables against the ledger. A row is walked
 * from the entry that made it to what stands in its table; each step must begin where the one before has ended, so
 * that what was written past every act is found even after an act has changed the row again. */
#include <string.h>

#include "base/columns.h"
#include "base/i18n.h"
#include "base/text.h"
#include "service/verify.h"
#include "store/ledger.h"

#define SHOWN 60

bool
lb_sealed_take(LbStore *store, LbSealed *sealed, int64_t sequence, JsonObject *details,
               LbFindings *findings, GError **error)
{
    LbLedgerSeal seal;
    int64_t rows = json_object_get_int_member_with_default(details, "rows", 0);
    const char *wanted = json_object_get_string_member_with_default(details, "rowsSha256", "");
    bool base = json_object_get_boolean_member_with_default(details, "rowsBase", FALSE);
    if (rows == 0)
        return true;
    if (!lb_ledger_read_seal(store, sequence, &seal, error))
        return false;
    g_autofree char *digest = lb_sha256_to_hex(seal.digest);
    if (seal.rows != rows || strcmp(digest, wanted) != 0)
        lb_findings_add(findings, g_strdup_printf(_("the ledger of entry %lld is not what was "
                                                    "written"),
                                                  (long long)sequence));
    /* Only where a log began without a ledger was there something before it, and only once. */
    bool first = sealed->first == 0;
    if (base != (first && sequence != 1))
        lb_findings_add(findings, g_strdup_printf(_("entry %lld takes rows over that no entry "
                                                    "before it knows"),
                                                  (long long)sequence));
    if (first) {
        sealed->first = sequence;
        sealed->base = base;
        sealed->before = base ? rows : 0;
    }
    sealed->rows += rows;
    return true;
}

/* A column as the ledger left it. */
typedef struct {
    char *value;
    int64_t sequence; /* of the entry that did */
} Cell;

/* A row on its way through the log. */
typedef struct {
    const char *table;
    char *name;
    char *text;        /* as it was made; NULL: it is not there */
    GHashTable *cells; /* name -> Cell; NULL: @text is all */
    int64_t sequence;  /* of the entry that made it, or took it away; 0: none */
    LbFindings *findings;
} Row;

static void
free_cell(gpointer data)
{
    Cell *cell = data;
    g_free(cell->value);
    g_free(cell);
}

static void
clear_row(Row *row)
{
    g_clear_pointer(&row->name, g_free);
    g_clear_pointer(&row->text, g_free);
    g_clear_pointer(&row->cells, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Row, clear_row)

/* Other people's words, safe and short; of what is a number, the number. The caller frees. */
static char *
show(const char *text)
{
    if (text == NULL || strcmp(text, "NULL") == 0)
        return g_strdup(_("nothing"));
    size_t digits = *text == '\'' ? strspn(text + 1, "0123456789") : 0;
    if (digits > 0 && digits + 2 == strlen(text))
        return g_strndup(text + 1, digits);
    g_autofree char *safe = lb_text_escape(text, LB_TEXT_LINE);
    if (g_utf8_strlen(safe, -1) <= SHOWN)
        return g_steal_pointer(&safe);
    g_autofree char *begin = g_utf8_substring(safe, 0, SHOWN);
    return g_strconcat(begin, "...", NULL);
}

/* "role_assignment 5,'Owner','/subscriptions/...','az'". The caller frees. */
static char *
name_of(const Row *row)
{
    g_autofree char *name = lb_text_escape(row->name, LB_TEXT_LINE);
    return g_strconcat(row->table, " ", name, NULL);
}

static void
set_cells(Row *row, const char *text, int64_t sequence)
{
    LbColumn column;
    if (row->cells == NULL)
        row->cells = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_cell);
    while (lb_columns_next(&text, &column)) {
        Cell *cell = g_new0(Cell, 1);
        cell->value = g_strndup(column.value, column.value_length);
        cell->sequence = sequence;
        g_hash_table_insert(row->cells, g_strndup(column.name, column.name_length), cell);
    }
}

/* Says of each column of @text that is not what the row has: as it was when the entry @when changed it; 0: as it is. */
static void
compare(Row *row, const char *text, int64_t when)
{
    LbColumn column;
    if (row->cells == NULL && strcmp(row->text, text) == 0)
        return;
    if (row->cells == NULL)
        set_cells(row, row->text, row->sequence);
    g_autofree char *whole = name_of(row);
    while (lb_columns_next(&text, &column)) {
        g_autofree char *name = g_strndup(column.name, column.name_length);
        g_autofree char *value = g_strndup(column.value, column.value_length);
        const Cell *cell = g_hash_table_lookup(row->cells, name);
        if (cell != NULL && strcmp(cell->value, value) == 0)
            continue;
        g_autofree char *found = show(value), *left = show(cell != NULL ? cell->value : NULL);
        long long sequence = cell != NULL ? cell->sequence : row->sequence;
        lb_findings_add(
            row->findings,
            when == 0
                ? g_strdup_printf(_("%s: %s is %s, but entry %lld of the log left %s"), whole, name,
                                  found, sequence, left)
                : g_strdup_printf(_("%s: %s was %s when entry %lld came to it, but entry %lld had "
                                    "left %s"),
                                  whole, name, found, (long long)when, sequence, left));
    }
}

/* A row that was there, or not, when the entry @when came to it, against what the entries before it say. */
static void
find_gap(Row *row, bool there, int64_t when)
{
    g_autofree char *whole = name_of(row);
    if (!there)
        lb_findings_add(row->findings,
                        g_strdup_printf(_("%s was missing when entry %lld made it, but entry %lld "
                                          "had left it there"),
                                        whole, (long long)when, (long long)row->sequence));
    else
        lb_findings_add(row->findings,
                        g_strdup_printf(_("%s was there when entry %lld came to it, but no entry "
                                          "had made it"),
                                        whole, (long long)when));
}

/* Takes the row one entry further. */
static void
step(Row *row, const LbLedgerRow *told)
{
    bool was = row->text != NULL;
    if (was != (told->before != NULL))
        find_gap(row, told->before != NULL, told->sequence);
    else if (was)
        compare(row, told->before, told->sequence);
    if (told->after == NULL || told->before == NULL || !was) {
        g_clear_pointer(&row->cells, g_hash_table_unref);
        g_free(row->text);
        row->text = g_strdup(told->after);
    } else {
        if (row->cells == NULL)
            set_cells(row, row->text, row->sequence);
        set_cells(row, told->after, told->sequence);
        return;
    }
    row->sequence = told->sequence;
}

/* Holds what stands in the table, NULL: nothing, against where the row has got to. */
static void
arrive(Row *row, const char *standing)
{
    g_autofree char *whole = name_of(row);
    if (row->text != NULL && standing != NULL)
        compare(row, standing, 0);
    else if (row->text != NULL)
        lb_findings_add(row->findings,
                        g_strdup_printf(_("%s is missing, but entry %lld of the log left it there"),
                                        whole, (long long)row->sequence));
    else if (standing != NULL && row->sequence != 0)
        lb_findings_add(row->findings,
                        g_strdup_printf(_("%s is there, but entry %lld of the log took it away"),
                                        whole, (long long)row->sequence));
    else if (standing != NULL)
        lb_findings_add(row->findings,
                        g_strdup_printf(_("%s is there, but no entry of the log made it"), whole));
}

/* Both cursors go by name: what one has and the other has not is seen where they part. */
static bool
check_table(LbStore *store, int table, LbFindings *findings, GError **error)
{
    const LbLedgerRow *told = NULL, *standing = NULL;
    g_autoptr(LbLedgerCursor) log = lb_ledger_told(store, table, error);
    g_autoptr(LbLedgerCursor) rows = log != NULL ? lb_ledger_standing(store, table, error) : NULL;
    if (rows == NULL || !lb_ledger_next(log, &told, error) ||
        !lb_ledger_next(rows, &standing, error))
        return false;
    while (told != NULL || standing != NULL) {
        bool from_log =
            told != NULL && (standing == NULL || strcmp(told->name, standing->name) <= 0);
        g_auto(Row) row = { .table = lb_ledger_tables[table],
                            .name = g_strdup(from_log ? told->name : standing->name),
                            .findings = findings };
        while (told != NULL && strcmp(told->name, row.name) == 0) {
            step(&row, told);
            if (!lb_ledger_next(log, &told, error))
                return false;
        }
        bool there = standing != NULL && strcmp(standing->name, row.name) == 0;
        arrive(&row, there ? standing->after : NULL);
        if (there && !lb_ledger_next(rows, &standing, error))
            return false;
    }
    return true;
}

bool
lb_sealed_check(LbStore *store, LbSealed *sealed, LbFindings *findings, GError **error)
{
    int64_t rows = 0;
    if (!lb_ledger_count(store, &rows, error))
        return false;
    if (rows != sealed->rows)
        lb_findings_add(findings,
                        g_strdup_printf(_("the ledger has %lld rows, but the entries of the log "
                                          "have %lld"),
                                        (long long)rows, (long long)sealed->rows));
    /* Nothing has been written since there is a ledger. */
    if (sealed->first == 0)
        return lb_ledger_count_base(store, &sealed->before, error);
    for (int table = 0; lb_ledger_tables[table] != NULL; table++)
        if (!check_table(store, table, findings, error))
            return false;
    return true;
}
