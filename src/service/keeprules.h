/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting rules in force, inside an act, private to src/service. */
#pragma once

#include "service/act.h"
#include "service/rules.h"

/* Whether @rules have anything of which the log does not tell yet. */
bool lb_rules_have_news(const LbRules *rules);

/* Puts the file in force, or tells that it is wrong, with the entry of the log that belongs to it; nothing where there is
 * nothing new. @rules were read inside @act. */
bool lb_rules_keep(LbAct *act, const LbRules *rules, GError **error);

/* The SHA-256 of @text, as sha256sum prints it of the file. The caller frees it. */
char *lb_rules_digest(const char *text, size_t length);
