/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the directory of somebody who does not come from Azure: doc/directory-import.md describes it. */
#include <string.h>

#include "base/i18n.h"
#include "base/span.h"
#include "core/message.h"
#include "core/role.h"
#include "core/sshkey.h"
#include "service/intake.h"
#include "service/targeting.h"
#include "store/tickets.h"

#define ID_LIMIT 254
#define KEYS_LIMIT 20
#define ROLES_LIMIT 200
#define HISTORY_LIMIT 2000
#define CLOCKS_APART (5 * LB_MINUTE) /* that of the ticket system may be ahead of ours */

enum { TENANTS, SUBSCRIPTIONS, RESOURCES, TARGETS, PEOPLE, TICKETS };
static const char *const members[] = { "tenants", "subscriptions", "resources", "targets",
                                       "people",  "tickets",       NULL };

static bool
import_tenant(LbImport *import, const LbFields *fields, GError **error)
{
    static const char *const names[] = { "id", "name", "supportPlan", "preview", NULL };
    g_autofree char *id = NULL, *name = NULL;
    int plan = LB_PLAN_BASIC;
    bool present = false, preview = false;
    if (!lb_fields_only(fields, names, error) ||
        !lb_fields_id(fields, "id", LB_FIELD_NEEDED, &id, error) ||
        !lb_fields_line(fields, "name", LB_FIELD_NEEDED, LB_LIMIT_LINE, &name, error) ||
        !lb_fields_choice(fields, "supportPlan", LB_FIELD_NEEDED, lb_plan_names, &plan, error) ||
        !lb_fields_bool(fields, "preview", &present, &preview, error))
        return false;
    LbTenant tenant = {
        .id = id, .name = name, .plan = (LbPlan)plan, .preview = present && preview
    };
    lb_import_tally(import, id)->counts.tenants++;
    return lb_directory_put_tenant(import->store, &tenant, false, error);
}

