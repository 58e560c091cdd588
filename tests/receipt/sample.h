/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A receipt to test with: of a request that was approved, opened, gone through and completed, with hostile words in it. */
#pragma once

#include <json-glib/json-glib.h>

#include "core/receipt.h"

#define HOSTILE                                                                        \
    "</td><script>alert(1)</script> & \"x\" \u202etxet\u202c \u200b\x1b[2J 日本語 " \
    "\U0001f600\nsecond"

/* Facts whose entries have their hashes. The caller frees them. */
LbReceiptFacts *sample_facts(void);

/* The receipt of them. The caller unrefs it. */
JsonObject *sample_receipt(void);

/* Adds an entry that follows. @details is JSON; it is the head of the log. */
void sample_add(LbReceiptFacts *facts, LbOperation operation, const char *caller,
                const char *details);
