/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a receipt agrees with itself: what can be checked of it without the log. */
#pragma once

#include <json-glib/json-glib.h>
#include <stdbool.h>

/* The first place where something is wrong with a receipt, and what. */
typedef struct {
    char *where; /* "sessions[0].sha256"; NULL: nothing is */
    char *why;   /* a sentence's end, in the language that is set */
} LbReceiptFault;

void lb_receipt_fault_clear(LbReceiptFault *fault);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LbReceiptFault, lb_receipt_fault_clear)

/* Takes the place over; @why is marked for translation. Always returns false. */
bool lb_receipt_fault_set(LbReceiptFault *fault, char *where, const char *why);

/* Whether each entry's hash is that of its fields, they follow each other, what is told of them is what they say, and what was
 * decided was what is shown. Fills @fault where not. */
bool lb_receipt_check(JsonObject *receipt, LbReceiptFault *fault);
