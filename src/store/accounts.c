/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the administration reads and changes: people with their addresses, keys and role assignments. */
#include "store/directory.h"

#include "store/ours.h"
#include "store/statement.h"

/* People */

#define PERSON_COLUMNS                                                                         \
    "SELECT p.id, p.account, p.kind, p.person, p.name, p.tenant,"                              \
    " (SELECT t.name FROM tenant t WHERE t.id = p.tenant), p.mail, p.language, p.time_zone,"   \
    " p.enabled, (SELECT count(*) FROM key k WHERE k.principal = p.id AND k.revoked IS NULL)," \
    " (SELECT count(*) FROM (SELECT DISTINCT r.role, r.scope FROM role_assignment r"           \
    "  WHERE r.principal = p.id AND r.role IN " LB_OUR_ROLES                                   \
    ")), p.isolated FROM principal p WHERE "

static LbPersonRow *
read_person(LbStatement *row)
{
    LbPersonRow *person = g_new0(LbPersonRow, 1);
    person->id = lb_column_int(row, 0);
    person->account = lb_column_dup(row, 1);
    person->kind = lb_column_dup(row, 2);
    person->person = lb_column_dup(row, 3);
    person->name = lb_column_dup(row, 4);
    person->tenant = lb_column_dup(row, 5);
    person->tenant_name = lb_column_dup(row, 6);
    person->mail = lb_column_dup(row, 7);
    person->language = lb_column_dup(row, 8);
    person->time_zone = lb_column_dup(row, 9);
    person->enabled = lb_column_int(row, 10) != 0;
    person->keys = (int)lb_column_int(row, 11);
    person->roles = (int)lb_column_int(row, 12);
    person->isolated = lb_column_int(row, 13) != 0;
    return person;
}

LbPersonRow *
lb_directory_person(LbStore *store, int64_t principal, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, PERSON_COLUMNS "p.id = ?", "i", principal);
    LbStep step = statement != NULL ? lb_statement_step(statement, error) : LB_STEP_ERROR;
    if (step == LB_STEP_DONE)
        g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT, "there is no such person");
    return step == LB_STEP_ROW ? read_person(statement) : NULL;
}

bool
lb_directory_find_person(LbStore *store, const char *account, int64_t *principal, GError **error)
{
    *principal = 0;
    return lb_store_get_int(store, principal, error,
                            "SELECT id FROM principal WHERE account = ? AND kind = 'User'", "s",
                            account);
}

bool
lb_directory_find_account(LbStore *store, const char *account, int64_t *principal, GError **error)
{
    *principal = 0;
    return lb_store_get_int(store, principal, error, "SELECT id FROM principal WHERE account = ?",
                            "s", account);
}

GPtrArray *
lb_directory_people(LbStore *store, const LbPeopleFilter *filter, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        PERSON_COLUMNS "p.kind = 'User' AND (?1 IS NULL OR coalesce(p.tenant, '') = ?1)"
                       " AND (?2 IS NULL OR instr(lower(p.account), lower(?2)) > 0"
                       "  OR instr(lower(coalesce(p.name, '')), lower(?2)) > 0"
                       "  OR instr(lower(p.person), lower(?2)) > 0"
                       "  OR instr(lower(coalesce(p.mail, '')), lower(?2)) > 0)"
                       " AND (?3 IS NULL OR p.account > ?3) ORDER BY p.account LIMIT ?4",
        "sssi", filter->tenant, filter->text, filter->after, (int64_t)filter->limit);
    g_autoptr(GPtrArray) people =
        g_ptr_array_new_with_free_func((GDestroyNotify)lb_person_row_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW)
        g_ptr_array_add(people, read_person(statement));
    return step == LB_STEP_DONE ? g_steal_pointer(&people) : NULL;
}

bool
lb_directory_set_isolated(LbStore *store, int64_t principal, bool isolated, GError **error)
{
    return lb_store_run(store, error, "UPDATE principal SET isolated = ?2 WHERE id = ?1", "ii",
                        principal, (int64_t)isolated);
}

