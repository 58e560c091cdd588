/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tenants and accounts as the administration reads them: plain rows. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/recording.h"
#include "core/terms.h"

typedef struct {
    char *id;
    char *name;
    LbPlan plan;
    bool preview;     /* signed up for scenarios in preview */
    int queue_hours;  /* that a request waits for an answer; 0 where it is put: the default */
    int access_hours; /* of access where a request names none; the same */
} LbTenant;

void lb_tenant_free(LbTenant *tenant);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTenant, lb_tenant_free)

/* A tenant as the administration shows it. */
typedef struct {
    LbTenant *tenant;
    int subscriptions;
    int people;        /* users */
    LbKeeping agreed;  /* about recordings */
    LbKeeping keeping; /* what holds */
    int64_t recorded;  /* bytes of recordings that are kept */
} LbTenantRow;

void lb_tenant_row_free(LbTenantRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTenantRow, lb_tenant_row_free)

typedef struct {
    char *id;
    char *name;
    int quorum;
    int approvers; /* enabled users who may approve for it */
} LbSubscriptionRow;

void lb_subscription_row_free(LbSubscriptionRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbSubscriptionRow, lb_subscription_row_free)

/* A principal as the administration shows it. */
typedef struct {
    int64_t id;
    char *account;
    char *kind;
    char *person;
    char *name;
    char *tenant;      /* NULL: the provider's */
    char *tenant_name; /* NULL: the provider's */
    char *mail;
    char *language;
    char *time_zone;
    bool enabled;
    bool isolated; /* used for access to customers' resources alone */
    int keys;      /* that may come in */
    int roles;     /* that mean something to Lockbox */
} LbPersonRow;

void lb_person_row_free(LbPersonRow *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbPersonRow, lb_person_row_free)

/* What a list of people may be narrowed by. By account; keyset pages. */
typedef struct {
    const char *tenant; /* NULL: any; "": the provider's */
    const char *text;   /* in account, name, person or mail, any ASCII case; NULL: any */
    const char *after;  /* account; NULL: from the first */
    int limit;
} LbPeopleFilter;

typedef struct {
    int64_t id;
    char *account; /* whose it is */
    char *type;
    char *fingerprint;
    int64_t added;
    int64_t revoked; /* 0: it may come in */
} LbKeyRow;

void lb_key_row_free(LbKeyRow *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbKeyRow, lb_key_row_free)

/* An assignment as the administration shows it. */
typedef struct {
    int64_t principal;
    char *account;
    char *tenant; /* NULL: the provider's */
    char *role;
    char *scope;
    char *source;
    int64_t since;
} LbAssignment;

void lb_assignment_free(LbAssignment *assignment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbAssignment, lb_assignment_free)
