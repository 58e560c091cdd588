/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what 'az account list', 'az resource list', 'az role assignment list --all' and 'az ad user list'
 * print. Fields that are not used are passed over, since az prints many. Here: accounts and resources. */
#include "service/intakeaz.h"

#include <string.h>

#include "base/i18n.h"

/* az calls a tenant in which it found no subscription an account, too. */
static bool
is_tenant_level(const char *id, const char *tenant, const char *name)
{
    return strcmp(id, tenant) == 0 && g_str_has_prefix(name, "N/A(");
}

/* The name of a tenant that does not tell it stays as it is; a new one is named by its id. */
static bool
put_tenant(LbImport *import, LbAz *az, const char *id, const char *name, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbTenant) stored = lb_directory_tenant(import->store, id, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    const char *known = stored != NULL ? stored->name : id;
    LbTenant row = { .id = (char *)id,
                     .name = (char *)(name != NULL ? name : known),
                     .plan = az->plan };
    lb_import_tally(import, id)->counts.tenants = 1;
    return lb_directory_put_tenant(import->store, &row, true, error);
}

/* The tenant that a subscription belongs to is its home tenant; tenantId is the one az came through, which is
 * the provider's where the customer has delegated the subscription. */
static bool
read_tenant(const LbFields *fields, char **tenant, char **name, GError **error)
{
    g_autofree char *through = NULL, *domain = NULL;
    if (!lb_fields_id(fields, "tenantId", LB_FIELD_NEEDED, &through, error) ||
        !lb_fields_id(fields, "homeTenantId", LB_FIELD_OPTIONAL, tenant, error) ||
        !lb_fields_line(fields, "tenantDisplayName", LB_FIELD_OPTIONAL, LB_LIMIT_LINE, name,
                        error) ||
        !lb_fields_line(fields, "tenantDefaultDomain", LB_FIELD_OPTIONAL, LB_LIMIT_LINE, &domain,
                        error))
        return false;
    if (*name == NULL)
        *name = g_steal_pointer(&domain);
    if (*tenant == NULL)
        *tenant = g_strdup(through);
    else if (strcmp(*tenant, through) != 0)
        g_clear_pointer(name, g_free);
    return true;
}

static bool
import_account(LbImport *import, const LbFields *fields, int member, gpointer data, GError **error)
{
    (void)member;
    LbAz *az = data;
    g_autofree char *id = NULL, *tenant = NULL, *name = NULL, *tenant_name = NULL;
    bool present = false, current = false;
    GError *cause = NULL;
    if (!lb_fields_id(fields, "id", LB_FIELD_NEEDED, &id, error) ||
        !read_tenant(fields, &tenant, &tenant_name, error) ||
        !lb_fields_line(fields, "name", LB_FIELD_NEEDED, LB_LIMIT_LINE, &name, error) ||
        !lb_fields_bool(fields, "isDefault", &present, &current, error) ||
        !put_tenant(import, az, tenant, tenant_name, error))
        return false;
    if (is_tenant_level(id, tenant, name))
        return true;
    if (!lb_directory_put_subscription(import->store, id, tenant, name, &cause))
        return lb_import_conflict(fields, "id", cause, error);
    g_hash_table_add(az->tenants, g_strdup(tenant));
    if (current) {
        g_free(az->current);
        az->current = g_strdup(id);
    }
    if (!g_hash_table_contains(import->subscriptions, id))
        lb_import_tally(import, tenant)->counts.subscriptions++;
    g_hash_table_insert(import->subscriptions, g_steal_pointer(&id), g_steal_pointer(&tenant));
    return true;
}

/* The object below the members @path, or NULL. Borrowed. */
static JsonObject *
descend(JsonObject *object, const char *const *path)
{
    for (; object != NULL && *path != NULL; path++) {
        JsonNode *node = json_object_get_member(object, *path);
        object = node != NULL && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
    }
    return object;
}

/* 'az resource list' does not tell the operating system; elements of 'az vm list' and 'az vmss list', which may
 * stand in the same file, do. */
