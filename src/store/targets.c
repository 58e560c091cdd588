/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Targets, and the keys of hosts. */
#include "store/targets.h"

#include "store/statement.h"

bool
lb_directory_put_target(LbStore *store, const LbTarget *target, int64_t since, GError **error)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_copy(target->host_keys, NULL, NULL);
    g_ptr_array_set_free_func(lines, NULL);
    g_ptr_array_add(lines, NULL);
    g_autofree char *host_keys = g_strjoinv("\n", (char **)lines->pdata);
    return lb_store_run(store, error,
                        "INSERT INTO target (resource, address, port, login, host_keys, since)"
                        " VALUES (?, ?, ?, ?, ?, ?)"
                        " ON CONFLICT (resource) DO UPDATE SET address = excluded.address,"
                        "  port = excluded.port, login = excluded.login,"
                        "  host_keys = excluded.host_keys, since = excluded.since",
                        "ssissi", target->resource, target->address, (int64_t)target->port,
                        target->login, host_keys, since);
}

bool
lb_directory_drop_target(LbStore *store, const char *resource, GError **error)
{
    return lb_store_run(store, error, "DELETE FROM target WHERE resource = ?", "s", resource);
}

LbTarget *
lb_target_read(LbStatement *row, const char *resource, int first)
{
    LbTarget *target =
        lb_target_new(resource, lb_column_text(row, first), (unsigned)lb_column_int(row, first + 1),
                      lb_column_text(row, first + 2));
    g_auto(GStrv) lines = g_strsplit(lb_column_text(row, first + 3), "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        lb_target_add_host_key(target, *line);
    return target;
}

static GPtrArray *
read_targets(LbStatement *statement, GError **error)
{
    g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func((GDestroyNotify)lb_target_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW)
        g_ptr_array_add(targets, lb_target_read(statement, lb_column_text(statement, 0), 1));
    return step == LB_STEP_DONE ? g_steal_pointer(&targets) : NULL;
}

#define TARGETS "SELECT resource, address, port, login, host_keys FROM target WHERE "

LbTarget *
lb_directory_target(LbStore *store, const char *resource, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, TARGETS "resource = ?", "s", resource);
    g_autoptr(GPtrArray) found = read_targets(statement, error);
    return found != NULL && found->len == 1 ? g_ptr_array_steal_index(found, 0) : NULL;
}

GPtrArray *
lb_directory_targets(LbStore *store, const char *after, int limit, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, TARGETS "resource > ? ORDER BY resource LIMIT ?", "si",
                         after != NULL ? after : "", (int64_t)limit);
    return read_targets(statement, error);
}

/* Looks in every subscription by its index. */
GPtrArray *
lb_directory_resources_called(LbStore *store, const char *name, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT " LB_RESOURCE_COLUMNS " FROM subscription s"
        " CROSS JOIN resource r INDEXED BY resource_subscription ON r.subscription = s.id"
        "  AND r.name = ? COLLATE NOCASE LIMIT 2",
        "s", name);
    return lb_resources_read(statement, error);
}

/* Keys */

bool
lb_directory_put_target_key(LbStore *store, const char *name, const LbSshKey *key, int64_t added,
                            GError **error)
{
    if (!lb_store_run(store, error,
                      "INSERT INTO target_key (name, type, blob, fingerprint, added)"
                      " SELECT ?1, ?2, ?3, ?4, ?5"
                      " WHERE NOT EXISTS (SELECT 1 FROM key WHERE blob = ?3)",
                      "ssssi", name, key->type, key->blob, key->fingerprint, added))
        return false;
    if (lb_store_changes(store) == 1)
        return true;
    g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_EXISTS, "key %s belongs to a person",
                key->fingerprint);
    return false;
}

#define KEYS                                                    \
    "SELECT id, name, fingerprint, added, coalesce(revoked, 0)" \
    " FROM target_key WHERE "

static GPtrArray *
read_keys(LbStatement *statement, GError **error)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func((GDestroyNotify)lb_target_key_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbTargetKey *key = g_new0(LbTargetKey, 1);
        key->id = lb_column_int(statement, 0);
        key->name = lb_column_dup(statement, 1);
        key->fingerprint = lb_column_dup(statement, 2);
        key->added = lb_column_int(statement, 3);
        key->revoked = lb_column_int(statement, 4);
        g_ptr_array_add(keys, key);
    }
    return step == LB_STEP_DONE ? g_steal_pointer(&keys) : NULL;
}

LbTargetKey *
lb_directory_target_key(LbStore *store, const char *blob, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(store, error, KEYS "blob = ?", "s", blob);
    g_autoptr(GPtrArray) found = read_keys(statement, error);
    return found != NULL && found->len == 1 ? g_ptr_array_steal_index(found, 0) : NULL;
}

GPtrArray *
lb_directory_target_keys(LbStore *store, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(store, error, KEYS "TRUE ORDER BY id", "");
    return read_keys(statement, error);
}

bool
lb_directory_revoke_target_key(LbStore *store, const char *fingerprint, int64_t now, char **name,
                               GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "UPDATE target_key SET revoked = ?2 WHERE fingerprint = ?1 AND revoked IS NULL"
        " RETURNING name",
        "si", fingerprint, now);
    LbStep step = statement != NULL ? lb_statement_step(statement, error) : LB_STEP_ERROR;
    *name = step == LB_STEP_ROW ? lb_column_dup(statement, 0) : NULL;
    return step != LB_STEP_ERROR;
}

LbSshKey *
lb_directory_target_key_proof(LbStore *store, int64_t id, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT type, blob, fingerprint FROM target_key WHERE id = ? AND revoked IS NULL", "i", id);
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return NULL;
    LbSshKey *key = g_new0(LbSshKey, 1);
    key->type = lb_column_dup(statement, 0);
    key->blob = lb_column_dup(statement, 1);
    key->fingerprint = lb_column_dup(statement, 2);
    return key;
}
