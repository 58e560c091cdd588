/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where resources are reached, and which hosts may fetch the list of revoked certificates: the operator's, never a
 * request's. Each change is logged, in the log of the resource's customer too. */
#pragma once

#include "core/sshkey.h"
#include "core/target.h"
#include "service/service.h"

/* Sets where the resource of @target (an id, or a name that is unique) is reached, in place of what was set; with the same
 * target nothing happens and @changed is false. What is open, or opening, by another target of the resource ends. Local
 * addresses are refused unless @local_allowed. Refusals: UNKNOWN_RESOURCE, BAD_TARGET with the fault's name. */
bool lb_targets_set(LbService *service, const LbTarget *target, bool local_allowed, bool *changed,
                    GError **error);

/* Takes it away; access by it ends. UNKNOWN_RESOURCE, NO_TARGET where none is set. */
bool lb_targets_remove(LbService *service, const char *resource, GError **error);

/* LbTarget*, by resource, only after @after (a key; NULL: from the first), at most @limit. The caller frees the array. */
GPtrArray *lb_targets_list(LbService *service, const char *after, int limit, GError **error);

/* The target of @resource (an id, or a name that is unique); UNKNOWN_RESOURCE, NO_TARGET where none is set. The caller frees it. */
LbTarget *lb_targets_get(LbService *service, const char *resource, GError **error);

/* The one principal of its certificates (core/target.h), in this installation. The caller frees it. */
char *lb_targets_principal(LbService *service, const LbTarget *target);

/* A key of kind "target": by ssh it fetches the list of revoked certificates, and can do nothing else. @name is one word.
 * Refused when a person has it, or had it (BAD_KEY), when a host has it (KEY_TAKEN), or had it (KEY_REVOKED). */
bool lb_targets_add_key(LbService *service, const char *name, const LbSshKey *key, GError **error);

/* For ever. UNKNOWN_KEY where no host has it, or has it any more. */
bool lb_targets_revoke_key(LbService *service, const char *fingerprint, GError **error);

/* LbTargetKey*, by id. The caller frees the array. */
GPtrArray *lb_targets_keys(LbService *service, GError **error);

/* Whether the session of target key @id may read the list: it is not revoked, and @user_auth (as of
 * lb_service_identify_key()) names it. UNKNOWN_IDENTITY else. */
bool lb_targets_identify_key(LbService *service, int64_t id, const char *user_auth, GError **error);
