/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The activity log: appended to, and read in pages. */
#include "store/log.h"

#include <string.h>

#include "store/entries.h"
#include "store/pattern.h"
#include "store/statement.h"
#include "store/visible.h"

bool
lb_log_head(LbStore *store, int64_t *sequence, uint8_t hash[LB_SHA256_SIZE], GError **error)
{
    *sequence = 0;
    memset(hash, 0, LB_SHA256_SIZE);
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT sequence, hash FROM activity WHERE sequence = (SELECT max(sequence) FROM activity)",
        "");
    if (statement == NULL)
        return false;
    LbStep step = lb_statement_step(statement, error);
    if (step != LB_STEP_ROW)
        return step == LB_STEP_DONE;
    size_t size = 0;
    const void *bytes = lb_column_blob(statement, 1, &size);
    *sequence = lb_column_int(statement, 0);
    if (size == LB_SHA256_SIZE)
        memcpy(hash, bytes, LB_SHA256_SIZE);
    return true;
}

bool
lb_log_append(LbStore *store, LbActivity *entry, GError **error)
{
    int64_t newest = 0, time = INT64_MIN;
    if (!lb_log_head(store, &newest, entry->previous, error) ||
        !lb_store_get_int(store, &time, error, "SELECT time FROM activity WHERE sequence = ?", "i",
                          newest))
        return false;
    entry->sequence = newest + 1;
    entry->time = MAX(entry->time, time);
    g_autoptr(LbSha256) sha = lb_sha256_new();
    lb_activity_hash(sha, entry, entry->hash);
    return lb_store_run(
        store, error,
        "INSERT INTO activity (sequence, time, tenant, operation, request, caller, person,"
        " door, fingerprint, evidence, address, details, previous, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        "iissssssssssbb", entry->sequence, entry->time, entry->tenant,
        lb_names_get(lb_operation_names, (int)entry->operation), entry->request, entry->caller,
        entry->person, entry->door, entry->fingerprint, entry->evidence, entry->address,
        entry->details, entry->previous, (size_t)LB_SHA256_SIZE, entry->hash,
        (size_t)LB_SHA256_SIZE);
}

static void
read_hash(LbStatement *row, int column, uint8_t hash[LB_SHA256_SIZE])
{
    size_t size = 0;
    const void *bytes = lb_column_blob(row, column, &size);
    memset(hash, 0, LB_SHA256_SIZE);
    if (size == LB_SHA256_SIZE)
        memcpy(hash, bytes, LB_SHA256_SIZE);
}

static LbActivity *
read_entry(LbStatement *row)
{
    LbActivity *entry = g_new0(LbActivity, 1);
    int operation = -1; /* a name that is not ours has no hash that could be right */
    lb_names_find(lb_operation_names, lb_column_text(row, 3), &operation);
    entry->sequence = lb_column_int(row, 0);
    entry->time = lb_column_int(row, 1);
    entry->tenant = lb_column_dup(row, 2);
    entry->operation = (LbOperation)operation;
    entry->request = lb_column_dup(row, 4);
    entry->caller = lb_column_dup(row, 5);
    entry->person = lb_column_dup(row, 6);
    entry->door = lb_column_dup(row, 7);
    entry->fingerprint = lb_column_dup(row, 8);
    entry->address = lb_column_dup(row, 9);
    entry->details = lb_column_dup(row, 10);
    read_hash(row, 11, entry->previous);
    read_hash(row, 12, entry->hash);
    entry->evidence = lb_column_dup(row, 13);
    return entry;
}

/* Not every reader sees every entry about a request. */
#define VISIBLE_ENTRY                                                           \
    "EXISTS (SELECT 1 FROM request q WHERE"                                     \
    " q.number = CAST(substr(e.request, instr(e.request, '-') + 1) AS INTEGER)" \
    " AND q.id = e.request AND " LB_VISIBLE_REQUEST ")"

