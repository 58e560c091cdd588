/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scopes: where in the customer's tree a role is held, as Azure writes it. Canonical is lower case
 * without a slash at the end, since Azure compares resource ids without regard to case. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define LB_SCOPE_LIMIT 2048 /* bytes that a scope may have */

typedef enum {
    LB_SCOPE_ROOT,             /* / */
    LB_SCOPE_MANAGEMENT_GROUP, /* /providers/Microsoft.Management/managementGroups/NAME */
    LB_SCOPE_SUBSCRIPTION,     /* /subscriptions/ID */
    LB_SCOPE_RESOURCE_GROUP,   /* /subscriptions/ID/resourceGroups/NAME */
    LB_SCOPE_RESOURCE,         /* …/providers/NAMESPACE/TYPE/NAME[/TYPE/NAME…] */
} LbScopeKind;

typedef struct {
    LbScopeKind kind;
    char *path;         /* canonical */
    char *subscription; /* canonical id; NULL at root and management group */
    char *group;        /* management group or resource group name, as written; else NULL */
    char *type; /* of a resource, "Microsoft.Compute/virtualMachines", as written; else NULL */
    char *name; /* of a resource: its last segment, as written; else NULL */
} LbScope;

/* Reads @text, at most LB_SCOPE_LIMIT bytes. NULL with LB_BASE_ERROR_SYNTAX when it is none of the forms above.
 * The caller frees it. */
LbScope *lb_scope_parse(const char *text, GError **error);
void lb_scope_free(LbScope *scope);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbScope, lb_scope_free)
