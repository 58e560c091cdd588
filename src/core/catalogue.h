/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalogue: which services and scenarios there are, which of them are generally available, and what
 * they can be used on. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "core/account.h"
#include "core/refusal.h"
#include "core/resource.h"

typedef enum { LB_STAGE_GENERAL, LB_STAGE_PREVIEW } LbStage;
extern const LbName lb_stage_names[];

typedef struct {
    char *id;            /* "remote-desktop-windows" */
    char *service;       /* "virtual-machines" */
    GHashTable *labels;  /* language ("" for English) -> label */
    GHashTable *exposes; /* likewise, what the engineer gets to see or to do */
    LbStage stage;
    char **types;      /* resource types it is for, NULL-terminated */
    int *ports;        /* TCP ports that access goes through, ended by 0; NULL: none */
    LbOs os;           /* LB_OS_NONE: whatever the system */
    bool touches_data; /* customer data: the customer has to be asked */
} LbScenario;

typedef struct {
    GPtrArray *scenarios; /* LbScenario*, in the order of the file */
    GHashTable *services; /* id -> labels (core/labels.h) */
} LbCatalogue;

LbCatalogue *lb_catalogue_new(void);
void lb_catalogue_free(LbCatalogue *catalogue);
void lb_scenario_free(LbScenario *scenario);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbCatalogue, lb_catalogue_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbScenario, lb_scenario_free)

/* The scenario @id of @service, or NULL. Borrowed from the catalogue. */
const LbScenario *lb_catalogue_find(const LbCatalogue *catalogue, const char *service,
                                    const char *id);

/* The label of the service @id in @language, English where there is none, else @id. Borrowed. */
const char *lb_catalogue_service_label(const LbCatalogue *catalogue, const char *id,
                                       const char *language);

/* The label in @language ("ja", NULL: English), English where there is none. Borrowed. */
const char *lb_scenario_label(const LbScenario *scenario, const char *language);

/* Likewise, what access exposes. */
const char *lb_scenario_exposes(const LbScenario *scenario, const char *language);

/* Whether @scenario can be used on @resource: LB_REFUSAL_NONE, CLASSIC_DEPLOYMENT or UNSUITABLE_RESOURCE. */
LbRefusal lb_scenario_suits(const LbScenario *scenario, const LbResource *resource);

/* The resource types, in lower case, among which resources for @scenario are looked for: those that it is for, and their
 * classic forms, so that whoever looks for one is told why it cannot be picked. The caller frees the vector. */
GStrv lb_scenario_sought(const LbScenario *scenario);

/* Whether a customer of these terms can be asked for @scenario (NULL: there is no such one): LB_REFUSAL_NONE, BASIC_PLAN,
 * UNKNOWN_SCENARIO or PREVIEW_NOT_ENABLED. */
LbRefusal lb_scenario_offered(const LbScenario *scenario, const LbTenant *tenant);
