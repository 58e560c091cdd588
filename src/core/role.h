/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Roles and the scopes they are held at. */
#pragma once

#include <stdbool.h>

typedef enum {
    LB_ROLE_OWNER,
    LB_ROLE_APPROVER, /* Customer Lockbox Approver for Subscription */
    LB_ROLE_CONTRIBUTOR,
    LB_ROLE_READER,
    LB_ROLE_SUPPORT_ENGINEER,
    LB_ROLE_DEVOPS_ENGINEER,
    LB_ROLE_SUPPORT_LEAD,
    LB_ROLE_DEVOPS_MANAGER,
    LB_ROLE_ADMIN,
} LbRole;

/* "Owner", "Customer Lockbox Approver for Subscription", "Support Engineer", … Borrowed. The name is the
 * stable one of the database and also the untranslated label. */
const char *lb_role_name(LbRole role);

/* Finds a role by its name, without regard to ASCII case; Azure's own long name of the approver role is
 * taken too. Returns false for a role that means nothing to Lockbox. */
bool lb_role_from_name(const char *name, LbRole *role);

/* Whether the role makes an approver where it is held at or above the subscription. */
bool lb_role_approves(LbRole role);

/* Whether the role is one of the provider's, held over the whole installation. */
bool lb_role_is_provider(LbRole role);

/* Whether the role lets a provider's person ask for access. */
bool lb_role_asks(LbRole role);

/* Whether the role lets a provider's person see every customer's requests. */
bool lb_role_oversees(LbRole role);

/* Whether one of @roles, bits (1 << LbRole), approves, oversees, or asks for access. */
bool lb_roles_approve(unsigned roles);
bool lb_roles_oversee(unsigned roles);
bool lb_roles_ask(unsigned roles);

/* Whether the role makes an internal approver, who says yes for the provider before the customer is asked. */
bool lb_role_sanctions(LbRole role);
