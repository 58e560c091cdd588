/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads of the directory: who somebody is, what roles they hold, who may approve. */
#include "store/directory.h"

#include <string.h>

#include "store/ours.h"
#include "store/statement.h"
#include "store/visible.h"

void
lb_approver_free(LbApprover *approver)
{
    if (approver == NULL)
        return;
    g_free(approver->account);
    g_free(approver->person);
    g_free(approver->name);
    g_free(approver->mail);
    g_free(approver->language);
    g_free(approver->time_zone);
    g_free(approver->role);
    g_free(approver->scope);
    g_free(approver);
}

LbTenant *
lb_tenant_read(LbStatement *row)
{
    LbTenant *tenant = g_new0(LbTenant, 1);
    tenant->id = lb_column_dup(row, 0);
    tenant->name = lb_column_dup(row, 1);
    int plan = LB_PLAN_BASIC;
    lb_names_find(lb_plan_names, lb_column_text(row, 2), &plan);
    tenant->plan = (LbPlan)plan;
    tenant->preview = lb_column_int(row, 3) != 0;
    tenant->queue_hours = (int)lb_column_int(row, 4);
    tenant->access_hours = (int)lb_column_int(row, 5);
    return tenant;
}

LbTenant *
lb_directory_tenant(LbStore *store, const char *id, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error, "SELECT " LB_TENANT_COLUMNS " FROM tenant WHERE id = ?", "s", id);
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return NULL;
    return lb_tenant_read(statement);
}

char *
lb_directory_tenant_named(LbStore *store, const char *name, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT min(id) FROM tenant WHERE name = ? COLLATE NOCASE"
                         " HAVING count(*) = 1",
                         "s", name);
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return NULL;
    return lb_column_dup(statement, 0);
}

bool
lb_directory_subscription(LbStore *store, const char *id, char **tenant, char **name,
                          GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error, "SELECT tenant, name FROM subscription WHERE id = ?", "s", id);
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return false;
    if (tenant != NULL)
        *tenant = lb_column_dup(statement, 0);
    if (name != NULL)
        *name = lb_column_dup(statement, 1);
    return true;
}

bool
lb_directory_quorum(LbStore *store, const char *subscription, int *quorum, GError **error)
{
    int64_t stored = 1;
    if (!lb_store_get_int(store, &stored, error, "SELECT quorum FROM subscription WHERE id = ?",
                          "s", subscription))
        return false;
    *quorum = (int)stored;
    return true;
}

GStrv
lb_directory_subscriptions(LbStore *store, const char *tenant, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error, "SELECT id FROM subscription WHERE tenant = ? ORDER BY id", "s", tenant);
    return lb_texts_read(statement, error);
}

GStrv
lb_directory_management_groups(LbStore *store, const char *subscription, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error, "SELECT path FROM management_group WHERE subscription = ? ORDER BY path", "s",
        subscription);
    return lb_texts_read(statement, error);
}

LbResource *
lb_resource_read(LbStatement *statement, GError **error)
{
    g_autoptr(LbResource) resource = lb_resource_from_id(lb_column_text(statement, 0), error);
    int model = LB_MODEL_ARM, os = LB_OS_NONE;
    if (resource == NULL || !lb_names_find(lb_model_names, lb_column_text(statement, 1), &model) ||
        !lb_names_find(lb_os_names, lb_column_text(statement, 2), &os)) {
        g_clear_error(error);
        g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT,
                    "a resource in the database is damaged");
        return NULL;
    }
    resource->model = (LbModel)model;
    resource->os = (LbOs)os;
    resource->reached = lb_column_int(statement, 3) != 0;
    return g_steal_pointer(&resource);
}

GPtrArray *
lb_resources_read(LbStatement *statement, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)lb_resource_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbResource *resource = lb_resource_read(statement, error);
        if (resource == NULL)
            return NULL;
        g_ptr_array_add(found, resource);
    }
    return step == LB_STEP_DONE ? g_steal_pointer(&found) : NULL;
}

LbResource *
lb_directory_resource(LbStore *store, const char *key, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error, "SELECT " LB_RESOURCE_COLUMNS " FROM resource r WHERE key = ?", "s", key);
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return NULL;
    return lb_resource_read(statement, error);
}

