/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what 'az account list', 'az resource list', 'az role assignment list --all' and 'az ad user list'
 * print. Fields that are not used are passed over, since az prints many. */
#include <string.h>

#include "base/i18n.h"
#include "core/message.h"
#include "core/role.h"
#include "service/intake.h"

#define ID_LIMIT 254

typedef struct {
    char *account;
    char *mail;
    char *name;
    char *language;
    bool enabled;
} User;

typedef struct {
    const LbAzFiles *files;
    GHashTable *users;     /* object id -> User */
    GHashTable *mentioned; /* subscriptions that the role assignment file speaks about */
    GPtrArray *groups;     /* paths of management groups in it */
    char *current;         /* the subscription az was used with; NULL: not said */
    char *only_tenant;     /* NULL: the accounts are of several */
} Az;

static void
free_user(gpointer data)
{
    User *user = data;
    g_free(user->account);
    g_free(user->mail);
    g_free(user->name);
    g_free(user->language);
    g_free(user);
}

static bool
import_account(LbImport *import, const LbFields *fields, int member, gpointer data, GError **error)
{
    (void)member;
    Az *az = data;
    g_autofree char *id = NULL, *tenant = NULL, *name = NULL, *tenant_name = NULL;
    bool present = false, current = false;
    int plan = LB_PLAN_DEVELOPER;
    if (!lb_fields_id(fields, "id", LB_FIELD_NEEDED, &id, error) ||
        !lb_fields_id(fields, "tenantId", LB_FIELD_NEEDED, &tenant, error) ||
        !lb_fields_line(fields, "name", LB_FIELD_NEEDED, LB_LIMIT_LINE, &name, error) ||
        !lb_fields_line(fields, "tenantDisplayName", LB_FIELD_OPTIONAL, LB_LIMIT_LINE, &tenant_name,
                        error) ||
        !lb_fields_bool(fields, "isDefault", &present, &current, error))
        return false;
    if (az->files->plan != NULL && !lb_names_find(lb_plan_names, az->files->plan, &plan))
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE, "(plan)");
    if (tenant_name == NULL) {
        g_autoptr(LbTenant) stored = lb_directory_tenant(import->store, tenant, NULL);
        tenant_name = g_strdup(stored != NULL ? stored->name : tenant);
    }
    LbTenant row = { .id = tenant, .name = tenant_name, .plan = (LbPlan)plan };
    if (!lb_directory_put_tenant(import->store, &row, true, error) ||
        !lb_directory_put_subscription(import->store, id, tenant, name, error))
        return false;
    if (current) {
        g_free(az->current);
        az->current = g_strdup(id);
    }
    import->report->subscriptions++;
    g_hash_table_add(import->tenants, g_strdup(tenant));
    g_hash_table_insert(import->subscriptions, g_steal_pointer(&id), g_steal_pointer(&tenant));
    return true;
}

static bool
import_user(LbImport *import, const LbFields *fields, int member, gpointer data, GError **error)
{
    (void)import;
    (void)member;
    Az *az = data;
    User *user = g_new0(User, 1);
    g_autofree char *id = NULL, *old_id = NULL;
    bool present = false;
    user->enabled = true;
    bool good = lb_fields_id(fields, "id", LB_FIELD_OPTIONAL, &id, error) &&
                lb_fields_id(fields, "objectId", LB_FIELD_OPTIONAL, &old_id, error) &&
                lb_fields_line(fields, "userPrincipalName", LB_FIELD_NEEDED, ID_LIMIT,
                               &user->account, error) &&
                lb_fields_line(fields, "mail", LB_FIELD_OPTIONAL, ID_LIMIT, &user->mail, error) &&
                lb_fields_line(fields, "displayName", LB_FIELD_OPTIONAL, LB_LIMIT_LINE, &user->name,
                               error) &&
                lb_fields_line(fields, "preferredLanguage", LB_FIELD_OPTIONAL, 35, &user->language,
                               error) &&
                lb_fields_bool(fields, "accountEnabled", &present, &user->enabled, error);
    if (good && id == NULL && old_id == NULL)
        good = lb_fields_refuse(fields, "id", error, "%s", _("is missing"));
    if (!good) {
        free_user(user);
        return false;
    }
    if (!present)
        user->enabled = true;
    g_hash_table_replace(az->users, g_strdup(id != NULL ? id : old_id), user);
    return true;
}

