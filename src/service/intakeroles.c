/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The role assignments and users of an az import: who holds what where, which subscriptions a management group
 * covers, and what is no longer so. */
#include <string.h>

#include "base/i18n.h"
#include "core/message.h"
#include "core/role.h"
#include "service/intakeaz.h"

#define ACCOUNT_LIMIT 254
#define KIND_LIMIT 40
#define MAILS_LIMIT 100
#define GROUPS_PATH "/providers/microsoft.management/managementgroups/"

/* One that holds a role. */
typedef struct {
    int64_t row;
    char *object;
    char *kind;    /* as az prints it; NULL: not told */
    char *account; /* NULL: az knows no name, as of one that was deleted */
    char *name;
    char *tenant;
    int64_t assignments;
} Principal;

void
lb_az_principal_free(gpointer data)
{
    Principal *principal = data;
    if (principal == NULL)
        return;
    g_free(principal->object);
    g_free(principal->kind);
    g_free(principal->account);
    g_free(principal->name);
    g_free(principal->tenant);
    g_free(principal);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Principal, lb_az_principal_free)

static bool
is_user(const Principal *principal)
{
    return g_strcmp0(principal->kind, "User") == 0;
}

/* A user of whom az knows no name cannot be written to and does not come by ssh: somebody who was deleted. Such a
 * one is kept, but is nobody who approves. */
static const char *
stored_kind(const Principal *principal)
{
    if (principal->kind == NULL || (is_user(principal) && principal->account == NULL))
        return "Unknown";
    return principal->kind;
}

static LbPrincipalRow
new_row(const Principal *principal)
{
    return (LbPrincipalRow){ .account = principal->account,
                             .object = principal->object,
                             .kind = stored_kind(principal),
                             .name = principal->name,
                             .tenant = principal->tenant,
                             .enabled = true,
                             .keep_enabled = true };
}

/* Groups and applications go under their object id: their names are no accounts, and not unique. */
static bool
read_name(const LbFields *fields, Principal *principal, GError **error)
{
    if (principal->kind != NULL && !is_user(principal))
        return lb_fields_kept(fields, "principalName", LB_FIELD_OPTIONAL, LB_TEXT_LINE,
                              LB_LIMIT_LINE, &principal->name, error);
    return lb_fields_line(fields, "principalName", LB_FIELD_OPTIONAL, ACCOUNT_LIMIT,
                          &principal->account, error);
}

/* A partner's group has the same object id in all tenants that the partner looks after: it is another principal in
 * each. */
static bool
read_principal(const LbFields *fields, const char *tenant, Principal *principal, GError **error)
{
    if (!lb_fields_id(fields, "principalId", LB_FIELD_NEEDED, &principal->object, error) ||
        !lb_fields_line(fields, "principalType", LB_FIELD_OPTIONAL, KIND_LIMIT, &principal->kind,
                        error))
        return false;
    principal->tenant = g_strdup(tenant);
    if (g_strcmp0(principal->kind, "ForeignGroup") == 0) {
        g_autofree char *bare = principal->object;
        principal->object = g_strconcat(bare, "@", tenant, NULL);
    }
    return read_name(fields, principal, error);
}

/* The principal of the assignment, stored when it is met for the first time. Borrowed. */
static Principal *
take_principal(LbImport *import, LbAz *az, const LbFields *fields, const char *tenant,
               GError **error)
{
    GError *cause = NULL;
    g_autoptr(Principal) principal = g_new0(Principal, 1);
    if (!read_principal(fields, tenant, principal, error))
        return NULL;
    Principal *known = g_hash_table_lookup(az->principals, principal->object);
    if (known != NULL && strcmp(known->tenant, tenant) == 0)
        return known;
    if (known != NULL) {
        lb_fields_refuse(fields, "principalId", error, "%s",
                         _("holds roles in several tenants of this import"));
        return NULL;
    }
    LbPrincipalRow row = new_row(principal);
    if (!lb_directory_put_principal(import->store, &row, &principal->row, &cause)) {
        lb_import_conflict(fields, "principalId", cause, error);
        return NULL;
    }
    Principal *taken = g_steal_pointer(&principal);
    g_hash_table_insert(az->principals, g_strdup(taken->object), taken);
    return taken;
}

/* The only tenant of the accounts, or NULL. Borrowed. */
static const char *
only_tenant(const LbAz *az)
{
    GHashTableIter iterator;
    gpointer id = NULL;
    g_hash_table_iter_init(&iterator, az->tenants);
    return g_hash_table_size(az->tenants) == 1 && g_hash_table_iter_next(&iterator, &id, NULL)
               ? id
               : NULL;
}

