/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows as JSON, each by the table of its fields. */
#include "commands/jsonrows.h"

#include <json-glib/json-glib.h>

#include "base/jsonparts.h"
#include "base/time.h"

typedef enum { FIELD_TEXT, FIELD_NUMBER, FIELD_LONG, FIELD_FLAG, FIELD_TIME } FieldKind;

typedef struct {
    const char *name; /* NULL ends the table */
    FieldKind kind;
    size_t offset;
} Field;

static const Field tenant_fields[] = {
    { "id", FIELD_TEXT, offsetof(LbTenant, id) },
    { "name", FIELD_TEXT, offsetof(LbTenant, name) },
    { "preview", FIELD_FLAG, offsetof(LbTenant, preview) },
    { "queueHours", FIELD_NUMBER, offsetof(LbTenant, queue_hours) },
    { "accessHours", FIELD_NUMBER, offsetof(LbTenant, access_hours) },
    { NULL, FIELD_TEXT, 0 },
};

static const Field tenant_counts[] = {
    { "subscriptionCount", FIELD_NUMBER, offsetof(LbTenantRow, subscriptions) },
    { "peopleCount", FIELD_NUMBER, offsetof(LbTenantRow, people) },
    { NULL, FIELD_TEXT, 0 },
};

static const Field subscription_fields[] = {
    { "id", FIELD_TEXT, offsetof(LbSubscriptionRow, id) },
    { "name", FIELD_TEXT, offsetof(LbSubscriptionRow, name) },
    { "quorum", FIELD_NUMBER, offsetof(LbSubscriptionRow, quorum) },
    { "approverCount", FIELD_NUMBER, offsetof(LbSubscriptionRow, approvers) },
    { NULL, FIELD_TEXT, 0 },
};

static const Field person_fields[] = {
    { "account", FIELD_TEXT, offsetof(LbPersonRow, account) },
    { "person", FIELD_TEXT, offsetof(LbPersonRow, person) },
    { "name", FIELD_TEXT, offsetof(LbPersonRow, name) },
    { "tenant", FIELD_TEXT, offsetof(LbPersonRow, tenant) },
    { "tenantName", FIELD_TEXT, offsetof(LbPersonRow, tenant_name) },
    { "mail", FIELD_TEXT, offsetof(LbPersonRow, mail) },
    { "language", FIELD_TEXT, offsetof(LbPersonRow, language) },
    { "timeZone", FIELD_TEXT, offsetof(LbPersonRow, time_zone) },
    { "enabled", FIELD_FLAG, offsetof(LbPersonRow, enabled) },
    { "isolated", FIELD_FLAG, offsetof(LbPersonRow, isolated) },
    { "keyCount", FIELD_NUMBER, offsetof(LbPersonRow, keys) },
    { "roleCount", FIELD_NUMBER, offsetof(LbPersonRow, roles) },
    { NULL, FIELD_TEXT, 0 },
};

static const Field key_fields[] = {
    { "account", FIELD_TEXT, offsetof(LbKeyRow, account) },
    { "fingerprint", FIELD_TEXT, offsetof(LbKeyRow, fingerprint) },
    { "type", FIELD_TEXT, offsetof(LbKeyRow, type) },
    { "addedDateTime", FIELD_TIME, offsetof(LbKeyRow, added) },
    { "revokedDateTime", FIELD_TIME, offsetof(LbKeyRow, revoked) },
    { NULL, FIELD_TEXT, 0 },
};

static const Field role_fields[] = {
    { "account", FIELD_TEXT, offsetof(LbAssignment, account) },
    { "tenant", FIELD_TEXT, offsetof(LbAssignment, tenant) },
    { "role", FIELD_TEXT, offsetof(LbAssignment, role) },
    { "scope", FIELD_TEXT, offsetof(LbAssignment, scope) },
    { "source", FIELD_TEXT, offsetof(LbAssignment, source) },
    { "sinceDateTime", FIELD_TIME, offsetof(LbAssignment, since) },
    { NULL, FIELD_TEXT, 0 },
};