static bool
import_resource(LbImport *import, const LbFields *fields, int member, gpointer data, GError **error)
{
    (void)member;
    (void)data;
    g_autoptr(LbScope) scope = NULL;
    g_autofree char *tenant = NULL, *id = NULL;
    g_autoptr(GError) cause = NULL;
    if (!lb_import_scope(import, fields, "id", &scope, &tenant, error) ||
        !lb_fields_line(fields, "id", LB_FIELD_NEEDED, 2048, &id, error))
        return false;
    g_autoptr(LbResource) resource = lb_resource_from_id(id, &cause);
    if (resource == NULL)
        return lb_fields_refuse_cause(fields, "id", g_steal_pointer(&cause), error);
    import->report->resources++;
    g_hash_table_add(import->tenants, g_strdup(tenant));
    return lb_directory_put_resource(import->store, resource, import->number, error);
}

/* The principal of an assignment: the users file knows best, then what the assignment says. */
static bool
put_principal(LbImport *import, Az *az, const char *object, const char *name, const char *kind,
              const char *tenant, int64_t *id, GError **error)
{
    const User *user = g_hash_table_lookup(az->users, object);
    const char *account = user != NULL ? user->account : name != NULL ? name : object;
    const char *mail = user != NULL ? user->mail : NULL;
    if (!lb_mailbox_is_valid(mail))
        mail = lb_mailbox_is_valid(account) ? account : NULL;
    LbPrincipalRow row = { .account = account,
                           .object = object,
                           .kind = kind,
                           .name = user != NULL ? user->name : NULL,
                           .mail = mail,
                           .language = user != NULL ? user->language : NULL,
                           .tenant = tenant,
                           .enabled = user == NULL || user->enabled };
    import->report->not_people += strcmp(kind, "User") != 0 ? 1 : 0;
    return lb_directory_put_principal(import->store, &row, id, error);
}

/* The tenant of a scope above subscriptions can only be told when there is one. */
static bool
settle_tenant(Az *az, const LbFields *fields, const LbScope *scope, char **tenant, GError **error)
{
    if (scope->subscription != NULL) {
        g_hash_table_add(az->mentioned, g_strdup(scope->subscription));
        return true;
    }
    if (az->only_tenant == NULL)
        return lb_fields_refuse(
            fields, "scope", error,
            _("stands above subscriptions of several tenants; import one tenant at a time"));
    *tenant = g_strdup(az->only_tenant);
    if (scope->kind == LB_SCOPE_MANAGEMENT_GROUP)
        g_ptr_array_add(az->groups, g_strdup(scope->path));
    return true;
}

static bool
import_assignment(LbImport *import, const LbFields *fields, int member, gpointer data,
                  GError **error)
{
    (void)member;
    Az *az = data;
    g_autoptr(LbScope) scope = NULL;
    g_autofree char *tenant = NULL, *object = NULL, *name = NULL, *kind = NULL, *role = NULL;
    LbRole known = LB_ROLE_READER;
    int64_t principal = 0;
    if (!lb_import_scope(import, fields, "scope", &scope, &tenant, error) ||
        !settle_tenant(az, fields, scope, &tenant, error) ||
        !lb_fields_id(fields, "principalId", LB_FIELD_NEEDED, &object, error) ||
        !lb_fields_line(fields, "principalName", LB_FIELD_OPTIONAL, ID_LIMIT, &name, error) ||
        !lb_fields_line(fields, "principalType", LB_FIELD_NEEDED, 40, &kind, error) ||
        !lb_fields_line(fields, "roleDefinitionName", LB_FIELD_NEEDED, LB_LIMIT_LINE, &role,
                        error) ||
        !put_principal(import, az, object, name, kind, tenant, &principal, error))
        return false;
    bool ours = lb_role_from_name(role, &known);
    if (ours && lb_role_is_provider(known))
        return lb_fields_refuse(fields, "roleDefinitionName", error, "%s",
                                _("is a role of the provider, which no customer gives"));
    LbRoleRow row = { .principal = principal,
                      .role = ours ? lb_role_name(known) : role,
                      .scope = scope->path,
                      .source = import->source,
                      .since = import->act->time.effective,
                      .import = import->number };
    import->report->role_assignments++;
    g_hash_table_add(import->tenants, g_strdup(tenant));
    return lb_directory_put_role(import->store, &row, error);
}

/* The root group, named like the tenant, covers all of the tenant's subscriptions. az prints the others for
 * the subscriptions it lists assignments of, so they cover those. */
