/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sshd says of how somebody came in (ExposeAuthInfo: one line a method, "publickey TYPE BLOB"), private to
 * src/service. */
#pragma once

#include "service/service.h"

/* Whether @user_auth names the key. NULL, where sshd said nothing, proves none but in a test database. */
bool lb_evidence_proves_key(const LbService *service, const char *user_auth, const char *type,
                            const char *blob);

/* What @user_auth, which proves the key of this @type, says of more than one factor. */
LbEvidence lb_evidence_find(const char *user_auth, const char *type);
