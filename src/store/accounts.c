/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the administration reads and changes: people with their addresses, keys and role assignments. */
#include "store/directory.h"

#include "store/statement.h"

/* The roles that mean something to Lockbox. */
#define OURS                                                  \
    "('Owner', 'Customer Lockbox Approver for Subscription'," \
    " 'Contributor', 'Reader', 'Support Engineer',"           \
    " 'DevOps Engineer', 'Support Lead', 'DevOps Manager', 'Admin')"

void
lb_person_row_free(LbPersonRow *person)
{
    if (person == NULL)
        return;
    g_free(person->account);
    g_free(person->kind);
    g_free(person->person);
    g_free(person->name);
    g_free(person->tenant);
    g_free(person->tenant_name);
    g_free(person->mail);
    g_free(person->language);
    g_free(person->time_zone);
    g_free(person);
}

void
lb_key_row_free(LbKeyRow *key)
{
    if (key == NULL)
        return;
    g_free(key->account);
    g_free(key->type);
    g_free(key->fingerprint);
    g_free(key);
}

void
lb_assignment_free(LbAssignment *assignment)
{
    if (assignment == NULL)
        return;
    g_free(assignment->account);
    g_free(assignment->tenant);
    g_free(assignment->role);
    g_free(assignment->scope);
    g_free(assignment->source);
    g_free(assignment);
}

/* People */

#define PERSON_COLUMNS                                                                         \
    "SELECT p.id, p.account, p.kind, p.person, p.name, p.tenant,"                              \
    " (SELECT t.name FROM tenant t WHERE t.id = p.tenant), p.mail, p.language, p.time_zone,"   \
    " p.enabled, (SELECT count(*) FROM key k WHERE k.principal = p.id AND k.revoked IS NULL)," \
    " (SELECT count(*) FROM (SELECT DISTINCT r.role, r.scope FROM role_assignment r"           \
    "  WHERE r.principal = p.id AND r.role IN " OURS ")) FROM principal p WHERE "

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
lb_directory_keys(LbStore *store, int64_t principal, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT k.id, p.account, k.type, k.fingerprint, k.added, coalesce(k.revoked, 0)"
        " FROM key k JOIN principal p ON p.id = k.principal WHERE ?1 = 0 OR k.principal = ?1"
        " ORDER BY k.id",
        "i", principal);
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
lb_directory_revoke_key(LbStore *store, const char *fingerprint, int64_t now, int64_t *principal,
                        GError **error)
{
    *principal = 0;
    return lb_store_get_int(store, principal, error,
                            "SELECT principal FROM key WHERE fingerprint = ? AND revoked IS NULL",
                            "s", fingerprint) &&
           lb_store_run(store, error,
                        "UPDATE key SET revoked = ?2 WHERE fingerprint = ?1 AND revoked IS NULL",
                        "si", fingerprint, now);
}

/* Roles */

GPtrArray *
lb_directory_assignments(LbStore *store, int64_t principal, const char *after, int limit,
                         GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT p.id, p.account, p.tenant, r.role, r.scope, r.source, r.since"
        " FROM principal p JOIN role_assignment r ON r.principal = p.id"
        " WHERE (?1 = 0 OR p.id = ?1) AND (?2 IS NULL OR p.account > ?2) AND p.kind = 'User'"
        " AND r.role IN " OURS " ORDER BY p.account, r.scope, r.role LIMIT ?3",
        "isi", principal, after, (int64_t)limit);
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