static LbOs
find_os(JsonObject *object)
{
    static const char *const paths[][5] = {
        { "storageProfile", "osDisk", NULL },
        { "virtualMachineProfile", "storageProfile", "osDisk", NULL },
        { "properties", "storageProfile", "osDisk", NULL },
        { "properties", "virtualMachineProfile", "storageProfile", "osDisk", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        JsonObject *disk = descend(object, paths[i]);
        const char *type =
            disk != NULL ? json_object_get_string_member_with_default(disk, "osType", NULL) : NULL;
        int os = LB_OS_NONE;
        if (type != NULL && lb_names_find(lb_os_names, type, &os))
            return (LbOs)os;
    }
    return LB_OS_NONE;
}

static bool
import_resource(LbImport *import, const LbFields *fields, int member, gpointer data, GError **error)
{
    (void)member;
    LbAz *az = data;
    g_autoptr(LbResource) resource = NULL;
    g_autofree char *tenant = NULL;
    if (!lb_import_resource(import, fields, &resource, &tenant, error))
        return false;
    resource->os = find_os(fields->object);
    lb_import_tally(import, tenant)->counts.resources++;
    if (!g_hash_table_contains(az->stocked, resource->subscription))
        g_hash_table_insert(az->stocked, g_strdup(resource->subscription),
                            g_steal_pointer(&tenant));
    return lb_directory_put_resource(import->store, resource, import->number, error);
}

static bool
drop_resources(LbImport *import, GHashTable *subscriptions, GError **error)
{
    GHashTableIter iterator;
    gpointer id, tenant;
    g_hash_table_iter_init(&iterator, subscriptions);
    while (g_hash_table_iter_next(&iterator, &id, &tenant)) {
        int64_t dropped = 0;
        if (!lb_directory_drop_resources(import->store, id, import->number, &dropped, error))
            return false;
        lb_import_tally(import, tenant)->counts.resources_removed += dropped;
    }
    return true;
}

static bool
read_file(LbImport *import, LbJsonElements *elements, const char *name, LbImportElement element,
          LbAz *az, GError **error)
{
    return elements == NULL || lb_import_each(import, elements, name, element, az, error);
}

/* All files are opened before anything is locked. */
static bool
import_files(LbService *service, LbAz *az, LbImportReport *report, GError **error)
{
    const LbAzFiles *files = az->files;
    g_autoptr(LbJsonElements) accounts = lb_json_elements_open_list(files->accounts, error);
    g_autoptr(LbJsonElements) resources =
        accounts != NULL ? lb_json_elements_open_list(files->resources, error) : NULL;
    g_autoptr(LbJsonElements) roles =
        resources != NULL ? lb_json_elements_open_list(files->role_assignments, error) : NULL;
    g_autoptr(LbJsonElements) users = roles != NULL && files->users != NULL
                                          ? lb_json_elements_open_list(files->users, error)
                                          : NULL;
    if (roles == NULL || (files->users != NULL && users == NULL))
        return false;
    g_autoptr(LbImport) import = lb_import_begin(service, "az", error);
    return import != NULL && read_file(import, accounts, "accounts", import_account, az, error) &&
           read_file(import, resources, "resources", import_resource, az, error) &&
           read_file(import, roles, "roleAssignments", lb_az_import_assignment, az, error) &&
           read_file(import, users, "users", lb_az_import_user, az, error) &&
           lb_az_settle_principals(import, az, error) && lb_az_settle_roles(import, az, error) &&
           drop_resources(import, import->subscriptions, error) &&
           drop_resources(import, az->stocked, error) && lb_import_finish(import, report, error);
}

static GHashTable *
new_table(GDestroyNotify free_value)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_value);
}

bool
lb_import_az(LbService *service, const LbAzFiles *files, LbImportReport *report, GError **error)
{
    int plan = LB_PLAN_DEVELOPER;
    *report = (LbImportReport){ 0 };
    if (files->plan != NULL && !lb_names_find(lb_plan_names, files->plan, &plan))
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE, "(plan)");
    g_autoptr(GHashTable) tenants = new_table(NULL);
    g_autoptr(GHashTable) mentioned = new_table(g_free);
    g_autoptr(GHashTable) stocked = new_table(g_free);
    g_autoptr(GHashTable) groups = new_table(NULL);
    g_autoptr(GHashTable) principals = new_table(lb_az_principal_free);
    LbAz az = { .files = files,
                .plan = (LbPlan)plan,
                .tenants = tenants,
                .mentioned = mentioned,
                .stocked = stocked,
                .groups = groups,
                .principals = principals };
    bool good = import_files(service, &az, report, error);
    g_free(az.current);
    return good;
}
