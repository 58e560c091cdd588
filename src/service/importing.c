/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the imports share. */
#include "service/importing.h"

#include <string.h>

#include "store/log.h"

G_DEFINE_QUARK(lb_import_error_quark, lb_import_error)

/* The numbers of a report by their names in the log. */
static const struct {
    const char *name;
    size_t offset;
} numbers[] = {
    { "tenants", G_STRUCT_OFFSET(LbImportReport, tenants) },
    { "subscriptions", G_STRUCT_OFFSET(LbImportReport, subscriptions) },
    { "resources", G_STRUCT_OFFSET(LbImportReport, resources) },
    { "principals", G_STRUCT_OFFSET(LbImportReport, principals) },
    { "keys", G_STRUCT_OFFSET(LbImportReport, keys) },
    { "roleAssignments", G_STRUCT_OFFSET(LbImportReport, role_assignments) },
    { "tickets", G_STRUCT_OFFSET(LbImportReport, tickets) },
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

LbImporting *
lb_importing_begin(LbService *service, const char *source, GError **error)
{
    g_autoptr(LbImporting) importing = g_new0(LbImporting, 1);
    uint8_t hash[LB_SHA256_SIZE];
    importing->store = service->store;
    importing->source = source;
    importing->files = json_object_new();
    importing->tallies = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    importing->actor = lb_actor_new(LB_DOOR_OPERATOR);
    importing->actor->account = g_strdup("operator");
    importing->act = lb_act_begin(service, importing->actor, error);
    if (importing->act == NULL ||
        !lb_log_head(service->store, &importing->number, hash, error))
        return NULL;
    importing->number++;
    importing->now = importing->act->time.effective;
    return g_steal_pointer(&importing);
}

void
lb_importing_free(LbImporting *importing)
{
    if (importing == NULL)
        return;
    lb_act_free(importing->act);
    lb_actor_free(importing->actor);
    json_object_unref(importing->files);
    g_hash_table_unref(importing->tallies);
    g_free(importing);
}

LbTally *
lb_importing_tally(LbImporting *importing, const char *tenant)
{
    const char *key = tenant != NULL ? tenant : "";
    LbTally *tally = g_hash_table_lookup(importing->tallies, key);
    if (tally == NULL) {
        tally = g_new0(LbTally, 1);
        tally->counts.tenants = *key != '\0' ? 1 : 0;
        g_hash_table_insert(importing->tallies, g_strdup(key), tally);
    }
    return tally;
}

static bool
count_without_approver(LbImporting *importing, const char *tenant, LbTally *tally, GError **error)
{
    g_auto(GStrv) subscriptions = lb_directory_subscriptions(importing->store, tenant, error);
    if (subscriptions == NULL)
        return false;
    for (char **subscription = subscriptions; *subscription != NULL; subscription++) {
        g_autoptr(GPtrArray) approvers =
            lb_directory_approvers(importing->store, *subscription, error);
        if (approvers == NULL)
            return false;
        tally->counts.without_approver += approvers->len == 0;
    }
    return true;
}

static char *
new_details(LbImporting *importing, LbTally *tally)
{
    g_autoptr(JsonObject) details = json_object_new();
    json_object_set_string_member(details, "source", importing->source);
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        if (*number_of(&tally->counts, i) != 0)
            json_object_set_int_member(details, numbers[i].name, *number_of(&tally->counts, i));
    if (tally->mails_left_out != 0)
        json_object_set_int_member(details, "mailsLeftOut", tally->mails_left_out);
    json_object_set_object_member(details, "files", json_object_ref(importing->files));
    g_autoptr(JsonNode) root = json_node_init_object(json_node_alloc(), details);
    return json_to_string(root, FALSE);
}

static bool
log_one(LbImporting *importing, const char *tenant, GError **error)
{
    LbTally *tally = g_hash_table_lookup(importing->tallies, tenant);
    if (*tenant != '\0' && !count_without_approver(importing, tenant, tally, error))
        return false;
    g_autofree char *details = new_details(importing, tally);
    return lb_act_log(importing->act, LB_OPERATION_IMPORT, *tenant != '\0' ? tenant : NULL, 0,
                      details, error);
}

bool
lb_importing_finish(LbImporting *importing, LbImportReport *report, GError **error)
{
    if (g_hash_table_size(importing->tallies) == 0)
        lb_importing_tally(importing, NULL);
    g_autoptr(GList) tenants = g_hash_table_get_keys(importing->tallies);
    tenants = g_list_sort(tenants, (GCompareFunc)strcmp);
    LbImportReport sum = { 0 };
    for (GList *tenant = tenants; tenant != NULL; tenant = tenant->next) {
        if (!log_one(importing, tenant->data, error))
            return false;
        LbTally *tally = g_hash_table_lookup(importing->tallies, tenant->data);
        for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
            *number_of(&sum, i) += *number_of(&tally->counts, i);
    }
    if (!lb_act_commit(importing->act, error))
        return false;
    *report = sum;
    return true;
}

bool
lb_importing_put_tenant(LbImporting *importing, const char *id, const char *name,
                        const LbPlan *plan, const bool *preview, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbTenant) stored = lb_directory_tenant(importing->store, id, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    const char *old_name = stored != NULL ? stored->name : id;
    LbTenant tenant = {
        .id = (char *)id,
        .name = (char *)(name != NULL ? name : old_name),
        .plan = stored != NULL ? stored->plan : LB_PLAN_DEVELOPER,
        .preview = stored != NULL && stored->preview,
    };
    if (plan != NULL)
        tenant.plan = *plan;
    if (preview != NULL)
        tenant.preview = *preview;
    return lb_directory_put_tenant(importing->store, &tenant, false, error);
}

char *
lb_importing_tenant_of(LbImporting *importing, const char *subscription, GError **error)
{
    char *tenant = NULL;
    return lb_directory_subscription(importing->store, subscription, &tenant, NULL, error) ? tenant
                                                                                           : NULL;
}

bool
lb_importing_conflict(const LbFields *fields, const char *name, GError *cause, GError **error)
{
    if (g_error_matches(cause, LB_STORE_ERROR, LB_STORE_ERROR_EXISTS))
        return lb_fields_refuse_cause(fields, name, cause, error);
    g_propagate_error(error, cause);
    return false;
}

char *
lb_importing_language(const char *tag)
{
    if (tag == NULL)
        return NULL;
    size_t length = strcspn(tag, "-_");
    for (size_t i = 0; i < length; i++)
        if (!g_ascii_isalpha(tag[i]))
            return NULL;
    return length == 2 || length == 3 ? g_ascii_strdown(tag, (gssize)length) : NULL;
}
