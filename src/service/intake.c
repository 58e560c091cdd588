/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the imports have in common. */
#include "service/intake.h"

#include "base/i18n.h"
#include "store/log.h"

G_DEFINE_QUARK(lb_import_error_quark, lb_import_error)

LbImport *
lb_import_begin(LbService *service, const char *source, LbImportReport *report, GError **error)
{
    g_autoptr(LbImport) import = g_new0(LbImport, 1);
    uint8_t hash[LB_SHA256_SIZE];
    import->actor = lb_actor_new(LB_DOOR_OPERATOR);
    import->actor->account = g_strdup("operator");
    import->act = lb_act_begin(service, import->actor, error);
    import->store = service->store;
    import->source = source;
    import->report = report;
    import->tenants = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    import->subscriptions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    import->digests = g_string_new(NULL);
    *report = (LbImportReport){ 0 };
    if (import->act == NULL || !lb_log_head(service->store, &import->number, hash, error))
        return NULL;
    import->number++;
    return g_steal_pointer(&import);
}

void
lb_import_free(LbImport *import)
{
    if (import == NULL)
        return;
    lb_act_free(import->act);
    lb_actor_free(import->actor);
    g_hash_table_unref(import->tenants);
    g_hash_table_unref(import->subscriptions);
    g_string_free(import->digests, TRUE);
    g_free(import);
}

bool
lb_import_each(LbImport *import, LbJsonElements *elements, LbImportElement element, gpointer data,
               GError **error)
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
    const char *comma = import->digests->len > 0 ? "," : "";
    g_string_append_printf(import->digests, "%s\"%s\"", comma, digest);
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

bool
lb_import_scope(LbImport *import, const LbFields *fields, const char *name, LbScope **scope,
                char **tenant, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;
    if (!lb_fields_line(fields, name, LB_FIELD_NEEDED, 2048, &text, error))
        return false;
    g_autoptr(LbScope) read = lb_scope_parse(text, &cause);
    if (read != NULL && read->subscription != NULL)
        *tenant = find_tenant(import, read->subscription, &cause);
    if (cause != NULL)
        return lb_fields_refuse_cause(fields, name, g_steal_pointer(&cause), error);
    if (read->subscription != NULL && *tenant == NULL)
        return lb_fields_refuse(fields, name, error, "%s",
                                _("names a subscription that is not known"));
    *scope = g_steal_pointer(&read);
    return true;
}

static bool
count_without_approver(LbImport *import, GError **error)
{
    GHashTableIter iterator;
    gpointer id;
    g_hash_table_iter_init(&iterator, import->subscriptions);
    while (g_hash_table_iter_next(&iterator, &id, NULL)) {
        g_autoptr(GPtrArray) approvers = lb_directory_approvers(import->store, id, error);
        if (approvers == NULL)
            return false;
        import->report->without_approver += approvers->len == 0 ? 1 : 0;
    }
    return true;
}

/* The entry names the files and says how much the whole import brought in. */
static char *
write_details(LbImport *import)
{
    const LbImportReport *report = import->report;
    return g_strdup_printf(
        "{\"source\":\"%s\",\"files\":[%s],\"subscriptions\":%" G_GINT64_FORMAT
        ",\"resources\":%" G_GINT64_FORMAT ",\"principals\":%" G_GINT64_FORMAT
        ",\"keys\":%" G_GINT64_FORMAT ",\"roleAssignments\":%" G_GINT64_FORMAT
        ",\"roleAssignmentsRemoved\":%" G_GINT64_FORMAT ",\"tickets\":%" G_GINT64_FORMAT "}",
        import->source, import->digests->str, report->subscriptions, report->resources,
        report->principals, report->keys, report->role_assignments,
        report->role_assignments_removed, report->tickets);
}

bool
lb_import_finish(LbImport *import, GError **error)
{
    if (!count_without_approver(import, error))
        return false;
    g_autofree char *details = write_details(import);
    /* By id, so that the same import writes the same entries. */
    g_autoptr(GList) tenants =
        g_list_sort(g_hash_table_get_keys(import->tenants), (GCompareFunc)g_strcmp0);
    for (GList *tenant = tenants; tenant != NULL; tenant = tenant->next)
        if (!lb_act_log(import->act, LB_OPERATION_IMPORT, tenant->data, 0, details, error))
            return false;
    if (tenants == NULL && !lb_act_log(import->act, LB_OPERATION_IMPORT, NULL, 0, details, error))
        return false;
    return lb_act_commit(import->act, error);
}
