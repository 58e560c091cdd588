/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the imports have in common. */
#include "service/intake.h"

#include <string.h>

#include "base/i18n.h"
#include "service/closing.h"
#include "service/operator.h"
#include "store/log.h"
#include "store/resources.h"

#define SCOPE_LIMIT 2048

G_DEFINE_QUARK(lb_import_error_quark, lb_import_error)

/* The numbers of a report by their names in the log. */
static const struct {
    const char *name;
    size_t offset;
} numbers[] = {
    { "tenants", G_STRUCT_OFFSET(LbImportReport, tenants) },
    { "subscriptions", G_STRUCT_OFFSET(LbImportReport, subscriptions) },
    { "resources", G_STRUCT_OFFSET(LbImportReport, resources) },
    { "targets", G_STRUCT_OFFSET(LbImportReport, targets) },
    { "principals", G_STRUCT_OFFSET(LbImportReport, principals) },
    { "keys", G_STRUCT_OFFSET(LbImportReport, keys) },
    { "keysRevoked", G_STRUCT_OFFSET(LbImportReport, keys_revoked) },
    { "roleAssignments", G_STRUCT_OFFSET(LbImportReport, role_assignments) },
    { "tickets", G_STRUCT_OFFSET(LbImportReport, tickets) },
    { "ticketsLeftOut", G_STRUCT_OFFSET(LbImportReport, tickets_left_out) },
    { "resourcesRemoved", G_STRUCT_OFFSET(LbImportReport, resources_removed) },
    { "roleAssignmentsRemoved", G_STRUCT_OFFSET(LbImportReport, role_assignments_removed) },
    { "withoutApprover", G_STRUCT_OFFSET(LbImportReport, without_approver) },
    { "notPeople", G_STRUCT_OFFSET(LbImportReport, not_people) },
};

static int64_t *
number_of(LbImportReport *report, size_t i)
{
    return G_STRUCT_MEMBER_P(report, numbers[i].offset);
}

LbImport *
lb_import_begin(LbService *service, const char *source, GError **error)
{
    g_autoptr(LbImport) import = g_new0(LbImport, 1);
    import->actor = lb_operator_actor_new();
    import->act = lb_act_begin(service, import->actor, error);
    import->store = service->store;
    import->source = source;
    import->tallies = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    import->subscriptions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    import->files = json_object_new();
    if (import->act == NULL)
        return NULL;
    import->number = import->act->first_entry;
    if (!lb_directory_begin_import(import->store, import->number, error))
        return NULL;
    return g_steal_pointer(&import);
}

void
lb_import_free(LbImport *import)
{
    if (import == NULL)
        return;
    lb_act_free(import->act);
    lb_actor_free(import->actor);
    g_hash_table_unref(import->tallies);
    g_hash_table_unref(import->subscriptions);
    json_object_unref(import->files);
    g_free(import);
}

LbTally *
lb_import_tally(LbImport *import, const char *tenant)
{
    const char *key = tenant != NULL ? tenant : "";
    LbTally *tally = g_hash_table_lookup(import->tallies, key);
    if (tally == NULL) {
        tally = g_new0(LbTally, 1);
        g_hash_table_insert(import->tallies, g_strdup(key), tally);
    }
    return tally;
}

bool
lb_import_each(LbImport *import, LbJsonElements *elements, const char *name,
               LbImportElement element, gpointer data, GError **error)
{
    JsonObject *object = NULL;
    LbJsonStep step;
    while ((step = lb_json_elements_next(elements, &object, error)) == LB_JSON_ELEMENT) {
        LbFields fields = { .object = object, .path = "" };
        if (element(import, &fields, lb_json_elements_member(elements), data, error))
            continue;
        lb_json_elements_locate(elements, error);
        return false;
    }
    if (step == LB_JSON_ERROR)
        return false;
    g_autofree char *digest = lb_json_elements_digest(elements);
    json_object_set_string_member(import->files, name, digest);
    return true;
}

/* The tenant of a subscription of this import or of the database; NULL without error when it is unknown. */
static char *
find_tenant(LbImport *import, const char *subscription, GError **error)
{
    char *tenant = g_strdup(g_hash_table_lookup(import->subscriptions, subscription));
    if (tenant == NULL)
        lb_directory_subscription(import->store, subscription, &tenant, NULL, error);
    return tenant;
}

