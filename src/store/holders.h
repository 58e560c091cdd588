/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who holds a customer's role at or above a subscription, whether it makes an approver or not. */
#pragma once

#include "core/activity.h"
#include "store/store.h"

/* One role of one account. */
typedef struct {
    int64_t principal;
    char *account;
    char *person;
    bool user; /* a person's account, not a group's or a program's */
    bool enabled;
    char *role;
    char *scope; /* where it is held */
    bool approves;
    int64_t since; /* when it was given, by whichever source first; microseconds UTC */
} LbHolder;

void lb_holder_free(LbHolder *holder);

/* LbHolder* of the subscription's own tenant, roles that approve first, then by account, the widest scope first; @limit rows
 * at most. @principal: of it alone; 0: of all. The caller frees the array. */
GPtrArray *lb_holders_read(LbStore *store, const char *subscription, int64_t principal, int limit,
                           GError **error);

/* LbActivity* that tell of changes of the principal's roles and of its account, the newest first, @limit at most. The caller
 * frees the array. */
GPtrArray *lb_holders_log(LbStore *store, int64_t principal, int limit, GError **error);
