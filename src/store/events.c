/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of Windows: written batch by batch, read page by page. */
#include "store/events.h"

#include <string.h>

#include "store/pattern.h"
#include "store/statement.h"
#include "store/visible.h"

bool
lb_events_put(LbStore *store, LbEventRow *row, int64_t batch, GError **error)
{
    const LbWinEvent *event = row->event;
    const char *kind = lb_names_get(lb_winevent_kind_names, (int)event->kind);
    row->id = 0;
    if (!lb_store_run(
            store, error,
            "INSERT INTO winevent (batch, identity, computer, channel, record, time, kind,"
            " provider, event, account, target, member_of, logon_type, logon, source, process,"
            " command, service, cleared, system, tenant, subscription, resource, resource_name,"
            " request) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
            " ?, nullif(?, 0)) ON CONFLICT (computer, time, channel, record, identity) DO NOTHING",
            "ibssiississsiisssssissssi", batch, row->identity, (size_t)LB_SHA256_SIZE,
            event->computer, event->channel, (int64_t)event->record, event->time, kind,
            event->provider, (int64_t)event->id, event->account, event->target, event->group,
            (int64_t)event->logon_type, (int64_t)event->logon, event->source, event->process,
            event->command, event->service, event->cleared, (int64_t)event->system, row->tenant,
            row->subscription, row->resource, row->resource_name, row->request))
        return false;
    if (lb_store_changes(store) == 1)
        row->id = lb_store_last_id(store);
    return true;
}

/* Access */

GPtrArray *
lb_events_access(LbStore *store, const char *tenant, const char *resource, int64_t time,
                 GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)lb_open_access_free);
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT request, account, login, at_login, opened,"
                         " CASE WHEN closed <= ?2 THEN min(closed, ends) ELSE ends END"
                         " FROM access_grant INDEXED BY access_grant_opened"
                         " WHERE resource = ?1 AND opened IS NOT NULL AND opened <= ?2"
                         " AND ?3 = (SELECT q.tenant FROM request q WHERE q.number = "
                         "access_grant.request) ORDER BY opened, serial",
                         "sis", resource, time, tenant);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbOpenAccess *access = g_new0(LbOpenAccess, 1);
        access->request = lb_column_int(statement, 0);
        access->account = lb_column_dup(statement, 1);
        access->login = lb_column_dup(statement, 2);
        access->at_login = lb_column_dup(statement, 3);
        access->opened = lb_column_int(statement, 4);
        access->ended = lb_column_int(statement, 5);
        g_ptr_array_add(list, access);
    }
    if (step != LB_STEP_DONE)
        return NULL;
    lb_explanation_prepare(list);
    return g_steal_pointer(&list);
}

/* Each subscription by its index. '~' is behind all that names are made of. */
GPtrArray *
lb_events_resources_cut(LbStore *store, const char *tenant, const char *prefix, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT " LB_RESOURCE_COLUMNS " FROM subscription s"
        " CROSS JOIN resource r INDEXED BY resource_subscription ON r.subscription = s.id"
        "  AND r.name > ?2 COLLATE NOCASE AND r.name < (?2 || '~') COLLATE NOCASE"
        " WHERE ?1 IS NULL OR s.tenant = ?1 LIMIT 2",
        "ss", tenant, prefix);
    return lb_resources_read(statement, error);
}

/* Reading */

#define COLUMNS                                                                               \
    "SELECT e.id, e.identity, e.computer, e.channel, e.record, e.time, e.kind, e.provider,"   \
    " e.event, e.account, e.target, e.member_of, e.logon_type, e.logon, e.source, e.process," \
    " e.command, e.service, e.cleared, e.system, e.tenant, e.subscription, e.resource,"       \
    " e.resource_name, coalesce(e.request, 0) FROM winevent e "