static bool
find_tenant_of_field(LbImport *import, const LbFields *fields, const char *name,
                     const char *subscription, char **tenant, GError **error)
{
    g_autoptr(GError) failure = NULL;
    *tenant = find_tenant(import, subscription, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    return *tenant != NULL ||
           lb_fields_refuse(fields, name, error, "%s", _("names a subscription that is not known"));
}

bool
lb_import_scope(LbImport *import, const LbFields *fields, const char *name, LbFieldNeed need,
                LbScope **scope, char **tenant, GError **error)
{
    g_autofree char *text = NULL;
    GError *cause = NULL;
    *scope = NULL;
    *tenant = NULL;
    if (!lb_fields_line(fields, name, need, SCOPE_LIMIT, &text, error))
        return false;
    if (text == NULL)
        return true;
    g_autoptr(LbScope) read = lb_scope_parse(text, &cause);
    if (read == NULL)
        return lb_fields_refuse_cause(fields, name, cause, error);
    if (read->subscription != NULL &&
        !find_tenant_of_field(import, fields, name, read->subscription, tenant, error))
        return false;
    *scope = g_steal_pointer(&read);
    return true;
}

bool
lb_import_resource(LbImport *import, const LbFields *fields, LbResource **resource, char **tenant,
                   GError **error)
{
    g_autofree char *id = NULL;
    GError *cause = NULL;
    *tenant = NULL;
    *resource = NULL;
    if (!lb_fields_line(fields, "id", LB_FIELD_NEEDED, SCOPE_LIMIT, &id, error))
        return false;
    g_autoptr(LbResource) read = lb_resource_from_id(id, &cause);
    if (read == NULL)
        return lb_fields_refuse_cause(fields, "id", cause, error);
    if (!find_tenant_of_field(import, fields, "id", read->subscription, tenant, error))
        return false;
    *resource = g_steal_pointer(&read);
    return true;
}

bool
lb_import_conflict(const LbFields *fields, const char *name, GError *cause, GError **error)
{
    if (g_error_matches(cause, LB_STORE_ERROR, LB_STORE_ERROR_EXISTS))
        return lb_fields_refuse_cause(fields, name, cause, error);
    g_propagate_error(error, cause);
    return false;
}

char *
lb_import_language(const char *tag)
{
    if (tag == NULL)
        return NULL;
    size_t length = strcspn(tag, "-_");
    for (size_t i = 0; i < length; i++)
        if (!g_ascii_isalpha(tag[i]))
            return NULL;
    return length == 2 || length == 3 ? g_ascii_strdown(tag, (gssize)length) : NULL;
}

static bool
count_without_approver(LbImport *import, const char *tenant, LbTally *tally, GError **error)
{
    g_auto(GStrv) subscriptions = lb_directory_subscriptions(import->store, tenant, error);
    if (subscriptions == NULL)
        return false;
    for (char **subscription = subscriptions; *subscription != NULL; subscription++) {
        g_autoptr(GPtrArray) approvers =
            lb_directory_approvers(import->store, *subscription, error);
        if (approvers == NULL)
            return false;
        tally->counts.without_approver += approvers->len == 0 ? 1 : 0;
    }
    return true;
}

static char *
write_details(LbImport *import, LbTally *tally)
{
    g_autoptr(JsonObject) details = json_object_new();
    json_object_set_string_member(details, "source", import->source);
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        if (*number_of(&tally->counts, i) != 0)
            json_object_set_int_member(details, numbers[i].name, *number_of(&tally->counts, i));
    if (tally->mails_left_out != 0)
        json_object_set_int_member(details, "mailsLeftOut", tally->mails_left_out);
    json_object_set_object_member(details, "files", json_object_ref(import->files));
    return lb_details_write(details);
}

static bool
log_one(LbImport *import, const char *tenant, LbTally *tally, GError **error)
{
    bool customer = *tenant != '\0';
    if (customer && !count_without_approver(import, tenant, tally, error))
        return false;
    g_autofree char *details = write_details(import, tally);
    return lb_act_log(import->act, LB_OPERATION_IMPORT, customer ? tenant : NULL, 0, details,
                      error);
}

bool
lb_import_finish(LbImport *import, LbImportReport *report, GError **error)
{
    if (g_hash_table_size(import->tallies) == 0)
        lb_import_tally(import, NULL);
    /* By id, so that the same import writes the same entries. */
    g_autoptr(GList) tenants =
        g_list_sort(g_hash_table_get_keys(import->tallies), (GCompareFunc)g_strcmp0);
    LbImportReport sum = { 0 };
    for (GList *tenant = tenants; tenant != NULL; tenant = tenant->next) {
        LbTally *tally = g_hash_table_lookup(import->tallies, tenant->data);
        if (!log_one(import, tenant->data, tally, error))
            return false;
        for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
            *number_of(&sum, i) += *number_of(&tally->counts, i);
    }
    if (!lb_resources_gather(import->store, error) || !lb_closing_end(import->act, 0, error) ||
        !lb_act_commit(import->act, error))
        return false;
    *report = sum;
    return true;
}
