/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes of the directory: tenants, subscriptions, resources, principals, keys, role assignments. */
#include "store/directory.h"

#include "store/statement.h"

bool
lb_directory_put_tenant(LbStore *store, const LbTenant *tenant, bool keep_terms, GError **error)
{
    const char *sql = keep_terms
                          ? "INSERT INTO tenant (id, name, plan, preview) VALUES (?, ?, ?, ?)"
                            " ON CONFLICT (id) DO UPDATE SET name = excluded.name"
                          : "INSERT INTO tenant (id, name, plan, preview) VALUES (?, ?, ?, ?)"
                            " ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
                            "  plan = excluded.plan, preview = excluded.preview";
    return lb_store_run(store, error, sql, "sssi", tenant->id, tenant->name,
                        lb_names_get(lb_plan_names, (int)tenant->plan), (int64_t)tenant->preview);
}

bool
lb_directory_put_subscription(LbStore *store, const char *id, const char *tenant, const char *name,
                              GError **error)
{
    /* A subscription does not change hands here: the old tenant's requests hang on it. */
    if (!lb_store_run(store, error,
                      "INSERT INTO subscription (id, tenant, name) VALUES (?, ?, ?)"
                      " ON CONFLICT (id) DO UPDATE SET name = excluded.name"
                      " WHERE tenant = excluded.tenant",
                      "sss", id, tenant, name))
        return false;
    if (lb_store_changes(store) == 1)
        return true;
    g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_EXISTS,
                "subscription %s belongs to another tenant", id);
    return false;
}

bool
lb_directory_put_resource(LbStore *store, const LbResource *resource, int64_t import,
                          GError **error)
{
    return lb_store_run(store, error,
                        "INSERT INTO resource"
                        " (key, id, subscription, resource_group, name, type, model, os, import)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        " ON CONFLICT (key) DO UPDATE SET id = excluded.id,"
                        "  resource_group = excluded.resource_group, name = excluded.name,"
                        "  type = excluded.type, model = excluded.model, import = excluded.import,"
                        "  os = CASE excluded.os WHEN 'none' THEN os ELSE excluded.os END",
                        "ssssssssi", resource->key, resource->id, resource->subscription,
                        resource->group, resource->name, resource->type,
                        lb_names_get(lb_model_names, (int)resource->model),
                        lb_names_get(lb_os_names, (int)resource->os), import);
}

bool
lb_directory_begin_import(LbStore *store, int64_t import, GError **error)
{
    return lb_store_run(store, error, "UPDATE resource SET import = 0 WHERE import = ?", "i",
                        import) &&
           lb_store_run(store, error, "UPDATE role_assignment SET import = 0 WHERE import = ?", "i",
                        import) &&
           lb_store_run(store, error, "UPDATE management_group SET import = 0 WHERE import = ?",
                        "i", import);
}

bool
lb_directory_drop_resources(LbStore *store, const char *subscription, int64_t import,
                            int64_t *dropped, GError **error)
{
    if (!lb_store_run(store, error, "DELETE FROM resource WHERE subscription = ? AND import <> ?",
                      "si", subscription, import))
        return false;
    *dropped = lb_store_changes(store);
    return true;
}

bool
lb_directory_put_management_group(LbStore *store, const char *path, const char *subscription,
                                  int64_t import, GError **error)
{
    return lb_store_run(store, error,
                        "INSERT INTO management_group (path, subscription, import) VALUES (?, ?, ?)"
                        " ON CONFLICT DO UPDATE SET import = excluded.import",
                        "ssi", path, subscription, import);
}

/* The principal's row, 0 when there is none. An object id is stronger than an account, which people may be
 * given anew: a row of another object is somebody else. */
static bool
find_principal(LbStore *store, const LbPrincipalRow *row, int64_t *id, GError **error)
{
    *id = 0;
    if (row->object != NULL &&
        !lb_store_get_int(store, id, error, "SELECT id FROM principal WHERE object = ?", "s",
                          row->object))
        return false;
    return *id != 0 || lb_store_get_int(store, id, error,
                                        "SELECT id FROM principal WHERE account = ?1"
                                        " AND (?2 IS NULL OR object IS NULL OR object = ?2)",
                                        "ss", row->account, row->object);
}

/* Takes the account away from the object that held it before: its row, with keys, roles and past, stays its
 * own, under the object id; a mailbox of that name goes with the account. Only within the tenant; elsewhere the conflict shows when the row is written. */
static bool
vacate_account(LbStore *store, const LbPrincipalRow *row, GError **error)
{
    return row->object == NULL || row->account == NULL ||
           lb_store_run(store, error,
                        "UPDATE principal SET account = object,"
                        "  mail = CASE WHEN mail <> account COLLATE NOCASE THEN mail END"
                        " WHERE account = ?1 AND object <> ?2 AND tenant IS ?3",
                        "sss", row->account, row->object, row->tenant);
}

