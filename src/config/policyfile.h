/* SPDX-License-Identifier: GPL-3.0-or-later */
/* policy.conf: the just-in-time rules. Wrong files are refused as a whole, so that whoever reads one anew keeps what it
 * had. */
#pragma once

#include "config/settings.h"
#include "core/policy.h"

/* Reads the rules at @path (data/policy.conf describes their form) for the scenarios of @catalogue. NULL with
 * LB_CONFIG_ERROR, "FILE:LINE: [RULE] KEY: REASON", for anything that is not exactly such a file, whose last rule does
 * not match every request, or in which a rule can never match. The caller frees it. */
LbPolicy *lb_policy_read(const char *path, const LbCatalogue *catalogue, GError **error);

/* The two steps of it: the bytes of the file, NUL added, and what @text says, which errors say is from @name. */
char *lb_policy_load(const char *path, gsize *length, GError **error);
LbPolicy *lb_policy_parse(const char *text, gsize length, const char *name,
                          const LbCatalogue *catalogue, GError **error);

/* What the cases at @path, requests with the outcome that is expected, have to do with @policy. @say is called for
 * each in the order of the file, with its name and what differs, NULL where nothing does. Returns how many differ; -1
 * with LB_CONFIG_ERROR, before anything is said, for a wrong file. data/examples/policy-cases.conf describes its
 * form. */
typedef void (*LbPolicyCaseSay)(const char *name, const char *difference, gpointer data);
int lb_policy_try_cases(const char *path, const LbPolicy *policy, const LbCatalogue *catalogue,
                        LbPolicyCaseSay say, gpointer data, GError **error);