static const Field exclusion_fields[] = {
    { "tenantId", FIELD_TEXT, offsetof(LbExclusion, tenant) },
    { "tenantName", FIELD_TEXT, offsetof(LbExclusion, tenant_name) },
    { "subscriptionId", FIELD_TEXT, offsetof(LbExclusion, subscription) },
    { "subscriptionName", FIELD_TEXT, offsetof(LbExclusion, subscription_name) },
    { "scope", FIELD_TEXT, offsetof(LbExclusion, scope) },
    { "startedDateTime", FIELD_TIME, offsetof(LbExclusion, started) },
    { "endedDateTime", FIELD_TIME, offsetof(LbExclusion, ended) },
    { "text", FIELD_TEXT, offsetof(LbExclusion, text) },
    { "recordedBy", FIELD_TEXT, offsetof(LbExclusion, recorder_account) },
    { "recorderRole", FIELD_TEXT, offsetof(LbExclusion, recorder_role) },
    { "recordedDateTime", FIELD_TIME, offsetof(LbExclusion, recorded) },
    { "acknowledgedBy", FIELD_TEXT, offsetof(LbExclusion, acknowledged_by) },
    { "acknowledgedDateTime", FIELD_TIME, offsetof(LbExclusion, acknowledged) },
    { "reason", FIELD_TEXT, offsetof(LbExclusion, comment) },
    { NULL, FIELD_TEXT, 0 },
};

static const Field mail_fields[] = {
    { "id", FIELD_LONG, offsetof(LbDeliveryRow, id) },
    { "requestId", FIELD_TEXT, offsetof(LbDeliveryRow, request) },
    { "ticketId", FIELD_TEXT, offsetof(LbDeliveryRow, ticket) },
    { "exclusionId", FIELD_TEXT, offsetof(LbDeliveryRow, exclusion) },
    { "event", FIELD_TEXT, offsetof(LbDeliveryRow, event) },
    { "account", FIELD_TEXT, offsetof(LbDeliveryRow, account) },
    { "address", FIELD_TEXT, offsetof(LbDeliveryRow, address) },
    { "alternate", FIELD_FLAG, offsetof(LbDeliveryRow, alternate) },
    { "messageId", FIELD_TEXT, offsetof(LbDeliveryRow, message_id) },
    { "status", FIELD_TEXT, offsetof(LbDeliveryRow, status) },
    { "attempts", FIELD_NUMBER, offsetof(LbDeliveryRow, attempts) },
    { "answer", FIELD_TEXT, offsetof(LbDeliveryRow, answer) },
    { "queuedDateTime", FIELD_TIME, offsetof(LbDeliveryRow, queued) },
    { "dueDateTime", FIELD_TIME, offsetof(LbDeliveryRow, due) },
    { "settledDateTime", FIELD_TIME, offsetof(LbDeliveryRow, settled) },
    { "bounce", FIELD_TEXT, offsetof(LbDeliveryRow, bounce) },
    { "bouncedDateTime", FIELD_TIME, offsetof(LbDeliveryRow, bounced) },
    { NULL, FIELD_TEXT, 0 },
};

static void
put_fields(JsonBuilder *builder, const Field *fields, gconstpointer row)
{
    for (const Field *field = fields; field->name != NULL; field++) {
        const void *value = (const char *)row + field->offset;
        int64_t time = field->kind == FIELD_TIME ? *(const int64_t *)value : 0;
        g_autofree char *iso = time != 0 ? lb_time_to_iso(time) : NULL;
        json_builder_set_member_name(builder, field->name);
        if (field->kind == FIELD_TEXT)
            lb_json_add_text(builder, *(char *const *)value);
        else if (field->kind == FIELD_NUMBER)
            json_builder_add_int_value(builder, *(const int *)value);
        else if (field->kind == FIELD_LONG)
            json_builder_add_int_value(builder, *(const int64_t *)value);
        else if (field->kind == FIELD_FLAG)
            json_builder_add_boolean_value(builder, *(const bool *)value);
        else
            lb_json_add_text(builder, iso);
    }
}

