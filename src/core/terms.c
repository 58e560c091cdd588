/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Name tables of the small enumerations. */
#include "core/terms.h"

#include "base/i18n.h"

const LbName lb_level_names[] = {
    { LB_LEVEL_READ, "read", N_("read") },
    { LB_LEVEL_OPERATE, "operate", N_("operate") },
    { LB_LEVEL_ADMINISTER, "administer", N_("administer") },
    { 0, NULL, NULL },
};

const LbName lb_plan_names[] = {
    { LB_PLAN_BASIC, "Basic", NULL },
    { LB_PLAN_DEVELOPER, "Developer", NULL },
    { LB_PLAN_STANDARD, "Standard", NULL },
    { LB_PLAN_PROFESSIONAL_DIRECT, "Professional Direct", NULL },
    { LB_PLAN_PREMIER, "Premier", NULL },
    { LB_PLAN_UNIFIED, "Unified", NULL },
    { 0, NULL, NULL },
};

const LbName lb_model_names[] = {
    { LB_MODEL_ARM, "arm", N_("Resource Manager") },
    { LB_MODEL_CLASSIC, "classic", N_("classic") },
    { 0, NULL, NULL },
};

const LbName lb_os_names[] = {
    { LB_OS_NONE, "none", "" },
    { LB_OS_WINDOWS, "Windows", NULL },
    { LB_OS_LINUX, "Linux", NULL },
    { 0, NULL, NULL },
};

const LbName lb_severity_names[] = {
    { LB_SEVERITY_A, "A", N_("A, critical impact") },
    { LB_SEVERITY_B, "B", N_("B, moderate impact") },
    { LB_SEVERITY_C, "C", N_("C, minimal impact") },
    { 0, NULL, NULL },
};

const LbName lb_side_names[] = {
    { LB_SIDE_CUSTOMER, "customer", N_("customer") },
    { LB_SIDE_PROVIDER, "provider", N_("support") },
    { LB_SIDE_INTERNAL, "internal", N_("internal") },
    { 0, NULL, NULL },
};

const LbName lb_vote_names[] = {
    { LB_VOTE_APPROVE, "approve", NULL },
    { LB_VOTE_DENY, "deny", NULL },
    { 0, NULL, NULL },
};