GPtrArray *
lb_directory_resources_named(LbStore *store, const char *tenant, const char *subscription,
                             const char *name, GError **error)
{
    /* The second argument narrows to one subscription, the first to all of a tenant. */
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT " LB_RESOURCE_COLUMNS
        " FROM subscription s JOIN resource r ON r.subscription = s.id"
        " WHERE s.tenant = ?1 AND (?2 IS NULL OR s.id = ?2) AND r.name = ?3 COLLATE NOCASE LIMIT 2",
        "sss", tenant, subscription, name);
    return lb_resources_read(statement, error);
}

#define ACTOR_COLUMNS                                                       \
    "p.id, p.account, p.person, p.name, p.tenant, p.language, p.time_zone," \
    " (SELECT t.name FROM tenant t WHERE t.id = p.tenant), p.session_epoch"

static LbActor *
read_actor(LbStatement *statement, LbDoor door)
{
    LbActor *actor = lb_actor_new(door);
    actor->principal = lb_column_int(statement, 0);
    actor->account = lb_column_dup(statement, 1);
    actor->person = lb_column_dup(statement, 2);
    actor->name = lb_column_dup(statement, 3);
    actor->tenant = lb_column_dup(statement, 4);
    actor->language = lb_column_dup(statement, 5);
    actor->time_zone = lb_column_dup(statement, 6);
    actor->tenant_name = lb_column_dup(statement, 7);
    actor->session_epoch = lb_column_int(statement, 8);
    return actor;
}

LbActor *
lb_directory_actor_by_account(LbStore *store, const char *account, LbDoor door, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT " ACTOR_COLUMNS " FROM principal p"
                         " WHERE p.account = ? AND p.kind = 'User' AND p.enabled = 1",
                         "s", account);
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return NULL;
    return read_actor(statement, door);
}

LbActor *
lb_directory_actor_by_key(LbStore *store, int64_t key, char **type, char **blob, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT " ACTOR_COLUMNS ", k.id, k.fingerprint, k.type, k.blob"
        " FROM key k JOIN principal p ON p.id = k.principal"
        " WHERE k.id = ? AND k.revoked IS NULL AND p.kind = 'User' AND p.enabled = 1",
        "i", key);
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return NULL;
    LbActor *actor = read_actor(statement, LB_DOOR_SESSION);
    actor->key = lb_column_int(statement, 9);
    actor->fingerprint = lb_column_dup(statement, 10);
    *type = lb_column_dup(statement, 11);
    *blob = lb_column_dup(statement, 12);
    return actor;
}

bool
lb_directory_any_key(LbStore *store, int64_t *id, char **account, LbSshKey **key, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT k.id, p.account, k.type, k.blob, k.fingerprint FROM key k"
        " JOIN principal p ON p.id = k.principal"
        " WHERE k.revoked IS NULL AND p.kind = 'User' AND p.enabled = 1 ORDER BY k.id LIMIT 1",
        "");
    LbStep step = statement != NULL ? lb_statement_step(statement, error) : LB_STEP_ERROR;
    *id = 0;
    if (step != LB_STEP_ROW)
        return step == LB_STEP_DONE;
    *id = lb_column_int(statement, 0);
    *account = lb_column_dup(statement, 1);
    *key = g_new0(LbSshKey, 1);
    (*key)->type = lb_column_dup(statement, 2);
    (*key)->blob = lb_column_dup(statement, 3);
    (*key)->fingerprint = lb_column_dup(statement, 4);
    return true;
}

bool
lb_directory_is_enabled(LbStore *store, int64_t principal, int64_t key, bool *enabled,
                        GError **error)
{
    int64_t count = 0;
    if (!lb_store_get_int(store, &count, error,
                          "SELECT count(*) FROM principal p WHERE p.id = ?1 AND p.enabled = 1"
                          " AND p.kind = 'User' AND (?2 = 0 OR EXISTS (SELECT 1 FROM key k"
                          "  WHERE k.id = ?2 AND k.principal = p.id AND k.revoked IS NULL))",
                          "ii", principal, key))
        return false;
    *enabled = count == 1;
    return true;
}

