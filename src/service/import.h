/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Imports: what other systems know of tenants, people and resources comes in, all of a file or nothing. */
#pragma once

#include "service/service.h"

typedef struct {
    const char *accounts;         /* path of what 'az account list' printed */
    const char *resources;        /* 'az resource list' */
    const char *role_assignments; /* 'az role assignment list --all' */
    const char *users;            /* 'az ad user list'; NULL: not given */
    const char *plan;             /* support plan for tenants that are new; NULL: Developer */
} LbAzFiles;

typedef struct {
    int64_t tenants, subscriptions, resources, targets, principals, keys, role_assignments, tickets;
    int64_t keys_revoked;     /* keys that were named and had been revoked: they stay so */
    int64_t tickets_left_out; /* of numbers that another tenant has, or that were given here */
    int64_t resources_removed, role_assignments_removed;
    int64_t without_approver; /* subscriptions nobody could approve for */
    int64_t
        not_people; /* role assignments to groups and service principals: kept, approve nothing */
} LbImportReport;

/* Each reads in bounded memory and commits once. LB_IMPORT_ERROR says file, element, field and reason. */
bool lb_import_az(LbService *service, const LbAzFiles *files, LbImportReport *report,
                  GError **error);

/* @local_targets: targets may have addresses of this host (service/targets.h). */
bool lb_import_directory(LbService *service, const char *path, bool local_targets,
                         LbImportReport *report, GError **error);

#define LB_IMPORT_ERROR (lb_import_error_quark())
typedef enum { LB_IMPORT_ERROR_INVALID } LbImportError;
GQuark lb_import_error_quark(void);