static LbWinEvent *
read_event(LbStatement *row)
{
    int kind = LB_WINEVENT_OTHER;
    LbWinEvent *event = lb_winevent_new();
    lb_names_find(lb_winevent_kind_names, lb_column_text(row, 6), &kind);
    event->kind = (LbWinEventKind)kind;
    event->computer = lb_column_dup(row, 2);
    event->channel = lb_column_dup(row, 3);
    event->record = (uint64_t)lb_column_int(row, 4);
    event->time = lb_column_int(row, 5);
    event->provider = lb_column_dup(row, 7);
    event->id = (uint32_t)lb_column_int(row, 8);
    event->account = lb_column_dup(row, 9);
    event->target = lb_column_dup(row, 10);
    event->group = lb_column_dup(row, 11);
    event->logon_type = (int)lb_column_int(row, 12);
    event->logon = (uint64_t)lb_column_int(row, 13);
    event->source = lb_column_dup(row, 14);
    event->process = lb_column_dup(row, 15);
    event->command = lb_column_dup(row, 16);
    event->service = lb_column_dup(row, 17);
    event->cleared = lb_column_dup(row, 18);
    event->system = lb_column_int(row, 19) != 0;
    return event;
}

static LbEventRow *
read_row(LbStatement *row)
{
    size_t size = 0;
    LbEventRow *read = g_new0(LbEventRow, 1);
    const void *identity = lb_column_blob(row, 1, &size);
    if (identity != NULL)
        memcpy(read->identity, identity, MIN(size, LB_SHA256_SIZE));
    read->id = lb_column_int(row, 0);
    read->event = read_event(row);
    read->system = read->event->system;
    read->tenant = lb_column_dup(row, 20);
    read->subscription = lb_column_dup(row, 21);
    read->resource = lb_column_dup(row, 22);
    read->resource_name = lb_column_dup(row, 23);
    read->request = lb_column_int(row, 24);
    return read;
}

static GPtrArray *
read_rows(LbStatement *statement, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)lb_event_row_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW)
        g_ptr_array_add(rows, read_row(statement));
    return step == LB_STEP_DONE ? g_steal_pointer(&rows) : NULL;
}

/* ?1 reader, ?2 tenant, ?3 request, ?4 names of kinds (NULL: any), ?5 the pattern (NULL: any), ?6 and ?7 the row before
 * which, ?8 how many; ?9 and ?10 the row behind which. */
#define NARROWED " AND (e.time, e.id) < (?6, ?7)" CHOSEN " ORDER BY e.time DESC, e.id DESC LIMIT ?8"
#define CHOSEN                                                                            \
    " AND (?4 IS NULL OR e.kind IN (SELECT value FROM json_each(?4)))"                    \
    " AND (?5 IS NULL OR e.computer LIKE ?5 ESCAPE '\\' OR e.account LIKE ?5 ESCAPE '\\'" \
    "  OR e.target LIKE ?5 ESCAPE '\\' OR e.member_of LIKE ?5 ESCAPE '\\'"                \
    "  OR e.source LIKE ?5 ESCAPE '\\' OR e.process LIKE ?5 ESCAPE '\\'"                  \
    "  OR e.command LIKE ?5 ESCAPE '\\' OR e.service LIKE ?5 ESCAPE '\\')"

#define UNEXPLAINED "INDEXED BY winevent_unexplained WHERE e.request IS NULL AND e.system = 0"
#define ALL_UNEXPLAINED \
    "INDEXED BY winevent_all_unexplained WHERE e.request IS NULL AND e.system = 0"
#define OF_SYSTEM "INDEXED BY winevent_system WHERE e.request IS NULL AND e.system = 1"
#define ALL_OF_SYSTEM "WHERE e.request IS NULL AND e.system = 1"
#define HERE " AND e.tenant = ?2"
#define APPROVED " AND e.subscription IN (" LB_APPROVED_SUBSCRIPTIONS ")"

#define PAGE(of) COLUMNS of NARROWED
#define OF_REQUEST(order)                                                          \
    COLUMNS "INDEXED BY winevent_request WHERE e.request = ?3"                     \
            " AND (e.time, e.id) < (?6, ?7) AND (e.time, e.id) > (?9, ?10)" CHOSEN \
            " ORDER BY e.time " order ", e.id " order " LIMIT ?8"
#define BOTH(one, other)                                            \
    "SELECT * FROM (" PAGE(one) ") UNION ALL SELECT * FROM (" PAGE( \
        other) ")"                                                  \
               " ORDER BY 6 DESC, 1 DESC LIMIT ?8"

static const char *
choose_query(const LbEventsPage *page)
{
    if (page->request != 0)
        return page->forward ? OF_REQUEST("ASC") : OF_REQUEST("DESC");
    if (page->reader != 0)
        return page->system ? BOTH(UNEXPLAINED HERE APPROVED, OF_SYSTEM HERE APPROVED)
                            : PAGE(UNEXPLAINED HERE APPROVED);
    if (page->tenant != NULL)
        return page->system ? BOTH(UNEXPLAINED HERE, OF_SYSTEM HERE) : PAGE(UNEXPLAINED HERE);
    return page->system ? BOTH(ALL_UNEXPLAINED, ALL_OF_SYSTEM) : PAGE(ALL_UNEXPLAINED);
}

