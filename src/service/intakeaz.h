/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of one az import say together, private to src/service. */
#pragma once

#include "service/intake.h"

typedef struct {
    const LbAzFiles *files;
    LbPlan plan;           /* of tenants that are new */
    GHashTable *tenants;   /* ids of the tenants that the subscriptions belong to */
    GHashTable *mentioned; /* subscriptions that the role assignments speak about -> their tenant */
    GHashTable *stocked;   /* subscriptions that the resources lie in -> their tenant */
    GHashTable *groups;    /* paths of the management groups in the role assignments */
    GHashTable
        *principals; /* object id -> what is known of the principal: src/service/intakeroles.c */
    char *current;   /* the subscription az was used with; NULL: not said */
} LbAz;

/* One element of 'az role assignment list' and of 'az ad user list'; the assignments come first. */
bool lb_az_import_assignment(LbImport *import, const LbFields *fields, int member, gpointer az,
                             GError **error);
bool lb_az_import_user(LbImport *import, const LbFields *fields, int member, gpointer az,
                       GError **error);

/* Frees a value of LbAz.principals. */
void lb_az_principal_free(gpointer principal);

/* After both files: mail addresses of people of whom the users file knows none, and numbers. */
bool lb_az_settle_principals(LbImport *import, LbAz *az, GError **error);

/* Stores which subscriptions the management groups cover, and removes the assignments that are no longer
 * listed. */
bool lb_az_settle_roles(LbImport *import, LbAz *az, GError **error);
