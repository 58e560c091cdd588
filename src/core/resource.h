/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A resource of a customer. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "core/terms.h"

typedef struct {
    char *id;           /* Azure resource id as it was written */
    char *key;          /* its canonical form (core/scope.h), by which it is found and sorted */
    char *subscription; /* canonical id */
    char *group;        /* resource group; NULL where there is none */
    char *name;
    char *type; /* Microsoft.Compute/virtualMachines */
    LbModel model;
    LbOs os;
    bool
        reached; /* the operator has set where it is reached, so that an approval opens it; filled by the service where it is shown */
} LbResource;

/* Fills what the id itself says: key, subscription, group, name, type, deployment model. NULL with
 * LB_BASE_ERROR_SYNTAX when @id is no resource id. The caller frees it. */
LbResource *lb_resource_from_id(const char *id, GError **error);
void lb_resource_free(LbResource *resource);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbResource, lb_resource_free)

/* Compares two LbResource pointers behind pointers, for g_ptr_array_sort(): by canonical id. */
gint lb_resource_compare(gconstpointer left, gconstpointer right);
