/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The just-in-time rules in force: one row, the text as it was read. */
#pragma once

#include "store/store.h"

typedef struct {
    char *text;
    char *sha256;  /* of the text, 64 hexadecimal digits */
    int64_t since; /* microseconds UTC */
    int64_t entry; /* sequence of the log's entry that tells of them */
    char *told;    /* which wrong file the log has told of since then, by a mark; NULL: none */
} LbPolicyRow;

void lb_policy_row_free(LbPolicyRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbPolicyRow, lb_policy_row_free)

/* What is in force; NULL without error where nothing was ever read that could be. The caller frees it. */
LbPolicyRow *lb_policies_get(LbStore *store, GError **error);

/* Puts @row, but for what was told, in the place of what was in force. Its entry has to be there. */
bool lb_policies_put(LbStore *store, const LbPolicyRow *row, GError **error);

/* Remembers of which wrong file was told; NULL: of none. */
bool lb_policies_mark(LbStore *store, const char *told, GError **error);
