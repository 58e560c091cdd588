/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exclusions and their acknowledgements. */
#include "store/exclusions.h"

#include "store/statement.h"
#include "store/visible.h"

bool
lb_exclusions_insert(LbStore *store, LbExclusion *exclusion, GError **error)
{
    if (!lb_store_run(store, error,
                      "INSERT INTO exclusion (kind, tenant, subscription, scope, started, ended,"
                      " text, recorder, recorder_account, recorder_person, recorder_role, recorded)"
                      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      "ssssiisisssi", lb_names_get(lb_exclusion_kind_names, (int)exclusion->kind),
                      exclusion->tenant, exclusion->subscription, exclusion->scope,
                      exclusion->started, exclusion->ended, exclusion->text, exclusion->recorder,
                      exclusion->recorder_account, exclusion->recorder_person,
                      exclusion->recorder_role, exclusion->recorded))
        return false;
    exclusion->number = lb_store_last_id(store);
    g_free(exclusion->instance);
    exclusion->instance = g_strdup(lb_store_instance(store)->id);
    return true;
}

bool
lb_exclusions_acknowledge(LbStore *store, int64_t number, int64_t principal, const char *account,
                          const char *comment, int64_t now, GError **error)
{
    return lb_store_run(store, error,
                        "INSERT INTO acknowledgement (exclusion, principal, account, comment, time)"
                        " VALUES (?, ?, ?, ?, ?)",
                        "iissi", number, principal, account, comment, now);
}

#define EXCLUSION_COLUMNS                                                                    \
    "SELECT e.number, e.kind, e.tenant, n.name, e.subscription, u.name, e.scope, e.started," \
    " e.ended, e.text, e.recorder, e.recorder_account, e.recorder_person, p.person,"         \
    " e.recorder_role, e.recorded, coalesce(k.time, 0), k.account, k.comment"
#define EXCLUSION_JOINED                                                                         \
    " CROSS JOIN tenant n ON n.id = e.tenant CROSS JOIN subscription u ON u.id = e.subscription" \
    " CROSS JOIN principal p ON p.id = e.recorder"                                               \
    " LEFT JOIN acknowledgement k ON k.exclusion = e.number WHERE "
#define EXCLUSION EXCLUSION_COLUMNS " FROM exclusion e" EXCLUSION_JOINED

static LbExclusion *
read_row(LbStore *store, LbStatement *row)
{
    LbExclusion *exclusion = lb_exclusion_new();
    int kind = LB_EXCLUSION_OUTSIDE_PROCEDURE;
    lb_names_find(lb_exclusion_kind_names, lb_column_text(row, 1), &kind);
    exclusion->instance = g_strdup(lb_store_instance(store)->id);
    exclusion->number = lb_column_int(row, 0);
    exclusion->kind = (LbExclusionKind)kind;
    exclusion->tenant = lb_column_dup(row, 2);
    exclusion->tenant_name = lb_column_dup(row, 3);
    exclusion->subscription = lb_column_dup(row, 4);
    exclusion->subscription_name = lb_column_dup(row, 5);
    exclusion->scope = lb_column_dup(row, 6);
    exclusion->started = lb_column_int(row, 7);
    exclusion->ended = lb_column_int(row, 8);
    exclusion->text = lb_column_dup(row, 9);
    exclusion->recorder = lb_column_int(row, 10);
    exclusion->recorder_account = lb_column_dup(row, 11);
    exclusion->recorder_person = lb_column_dup(row, 12);
    exclusion->recorder_person_now = lb_column_dup(row, 13);
    exclusion->recorder_role = lb_column_dup(row, 14);
    exclusion->recorded = lb_column_int(row, 15);
    exclusion->acknowledged = lb_column_int(row, 16);
    exclusion->acknowledged_by = lb_column_dup(row, 17);
    exclusion->comment = lb_column_dup(row, 18);
    return exclusion;
}

static LbExclusion *
read_exclusion(LbStore *store, LbStatement *statement, GError **error)
{
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return NULL;
    return read_row(store, statement);
}

LbExclusion *
lb_exclusions_get(LbStore *store, int64_t number, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, EXCLUSION "e.number = ?", "i", number);
    return read_exclusion(store, statement, error);
}

LbExclusion *
lb_exclusions_get_seen(LbStore *store, int64_t number, int64_t principal, bool all, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         EXCLUSION "e.number = ?2 AND (?3 = 1 OR e.recorder = ?1"
                                   " OR e.subscription IN (" LB_VISIBLE_SUBSCRIPTIONS "))",
                         "iii", principal, number, (int64_t)all);
    return read_exclusion(store, statement, error);
}

/* Of each list the next page is one step into an index. ?1 is the principal, ?2 the number before which it goes on, ?3
 * how many. */
#define NEWEST " AND e.number < ?2 ORDER BY e.number DESC LIMIT ?3"
#define TENANT "(SELECT tenant FROM principal WHERE id = ?1)"
#define SEEN " AND e.subscription IN (" LB_VISIBLE_SUBSCRIPTIONS ")"
#define WAITS " AND EXISTS (SELECT 1 FROM unacknowledged w WHERE w.exclusion = e.number)"

#define UNACKNOWLEDGED(index, condition)                                           \
    EXCLUSION_COLUMNS                                                              \
    " FROM unacknowledged w " index                                                \
    " CROSS JOIN exclusion e ON e.number = w.exclusion" EXCLUSION_JOINED condition \
    " AND w.exclusion < ?2 ORDER BY w.exclusion DESC LIMIT ?3"