#define VISIBLE_OR_OWN "(e.request IS NULL OR " VISIBLE_ENTRY ")"

/* ?8 is the pattern, ?9 the same as it stands in JSON, ?10 the operations whose name holds the text. */
#define HOLDS_TEXT                                                           \
    "(e.request LIKE ?8 ESCAPE '\\' OR e.caller LIKE ?8 ESCAPE '\\'"         \
    " OR e.person LIKE ?8 ESCAPE '\\' OR e.address LIKE ?8 ESCAPE '\\'"      \
    " OR e.fingerprint LIKE ?8 ESCAPE '\\' OR e.details LIKE ?9 ESCAPE '\\'" \
    " OR e.operation IN (SELECT value FROM json_each(?10)))"

/* How many of the newest entries are looked at before the reader's own requests are gone through. */
#define GLANCE 5000

/* A page to be read: the filter with its times as sequences. */
typedef struct {
    const LbLogFilter *filter;
    int64_t newest;
    int64_t from, before;
    bool
        by_request; /* begin with the requests that the reader sees, be there however many others */
    bool counted;   /* the order does not matter */
} Page;

static bool
begins_with_operations(const Page *page)
{
    const LbLogFilter *filter = page->filter;
    return filter->operations != 0 && filter->request == NULL && filter->caller == NULL &&
           !page->by_request;
}

/* The index is named, not left to be guessed: the one that leaves least to look at. */
static const char *
choose_source(const Page *page)
{
    const LbLogFilter *filter = page->filter;
    if (page->by_request)
        return "(" LB_VISIBLE_NUMBERS ") n CROSS JOIN request i ON i.number = n.number"
               " CROSS JOIN activity e INDEXED BY activity_request ON e.request = i.id";
    if (filter->request != NULL)
        return "activity e INDEXED BY activity_request";
    if (filter->caller != NULL)
        return "activity e INDEXED BY activity_caller";
    if (filter->operations != 0)
        return filter->tenant != NULL ? "activity e INDEXED BY activity_tenant_operation"
                                      : "activity e INDEXED BY activity_operation";
    return filter->tenant != NULL ? "activity e INDEXED BY activity_tenant"
                                  : "activity e NOT INDEXED";
}

/* Whether only looking at one entry after the other can tell what is asked for. */
static bool
is_sparse(const LbLogFilter *filter)
{
    return filter->text != NULL ||
           (filter->caller != NULL && (filter->operations != 0 || filter->tenant != NULL));
}

/* What the index alone cannot tell is asked for behind it. */
static void
append_conditions(GString *sql, const Page *page)
{
    const LbLogFilter *filter = page->filter;
    g_string_append(sql, " WHERE e.sequence >= ?6 AND e.sequence < ?7");
    if (filter->text != NULL)
        g_string_append(sql, " AND " HOLDS_TEXT);
    if (filter->tenant != NULL)
        g_string_append(sql, " AND e.tenant = ?2");
    if (filter->request != NULL)
        g_string_append(sql, " AND e.request = ?3");
    if (filter->caller != NULL)
        g_string_append(sql, " AND e.caller = ?4 COLLATE NOCASE");
    if (begins_with_operations(page) && !page->counted)
        g_string_append(sql, " AND e.operation = o.value");
    else if (filter->operations != 0)
        g_string_append(sql, " AND e.operation IN (SELECT value FROM json_each(?5))");
}

/* Narrows to what the reader may see. */
static void
append_visible(GString *sql, const Page *page)
{
    const LbLogFilter *filter = page->filter;
    if (filter->reader != 0 && filter->own)
        g_string_append(sql, " AND " VISIBLE_OR_OWN);
    else if (filter->reader != 0 && !page->by_request)
        g_string_append(sql, " AND " VISIBLE_ENTRY);
}

/* The query for what is set in the filter: each walks an index from one end of the log and stops when the page
 * is full; for several operations, once for each. */
