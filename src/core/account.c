/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts and tenants as values. */
#include "core/account.h"

void
lb_tenant_free(LbTenant *tenant)
{
    if (tenant == NULL)
        return;
    g_free(tenant->id);
    g_free(tenant->name);
    g_free(tenant);
}

void
lb_person_row_free(LbPersonRow *person)
{
    if (person == NULL)
        return;
    g_free(person->account);
    g_free(person->kind);
    g_free(person->person);
    g_free(person->name);
    g_free(person->tenant);
    g_free(person->tenant_name);
    g_free(person->mail);
    g_free(person->language);
    g_free(person->time_zone);
    g_free(person);
}

void
lb_key_row_free(LbKeyRow *key)
{
    if (key == NULL)
        return;
    g_free(key->account);
    g_free(key->type);
    g_free(key->fingerprint);
    g_free(key);
}

void
lb_assignment_free(LbAssignment *assignment)
{
    if (assignment == NULL)
        return;
    g_free(assignment->account);
    g_free(assignment->tenant);
    g_free(assignment->role);
    g_free(assignment->scope);
    g_free(assignment->source);
    g_free(assignment);
}

void
lb_tenant_row_free(LbTenantRow *row)
{
    if (row == NULL)
        return;
    lb_tenant_free(row->tenant);
    g_free(row);
}

void
lb_subscription_row_free(LbSubscriptionRow *row)
{
    if (row == NULL)
        return;
    g_free(row->id);
    g_free(row->name);
    g_free(row);
}
