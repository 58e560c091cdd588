/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one condition for who sees which request, for lists and for the log. In each, ?1 is the principal. It says
 * of stored requests what core/authorize.c says of reading one. */
#pragma once

#include "store/ours.h"

/* Whether the scope of @row, of a principal of the tenant of subscription s, is at or above s. A root scope or a
 * management group of the same name in another tenant is another scope: the tenant is for the statement to compare. */
#define LB_AT_OR_ABOVE(row)                                                                 \
    "(" row ".scope = '/' OR " row ".scope = '/subscriptions/' || s.id OR " row ".scope IN" \
    " (SELECT m.path FROM management_group m WHERE m.subscription = s.id))"

/* The subscriptions of the principal's tenant where it holds one of our roles. */
#define LB_VISIBLE_SUBSCRIPTIONS                                                  \
    "SELECT s.id FROM principal me JOIN role_assignment r ON r.principal = me.id" \
    " JOIN subscription s ON s.tenant = me.tenant WHERE me.id = ?1"               \
    " AND r.role IN " LB_CUSTOMER_ROLES " AND " LB_AT_OR_ABOVE("r")

/* Those of them where it may approve. */
#define LB_APPROVED_SUBSCRIPTIONS                                                 \
    "SELECT s.id FROM principal me JOIN role_assignment r ON r.principal = me.id" \
    " JOIN subscription s ON s.tenant = me.tenant WHERE me.id = ?1"               \
    " AND r.role IN " LB_APPROVING_ROLES " AND " LB_AT_OR_ABOVE("r")

/* Of request q: the principal made it, was asked about it, or sees its subscription. */
#define LB_VISIBLE_REQUEST                                                                  \
    "(q.requester = ?1"                                                                     \
    " OR EXISTS (SELECT 1 FROM approver v WHERE v.request = q.number AND v.principal = ?1)" \
    " OR q.subscription IN (" LB_VISIBLE_SUBSCRIPTIONS "))"

/* The same as a set of numbers, for beginning with it: all that the principal sees, be it little or much. */
#define LB_VISIBLE_NUMBERS                                     \
    "SELECT number FROM request WHERE requester = ?1"          \
    " UNION SELECT request FROM approver WHERE principal = ?1" \
    " UNION SELECT number FROM request WHERE subscription IN (" LB_VISIBLE_SUBSCRIPTIONS ")"