static const char *
choose_query(const Page *page)
{
    g_autoptr(GString) sql = g_string_new(LB_ENTRY_COLUMNS "a.sequence IN (");
    bool each = begins_with_operations(page);
    const char *order = page->filter->forward ? "ASC" : "DESC";
    if (each)
        g_string_append(sql, "SELECT x.sequence FROM json_each(?5) o CROSS JOIN activity x"
                             " ON x.sequence IN (");
    g_string_append_printf(sql, "SELECT e.sequence FROM %s", choose_source(page));
    append_conditions(sql, page);
    append_visible(sql, page);
    g_string_append_printf(sql, " ORDER BY e.sequence %s LIMIT ?11)", order);
    if (each)
        g_string_append_printf(sql, " ORDER BY x.sequence %s LIMIT ?11)", order);
    g_string_append_printf(sql, " ORDER BY a.sequence %s", order);
    return g_intern_string(sql->str); /* statements are kept by the address of their text */
}

/* Stores the first sequence whose time is not before @time: times only grow, so that a few looks find it. */
static bool
find_time(LbStore *store, int64_t newest, int64_t time, int64_t *sequence, GError **error)
{
    int64_t low = 1, high = newest + 1;
    while (low < high) {
        int64_t middle = low + (high - low) / 2, found = INT64_MAX;
        if (!lb_store_get_int(
                store, &found, error,
                "SELECT time FROM activity WHERE sequence >= ? ORDER BY sequence LIMIT 1", "i",
                middle))
            return false;
        if (found < time)
            low = middle + 1;
        else
            high = middle;
    }
    *sequence = low;
    return true;
}

char *
lb_entries_operations(uint64_t operations)
{
    GString *list = g_string_new("[");
    for (const LbName *row = lb_operation_names; row->name != NULL; row++)
        if ((operations & LB_OPERATION_BIT(row->value)) != 0)
            g_string_append_printf(list, "%s\"%s\"", list->len > 1 ? "," : "", row->name);
    return g_string_free(g_string_append_c(list, ']'), FALSE);
}

GPtrArray *
lb_entries_read(LbStatement *statement, GError **error)
{
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func((GDestroyNotify)lb_activity_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW)
        g_ptr_array_add(entries, read_entry(statement));
    return step == LB_STEP_DONE ? g_steal_pointer(&entries) : NULL;
}

/* Binds what all queries about the log have in common. */
static LbStatement *
ask(LbStore *store, const Page *page, const char *sql, int64_t limit, GError **error)
{
    const LbLogFilter *filter = page->filter;
    g_autofree char *operations = lb_entries_operations(filter->operations);
    g_autofree char *named = lb_entries_operations(filter->named);
    g_autofree char *pattern = lb_pattern_new(filter->text, false);
    g_autofree char *json_pattern = lb_pattern_new(filter->text, true);
    return lb_statement_new(store, error, sql, "issssiisssi", filter->reader, filter->tenant,
                            filter->request, filter->caller, operations, page->from, page->before,
                            pattern, json_pattern, named, limit);
}

static GPtrArray *
read_page(LbStore *store, const Page *page, GError **error)
{
    g_autoptr(LbStatement) statement =
        ask(store, page, choose_query(page), page->filter->limit, error);
    return lb_entries_read(statement, error);
}

/* Finds the times asked for, among the entries that there are. */
static bool
settle_times(LbStore *store, Page *page, GError **error)
{
    const LbLogFilter *filter = page->filter;
    if (!lb_store_get_int(store, &page->newest, error,
                          "SELECT coalesce(max(sequence), 0) FROM activity", ""))
        return false;
    page->before = page->newest + 1;
    page->from = 1;
    if (filter->until > 0 && !find_time(store, page->newest, filter->until, &page->before, error))
        return false;
    return filter->since <= 0 || find_time(store, page->newest, filter->since, &page->from, error);
}