static bool
insert_principal(LbStore *store, const LbPrincipalRow *row, int64_t *id, GError **error)
{
    const char *account = row->account != NULL ? row->account : row->object;
    const char *person = row->object != NULL ? row->object : row->account;
    if (!lb_store_run(store, error,
                      "INSERT INTO principal (account, object, kind, person, name, tenant, mail,"
                      " language, time_zone, enabled) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                      " ON CONFLICT (account) DO NOTHING",
                      "sssssssssi", account, row->object, row->kind,
                      row->person != NULL ? row->person : person, row->name, row->tenant, row->mail,
                      row->language, row->time_zone, (int64_t)row->enabled))
        return false;
    *id = lb_store_last_id(store);
    return true;
}

/* A mailbox that is the account itself goes when the account is given up. */
static bool
update_principal(LbStore *store, const LbPrincipalRow *row, int64_t id, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE OR IGNORE principal SET account = coalesce(?2, account),"
                        "  object = coalesce(?3, object), kind = ?4, person = coalesce(?5, person),"
                        "  name = coalesce(?6, name), mail = coalesce(?7,"
                        "   CASE WHEN ?2 IS NULL OR account = ?2 OR mail <> account COLLATE NOCASE"
                        "    THEN mail END),"
                        "  language = coalesce(?8, language), time_zone = coalesce(?9, time_zone),"
                        "  enabled = CASE WHEN ?12 THEN enabled ELSE ?10 END"
                        " WHERE id = ?1 AND tenant IS ?11",
                        "issssssssisi", id, row->account, row->object, row->kind, row->person,
                        row->name, row->mail, row->language, row->time_zone, (int64_t)row->enabled,
                        row->tenant, (int64_t)row->keep_enabled);
}

bool
lb_directory_put_principal(LbStore *store, const LbPrincipalRow *row, int64_t *id, GError **error)
{
    if (!find_principal(store, row, id, error) || !vacate_account(store, row, error))
        return false;
    bool done = *id == 0 ? insert_principal(store, row, id, error)
                         : update_principal(store, row, *id, error);
    if (!done || lb_store_changes(store) == 1)
        return done;
    g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_EXISTS,
                "account %s belongs to somebody else, of another tenant or of the provider",
                row->account != NULL ? row->account : row->object);
    return false;
}

bool
lb_directory_put_key(LbStore *store, int64_t principal, const char *type, const char *blob,
                     const char *fingerprint, int64_t added, GError **error)
{
    if (!lb_store_run(
            store, error,
            "INSERT INTO key (principal, type, blob, fingerprint, added) SELECT ?1, ?2, ?3, ?4, ?5"
            " WHERE NOT EXISTS (SELECT 1 FROM target_key WHERE blob = ?3)"
            " ON CONFLICT (blob) DO NOTHING",
            "isssi", principal, type, blob, fingerprint, added))
        return false;
    int64_t owner = 0, revoked = 0;
    if (!lb_store_get_int(store, &owner, error, "SELECT principal FROM key WHERE blob = ?", "s",
                          blob) ||
        !lb_store_get_int(store, &revoked, error,
                          "SELECT revoked IS NOT NULL FROM key WHERE blob = ?", "s", blob))
        return false;
    if (owner != principal)
        g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_EXISTS,
                    "key %s belongs to somebody else, or to a target", fingerprint);
    else if (revoked != 0)
        g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_REVOKED, "key %s was revoked",
                    fingerprint);
    return owner == principal && revoked == 0;
}

bool
lb_directory_put_role(LbStore *store, const LbRoleRow *row, GError **error)
{
    return lb_store_run(
        store, error,
        "INSERT INTO role_assignment (principal, role, scope, source, since, import)"
        " VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (principal, role, scope, source) DO UPDATE SET import = excluded.import",
        "isssii", row->principal, row->role, row->scope, row->source, row->since, row->import);
}

bool
lb_directory_drop_roles(LbStore *store, const char *source, const char *scope, int64_t import,
                        int64_t *dropped, GError **error)
{
    /* '0' is the character after '/': the range is everything below the scope. */
    if (!lb_store_run(store, error,
                      "DELETE FROM role_assignment WHERE source = ?1 AND import <> ?3"
                      " AND (scope = ?2 OR (scope > ?2 || '/' AND scope < ?2 || '0'))",
                      "ssi", source, scope, import))
        return false;
    *dropped = lb_store_changes(store);
    return true;
}

bool
lb_directory_drop_roles_at(LbStore *store, const char *source, const char *tenant,
                           const char *scope, int64_t import, int64_t *dropped, GError **error)
{
    if (!lb_store_run(store, error,
                      "DELETE FROM role_assignment WHERE source = ? AND import <> ? AND scope = ?"
                      " AND principal IN (SELECT id FROM principal WHERE tenant = ?)",
                      "siss", source, import, scope, tenant))
        return false;
    *dropped = lb_store_changes(store);
    return true;
}

bool
lb_directory_drop_roles_of(LbStore *store, const char *source, int64_t principal, int64_t import,
                           int64_t *dropped, GError **error)
{
    if (!lb_store_run(store, error,
                      "DELETE FROM role_assignment"
                      " WHERE source = ? AND import <> ? AND principal = ?",
                      "sii", source, import, principal))
        return false;
    *dropped = lb_store_changes(store);
    return true;
}

bool
lb_directory_drop_management_groups(LbStore *store, const char *subscription, int64_t import,
                                    GError **error)
{
    return lb_store_run(store, error,
                        "DELETE FROM management_group WHERE subscription = ? AND import <> ?", "si",
                        subscription, import);
}
