/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the queries for entries of the activity log have in common, private to src/store. */
#pragma once

#include "core/activity.h"
#include "store/statement.h"

/* What lb_entries_read() reads; conditions about "a" follow. */
#define LB_ENTRY_COLUMNS                                                                       \
    "SELECT a.sequence, a.time, a.tenant, a.operation, a.request, a.caller, a.person, a.door," \
    " a.fingerprint, a.address, a.details, a.previous, a.hash, a.evidence"                     \
    " FROM activity a WHERE "

/* LbActivity* from rows of LB_ENTRY_COLUMNS. NULL, with @error set already, for a NULL @statement. The caller frees the
 * array. */
GPtrArray *lb_entries_read(LbStatement *statement, GError **error);

/* The names of @operations, a set of LB_OPERATION_BIT(), as a JSON array. The caller frees it. */
char *lb_entries_operations(uint64_t operations);