static const char *const pages[][2] = {
    [LB_EXCLUSIONS_CUSTOMERS] = { EXCLUSION "e.tenant = " TENANT SEEN NEWEST,
                                  UNACKNOWLEDGED("INDEXED BY unacknowledged_tenant",
                                                 "w.tenant = " TENANT SEEN) },
    [LB_EXCLUSIONS_OWN] = { EXCLUSION "e.recorder = ?1" NEWEST,
                            EXCLUSION "e.recorder = ?1" WAITS NEWEST },
    [LB_EXCLUSIONS_EVERY] = { EXCLUSION "?1 <> 0" NEWEST, UNACKNOWLEDGED("", "?1 <> 0") },
};

static GPtrArray *
read_page(LbStore *store, LbStatement *statement, GError **error)
{
    g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func((GDestroyNotify)lb_exclusion_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW)
        g_ptr_array_add(page, read_row(store, statement));
    return step == LB_STEP_DONE ? g_steal_pointer(&page) : NULL;
}

GPtrArray *
lb_exclusions_page(LbStore *store, const LbExclusionPage *page, GError **error)
{
    int64_t before = page->before != 0 ? page->before : INT64_MAX;
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, pages[page->of][page->unacknowledged ? 1 : 0], "iii",
                         page->principal, before, (int64_t)page->limit);
    return read_page(store, statement, error);
}

bool
lb_exclusions_waiting(LbStore *store, int64_t principal, int most, int *count, int64_t *newest,
                      GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT count(*), coalesce(max(exclusion), 0) FROM (SELECT w.exclusion"
        " FROM unacknowledged w INDEXED BY unacknowledged_tenant"
        " WHERE w.tenant = " TENANT " AND w.subscription IN (" LB_APPROVED_SUBSCRIPTIONS ")"
        " ORDER BY w.exclusion DESC LIMIT ?2)",
        "ii", principal, (int64_t)most);
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return false;
    *count = (int)lb_column_int(statement, 0);
    *newest = lb_column_int(statement, 1);
    return true;
}

bool
lb_exclusions_count(LbStore *store, const char *person, int64_t since, int most, int *count,
                    int64_t *earliest, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT count(*), coalesce(min(recorded), 0) FROM (SELECT recorded FROM exclusion"
        " WHERE recorder_person = ?1 AND recorded > ?2 ORDER BY recorded DESC LIMIT ?3)",
        "sii", person, since, (int64_t)most);
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return false;
    *count = (int)lb_column_int(statement, 0);
    *earliest = lb_column_int(statement, 1);
    return true;
}

GPtrArray *
lb_exclusions_all(LbStore *store, int64_t after, int limit, GArray **told, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, EXCLUSION "e.number > ? ORDER BY e.number LIMIT ?", "ii",
                         after, (int64_t)limit);
    g_autoptr(GPtrArray) page = read_page(store, statement, error);
    if (page == NULL)
        return NULL;
    const LbExclusion *last = page->len > 0 ? g_ptr_array_index(page, page->len - 1) : NULL;
    g_autoptr(LbStatement) waiting = lb_statement_new(
        store, error, "SELECT exclusion FROM unacknowledged WHERE exclusion > ? AND exclusion <= ?",
        "ii", after, last != NULL ? last->number : after);
    *told = lb_numbers_read(waiting, error);
    return *told != NULL ? g_steal_pointer(&page) : NULL;
}

bool
lb_exclusions_has_group(LbStore *store, const char *path, bool *found, GError **error)
{
    int64_t there = 0;
    if (!lb_store_get_int(store, &there, error,
                          "SELECT EXISTS (SELECT 1 FROM resource"
                          " WHERE key > ?1 || '/' AND key < ?1 || '0')",
                          "s", path))
        return false;
    *found = there != 0;
    return true;
}

/* Looks at every subscription, and in each for resources by their index: somebody has asked for it by a key. */
GPtrArray *
lb_exclusions_find_scopes(LbStore *store, const char *text, int limit, GError **error)
{
    g_autoptr(GPtrArray) found =
        g_ptr_array_new_with_free_func((GDestroyNotify)lb_exclusion_scope_free);
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT '/subscriptions/' || s.id, n.name, s.name, NULL FROM subscription s"
        " CROSS JOIN tenant n ON n.id = s.tenant WHERE instr(lower(s.name), lower(?1)) > 0"
        "  OR instr(s.id, lower(?1)) > 0 OR instr(lower(n.name), lower(?1)) > 0"
        " UNION ALL SELECT r.key, n.name, s.name, r.name FROM subscription s"
        " CROSS JOIN resource r INDEXED BY resource_subscription ON r.subscription = s.id"
        "  AND r.name >= ?1 COLLATE NOCASE AND r.name < ?1 || char(1114111) COLLATE NOCASE"
        " CROSS JOIN tenant n ON n.id = s.tenant WHERE ?1 <> '' LIMIT ?2",
        "si", text, (int64_t)limit);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbExclusionScope *scope = g_new0(LbExclusionScope, 1);
        scope->path = lb_column_dup(statement, 0);
        scope->tenant = lb_column_dup(statement, 1);
        scope->subscription = lb_column_dup(statement, 2);
        scope->resource = lb_column_dup(statement, 3);
        g_ptr_array_add(found, scope);
    }
    return step == LB_STEP_DONE ? g_steal_pointer(&found) : NULL;
}