static bool
cover_by_groups(LbImport *import, Az *az, GError **error)
{
    if (g_hash_table_size(az->mentioned) == 0 && az->current != NULL)
        g_hash_table_add(az->mentioned, g_strdup(az->current));
    for (guint i = 0; i < az->groups->len; i++) {
        const char *path = g_ptr_array_index(az->groups, i);
        bool root = g_str_equal(strrchr(path, '/') + 1, az->only_tenant);
        GHashTableIter iterator;
        gpointer id;
        g_hash_table_iter_init(&iterator, root ? import->subscriptions : az->mentioned);
        while (g_hash_table_iter_next(&iterator, &id, NULL))
            if (!lb_directory_put_management_group(import->store, path, id, error))
                return false;
    }
    return true;
}

/* A management group that this listing no longer mentions: nobody of the tenant holds anything there any more. */
static bool
drop_groups_not_listed(LbImport *import, Az *az, GError **error)
{
    GHashTableIter iterator;
    gpointer id;
    int64_t dropped = 0;
    g_hash_table_iter_init(&iterator, az->mentioned);
    while (g_hash_table_iter_next(&iterator, &id, NULL)) {
        g_auto(GStrv) groups = lb_directory_management_groups(import->store, id, error);
        if (groups == NULL)
            return false;
        for (char **group = groups; *group != NULL; group++) {
            if (!lb_directory_drop_roles_at(import->store, import->source, az->only_tenant, *group,
                                            import->number, &dropped, error))
                return false;
            import->report->role_assignments_removed += dropped;
        }
    }
    return true;
}

/* What az no longer lists is gone: a lost role must not decide. */
static bool
drop_the_rest(LbImport *import, Az *az, GError **error)
{
    GHashTableIter iterator;
    gpointer id;
    int64_t dropped = 0;
    g_hash_table_iter_init(&iterator, import->subscriptions);
    while (g_hash_table_iter_next(&iterator, &id, NULL)) {
        g_autofree char *scope = g_strdup_printf("/subscriptions/%s", (char *)id);
        if (!lb_directory_drop_resources(import->store, id, import->number, &dropped, error))
            return false;
        import->report->resources_removed += dropped;
        if (!lb_directory_drop_roles(import->store, import->source, scope, import->number, &dropped,
                                     error))
            return false;
        import->report->role_assignments_removed += dropped;
    }
    if (az->only_tenant == NULL)
        return true;
    for (guint i = 0; i <= az->groups->len; i++) {
        const char *path = i < az->groups->len ? g_ptr_array_index(az->groups, i) : "/";
        if (!lb_directory_drop_roles_at(import->store, import->source, az->only_tenant, path,
                                        import->number, &dropped, error))
            return false;
        import->report->role_assignments_removed += dropped;
    }
    return drop_groups_not_listed(import, az, error);
}

static bool
read_file(LbImport *import, const char *path, LbImportElement element, Az *az, GError **error)
{
    if (path == NULL)
        return true;
    g_autoptr(LbJsonElements) elements = lb_json_elements_open_list(path, error);
    return elements != NULL && lb_import_each(import, elements, element, az, error);
}

static void
settle_only_tenant(LbImport *import, Az *az)
{
    if (g_hash_table_size(import->tenants) != 1)
        return;
    GHashTableIter iterator;
    gpointer id;
    g_hash_table_iter_init(&iterator, import->tenants);
    if (g_hash_table_iter_next(&iterator, &id, NULL))
        az->only_tenant = g_strdup(id);
}

static bool
import_files(LbImport *import, Az *az, GError **error)
{
    const LbAzFiles *files = az->files;
    if (!read_file(import, files->accounts, import_account, az, error))
        return false;
    settle_only_tenant(import, az);
    return read_file(import, files->users, import_user, az, error) &&
           read_file(import, files->resources, import_resource, az, error) &&
           read_file(import, files->role_assignments, import_assignment, az, error) &&
           cover_by_groups(import, az, error) && drop_the_rest(import, az, error);
}

bool
lb_import_az(LbService *service, const LbAzFiles *files, LbImportReport *report, GError **error)
{
    g_autoptr(GHashTable) users = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_user);
    g_autoptr(GHashTable) mentioned = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func(g_free);
    Az az = { .files = files, .users = users, .mentioned = mentioned, .groups = groups };
    g_autoptr(LbImport) import = lb_import_begin(service, "az", report, error);
    bool good = import != NULL && import_files(import, &az, error);
    report->tenants = good ? (int64_t)g_hash_table_size(import->tenants) : 0;
    report->principals = report->role_assignments;
    good = good && lb_import_finish(import, error);
    g_free(az.current);
    g_free(az.only_tenant);
    return good;
}