/* Who made many of the newest requests has a page full at once; who made few has few to go through. */
static GPtrArray *
read_of_requests(LbStore *store, Page *page, GError **error)
{
    int64_t from = page->from;
    page->from = MAX(from, page->before - GLANCE);
    g_autoptr(GPtrArray) newest = read_page(store, page, error);
    if (newest == NULL || page->from == from || newest->len >= (guint)page->filter->limit)
        return g_steal_pointer(&newest);
    page->from = from;
    page->by_request = true;
    return read_page(store, page, error);
}

static bool
is_of_few(const LbLogFilter *filter)
{
    return filter->reader != 0 && !filter->own && filter->request == NULL;
}

/* What is sparse is looked for in one window after the other; what is not, at once. */
static GPtrArray *
read_reach(LbStore *store, Page *page, LbLogReach *reach, GError **error)
{
    const LbLogFilter *filter = page->filter;
    int64_t first = page->from;
    bool windowed = filter->window > 0 && is_sparse(filter);
    if (windowed)
        page->from = MAX(first, page->before - filter->window);
    int64_t from = page->from;
    g_autoptr(GPtrArray) entries = is_of_few(filter) && !windowed
                                       ? read_of_requests(store, page, error)
                                       : read_page(store, page, error);
    if (entries == NULL || reach == NULL)
        return g_steal_pointer(&entries);
    bool full = entries->len > 0 && entries->len >= (guint)filter->limit;
    reach->newest = page->newest;
    reach->back =
        full ? ((const LbActivity *)g_ptr_array_index(entries, entries->len - 1))->sequence : from;
    reach->whole = !full && from <= first;
    reach->time = 0;
    if (!lb_store_get_int(store, &reach->time, error,
                          "SELECT time FROM activity WHERE sequence = ?", "i", reach->back))
        return NULL;
    return g_steal_pointer(&entries);
}

GPtrArray *
lb_log_page(LbStore *store, const LbLogFilter *filter, LbLogReach *reach, GError **error)
{
    if (filter->after >= 0) {
        g_autoptr(LbStatement) statement = lb_statement_new(
            store, error, LB_ENTRY_COLUMNS "a.sequence > ?1 ORDER BY a.sequence LIMIT ?2", "ii",
            filter->after, (int64_t)filter->limit);
        return lb_entries_read(statement, error);
    }
    Page page = { .filter = filter };
    if (!settle_times(store, &page, error))
        return NULL;
    if (filter->before > 0)
        page.before = MIN(page.before, filter->before);
    page.from = MAX(page.from, filter->newer + 1);
    return read_reach(store, &page, reach, error);
}

/* The index is walked no further than ?11 entries, be they visible or not. */
static const char *
choose_count(const Page *page)
{
    const LbLogFilter *filter = page->filter;
    g_autoptr(GString) sql = g_string_new(NULL);
    const char *visible = filter->reader != 0 && filter->own ? VISIBLE_OR_OWN
                          : filter->reader != 0              ? VISIBLE_ENTRY
                                                             : "1";
    g_string_append_printf(sql,
                           "SELECT count(*), coalesce(sum(n.visible), 0) FROM"
                           " (SELECT %s AS visible FROM %s",
                           visible, choose_source(page));
    append_conditions(sql, page);
    g_string_append(sql, " LIMIT ?11) n");
    return g_intern_string(sql->str);
}

bool
lb_log_count(LbStore *store, const LbLogFilter *filter, int64_t most, int64_t *count, bool *more,
             GError **error)
{
    Page page = { .filter = filter, .counted = true };
    *count = -1;
    *more = true;
    if (is_sparse(filter) || is_of_few(filter))
        return true;
    if (!settle_times(store, &page, error))
        return false;
    g_autoptr(LbStatement) statement = ask(store, &page, choose_count(&page), most + 1, error);
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return false;
    *more = lb_column_int(statement, 0) > most;
    *count = MIN(lb_column_int(statement, 1), most);
    return true;
}