/* Roles that do not belong to the side, the provider's or the customers', count for nothing. */
static bool
collect_roles(LbStatement *statement, bool provider, unsigned *roles, GError **error)
{
    *roles = 0;
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbRole role = LB_ROLE_READER;
        if (lb_role_from_name(lb_column_text(statement, 0), &role) &&
            lb_role_is_provider(role) == provider)
            *roles |= 1u << role;
    }
    return step == LB_STEP_DONE;
}

bool
lb_directory_provider_roles(LbStore *store, int64_t principal, unsigned *roles, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT r.role FROM role_assignment r JOIN principal p ON p.id = r.principal"
        " WHERE p.id = ? AND p.tenant IS NULL AND p.enabled = 1 AND r.scope = '/'",
        "i", principal);
    return collect_roles(statement, true, roles, error);
}

bool
lb_directory_roles_at(LbStore *store, int64_t principal, const char *subscription, unsigned *roles,
                      GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT r.role FROM subscription s, principal p JOIN role_assignment r ON "
                         "r.principal = p.id"
                         " WHERE s.id = ?2 AND p.id = ?1 AND p.enabled = 1"
                         " AND p.tenant = s.tenant AND " LB_AT_OR_ABOVE("r"),
                         "is", principal, subscription);
    return collect_roles(statement, false, roles, error);
}

GPtrArray *
lb_directory_subscriptions_held(LbStore *store, int64_t principal, GError **error)
{
    g_autoptr(GPtrArray) held =
        g_ptr_array_new_with_free_func((GDestroyNotify)lb_subscription_row_free);
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT s.id, s.name FROM subscription s"
                         " WHERE s.id IN (" LB_VISIBLE_SUBSCRIPTIONS ") ORDER BY s.name, s.id",
                         "i", principal);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbSubscriptionRow *row = g_new0(LbSubscriptionRow, 1);
        row->id = lb_column_dup(statement, 0);
        row->name = lb_column_dup(statement, 1);
        g_ptr_array_add(held, row);
    }
    return step == LB_STEP_DONE ? g_steal_pointer(&held) : NULL;
}

char *
lb_directory_subscription_held(LbStore *store, int64_t principal, const char *text, GError **error)
{
    /* An id is never taken for a name; of several with one name none is meant. */
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT s.id FROM principal p JOIN subscription s ON s.tenant = p.tenant"
        " WHERE p.id = ?1 AND (s.id = lower(?2) OR s.name = ?2 COLLATE NOCASE)"
        " AND s.id IN (" LB_VISIBLE_SUBSCRIPTIONS ") ORDER BY s.id <> lower(?2) LIMIT 2",
        "is", principal, text);
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return NULL;
    g_autofree char *id = lb_column_dup(statement, 0);
    g_autofree char *lower = g_ascii_strdown(text, -1);
    LbStep step = lb_statement_step(statement, error);
    bool sole = step == LB_STEP_DONE || (step == LB_STEP_ROW && strcmp(id, lower) == 0);
    return sole ? g_steal_pointer(&id) : NULL;
}

bool
lb_directory_roles_somewhere(LbStore *store, int64_t principal, unsigned *roles, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT DISTINCT r.role FROM principal p"
                         " JOIN role_assignment r ON r.principal = p.id"
                         " JOIN subscription s ON s.tenant = p.tenant"
                         " WHERE p.id = ?1 AND p.enabled = 1 AND " LB_AT_OR_ABOVE("r"),
                         "i", principal);
    return collect_roles(statement, false, roles, error);
}

bool
lb_directory_reads_tenant(LbStore *store, int64_t principal, bool *reads, GError **error)
{
    int64_t found = 0;
    if (!lb_store_get_int(
            store, &found, error,
            "SELECT 1 FROM principal p JOIN role_assignment r ON r.principal = p.id"
            " JOIN subscription s ON s.tenant = p.tenant WHERE p.id = ?1 AND p.enabled = 1"
            " AND r.role IN " LB_CUSTOMER_ROLES " AND " LB_AT_OR_ABOVE("r") " LIMIT 1",
            "i", principal))
        return false;
    *reads = found != 0;
    return true;
}

