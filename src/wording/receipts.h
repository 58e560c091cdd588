/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A receipt as plain text, and the commands that make files of it. */
#pragma once

#include <json-glib/json-glib.h>

#include "wording/spelling.h"

/* Appends the receipt in lines of at most @width columns, in the language that is set. It is safe to show. */
void lb_plain_receipt(GString *out, int width, JsonObject *receipt);

/* The line that writes the receipt of @id as a page (@html), or as JSON, into a file of the person's own machine. The caller
 * frees it. */
char *lb_receipt_line(const LbSpelling *spelling, const char *id, bool html);
