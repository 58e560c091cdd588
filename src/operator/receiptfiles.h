/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings of sessions held against the hashes that a receipt names. */
#pragma once

#include <json-glib/json-glib.h>
#include <stdbool.h>

#include "receipt/check.h"

/* Whether @receipt names any. */
bool lb_receipt_files_named(JsonObject *receipt);

/* Holds the parts below @directory, or its directory of the request, against each hash. Stores in @missing whether one is not
 * there, or was deleted; fills @fault where one has another hash. False with @error where reading failed. */
bool lb_receipt_files_check(JsonObject *receipt, const char *directory, bool *missing,
                            LbReceiptFault *fault, GError **error);
