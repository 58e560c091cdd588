/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and properties of roles. */
#include "core/role.h"

#include <glib.h>

#include "base/i18n.h"
#include "base/names.h"

static const LbName names[] = {
    { LB_ROLE_OWNER, "Owner", N_("Owner") },
    { LB_ROLE_APPROVER, "Customer Lockbox Approver for Subscription",
      N_("Customer Lockbox Approver for Subscription") },
    { LB_ROLE_APPROVER, "Azure Customer Lockbox Approver for Subscription", NULL },
    { LB_ROLE_CONTRIBUTOR, "Contributor", N_("Contributor") },
    { LB_ROLE_READER, "Reader", N_("Reader") },
    { LB_ROLE_SUPPORT_ENGINEER, "Support Engineer", N_("Support Engineer") },
    { LB_ROLE_DEVOPS_ENGINEER, "DevOps Engineer", N_("DevOps Engineer") },
    { LB_ROLE_SUPPORT_LEAD, "Support Lead", N_("Support Lead") },
    { LB_ROLE_DEVOPS_MANAGER, "DevOps Manager", N_("DevOps Manager") },
    { LB_ROLE_ADMIN, "Admin", N_("Admin") },
    { 0, NULL, NULL },
};

enum { APPROVES = 1, PROVIDER = 2, ASKS = 4, OVERSEES = 8, SANCTIONS = 16 };

static const unsigned properties[] = {
    [LB_ROLE_OWNER] = APPROVES,
    [LB_ROLE_APPROVER] = APPROVES,
    [LB_ROLE_CONTRIBUTOR] = 0,
    [LB_ROLE_READER] = 0,
    [LB_ROLE_SUPPORT_ENGINEER] = PROVIDER | ASKS,
    [LB_ROLE_DEVOPS_ENGINEER] = PROVIDER | ASKS,
    [LB_ROLE_SUPPORT_LEAD] = PROVIDER | OVERSEES | SANCTIONS,
    [LB_ROLE_DEVOPS_MANAGER] = PROVIDER | OVERSEES | SANCTIONS,
    [LB_ROLE_ADMIN] = PROVIDER | OVERSEES,
};

const char *
lb_role_name(LbRole role)
{
    return lb_names_get(names, (int)role);
}

bool
lb_role_from_name(const char *name, LbRole *role)
{
    int value = 0;
    if (!lb_names_find(names, name, &value))
        return false;
    *role = (LbRole)value;
    return true;
}

bool
lb_role_approves(LbRole role)
{
    return (properties[role] & APPROVES) != 0;
}

bool
lb_role_is_provider(LbRole role)
{
    return (properties[role] & PROVIDER) != 0;
}

bool
lb_role_asks(LbRole role)
{
    return (properties[role] & ASKS) != 0;
}

bool
lb_role_oversees(LbRole role)
{
    return (properties[role] & OVERSEES) != 0;
}

static bool
any_has(unsigned roles, unsigned property)
{
    for (size_t role = 0; role < G_N_ELEMENTS(properties); role++)
        if ((roles & (1u << role)) != 0 && (properties[role] & property) != 0)
            return true;
    return false;
}

bool
lb_roles_approve(unsigned roles)
{
    return any_has(roles, APPROVES);
}

bool
lb_roles_oversee(unsigned roles)
{
    return any_has(roles, OVERSEES);
}

bool
lb_roles_ask(unsigned roles)
{
    return any_has(roles, ASKS);
}

bool
lb_role_sanctions(LbRole role)
{
    return (properties[role] & SANCTIONS) != 0;
}
