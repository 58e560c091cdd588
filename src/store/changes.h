/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the transaction that is open has changed of who may decide, or how they are reached: the tables' own triggers
 * write it down (store/migrations.c), so that no statement can forget to. The act tells of it and takes it away before it
 * commits. */
#pragma once

#include "core/change.h"
#include "store/directory.h"
#include "store/store.h"

/* The newest change that was not told so far; 0: there is none. */
bool lb_changes_newest(LbStore *store, int64_t *id, GError **error);

/* At most @limit LbChange after @after, in the order in which they happened; accounts from the log's @entry on are new.
 * The caller frees the array. */
GPtrArray *lb_changes_page(LbStore *store, int64_t after, int64_t entry, int limit, GError **error);

/* The customers, but for the change's own, who have an account of the person that an account, whose person @change
 * changes, was or is of. The caller frees the vector. */
GStrv lb_changes_tenants(LbStore *store, const LbChange *change, GError **error);

/* Stores whether the customer has an account of the person. */
bool lb_changes_knows(LbStore *store, const char *tenant, const char *person, bool *knows,
                      GError **error);

/* Takes all changes away. */
bool lb_changes_clear(LbStore *store, GError **error);

/* Who is told of the changes to others in @tenant: LbApprover*, each who held Owner or Approver at or above one of its
 * subscriptions, or Admin where @tenant is NULL, before these changes and the log's @entry, whatever has become of them.
 * The caller frees the array. */
GPtrArray *lb_changes_readers(LbStore *store, const char *tenant, int64_t entry, GError **error);
