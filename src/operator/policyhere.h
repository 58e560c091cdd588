/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The just-in-time rules in force in the database beside their file. */
#pragma once

#include "operator/outcome.h"
#include "service/rules.h"

/* Stores both in @rules as the caller's; NULL where there is no database. False where there is one that cannot be read. */
bool lb_policy_read_here(LbInvocation *invocation, LbRules **rules, GError **error);

/* Appends which rules are in force since when, and what becomes of the file. */
void lb_policy_say_in_force(GString *out, const LbRules *rules);

/* Appends the member "inForce": what is, or null. */
void lb_policy_put_in_force(JsonBuilder *builder, const LbRules *rules);

/* Appends a line for each rule of @policy. */
void lb_policy_say_rules(GString *out, const LbPolicy *policy);