/* The id of a tenant that is known, in the field @name; NULL without the field. */
static bool
known_tenant(LbImport *import, const LbFields *fields, LbFieldNeed need, char **id, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (!lb_fields_id(fields, "tenant", need, id, error))
        return false;
    if (*id == NULL)
        return true;
    g_autoptr(LbTenant) tenant = lb_directory_tenant(import->store, *id, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    return tenant != NULL ||
           lb_fields_refuse(fields, "tenant", error, "%s", _("names a tenant that is not known"));
}

static bool
import_subscription(LbImport *import, const LbFields *fields, GError **error)
{
    static const char *const names[] = { "id", "tenant", "name", "quorum", NULL };
    g_autofree char *id = NULL, *tenant = NULL, *name = NULL;
    GError *cause = NULL;
    int quorum = 0;
    bool found = false;
    if (!lb_fields_only(fields, names, error) ||
        !lb_fields_id(fields, "id", LB_FIELD_NEEDED, &id, error) ||
        !known_tenant(import, fields, LB_FIELD_NEEDED, &tenant, error) ||
        !lb_fields_line(fields, "name", LB_FIELD_NEEDED, LB_LIMIT_LINE, &name, error) ||
        !lb_fields_int(fields, "quorum", 1, LB_QUORUM_MAX, &quorum, error))
        return false;
    if (!lb_directory_put_subscription(import->store, id, tenant, name, &cause))
        return lb_import_conflict(fields, "id", cause, error);
    if (quorum != 0 && !lb_directory_set_quorum(import->store, id, quorum, &found, error))
        return false;
    lb_import_tally(import, tenant)->counts.subscriptions++;
    g_hash_table_insert(import->subscriptions, g_steal_pointer(&id), g_steal_pointer(&tenant));
    return true;
}

static bool
import_resource(LbImport *import, const LbFields *fields, GError **error)
{
    static const char *const names[] = { "id", "os", NULL };
    g_autoptr(LbResource) resource = NULL;
    g_autofree char *tenant = NULL;
    int os = LB_OS_NONE;
    if (!lb_fields_only(fields, names, error) ||
        !lb_import_resource(import, fields, &resource, &tenant, error) ||
        !lb_fields_choice(fields, "os", LB_FIELD_OPTIONAL, lb_os_names, &os, error))
        return false;
    resource->os = (LbOs)os;
    lb_import_tally(import, tenant)->counts.resources++;
    return lb_directory_put_resource(import->store, resource, import->number, error);
}

/* The id of a resource that the directory has, and whose it is. */
static bool
known_resource(LbImport *import, const LbFields *fields, char **key, char **tenant, GError **error)
{
    g_autoptr(LbScope) scope = NULL;
    g_autoptr(GError) failure = NULL;
    if (!lb_import_scope(import, fields, "resource", LB_FIELD_NEEDED, &scope, tenant, error))
        return false;
    g_autoptr(LbResource) resource = lb_directory_resource(import->store, scope->path, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    *key = g_steal_pointer(&scope->path);
    return resource != NULL || lb_fields_refuse(fields, "resource", error, "%s",
                                                _("names a resource that is not known"));
}

static bool
take_host_keys(const LbFields *fields, LbTarget *target, GError **error)
{
    JsonArray *keys = NULL;
    if (!lb_fields_array(fields, "hostKeys", LB_TARGET_HOST_KEYS_MOST, &keys, error))
        return false;
    for (guint i = 0; keys != NULL && i < json_array_get_length(keys); i++) {
        GError *cause = NULL;
        const char *line = lb_fields_item_text(fields, "hostKeys", keys, i, error);
        if (line == NULL)
            return false;
        g_autofree char *item = lb_fields_item(fields, "hostKeys", i);
        g_autoptr(LbSshKey) key = lb_sshkey_parse(line, &cause);
        if (key == NULL)
            return lb_fields_refuse_cause(fields, item, cause, error);
        lb_target_add_host_key(target, line);
    }
    return true;
}

/* Blames the field that a fault of the target lies in. */
static bool
check_target(const LbImport *import, const LbFields *fields, const LbTarget *target, GError **error)
{
    static const char *const blamed[] = {
        [LB_TARGET_FAULT_RESOURCE] = "resource",     [LB_TARGET_FAULT_ADDRESS] = "address",
        [LB_TARGET_FAULT_LOCAL_ADDRESS] = "address", [LB_TARGET_FAULT_PORT] = "port",
        [LB_TARGET_FAULT_LOGIN] = "login",           [LB_TARGET_FAULT_NO_HOST_KEY] = "hostKeys",
        [LB_TARGET_FAULT_HOST_KEY] = "hostKeys",     [LB_TARGET_FAULT_DOUBLE_HOST_KEY] = "hostKeys",
        [LB_TARGET_FAULT_HOST_KEYS] = "hostKeys",
    };
    LbTargetFault fault = lb_target_check(target, import->local_targets);
    return fault == LB_TARGET_FAULT_NONE ||
           lb_fields_refuse(fields, blamed[fault], error, "%s",
                            _(lb_names_label(lb_target_fault_names, (int)fault)));
}

/* What the file does not name of the targets stays as it is: the operator sets them by other ways too. */
static bool
import_target(LbImport *import, const LbFields *fields, GError **error)
{
    static const char *const names[] = { "resource", "address", "port", "login", "hostKeys", NULL };
    g_autofree char *key = NULL, *tenant = NULL, *address = NULL, *login = NULL;
    int port = 0;
    bool changed = false;
    if (!lb_fields_only(fields, names, error) ||
        !known_resource(import, fields, &key, &tenant, error) ||
        !lb_fields_line(fields, "address", LB_FIELD_NEEDED, ID_LIMIT, &address, error) ||
        !lb_fields_int(fields, "port", 1, 65535, &port, error) ||
        !lb_fields_line(fields, "login", LB_FIELD_NEEDED, ID_LIMIT, &login, error))
        return false;
    g_autoptr(LbTarget) target = lb_target_new(key, address, (unsigned)port, login);
    if (!take_host_keys(fields, target, error) || !check_target(import, fields, target, error) ||
        !lb_targeting_set(import->act, tenant, target, &changed, error))
        return false;
    lb_import_tally(import, tenant)->counts.targets++;
    return true;
}

/* A key that was revoked stays so, and hinders nothing else of the file. */
static bool
put_key(LbImport *import, int64_t principal, const LbSshKey *key, LbTally *tally, GError **error)
{
    g_autoptr(GError) failure = NULL;
    bool stored = lb_directory_put_key(import->store, principal, key->type, key->blob,
                                       key->fingerprint, import->act->time.effective, &failure);
    if (!stored && !g_error_matches(failure, LB_STORE_ERROR, LB_STORE_ERROR_REVOKED)) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    *(stored ? &tally->counts.keys : &tally->counts.keys_revoked) += 1;
    return true;
}

static bool
import_keys(LbImport *import, const LbFields *fields, int64_t principal, LbTally *tally,
            GError **error)
{
    JsonArray *keys = NULL;
    if (!lb_fields_array(fields, "keys", KEYS_LIMIT, &keys, error))
        return false;
    for (guint i = 0; keys != NULL && i < json_array_get_length(keys); i++) {
        g_autofree char *item = lb_fields_item(fields, "keys", i);
        GError *cause = NULL;
        const char *line = lb_fields_item_text(fields, "keys", keys, i, error);
        if (line == NULL)
            return false;
        g_autoptr(LbSshKey) key = lb_sshkey_parse(line, &cause);
        if (key == NULL)
            return lb_fields_refuse_cause(fields, item, cause, error);
        if (!put_key(import, principal, key, tally, &cause))
            return lb_import_conflict(fields, item, cause, error);
    }
    return true;
}

/* A role of the provider is held over everything and only by its own people; a customer's role lies in the
 * customer's own tree. */
static bool
take_role(LbImport *import, const LbFields *fields, const char *tenant, LbRole *role, char **path,
          GError **error)
{
    static const char *const names[] = { "role", "scope", NULL };
    g_autofree char *name = NULL, *scope_tenant = NULL;
    g_autoptr(LbScope) scope = NULL;
    if (!lb_fields_only(fields, names, error) ||
        !lb_fields_line(fields, "role", LB_FIELD_NEEDED, LB_LIMIT_LINE, &name, error))
        return false;
    if (!lb_role_from_name(name, role))
        return lb_fields_refuse(fields, "role", error, "%s", _("is not a role that Lockbox knows"));
    if (lb_role_is_provider(*role) != (tenant == NULL))
        return lb_fields_refuse(fields, "role", error, "%s",
                                tenant == NULL
                                    ? _("is a customer's role, and this person is the provider's")
                                    : _("is a provider's role, and this person is a customer's"));
    if (tenant == NULL) {
        if (json_object_has_member(fields->object, "scope"))
            return lb_fields_refuse(fields, "scope", error, "%s",
                                    _("is not for roles of the provider"));
        *path = g_strdup("/");
        return true;
    }
    if (!lb_import_scope(import, fields, "scope", LB_FIELD_NEEDED, &scope, &scope_tenant, error))
        return false;
    if (scope_tenant != NULL && strcmp(scope_tenant, tenant) != 0)
        return lb_fields_refuse(fields, "scope", error, "%s", _("lies in another tenant"));
    if (scope->kind == LB_SCOPE_MANAGEMENT_GROUP)
        return lb_fields_refuse(fields, "scope", error, "%s",
                                _("is a management group; those come from the az import"));
    *path = g_strdup(scope->path);
    return true;
}

static bool
import_roles(LbImport *import, const LbFields *fields, int64_t principal, const char *tenant,
             GError **error)
{
    LbTally *tally = lb_import_tally(import, tenant);
    JsonArray *roles = NULL;
    int64_t dropped = 0;
    if (!lb_fields_array(fields, "roles", ROLES_LIMIT, &roles, error))
        return false;
    for (guint i = 0; roles != NULL && i < json_array_get_length(roles); i++) {
        g_autofree char *item = lb_fields_item(fields, "roles", i);
        g_autofree char *prefix = g_strconcat(item, ".", NULL);
        g_autofree char *path = NULL;
        LbRole role = LB_ROLE_READER;
        JsonObject *object = lb_fields_item_object(fields, "roles", roles, i, error);
        LbFields inner = { .object = object, .path = prefix };
        if (object == NULL || !take_role(import, &inner, tenant, &role, &path, error))
            return false;
        LbRoleRow row = { .principal = principal,
                          .role = lb_role_name(role),
                          .scope = path,
                          .source = import->source,
                          .since = import->act->time.effective,
                          .import = import->number };
        if (!lb_directory_put_role(import->store, &row, error))
            return false;
        tally->counts.role_assignments++;
    }
    if (!lb_directory_drop_roles_of(import->store, import->source, principal, import->number,
                                    &dropped, error))
        return false;
    tally->counts.role_assignments_removed += dropped;
    return true;
}

static bool
import_person(LbImport *import, const LbFields *fields, GError **error)
{
    static const char *const names[] = { "account",  "person",   "name",     "mail",
                                         "language", "timeZone", "tenant",   "enabled",
                                         "keys",     "roles",    "isolated", NULL };
    g_autofree char *account = NULL, *person = NULL, *name = NULL, *mail = NULL, *tag = NULL,
                    *zone = NULL, *tenant = NULL;
    bool present = false, enabled = true, marked = false, isolated = false;
    int64_t id = 0;
    if (!lb_fields_only(fields, names, error) ||
        !lb_fields_line(fields, "account", LB_FIELD_NEEDED, ID_LIMIT, &account, error) ||
        !lb_fields_line(fields, "person", LB_FIELD_OPTIONAL, ID_LIMIT, &person, error) ||
        !lb_fields_line(fields, "name", LB_FIELD_OPTIONAL, LB_LIMIT_LINE, &name, error) ||
        !lb_fields_line(fields, "mail", LB_FIELD_OPTIONAL, ID_LIMIT, &mail, error) ||
        !lb_fields_line(fields, "language", LB_FIELD_OPTIONAL, 35, &tag, error) ||
        !lb_fields_line(fields, "timeZone", LB_FIELD_OPTIONAL, 64, &zone, error) ||
        !lb_fields_bool(fields, "enabled", &present, &enabled, error) ||
        !lb_fields_bool(fields, "isolated", &marked, &isolated, error) ||
        !known_tenant(import, fields, LB_FIELD_OPTIONAL, &tenant, error))
        return false;
    g_autofree char *language = lb_import_language(tag);
    if (strchr(account, ' ') != NULL)
        return lb_fields_refuse(fields, "account", error, "%s", _("holds a space"));
    if (tag != NULL && language == NULL)
        return lb_fields_refuse(fields, "language", error, "%s",
                                _("is not a language tag like ja or pt-BR"));
    if (mail != NULL && !lb_mailbox_is_valid(mail))
        return lb_fields_refuse(fields, "mail", error, "%s", _("is not one plain mail address"));
    LbPrincipalRow row = { .account = account,
                           .kind = "User",
                           .person = person,
                           .name = name,
                           .mail = mail,
                           .language = language,
                           .time_zone = zone,
                           .tenant = tenant,
                           .enabled = !present || enabled,
                           .keep_enabled = !present };
    GError *cause = NULL;
    LbTally *tally = lb_import_tally(import, tenant);
    if (!lb_directory_put_principal(import->store, &row, &id, &cause))
        return lb_import_conflict(fields, "account", cause, error);
    if (marked && !lb_directory_set_isolated(import->store, id, isolated, error))
        return false;
    tally->counts.principals++;
    return import_keys(import, fields, id, tally, error) &&
           import_roles(import, fields, id, tenant, error);
}

/* Entries stand in the order of their times: one of the future would stand behind what is written here after it. */
static bool
entry_time(LbImport *import, const LbFields *fields, int64_t *time, GError **error)
{
    if (!lb_fields_time(fields, "time", LB_FIELD_NEEDED, time, error))
        return false;
    return *time <= import->act->time.effective + CLOCKS_APART ||
           lb_fields_refuse(fields, "time", error, "%s", _("lies in the future"));
}

static bool
import_history(LbImport *import, const LbFields *fields, LbTicket *ticket, GError **error)
{
    static const char *const names[] = { "time", "author", "side", "text", NULL };
    JsonArray *history = NULL;
    if (!lb_fields_array(fields, "history", HISTORY_LIMIT, &history, error))
        return false;
    for (guint i = 0; history != NULL && i < json_array_get_length(history); i++) {
        g_autofree char *item = lb_fields_item(fields, "history", i);
        g_autofree char *prefix = g_strconcat(item, ".", NULL);
        JsonObject *object = lb_fields_item_object(fields, "history", history, i, error);
        LbFields inner = { .object = object, .path = prefix };
        g_autoptr(LbTicketEntry) entry = g_new0(LbTicketEntry, 1);
        int side = LB_SIDE_INTERNAL;
        if (object == NULL || !lb_fields_only(&inner, names, error) ||
            !entry_time(import, &inner, &entry->time, error) ||
            !lb_fields_kept(&inner, "author", LB_FIELD_NEEDED, LB_TEXT_LINE, LB_LIMIT_LINE,
                            &entry->author, error) ||
            !lb_fields_choice(&inner, "side", LB_FIELD_NEEDED, lb_side_names, &side, error) ||
            !lb_fields_kept(&inner, "text", LB_FIELD_NEEDED, LB_TEXT_LINES, LB_LIMIT_KEPT_TEXT,
                            &entry->text, error))
            return false;
        entry->side = (LbSide)side;
        g_ptr_array_add(ticket->entries, g_steal_pointer(&entry));
    }
    return true;
}

/* The subscription of a ticket, where it has one, must be of the ticket's tenant. */
static bool
check_subscription(LbImport *import, const LbFields *fields, const LbTicket *ticket, GError **error)
{
    g_autofree char *tenant = NULL;
    if (ticket->subscription == NULL)
        return true;
    g_autoptr(GError) failure = NULL;
    lb_directory_subscription(import->store, ticket->subscription, &tenant, NULL, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    return g_strcmp0(tenant, ticket->tenant) == 0 ||
           lb_fields_refuse(fields, "subscription", error, "%s", _("is not one of this tenant"));
}

/* A number that is somebody else's stays so, and hinders nothing else of the file. */
static bool
put_ticket(LbImport *import, const LbTicket *ticket, GError **error)
{
    g_autoptr(GError) failure = NULL;
    LbTally *tally = lb_import_tally(import, ticket->tenant);
    bool stored = lb_tickets_put(import->store, ticket, &failure);
    if (!stored && !g_error_matches(failure, LB_STORE_ERROR, LB_STORE_ERROR_EXISTS)) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    *(stored ? &tally->counts.tickets : &tally->counts.tickets_left_out) += 1;
    return true;
}

static bool
import_ticket(LbImport *import, const LbFields *fields, GError **error)
{
    static const char *const names[] = { "id",       "tenant",   "subscription",
                                         "title",    "severity", "openedBy",
                                         "assignee", "opened",   "closed",
                                         "history",  NULL };
    g_autoptr(LbTicket) ticket = lb_ticket_new();
    g_autofree char *id = NULL;
    int severity = LB_SEVERITY_C;
    if (!lb_fields_only(fields, names, error) ||
        !lb_fields_line(fields, "id", LB_FIELD_NEEDED, 20, &id, error) ||
        !known_tenant(import, fields, LB_FIELD_NEEDED, &ticket->tenant, error) ||
        !lb_fields_id(fields, "subscription", LB_FIELD_OPTIONAL, &ticket->subscription, error) ||
        !lb_fields_kept(fields, "title", LB_FIELD_NEEDED, LB_TEXT_LINE, LB_LIMIT_LINE,
                        &ticket->title, error) ||
        !lb_fields_choice(fields, "severity", LB_FIELD_NEEDED, lb_severity_names, &severity,
                          error) ||
        !lb_fields_line(fields, "openedBy", LB_FIELD_NEEDED, ID_LIMIT, &ticket->opened_by, error) ||
        !lb_fields_line(fields, "assignee", LB_FIELD_OPTIONAL, ID_LIMIT, &ticket->assignee,
                        error) ||
        !lb_fields_time(fields, "opened", LB_FIELD_NEEDED, &ticket->opened, error) ||
        !lb_fields_time(fields, "closed", LB_FIELD_OPTIONAL, &ticket->closed, error) ||
        !check_subscription(import, fields, ticket, error) ||
        !import_history(import, fields, ticket, error))
        return false;
    if (!lb_ticket_parse_id(id, &ticket->number))
        return lb_fields_refuse(fields, "id", error, "%s", _("is not a ticket id like TK-7"));
    if (ticket->number >= LB_TICKET_FIRST_HERE)
        return lb_fields_refuse(fields, "id", error,
                                _("is a number of tickets that are opened in Lockbox; those of "
                                  "imports end at TK-999999999"));
    ticket->severity = (LbSeverity)severity;
    ticket->open = ticket->closed == 0;
    return put_ticket(import, ticket, error);
}

static bool
import_element(LbImport *import, const LbFields *fields, int member, gpointer data, GError **error)
{
    (void)data;
    switch (member) {
    case TENANTS:
        return import_tenant(import, fields, error);
    case SUBSCRIPTIONS:
        return import_subscription(import, fields, error);
    case RESOURCES:
        return import_resource(import, fields, error);
    case TARGETS:
        return import_target(import, fields, error);
    case PEOPLE:
        return import_person(import, fields, error);
    default:
        return import_ticket(import, fields, error);
    }
}

bool
lb_import_directory(LbService *service, const char *path, bool local_targets,
                    LbImportReport *report, GError **error)
{
    *report = (LbImportReport){ 0 };
    g_autoptr(LbJsonElements) elements = lb_json_elements_open_members(path, members, error);
    if (elements == NULL)
        return false;
    g_autoptr(LbImport) import = lb_import_begin(service, "directory", error);
    if (import == NULL)
        return false;
    import->local_targets = local_targets;
    return lb_import_each(import, elements, "directory", import_element, NULL, error) &&
           lb_import_finish(import, report, error);
}
