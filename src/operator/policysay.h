/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the outcome of the just-in-time rules is shown, with its trace. */
#pragma once

#include "core/policy.h"
#include "operator/outcome.h"

/* Appends the outcome and each rule that was looked at, for people. */
void lb_policy_say_outcome(GString *out, const LbPolicyOutcome *outcome);

/* Appends one object of it to @builder. */
void lb_policy_put_outcome(JsonBuilder *builder, const LbPolicyOutcome *outcome);

/* The language that texts of files are shown in; NULL: English. Borrowed. */
const char *lb_policy_language(void);
