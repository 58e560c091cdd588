/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where resources are reached, and the keys of the hosts behind them. Resources are canonical ids (core/scope.h); one
 * that the directory no longer has keeps its target. */
#pragma once

#include "core/sshkey.h"
#include "core/target.h"
#include "store/store.h"

/* Inserts or replaces the target of its resource. @since: microseconds UTC. */
bool lb_directory_put_target(LbStore *store, const LbTarget *target, int64_t since, GError **error);

/* Nothing happens where there is none. */
bool lb_directory_drop_target(LbStore *store, const char *resource, GError **error);

/* NULL without error where there is none. The caller frees it. */
LbTarget *lb_directory_target(LbStore *store, const char *resource, GError **error);

/* At most @limit LbTarget* behind @after (NULL: from the first), by resource. The caller frees the array. */
GPtrArray *lb_directory_targets(LbStore *store, const char *after, int limit, GError **error);

/* At most two resources of that name (any ASCII case), of all customers: LbResource*. The caller frees the array. */
GPtrArray *lb_directory_resources_called(LbStore *store, const char *name, GError **error);

/* Adds a key of a host. EXISTS in @error when a person has it or had it. */
bool lb_directory_put_target_key(LbStore *store, const char *name, const LbSshKey *key,
                                 int64_t added, GError **error);

/* Revokes the key with this fingerprint that is not revoked; stores the host's name, NULL where there was none. */
bool lb_directory_revoke_target_key(LbStore *store, const char *fingerprint, int64_t now,
                                    char **name, GError **error);

/* The key with this base64 blob, revoked or not; NULL without error where there is none. The caller frees it. */
LbTargetKey *lb_directory_target_key(LbStore *store, const char *blob, GError **error);

/* LbTargetKey*, by id. The caller frees the array. */
GPtrArray *lb_directory_target_keys(LbStore *store, GError **error);

/* Type and base64 blob of key @id if it is not revoked; NULL without error else. The caller frees it. */
LbSshKey *lb_directory_target_key_proof(LbStore *store, int64_t id, GError **error);