/* An array of the rows. */
static void
put_rows(JsonBuilder *builder, const char *name, const Field *fields, GPtrArray *rows)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_array(builder);
    for (guint i = 0; i < rows->len; i++) {
        json_builder_begin_object(builder);
        put_fields(builder, fields, g_ptr_array_index(rows, i));
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static JsonBuilder *
begin(void)
{
    JsonBuilder *builder = json_builder_new();
    json_builder_begin_object(builder);
    return builder;
}

static char *
finish_list(JsonBuilder *builder, const char *next, bool test)
{
    json_builder_set_member_name(builder, "nextLink");
    lb_json_add_text(builder, next);
    return lb_json_finish(builder, test);
}

static char *
write_list(const Field *fields, GPtrArray *rows, const char *next, bool test)
{
    g_autoptr(JsonBuilder) builder = begin();
    put_rows(builder, "value", fields, rows);
    return finish_list(builder, next, test);
}

static void
put_tenant(JsonBuilder *builder, const LbTenantRow *row)
{
    put_fields(builder, tenant_fields, row->tenant);
    json_builder_set_member_name(builder, "supportPlan");
    lb_json_add_text(builder, lb_names_get(lb_plan_names, (int)row->tenant->plan));
    put_fields(builder, tenant_counts, row);
}

char *
lb_json_tenants(GPtrArray *rows, bool test)
{
    g_autoptr(JsonBuilder) builder = begin();
    json_builder_set_member_name(builder, "value");
    json_builder_begin_array(builder);
    for (guint i = 0; i < rows->len; i++) {
        json_builder_begin_object(builder);
        put_tenant(builder, g_ptr_array_index(rows, i));
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    return finish_list(builder, NULL, test);
}

char *
lb_json_tenant(const LbTenantRow *row, GPtrArray *subscriptions, bool test)
{
    g_autoptr(JsonBuilder) builder = begin();
    put_tenant(builder, row);
    put_rows(builder, "subscriptions", subscription_fields, subscriptions);
    return lb_json_finish(builder, test);
}

char *
lb_json_people(GPtrArray *rows, const char *next, bool test)
{
    return write_list(person_fields, rows, next, test);
}

char *
lb_json_person(const LbPersonView *view, bool test)
{
    g_autoptr(JsonBuilder) builder = begin();
    put_fields(builder, person_fields, view->person);
    json_builder_set_member_name(builder, "addresses");
    json_builder_begin_array(builder);
    for (char **mail = view->addresses; *mail != NULL; mail++)
        lb_json_add_text(builder, *mail);
    json_builder_end_array(builder);
    put_rows(builder, "keys", key_fields, view->keys);
    put_rows(builder, "roles", role_fields, view->roles);
    return lb_json_finish(builder, test);
}

char *
lb_json_roles(GPtrArray *rows, bool test)
{
    return write_list(role_fields, rows, NULL, test);
}

char *
lb_json_mails(GPtrArray *rows, const char *next, bool test)
{
    return write_list(mail_fields, rows, next, test);
}

static void
put_text(JsonBuilder *builder, const char *name, const char *text)
{
    json_builder_set_member_name(builder, name);
    lb_json_add_text(builder, text);
}

static void
put_exclusion(JsonBuilder *builder, const LbExclusion *exclusion)
{
    g_autofree char *id = lb_exclusion_id(exclusion->number);
    put_text(builder, "name", id);
    put_text(builder, "kind", lb_names_get(lb_exclusion_kind_names, (int)exclusion->kind));
    put_text(builder, "state",
             lb_names_get(lb_exclusion_state_names, (int)lb_exclusion_state(exclusion)));
    put_fields(builder, exclusion_fields, exclusion);
}

char *
lb_json_exclusion(const LbExclusion *exclusion, bool test)
{
    g_autoptr(JsonBuilder) builder = begin();
    put_exclusion(builder, exclusion);
    return lb_json_finish(builder, test);
}

char *
lb_json_exclusion_view(const LbExclusionView *view, bool test)
{
    g_autoptr(JsonBuilder) builder = begin();
    put_exclusion(builder, view->exclusion);
    put_text(builder, "digest", view->digest);
    json_builder_set_member_name(builder, "allowed");
    json_builder_begin_array(builder);
    for (const LbName *row = lb_verb_names; row->name != NULL; row++)
        if (row->value != LB_VERB_READ_EXCLUSION && (view->verbs & (1u << row->value)) != 0)
            json_builder_add_string_value(builder, row->name);
    json_builder_end_array(builder);
    return lb_json_finish(builder, test);
}

char *
lb_json_exclusions(GPtrArray *exclusions, const char *next, bool test)
{
    g_autoptr(JsonBuilder) builder = begin();
    json_builder_set_member_name(builder, "value");
    json_builder_begin_array(builder);
    for (guint i = 0; i < exclusions->len; i++) {
        json_builder_begin_object(builder);
        put_exclusion(builder, g_ptr_array_index(exclusions, i));
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    return finish_list(builder, next, test);
}