/* The tenant of a scope above subscriptions can only be told when there is one: another tenant may have a
 * management group of the same name. */
static bool
settle_tenant(LbAz *az, const LbFields *fields, const LbScope *scope, char **tenant, GError **error)
{
    if (scope->subscription != NULL) {
        if (!g_hash_table_contains(az->mentioned, scope->subscription))
            g_hash_table_insert(az->mentioned, g_strdup(scope->subscription), g_strdup(*tenant));
        return true;
    }
    *tenant = g_strdup(only_tenant(az));
    if (*tenant == NULL)
        return lb_fields_refuse(
            fields, "scope", error, "%s",
            _("stands above subscriptions of several tenants; import one tenant at a time"));
    if (scope->kind == LB_SCOPE_MANAGEMENT_GROUP)
        g_hash_table_add(az->groups, g_strdup(scope->path));
    return true;
}

/* The role's name, canonical where it means something to Lockbox. One whose definition is gone is told by the
 * last part of its id. The caller frees it. */
static char *
read_role(const LbFields *fields, GError **error)
{
    g_autofree char *name = NULL, *definition = NULL;
    LbRole known = LB_ROLE_READER;
    if (!lb_fields_line(fields, "roleDefinitionName", LB_FIELD_OPTIONAL, LB_LIMIT_LINE, &name,
                        error) ||
        !lb_fields_line(fields, "roleDefinitionId",
                        name == NULL ? LB_FIELD_NEEDED : LB_FIELD_OPTIONAL, 2048, &definition,
                        error))
        return NULL;
    if (name == NULL)
        return g_path_get_basename(definition);
    return lb_role_from_name(name, &known) ? g_strdup(lb_role_name(known)) : g_steal_pointer(&name);
}

/* Classic administrators are listed too when they are asked for; they hold no role of this system. */
static bool
is_classic(const LbFields *fields)
{
    JsonNode *id = json_object_get_member(fields->object, "roleDefinitionId");
    const char *text = id != NULL && JSON_NODE_HOLDS_VALUE(id) ? json_node_get_string(id) : NULL;
    return g_strcmp0(text, "NA(classic admin role)") == 0;
}

bool
lb_az_import_assignment(LbImport *import, const LbFields *fields, int member, gpointer data,
                        GError **error)
{
    (void)member;
    LbAz *az = data;
    g_autoptr(LbScope) scope = NULL;
    g_autofree char *tenant = NULL;
    if (is_classic(fields))
        return true;
    if (!lb_import_scope(import, fields, "scope", LB_FIELD_NEEDED, &scope, &tenant, error) ||
        !settle_tenant(az, fields, scope, &tenant, error))
        return false;
    g_autofree char *role = read_role(fields, error);
    Principal *principal = role != NULL ? take_principal(import, az, fields, tenant, error) : NULL;
    if (principal == NULL)
        return false;
    LbRoleRow row = { .principal = principal->row,
                      .role = role,
                      .scope = scope->path,
                      .source = import->source,
                      .since = import->act->time.effective,
                      .import = import->number };
    principal->assignments++;
    return lb_directory_put_role(import->store, &row, error);
}

/* Users */

/* The first address that is a plain mailbox, or NULL: mail, then the others. The caller frees it. */
static bool
read_mail(const LbFields *fields, LbTally *tally, char **mail, GError **error)
{
    JsonArray *others = NULL;
    if (!lb_fields_kept(fields, "mail", LB_FIELD_OPTIONAL, LB_TEXT_LINE, ACCOUNT_LIMIT + 1, mail,
                        error) ||
        !lb_fields_array(fields, "otherMails", MAILS_LIMIT, &others, error))
        return false;
    for (guint i = 0; !lb_mailbox_is_valid(*mail); i++) {
        tally->mails_left_out += *mail != NULL ? 1 : 0;
        g_clear_pointer(mail, g_free);
        if (others == NULL || i == json_array_get_length(others))
            return true;
        const char *other = lb_fields_item_text(fields, "otherMails", others, i, error);
        if (other == NULL)
            return false;
        *mail = g_strdup(other);
    }
    return true;
}

/* Older versions of az call the id objectId. */
static bool
read_object(const LbFields *fields, char **object, GError **error)
{
    bool old = !json_object_has_member(fields->object, "id");
    return lb_fields_id(fields, old ? "objectId" : "id", LB_FIELD_NEEDED, object, error);
}

