/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The roles that mean something to Lockbox, as lists for SQL: the names are those of core/role.c. */
#pragma once

#define LB_APPROVING_NAMES "'Owner', 'Customer Lockbox Approver for Subscription'"
#define LB_CUSTOMER_NAMES LB_APPROVING_NAMES ", 'Contributor', 'Reader'"

#define LB_APPROVING_ROLES "(" LB_APPROVING_NAMES ")"
#define LB_ASKING_ROLES "('Support Engineer', 'DevOps Engineer')"
#define LB_CUSTOMER_ROLES "(" LB_CUSTOMER_NAMES ")"
#define LB_OUR_ROLES                                                                 \
    "(" LB_CUSTOMER_NAMES ", 'Support Engineer', 'DevOps Engineer', 'Support Lead'," \
    " 'DevOps Manager', 'Admin')"
