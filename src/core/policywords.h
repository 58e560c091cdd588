/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of the just-in-time rules in words that an engineer and an owner understand, in the language that is
 * set. */
#pragma once

#include "core/policy.h"

/* Whether and why a rule applies: "Applies: the access level is administer." The caller frees it. */
char *lb_policy_step_words(const LbPolicyStep *step);

/* What becomes of the request, in one or two sentences, with the reason of a refusal in @language (NULL: English). The
 * caller frees it. */
char *lb_policy_outcome_words(const LbPolicyOutcome *outcome, const char *language);

/* The roles of @approvers, bits (1 << LbRole): "Support Lead or DevOps Manager". The caller frees it. */
char *lb_policy_approvers_words(unsigned approvers);
