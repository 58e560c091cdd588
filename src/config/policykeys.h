/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rules and their cases have in common, private to src/config. Errors as those of config/keyfile.h. */
#pragma once

#include "config/keyfile.h"
#include "core/catalogue.h"
#include "core/policy.h"

typedef struct {
    GKeyFile *file;
    const char *path;
    GHashTable *lines;
    const LbCatalogue *catalogue;
} LbPolicyKeys;

/* Reads @word, a value of @condition, into @value: of the scenario, which must be one of the catalogue's, 0. With
 * @patterns it may be all scenarios of a service. */
bool lb_policy_keys_parse(const LbPolicyKeys *keys, LbCondition condition, const char *word,
                          bool patterns, int *value, const char *path, const char *group,
                          GError **error);

/* Read the keys "approvers", as bits (1 << LbRole), and "approvals". */
bool lb_policy_keys_read_approvers(GKeyFile *file, const char *path, const char *group,
                                   unsigned *approvers, GError **error);
bool lb_policy_keys_read_approvals(GKeyFile *file, const char *path, const char *group,
                                   int *approvals, GError **error);