bool
lb_directory_is_isolated(LbStore *store, int64_t principal, bool *isolated, GError **error)
{
    int64_t value = 0;
    if (!lb_store_get_int(store, &value, error, "SELECT isolated FROM principal WHERE id = ?", "i",
                          principal))
        return false;
    *isolated = value != 0;
    return true;
}

bool
lb_directory_set_enabled(LbStore *store, int64_t principal, bool enabled, GError **error)
{
    return lb_store_run(store, error, "UPDATE principal SET enabled = ?2 WHERE id = ?1", "ii",
                        principal, (int64_t)enabled);
}

bool
lb_directory_set_manners(LbStore *store, int64_t principal, const char *language,
                         const char *time_zone, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE principal SET language = ?2, time_zone = ?3 WHERE id = ?1", "iss",
                        principal, language, time_zone);
}

bool
lb_directory_put_address(LbStore *store, int64_t principal, const char *mail, GError **error)
{
    return lb_store_run(
        store, error, "INSERT INTO address (principal, mail) VALUES (?, ?) ON CONFLICT DO NOTHING",
        "is", principal, mail);
}

bool
lb_directory_drop_address(LbStore *store, int64_t principal, const char *mail, int64_t *dropped,
                          GError **error)
{
    if (!lb_store_run(store, error, "DELETE FROM address WHERE principal = ? AND mail = ?", "is",
                      principal, mail))
        return false;
    *dropped = lb_store_changes(store);
    return true;
}

/* Keys */

GPtrArray *
lb_directory_keys(LbStore *store, int64_t principal, int64_t after, int limit, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT k.id, p.account, k.type, k.fingerprint, k.added, coalesce(k.revoked, 0)"
        " FROM key k JOIN principal p ON p.id = k.principal WHERE (?1 = 0 OR k.principal = ?1)"
        " AND k.id > ?2 ORDER BY k.id LIMIT ?3",
        "iii", principal, after, (int64_t)limit);
    g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func((GDestroyNotify)lb_key_row_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbKeyRow *key = g_new0(LbKeyRow, 1);
        key->id = lb_column_int(statement, 0);
        key->account = lb_column_dup(statement, 1);
        key->type = lb_column_dup(statement, 2);
        key->fingerprint = lb_column_dup(statement, 3);
        key->added = lb_column_int(statement, 4);
        key->revoked = lb_column_int(statement, 5);
        g_ptr_array_add(keys, key);
    }
    return step == LB_STEP_DONE ? g_steal_pointer(&keys) : NULL;
}

bool
lb_directory_revoke_key(LbStore *store, const char *fingerprint, int64_t owner, int64_t now,
                        int64_t *principal, GError **error)
{
    *principal = 0;
    if (!lb_store_get_int(store, principal, error,
                          "SELECT principal FROM key WHERE fingerprint = ?1 AND revoked IS NULL"
                          " AND (?2 = 0 OR principal = ?2)",
                          "si", fingerprint, owner))
        return false;
    return *principal == 0 ||
           lb_store_run(store, error,
                        "UPDATE key SET revoked = ?2 WHERE fingerprint = ?1 AND revoked IS NULL",
                        "si", fingerprint, now);
}

/* Roles */

GPtrArray *
lb_directory_assignments(LbStore *store, int64_t principal, const LbAssignment *after, int limit,
                         GError **error)
{
    static char nothing[] = "";
    static const LbAssignment first = {
        .account = nothing, .scope = nothing, .role = nothing, .source = nothing
    };
    const LbAssignment *last = after != NULL ? after : &first;
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT p.id, p.account, p.tenant, r.role, r.scope, r.source, r.since"
        " FROM principal p JOIN role_assignment r ON r.principal = p.id"
        " WHERE (?1 = 0 OR p.id = ?1) AND (p.account, r.scope, r.role, r.source) > (?2, ?3, ?4, ?5)"
        " AND p.kind = 'User' AND r.role IN " LB_OUR_ROLES
        " ORDER BY p.account, r.scope, r.role, r.source LIMIT ?6",
        "issssi", principal, last->account, last->scope, last->role, last->source, (int64_t)limit);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)lb_assignment_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbAssignment *assignment = g_new0(LbAssignment, 1);
        assignment->principal = lb_column_int(statement, 0);
        assignment->account = lb_column_dup(statement, 1);
        assignment->tenant = lb_column_dup(statement, 2);
        assignment->role = lb_column_dup(statement, 3);
        assignment->scope = lb_column_dup(statement, 4);
        assignment->source = lb_column_dup(statement, 5);
        assignment->since = lb_column_int(statement, 6);
        g_ptr_array_add(found, assignment);
    }
    return step == LB_STEP_DONE ? g_steal_pointer(&found) : NULL;
}