GPtrArray *
lb_directory_approvers(LbStore *store, const char *subscription, GError **error)
{
    /* Several assignments of one person: the one at the widest scope is named. */
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT p.id, p.account, p.person, p.name, p.mail, p.language, p.time_zone, r.role, "
        "min(r.scope)"
        " FROM subscription s, role_assignment r JOIN principal p ON p.id = r.principal"
        " WHERE s.id = ?1 AND p.enabled = 1 AND p.kind = 'User'"
        " AND p.tenant = s.tenant AND r.role IN " LB_APPROVING_ROLES
        " AND " LB_AT_OR_ABOVE("r") " GROUP BY p.id ORDER BY p.account",
        "s", subscription);
    return lb_approvers_read(statement, error);
}

static LbApprover *
read_contact(LbStore *store, int64_t principal, bool disabled, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT id, account, person, name, mail, language, time_zone, NULL, NULL"
                         " FROM principal WHERE id = ? AND (enabled = 1 OR ?)",
                         "ii", principal, (int64_t)disabled);
    g_autoptr(GPtrArray) found = lb_approvers_read(statement, error);
    return found != NULL && found->len == 1 ? g_ptr_array_steal_index(found, 0) : NULL;
}

LbApprover *
lb_directory_contact(LbStore *store, int64_t principal, GError **error)
{
    return read_contact(store, principal, false, error);
}

LbApprover *
lb_directory_anybody(LbStore *store, int64_t principal, GError **error)
{
    return read_contact(store, principal, true, error);
}

GPtrArray *
lb_directory_ours_at(LbStore *store, const char *address, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT p.id, p.account, p.person, p.name, p.mail, p.language, p.time_zone, NULL, NULL"
        " FROM principal p WHERE p.tenant IS NULL AND p.enabled = 1 AND p.kind = 'User'"
        " AND (p.mail = ?1 COLLATE NOCASE OR EXISTS"
        "  (SELECT 1 FROM address a WHERE a.principal = p.id AND a.mail = ?1)) ORDER BY p.account",
        "s", address);
    return lb_approvers_read(statement, error);
}

GStrv
lb_directory_addresses(LbStore *store, int64_t principal, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error, "SELECT mail FROM address WHERE principal = ? ORDER BY mail", "i", principal);
    return lb_texts_read(statement, error);
}

bool
lb_directory_is_settled(LbStore *store, int64_t principal, int64_t key, int64_t entry,
                        bool *settled, GError **error)
{
    int64_t count = 0;
    if (!lb_store_get_int(store, &count, error,
                          "SELECT count(*) FROM principal p WHERE p.id = ?1 AND p.changed < ?3"
                          " AND (?2 = 0 OR EXISTS (SELECT 1 FROM key k WHERE k.id = ?2"
                          "  AND k.principal = p.id AND k.entry < ?3))",
                          "iii", principal, key, entry))
        return false;
    *settled = count == 1;
    return true;
}

bool
lb_directory_session_epoch(LbStore *store, int64_t principal, int64_t *epoch, GError **error)
{
    return lb_store_get_int(store, epoch, error, "SELECT session_epoch FROM principal WHERE id = ?",
                            "i", principal);
}

GPtrArray *
lb_approvers_read(LbStatement *statement, GError **error)
{
    g_autoptr(GPtrArray) approvers =
        g_ptr_array_new_with_free_func((GDestroyNotify)lb_approver_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbApprover *approver = g_new0(LbApprover, 1);
        approver->principal = lb_column_int(statement, 0);
        approver->account = lb_column_dup(statement, 1);
        approver->person = lb_column_dup(statement, 2);
        approver->name = lb_column_dup(statement, 3);
        approver->mail = lb_column_dup(statement, 4);
        approver->language = lb_column_dup(statement, 5);
        approver->time_zone = lb_column_dup(statement, 6);
        approver->role = lb_column_dup(statement, 7);
        approver->scope = lb_column_dup(statement, 8);
        g_ptr_array_add(approvers, approver);
    }
    return step == LB_STEP_DONE ? g_steal_pointer(&approvers) : NULL;
}

GStrv
lb_directory_role_lines(LbStore *store, int64_t principal, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT DISTINCT role, scope FROM role_assignment WHERE principal = ? ORDER BY scope, role",
        "i", principal);
    g_autoptr(GStrvBuilder) lines = g_strv_builder_new();
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        g_autofree char *line =
            g_strdup_printf("%s %s", lb_column_text(statement, 0), lb_column_text(statement, 1));
        g_strv_builder_add(lines, line);
    }
    return step == LB_STEP_DONE ? g_strv_builder_end(lines) : NULL;
}
