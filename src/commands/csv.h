/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The activity log as a table for spreadsheets: RFC 4180, a header row, CRLF, every cell between quotes. What others
 * wrote never becomes a formula there: a cell that begins like one begins with ' instead. Nothing is translated. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "core/activity.h"

/* Appends @text (NULL: nothing) as one cell, made safe. */
void lb_csv_cell(GString *out, const char *text);

/* Appends the names of the columns: those of the log's JSON, and whether the database is one for tests. */
void lb_csv_log_header(GString *out);

/* Appends the row of @entry. */
void lb_csv_log_entry(GString *out, const LbActivity *entry, bool test);