bool
lb_az_import_user(LbImport *import, const LbFields *fields, int member, gpointer data,
                  GError **error)
{
    (void)member;
    LbAz *az = data;
    g_autofree char *object = NULL, *account = NULL, *name = NULL, *mail = NULL, *tag = NULL;
    bool told = false, enabled = true;
    GError *cause = NULL;
    if (!read_object(fields, &object, error))
        return false;
    /* A directory has far more users than hold roles here. */
    Principal *principal = g_hash_table_lookup(az->principals, object);
    if (principal == NULL || (principal->kind != NULL && !is_user(principal)))
        return true;
    LbTally *tally = lb_import_tally(import, principal->tenant);
    if (!lb_fields_line(fields, "userPrincipalName", LB_FIELD_NEEDED, ACCOUNT_LIMIT, &account,
                        error) ||
        !lb_fields_kept(fields, "displayName", LB_FIELD_OPTIONAL, LB_TEXT_LINE, LB_LIMIT_LINE,
                        &name, error) ||
        !lb_fields_kept(fields, "preferredLanguage", LB_FIELD_OPTIONAL, LB_TEXT_LINE, LB_LIMIT_LINE,
                        &tag, error) ||
        !lb_fields_bool(fields, "accountEnabled", &told, &enabled, error) ||
        !read_mail(fields, tally, &mail, error))
        return false;
    g_autofree char *language = lb_import_language(tag);
    g_free(principal->account);
    g_free(principal->kind);
    principal->account = g_steal_pointer(&account);
    principal->kind = g_strdup("User");
    LbPrincipalRow row = new_row(principal);
    row.name = name;
    row.mail = mail;
    row.language = language;
    row.enabled = !told || enabled;
    row.keep_enabled = !told;
    return lb_directory_put_principal(import->store, &row, &principal->row, &cause) ||
           lb_import_conflict(fields, "userPrincipalName", cause, error);
}

/* The account serves as mail address of one who has none; but that of a guest is nobody's mailbox. */
static bool
put_mail(LbImport *import, const Principal *principal, GError **error)
{
    if (!is_user(principal) || !lb_mailbox_is_valid(principal->account) ||
        strstr(principal->account, "#EXT#") != NULL)
        return true;
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbApprover) contact = lb_directory_contact(import->store, principal->row, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (contact == NULL || contact->mail != NULL)
        return true;
    int64_t id = 0;
    LbPrincipalRow row = new_row(principal);
    row.mail = principal->account;
    return lb_directory_put_principal(import->store, &row, &id, error);
}

bool
lb_az_settle_principals(LbImport *import, LbAz *az, GError **error)
{
    GHashTableIter iterator;
    gpointer value;
    g_hash_table_iter_init(&iterator, az->principals);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        const Principal *principal = value;
        LbTally *tally = lb_import_tally(import, principal->tenant);
        if (!put_mail(import, principal, error))
            return false;
        tally->counts.principals++;
        tally->counts.role_assignments += principal->assignments;
        if (strcmp(stored_kind(principal), "User") != 0)
            tally->counts.not_people += principal->assignments;
    }
    return true;
}

/* Management groups, and what is gone */

/* Remembers in @paths what has covered the subscriptions: what was held there may be gone. */
static bool
note_groups(LbImport *import, GHashTable *subscriptions, GHashTable *paths, GError **error)
{
    GHashTableIter iterator;
    gpointer id;
    g_hash_table_iter_init(&iterator, subscriptions);
    while (g_hash_table_iter_next(&iterator, &id, NULL)) {
        g_auto(GStrv) groups = lb_directory_management_groups(import->store, id, error);
        if (groups == NULL)
            return false;
        for (char **group = groups; *group != NULL; group++)
            g_hash_table_add(paths, g_strdup(*group));
    }
    return true;
}

/* Who holds a role at a group that covers a subscription no more has lost it there; the rest stays as it is, since
 * whatever changes is told to the customer. */
static bool
drop_groups(LbImport *import, GHashTable *subscriptions, GError **error)
{
    GHashTableIter iterator;
    gpointer id;
    g_hash_table_iter_init(&iterator, subscriptions);
    while (g_hash_table_iter_next(&iterator, &id, NULL))
        if (!lb_directory_drop_management_groups(import->store, id, import->number, error))
            return false;
    return true;
}

