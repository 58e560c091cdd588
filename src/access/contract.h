/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a provisioning script is told, and what it may answer: doc/provisioner.md, in code. */
#pragma once

#include <glib.h>

#include "access/provisioner.h"

#define LB_ANSWER_BYTES_LIMIT 65536

/* The order as JSON: one object, one member or element a line. @act is "open" or "close". Stores the number of bytes; the
 * caller frees them. */
char *lb_contract_write(const LbProvisionOrder *order, const char *act, size_t *length);

/* Reads the answer, @length bytes of whatever the script printed, with NUL behind them, when it was asked for
 * @expected. An answer that is none gives a failure that says why, and may be tried again. Never NULL; the caller
 * frees it. */
LbProvisionResult *lb_contract_read(const char *answer, size_t length,
                                    const LbProvisionOrder *order, LbProvisionOutcome expected);