/* A JSON array of the names; NULL: any. The caller frees it. */
static char *
name_kinds(unsigned kinds)
{
    if (kinds == 0)
        return NULL;
    GString *names = g_string_new("[");
    for (const LbName *kind = lb_winevent_kind_names; kind->name != NULL; kind++)
        if ((kinds & 1u << kind->value) != 0)
            g_string_append_printf(names, "%s\"%s\"", names->len > 1 ? "," : "", kind->name);
    return g_string_free(g_string_append_c(names, ']'), FALSE);
}

GPtrArray *
lb_events_page(LbStore *store, const LbEventsPage *page, GError **error)
{
    g_autofree char *kinds = name_kinds(page->kinds);
    g_autofree char *pattern = page->text != NULL ? lb_pattern_new(page->text, false) : NULL;
    bool newest = page->before_time == 0 && page->before_id == 0;
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, choose_query(page), "isissiiiii", page->reader, page->tenant,
                         page->request, kinds, pattern, newest ? INT64_MAX : page->before_time,
                         newest ? INT64_MAX : page->before_id, (int64_t)page->limit,
                         page->after_time, page->after_id);
    return read_rows(statement, error);
}

#define COUNT(of) "SELECT count(*) FROM (SELECT 1 FROM winevent e " of " LIMIT ?3)"

bool
lb_events_count(LbStore *store, const LbEventsPage *page, int64_t most, int64_t *count,
                GError **error)
{
    const char *sql = COUNT(ALL_UNEXPLAINED);
    if (page->reader != 0)
        sql = COUNT(UNEXPLAINED HERE APPROVED);
    else if (page->tenant != NULL)
        sql = COUNT(UNEXPLAINED HERE);
    *count = 0;
    return lb_store_get_int(store, count, error, sql, "isi", page->reader, page->tenant, most);
}

/* Receipts */

GPtrArray *
lb_events_first(LbStore *store, int64_t request, int64_t last, int limit, GError **error)
{
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)lb_winevent_free);
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        COLUMNS "INDEXED BY winevent_request WHERE e.request = ?1 AND e.batch <= ?2"
                " ORDER BY e.time, e.id LIMIT ?3",
        "iii", request, last, (int64_t)limit);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW)
        g_ptr_array_add(events, read_event(statement));
    return step == LB_STEP_DONE ? g_steal_pointer(&events) : NULL;
}

bool
lb_events_kinds(LbStore *store, int64_t request, int64_t last, int64_t *kinds, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT kind, count(*) FROM winevent INDEXED BY winevent_request"
                         " WHERE request = ? AND batch <= ? GROUP BY kind",
                         "ii", request, last);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        int kind = LB_WINEVENT_OTHER;
        lb_names_find(lb_winevent_kind_names, lb_column_text(statement, 0), &kind);
        kinds[kind] += lb_column_int(statement, 1);
    }
    return step == LB_STEP_DONE;
}

/* Verifying */

GPtrArray *
lb_events_of_batch(LbStore *store, int64_t batch, int64_t after, int limit, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        COLUMNS "INDEXED BY winevent_batch WHERE e.batch = ?1 AND e.id > ?2 ORDER BY e.id LIMIT ?3",
        "iii", batch, after, (int64_t)limit);
    return read_rows(statement, error);
}

/* From one batch to the next by the index, whatever they are. */
GArray *
lb_events_stray_batches(LbStore *store, int limit, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "WITH RECURSIVE b (n) AS (SELECT min(batch) FROM winevent UNION ALL"
        "  SELECT (SELECT min(e.batch) FROM winevent e WHERE e.batch > b.n) FROM b"
        "  WHERE b.n IS NOT NULL)"
        " SELECT n FROM b WHERE n IS NOT NULL AND NOT EXISTS (SELECT 1 FROM activity a"
        "  WHERE a.sequence = b.n AND a.operation = 'ImportEvents'"
        "  AND json_extract(a.details, '$.batch') = b.n) LIMIT ?",
        "i", (int64_t)limit);
    return lb_numbers_read(statement, error);
}