bool
lb_directory_drop_role(LbStore *store, int64_t principal, const char *role, const char *scope,
                       int64_t *dropped, GError **error)
{
    if (!lb_store_run(store, error,
                      "DELETE FROM role_assignment WHERE principal = ? AND role = ? AND scope = ?",
                      "iss", principal, role, scope))
        return false;
    *dropped = lb_store_changes(store);
    return true;
}

/* Tenants */

GPtrArray *
lb_directory_tenants(LbStore *store, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT " LB_TENANT_COLUMNS
        ", (SELECT count(*) FROM subscription s WHERE s.tenant = tenant.id),"
        " (SELECT count(*) FROM principal p WHERE p.tenant = tenant.id AND p.kind = 'User'),"
        " k.days, k.mebibytes, (SELECT sum(r.bytes) FROM recording r INDEXED BY recording_kept"
        "  WHERE r.tenant = tenant.id AND r.deleted IS NULL)"
        " FROM tenant LEFT JOIN keeping k ON k.tenant = tenant.id ORDER BY name, id",
        "");
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)lb_tenant_row_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbTenantRow *row = g_new0(LbTenantRow, 1);
        row->tenant = lb_tenant_read(statement);
        row->subscriptions = (int)lb_column_int(statement, 6);
        row->people = (int)lb_column_int(statement, 7);
        row->agreed.days = (int)lb_column_int(statement, 8);
        row->agreed.mebibytes = (int)lb_column_int(statement, 9);
        row->recorded = lb_column_int(statement, 10);
        g_ptr_array_add(rows, row);
    }
    return step == LB_STEP_DONE ? g_steal_pointer(&rows) : NULL;
}

static bool
count_approvers(LbStore *store, GPtrArray *rows, GError **error)
{
    for (guint i = 0; i < rows->len; i++) {
        LbSubscriptionRow *row = g_ptr_array_index(rows, i);
        g_autoptr(GPtrArray) approvers = lb_directory_approvers(store, row->id, error);
        if (approvers == NULL)
            return false;
        row->approvers = (int)approvers->len;
    }
    return true;
}

GPtrArray *
lb_directory_subscription_rows(LbStore *store, const char *tenant, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT id, name, quorum FROM subscription WHERE tenant = ? ORDER BY name, id", "s",
        tenant);
    g_autoptr(GPtrArray) rows =
        g_ptr_array_new_with_free_func((GDestroyNotify)lb_subscription_row_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbSubscriptionRow *row = g_new0(LbSubscriptionRow, 1);
        row->id = lb_column_dup(statement, 0);
        row->name = lb_column_dup(statement, 1);
        row->quorum = (int)lb_column_int(statement, 2);
        g_ptr_array_add(rows, row);
    }
    return step == LB_STEP_DONE && count_approvers(store, rows, error) ? g_steal_pointer(&rows)
                                                                       : NULL;
}

bool
lb_directory_set_terms(LbStore *store, const LbTenant *tenant, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE tenant SET plan = ?2, preview = ?3, queue_hours = ?4,"
                        " access_hours = ?5 WHERE id = ?1",
                        "ssiii", tenant->id, lb_names_get(lb_plan_names, (int)tenant->plan),
                        (int64_t)tenant->preview, (int64_t)tenant->queue_hours,
                        (int64_t)tenant->access_hours);
}

bool
lb_directory_set_quorum(LbStore *store, const char *subscription, int quorum, bool *found,
                        GError **error)
{
    if (!lb_store_run(store, error, "UPDATE subscription SET quorum = ?2 WHERE id = ?1", "si",
                      subscription, (int64_t)quorum))
        return false;
    *found = lb_store_changes(store) == 1;
    return true;
}
