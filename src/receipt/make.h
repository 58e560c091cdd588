/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A receipt made from facts: a pure function. What was done is read from the log's entries alone. */
#pragma once

#include <json-glib/json-glib.h>

#include "core/receipt.h"

/* The receipt, of lb_receipt_shape. The caller unrefs it. */
JsonObject *lb_receipt_make(const LbReceiptFacts *facts);

/* The facts that it was made from, as far as it says them right: what is not read back is not the same when it is made
 * again. The caller frees them. */
LbReceiptFacts *lb_receipt_facts_of(JsonObject *receipt);

/* Adds what @activities (LbActivity*) tell: story, decisions, access, certificates, sessions and looks to @receipt, imports
 * of events to @windows. Private to src/receipt. */
void lb_receipt_put_doings(JsonObject *receipt, JsonObject *windows, const GPtrArray *activities);