/* The root group, named like the tenant, covers all that the tenant has. */
static bool
cover_by_root(LbImport *import, const char *tenant, GError **error)
{
    g_autofree char *path = g_strconcat(GROUPS_PATH, tenant, NULL);
    g_auto(GStrv) subscriptions = lb_directory_subscriptions(import->store, tenant, error);
    if (subscriptions == NULL)
        return false;
    for (char **id = subscriptions; *id != NULL; id++)
        if (!lb_directory_put_management_group(import->store, path, *id, import->number, error))
            return false;
    return true;
}

/* The other groups cover the subscriptions that az listed assignments of, since it prints what these inherit. */
static bool
cover_by_groups(LbImport *import, LbAz *az, const char *tenant, GError **error)
{
    GHashTableIter groups, subscriptions;
    gpointer path, id, owner;
    if (g_hash_table_size(az->mentioned) == 0 && az->current != NULL)
        g_hash_table_insert(az->mentioned, g_strdup(az->current),
                            g_strdup(g_hash_table_lookup(import->subscriptions, az->current)));
    g_hash_table_iter_init(&groups, az->groups);
    while (g_hash_table_iter_next(&groups, &path, NULL)) {
        g_hash_table_iter_init(&subscriptions, az->mentioned);
        while (g_hash_table_iter_next(&subscriptions, &id, &owner))
            if (strcmp(owner, tenant) == 0 &&
                !lb_directory_put_management_group(import->store, path, id, import->number, error))
                return false;
    }
    return true;
}

/* What az no longer lists is gone: a lost role must not decide. */
static bool
drop_at_or_below(LbImport *import, GHashTable *subscriptions, GError **error)
{
    GHashTableIter iterator;
    gpointer id, tenant;
    g_hash_table_iter_init(&iterator, subscriptions);
    while (g_hash_table_iter_next(&iterator, &id, &tenant)) {
        g_autofree char *scope = g_strconcat("/subscriptions/", id, NULL);
        int64_t dropped = 0;
        if (!lb_directory_drop_roles(import->store, import->source, scope, import->number, &dropped,
                                     error))
            return false;
        lb_import_tally(import, tenant)->counts.role_assignments_removed += dropped;
    }
    return true;
}

static bool
drop_above(LbImport *import, const char *tenant, GHashTable *paths, GError **error)
{
    GHashTableIter iterator;
    gpointer path;
    g_hash_table_iter_init(&iterator, paths);
    while (g_hash_table_iter_next(&iterator, &path, NULL)) {
        int64_t dropped = 0;
        if (!lb_directory_drop_roles_at(import->store, import->source, tenant, path, import->number,
                                        &dropped, error))
            return false;
        lb_import_tally(import, tenant)->counts.role_assignments_removed += dropped;
    }
    return true;
}

/* All tenants of which this import covers a subscription. */
static GHashTable *
covered_tenants(const LbImport *import, const LbAz *az)
{
    GHashTable *tenants = g_hash_table_new(g_str_hash, g_str_equal);
    GHashTable *const sources[] = { import->subscriptions, az->mentioned };
    for (size_t i = 0; i < G_N_ELEMENTS(sources); i++) {
        GHashTableIter iterator;
        gpointer tenant;
        g_hash_table_iter_init(&iterator, sources[i]);
        while (g_hash_table_iter_next(&iterator, NULL, &tenant))
            g_hash_table_add(tenants, tenant);
    }
    return tenants;
}

bool
lb_az_settle_roles(LbImport *import, LbAz *az, GError **error)
{
    g_autoptr(GHashTable) paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) tenants = covered_tenants(import, az);
    GHashTableIter iterator;
    gpointer id;
    g_hash_table_add(paths, g_strdup("/"));
    g_hash_table_iter_init(&iterator, az->groups);
    while (g_hash_table_iter_next(&iterator, &id, NULL))
        g_hash_table_add(paths, g_strdup(id));
    if (!note_groups(import, import->subscriptions, paths, error) ||
        !note_groups(import, az->mentioned, paths, error) ||
        !drop_at_or_below(import, import->subscriptions, error) ||
        !drop_at_or_below(import, az->mentioned, error))
        return false;
    g_hash_table_iter_init(&iterator, tenants);
    while (g_hash_table_iter_next(&iterator, &id, NULL))
        if (!cover_by_root(import, id, error) || !drop_above(import, id, paths, error))
            return false;
    const char *only = only_tenant(az);
    return (only == NULL || cover_by_groups(import, az, only, error)) &&
           drop_groups(import, import->subscriptions, error) &&
           drop_groups(import, az->mentioned, error);
}
