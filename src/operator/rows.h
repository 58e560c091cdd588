/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How keys and roles are shown: in lists of their own, and of one person. */
#pragma once

#include "operator/outcome.h"
#include "service/people.h"

/* One line without the account, behind the two spaces of a list in a list; and one with all that belongs to it. */
void lb_rows_say_key(GString *out, const LbKeyRow *key);
void lb_rows_put_key(JsonBuilder *builder, const LbKeyRow *key);
void lb_rows_say_role(GString *out, const LbAssignment *role);
void lb_rows_put_role(JsonBuilder *builder, const LbAssignment *role);
